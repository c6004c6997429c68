"""A small store for the Markdown tests: what the addresses in their texts lead to."""

from __future__ import annotations

from kpsite.model.prose import Asset, Link, Missing, Picture, Prose, Source, Target
from kpsite.render.markdown.parser import make_parser
from kpsite.render.markdown.rendering import Rendered, render

DOG = Picture(
    "/i/dog.jpg",
    1200,
    800,
    (Source("image/avif", (("/i/dog-480.avif", 480), ("/i/dog.avif", 1200))),),
    (("/i/dog-480.jpg", 480), ("/i/dog.jpg", 1200)),
)
TARGETS: dict[str, Target] = {
    "dog.jpg": DOG,
    "my cat.png": Picture("/i/cat.png", 300, 200),
    "/logo.svg": Picture("/logo.svg", 0, 0),
    "gone.jpg": Missing("there is no such file", 'did you mean "dog.jpg"?'),
    "next.md": Link("/course/next/", "The next lesson"),
    "../other/lesson.md": Link("/other/lesson/"),
    "nwxt.md": Missing("there is no such file", 'did you mean "next.md"?'),
    "sheet.pdf": Asset("/f/sheet.pdf", "application/pdf", 1234),
    "talk.mp4": Asset("/f/talk.mp4", "video/mp4", 5000),
    "talk.vtt": Asset("/f/talk.vtt", "text/vtt", 50),
    "song.mp3": Asset("/f/song.mp3", "audio/mpeg", 4000),
    "song.vtt": Missing("there is no such file"),
}
PARSER = make_parser()


def rendered(text: str, targets: dict[str, Target] = TARGETS) -> Rendered:
    """Render a text as if it stood at line 1 of lesson.md, in English."""
    prose = Prose(text, "lesson.md", 1, "en", tuple(targets.items()))
    return render(prose, PARSER, str)


def codes(result: Rendered) -> list[tuple[int, str]]:
    return [(problem.place.line, problem.code) for problem in result.problems]

"""What creators do to a store between two builds: functions of its folder and of two numbers that choose."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from kpsite.model.lock import LINK_STATES, LOCK_FILE, Held, Lock, Section
from tests.render.pictures import saved
from tests.variants import AMBASSADORS, BODIES, KEYS, MORE, MORE_TEMPLATES, PLUGINS, PRICES, SITE, TEMPLATES

COURSE = "content/courses/abc"


def write(path: Path, head: str, body: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}---\n\n{body}", "utf-8")


def lessons(root: Path) -> list[Path]:
    others = ("course.md", "course.de.md", "chapter.md")
    return sorted(path for path in (root / COURSE).rglob("*.md") if path.name not in others)


def some(paths: list[Path], number: int) -> Path | None:
    return paths[number % len(paths)] if paths else None


def write_lesson(root: Path, one: int, two: int) -> None:
    path = some(lessons(root), one)
    if path is not None:
        title = ("First", "Second", "Ünïcode")[one % 3]
        write(path, f"title: {title}\n{MORE[two % len(MORE)]}", BODIES[(one + two) % len(BODIES)])


def add_lesson(root: Path, one: int, two: int) -> None:
    folder = ("", "01-basics/", "extra/")[two % 3]
    name = f"{folder}{one % 4 + 1:02d}-lesson-{two % 5}.md"
    write(root / COURSE / name, f"title: Lesson {one}\n", BODIES[two % len(BODIES)])


def save_otherwise(root: Path, one: int, two: int) -> None:
    """As some editors save, and as folders are brought together: beside the file and over it, with the size
    and the time of before, as a link to a file elsewhere in the course, with line ends of another system.
    """
    path = some(lessons(root), one)
    if path is None:
        return
    data, before = path.read_bytes(), path.stat()
    if two % 4 == 0:
        fresh = path.with_name(f".{path.name}.tmp")
        fresh.write_bytes(data + b"\nMore.\n")
        fresh.replace(path)
    elif two % 4 == 1:
        path.write_bytes(data.replace(b"n", b"m", 1))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif two % 4 == 2:
        elsewhere = root / COURSE / f"aside-{one}.txt"
        elsewhere.write_bytes(data + b"\nAside.\n")
        path.unlink()
        path.symlink_to(elsewhere)
    else:
        path.write_bytes(data.replace(b"\n", b"\r\n"))


def rename_lesson(root: Path, one: int, two: int) -> None:
    path = some(lessons(root), one)
    if path is not None:
        path.rename(path.with_name(f"{two % 9 + 1:02d}-renamed-{one % 3}.md"))


def remove_lesson(root: Path, one: int, two: int) -> None:
    path = some(lessons(root), one)
    if path is not None:
        path.unlink()


def change_chapter(root: Path, one: int, two: int) -> None:
    folder = root / COURSE / ("01-basics", "extra")[one % 2]
    moved = folder.with_name("09-moved")
    if two % 4 == 0 and folder.is_dir():
        shutil.rmtree(folder)
    elif two % 4 == 1 and folder.is_dir() and not moved.exists():
        folder.rename(moved)
    else:
        write(folder / "chapter.md", f"title: Chapter {two}\npreview: {('true', 'false')[two % 2]}\n")


def change_course(root: Path, one: int, two: int) -> None:
    preview = ("[]", "[first]", "[basics]", "[first, second]", "[nobody]")[two % 7 % 5]
    tags = ("[]", "[letters]", "[letters, Ünder]")[one % 3]
    head = KEYS[(one + 5 * two) % len(KEYS)]
    head += f"title: Abc {one % 2}\npreview: {preview}\ntags: {tags}\naliases: [/{two % 2}/]\n"
    write(root / COURSE / "course.md", f"{head}{PRICES[one % len(PRICES)]}\n", BODIES[two % 2])


def change_other_course(root: Path, one: int, two: int) -> None:
    folder = root / "content" / "courses" / "xyz"
    if one % 3 == 0 and folder.is_dir():
        shutil.rmtree(folder)
        return
    head = f"title: Xyz\ndescription: D.\n{PRICES[two % 4]}\nrelated: [abc]\ntags: [letters]\n"
    write(folder / "course.md", head)
    write(folder / "a.md", "title: A\n", BODIES[one % 2])


def translate(root: Path, one: int, two: int) -> None:
    source = (root / COURSE / "course.md", some(lessons(root), one))[two % 2]
    if source is None or not source.exists() or ".de." in source.name:
        return
    path = source.with_name(f"{source.stem}.de.md")
    if path.exists():
        path.unlink()
    else:
        write(path, f"title: Deutsch {one % 3}\n", "Text.\n")


def change_post(root: Path, one: int, two: int) -> None:
    path = root / "content" / "posts" / f"2026-{('01-02', '11-23', '11-21')[one % 3]}-hello.md"
    if two % 4 == 0 and path.exists():
        path.unlink()
    else:
        head = f"title: Hello {two % 3}\ncourse: abc\n{MORE[one % 2]}"
        write(path, head, f"Words {one % 3}.\n\n## A part\n")


def change_page(root: Path, one: int, two: int) -> None:
    head = f"title: About {one % 2}\nmenu: {('header', 'none')[two % 2]}\n"
    write(root / "content" / "pages" / "about.md", head, "Us.\n")


def change_promos(root: Path, one: int, two: int) -> None:
    ends = ("2026-11-22", "2026-11-24", "2025-01-01")[one % 3]
    promo = f"code: SPRING, percent_off: {two + 5}%, ends: {ends}, public: true, courses: [abc]"
    (root / "content" / "promos.yaml").write_text(f"- {{{promo}}}\n")


def change_ambassadors(root: Path, one: int, two: int) -> None:
    path = root / "content" / "ambassadors.yaml"
    if two % 4:
        path.write_text(AMBASSADORS[one % len(AMBASSADORS)])
    else:
        path.unlink(missing_ok=True)


def change_film(root: Path, one: int, two: int) -> None:
    (root / COURSE / "film.mp4").write_bytes(bytes(range(256)) * (two % 3 + 1))
    captions, chapters = ((root / COURSE / f"film{kind}.vtt") for kind in ("", ".chapters"))
    for path, number in ((captions, one), (chapters, two)):
        if number % 3:
            path.write_text(f"WEBVTT\n\n00:00.000 --> 00:0{number % 9 + 1}.000\nPart {number % 3}\n")
        else:
            path.unlink(missing_ok=True)


def change_lock(root: Path, one: int, two: int) -> None:
    path = root / LOCK_FILE
    link = Held("plink_1", {}, f"https://buy.stripe.com/{one % 2}", LINK_STATES[two % 3])
    lock = Lock("shop", {"live": Section("acct_1", {"link abc.course": link, "link all.course": link})})
    if two % 6:
        path.write_text("{" if two % 6 == 1 else lock.text(), "utf-8")
    else:
        path.unlink(missing_ok=True)


def change_bundle(root: Path, one: int, two: int) -> None:
    head = f"title: All\ncourses: [{('abc', 'abc, xyz')[one % 2]}]\nprice: {two}\n"
    write(root / "content" / "bundles" / "all.md", head, "Both.\n")


def change_image(root: Path, one: int, two: int) -> None:
    path = root / COURSE / ("dot.png", "dot.png", "01-basics/dot.png")[one % 3]
    if two % 5 == 0 and path.exists():
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = saved(Image.new("RGB", (2 + two % 7, 3), "red"), "png")
        path.write_bytes(b"no image at all" if two % 5 == 1 else picture)


def change_template(root: Path, one: int, two: int) -> None:
    path = root / "themes" / "plain" / "templates" / "lesson.html"
    base = path.with_name("base.html")
    if one % 2:
        base.write_text(base.read_text("utf-8") + f"<!-- {two % 3} -->\n", "utf-8")
    elif TEMPLATES[two % len(TEMPLATES)]:
        path.write_text(TEMPLATES[two % len(TEMPLATES)])
    else:
        path.unlink(missing_ok=True)


def change_plugin(root: Path, one: int, two: int) -> None:
    path = root / "plugins" / "mine.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PLUGINS[one % len(PLUGINS)], "utf-8")
    path.with_name("word.txt").write_text(f"word {two % 3}")


def change_words(root: Path, one: int, two: int) -> None:
    theme = root / "themes" / "plain"
    catalogue = theme / "words" / "de.po"
    if one % 3:
        catalogue.parent.mkdir(exist_ok=True)
        entries = {"": "Content-Type: text/plain; charset=utf-8\\n", "Courses": f"Kurse {two % 3}"}
        catalogue.write_text("".join(f'msgid "{key}"\nmsgstr "{word}"\n\n' for key, word in entries.items()))
    else:
        catalogue.unlink(missing_ok=True)
    (theme / "theme.yaml").write_text(f"name: Plain\noptions: {{mood: {('none', 'bright')[two % 2]}}}\n")


def change_site(root: Path, one: int, two: int) -> None:
    (root / "content" / "site.yaml").write_text(SITE[one % len(SITE)])


def make_mistake(root: Path, one: int, two: int) -> None:
    path = root / "content" / "pages" / "wrong.md"
    if path.exists():
        path.unlink()
    else:
        write(path, "titel: Wrong\n")


Edit = Callable[[Path, int, int], None]
TEXTS: tuple[Edit, ...] = (write_lesson, add_lesson, rename_lesson, remove_lesson, translate, save_otherwise)
OFFERS: tuple[Edit, ...] = (
    change_course,
    change_other_course,
    change_promos,
    change_lock,
    change_bundle,
    change_ambassadors,
    make_mistake,
)
PAGES: tuple[Edit, ...] = (change_chapter, change_post, change_page, change_image, change_image, change_film)
LOOKS: tuple[Edit, ...] = (
    change_template,
    change_words,
    change_plugin,
    change_plugin,
    change_site,
    change_site,
)


def furnish(root: Path) -> None:
    """Bring into a store what the day, a plugin and the facts of pictures can change, and all kinds of files
    that there are beside the pages.
    """
    for name, text in MORE_TEMPLATES.items():
        (root / "themes" / "plain" / "templates" / name).write_text(text)
    (root / "themes" / "plain" / "theme.yaml").write_text("name: Plain\noptions: {mood: none}\n")
    change_site(root, 0, 0)
    change_plugin(root, 1, 0)
    change_image(root, 0, 2)
    change_promos(root, 0, 0)
    change_film(root, 1, 1)
    change_ambassadors(root, 0, 1)
    change_post(root, 1, 1)
    write(root / COURSE / "01-first.md", "title: First\n", BODIES[2])
    write(root / COURSE / "03-third.md", "title: Third\ndate: 2026-11-23\npreview: true\n", BODIES[0])

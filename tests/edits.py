"""What creators do to a store between two builds: functions of its folder and of two numbers that choose."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.render.pictures import saved

COURSE = "content/courses/abc"
BODIES = (
    "Plain words.",
    "A [way](02-second.md#a-part) on, and a [page](/about/).\n",
    "# A part\n\n![A dot](dot.png)\n\n## Another\n\n```python\nx = 1\n```\n",
    "Above.\n\n<!-- paywall -->\n\nBelow.\n",
    "A [loose end](nowhere.md) and ![](dot.png).\n",
    "",
    "[abc](course.md), [first](/courses/abc/first/#gone), [hello](../../posts/2026-01-02-hello.md)",
    "A note.[^1]\n\n[^1]: It says more.\n",
)
PRICES = (
    "price: 49 USD",
    "price: 9.50 EUR",
    "price: free",
    "price: 49 USD\ncompare_at: 79 USD",
    "status: upcoming",
    "status: archived\nprice: 5",
)
EXTRAS = (
    "",
    "draft: true\n",
    "preview: true\n",
    "date: 2026-11-23\n",
    "listed: false\n",
    "duration: 90 min\n",
    "weight: 0\n",
    "slug: fresh\n",
)
PLUGINS = (
    "from kpsite.plugins import Plugin\nplugin = Plugin()\n",
    "from kpsite.plugins import Plugin\nplugin = Plugin(html=lambda html, page: html + '<!-- one -->')\n",
    "from kpsite.plugins import Plugin\nplugin = Plugin(html=lambda html, page: html.replace('e', 'é'))\n",
    "import dataclasses\nfrom kpsite.plugins import Plugin\n\ndef page(page, site):\n"
    "    return dataclasses.replace(page, url='/x' + page.url) if page.kind == 'post' else page\n\n"
    "plugin = Plugin(page=page)\n",
    "raise ValueError('not today')\n",
    "def html(html, page):\n    raise KeyError(page.kind)\n\nfrom kpsite.plugins import Plugin\nplugin = Plugin(html=html)\n",
)
SITE = (
    "name: Test shop\nurl: https://shop.example.org/\ntheme: plain\n",
    "name: Other name\nurl: https://shop.example.org/sub/path/\ntheme: {name: plain, accent: '#0b5d4e'}\n",
    "name: Test shop\nurl: https://shop.example.org/\ntheme: {name: plain, options: {mood: calm}}\n"
    "languages: [en, de]\n",
    "name: Test shop\nurl: https://shop.example.org/\ntheme: plain\nplugins: [mine]\ncurrency: EUR\n"
    "signup: netlify\n",
)
TEMPLATES = (
    "",
    '{% extends "original/lesson.html" %}{% block main %}<i>{{ title }}</i>{{ super() }}{% endblock %}',
    '{% extends "base.html" %}{% block main %}{{ shop.options.get("mood", "none") }}'
    "{{ prose(body).toc | length }}{% endblock %}",
    "{{ nothing.here }}",
    "{% if %}",
)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def lessons(root: Path) -> list[Path]:
    return sorted(
        path for path in (root / COURSE).rglob("*.md") if path.name not in ("course.md", "chapter.md")
    )


def some(paths: list[Path], number: int) -> Path | None:
    return paths[number % len(paths)] if paths else None


def write_lesson(root: Path, one: int, two: int) -> None:
    path = some(lessons(root), one)
    if path is not None:
        write(
            path,
            f"---\ntitle: {('First', 'Second', 'Ünïcode')[one % 3]}\n{EXTRAS[two % len(EXTRAS)]}---\n\n{BODIES[(one + two) % len(BODIES)]}",
        )


def add_lesson(root: Path, one: int, two: int) -> None:
    folder = ("", "01-basics/", "extra/")[two % 3]
    write(
        root / COURSE / f"{folder}{one % 4 + 1:02d}-lesson-{two % 5}.md",
        f"---\ntitle: Lesson {one}\n---\n\n{BODIES[two % len(BODIES)]}",
    )


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
    if two % 4 == 0 and folder.is_dir():
        shutil.rmtree(folder)
    elif two % 4 == 1 and folder.is_dir() and not folder.with_name("09-moved").exists():
        folder.rename(folder.with_name("09-moved"))
    else:
        write(
            folder / "chapter.md", f"---\ntitle: Chapter {two}\npreview: {('true', 'false')[two % 2]}\n---\n"
        )


def change_course(root: Path, one: int, two: int) -> None:
    preview = ("[]", "[first]", "[basics]", "[first, second]", "[nobody]")[two % 5]
    tags = ("[]", "[letters]", "[letters, Ünder]")[one % 3]
    head = f"title: The alphabet{one % 2}\ndescription: Letters.\npreview: {preview}\ntags: {tags}\naliases: [/old-{two % 2}/]"
    write(root / COURSE / "course.md", f"---\n{head}\n{PRICES[one % len(PRICES)]}\n---\n\n{BODIES[two % 2]}")


def change_other_course(root: Path, one: int, two: int) -> None:
    folder = root / "content" / "courses" / "xyz"
    if one % 3 == 0 and folder.is_dir():
        shutil.rmtree(folder)
        return
    write(
        folder / "course.md",
        f"---\ntitle: Xyz\ndescription: D.\n{PRICES[two % 4]}\nrelated: [abc]\ntags: [letters]\n---\n",
    )
    write(folder / "a.md", f"---\ntitle: A\n---\n\n{BODIES[one % 2]}")


def translate(root: Path, one: int, two: int) -> None:
    source = (root / COURSE / "course.md", some(lessons(root), one))[two % 2]
    if source is not None and source.exists() and ".de." not in source.name:
        path = source.with_name(source.stem + ".de.md")
        if path.exists():
            path.unlink()
        else:
            write(path, f"---\ntitle: Deutsch {one % 3}\n---\n\nText.\n")


def change_post(root: Path, one: int, two: int) -> None:
    path = root / "content" / "posts" / f"2026-{('01-02', '11-23', '11-21')[one % 3]}-hello.md"
    if two % 4 == 0 and path.exists():
        path.unlink()
    else:
        write(
            path,
            f"---\ntitle: Hello {two % 3}\ncourse: abc\n{EXTRAS[one % 2]}---\n\nWords {one % 3}.\n\n## A part\n",
        )


def change_page(root: Path, one: int, two: int) -> None:
    write(
        root / "content" / "pages" / "about.md",
        f"---\ntitle: About {one % 2}\nmenu: {('header', 'none')[two % 2]}\n---\n\nUs.\n",
    )


def change_promos(root: Path, one: int, two: int) -> None:
    ends = ("2026-11-22", "2026-11-24", "2025-01-01")[one % 3]
    write(
        root / "content" / "promos.yaml",
        f"- {{code: SPRING, percent_off: {two % 90 + 5}%, ends: {ends}, public: true, courses: [abc]}}\n",
    )


def change_bundle(root: Path, one: int, two: int) -> None:
    write(
        root / "content" / "bundles" / "all.md",
        f"---\ntitle: All\ncourses: [{('abc', 'abc, xyz')[one % 2]}]\nprice: {two % 60}\n---\n\nBoth.\n",
    )


def change_image(root: Path, one: int, two: int) -> None:
    path = root / COURSE / ("dot.png", "01-basics/dot.png")[one % 2]
    if two % 5 == 0 and path.exists():
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            b"no image at all" if two % 5 == 1 else saved(Image.new("RGB", (2 + two % 7, 3), "red"), "png")
        )


def change_template(root: Path, one: int, two: int) -> None:
    path = root / "themes" / "plain" / "templates" / "lesson.html"
    base = path.with_name("base.html")
    if one % 2:
        base.write_text(base.read_text("utf-8") + f"<!-- {two % 3} -->\n", "utf-8")
    elif TEMPLATES[two % len(TEMPLATES)]:
        write(path, TEMPLATES[two % len(TEMPLATES)])
    elif path.exists():
        path.unlink()


def change_plugin(root: Path, one: int, two: int) -> None:
    write(root / "plugins" / "mine.py", PLUGINS[one % len(PLUGINS)])


def change_site(root: Path, one: int, two: int) -> None:
    write(root / "content" / "site.yaml", SITE[one % len(SITE)])


def make_mistake(root: Path, one: int, two: int) -> None:
    path = root / "content" / "pages" / "wrong.md"
    if path.exists():
        path.unlink()
    else:
        write(path, "---\ntitel: Wrong\n---\n")


EDITS: tuple[Callable[[Path, int, int], None], ...] = (
    write_lesson, write_lesson, add_lesson, rename_lesson, remove_lesson, change_chapter, change_course, change_other_course, translate, change_post,
    change_page, change_promos, change_bundle, change_image, change_template, change_plugin, change_site, make_mistake,
)  # fmt: skip

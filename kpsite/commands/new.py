"""``kpsite new``: a first store in under a minute, and courses, lessons and posts inside one."""

from __future__ import annotations

import datetime
import json
import secrets
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kpsite.commands.key_file import make_key
from kpsite.commands.starter import Answers, starter_files
from kpsite.commands.terminal import paint, say
from kpsite.commands.verb import OK, find_root
from kpsite.load.names import split_number
from kpsite.model.language import is_language
from kpsite.model.money import CURRENCIES
from kpsite.model.places import is_store_address
from kpsite.model.slug import slugify
from kpsite.problems import KpsiteError, Place, did_you_mean, error, refusal
from kpsite.reading.stamp import KEY_FILE

INSIDE = ("course", "lesson", "post")


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    parser.usage = "kpsite new DIR [options]\n       kpsite new course|lesson|post NAME [--course SLUG]"
    parser.add_argument(
        "what",
        metavar="DIR | course | lesson | post",
        help="the folder of the new store, or what to make inside this one",
    )
    parser.add_argument("title", metavar="NAME", nargs="?", help="the title of the course, lesson or post")
    parser.add_argument(
        "--course",
        metavar="SLUG",
        default="",
        help="for a lesson: the course's folder (default: the one you are in, or the only one)",
    )
    parser.add_argument("--name", help="the shop's name")
    parser.add_argument("--creator", help="your name")
    parser.add_argument("--currency", metavar="CODE", help="the currency of your prices, such as USD")
    parser.add_argument("--language", metavar="CODE", help="the language you write in, such as en or zh-CN")
    parser.add_argument("--url", help="the address at which the store will be published")
    parser.add_argument(
        "--no-input", action="store_true", help="ask nothing; take defaults for what is not said"
    )


def run(arguments: Namespace) -> int:
    """Make a store, or something inside one."""
    if arguments.title is None and arguments.what in INSIDE:
        hint = (
            f'write "kpsite new {arguments.what} NAME"; for a store of this name, write "./{arguments.what}"'
        )
        raise refusal(arguments.what, "no-name", f"found no name for the {arguments.what}", hint)
    if arguments.title is None:
        return _store(arguments)
    if arguments.what not in INSIDE:
        hint = (
            did_you_mean(arguments.what, INSIDE)
            or 'inside a store: "kpsite new course NAME", "... lesson NAME" or "... post NAME"'
        )
        raise KpsiteError(
            [
                error(
                    Place(arguments.what),
                    "unknown-kind",
                    f'found "{arguments.what}", which kpsite cannot make',
                    hint,
                )
            ]
        )
    root = find_root(Path.cwd())
    make = {"course": _course, "lesson": _lesson, "post": _post}[arguments.what]
    say(paint("+ ", "green") + str(make(root, arguments).relative_to(root)))
    return OK


def _store(arguments: Namespace) -> int:
    root = Path(arguments.what)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        hint = "choose a new folder; what is there stays untouched"
        raise KpsiteError([error(Place(str(root)), "not-empty", "found something there already", hint)])
    answers = _answers(arguments, root)
    files = starter_files(answers)
    for path, text in sorted(files.items()):
        _write(root / path, text)
    make_key(root)
    say(f"{paint(str(root), 'bold')}: a store with one course, {len(files)} files")
    say(f"Its master key is in {root / KEY_FILE}: closed lessons are sealed with it. Keep a copy of it.")
    say(
        f"\nNext:\n  cd {root}\n  kpsite serve --open   look at it while you write\n"
        "  kpsite build          make dist/, ready for any host"
    )
    return OK


def _answers(arguments: Namespace, root: Path) -> Answers:
    fallback = root.name.replace("-", " ").replace("_", " ").strip().title() or "My courses"
    ask = _ask if not arguments.no_input and sys.stdin.isatty() else _take
    name = arguments.name or ask("What is the shop called?", fallback)
    creator = arguments.creator or ask("Who sells (your name)?", name)
    language = arguments.language or ask("Which language do you write in?", "en")
    currency = (
        arguments.currency
        or ask("Which currency are your prices in?", "CNY" if language == "zh-CN" else "USD")
    ).upper()
    url = arguments.url or ask(
        "At which address will it be published?",
        f"https://{slugify(name).encode('ascii', 'ignore').decode() or 'shop'}.example.org/",
    )
    wrong = []
    if not is_language(language):
        wrong.append(
            error(
                Place("--language"),
                "unknown-language",
                f'found "{language}"',
                'write a language code such as "en" or "zh-CN"',
            )
        )
    if currency not in CURRENCIES:
        wrong.append(
            error(
                Place("--currency"),
                "unknown-currency",
                f'found "{currency}"',
                "write a currency's three letters, such as USD",
            )
        )
    if not is_store_address(url):
        wrong.append(
            error(
                Place("--url"),
                "bad-address",
                f'found "{url}"',
                "write a whole address, such as https://shop.example.org/",
            )
        )
    if wrong:
        raise KpsiteError(wrong)
    return Answers(name, creator, currency, language, url, f"c_{secrets.token_hex(4)}")


def _ask(question: str, fallback: str) -> str:
    try:
        return input(f"{question} [{fallback}] ").strip() or fallback
    except EOFError:
        raise KeyboardInterrupt from None


def _take(question: str, fallback: str) -> str:
    return fallback


def _write(file: Path, text: str) -> Path:
    if file.exists():
        raise refusal(file.name, "exists", "found such a file already", "choose another name")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    except OSError as wrong:
        message = f"found that nothing can be written there: {wrong.strerror}"
        raise KpsiteError(
            [error(Place(str(file)), "unwritable", message, "choose another folder")]
        ) from wrong
    return file


def _slug(title: str, what: str) -> str:
    slug = slugify(title)
    if not slug:
        raise KpsiteError(
            [
                error(
                    Place(what),
                    "bad-name",
                    f'found the name "{title}", which has no letters',
                    "give it a name with letters or digits",
                )
            ]
        )
    return slug


def _course(root: Path, arguments: Namespace) -> Path:
    folder = root / "content" / "courses" / _slug(arguments.title, "course")
    title = json.dumps(arguments.title, ensure_ascii=False)
    matter = f"title: {title}\nid: c_{secrets.token_hex(4)}\nstatus: draft\nprice: 49\npreview: [welcome]"
    text = f"---\n{matter}\n---\n\nWhat will people be able to do after this course?\n"
    made = _write(folder / "course.md", text)
    _write(
        folder / "01-welcome.md",
        "---\ntitle: Welcome\nsummary: What this course is about, and how to use it.\n---\n\nBegin here.\n",
    )
    return made


def _lesson(root: Path, arguments: Namespace) -> Path:
    folder = _lesson_folder(root, arguments.course)
    numbers = [
        split_number(path.stem if path.is_file() else path.name).number or 0 for path in folder.iterdir()
    ]
    name = f"{max(numbers, default=0) + 1:02d}-{_slug(arguments.title, 'lesson')}.md"
    return _write(folder / name, f"---\ntitle: {json.dumps(arguments.title, ensure_ascii=False)}\n---\n\n")


def _lesson_folder(root: Path, course: str) -> Path:
    courses = root / "content" / "courses"
    here = Path.cwd().resolve()
    if not course and courses.resolve() in here.parents:
        return here
    known = sorted(path.name for path in courses.iterdir() if path.is_dir()) if courses.is_dir() else []
    if not course and len(known) == 1:
        course = known[0]
    if course in known:
        return courses / course
    hint = did_you_mean(course, known) or (
        f"there is {', '.join(known)}" if known else 'make one with "kpsite new course NAME"'
    )
    what = f'found no course "{course}"' if course else "found several courses"
    raise KpsiteError(
        [
            error(
                Place("--course"),
                "which-course",
                what,
                hint if course or not known else f"say which with --course: {', '.join(known)}",
            )
        ]
    )


def _post(root: Path, arguments: Namespace) -> Path:
    today = datetime.date.today().isoformat()  # noqa: DTZ011 - the creator's own day
    file = root / "content" / "posts" / f"{today}-{_slug(arguments.title, 'post')}.md"
    return _write(
        file, f"---\ntitle: {json.dumps(arguments.title, ensure_ascii=False)}\ndraft: true\n---\n\n"
    )

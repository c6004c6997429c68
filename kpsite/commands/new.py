"""``kpsite new``: a first store in under a minute, and courses, lessons and posts inside one."""

from __future__ import annotations

import datetime
import json
import re
import secrets
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

from kpsite.commands.key_file import make_key
from kpsite.commands.starter import Answers, course_files, starter_files, written_in
from kpsite.commands.terminal import paint, say
from kpsite.commands.verb import OK, find_root
from kpsite.load.names import split_number
from kpsite.model.language import is_language, own_name
from kpsite.model.money import CURRENCIES
from kpsite.model.places import is_store_address
from kpsite.model.slug import slugify
from kpsite.problems import KpsiteError, Place, did_you_mean, error, refusal
from kpsite.reading.program import bundled
from kpsite.reading.stamp import KEY_FILE
from kpsite.render.words import catalogues_for

INSIDE = ("course", "lesson", "post")
LONGEST_NAME = 120  # characters, as site.yaml takes them
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and not _CONTROL.search(text)


RULES: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "name": (_is_name, "bad-name", f"write up to {LONGEST_NAME} characters on one line"),
    "creator": (_is_name, "bad-name", f"write up to {LONGEST_NAME} characters on one line"),
    "currency": (
        lambda code: code.upper() in CURRENCIES,
        "unknown-currency",
        "write a currency's three letters, such as USD",
    ),
    "language": (is_language, "unknown-language", 'write a language code such as "en" or "zh-CN"'),
    "url": (is_store_address, "bad-address", "write a whole address, such as https://shop.example.org/"),
}
"""What answers and flags have to be: a test, the problem's code, and what would be right."""


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
    for path, text in make(root, arguments).items():
        _write(path, text, root)
        say(paint("+ ", "green") + str(path.relative_to(root)))
    return OK


def _store(arguments: Namespace) -> int:
    root = Path(arguments.what)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        hint = "choose a new folder; what is there stays untouched"
        raise KpsiteError([error(Place(str(root)), "not-empty", "found something there already", hint)])
    answers = _answers(arguments, root)
    files = starter_files(answers)
    for path, text in sorted(files.items()):
        _write(root / path, text, root)
    make_key(root)
    say(f"{paint(str(root), 'bold')}: a store with one course, {len(files)} files")
    for line in _foreign(answers.language):
        say(paint(line, "yellow"))
    say(f"Its master key is in {root / KEY_FILE}: closed lessons are sealed with it. Keep a copy of it.")
    say(
        f"\nNext:\n  cd {root}\n  kpsite serve --open   look at it while you write\n"
        "  kpsite build          make dist/, ready for any host"
    )
    return OK


def _foreign(language: str) -> list[str]:
    """Say what of a new store is in another language than the one that was asked for."""
    told = []
    texts = written_in(language)
    if language not in texts:
        told.append(f"Its texts are examples in {own_name(texts[0])}: write yours in their place.")
    sizes = {path.stem: path.read_bytes().count(b"\nmsgid ") for path in _catalogues()}
    complete = {"en", *(name for name, size in sizes.items() if size == max(sizes.values()))}
    if not {language.split("-", 1)[0], *catalogues_for(language)} & complete:
        told.append(
            f"Not all words on buttons and menus are there in {own_name(language)} yet. What is missing is "
            f"in English, until you put yours into themes/storefront/words/{language}.po."
        )
    return told


def _catalogues() -> Iterator[Path]:
    return (bundled("themes") / "storefront" / "words").glob("*.po")


def _answers(arguments: Namespace, root: Path) -> Answers:
    _refuse_flags(arguments)
    fallback = root.name.replace("-", " ").replace("_", " ").strip().title() or "My courses"
    ask = _ask if not arguments.no_input and sys.stdin.isatty() else _take
    name = arguments.name or ask("What is the shop called?", fallback, "name")
    creator = arguments.creator or ask("Who sells (your name)?", name, "creator")
    language = arguments.language or ask("Which language do you write in?", "en", "language")
    currency = arguments.currency or ask(
        "Which currency are your prices in?", "CNY" if language == "zh-CN" else "USD", "currency"
    )
    url = arguments.url or ask(
        "At which address will it be published?",
        f"https://{slugify(name).encode('ascii', 'ignore').decode() or 'shop'}.example.org/",
        "url",
    )
    return Answers(name, creator, currency.upper(), language, url, f"c_{secrets.token_hex(4)}")


def _refuse_flags(arguments: Namespace) -> None:
    given = {key: vars(arguments)[key] or "" for key in RULES}
    wrong = [
        error(Place(f"--{key}"), code, f'found "{given[key]}"', hint)
        for key, (well, code, hint) in RULES.items()
        if given[key] and not well(given[key])
    ]
    if wrong:
        raise KpsiteError(wrong)


def _ask(question: str, fallback: str, key: str) -> str:
    well, _, hint = RULES.get(key, (bool, "", ""))
    while True:
        try:
            answer = input(f"{question} [{fallback}] ").strip() or fallback
        except EOFError:
            raise KeyboardInterrupt from None
        if well(answer):
            return answer
        say(f"  {paint(hint, 'yellow')}")


def _take(question: str, fallback: str, key: str) -> str:
    return fallback


def _exists(path: Path) -> KpsiteError:
    return refusal(str(path), "exists", "found such a file already", "choose another name")


def _write(file: Path, text: str, root: Path) -> None:
    if file.exists():
        raise _exists(file.relative_to(root))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    except OSError as wrong:
        message = f"found that nothing can be written there: {wrong.strerror}"
        raise KpsiteError(
            [error(Place(str(file)), "unwritable", message, "choose another folder")]
        ) from wrong


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


def _course(root: Path, arguments: Namespace) -> dict[Path, str]:
    folder = root / "content" / "courses" / _slug(arguments.title, "course")
    language, currency = _written(root, "language", "en"), _written(root, "currency", "USD")
    currency = currency if currency in CURRENCIES else "USD"
    made = course_files(arguments.title, f"c_{secrets.token_hex(4)}", language, currency)
    return {folder / name: text for name, text in made.items()}


def _written(root: Path, key: str, otherwise: str) -> str:
    """Give what ``site.yaml`` says on a line of its own for a key."""
    try:
        text = (root / "content" / "site.yaml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return otherwise
    found = re.search(rf"^{key}:\s*[\"']?([\w-]+)", text, re.MULTILINE)
    return found[1] if found else otherwise


def _lesson(root: Path, arguments: Namespace) -> dict[Path, str]:
    folder = _lesson_folder(root, arguments.course)
    slug = _slug(arguments.title, "lesson")
    courses = root / "content" / "courses"
    # Addresses of lessons are flat, so another chapter's lesson of this name is in the way as well.
    for path in sorted((courses / folder.relative_to(courses).parts[0]).rglob("*.md")):
        if slug == split_number(path.parent.name if path.stem == "lesson" else path.stem).slug:
            raise _exists(path.relative_to(root))
    numbers = [
        split_number(path.stem if path.is_file() else path.name).number or 0 for path in folder.iterdir()
    ]
    name = f"{max(numbers, default=0) + 1:02d}-{slug}.md"
    return {folder / name: f"---\ntitle: {json.dumps(arguments.title, ensure_ascii=False)}\n---\n\n"}


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


def _post(root: Path, arguments: Namespace) -> dict[Path, str]:
    today = datetime.date.today().isoformat()  # noqa: DTZ011 - the creator's own day
    file = root / "content" / "posts" / f"{today}-{_slug(arguments.title, 'post')}.md"
    title = json.dumps(arguments.title, ensure_ascii=False)
    return {file: f"---\ntitle: {title}\ndraft: true\n---\n\n"}

"""EDGE.

The command line: the verbs, and the one place that catches the user-facing error and sets exit codes.

Start-up time: a verb's module, the parser and all that only wrong words need are imported when they are used.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from kpsite import __version__

TYPE_CHECKING = False  # importing what only annotations name would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from kpsite.building.record import Recalled
    from kpsite.problems import KpsiteError


class Verb:
    """A verb: its name, one line of help, its options, and what it does.

    ``module`` holds ``options(parser)`` and ``run(arguments) -> exit code``.
    """

    __slots__ = ("help", "module", "name")

    def __init__(self, name: str, help: str, module: str) -> None:  # noqa: A002 - as argparse calls it
        self.name = name
        self.help = help
        self.module = module


VERBS = (
    Verb("new", "make a store, or a course, lesson or post in one", "kpsite.commands.new"),
    Verb("serve", "preview the store, rebuilt at every save", "kpsite.commands.serve"),
    Verb("check", "find everything that is wrong with the store", "kpsite.commands.check"),
    Verb("build", "build the store into a folder", "kpsite.commands.build"),
    Verb("plan", "show what would change in your Stripe account", "kpsite.commands.plan"),
    Verb("apply", "carry the plan out in your Stripe account", "kpsite.commands.apply"),
    Verb("drift", "show what was changed by hand in your Stripe account", "kpsite.commands.drift"),
    Verb("doctor", "look whether everything is set up for selling", "kpsite.commands.doctor"),
    Verb(
        "keys", "make, check and renew the keys that closed lessons are sealed with", "kpsite.commands.keys"
    ),
    Verb("fulfil", "let in who has paid, and no longer whose money went back", "kpsite.commands.fulfil"),
    Verb("orders", "list purchases: who is not let in yet, whose money went back", "kpsite.commands.orders"),
    Verb("grant", "give somebody access to a course: a link, and a card to print", "kpsite.commands.grant"),
    Verb("certificate", "issue a certificate for somebody", "kpsite.commands.certificate"),
    Verb("export", "write a course as an EPUB or as pages to read offline", "kpsite.commands.export"),
    Verb("report", "work out what those who recommend the store are owed", "kpsite.commands.report"),
    Verb("schema", "print the JSON Schema or the reference page of a file's keys", "kpsite.commands.schema"),
)
OK, PROBLEMS, USAGE, INTERRUPTED = 0, 1, 2, 130
ENDS = """\
exit codes:
  0  all is well
  1  something is wrong, and stands in the lines above
  2  the command was mistyped
  3  something is to be done (drift, plan --exit-code)"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run kpsite with the words of a command line; give the exit code: 0 fine, 1 problems, 2 usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    program = argv is None
    surroundings = dict(os.environ)
    try:
        if words == ["--version"]:
            return _say_version()
        if words[:1] != ["build"]:
            return _run(words, program)
        from kpsite.commands.again import say_again  # start-up time: for this verb alone

        done, last = say_again(words[1:], program=program)
        return OK if done else _run(words, program, last=last)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return PROBLEMS
    finally:
        # A verb takes secrets out of the environment before plugins run; a later one needs them again.
        os.environ.update(surroundings)


def run() -> NoReturn:
    """Run kpsite as a program. It ends at once: taking apart what a large store was made of takes long."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Output may be in an encoding that has not all characters of a title, as into files on Windows.
        sys.stdout.reconfigure(errors="backslashreplace")
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):  # nobody listens any more
        pass
    os._exit(code)


def _run(words: Sequence[str], program: bool, last: Recalled | None = None) -> int:
    import gc

    # Start-up time: with nothing to do, nothing is compiled.
    from kpsite.reading import modules, patterns

    if program:  # a process of somebody else keeps its own ways
        modules.serve(modules.LATER if last is not None else frozenset())
        patterns.serve()
    helpers = None
    found: dict[str, object] = {}
    try:
        if last is not None:
            # Start-up time: they begin while the rest is loaded here.
            from kpsite.commands.start import start_helpers

            helpers = start_helpers(last)
            found = {"last": last, "helpers": helpers}
        return _carry_out(words, found)
    finally:
        if helpers is not None:
            helpers.close()
        patterns.keep()
        modules.keep()
        if not program:
            gc.enable()  # a build does without a collector, which a process that goes on needs again


def _carry_out(words: Sequence[str], found: dict[str, object]) -> int:
    from argparse import Namespace
    from importlib import import_module

    # Start-up time: neither is wanted where nothing is to be done.
    from kpsite.commands.verb import Parser  # the parser
    from kpsite.problems import KpsiteError  # what stops a run

    verb = next((one for one in VERBS if words and words[0] == one.name), None)
    if verb is None:
        return _without_verb(words)
    try:
        module = import_module(verb.module)
        parser = Parser(prog=f"kpsite {verb.name}", description=f"{verb.help[0].upper()}{verb.help[1:]}.")
        module.options(parser)
        code: int = module.run(parser.parse_args(words[1:], Namespace(**found)))
    except KpsiteError as wrong:
        return _report(wrong, as_json="--json" in words)
    except (MemoryError, OSError, ImportError) as wrong:
        from kpsite.commands.exhausted import exhausted  # seldom wanted, as above

        told = exhausted(wrong)
        if told is None:
            raise
        return _report(told, as_json="--json" in words)
    return code


def _say_version() -> int:
    print(f"kpsite {__version__}")
    return OK


def _without_verb(words: Sequence[str]) -> int:
    import difflib
    import shutil
    import textwrap
    from argparse import RawDescriptionHelpFormatter

    from kpsite.commands.verb import Parser  # start-up time: only wrong words come here, and --help

    width = max(len(verb.name) for verb in VERBS)
    indent = " " * (width + 4)
    columns = max(shutil.get_terminal_size().columns - 2, width + 24)  # as argparse has it
    verbs = "\n".join(
        textwrap.fill(f"  {verb.name:<{width}}  {verb.help}", columns, subsequent_indent=indent)
        for verb in VERBS
    )
    parser = Parser(
        prog="kpsite",
        usage="kpsite VERB [options]",
        description="Sell courses from a folder of Markdown.",
        epilog=f"verbs:\n{verbs}\n\n{ENDS}\n\nkpsite VERB --help tells more.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help="show program's version number and exit")
    if words and not words[0].startswith("-"):
        near = difflib.get_close_matches(words[0], [verb.name for verb in VERBS], n=1)
        parser.error(f'there is no verb "{words[0]}"' + (f', did you mean "{near[0]}"?' if near else ""))
    if parser.parse_args(words).version:
        return _say_version()
    parser.print_help()
    return USAGE


def _report(wrong: KpsiteError, *, as_json: bool) -> int:
    # Start-up time: these are wanted only when something is wrong.
    from kpsite.commands.terminal import count, problem_values, say, show_problems

    if as_json:
        import json

        say(json.dumps({"problems": problem_values(wrong.problems)}, indent=2))
        return PROBLEMS
    show_problems(wrong.problems)
    errors = sum(problem.severity == "error" for problem in wrong.problems)
    print(f"{count(errors, 'error')}; {wrong.outcome}.", file=sys.stderr)
    return PROBLEMS

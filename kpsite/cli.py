"""EDGE.

The command line: the verbs, and the one place that catches the user-facing error and sets exit codes.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from kpsite import __version__
from kpsite.commands.verb import PROBLEMS, USAGE, Verb
from kpsite.problems import KpsiteError

VERBS = (
    Verb("new", "make a store, or a course, lesson or post in one", "kpsite.commands.new"),
    Verb("build", "build the store into a folder", "kpsite.commands.build"),
    Verb("serve", "preview the store, rebuilt at every save", "kpsite.commands.serve"),
    Verb("check", "find everything that is wrong with the store", "kpsite.commands.check"),
    Verb(
        "keys", "make, check and renew the keys that closed lessons are sealed with", "kpsite.commands.keys"
    ),
    Verb("grant", "give somebody access to a course: a link, and a card to print", "kpsite.commands.grant"),
    Verb("schema", "print the JSON Schema or the reference page of a file's keys", "kpsite.commands.schema"),
)
INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and where help is; exit with 2."""
        self.exit(USAGE, f"{self.prog}: {message}\nTry: {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run kpsite with the words of a command line; give the exit code: 0 fine, 1 problems, 2 usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    verb = next((one for one in VERBS if words and words[0] == one.name), None)
    surroundings = dict(os.environ)
    try:
        if verb is None:
            return _without_verb(words)
        module = import_module(verb.module)
        parser = _Parser(prog=f"kpsite {verb.name}", description=f"{verb.help[0].upper()}{verb.help[1:]}.")
        module.options(parser)
        code: int = module.run(parser.parse_args(words[1:]))
    except KpsiteError as wrong:
        return _report(wrong, as_json="--json" in words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return PROBLEMS
    finally:
        # A verb takes secrets out of the environment before plugins run; a later one needs them again.
        os.environ.update(surroundings)
    return code


def _without_verb(words: Sequence[str]) -> int:
    width = max(len(verb.name) for verb in VERBS)
    verbs = "\n".join(f"  {verb.name:<{width}}  {verb.help}" for verb in VERBS)
    parser = _Parser(
        prog="kpsite",
        usage="kpsite VERB [options]",
        description="Sell courses from a folder of Markdown.",
        epilog=f"verbs:\n{verbs}\n\nkpsite VERB --help tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"kpsite {__version__}")
    if words and not words[0].startswith("-"):
        near = difflib.get_close_matches(words[0], [verb.name for verb in VERBS], n=1)
        parser.error(f'there is no verb "{words[0]}"' + (f', did you mean "{near[0]}"?' if near else ""))
    parser.parse_args(words)
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
    print(f"{count(errors, 'error')}; nothing was written.", file=sys.stderr)
    return PROBLEMS

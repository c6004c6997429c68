"""``kpsite schema``: the keys of a file, for editors as JSON Schema and for people as a page."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from kpsite.commands.terminal import say
from kpsite.commands.verb import OK, USAGE
from kpsite.model.reference import FILES, file_reference, json_schema, reference


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument(
        "file", nargs="?", choices=sorted(FILES), metavar="FILE", help="which file: " + ", ".join(FILES)
    )
    parser.add_argument(
        "--reference", action="store_true", help="print the reference page (of all files when none is named)"
    )


def run(arguments: Namespace) -> int:
    """Print a schema or the reference."""
    if arguments.reference:
        say(file_reference(arguments.file) if arguments.file else reference().rstrip())
        return OK
    if arguments.file is None:
        say("Name a file: " + ", ".join(FILES) + "; or ask for --reference.")
        return USAGE
    say(json.dumps(json_schema(arguments.file), ensure_ascii=False, indent=2))
    return OK

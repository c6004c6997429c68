"""What is said of a theme whose templates fail: the file, the line, and what would be right."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from kpsite.pages.page import Fragment, Page
from kpsite.problems import Place, Problem, did_you_mean, error
from kpsite.render.theme import Theme

_UNKNOWN = re.compile(r"^'(\w+)' is undefined")
_OBJECT = re.compile(r"'kpsite\.[\w.]+\.(\w+) object'")


def template_fault(theme: Theme, page: Page | Fragment, wrong: Exception) -> Problem | None:
    """Say what a template did wrong while a page was made; None when none had a part in it."""
    name, line = _where(wrong, theme.templates)
    place = Place(theme.origins.get(name, f"themes/{theme.name}/templates/{page.kind}.html"), line)
    if isinstance(wrong, TemplateNotFound):
        return _missing(place, str(wrong.name), theme.templates)
    if name and not line and not isinstance(wrong, TemplateError):
        hint = "put a part of it into a template of its own, and include that"
        return error(place, "template", "found a template with too many levels", hint)
    if isinstance(wrong, RecursionError) and name:
        message = "found a template that never ends: it includes itself, or a macro calls itself"
        return error(place, "template", message, "take it out, or give it an end")
    if isinstance(wrong, TemplateError):
        said = _OBJECT.sub(r"\1", str(wrong.message or wrong))
        unknown = _UNKNOWN.search(said)
        names = [one.name for one in dataclasses.fields(page.view)]
        hint = (unknown and did_you_mean(unknown[1], names)) or f"while making {page.url}"
        return error(place, "template", f"found a fault in a template: {said}", hint)
    if name:
        # What is only a part of a page may be for buyers alone.
        words = "" if isinstance(page, Fragment) else f": {wrong}"
        message = f"found a fault in a template: {type(wrong).__name__}{words}"
        return error(place, "template", message, f"while making {page.url}")
    return None


def _missing(place: Place, name: str, known: Mapping[str, str]) -> Problem:
    if not place.line:  # the page's own
        hint = 'add it, or let the theme build on one that has it: "extends: storefront" in its theme.yaml'
        return error(place, "template", f'found no "{name}" in the theme', hint)
    hint = did_you_mean(name, known) or "write the name of one that is there"
    return error(place, "template", f'found a template that asks for "{name}", which is not there', hint)


def _where(wrong: Exception, templates: Mapping[str, str]) -> tuple[str, int]:
    """Give the innermost template and line of a fault; the name is empty when no template is involved, the
    line 0 when it could not even be compiled.
    """
    if isinstance(wrong, TemplateSyntaxError):
        return wrong.name or "", wrong.lineno
    found = ("", 0)
    step = wrong.__traceback__
    while step is not None:
        code, names = step.tb_frame.f_code, step.tb_frame.f_locals
        if code.co_filename in templates:
            found = (code.co_filename, step.tb_lineno)
        elif code.co_name == "compile" and names.get("name") in templates:
            found = (names["name"], 0)
        step = step.tb_next
    return found

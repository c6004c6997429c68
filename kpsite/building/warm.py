"""Loading what makes pages before there are any."""

from __future__ import annotations

# Something of every kind, so that what is made at the first use is made before there is work.
_SAMPLE = "# A\n\nb *c* **d** `e` [f](g)\n\n- h\n\n1. i\n\n> j\n\n| k |\n|---|\n| l |\n"


def warm_up() -> None:
    """Load all that it takes, so that workers have it or processes forked from this one do."""
    # Start-up time: that is what this is about.
    import jinja2.ext  # noqa: F401 - it loads more

    import kpsite.building.studio  # with all that it needs
    import kpsite.pages.table  # noqa: F401 - what pages are made of
    from kpsite.render.markdown.parser import make_parser  # the parser

    make_parser().render(_SAMPLE)

"""What can stop a measurement."""

from __future__ import annotations


class BenchError(Exception):
    """Something that the reader of the table has to know: a tool that is not to be had, a build that failed,
    a page that is missing.
    """

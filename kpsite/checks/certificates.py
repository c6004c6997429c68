"""Certificates: whether there is anything for which one can be given."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.problems import Problem, warning


def check(subject: Subject) -> Iterator[Problem]:
    """Find courses that are to give certificates and have no sealed lesson."""
    site = subject.site
    for course in site.courses:
        wanted = course.matter.certificate
        # In a preview of what buyers see, and where closed lessons are left out, nothing is sealed at all.
        if wanted and wanted.give and site.sealing and not site.buyer and not site.sealed(course):
            hint = "certificates are signed with a key that only buyers have: it takes a closed lesson"
            yield warning(
                subject.place(course.path, "certificate"),
                "no-certificate",
                "found a certificate for a course in which no lesson is sealed",
                hint,
            )

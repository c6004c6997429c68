"""Where readers leave their address: whether upcoming courses have such a place, and whether it can keep what
it promises.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.model.course import Course
from kpsite.model.site import SiteMatter
from kpsite.problems import Problem, did_you_mean, error, warning

_PATH = "content/site.yaml"


def check(subject: Subject) -> Iterator[Problem]:
    """Find upcoming courses in a store without a sign-up form, forms that have nothing to give, and hidden
    fields that no form can send.
    """
    for thing in subject.site.sold():
        if thing.status == "upcoming" and subject.site.matters[thing.language].signup is None:
            hint = 'set "signup" in site.yaml, so that readers can join a waiting list'
            yield warning(
                subject.place(thing.path, "status"),
                "no-signup",
                "found something upcoming, and no place to leave an address",
                hint,
            )
    yield from _signup(subject, subject.site.matters[subject.site.language])


def _signup(subject: Subject, matter: SiteMatter) -> Iterator[Problem]:
    signup = matter.signup
    if signup is None:
        return
    for name, value in signup.hidden.items():
        if not isinstance(value, str | int | float):
            place = subject.place(_PATH, f"signup.hidden.{name}")
            message = f'found a hidden field "{name}" that holds more than one value'
            yield error(place, "bad-field", message, "a form sends a text or a number for each name")
    if signup.tick and not signup.consent:
        hint = 'say in "consent" what readers agree to'
        message = "found a box to be ticked without words beside it; it is not shown"
        yield warning(subject.place(_PATH, "signup.tick"), "no-consent-words", message, hint)
    if signup.privacy.startswith("/") and signup.privacy not in {page.url for page in subject.pages}:
        hint = f"write content/pages{signup.privacy.rstrip('/')}.md, or give the address of another page"
        message = f'found "{signup.privacy}", which is no page of this store'
        yield error(subject.place(_PATH, "signup.privacy"), "unknown-page", message, hint)
    courses = {course.slug: course for course in subject.site.courses}
    gift = courses.get(signup.gift)
    place = subject.place(_PATH, "signup.gift")
    if signup.gift and gift is None:
        hint = did_you_mean(signup.gift, sorted(courses)) or "give the slug of a course"
        yield error(place, "unknown-name", f'found "{signup.gift}", which is no course', hint)
    elif gift is not None and not _free(gift):
        hint = 'open a lesson of it with "preview", or promise another course'
        yield error(place, "empty-gift", f'found "{signup.gift}", which has no free lesson to give', hint)


def _free(course: Course) -> bool:
    return any(lesson.state != "closed" and lesson.matter.listed for lesson in course.lessons)

"""The form that takes an e-mail address, as views hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpsite.values import dataclass

if TYPE_CHECKING:  # start-up time: a save needs none of it
    from kpsite.model.signup import SignupMatter

FOLDER = "subscribed/"


@dataclass(frozen=True, slots=True)
class Signup:
    """The form for an e-mail address: where it goes and what the fields are called there.

    ``netlify`` is True where the host itself collects it; ``honeypot`` is a field that has to stay empty;
    ``words`` and ``consent`` are inline; with ``tick`` readers agree by ticking a box;
    ``privacy`` is where it says how addresses are kept, or empty.
    """

    action: str
    field: str
    course_field: str = "course"
    honeypot: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    netlify: bool = False
    words: str = ""
    consent: str = ""
    tick: bool = False
    privacy: str = ""


def signup_form(matter: SignupMatter, thanks: str, privacy: str) -> Signup:
    """Give the form; ``thanks`` is the address of the page to end on, as far as the host lets us say it,
    ``privacy`` that of ``SignupMatter.privacy`` as pages write it.
    """
    # Start-up time: a save makes no form.
    from kpsite.model.signup import service_of

    service = service_of(matter.action)
    own = tuple((name, str(value)) for name, value in matter.hidden.items())
    return Signup(
        action=service.action or thanks,
        field=matter.field or service.email,
        course_field=matter.course_field or service.course,
        honeypot=matter.honeypot or service.honeypot,
        hidden=(*service.hidden, *own),
        netlify=not service.action,
        words=matter.words,
        consent=matter.consent,
        tick=matter.tick,
        privacy=privacy,
    )

"""Where readers leave their e-mail address: the newsletter and the waiting lists.

Forms are plain HTML that the browser sends to the host or the service itself. What each service calls its
fields: docs.netlify.com/forms/setup and /forms/spam-filters (the honeypot),
docs.buttondown.com/building-your-subscriber-base (``embed-subscribe``), the HTML that Kit gives for a form
(``email_address``, ``fields[…]``), mailchimp.com/help/host-your-own-signup-forms (``EMAIL``, ``b_<u>_<id>``).
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from kpsite.model.frozen import Mapping
from kpsite.model.keys import key
from kpsite.model.kinds import Flag, Free, Pattern, Text
from kpsite.model.places import Link
from kpsite.values import dataclass

_FIELD = Pattern(r"[A-Za-z][A-Za-z0-9_.\[\]-]{0,63}", "a form field name")
_MAILCHIMP = ".list-manage.com"


@dataclass(frozen=True, slots=True)
class SignupMatter:
    """Where readers leave their e-mail address."""

    action: str = key(
        Pattern(
            r"netlify|buttondown/[A-Za-z0-9_-]{1,64}|kit/[0-9]{1,12}"
            r"|https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?][^\s<>\"]*)?",
            '"netlify", "buttondown/<newsletter>", "kit/<number of the form>" or the https:// address to '
            "which your newsletter service takes forms",
        ),
        "`netlify` (Netlify Forms), `buttondown/<newsletter>`, `kit/<number of the form>`, or the address to "
        "which your newsletter service takes forms; that of a Mailchimp form is known as such.",
        "buttondown/plain-figures",
    )
    field: str = key(
        _FIELD,
        "The name of the e-mail field there; default: as the service calls it, else `email`.",
        default="",
    )
    course_field: str = key(
        _FIELD,
        "The name of the field that says which waiting list it is; default: as the service calls it, else "
        "`course`.",
        default="",
    )
    honeypot: str = key(
        _FIELD,
        "The name of a field that people do not see and your service wants empty; default: as the service "
        "calls it.",
        default="",
    )
    hidden: Mapping = key(Free(), "Hidden fields that your service asks for.", default=Mapping())
    words: str = key(
        Text(inline=True, limit=400),
        "What readers get, over the form; default: a plain sentence.",
        default="",
    )
    consent: str = key(
        Text(inline=True, limit=600),
        "What readers agree to, under the form.",
        "We send a letter a month; you can leave at any time.",
        default="",
    )
    privacy: str = key(
        Link("/privacy/"),
        "The page that says how addresses are kept; a link under the form leads there.",
        "/privacy/",
        default="",
    )
    tick: bool = key(Flag(), "Make agreeing a box that has to be ticked.", default=False)
    message: str = key(
        Text(inline=True, limit=600), "What the page says that readers reach afterwards.", default=""
    )
    gift: str = key(
        Pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*", "the slug of a course"),
        "The slug of a course whose free lessons readers get in return.",
        "honest-charts",
        default="",
    )


@dataclass(frozen=True, slots=True)
class Service:
    """How a service takes a form: the address, the names of the e-mail field, of the field that tells
    waiting lists apart, and of the one that has to stay empty, and hidden fields that it always wants.
    """

    action: str
    email: str = "email"
    course: str = "course"
    honeypot: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


def service_of(action: str) -> Service:
    """Give the service that ``SignupMatter.action`` names; the address is empty where the host itself
    collects forms (Netlify).
    """
    name, _, account = action.partition("/")
    parts = urlsplit(action)
    host = parts.hostname or ""
    if action == "netlify":
        return Service("", honeypot="bot-field")
    if name == "buttondown":
        return _buttondown(f"https://buttondown.com/api/emails/embed-subscribe/{account}")
    if name == "kit":
        return _kit(f"https://app.kit.com/forms/{account}/subscriptions")
    if host in ("buttondown.com", "buttondown.email"):
        return _buttondown(action)
    if host in ("app.kit.com", "app.convertkit.com"):
        return _kit(action)
    if host.endswith(_MAILCHIMP):
        given = dict(parse_qsl(parts.query))
        trap = f"b_{given['u']}_{given['id']}" if given.keys() >= {"u", "id"} else ""
        return Service(action, "EMAIL", "COURSE", trap)
    return Service(action)


def _buttondown(action: str) -> Service:
    return Service(action, course="tag", hidden=(("embed", "1"),))


def _kit(action: str) -> Service:
    return Service(action, "email_address", "fields[course]")

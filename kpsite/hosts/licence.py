"""The function that lets buyers in at once, for courses with ``delivery: licensed``: where it answers, what
it has to know, and the files in which hosts look for it.

Sources: developers.cloudflare.com/pages/functions/advanced-mode and /routing (``_worker.js``,
``_routes.json``),
docs.netlify.com/build/functions/configuration (``config``), docs.deno.com/runtime/reference/cli/serve.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from kpsite.model.course import Course
from kpsite.model.lock import offer_key
from kpsite.model.store import Site
from kpsite.sealing.access import Book
from kpsite.sealing.keys import Master
from kpsite.sealing.terms import terms_of
from kpsite.targets.stripe.links import opens

PATH = "_kp/claim"
SECRET = "KPSITE_FUNCTION"  # noqa: S105 - the name under which the host keeps it
KEY = "STRIPE_API_KEY"
_TICKETS = "_"
_A_MINUTE = 30

# Netlify and plain servers keep secrets in the process, Cloudflare hands them over with each request.
_WORKER = f"""
const from = (env, name) => (env || {{}})[name] || (globalThis.process ? process.env[name] : "");
const secrets = (env) => ({{ {SECRET}: from(env, "{SECRET}"), {KEY}: from(env, "{KEY}") }});
export default {{ fetch: (request, env) => answer(request, SETTINGS, secrets(env)) }};
"""
_NETLIFY = """
export default (request) => answer(request, SETTINGS, process.env);
export const config = {{
  path: {path},
  rateLimit: {{ windowLimit: {limit}, windowSize: 60, aggregateBy: ["ip", "domain"] }},
}};
"""


def claim_address(site: Site, versions: Sequence[Course]) -> str:
    """Give where the function lets buyers of a course in: at the store's own host unless ``site.yaml`` says
    otherwise; nothing where none does, as in previews.
    """
    if not (site.publish and any(map(site.licensed, versions))):
        return ""
    elsewhere = site.matters[site.language].claim_url
    return f"{elsewhere.rstrip('/')}/{PATH}" if elsewhere else site.base + PATH


def function_files(
    site: Site, courses: Mapping[str, Sequence[Course]], book: Book, script: Callable[[], str]
) -> dict[str, bytes]:
    """Give the function as hosts want it, by path; nothing for a store that has no use for it.

    ``courses`` are the sealed ones by uid, in all their languages, ``script`` gives what all hosts have in
    common. No secret stands in these files.
    """
    licensed = {uid: versions for uid, versions in courses.items() if claim_address(site, versions)}
    if not licensed:
        return {}
    settings = _settings(site, licensed, book)
    common = f"{script()}\nconst SETTINGS = {json.dumps(settings, indent=1, sort_keys=True)};\n"
    path = urlsplit(claim_address(site, next(iter(licensed.values())))).path
    routes = {"version": 1, "include": [path], "exclude": []}
    netlify = _NETLIFY.format(path=json.dumps(path), limit=_A_MINUTE)
    return {
        "_worker.js": (common + _WORKER).encode(),
        "_routes.json": json.dumps(routes).encode() + b"\n",
        "_kp/functions/claim.mjs": (common + netlify).encode(),
    }


def _settings(site: Site, courses: Mapping[str, Sequence[Course]], book: Book) -> dict[str, Any]:
    parts = urlsplit(site.base_url)
    return {
        "origin": f"{parts.scheme}://{parts.netloc}",
        "site": site.lock.site,
        "test": site.allow_test,
        "courses": {uid: _course(site, uid, versions, book) for uid, versions in courses.items()},
    }


def _course(site: Site, uid: str, versions: Sequence[Course], book: Book) -> dict[str, Any]:
    terms = terms_of(versions, book, site.today)
    sold = list(_sold(site, uid))
    return {
        "edition": terms.edition,
        "days": list(terms.days),
        "accessDays": terms.access_days,
        "links": sorted({value for kind, value in sold if kind == "link"}),
        "prices": sorted({value for kind, value in sold if kind == "price"}),
    }


def _sold(site: Site, uid: str) -> Iterator[tuple[str, str]]:
    """Give what Stripe calls the payment links and prices by which a course is bought, alone or with others:
    ids where ``kpsite apply`` made them, addresses where a person did.
    """
    ids = {course.slug: course.uid for course in site.courses}
    for thing in site.sold():
        for offer in thing.offers:
            if uid not in opens(thing, offer, ids):
                continue
            if offer.payment_link:
                yield "link", offer.payment_link
            for mode in site.modes:
                for kind in ("link", "price"):
                    held = site.lock.section(mode).objects.get(f"{kind} {offer_key(thing, offer)}")
                    if held is not None and held.id:
                        yield kind, held.id


def function_secret(master: Master, book: Book, uids: Sequence[str]) -> str:
    """Give what the function has to keep secret, on one line: ``course.edition.key`` for each course, and a
    key for the tickets of devices. It holds the keys of today's editions alone, from which no other follows.
    """
    rows = [f"{uid}.{book.edition(uid)}.{_text(master.course_key(uid, book.edition(uid)))}" for uid in uids]
    return " ".join([*sorted(rows), f"{_TICKETS}.0.{_text(master.ticket_key())}"])


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")

"""What friends save: the promotion code that goes along with a recommendation."""

from __future__ import annotations

from kpsite.model.course import Course
from kpsite.model.offer import Offer
from kpsite.model.people import AmbassadorMatter
from kpsite.model.promo import Promo
from kpsite.model.referral import friend_code
from kpsite.model.writing import Bundle
from kpsite.pages.shopfront import Shopfront


def friend_promo_for(
    thing: Course | Bundle, offer: Offer, front: Shopfront, one: AmbassadorMatter | None = None
) -> Promo | None:
    """Give the code by which the friends of somebody, or of anybody, save on an offer today."""
    site = front.site
    wanted = [one.promo] if one and one.promo else []
    friend = site.reward(thing).friend
    if friend:
        own = isinstance(thing, Course) and thing.matter.referral is not None
        wanted.append(friend_code(friend, thing.path.split("/")[2] if own else ""))
    if not wanted or not site.pay_link(thing, offer).takes_codes:
        return None
    known = {promo.code.upper(): promo for promo in site.promos if promo.runs(site.today)}
    fitting = (known[code.upper()] for code in wanted if code.upper() in known)
    return next((promo for promo in fitting if reaches(promo, thing, offer, front)), None)


def reaches(promo: Promo, thing: Course | Bundle, offer: Offer, front: Shopfront) -> bool:
    """Whether a code lowers what an offer costs."""
    return any(promo.covers(slug) for slug in front.slugs(thing)) and promo.reaches(offer)


def tag(thing: Course | Bundle, offer: Offer, front: Shopfront) -> str:
    """Give what a button tells the script: which course it is for, and the code that friends get. Nothing for
    a button that leads to somebody who knows no codes.
    """
    if front.site.referral is None or not front.site.pay_link(thing, offer).at_stripe:
        return ""
    promo = friend_promo_for(thing, offer, front)
    return f"{thing.slug}/{promo.code if promo else ''}"

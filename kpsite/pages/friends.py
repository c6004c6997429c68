"""What goes along with a recommendation: whose it is, what friends save, and that somebody is paid."""

from __future__ import annotations

from dataclasses import replace

from kpsite.model.course import Course
from kpsite.model.offer import Offer
from kpsite.model.pay_link import PayLink, carrying
from kpsite.model.people import AmbassadorMatter
from kpsite.model.promo import Promo
from kpsite.model.referral import friend_code, parameters
from kpsite.model.writing import Bundle
from kpsite.pages.sale_parts import Action
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


def promo_words(one: AmbassadorMatter, front: Shopfront) -> str:
    """Give the promotion code that somebody's friends get and the slugs that it is for, parted by slashes."""
    promo = next((promo for promo in front.site.promos if promo.code == one.promo), None)
    if promo is None or not promo.runs(front.site.today):
        return ""
    things = (
        thing
        for thing in front.site.sold()
        if any(reaches(promo, thing, offer, front) for offer in thing.offers)
    )
    return "/".join([promo.code, *dict.fromkeys(thing.slug for thing in things)])


def carried(action: Action, link: PayLink, ref: str, language: str, promo: str = "") -> Action:
    """Give a button that takes along to the checkout who recommended, and their friends' promotion code."""
    if not action.url or not link.at_stripe:
        return action
    told = parameters(ref, language) if ref else {}
    code = {"prefilled_promo_code": promo} if promo and link.takes_codes else {}
    return replace(action, url=carrying(action.url, code | told))


def disclosure_of(
    one: AmbassadorMatter, things: list[Course | Bundle], front: Shopfront, language: str
) -> str:
    """Say that somebody is paid for sales; empty when they are not."""
    if not one.commission and not any(front.site.reward(thing).reward for thing in things):
        return ""
    named = front.word(language, "%(name)s gets a reward if you buy through this page.")
    other = front.word(language, "Whoever sent you here gets a reward if you buy through this page.")
    return named % {"name": one.name} if one.public else other

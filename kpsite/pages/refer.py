"""``/refer/``: where anybody makes a link of their own, with its QR code and a poster, in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from kpsite.model.course import Course
from kpsite.model.writing import Bundle
from kpsite.pages.cards import listed_bundles, listed_courses
from kpsite.pages.faces import bundle_face, course_face
from kpsite.pages.friends import friend_promo_for
from kpsite.pages.page import Page
from kpsite.pages.parts import View
from kpsite.pages.prices import write_percent
from kpsite.pages.referral_parts import rewarded
from kpsite.pages.shopfront import Shopfront
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Referable:
    """What a link can lead to: its absolute address, the picture for posters (an address of the store), and
    what friends save on it, written.
    """

    title: str
    url: str
    image: str
    saving: str = ""


@dataclass(frozen=True, slots=True)
class ReferView(View):
    """The page itself. ``reward`` is what the store pays, written, or empty; ``disclosure`` is what whoever
    is paid has to say.
    """

    reward: str
    disclosure: str
    things: tuple[Referable, ...]


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of each language, in a store that anybody may recommend."""
    for language, shop in front.shops.items():
        if shop.referral and shop.referral.page:
            url = front.site.root(language) + "refer/"
            title = f"{front.word(language, 'Recommend this shop')} – {shop.name}"
            view = ReferView(
                shop,
                front.meta(title, "", url, "", noindex=True),
                (front.home(language),),
                reward=_reward(front, language),
                disclosure=said(front, language),
                things=things(front, language),
            )
            yield Page(url, "refer", language, view, "content/site.yaml")


def things(front: Shopfront, language: str) -> tuple[Referable, ...]:
    """Give everything that can be recommended in a language, the shop itself first."""
    sold: list[Course | Bundle] = [*listed_courses(front, language), *listed_bundles(front, language)]
    shop = front.shops[language]
    home = Referable(shop.name, front.site.absolute(front.site.root(language)), "")
    return (home, *(referable(thing, front) for thing in sold if thing.offers))


def referable(thing: Course | Bundle, front: Shopfront) -> Referable:
    """Give a course or bundle as something to recommend."""
    face = course_face(thing, front) if isinstance(thing, Course) else bundle_face(thing, front)
    image = front.site.href(f"/media/{face.card.names()[1]}") if face else thing.cover.src
    promos = (friend_promo_for(thing, offer, front) for offer in thing.offers)
    promo = next((promo for promo in promos if promo), None)
    saving = write_percent(promo.percent_off, thing.language) if promo and promo.percent_off else ""
    return Referable(thing.matter.title, front.site.absolute(thing.url), image, saving)


def said(front: Shopfront, language: str) -> str:
    """Give what somebody has to say who is paid; empty where nobody is."""
    if not rewarded(front.site):
        return ""
    return front.word(language, "If you get a reward, say so right beside your link.")


class Recommend(TypedDict, total=False):
    """What a thank-you page says of recommending."""

    recommend: Referable
    reward: str
    disclosure: str


def recommend(thing: Course | Bundle, front: Shopfront) -> Recommend:
    """Give what a buyer's thank-you page says; nothing in a store that not everybody may recommend."""
    language = thing.language
    shop = front.shops[language]
    if not (shop.referral and shop.referral.page):
        return {}
    reward = front.site.reward(thing).reward
    return {
        "recommend": referable(thing, front),
        "reward": write_percent(reward, language) if reward else "",
        "disclosure": said(front, language),
    }


def _reward(front: Shopfront, language: str) -> str:
    matter = front.site.referral
    return write_percent(matter.reward, language) if matter and matter.reward else ""

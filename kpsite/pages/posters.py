"""Posters of what is sold: what stands on each, where the store has them drawn."""

from __future__ import annotations

from urllib.parse import urlsplit

from kpsite.growth.poster import SHAPES, Poster, PosterPicture
from kpsite.growth.share import scan, shown_targets
from kpsite.model.course import Course
from kpsite.model.writing import Bundle
from kpsite.pages.faces import sold_card
from kpsite.pages.parts import Voice
from kpsite.pages.share_parts import Scan
from kpsite.pages.shopfront import Shopfront
from kpsite.pages.voices import voice
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass

SHORT = 180  # signs of a testimonial that fit beside a title
# How each language marks what somebody said (CLDR), English where it is none of these.
_QUOTES = {
    "ar": "«%s»", "fa": "«%s»", "ru": "«%s»", "uk": "«%s»", "es": "«%s»", "it": "«%s»",
    "fr": "«\u202f%s\u202f»", "de": "„%s“", "cs": "„%s“", "pl": "„%s”", "ja": "「%s」",
    "zh-TW": "「%s」", "zh-HK": "「%s」", "zh-Hant": "「%s」",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recommended:
    """Somebody who passes a course on: their own absolute address of it, the line that says who they are, and
    the sentence that says what they get.
    """

    link: str
    line: str
    note: str


def page_scan(url: str, front: Shopfront) -> Scan:
    """Give the QR code of a page, from its address from the root of the store."""
    return scan(front.site.absolute(url), front.site.href(url))


def posters(
    thing: Course | Bundle, front: Shopfront, by: Recommended | None = None
) -> tuple[PosterPicture, ...]:
    """Give the posters of a course or a bundle, of its own or of somebody who recommends it; none where the
    store draws none.
    """
    if not _wanted(thing, front):
        return ()
    language = thing.language
    quote, said = _sentence(thing, front)
    poster = Poster(
        card=sold_card(thing, front),
        quote=quote,
        said=said,
        link=by.link if by else scan(front.site.absolute(thing.url), "", "poster").link,
        call=_call(thing, front),
        shop=urlsplit(front.site.base_url).netloc,
        recommended=by.line if by else "",
        note=by.note if by else "",
    )
    title = thing.matter.title
    alt = front.word(language, "Poster of %(title)s with a QR code") % {"title": title}
    media = f"{front.site.base}media/"
    return tuple(
        PosterPicture(shape, media + poster.name(shape), *size, alt, poster) for shape, size in SHAPES.items()
    )


def _wanted(thing: Course | Bundle, front: Shopfront) -> bool:
    """Tell whether posters are drawn: where a sentence for them is written, or readers pass on by
    scanning.
    """
    own, common = thing.matter.share, front.site.matters[thing.language].share
    if not (own.draw and common.draw):
        return False
    targets = own.targets if own.targets is not None else common.targets
    return bool(own.poster or common.poster) or "wechat" in shown_targets(targets, thing.language)


def _sentence(thing: Course | Bundle, front: Shopfront) -> tuple[str, str]:
    """Give the sentence on a poster and who said it: the creator's own, a testimonial, or the subtitle."""
    if thing.matter.share.poster:
        return thing.matter.share.poster, ""
    said = _testimonial(thing)
    if said is not None:
        pattern = _QUOTES.get(thing.language) or _QUOTES.get(thing.language.split("-", 1)[0], "“%s”")
        return pattern % plain_text(said.quote), ", ".join(filter(None, (said.name, said.role)))
    common = front.site.matters[thing.language].share.poster
    return common or plain_text(thing.matter.subtitle) or thing.matter.description, ""


def _testimonial(thing: Course | Bundle) -> Voice | None:
    """Give the first testimonial that is short enough and was given for nothing: a poster has no room to say
    what was given for it.
    """
    quotes = (
        thing.matter.testimonials if isinstance(thing, Bundle) else [one for one, _ in thing.testimonials]
    )
    fit = (one for one in quotes if one.consent and not one.incentive and len(one.quote) <= SHORT)
    found = next(fit, None)
    return voice(found) if found else None


def _call(thing: Course | Bundle, front: Shopfront) -> str:
    language = thing.language
    lessons = thing.lessons if isinstance(thing, Course) else ()
    if any(lesson.state != "closed" and lesson.matter.listed for lesson in lessons):
        return front.word(language, "Scan to read a lesson free")
    return front.word(language, "Scan to look inside")

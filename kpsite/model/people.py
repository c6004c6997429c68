"""People: who sells, who speaks for a course, who recommends it."""

from __future__ import annotations

import datetime

from kpsite.model.frozen import Mapping
from kpsite.model.keys import Record, key
from kpsite.model.kinds import Code, Flag, Free, Identifier, Integer, ListOf, Text
from kpsite.model.language import Language
from kpsite.model.measures import Date, Percent
from kpsite.model.places import Email, File, Url
from kpsite.model.prose import Picture, Prose
from kpsite.model.referral import RefCode, ref_of
from kpsite.model.slug import Slug
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A link of a creator's page."""

    label: str = key(Text(limit=80), "The words of the link.", "Newsletter")
    url: str = key(Url(mail=True), "Where it leads.", "https://example.org/letters")


@dataclass(frozen=True, slots=True)
class CreatorMatter:
    """The keys of ``creator.md`` and of ``creators/<id>.md``."""

    name: str = key(Text(limit=120), "The name that buyers see.", "Ines Marlow")
    id: str = key(Identifier, "For `instructors`; default: the file's name.", default="")
    avatar: str = key(File(), "A square picture.", "portrait.jpg", default="")
    cover: str = key(File(), "A wide picture for the top of the page.", default="")
    bio: str = key(Text(inline=True, limit=400), "One or two sentences.", default="")
    labels: tuple[str, ...] = key(
        ListOf(Text(limit=60)),
        "What you stand for, in a word or two each.",
        "[Statistics, Plain words]",
        default=(),
    )
    links: tuple[PersonLink, ...] = key(ListOf(Record(PersonLink)), "Where else to find you.", default=())
    email: str = key(Email(), "Where to write to you.", default="")
    language: str = key(Text(), "The language of this file, when it is not the store's.", default="")
    extra: Mapping = key(Free(), "Keys of your own, reachable in themes.", default=Mapping())


@dataclass(frozen=True, slots=True)
class Creator:
    """Somebody who teaches, in one language. ``url`` is the page's address from the store's root."""

    matter: CreatorMatter
    id: str
    path: str
    url: str
    language: str
    avatar: Picture | None
    cover: Picture | None
    body: Prose

    @property
    def main(self) -> bool:
        """Whether this is who runs the shop, of ``creator.md``."""
        return self.path.startswith("content/creator.")


@dataclass(frozen=True, slots=True)
class TestimonialMatter:
    """What somebody said about a course."""

    quote: str = key(Text(inline=True, limit=2000), "Their words.", "I read charts differently now.")
    name: str = key(Text(limit=120), "Who said it.", "A. Reader")
    role: str = key(Text(limit=160), "What they do.", default="")
    url: str = key(Url(), "Their page.", default="")
    avatar: str = key(File(), "Their picture.", default="")
    rating: int = key(Integer(1, 5), "Stars they gave, 1 to 5.", default=0)
    date: datetime.date | None = key(Date(), "When they said it.", default=None)
    source: str = key(Text(limit=300), "Where they said it.", default="")
    consent: bool = key(Flag(), "They agreed to be quoted.", default=False)
    incentive: bool = key(Flag(), "They got something for it; the page says so.", default=False)


@dataclass(frozen=True, slots=True)
class AmbassadorMatter:
    """One entry of ``ambassadors.yaml``: somebody who recommends the store."""

    code: str = key(RefCode, "Their code in links; capitals make no difference.", "anna")
    name: str = key(Text(limit=120), "Their name.", "Anna")
    public: bool = key(Flag(), "Their name may be shown.", default=False)
    active: bool = key(Flag(), "`false`: their pages are gone, and nothing new is paid.", default=True)
    commission: int = key(
        Percent(),
        "Their share of a sale; default: the `reward` of the course or the store.",
        "30%",
        default=0,
    )
    promo: str = key(
        Code, "The code of `promos.yaml` that their friends get; default: that of `friend`.", default=""
    )
    courses: tuple[str, ...] = key(
        ListOf(Slug), "Slugs of the courses and bundles on their pages; default: all.", default=()
    )
    languages: tuple[str, ...] = key(
        ListOf(Language()), "The languages of their pages; default: all.", "[en]", default=()
    )
    email: str = key(
        Email(), "Theirs, so that what they buy themselves is not paid for; shown nowhere.", default=""
    )
    since: datetime.date | None = key(Date(), "Since when.", default=None)
    actions: Mapping = key(Free(), "What they do for the community, counted as you like.", default=Mapping())

    @property
    def ref(self) -> str:
        """The one form of the code, as it stands in addresses and in what Stripe is told."""
        return ref_of(self.code)

"""Everything else that is written: bundles, posts, pages, partners and the home page."""

from __future__ import annotations

import datetime

from kpsite.model.checkout import CheckoutMatter
from kpsite.model.course import TAXES, AfterPurchase, QuestionMatter
from kpsite.model.frozen import Mapping
from kpsite.model.keys import Record, key
from kpsite.model.kinds import Choice, Code, Flag, Free, Identifier, Integer, ListOf, Text
from kpsite.model.language import Language
from kpsite.model.measures import Date, Money
from kpsite.model.money import Money as Amount
from kpsite.model.offer import Offer, PaymentLink
from kpsite.model.people import TestimonialMatter
from kpsite.model.places import File, Url
from kpsite.model.prose import Picture, Prose
from kpsite.model.referral import RefCode
from kpsite.model.site import SeoMatter, ShareMatter
from kpsite.model.slug import Slug
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class WritingMatter:
    """The keys that bundles, posts, pages and partner pages share."""

    title: str = key(Text(limit=300), "The title.", "Percent is not percentage points")
    description: str = key(
        Text(limit=1000), "For search engines and lists; default: the first words.", default=""
    )
    slug: str = key(Slug, "Its address; default: the file's name.", default="")
    aliases: tuple[str, ...] = key(
        ListOf(Text(limit=300)), "Earlier addresses that lead here.", "[/old-name/]", default=()
    )
    draft: bool = key(Flag(), "Leave it out of the store.", default=False)
    date: datetime.date | None = key(Date(), "When it appears; left out before that day.", default=None)
    updated: datetime.date | None = key(Date(), "When it last changed.", default=None)
    listed: bool = key(Flag(), "Show it in lists.", default=True)
    cover: str = key(File(), "A picture.", default="")
    cover_alt: str = key(Text(limit=300), "What the picture shows, for those who do not see it.", default="")
    language: str = key(Language(), "The language of this file, when its name does not say it.", default="")
    share: ShareMatter = key(Record(ShareMatter), "The text to share.", default=ShareMatter())
    seo: SeoMatter = key(Record(SeoMatter), "For search engines and link previews.", default=SeoMatter())
    extra: Mapping = key(Free(), "Keys of your own, reachable in themes.", default=Mapping())


@dataclass(frozen=True, slots=True)
class BundleMatter(WritingMatter):
    """The keys of ``bundles/<slug>.md``."""

    id: str = key(Identifier, "Fixed for the bundle's life: its orders hang on it.", "b_7f3a", default="")
    courses: tuple[str, ...] = key(
        ListOf(Slug), "Slugs of the courses in it.", "[honest-charts, reading-charts]", default=()
    )
    subtitle: str = key(Text(inline=True, limit=300), "The promise in one sentence.", default="")
    price: Amount | None = key(Money(), "What it costs.", "54 USD", default=None)
    compare_at: Amount | None = key(
        Money(), "An earlier price, struck through; it must really have been asked.", default=None
    )
    offers: tuple[Offer, ...] = key(ListOf(Record(Offer), 20), "Several ways to buy.", default=())
    payment_link: str = key(PaymentLink, "A payment link made by hand, for the short form.", default="")
    status: str = key(
        Choice(("draft", "upcoming", "open", "closed", "archived")), "As for courses.", default="open"
    )
    featured: bool = key(Flag(), "Show it on the home page.", default=False)
    weight: int = key(Integer(-100_000, 100_000), "Its place in lists, small numbers first.", default=0)
    after_purchase: AfterPurchase = key(
        Record(AfterPurchase, short="message"), "What the thank-you page adds.", default=AfterPurchase()
    )
    tax: str = key(Choice(TAXES), "Who works out the tax.", default="none")
    tax_code: str = key(Text(limit=20), "Stripe's product tax code.", "txcd_10103001", default="")
    tax_included: bool | None = key(
        Flag(), "Whether the price includes tax; the price says so.", default=None
    )
    checkout: CheckoutMatter | None = key(
        Record(CheckoutMatter), "How the payment page is set up.", default=None
    )
    guarantee: str = key(Text(inline=True, limit=1000), "What you promise.", default="")
    refund_days: int = key(Integer(1, 3650), "For how many days money comes back.", default=0)
    faq: tuple[QuestionMatter, ...] = key(
        ListOf(Record(QuestionMatter)), "Questions and answers.", default=()
    )
    testimonials: tuple[TestimonialMatter, ...] = key(
        ListOf(Record(TestimonialMatter)), "What people said.", default=()
    )


@dataclass(frozen=True, slots=True)
class PostMatter(WritingMatter):
    """The keys of ``posts/<date>-<slug>.md``."""

    tags: tuple[str, ...] = key(ListOf(Text(limit=60)), "What it is about.", default=())
    author: str = key(
        Text(limit=120), "Who wrote it: a name, or the id of a creator; default: the creator.", default=""
    )
    course: str = key(Slug, "The course that it leads to.", "honest-charts", default="")


@dataclass(frozen=True, slots=True)
class PageMatter(WritingMatter):
    """The keys of ``pages/<slug>.md``."""

    menu: str = key(
        Choice(("header", "footer", "none")), "Whether a menu shows it.", "header", default="none"
    )
    weight: int = key(Integer(-100_000, 100_000), "Its place in the menu, small numbers first.", default=0)


@dataclass(frozen=True, slots=True)
class PartnerMatter(WritingMatter):
    """The keys of ``partners/<slug>.md``."""

    name: str = key(
        Text(limit=120), "What the partner is called; default: the title.", "Coder club", default=""
    )
    url: str = key(Url(), "The partner's own address.", default="")
    logo: str = key(File(), "The partner's mark.", default="")
    code: str = key(Code, "The promotion code for the partner's people.", default="")
    ambassador: str = key(
        RefCode, "The code in `ambassadors.yaml` of who is paid for sales by this page.", default=""
    )
    courses: tuple[str, ...] = key(ListOf(Slug), "Slugs of the courses to show.", default=())


@dataclass(frozen=True, slots=True)
class HomeMatter:
    """The keys of ``home.md``."""

    title: str = key(Text(limit=300), "The headline; default: the shop's name.", default="")
    lead: str = key(
        Text(inline=True, limit=600), "One or two sentences under it; default: the tagline.", default=""
    )
    language: str = key(Language(), "The language of this file, when its name does not say it.", default="")
    extra: Mapping = key(Free(), "Keys of your own, reachable in themes.", default=Mapping())


@dataclass(frozen=True, slots=True)
class Writing:
    """What all written things are made of, in one language.

    ``url`` is from the root of the store; ``link_image`` stands in for the cover in link previews.
    """

    slug: str
    path: str
    url: str
    language: str
    body: Prose
    summary: str
    minutes: int
    link_image: Picture | None


@dataclass(frozen=True, slots=True)
class Bundle(Writing):
    """Several courses for one price."""

    matter: BundleMatter
    status: str
    offers: tuple[Offer, ...]
    cover: Picture


@dataclass(frozen=True, slots=True)
class Post(Writing):
    """A free article."""

    matter: PostMatter
    date: datetime.date
    cover: Picture | None


@dataclass(frozen=True, slots=True)
class Page(Writing):
    """An ordinary page."""

    matter: PageMatter


@dataclass(frozen=True, slots=True)
class Partner(Writing):
    """A landing page that a partner sends people to."""

    matter: PartnerMatter
    logo: Picture | None


@dataclass(frozen=True, slots=True)
class Home:
    """The words on the home page of one language."""

    matter: HomeMatter
    path: str
    language: str
    body: Prose

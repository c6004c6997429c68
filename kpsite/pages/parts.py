"""The parts that views are made of: plain frozen values with everything a template may show.

Addresses in views are final: they carry the base path, so a template writes them as they are. Dates are ISO
``YYYY-MM-DD`` text, shown through the ``day`` filter. Texts called *inline* may hold inline Markdown and are
shown through the ``inline`` filter; all others are plain.
"""

from __future__ import annotations

from dataclasses import field

from kpsite.growth.share_card import ShareCard
from kpsite.model.frozen import Mapping
from kpsite.model.prose import Asset, Picture
from kpsite.pages.link_parts import NavLink
from kpsite.pages.referral_parts import Recommending
from kpsite.pages.sale_parts import Action, Price
from kpsite.pages.signup_parts import Signup
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language: BCP 47 code, absolute address for ``hreflang``, address for the
    visitor, the language's own name.
    """

    language: str
    absolute: str
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Shop:
    """What every page of one language knows of the shop.

    ``direction`` is ``ltr`` or ``rtl``; ``home`` is the address of this language's home, ``feeds`` the
    absolute addresses of its feeds: the news, then the podcast, as far as there are any; ``search`` is the
    address of its search page, ``portal`` where buyers see to their receipts and subscriptions, or empty.
    ``scripts`` are those of plugins: the asset, and what its element tells it.
    """

    name: str
    tagline: str
    home: str
    base: str
    language: str
    direction: str
    menu: tuple[NavLink, ...]
    footer: tuple[NavLink, ...]
    languages: tuple[NavLink, ...]
    creator: NavLink
    email: str
    signup: Signup | None
    feeds: tuple[str, ...]
    search: str
    options: Mapping
    referral: Recommending | None = None
    portal: str = ""
    scripts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Meta:
    """What the head of a page says: ``canonical``, ``x_default``, ``image``, ``square`` and ``twin`` are
    absolute addresses.

    ``x_default`` is the version for readers of any other language, empty when there is only one;
    ``picture`` is what ``image`` is the address of, when it is not drawn; ``image_size`` is in pixels, (0, 0)
    when unknown; ``square`` is the same as a square, ``card`` what both are drawn from. ``kind`` is the Open
    Graph type. ``published`` and ``modified`` are ISO dates as the front matter has them, or empty. ``twin``
    is the page as Markdown, empty when there is none.
    """

    title: str
    description: str
    canonical: str
    alternates: tuple[Alternate, ...] = ()
    x_default: str = ""
    picture: Picture | None = None
    image: str = ""
    image_alt: str = ""
    noindex: bool = False
    listed: bool = True
    kind: str = "website"
    published: str = ""
    modified: str = ""
    image_size: tuple[int, int] = (0, 0)
    square: str = ""
    card: ShareCard | None = field(default=None, compare=False)  # its digest stands in ``image``
    twin: str = ""

    @property
    def findable(self) -> bool:
        """Whether the page stands in sitemaps, indexes and other lists for programs."""
        return self.listed and not self.noindex


@dataclass(frozen=True, slots=True)
class Card:
    """A course, a bundle or a post as it stands in a list.

    ``kind`` is ``course``, ``bundle`` or ``post``; ``minutes`` 0 means unknown; a post may have no cover.
    ``action`` says what can be done about something that is sold.
    """

    kind: str
    title: str
    url: str
    summary: str
    cover: Picture | None
    cover_alt: str
    price: Price | None = None
    action: Action | None = None
    status: str = "open"
    lessons: int = 0
    minutes: int = 0
    level: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    language_name: str = ""
    featured: bool = False


@dataclass(frozen=True, slots=True)
class OutlineLesson:
    """A line of the syllabus.

    ``state`` is ``free``, ``preview``, ``partial`` (a preview up to the paywall) or ``closed``.

    A closed one may open to buyers later: on the day ``release``, or ``release_days`` after the purchase.
    """

    number: int
    title: str
    url: str
    state: str
    summary: str = ""
    minutes: int = 0
    release: str = ""
    release_days: int = 0


@dataclass(frozen=True, slots=True)
class OutlineChapter:
    """A chapter of the syllabus; the title is empty for lessons that sit directly in the course."""

    title: str
    summary: str
    anchor: str
    lessons: tuple[OutlineLesson, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole course at a glance, the same value on all of its pages.

    Counts are of listed lessons, ``minutes`` is their sum.
    """

    course: NavLink
    chapters: tuple[OutlineChapter, ...]
    lessons: int
    free: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who teaches: ``bio`` is inline; ``url`` leads to the creator's page, or is empty."""

    name: str
    url: str = ""
    bio: str = ""
    avatar: Picture | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """A testimonial.

    ``quote`` is inline; ``rating`` is 0 or 1 to 5; ``incentive`` is True when the person got something for
    it.
    """

    quote: str
    name: str
    role: str = ""
    url: str = ""
    avatar: Picture | None = None
    rating: int = 0
    date: str = ""
    source: str = ""
    incentive: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its answer, both inline."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Community:
    """The invitation to a community: ``norms`` is inline text or empty, ``qr`` a picture to scan."""

    name: str
    url: str
    norms: str = ""
    qr: Picture | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away: its name, and where it is."""

    name: str
    asset: Asset


@dataclass(frozen=True, slots=True)
class Update:
    """A line of news: the date, and inline text."""

    date: str
    text: str


@dataclass(frozen=True, slots=True)
class CourseBrief:
    """A course as its lessons show it: enough for the buy box and the way back.

    ``uid`` is what buyers' access hangs on, empty for a course that opens here to nobody. ``certificate``
    says whether there is one for who has finished it, ``badges`` whether days in a row and badges are shown.
    """

    title: str
    url: str
    subtitle: str
    cover: Picture
    cover_alt: str
    status: str
    price: Price | None
    action: Action
    delivery: str
    uid: str = ""
    certificate: bool = False
    guarantee: str = ""
    badges: bool = True
    extra: Mapping = field(default_factory=Mapping)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a template may show: every field of it, and nothing else."""


@dataclass(frozen=True, slots=True)
class View(Shown):
    """What every page has. ``crumbs`` lead from home to the page's parent, without the page itself."""

    shop: Shop
    meta: Meta
    crumbs: tuple[NavLink, ...]

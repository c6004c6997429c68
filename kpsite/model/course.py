"""A course: what its front matter may say, and what the course then is."""

from __future__ import annotations

import datetime

from kpsite.model.checkout import CheckoutMatter
from kpsite.model.frozen import Mapping
from kpsite.model.keys import Record, key
from kpsite.model.kinds import Choice, Flag, Free, Identifier, Integer, ListOf, Text
from kpsite.model.language import Language
from kpsite.model.lesson import Chapter, Lesson
from kpsite.model.measures import Date, Minutes, Money, Percent
from kpsite.model.money import Money as Amount
from kpsite.model.offer import Offer, PaymentLink
from kpsite.model.people import TestimonialMatter
from kpsite.model.places import File, FileOrUrl, Url
from kpsite.model.prose import Picture, Prose
from kpsite.model.referral import RewardMatter
from kpsite.model.site import Delivery, SeoMatter, ShareMatter
from kpsite.model.slug import Slug
from kpsite.values import dataclass

TAXES = ("none", "stripe_tax", "managed")
STATUSES = ("draft", "upcoming", "open", "closed", "archived")


@dataclass(frozen=True, slots=True)
class QuestionMatter:
    """A question that buyers ask, and its answer."""

    q: str = key(Text(inline=True, limit=300), "The question.", "Do I need mathematics?")
    a: str = key(Text(inline=True, limit=3000), "The answer.", "No more than a mean.")


@dataclass(frozen=True, slots=True)
class CommunityMatter:
    """The invitation to a community."""

    name: str = key(Text(limit=120), "What it is called.", "The reading room")
    url: str = key(Url(), "The invitation's address.", "https://example.org/join")
    qr: str = key(File(), "A QR code to scan, for groups that are joined by phone.", default="")
    norms: str = key(Text(inline=True, limit=1000), "How people treat each other there.", default="")
    preview: bool = key(Flag(), "Invite before the purchase as well.", default=False)


@dataclass(frozen=True, slots=True)
class AfterPurchase:
    """What the thank-you page adds."""

    message: str = key(Text(inline=True, limit=2000), "Words of thanks and what to do next.", default="")
    url: str = key(Url(), "Where buyers go on, for courses that are delivered elsewhere.", default="")
    community: bool = key(Flag(), "Show the community's invitation.", default=True)


@dataclass(frozen=True, slots=True)
class CertificateMatter:
    """The certificate for those who have read a course to its end."""

    give: bool = key(Flag(), "Whether there is one.", default=True)
    text: str = key(
        Text(limit=300),
        "A sentence that stands on it, such as what was learnt.",
        "Fifteen lessons with exercises on reading and drawing charts.",
        default="",
    )


@dataclass(frozen=True, slots=True)
class UpdateMatter:
    """A line of news."""

    date: datetime.date = key(Date(), "When; left out before that day.", "2026-11-02")
    text: str = key(Text(inline=True, limit=1000), "What.", "A new lesson on small multiples.")


@dataclass(frozen=True, slots=True)
class CourseMatter:
    """The keys of ``course.md``."""

    title: str = key(Text(limit=300), "The course's name.", "Honest Charts")
    subtitle: str = key(Text(inline=True, limit=300), "The promise in one sentence.", default="")
    description: str = key(
        Text(limit=1000), "For search engines and lists; default: the subtitle.", default=""
    )
    slug: str = key(Slug, "Its address; default: the folder's name.", default="")
    aliases: tuple[str, ...] = key(
        ListOf(Text(limit=300)), "Earlier addresses that lead here.", "[/old-name/]", default=()
    )
    id: str = key(
        Identifier, "Fixed for the course's life: buyers' access hangs on it.", "c_7f3a", default=""
    )
    status: str = key(
        Choice(STATUSES),
        "`upcoming` shows a waiting list, `closed` sells no more, `archived` also leaves the lists.",
        default="open",
    )
    draft: bool = key(Flag(), "Leave it out of the store; the same as `status: draft`.", default=False)
    listed: bool = key(Flag(), "Show it in lists.", default=True)
    featured: bool = key(Flag(), "Show it first on the home page.", default=False)
    date: datetime.date | None = key(
        Date(), "When it opens; an `open` course with a later date is shown as upcoming.", default=None
    )
    updated: datetime.date | None = key(Date(), "When it last changed.", default=None)
    weight: int = key(Integer(-100_000, 100_000), "Its place in lists, small numbers first.", default=0)
    tags: tuple[str, ...] = key(ListOf(Text(limit=60)), "What it is about.", "[data, charts]", default=())
    category: str = key(Text(limit=60), "The shelf it stands on.", default="")
    level: str = key(Text(limit=60), "For whom: Beginner, Intermediate …", default="")
    language: str = key(Language(), "The language of this file, when its name does not say it.", default="")
    duration: int = key(Minutes(), "How long it takes; default: the sum of its lessons.", default=0)
    cover: str = key(
        File(), "A picture, about 1600 × 1000; default: one drawn from the title.", "cover.jpg", default=""
    )
    cover_alt: str = key(Text(limit=300), "What the picture shows, for those who do not see it.", default="")
    trailer: str = key(FileOrUrl(), "A short film about the course.", default="")
    instructors: tuple[str, ...] = key(
        ListOf(Text(limit=120)), "Who teaches: names, or ids of creators.", default=()
    )
    outcomes: tuple[str, ...] = key(
        ListOf(Text(inline=True, limit=300)), "What a buyer can do afterwards.", default=()
    )
    audience: tuple[str, ...] = key(ListOf(Text(inline=True, limit=300)), "For whom it is.", default=())
    requirements: tuple[str, ...] = key(
        ListOf(Text(inline=True, limit=300)), "What one needs beforehand.", default=()
    )
    faq: tuple[QuestionMatter, ...] = key(
        ListOf(Record(QuestionMatter)), "Questions and answers.", default=()
    )
    price: Amount | None = key(
        Money(), "Short form of one offer: `49 USD`, or `free`.", "49 USD", default=None
    )
    compare_at: Amount | None = key(
        Money(), "An earlier price, struck through; it must really have been asked.", default=None
    )
    offers: tuple[Offer, ...] = key(ListOf(Record(Offer), 20), "Several ways to buy.", default=())
    payment_link: str = key(
        PaymentLink,
        "A payment link made by hand, for the short form.",
        "https://buy.stripe.com/abc",
        default="",
    )
    preview: tuple[str, ...] = key(
        ListOf(Slug), "Slugs of the lessons or chapters that are free previews.", "[welcome]", default=()
    )
    lead_magnet: bool = key(
        Flag(),
        "Publish the free lessons as an EPUB too, for whoever leaves an e-mail address.",
        default=False,
    )
    delivery: str = key(Delivery, "How buyers get what they bought.", default="")
    badges: bool | None = key(
        Flag(), "Days in a row and badges for its readers; default: as `site.yaml` says.", default=None
    )
    after_purchase: AfterPurchase = key(
        Record(AfterPurchase, short="message"), "What the thank-you page adds.", default=AfterPurchase()
    )
    certificate: CertificateMatter | None = key(
        Record(CertificateMatter, short="give"),
        "Give a certificate to buyers who have marked every lesson as done.",
        default=None,
    )
    tax: str = key(Choice(TAXES), "Who works out the tax.", default="none")
    tax_code: str = key(Text(limit=20), "Stripe's product tax code.", "txcd_10103001", default="")
    tax_included: bool | None = key(
        Flag(), "Whether the price includes tax; the price says so.", default=None
    )
    checkout: CheckoutMatter | None = key(
        Record(CheckoutMatter), "How the payment page is set up.", default=None
    )
    quiz: int = key(
        Percent(),
        "How many of a lesson's questions must be right for it to be passed; default: all.",
        "80%",
        default=100,
    )
    guarantee: str = key(Text(inline=True, limit=1000), "What you promise.", default="")
    refund_days: int = key(Integer(1, 3650), "For how many days money comes back.", "30", default=0)
    access_days: int = key(
        Integer(1, 36_500), "For how many days a buyer has access; default: for good.", default=0
    )
    testimonials: tuple[TestimonialMatter, ...] = key(
        ListOf(Record(TestimonialMatter)), "What people said; or in `testimonials.yaml`.", default=()
    )
    related: tuple[str, ...] = key(ListOf(Slug), "Slugs of courses to see next.", default=())
    community: CommunityMatter | None = key(
        Record(CommunityMatter), "The invitation to a community.", default=None
    )
    referral: RewardMatter | None = key(
        Record(RewardMatter),
        "What a recommendation brings here, in place of what `site.yaml` says.",
        default=None,
    )
    share: ShareMatter = key(Record(ShareMatter), "The text to share.", default=ShareMatter())
    seo: SeoMatter = key(Record(SeoMatter), "For search engines and link previews.", default=SeoMatter())
    updates: tuple[UpdateMatter, ...] = key(ListOf(Record(UpdateMatter)), "What's new.", default=())
    extra: Mapping = key(Free(), "Keys of your own, reachable in themes.", default=Mapping())


@dataclass(frozen=True, slots=True)
class Course:
    """A course in one language.

    ``status`` is what it is today; ``free`` means that nobody has to pay; ``offers`` is empty then, and while
    a price is not set yet; ``url`` is from the root of the store. ``uid`` is what buyers' access hangs on,
    the same in all languages.
    """

    matter: CourseMatter
    uid: str
    slug: str
    path: str
    url: str
    language: str
    status: str
    offers: tuple[Offer, ...]
    free: bool
    chapters: tuple[Chapter, ...]
    lessons: tuple[Lesson, ...]
    cover: Picture
    body: Prose
    testimonials: tuple[tuple[TestimonialMatter, Picture | None], ...] = ()
    trailer: Prose | None = None
    community_qr: Picture | None = None
    link_image: Picture | None = None

    @property
    def minutes(self) -> int:
        """How long the listed lessons take altogether."""
        return self.matter.duration or sum(lesson.minutes for lesson in self.lessons if lesson.matter.listed)

    @property
    def preview_file(self) -> str:
        """The address of its free lessons as an EPUB, from the root of the store; or an empty string."""
        wanted = self.matter.lead_magnet and any(lesson.open is not None for lesson in self.lessons)
        return f"{self.url}{self.slug}-preview.epub" if wanted else ""

"""The shop itself: what ``site.yaml`` says."""

from __future__ import annotations

from kpsite.model.checkout import CheckoutMatter
from kpsite.model.frozen import Mapping
from kpsite.model.keys import Record, key
from kpsite.model.kinds import Choice, Flag, Free, Identifier, Integer, ListOf, Pattern, Text
from kpsite.model.language import Language
from kpsite.model.money import CURRENCIES
from kpsite.model.places import Email, Link, StoreUrl
from kpsite.model.referral import ReferralMatter
from kpsite.model.signup import SignupMatter
from kpsite.values import dataclass

Currency = Choice(tuple(sorted(CURRENCIES)), "the three letters of a currency, such as USD, EUR, JPY or CNY")
Delivery = Choice(("sealed", "licensed", "external", "none"))
ShareTarget = Choice(
    (
        "copy", "email", "whatsapp", "x", "linkedin", "facebook", "telegram", "line", "wechat", "weibo",
        "qzone", "reddit", "hackernews", "bluesky", "mastodon", "threads", "hatena",
    )
)  # fmt: skip


Target = Link("/courses/")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One link of a menu."""

    title: str = key(Text(), "The words of the link.", "Courses")
    url: str = key(
        Target, "Where it leads: an address of this store from its root, or a whole address.", "/courses/"
    )


@dataclass(frozen=True, slots=True)
class ThemeMatter:
    """How the store looks."""

    name: str = key(Identifier, "The theme's folder name.", "storefront", default="storefront")
    accent: str = key(
        Text(),
        "The one accent colour, as hex or CSS name; every other shade is derived from it.",
        "#9a3412",
        default="#9a3412",
    )
    options: Mapping = key(Free(), "Options that the theme declares in its `theme.yaml`.", default=Mapping())


@dataclass(frozen=True, slots=True)
class ShareMatter:
    """Share buttons."""

    targets: tuple[str, ...] | None = key(
        ListOf(ShareTarget),
        "Which buttons, in order; default: what readers of the language use.",
        default=None,
    )
    hashtags: tuple[str, ...] = key(
        ListOf(Text(limit=50)), "Hashtags for networks that know them, without the #.", default=()
    )
    text: str = key(Text(limit=280), "The text to share; default: the title.", default="")
    poster: str = key(
        Text(limit=120),
        "One sentence for the poster; with it, or with WeChat among the buttons, posters are drawn.",
        default="",
    )
    draw: bool = key(
        Flag(), "Draw a picture for link previews: title, cover, price and your name.", default=True
    )


@dataclass(frozen=True, slots=True)
class SeoMatter:
    """What search engines and link previews are told when it differs from the page."""

    title: str = key(Text(limit=200), "The title in search results.", default="")
    image: str = key(Text(), "The picture for link previews, as a path.", default="")
    noindex: bool = key(Flag(), "Keep the page out of search engines.", default=False)


@dataclass(frozen=True, slots=True)
class RobotsMatter:
    """What programs that read the web are told."""

    ai: str = key(
        Choice(("allow", "deny")),
        "Whether language models may read the public pages; `deny` names their crawlers in robots.txt.",
        default="allow",
    )
    indexnow: str = key(
        Pattern(r"[A-Za-z0-9-]{8,128}", "8 to 128 letters, digits and hyphens"),
        "Your IndexNow key, by which search engines take word of changes; its file is published.",
        "3f1c0a9b2d4e4f60",
        default="",
    )


@dataclass(frozen=True, slots=True)
class SiteMatter:
    """The keys of ``site.yaml``."""

    name: str = key(Text(limit=120), "The shop's name.", "Plain Figures")
    url: str = key(
        StoreUrl(),
        "The address at which the store is published; may have a path.",
        "https://shop.example.org/",
    )
    tagline: str = key(Text(limit=200), "One line under the name.", default="")
    description: str = key(Text(limit=400), "What the shop offers, for search engines.", default="")
    currency: str = key(Currency, "The currency of bare amounts.", "USD", default="USD")
    compare_days: int = key(
        Integer(1, 3650),
        "For how many days back a struck-through price must have been asked, by the store's git history.",
        "90",
        default=180,
    )
    language: str = key(Language(), "The language of files without a language suffix.", "en", default="en")
    languages: tuple[str, ...] = key(
        ListOf(Language()), "All languages of the store, when there are several.", "[en, zh-CN]", default=()
    )
    theme: ThemeMatter = key(Record(ThemeMatter, short="name"), "How the store looks.", default=ThemeMatter())
    menu: tuple[MenuEntry, ...] | None = key(
        ListOf(Record(MenuEntry)),
        "The menu; default: courses, articles, pages that ask for it.",
        default=None,
    )
    footer: tuple[MenuEntry, ...] = key(
        ListOf(Record(MenuEntry)), "Further links at the foot of each page.", default=()
    )
    email: str = key(Email(), "The address at which buyers reach you.", "hello@example.org", default="")
    portal: str = key(
        Target,
        "Where buyers find their receipts, and change or end a subscription themselves: the login link of "
        "your customer portal at Stripe.",
        "https://billing.stripe.com/p/login/28o5kCh4L1",
        default="",
    )
    signup: SignupMatter | None = key(
        Record(SignupMatter, short="action"), "Where readers leave their e-mail address.", default=None
    )
    share: ShareMatter = key(Record(ShareMatter), "Share buttons.", default=ShareMatter())
    referral: ReferralMatter | None = key(
        Record(ReferralMatter),
        "Lets people recommend the store: what it brings them and their friends, unless a course says "
        "otherwise.",
        default=None,
    )
    delivery: str = key(
        Delivery, "How buyers get what they bought, unless a course says otherwise.", default="sealed"
    )
    claim_url: str = key(
        StoreUrl(),
        "For `delivery: licensed`: where the function answers, when it is not at the store's own host.",
        "https://claims.example.org/",
        default="",
    )
    badges: bool = key(
        Flag(),
        "Whether readers of paid courses see days in a row and badges; each can switch that off as well.",
        default=True,
    )
    checkout: CheckoutMatter | None = key(
        Record(CheckoutMatter), "How payment pages are set up.", default=None
    )
    plugins: tuple[str, ...] = key(
        ListOf(Identifier), "Plugins to use, bundled ones or from `plugins/`.", "[glossary]", default=()
    )
    plugin_options: Mapping = key(
        Free(),
        "Options of plugins, by the plugin's name.",
        "{goatcounter: {site: plain-figures}}",
        default=Mapping(),
    )
    seo: SeoMatter = key(
        Record(SeoMatter), "For search engines and link previews of the home page.", default=SeoMatter()
    )
    robots: RobotsMatter = key(
        Record(RobotsMatter, short="ai"), "What crawlers are told.", default=RobotsMatter()
    )
    extra: Mapping = key(Free(), "Keys of your own, reachable in themes.", default=Mapping())

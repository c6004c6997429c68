"""Images: from an address to a picture in modern formats, a player, a link, or words and a warning."""

from __future__ import annotations

from dataclasses import field

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from kpsite.model.prose import Asset, Link, Missing, Picture, Target
from kpsite.render.markdown import attributes
from kpsite.render.markdown.addressing import scheme, store_key
from kpsite.render.markdown.context import Context, add_render_rule, plain, shown
from kpsite.render.markdown.embeds import Embed, embed
from kpsite.render.markdown.links import destination
from kpsite.render.markdown.media import facade, is_playable, player, written
from kpsite.values import dataclass

# How wide a picture is shown: as the text, or as a screen without its margins where that is narrower.
_SIZES = "(min-width: 46rem) 42rem, 89vw"
_SIZES_WIDE = "(min-width: 68rem) 60rem, 89vw"
_META = "image"


@dataclass(frozen=True, slots=True)
class Image:
    """An image as it was written, and what its address leads to; None when it may not be shown."""

    address: str
    alt: str
    title: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    target: Target | Embed | None = None

    @property
    def wide(self) -> bool:
        """Say whether the author wants it wider than the text."""
        return "wide" in self.attributes.get("class", "").split()


def find(context: Context, address: str, offset: int) -> Target | Embed | None:
    """Give what an image's address leads to, and warn when it cannot be shown."""
    if elsewhere := embed(address):
        return elsewhere
    key = store_key(address)
    if not key:
        if scheme(address) not in ("", "http", "https"):
            destination(context, address, offset)  # which warns of it
        elif scheme(address) or address.startswith("//"):
            hint = "put the file into the store: a page asks no other server for anything before a click"
            context.warn(
                offset, "external-image", f'the image "{shown(address)}" stands on another server', hint
            )
        else:
            hint = "give the path of a file of the store"
            context.warn(offset, "missing-image", f'the image "{shown(address)}" has no usable address', hint)
        return None
    target = context.look_up(key)
    if isinstance(target, Missing):
        message = f'the image "{shown(address)}" is not there: {target.reason}'
        context.warn(offset, "missing-image", message, target.hint)
    elif isinstance(target, Link):
        hint = "leave out the exclamation mark to link to it"
        context.warn(offset, "missing-image", f'the image "{shown(address)}" is a page', hint)
    return target


def read(context: Context, token: Token, offset: int) -> None:
    """Resolve the image of a token, and check its alternative text."""
    own = attributes.take(context, token, offset)
    address = str(token.attrs.get("src", "")).strip()
    alt = own.pop("alt", None)
    if alt is None:
        alt = " ".join(plain(token.children).split())
        given = bool(alt)
    else:
        given = True
    target = find(context, address, offset)
    if not given and isinstance(target, Picture):
        hint = 'say between the brackets what it shows, or add {alt=""} when it says nothing'
        context.warn(offset, "missing-alt", f'the image "{shown(address)}" has no alternative text', hint)
    title = own.pop("title", "") or str(token.attrs.get("title", ""))
    token.meta[_META] = Image(address, alt, title, own, target)


def image_of(token: Token) -> Image | None:
    """Give the image of a token that ``read`` has seen."""
    image = token.meta.get(_META)
    return image if isinstance(image, Image) else None


def picture(context: Context, shown_picture: Picture, alt: str, own: dict[str, str], wide: bool) -> str:
    """Give ``<picture>`` with every format there is; the first one of a text loads at once."""
    if context.later is not None:
        return context.later(shown_picture, alt, own, wide)
    context.show(shown_picture)
    context.pictures += 1
    sizes = f'sizes="{_SIZES_WIDE if wide else _SIZES}"'
    sources = "".join(
        f'<source type="{escapeHtml(source.mime)}" srcset="{_srcset(source.files)}" {sizes}>'
        for source in shown_picture.sources
    )
    fallback = f' srcset="{_srcset(shown_picture.fallback)}" {sizes}' if shown_picture.fallback else ""
    basic = {"src": shown_picture.src, "alt": alt, **_size(shown_picture, own)}
    rest = {name: value for name, value in own.items() if name not in basic}
    lazy = "" if context.pictures == 1 else ' loading="lazy"'
    tag = f'<img{written(basic)}{fallback}{written(rest)}{lazy} decoding="async">'
    return f"<picture>{sources}{tag}</picture>" if sources else tag


def _srcset(files: tuple[tuple[str, int], ...]) -> str:
    return escapeHtml(", ".join(f"{address} {width}w" for address, width in files))


def _size(natural: Picture, own: dict[str, str]) -> dict[str, str]:
    """Give width and height in pixels: one that the author gave decides the other."""
    width, height = int(own.get("width", 0)), int(own.get("height", 0))
    if natural.width and natural.height:
        if width and not height:
            height = max(round(width * natural.height / natural.width), 1)
        elif height and not width:
            width = max(round(height * natural.width / natural.height), 1)
        elif not width:
            width, height = natural.width, natural.height
    return {name: str(value) for name, value in (("width", width), ("height", height)) if value}


def within_text(context: Context, image: Image) -> str:
    """Give the HTML of an image that stands among words."""
    own = image.attributes | ({"title": image.title} if image.title else {})
    target = image.target
    if isinstance(target, Picture):
        return picture(context, target, image.alt, own, image.wide)
    if isinstance(target, Asset) and is_playable(target):
        return player(context, target, store_key(image.address), image.alt, own)
    address = destination(context, image.address)
    if address is None:
        return escapeHtml(image.alt)
    return f"<a{written(address)}>{escapeHtml(image.alt or image.address)}</a>"


def alone(context: Context, image: Image) -> str:
    """Give the HTML of an image that is a paragraph by itself: a figure, with its title as caption."""
    if isinstance(image.target, Embed):
        return facade(context, image.target, image.alt or image.title)
    kind = image.attributes.get("class", "")
    own = {name: value for name, value in image.attributes.items() if name != "class"}
    if isinstance(image.target, Picture):
        inner = picture(context, image.target, image.alt, own, image.wide)
    else:
        kind = f"media {kind}".strip()
        inner = within_text(context, Image(image.address, image.alt, "", own, image.target))
    caption = f"<figcaption>{escapeHtml(image.title)}</figcaption>" if image.title else ""
    return f"<figure{written({'class': kind} if kind else {})}>{inner}{caption}</figure>\n"


def _render(context: Context, token: Token) -> str:
    image = image_of(token)
    return within_text(context, image) if image else ""


def add(md: MarkdownIt) -> None:
    """Show images."""
    add_render_rule(md, "image", _render)

"""Players: native ones for the store's own audio and video, facades for videos elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from markdown_it.common.utils import escapeHtml

from kpsite.model.prose import Asset, Target
from kpsite.render.markdown.addressing import captions_key, chapters_key
from kpsite.render.markdown.context import Context
from kpsite.render.markdown.embeds import Embed
from kpsite.render.markdown.words import CAPTIONS, NOTHING_LOADED, PLAY_VIDEO


def written(attributes: Mapping[str, str]) -> str:
    """Write attributes, each with a space before it."""
    return "".join(f' {name}="{escapeHtml(value)}"' for name, value in attributes.items())


def is_playable(target: Target | None) -> bool:
    """Say whether a target is an audio or video file."""
    return isinstance(target, Asset) and target.mime.startswith(("audio/", "video/"))


def player(context: Context, asset: Asset, key: str, label: str, attributes: Mapping[str, str]) -> str:
    """Give a native player for an audio or video file.

    ``key`` is its address in the text, beside which captions and chapters are looked for; ``label`` names it
    for screen readers.
    """
    context.show(asset)
    video = asset.mime.startswith("video/")
    own = {"src": asset.url, **({"aria-label": label} if label else {}), **attributes}
    language = context.prose.language
    captions, chapters = (context.targets.get(find(key)) for find in (captions_key, chapters_key))
    track = ""
    if isinstance(captions, Asset):
        named = {
            "kind": "captions",
            "src": captions.url,
            "srclang": language,
            "label": context.translate(CAPTIONS),
        }
        track = f"<track{written(named)} default>"
    if isinstance(chapters, Asset):
        track += f"<track{written({'kind': 'chapters', 'src': chapters.url, 'srclang': language})}>"
    name = "video" if video else "audio"
    inline = " playsinline" if video else ""
    fallback = f'<a href="{escapeHtml(asset.url)}" download>{escapeHtml(label or asset.url)}</a>'
    return f'<{name} controls preload="metadata"{inline}{written(own)}>{track}{fallback}</{name}>'


def facade(context: Context, embed: Embed, title: str) -> str:
    """Give what stands for a video elsewhere until the reader clicks: no request leaves the page before."""
    parts = urlsplit(embed.player)
    context.embeds.append(f"{parts.scheme}://{parts.netloc}")
    play = escapeHtml(context.translate(PLAY_VIDEO) % {"host": embed.host})
    promise = escapeHtml(context.translate(NOTHING_LOADED) % {"host": embed.host})
    name = f'<span class="facade-title">{escapeHtml(title)}</span> ' if title else ""
    return (
        f'<div class="facade" data-embed="{escapeHtml(embed.player)}">'
        f'<a href="{escapeHtml(embed.original)}" rel="noopener">'
        f'<span class="facade-play" aria-hidden="true"></span>{name}'
        f'<span class="facade-label">{play}</span></a>'
        f"<p>{promise}</p></div>\n"
    )

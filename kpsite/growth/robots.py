"""``robots.txt`` (RFC 9309), the IndexNow key file, and ``llms.txt`` (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Sequence

from kpsite.growth.twins import link
from kpsite.pages.bundle import BundleView
from kpsite.pages.course import CourseView
from kpsite.pages.page import Page
from kpsite.pages.parts import View
from kpsite.pages.plain import PlainView
from kpsite.pages.posts import PostView
from kpsite.pages.shopfront import Shopfront

# Who reads the web for language models, by the names their makers document. Crawlers that only fetch a page
# when a person asks about it, and ordinary search engines, are not among them.
AI_CRAWLERS = (
    "AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot",
    "cohere-training-data-crawler", "Diffbot", "FacebookBot", "Google-CloudVertexBot", "Google-Extended",
    "GPTBot", "ImagesiftBot", "Meta-ExternalAgent", "omgili", "PanguBot", "PerplexityBot", "Timpibot",
)  # fmt: skip


def robots(front: Shopfront) -> dict[str, bytes]:
    """Give what crawlers are told. Nothing is hidden from search engines here: pages that should not be
    found say so themselves, which a crawler has to be able to read.
    """
    site = front.site
    matter = site.matters[site.language].robots
    lines = ["User-agent: *", "Allow: /", ""]
    if matter.ai == "deny":
        lines += [f"User-agent: {name}" for name in AI_CRAWLERS]
        lines += ["Disallow: /", ""]
    lines += [f"Sitemap: {site.base_url}sitemap.xml", ""]
    files = {"robots.txt": "\n".join(lines).encode()}
    if matter.indexnow:
        files[f"{matter.indexnow}.txt"] = matter.indexnow.encode()
    return files


def llms(front: Shopfront, pages: Sequence[Page]) -> dict[str, bytes]:
    """Give an overview for language models in each language: what there is, and where it stands as Markdown.
    Lessons stand in the Markdown of their course, so that a change of one is no change here.
    """
    if not front.twins:
        return {}
    listed: dict[tuple[str, type], list[View]] = {}
    for page in pages:
        if page.view.meta.twin and page.view.meta.findable:
            listed.setdefault((page.language, type(page.view)), []).append(page.view)
    return {
        f"{front.site.root(language)[1:]}llms.txt": _overview(front, language, listed)
        for language in front.site.matters
    }


def _overview(front: Shopfront, language: str, listed: dict[tuple[str, type], list[View]]) -> bytes:
    matter = front.site.matters[language]
    lines = [f"# {_line(matter.name)}", ""]
    about = matter.description or matter.tagline
    lines += [f"> {_line(about)}", ""] if about else []
    sections = (
        (front.word(language, "Courses"), CourseView),
        (front.word(language, "Bundles"), BundleView),
        (front.word(language, "Articles"), PostView),
        (front.word(language, "Pages"), PlainView),
    )
    for heading, kind in sections:
        views = listed.get((language, kind), [])
        if views:
            lines += [f"## {heading}", "", *map(_row, views), ""]
    return "\n".join(lines).encode()


def _row(view: View) -> str:
    title = getattr(view, "title", "") or view.meta.title
    words = f": {_line(view.meta.description)}" if view.meta.description else ""
    return f"- {link(_line(title), view.meta.twin)}{words}"


def _line(text: str) -> str:
    return " ".join(text.split())

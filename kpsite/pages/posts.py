"""Free articles: the list, and each of them, leading to its course."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.growth.share import Buttons
from kpsite.model.frozen import Mapping
from kpsite.model.prose import Picture, Prose
from kpsite.model.writing import Post
from kpsite.pages.cards import listed_posts, post_card, sale
from kpsite.pages.course import card
from kpsite.pages.faces import post_face, shop_face
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, Person, View
from kpsite.pages.sale_parts import Action
from kpsite.pages.shopfront import Shopfront, family
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class PostsView(View):
    """The list of articles, newest first."""

    title: str
    posts: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PostView(View):
    """An article, and the course that it leads to with that course's one action."""

    title: str
    description: str
    date: str
    updated: str
    author: Person | None
    cover: Picture | None
    cover_alt: str
    body: Prose
    minutes: int
    course: Card | None
    action: Action | None
    previous: NavLink | None
    next: NavLink | None
    tags: tuple[str, ...]
    share: Buttons
    extra: Mapping


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the list of each language that has articles, and every article."""
    for language in front.site.matters:
        listed = listed_posts(front, language)
        if listed:
            yield _list(front, language, listed)
    for post in front.site.posts:
        yield Page(post.url, "post", post.language, _view(post, front), post.path)


def _list(front: Shopfront, language: str, listed: list[Post]) -> Page:
    title, url = front.word(language, "Articles"), front.site.root(language) + "posts/"
    name = front.site.matters[language].name
    words = "; ".join(post.matter.title for post in listed[:5])
    view = PostsView(
        front.shops[language],
        front.meta(
            f"{title} – {name}",
            words,
            url,
            "/posts/",
            cover=front.site.link_image,
            face=shop_face(front, language),
        ),
        (front.home(language),),
        title=title,
        posts=tuple(post_card(post, front) for post in listed),
    )
    return Page(url, "posts", language, view, listed[0].path)


def _view(post: Post, front: Shopfront) -> PostView:
    language, matter = post.language, post.matter
    course = front.course(matter.course, language) if matter.course else None
    listed = listed_posts(front, language)
    place = listed.index(post) if post in listed else -1
    creator = front.creator(language)
    author = matter.author or (creator.matter.name if creator else "")
    meta = front.meta(
        f"{matter.title} – {front.site.matters[language].name}",
        matter.description or post.summary,
        post.url,
        family(post.path, language),
        seo=matter.seo,
        cover=post.link_image or post.cover,
        alt=matter.cover_alt,
        kind="article",
        listed=matter.listed,
        dates=(post.date, matter.updated),
        face=post_face(post, front),
        twin=True,
    )
    return PostView(
        front.shops[language],
        meta,
        (
            front.home(language),
            front.link(front.word(language, "Articles"), front.site.root(language) + "posts/"),
        ),
        title=matter.title,
        description=matter.description,
        date=post.date.isoformat(),
        updated=matter.updated.isoformat() if matter.updated else "",
        author=front.person(author, language) if author else None,
        cover=post.cover,
        cover_alt=matter.cover_alt,
        body=post.body,
        minutes=post.minutes,
        course=card(course, front, language) if course else None,
        action=sale(course, front, language).action if course else None,
        previous=_way(listed, place + 1, front) if place >= 0 else None,
        next=_way(listed, place - 1, front) if place > 0 else None,
        tags=matter.tags,
        share=front.share(matter.title, post.url, language, matter.share, meta.image, article=True),
        extra=matter.extra,
    )


def _way(listed: list[Post], place: int, front: Shopfront) -> NavLink | None:
    return front.link(listed[place].matter.title, listed[place].url) if place < len(listed) else None

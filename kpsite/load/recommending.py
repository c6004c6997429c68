"""Recommending: the promotion codes that friends get, and whether all names of it lead somewhere."""

from __future__ import annotations

from kpsite.load.variants import Desk
from kpsite.model.promo import Promo
from kpsite.model.referral import friend_code
from kpsite.model.store import Site


def with_friends(site: Site) -> tuple[Promo, ...]:
    """Give the store's promotion codes, with those that ``friend`` asks for and that are not listed."""
    if site.referral is None:
        return site.promos
    percent = site.referral.friend
    wanted = {friend_code(percent): Promo(friend_code(percent), percent)} if percent else {}
    for course in site.courses:
        percent = course.matter.referral.friend if course.matter.referral else 0
        code = friend_code(percent, course.path.split("/")[2])
        if percent:
            # The translations of a course lie in one folder, and any of their slugs means it.
            wanted.setdefault(code, Promo(code, percent, courses=(course.slug,)))
    known = {promo.code.upper() for promo in site.promos}
    return (*site.promos, *(promo for code, promo in wanted.items() if code not in known))


def check_ambassadors(site: Site, path: str, desk: Desk) -> None:
    """Note codes that two people have, and names that lead nowhere.

    ``path`` is that of ``ambassadors.yaml``.
    """
    seen: dict[str, str] = {}
    promos = [promo.code for promo in site.promos]
    for index, one in enumerate(site.ambassadors):
        where = f"items[{index}]"
        if one.ref in seen:
            message = f'found the code "{one.code}" a second time; it is that of {seen[one.ref]}'
            hint = "give each ambassador a code of their own; capitals make no difference, nor do - and _"
            desk.error(path, f"{where}.code", "duplicate-id", message, hint)
        seen.setdefault(one.ref, one.name)
        for number, language in enumerate(one.languages):
            if language not in site.matters:
                where_language = f"{where}.languages[{number}]"
                desk.unknown(path, where_language, language, site.matters, "language of the store")
        if one.promo and one.promo not in promos:
            desk.unknown(path, f"{where}.promo", one.promo, promos, "promotion code")
    codes = [one.code for one in site.ambassadors]
    for partner in site.partners:
        wanted = partner.matter.ambassador
        if wanted and site.ambassador(wanted) is None:
            desk.unknown(partner.path, "ambassador", wanted, codes, "ambassador")

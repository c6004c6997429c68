"""How an account is set up in the Dashboard shows in what it takes, and where its links lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kpsite.practice.server import practice_server
from tests.practice.rig import client, link, price, product, refusal


def test_what_the_dashboard_lacks_is_refused(tmp_path: Path) -> None:
    """Terms, tax and managed payments need settings that no request can make."""
    lacking = frozenset({"terms_of_service", "tax", "managed_payments"})
    with practice_server(tmp_path, lacking=lacking) as stand_in:
        shop = client(stand_in.base_url)
        product(shop, tax_code="txcd_10103001")
        key = price(shop, tax_behavior="inclusive").id
        for params in (
            {"consent_collection": {"terms_of_service": "required"}}, {"automatic_tax": {"enabled": True}},
            {"managed_payments": {"enabled": True}},
        ):  # fmt: skip
            more: Any = params
            assert refusal(lambda: link(shop, key, **more)).http_status == 400  # noqa: B023 - called at once
    with practice_server(tmp_path) as stand_in:
        assert link(client(stand_in.base_url), key, automatic_tax={"enabled": True}).automatic_tax.enabled


def test_links_lie_where_stripe_has_them(tmp_path: Path) -> None:
    """The button's word changes the host, and test links say so."""
    with practice_server(tmp_path, links="https://buy.stripe.com") as stand_in:
        shop = client(stand_in.base_url)
        product(shop)
        key = price(shop).id
        assert link(shop, key).url.startswith("https://buy.stripe.com/test_")
        assert link(shop, key, submit_type="donate").url.startswith("https://donate.stripe.com/test_")

"""What the address of a payment link carries, and where a buyer goes after paying, as Stripe documents it."""

from __future__ import annotations

import pytest

from kpsite.practice.checkout.arrival import Arrival, arrival, thank_you

UTM = (("utm_source", "mail"), ("utm_campaign", "spring-26"))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", Arrival()),
        ("client_reference_id=r-anna_c-spring", Arrival("r-anna_c-spring")),
        ("client_reference_id=" + "a" * 200, Arrival("a" * 200)),
        ("client_reference_id=" + "a" * 201, Arrival()),
        ("client_reference_id=r.anna", Arrival()),
        ("client_reference_id=r%20anna", Arrival()),
        ("client_reference_id=%C3%A9mile", Arrival()),
        ("client_reference_id=", Arrival()),
        ("client_reference_id=first&client_reference_id=second", Arrival("first")),
        ("prefilled_email=ada%40example.org", Arrival(email="ada@example.org")),
        ("locked_prefilled_email=ada%40example.org", Arrival(email="ada@example.org", locked=True)),
        ("prefilled_promo_code=SPRING", Arrival(code="SPRING")),
        ("utm_source=mail&utm_campaign=spring-26&utm_term=a.b", Arrival(utm=UTM)),
        ("utm_source=" + "a" * 151, Arrival()),
        ("utm_colour=red&nonsense", Arrival()),
        ("locale=zh", Arrival(locale="zh")),
    ],
)
def test_what_does_not_fit_is_dropped_without_a_word(query: str, wanted: Arrival) -> None:
    """Letters, digits, dash and underscore, 200 or 150 of them; everything else goes."""
    assert arrival(query) == wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://a.example/t", "https://a.example/t?utm_source=mail&utm_campaign=spring-26"),
        ("https://a.example/t?s={CHECKOUT_SESSION_ID}", "https://a.example/t?s=cs_1&utm_source=mail&utm_campaign=spring-26"),
        (
            "https://a.example/unlock/#c=birds&s={CHECKOUT_SESSION_ID}",
            "https://a.example/unlock/?utm_source=mail&utm_campaign=spring-26#c=birds&s=cs_1",
        ),
        (
            "https://a.example/#/ok?s={CHECKOUT_SESSION_ID}",
            "https://a.example/?utm_source=mail&utm_campaign=spring-26#/ok?s=cs_1",
        ),
        (
            "https://a.example/t?s=%7BCHECKOUT_SESSION_ID%7D",
            "https://a.example/t?s=%7BCHECKOUT_SESSION_ID%7D&utm_source=mail&utm_campaign=spring-26",
        ),
    ],
)  # fmt: skip
def test_where_a_buyer_goes(url: str, wanted: str) -> None:
    """The placeholder is replaced where it is literal, and the campaign comes before a fragment."""
    assert thank_you(url, "cs_1", UTM) == wanted
    assert "utm" not in thank_you(url, "cs_1", ())

"""From a payment to an open course, and back: what ``fulfil`` and the next build make of an account."""

from __future__ import annotations

from tests.fulfil.rig import Shop


def test_who_has_paid_is_let_in_by_the_next_build(shop: Shop) -> None:
    """One course opens itself alone, a bundle all of its own; an open session nothing; a second run is quiet."""
    one, both = shop.buy("fold.course"), shop.buy("both.course")
    told = shop.fulfil()
    assert [new["offer"] for new in told["new"]] == ["both.course", "fold.course"]
    assert told["buyers"] == {"fold": 2, "ink": 1}
    shop.build()
    assert shop.opens(one, "fold")
    assert not shop.opens(one, "ink")
    assert shop.opens(both, "fold")
    assert shop.opens(both, "ink")

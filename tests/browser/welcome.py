"""Visitors who were recommended: when a page knows of it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

# The code is kept, or where nothing can be kept, links carry it.
KNOWN = """() => {
  const kept = (store) => store.getItem("kp-ref");
  try { if (kept(sessionStorage) || kept(localStorage)) return true; } catch { /* refused */ }
  return !!document.querySelector("a[href*='kp1_'], a[href*='ref=']");
}"""


def welcomed(page: Page) -> None:
    """Wait until a page knows of the recommendation: its bar may be there before."""
    expect(page.locator("[data-referred]")).to_be_visible()
    page.wait_for_function(KNOWN)

"""Identifiers of headings and other anchors: made like GitHub's, and harmless to scripts.

A browser makes every ``id`` a property of ``window``, where it can stand in for what a script
means to read ("DOM clobbering"). Names that are such properties get a prefix.
"""

from __future__ import annotations

import re
import unicodedata

PREFIX = "user-content-"

# Properties of Window, the most used of Document, and those of every object, which scripts read by name
# (https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-window-object).
_NAMES = """
    alert all anchors applets body caches cancelAnimationFrame childNodes children clearInterval clearTimeout
    close closed confirm console constructor cookie createElement crypto currentScript customElements
    defaultView dispatchEvent doctype document documentElement domain event external fetch find focus forms
    frameElement frames getComputedStyle getElementById getSelection globalThis hasOwnProperty head history
    implementation indexedDB isSecureContext length localStorage location locationbar matchMedia menubar name
    navigation navigator onload open opener origin parent performance personalbar postMessage print prompt
    prototype querySelector querySelectorAll queueMicrotask readyState referrer requestAnimationFrame
    requestIdleCallback screen scripts scroll scrollBy scrollTo scrollbars self sessionStorage setInterval
    setTimeout speechSynthesis status statusbar stop styleSheets toString toolbar trustedTypes valueOf
    visualViewport window write writeln __proto__
"""
CLOBBERING = frozenset(_NAMES.split())
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


def slug(text: str) -> str:
    """Give the anchor that GitHub gives a heading: lower case, punctuation gone, a hyphen for every space."""
    lowered = text.strip().lower()
    if lowered.isascii():
        kept = _NOT_IN_SLUG.sub("", lowered)
    else:  # vowel signs and accents are marks, which a letter of many scripts is not whole without
        kept = "".join(c for c in lowered if not _NOT_IN_SLUG.match(c) or unicodedata.category(c)[0] == "M")
    return kept.replace(" ", "-") or "section"


def safe_id(name: str) -> str:
    """Give ``name`` as an identifier: without spaces, and with a prefix when it could hide a property."""
    joined = "-".join(name.split())
    return f"{PREFIX}{joined}" if joined in CLOBBERING else joined

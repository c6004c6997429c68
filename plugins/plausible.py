"""Plausible: counts what visitors do with plausible.io or your own Plausible, without its script and without
cookies.

Options: ``site``, the domain as it stands in Plausible; ``host``, the address of your own server. Requests
are those of plausible.io/docs/events-api; as ``text/plain`` they need no leave of the server beforehand.
"""

from __future__ import annotations

import re

from kpsite.growth.counters import Counter
from kpsite.plugins import Plugin

SCRIPT = """\
(() => {
  "use strict";
  const { site, host } = document.currentScript.dataset;
  addEventListener("kpsite", ({ detail }) => {
    const url = location.origin + detail.path + (detail.source ? `?utm_source=${detail.source}` : "");
    const body = { name: detail.name === "viewed" ? "pageview" : detail.name, url, domain: site };
    if (detail.referrer) body.referrer = detail.referrer;
    if (detail.about) body.props = { about: detail.about };
    fetch(`${host}/api/event`, {
      method: "POST", headers: { "Content-Type": "text/plain" }, body: JSON.stringify(body),
      mode: "no-cors", credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", keepalive: true,
    }).catch(() => { /* nobody misses a visitor that was not counted */ });
  });
})();
"""
COUNTER = Counter(
    "plausible",
    re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,250}[A-Za-z0-9])?"),
    'the domain as it stands in Plausible belongs here, such as "shop.example.org"',
    "https://plausible.io",
    SCRIPT,
)
plugin = Plugin(additions=COUNTER.additions)

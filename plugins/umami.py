"""Umami: counts what visitors do with Umami's cloud or your own Umami, without its script and without
cookies.

Options: ``site``, the website id that Umami shows; ``host``, the address of your own server. Requests are
those of umami.is/docs/api/sending-stats.
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
    const url = detail.path + (detail.source ? `?utm_source=${detail.source}` : "");
    const payload = {
      website: site, hostname: location.hostname, url,
      title: detail.title, language: detail.language, referrer: detail.referrer,
    };
    if (detail.name !== "viewed") payload.name = detail.name;
    if (detail.about) payload.data = { about: detail.about };
    fetch(`${host}/api/send`, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ type: "event", payload }),
      credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", keepalive: true,
    }).catch(() => { /* nobody misses a visitor that was not counted */ });
  });
})();
"""
COUNTER = Counter(
    "umami",
    re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "the website id that Umami shows belongs here: 36 letters, digits and hyphens",
    "https://cloud.umami.is",
    SCRIPT,
)
plugin = Plugin(additions=COUNTER.additions)

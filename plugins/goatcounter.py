"""GoatCounter: counts what visitors do with goatcounter.com or your own GoatCounter, without its script and
without cookies.

Options: ``site``, your code there (the ``plain-figures`` of plain-figures.goatcounter.com); ``host``, the
address of your own server. Requests are those of goatcounter.com/help/pixel.
"""

from __future__ import annotations

import re

from kpsite.growth.counters import Counter
from kpsite.plugins import Plugin

SCRIPT = """\
(() => {
  "use strict";
  const { host } = document.currentScript.dataset;
  addEventListener("kpsite", ({ detail }) => {
    const counted = detail.name === "viewed"
      ? { p: detail.path, t: detail.title }
      : { p: [detail.name, detail.about, detail.path].filter(Boolean).join(" "), t: detail.title, e: "true" };
    if (detail.referrer) counted.r = detail.referrer;
    if (detail.source) counted.q = `utm_source=${detail.source}`;
    fetch(`${host}/count?${new URLSearchParams(counted)}`, {
      mode: "no-cors", credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", keepalive: true,
    }).catch(() => { /* nobody misses a visitor that was not counted */ });
  });
})();
"""
COUNTER = Counter(
    "goatcounter",
    re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"),
    'your code at GoatCounter belongs here: the part of its address before ".goatcounter.com"',
    "https://{site}.goatcounter.com",
    SCRIPT,
)
plugin = Plugin(additions=COUNTER.additions)

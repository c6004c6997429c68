"""What creators write: the texts, keys, prices, settings, plugins and templates that edits choose from."""

from __future__ import annotations

BODIES = (
    "Plain words.",
    "A [way](02-second.md#a-part) on, and a [page](/about/).\n",
    "# A part\n\n![A dot](dot.png)\n\n## Another\n\n```python\nx = 1\n```\n",
    "Above.\n\n<!-- paywall -->\n\nBelow.\n",
    "A [loose end](nowhere.md) and ![](dot.png).\n",
    "",
    "[abc](course.md), [first](/courses/abc/first/#gone), [hello](../../posts/2026-01-02-hello.md)",
    "A note.[^1]\n\n[^1]: It says more.\n",
    "::: quiz\nWhich?\n\n- [x] This\n  > Yes.\n- [ ] That\n:::\n",
    "::: quiz\nWhich?\n\n- [ ] This\n- [ ] That\n:::\n",
)
PRICES = (
    "price: 49 USD",
    "price: 9.50 EUR",
    "price: free",
    "price: 49 USD\ncompare_at: 79 USD",
    "status: upcoming",
    "status: archived\nprice: 5",
)
MORE = (
    "",
    "draft: true\n",
    "preview: true\n",
    "date: 2026-11-23\n",
    "listed: false\n",
    "duration: 90 min\n",
    "weight: 0\n",
    "slug: fresh\n",
    "preview: true\nvideo: film.mp4\n",
    "video: film.mp4\n",
    "release: +7d\nquiz: 50%\n",
)
KEYS = (
    "",
    "certificate: {give: true, text: All of it.}\n",
    "lead_magnet: true\n",
    "badges: false\nquiz: 50%\n",
    "referral: {reward: 5%}\nshare: {poster: Learn your letters.}\n",
    "certificate: {give: true}\nlead_magnet: true\ndelivery: external\n",
)
HEAD = "import dataclasses\nfrom kpsite.plugins import Plugin\n"
PLUGINS = (
    f"{HEAD}plugin = Plugin()\n",
    f"{HEAD}plugin = Plugin(html=lambda html, page: html + '<!-- one -->')\n",
    f"{HEAD}plugin = Plugin(html=lambda html, page: html + '<!-- two -->')\n",
    f"{HEAD}plugin = Plugin(html=lambda html, page: html.replace('e', 'é'))\n",
    f"{HEAD}plugin = Plugin(page=lambda page, site: dataclasses.replace(page, url='/x' + page.url))\n",
    "raise ValueError('not today')\n",
    f"""from pathlib import Path\n{HEAD}WORD = Path(__file__).with_name("word.txt").read_text()
plugin = Plugin(html=lambda html, page: html + WORD)\n""",
    f"{HEAD}def html(html, page):\n    raise KeyError(page.kind)\n\nplugin = Plugin(html=html)\n",
)
NAME = "name: Test shop\nurl: https://shop.example.org/\n"
WHOLE = f"""{NAME}theme: storefront
signup: {{action: netlify, gift: abc}}
referral: {{reward: 30%, open: true}}
"""
SITE = (
    f"{NAME}theme: plain\nplugins: [mine]\n",
    "name: Other name\nurl: https://shop.example.org/sub/path/\ntheme: {name: plain, accent: '#0b5d4e'}\n",
    f"{NAME}theme: {{name: plain, options: {{mood: calm}}}}\nlanguages: [en, de]\n",
    f"{NAME}theme: plain\nrobots: {{ai: deny, indexnow: 0123456789abcdef}}\nshare: {{draw: false}}\n",
    f"{NAME}theme: plain\nplugins: [mine]\ncurrency: EUR\nsignup: netlify\n",
    f"{NAME}theme: plain\n",
    f"{WHOLE}languages: [en, de]\nplugins: [goatcounter]\nplugin_options: {{goatcounter: {{site: abc}}}}\n",
    f"{WHOLE}badges: false\nplugins: [mine]\nshare: {{targets: [copy, wechat], draw: false}}\n",
)
AMBASSADORS = (
    "- {code: anna, name: Anna, email: anna@example.org, public: true}\n",
    "- {code: anna, name: Anna, active: false}\n- {code: ben, name: Ben, courses: [abc], commission: 40%}\n",
    "- {code: Ben, name: Benno, languages: [en]}\n",
)
MORE_TEMPLATES = {
    "search.html": '{% extends "base.html" %}{% block main %}{{ shards }}{% endblock %}',
    "embed.html": "{{ card }}{{ teachers }}",
}
TEMPLATES = (
    "",
    '{% extends "original/lesson.html" %}{% block main %}<i>{{ title }}</i>{{ super() }}{% endblock %}',
    '{% extends "base.html" %}{% block main %}{{ shop.options }}{{ prose(body).toc }}{% endblock %}',
    "{{ nothing.here }}",
    "{% if %}",
)

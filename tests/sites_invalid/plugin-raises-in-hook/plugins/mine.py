"""Mine."""

from kpsite.plugins import Plugin


def html(text, page):
    return text[len(text) + 1]


plugin = Plugin(html=html)

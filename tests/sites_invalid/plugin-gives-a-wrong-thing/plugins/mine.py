"""Mine."""

from kpsite.plugins import Plugin

plugin = Plugin(additions=lambda options: [])

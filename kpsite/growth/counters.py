"""What the bundled plugins for counting visits share: their options, checked, and what they add to pages."""

from __future__ import annotations

import re

from kpsite.model.frozen import Mapping
from kpsite.plugins import Additions, Script
from kpsite.problems import Place, Problem, did_you_mean, error
from kpsite.values import dataclass

_SITE = "content/site.yaml"
_HOST = re.compile(
    r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?|http://(?:localhost|127\.0\.0\.1):[0-9]{1,5}"
)
_OPTIONS = ("site", "host")


@dataclass(frozen=True, slots=True)
class Counter:
    """A service that counts: the plugin's name, the form of ``site`` (what the service knows the shop by)
    and the words for it, the service's own host, in which ``{site}`` may stand, and the script that sends.

    The script finds ``site`` and ``host`` in its ``data-`` attributes.
    """

    name: str
    site: re.Pattern[str]
    wanted: str
    host: str
    source: str

    def additions(self, options: Mapping) -> Additions:
        """Give the script with the shop's options; or, without any, what is wrong with them."""
        site, host = _text(options.get("site", "")), _text(options.get("host", "")).rstrip("/")
        problems = [self._unknown(name) for name in options if name not in _OPTIONS]
        if not self.site.fullmatch(site):
            message = f'found "{site}"' if site else f"found {self.name} without its site"
            hint = self.wanted if options else f"plugin_options: {{{self.name}: {{site: …}}}}: {self.wanted}"
            problems.append(self._wrong("site" if options else "", message, hint))
        if host and not _HOST.fullmatch(host):
            wanted = 'the address of your own server belongs here, such as "https://stats.example.org"'
            problems.append(self._wrong("host", f'found "{host}"', wanted))
        if problems:
            return Additions(problems=tuple(problems))
        host = host or self.host.format(site=site)
        script = Script(f"{self.name}.js", self.source, (("site", site), ("host", host)))
        return Additions((script,), (host,))

    def _wrong(self, option: str, message: str, hint: str) -> Problem:
        key = f"plugin_options.{self.name}.{option}" if option else "plugins"
        return error(Place(_SITE, 0, key), "bad-option", message, hint)

    def _unknown(self, option: str) -> Problem:
        hint = did_you_mean(option, _OPTIONS) or f"{self.name} knows {', '.join(_OPTIONS)}"
        return self._wrong(option, "found an option that the plugin does not know", hint)


def _text(value: object) -> str:
    """Give an option as text; a list or a mapping is none, and matches nothing."""
    return str(value) if isinstance(value, str | int) else "a list" if isinstance(value, tuple) else "no text"

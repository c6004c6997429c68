"""Mine."""

from kpsite.plugins import Plugin


class Odd(BaseException):
    def __str__(self):
        raise ValueError


def checks(site, pages):
    raise Odd


plugin = Plugin(checks=checks)

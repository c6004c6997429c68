"""Mine."""

from kpsite.plugins import Plugin


def rule(state):
    raise ValueError(state.src)


def markdown(parser):
    parser.core.ruler.push("mine", rule)


plugin = Plugin(markdown=markdown)

"""Mine."""

raise ValueError("no luck")

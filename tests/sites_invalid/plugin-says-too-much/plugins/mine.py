"""Mine."""

raise ValueError("one\n" * 1000)

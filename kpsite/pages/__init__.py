"""Site -> Page: one page kind a file, its view and its generator, listed in ``table.py``."""

"""The site generators that are measured beside one another, one a file, all in ``table.py``."""

"""Hosting targets: the extra files that each wants in the output folder, all in one table."""

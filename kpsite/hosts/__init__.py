"""Hosting targets: the extra files that each wants in the output folder, one target a file, all in one table."""

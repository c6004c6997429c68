"""Courses made up for measuring: the same words on every machine, free for any use."""

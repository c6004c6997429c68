"""Astro with content collections, as it comes: highlighted by Shiki."""

from __future__ import annotations

from bench.peers.generator import Generator

ASTRO = Generator(
    key="astro",
    name="Astro",
    tool="astro",
    highlights=True,
    skeletons=("astro",),
    lesson_path="content/{course}/{slug}.md",
    course_path="content/{course}/index.md",
    build=("build",),
    output="dist",
    caches=(".cache", ".astro"),
    style="public/main.css",
    note="equal template",
)

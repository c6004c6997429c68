"""What the preview says in the terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.aside import run
from tests.serve.test_serve import LESSON, PATIENCE, serving
from tests.sites import store


def test_a_mistake_that_is_taken_back_is_told(tmp_path: Path) -> None:
    """No page changes then, and the creator still learns that all is well."""
    with serving(store(tmp_path)) as served:

        async def said(words: str) -> None:
            assert served.process.stdout is not None
            while words not in await asyncio.wait_for(
                asyncio.to_thread(served.process.stdout.readline), PATIENCE
            ):
                pass

        async def story() -> None:
            before = (served.root / LESSON).read_text("utf-8")
            served.save(before.replace("title:", "titel:"))
            await said("The last good pages stay.")
            served.save(before)
            await said("It can be built again")

        run(story())

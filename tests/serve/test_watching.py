"""What comes and goes beside a preview: folders, and other previews."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.aside import run
from tests.serve.test_serve import browser, reloaded, serving
from tests.sites import kpsite, store


def test_folders_that_come_and_go_are_watched(tmp_path: Path) -> None:
    """Plugins in a store that had none, and themes that another branch brought, are seen, and so is each save
    in them from then on.
    """
    root = store(tmp_path / "shop")
    site, plugin = root / "content" / "site.yaml", root / "plugins" / "mark.py"
    themes, template = root / "themes", root / "themes" / "plain" / "templates" / "base.html"
    code = (
        "from kpsite.plugins import Plugin\nplugin = Plugin(html=lambda html, page: html + '<!-- {} -->')\n"
    )

    async def story() -> None:
        async with browser(made) as channel:
            plugin.parent.mkdir()
            plugin.write_text(code.format("one"))
            site.write_text(site.read_text() + "plugins: [mark]\n")
            await reloaded(made, channel, "<!-- one -->")
            plugin.write_text(code.format("two"))
            await reloaded(made, channel, "<!-- two -->")
            text = template.read_text()
            themes.rename(tmp_path / "away")
            (tmp_path / "away" / "plain" / "templates" / "base.html").write_text(f"{text}<!-- branch -->")
            shutil.copytree(tmp_path / "away", themes)
            await reloaded(made, channel, "<!-- branch -->")
            template.write_text(f"{text}<!-- saved -->")
            await reloaded(made, channel, "<!-- saved -->")

    with serving(root) as made:
        run(story())


def test_a_second_preview_of_the_same_view_is_refused(tmp_path: Path) -> None:
    """Both would build into one folder; that of buyers is another one, and a build goes on beside it."""
    root = store(tmp_path / "shop")
    with serving(root):
        second = subprocess.run(
            [sys.executable, "-m", "kpsite", "serve", "--port", "0"],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        said = "kpsite serve: error: another run of kpsite is showing this store as a visitor sees it\n"
        assert said in second.stderr
        with serving(root, "--as", "buyer"):
            assert kpsite(root, "build").code == 0

"""Whatever kpsite is asked to do, the code of plugins finds none of its keys."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.building import write
from tests.fulfil.rig import make_store
from tests.sites import MASTER, kpsite

LOOKS = """import os
from kpsite.plugins import Plugin

def look(*told):
    found = {"KPSITE_MASTER", "STRIPE_API_KEY"} & set(os.environ)
    if found:
        raise ValueError(f"a key lies open: {found}")
    return told[0] if told and isinstance(told[0], str) else []

look()
plugin = Plugin(html=look, checks=look)
"""
VERBS = (
    "build", "check", "build --plan", "build --public-only", "plan --practice", "apply --practice --yes",
    "drift --practice", "fulfil --practice", "orders --practice", "doctor --practice",
    "grant fold --note Ada",
    "export course fold --epub --out fold.epub", "keys check",
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_no_plugin_finds_a_key(verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither while it is loaded nor when it is asked; afterwards both are there again."""
    root = make_store(tmp_path / "store")
    site = (root / "content/site.yaml").read_text("utf-8")
    write(root, {"plugins/looks.py": LOOKS, "content/site.yaml": site + "plugins: [looks]\n"})
    monkeypatch.setenv("STRIPE_API_KEY", "rk_test_none")
    monkeypatch.chdir(tmp_path)
    said = kpsite(
        root, *verb.split(), *(() if verb.startswith(("build", "check")) else ("--store", str(root)))
    )
    assert "a key lies open" not in said.out + said.err
    assert "error" not in said.err, said.err
    assert (os.environ["KPSITE_MASTER"], os.environ["STRIPE_API_KEY"]) == (MASTER.write(), "rk_test_none")

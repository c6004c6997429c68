"""What keeps a slip of the creator from giving anything away."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from kpsite.commands.key_file import make_key
from kpsite.problems import Severity
from kpsite.reading.sealed_list import FILE
from kpsite.reading.stamp import KEY_FILE
from tests.building import outcome, write
from tests.fulfil.rig import Shop, environment, make_store
from tests.sites import MASTER, TODAY, contents, kpsite

SECOND = "content/courses/fold/02-two.md"
PUBLIC = "---\ntitle: Two\npreview: true\n---\nOnly buyers of Folding read this.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_store(tmp_path / "store")


def repository(root: Path, *add: str, remote: str = "") -> None:
    for words in (
        ("init", "-q"),
        ("add", "-f", *add),
        *([("remote", "add", "origin", remote)] if remote else []),
    ):
        subprocess.run(["git", "-C", str(root), *words], check=True)


def errors(root: Path) -> list[tuple[str, str]]:
    """Give the codes and files of what stops a build."""
    return [(one.code, one.place.path) for one in outcome(root).problems if one.severity is Severity.ERROR]


def findings(root: Path, **names: str) -> dict[str, str]:
    with environment(**names):
        said = kpsite(root, "doctor", "--json", "--practice", "--store", str(root))
    return {found["what"]: found["state"] for found in json.loads(said.out)["findings"]}


def test_what_was_sealed_is_not_opened_by_a_slip(root: Path) -> None:
    """The build names the lesson and stops, and publishes nothing; ``--confirm-public`` lets it out, once."""
    assert outcome(root).good
    assert "fold two en closed" in (root / FILE).read_text("utf-8").splitlines()
    before = contents(root / "dist")
    write(root, {SECOND: PUBLIC})
    assert errors(root) == [("sealed-made-public", SECOND)]
    assert contents(root / "dist") == before
    assert "--confirm-public" in kpsite(root, "build").err
    assert kpsite(root, "build", "--confirm-public").code == 0
    assert outcome(root).good
    assert "fold two en closed" not in (root / FILE).read_text("utf-8")


def test_a_change_of_the_list_says_that_it_is_meant(root: Path) -> None:
    """As on a server that knows nothing but what was committed; a list that is none is named."""
    assert outcome(root).good
    write(root, {SECOND: PUBLIC})
    listed = (root / FILE).read_text("utf-8")
    (root / FILE).write_text(listed.replace("fold two en closed\n", ""), "utf-8")
    assert outcome(root).good
    (root / FILE).write_text("what is this\n", "utf-8")
    write(root, {SECOND: PUBLIC.replace("Two", "Deux")})
    assert errors(root) == [("bad-sealed", FILE)]


def test_part_of_a_lesson_is_a_part_too_many(root: Path) -> None:
    """A paywall in a lesson that was closed is noticed; what was open in part may close."""
    assert outcome(root).good
    partial = "---\ntitle: Two\npreview: true\n---\nOpen.\n\n<!-- paywall -->\n\nOnly buyers read this.\n"
    write(root, {SECOND: partial})
    assert errors(root) == [("sealed-made-public", SECOND)]
    assert kpsite(root, "build", "--confirm-public").code == 0
    write(root, {SECOND: partial.replace("preview: true\n", "")})
    assert outcome(root).good


FOLDER = "content/courses/fold"
OPENED = "preview: true\n---\nOnly buyers of Folding read this.\n"
NAMES: dict[str, tuple[str, dict[str, str]]] = {
    "another file name": (
        f"{FOLDER}/02-another.md",
        {f"{FOLDER}/02-another.md": f"---\ntitle: Two\n{OPENED}"},
    ),
    "another slug": ("", {SECOND: f"---\ntitle: Two\nslug: start\n{OPENED}"}),
    "a translation": (
        SECOND,
        {
            f"{FOLDER}/course.de.md": "---\ntitle: Falten\n---\n",
            f"{FOLDER}/02-two.de.md": f"---\ntitle: Zwei\n{OPENED}",
        },
    ),
    "a translation with a slug": (
        SECOND,
        {
            f"{FOLDER}/course.de.md": "---\ntitle: Falten\n---\n",
            f"{FOLDER}/02-two.de.md": f"---\ntitle: Zwei\nslug: zwei\n{OPENED}",
        },
    ),
}


@pytest.mark.parametrize("how", NAMES)
def test_another_name_opens_nothing(how: str, root: Path) -> None:
    """A sealed lesson that comes back open under a new name stops the build; said once, it is known."""
    site = (root / "content/site.yaml").read_text("utf-8")
    write(root, {"content/site.yaml": site + "languages: [en, de]\n"})
    assert outcome(root).good
    moved, files = NAMES[how]
    if moved and moved != SECOND:
        (root / SECOND).rename(root / moved)
    write(root, files)
    assert [code for code, _ in errors(root)] == ["sealed-made-public"]
    assert kpsite(root, "build", "--confirm-public").code == 0
    assert outcome(root).good


def test_a_course_under_another_id_opens_nothing(root: Path) -> None:
    """Nor does a new id; what was open before is no matter."""
    assert outcome(root).good
    course = root / FOLDER / "course.md"
    text = course.read_text("utf-8")
    course.write_text(re.sub(r"(?m)^id:.*$", "id: c_new", text), "utf-8")
    assert outcome(root).good, outcome(root).said
    write(root, {SECOND: PUBLIC})
    course.write_text(re.sub(r"(?m)^id:.*$", "id: c_other", text), "utf-8")
    assert errors(root) == [("sealed-made-public", SECOND)]


def test_new_free_lessons_need_no_word(root: Path) -> None:
    """As long as no sealed lesson goes at the same time."""
    assert outcome(root).good
    write(root, {f"{FOLDER}/09-new.md": "---\ntitle: New\npreview: true\n---\nFree.\n"})
    assert outcome(root).good
    (root / SECOND).unlink()
    assert outcome(root).good


def test_a_store_without_anything_to_seal_has_no_list(root: Path) -> None:
    """Its folder stays as it was."""
    site = (root / "content/site.yaml").read_text("utf-8")
    write(root, {"content/site.yaml": site + "delivery: external\n"})
    assert outcome(root).good
    assert not (root / FILE).exists()


@pytest.mark.parametrize("below", ["", "shop"])
def test_a_key_that_git_tracks_stops_the_build(
    root: Path, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the store is the repository or a folder in it."""
    monkeypatch.delenv("KPSITE_MASTER")
    make_key(root)
    assert outcome(root).good
    if below:
        root = root.rename(root.parent / below)
    top = root.parent if below else root
    repository(top, str(root / ".kpsite"))
    refused = kpsite(root, "build")
    assert "git tracks the folder of the master key" in refused.err
    subprocess.run(["git", "-C", str(top), "rm", "-rq", "--cached", str(root / ".kpsite")], check=True)
    assert kpsite(root, "build", "--confirm-public").code == 0


def test_a_broken_key_stops_nothing_that_does_without_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``plan`` and ``apply`` go on, and ``doctor`` says what is wrong with it."""
    monkeypatch.delenv("KPSITE_MASTER")
    write(root, {KEY_FILE: "kpm1_broken"})
    (root / KEY_FILE).chmod(0o600)
    with environment():
        assert kpsite(root, "apply", "--practice", "--yes", "--store", str(root)).code == 0
        assert kpsite(root, "plan", "--practice", "--store", str(root)).code == 0
        said = kpsite(root, "doctor", "--practice", "--store", str(root))
    assert said.code == 1
    assert f"✗ {KEY_FILE}: found something that is no master key" in said.out
    (root / KEY_FILE).unlink()
    assert findings(root)["There is no master key"] == "note"
    broken = MASTER.write()[:-1] + "!"
    assert "wrong" in {
        state for what, state in findings(root, KPSITE_MASTER=broken).items() if "KPSITE_MASTER" in what
    }


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("https://ada.github.io/shop/", "wrong"),
        ("http://shop.s3-website.eu-central-1.amazonaws.com/", "wrong"),
        ("http://shop.example.net/", "wrong"),
        ("https://shop.example.net/", "good"),
    ],
)
def test_addresses_that_cannot_sell(root: Path, url: str, state: str) -> None:
    """GitHub's pages, Amazon's buckets and whatever has no https."""
    site = (root / "content/site.yaml").read_text("utf-8")
    write(root, {"content/site.yaml": site.replace("https://shop.example.org/", url)})
    assert [found for what, found in findings(root).items() if url in what] == [state]


def test_closed_lessons_in_a_repository_that_others_may_read(root: Path) -> None:
    """Doctor names the service; without one there is nothing to say."""
    write(root, {".gitignore": ".kpsite/\n"})
    repository(root, "content")
    assert not [what for what in findings(root) if "Closed lessons" in what]
    subprocess.run(
        ["git", "-C", str(root), "remote", "add", "origin", "git@github.com:ada/shop.git"], check=True
    )
    assert findings(root)["Closed lessons are committed, and pushed to github.com"] == "note"


@pytest.mark.parametrize(
    "names", [{"CONTEXT": "deploy-preview"}, {"GITHUB_EVENT_NAME": "pull_request"}, {"VERCEL_ENV": "preview"}]
)
def test_a_preview_of_a_strangers_change(root: Path, names: dict[str, str]) -> None:
    """It has no secrets, so it has public lessons only, and says so; with the key it is whole."""
    with environment(KPSITE_MASTER="", **names):
        said = kpsite(root, "build")
    assert said.code == 0, said.err
    assert "Public lessons only: this is a preview without the master key." in said.out
    assert not (root / "dist/_kp").exists()
    with environment(**names):
        assert kpsite(root, "build").code == 0
    assert (root / "dist/_kp").exists()
    with environment(KPSITE_MASTER=""):
        assert kpsite(root, "build", "--today", TODAY).code == 1


def test_what_is_committed_is_enough_on_a_server(shop: Shop, tmp_path: Path) -> None:
    """A clone with the key and without Stripe publishes the same bytes."""
    claim = shop.buy()
    shop.fulfil()
    shop.build()
    write(shop.root, {".gitignore": ".kpsite/\ndist/\n"})
    repository(shop.root, ".gitignore", "content", "themes", "kpsite.lock", "kpsite.buyers", "kpsite.sealed")
    subprocess.run(
        [
            "git",
            "-C",
            str(shop.root),
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.org",
            "commit",
            "-qm",
            "All",
        ],
        check=True,
    )
    subprocess.run(["git", "clone", "-q", str(shop.root), str(tmp_path / "clone")], check=True)
    with environment():
        assert kpsite(tmp_path / "clone", "build").code == 0
    assert contents(tmp_path / "clone/dist") == contents(shop.root / "dist")
    assert shop.opens(claim)


def test_the_doctor_says_whether_buyers_are_let_in(shop: Shop) -> None:
    """A shop that sells and has never looked who paid is reminded."""
    assert "Nobody who paid through Stripe has been let in yet" in shop.verb("doctor").out
    shop.buy()
    shop.fulfil()
    assert "✓ Who has paid is let in by builds" in shop.verb("doctor").out


def test_a_preview_lets_nobody_in(shop: Shop) -> None:
    """Where a stranger's change is built there is no key of Stripe, and that is no failure."""
    said = shop.verb("fulfil", STRIPE_API_KEY="", CONTEXT="deploy-preview", CI="true")
    assert "this is a preview without STRIPE_API_KEY" in said.out
    shop.verb("fulfil", code=1, STRIPE_API_KEY="", CI="true")

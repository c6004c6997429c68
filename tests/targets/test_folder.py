"""The output folder: what it holds, what publishing makes of it, and what the next look finds."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from kpsite.plan import Kind, make_plan
from kpsite.problems import KpsiteError
from kpsite.targets.folder import Folder
from tests.targets.shop import FIRST, SECOND, desired, folder_of, found, publish, reasons, to_do


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path


def touch_up(path: Path, data: bytes) -> None:
    """Edit a file in place, as an editor does a while after the build."""
    path.write_bytes(data)
    os.utime(path, ns=(10**18, 10**18))


def test_generations_follow_one_another(store: Path) -> None:
    """Each publishing gives exactly the files wanted, and then there is nothing to do."""
    for generation in (FIRST, SECOND, FIRST, {"index.html": b"alone"}, SECOND, {}, FIRST):
        publish(folder_of(store), generation)
        assert found(store / "dist") == dict(generation)
        assert to_do(folder_of(store), generation) == {}
        assert folder_of(store).note == ""


def test_only_changed_files_are_written(store: Path) -> None:
    """Pages that stay keep their inode and their time, so that nothing uploads them again."""
    publish(folder_of(store), FIRST)
    before = (store / "dist/about.html").stat()
    for generation in (SECOND, FIRST, SECOND):
        publish(folder_of(store), generation)
    after = (store / "dist/about.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_single_changed_page_replaces_only_itself(store: Path) -> None:
    """One edited lesson is renamed into place; the folder around it stays, and later generations have it."""
    publish(folder_of(store), FIRST)
    publish(folder_of(store), SECOND)
    folder = (store / "dist").stat().st_ino
    edited = {**SECOND, "about.html": b"about, edited"}
    assert reasons(publish(folder_of(store), edited)) == {"about.html": "update: view changed"}
    assert (store / "dist").stat().st_ino == folder
    assert found(store / "dist") == edited
    both = {**edited, "index.html": b"third", "assets/app.css": b"third"}
    publish(folder_of(store), both)
    assert found(store / "dist") == both


def test_an_open_page_is_never_changed_under_its_reader(store: Path) -> None:
    """A web server that has a page open serves it to its end as it was, whatever is published meanwhile."""
    publish(folder_of(store), FIRST)
    with (store / "dist/index.html").open("rb") as reader:
        for generation in (SECOND, {**SECOND, "index.html": b"once more"}, FIRST):
            publish(folder_of(store), generation)
        assert reader.read() == FIRST["index.html"]


def test_what_was_done_by_hand_is_found_and_put_right(store: Path) -> None:
    """Edited, replaced, removed and added files and folders are named with their reason, and undone."""
    out = store / "dist"
    publish(folder_of(store), FIRST)
    publish(folder_of(store), SECOND)
    touch_up(out / "index.html", SECOND["index.html"][::-1])
    (out / "replaced").write_bytes(b"other")
    (out / "replaced").rename(out / "about.html")
    (out / "assets/app.css").unlink()
    (out / "notes.txt").write_bytes(b"mine")
    (out / "courses/tea/extra/deep").mkdir(parents=True)
    assert reasons(publish(folder_of(store), SECOND)) == {
        "about.html": "update: edited by hand",
        "assets/": "retire: no longer wanted",  # an empty folder, until the file is back
        "assets/app.css": "create: new",
        "courses/tea/extra/deep/": "retire: no longer wanted",
        "index.html": "update: edited by hand",
        "notes.txt": "retire: no longer wanted",
    }
    for generation in (SECOND, FIRST, SECOND):
        publish(folder_of(store), generation)
        assert found(out) == generation


def test_a_page_removed_by_hand_and_no_longer_wanted_stays_away(store: Path) -> None:
    """It does not come back from the generation before."""
    publish(folder_of(store), FIRST)
    publish(folder_of(store), {**FIRST, "index.html": b"x", "about.html": b"y"})
    (store / "dist/assets/app.css").unlink()
    wanted = {path: data for path, data in SECOND.items() if path != "assets/app.css"}
    one_more, two_more = {**wanted, "index.html": b"x"}, {**wanted, "index.html": b"z", "about.html": b"z"}
    for generation in (wanted, one_more, two_more):
        publish(folder_of(store), generation)
        assert found(store / "dist") == generation


def test_links_put_there_by_hand_are_never_followed(store: Path) -> None:
    """A folder replaced by a link to somebody's files: the link goes, the files stay."""
    publish(folder_of(store), FIRST)
    publish(folder_of(store), SECOND)
    precious = store / "precious"
    shutil.copytree(store / "dist/courses", precious)
    shutil.rmtree(store / "dist/courses")
    (store / "dist/courses").symlink_to(precious)
    (store / "dist/about.html").unlink()
    (store / "dist/about.html").symlink_to(precious / "ink/index.html")
    before = found(precious)
    for generation in (SECOND, FIRST, SECOND, FIRST):
        publish(folder_of(store), generation)
        assert found(store / "dist") == generation
        assert not (store / "dist/courses").is_symlink()
    assert found(precious) == before


def test_what_is_done_by_hand_during_a_publishing_is_put_right_later(store: Path) -> None:
    """It goes with the old folder; should it come back with the generation after, it is found and undone."""
    publish(folder_of(store), FIRST)
    publish(folder_of(store), SECOND)
    folder = folder_of(store)
    plan = make_plan(folder.state(), desired(FIRST))
    with folder.staging(plan) as stage:
        for change in plan.changes:
            if change.kind is not Kind.RETIRE:
                stage.write(change.key, FIRST[change.key], change.after)
        shutil.rmtree(store / "dist/courses")
        (store / "dist/courses").symlink_to(store / "content")
        (store / "dist/notes.txt").write_bytes(b"mine")
        (store / "dist/assets/notes.txt").write_bytes(b"mine")
        stage.commit()
    assert found(store / "dist") == FIRST
    for generation in (SECOND, SECOND, FIRST, FIRST):
        publish(folder_of(store), generation)
    assert found(store / "dist") == FIRST
    assert to_do(folder_of(store), FIRST) == {}


def test_files_and_folders_change_places(store: Path) -> None:
    """A page may become a folder of the same name in the next generation, and the other way round."""
    one = {"index.html": b"1", "guide": b"a file"}
    other = {"index.html": b"2", "guide/index.html": b"in a folder", "guide/deep/x.html": b"x"}
    for generation in (one, other, one, other, one):
        publish(folder_of(store), generation)
        assert found(store / "dist") == generation
        assert to_do(folder_of(store), generation) == {}


def test_the_folder_may_be_removed(store: Path) -> None:
    """Without the folder everything is new; nothing of the generation before comes with it."""
    publish(folder_of(store), FIRST)
    publish(folder_of(store), SECOND)
    shutil.rmtree(store / "dist")
    plan = publish(folder_of(store), FIRST)
    assert plan.counts()[Kind.CREATE] == len(plan.changes) == len(FIRST)
    assert found(store / "dist") == FIRST


def test_a_store_that_was_moved_or_copied_is_known_again(store: Path) -> None:
    """A copy that kept the times of the files (a backup, another disk) is no stranger, and not built anew."""
    publish(folder_of(store / "one"), FIRST)
    publish(folder_of(store / "one"), SECOND)
    shutil.copytree(store / "one", store / "two")
    (store / "one").rename(store / "three")
    for name in ("two", "three"):
        assert to_do(folder_of(store / name), SECOND) == {}
        publish(folder_of(store / name), FIRST)
        assert found(store / name / "dist") == FIRST


def test_nothing_is_public_without_a_commit(store: Path) -> None:
    """A build that fails half-way leaves the last good folder as it was, and its leavings never show."""
    publish(folder_of(store), FIRST)
    publish(folder_of(store), SECOND)
    folder = folder_of(store)
    plan = make_plan(folder.state(), desired({**FIRST, "courses/new/index.html": b"new"}))
    with suppress(ZeroDivisionError), folder.staging(plan) as stage:
        stage.write("courses/new/index.html", b"new", {})
        stage.write("index.html", b"half" * (1 // 0), {})
    with folder.staging(plan) as stage:
        stage.write("index.html", b"half", {})
    assert found(store / "dist") == SECOND
    for generation in ({**SECOND, "about.html": b"x", "index.html": b"x"}, FIRST):
        publish(folder, generation)
        assert found(store / "dist") == generation


def test_a_commit_wants_every_file_of_the_plan_once(store: Path) -> None:
    """A build that forgets a page, writes one twice or writes another one is wrong, and publishes nothing."""
    folder = folder_of(store)
    plan = make_plan(folder.state(), desired(FIRST))
    with folder.staging(plan) as stage:
        stage.write("index.html", b"", {})
        with pytest.raises(ValueError, match=r"not written: \['about.html', 'assets/app.css'"):
            stage.commit()
        with pytest.raises(ValueError, match="written before"):
            stage.write("index.html", b"", {})
        with pytest.raises(ValueError, match=r"other\.html: the plan does not write"):
            stage.write("other.html", b"", {})
    assert not (store / "dist").exists()


def test_what_the_caller_wants_to_know_again_is_kept(store: Path) -> None:
    """The problems of a page that is not rendered again are remembered with it, and forgotten with it."""
    folder = folder_of(store)
    for number in ("1", "2"):
        state = {"a.html": {"view": "1"}, "b.html": {"view": number}, "c.html": {"view": number}}
        plan = make_plan(folder.state(), state)
        with folder.staging(plan) as stage:
            for change in plan.changes:
                stage.write(change.key, b"", change.after, extra=b"alt missing" if number == "1" else b"")
            stage.commit()
    again = folder_of(store)
    again.state()
    assert again.extras == {"a.html": b"alt missing"}


def test_an_idle_moment_prepares_the_next_publishing(store: Path) -> None:
    """Preparing changes nothing that anybody sees, at any time."""
    folder = folder_of(store)
    folder.prepare()
    for generation in (FIRST, SECOND, FIRST):
        publish(folder, generation)
        folder.prepare()
        assert found(store / "dist") == generation
        (store / "dist/assets/app.css").unlink()
        folder.state()
        folder.prepare()
        publish(folder, {**generation, "index.html": b"between"})
        assert found(store / "dist") == {**generation, "index.html": b"between"}


def test_two_output_folders_of_one_store_do_not_mix(store: Path) -> None:
    """``--out`` elsewhere, also outside the store, has a record of its own."""
    elsewhere = Folder(store.parent / f"{store.name}-other/site", store / ".kpsite")
    publish(folder_of(store), FIRST)
    publish(elsewhere, SECOND)
    assert found(store / "dist") == FIRST
    assert found(store.parent / f"{store.name}-other/site") == SECOND
    assert folder_of(store).state() == desired(FIRST)


def test_unsafe_names_are_refused_before_anything_is_written(store: Path) -> None:
    """Every name that some host would not take is a problem of its own, and the folder stays as it is."""
    publish(folder_of(store), FIRST)
    folder = folder_of(store)
    with pytest.raises(KpsiteError) as caught:
        publish(folder, {**FIRST, "About.html": b"", "../up": b"", "nul\0": b""})
    told = [(problem.place.path, problem.message) for problem in caught.value.problems]
    assert told == [
        ("dist/../up", "the path is absolute, climbs or has an empty part"),
        ("dist/about.html", 'the same as "About.html" where letter case or Unicode form does not count'),
        (r"dist/nul\x00", r"'\x00' cannot stand in a file name on every host"),
    ]
    assert {problem.hint for problem in caught.value.problems} == {"give it another slug or file name"}
    assert found(store / "dist") == FIRST

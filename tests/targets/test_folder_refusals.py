"""What the output folder refuses, in which words, and that the last good one stays."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kpsite.plan import make_plan
from kpsite.problems import KpsiteError
from kpsite.targets.folder import Folder
from tests.targets.shop import FIRST, SECOND, desired, found, publish

UNTOUCHED = "what was published before is as it was"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Give a store that has published twice, so that everything is in its place."""
    (tmp_path / "content/courses").mkdir(parents=True)
    publish(Folder(tmp_path / "dist", tmp_path / ".kpsite"), SECOND)
    publish(Folder(tmp_path / "dist", tmp_path / ".kpsite"), FIRST)
    return tmp_path


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(KpsiteError) as caught:
        action()
    return "\n".join(f"{problem.code}: {problem}" for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        (".", "out-is-store: {store}: error: the output folder would replace the store itself"),
        ("..", "out-is-store: {store}/..: error: the output folder would replace the store itself"),
        (".kpsite", "out-is-store: .kpsite: error: the output folder would replace the store itself"),
        ("content", "out-in-sources: content: error: {inside}"),
        ("content/courses/new", "out-in-sources: content/courses/new: error: {inside}"),
        ("elsewhere/x", "out-in-sources: content/x: error: {inside}"),
    ],
)
def test_an_output_folder_never_covers_what_people_wrote(store: Path, out: str, problem: str) -> None:
    """The store, the folders above it and the sources inside it are refused, also by way of a link."""
    (store / "elsewhere").symlink_to("content")
    inside = "the output folder lies in content/, which is yours to write"
    expected = problem.format(store=store, inside=inside) + ' (choose a folder of its own, such as "dist")'
    given = store / out if out != ".." else f"{store}/.."
    assert refused(lambda: Folder(Path(given), store / ".kpsite")) == expected


def test_a_link_a_file_and_a_repository_are_no_output_folders(store: Path) -> None:
    """Each is refused with what to do, and left as it is."""
    (store / "link").symlink_to("dist")
    (store / "file").write_bytes(b"mine")
    (store / "repository/.git").mkdir(parents=True)
    assert refused(lambda: Folder(store / "link", store / ".kpsite")) == (
        "out-is-link: link: error: the output folder is a symbolic link, which publishing would replace "
        "(remove the link, or give the folder that it leads to as --out)"
    )
    assert refused(lambda: Folder(store / "file", store / ".kpsite")) == (
        "not-a-folder: file: error: the output folder is a file (move it away, or choose another --out)"
    )
    assert refused(lambda: Folder(store / "repository", store / ".kpsite")) == (
        "not-ours: repository: error: the output folder holds a Git repository, which publishing would "
        "remove (choose another --out, and copy from there)"
    )
    assert refused(lambda: publish(Folder(store / "file/dist", store / ".kpsite"), FIRST)).startswith(
        "not-a-folder: file/dist: error: a file stands where a folder must be"
    )


def test_the_files_of_others_are_never_removed(store: Path) -> None:
    """A folder that kpsite did not make is refused; an empty one is taken."""
    (store / "photos").mkdir()
    publish(Folder(store / "photos", store / ".kpsite"), {})
    (store / "music").mkdir()
    (store / "music/song.ogg").write_bytes(b"la la")
    assert refused(Folder(store / "music", store / ".kpsite").state) == (
        "not-ours: music: error: the folder has files in it that kpsite did not write, and publishing would "
        "remove them (choose another --out, or remove the folder first)"
    )
    (store / "empty").mkdir()
    publish(Folder(store / "empty", store / ".kpsite"), FIRST)
    assert found(store / "empty") == FIRST
    shutil.rmtree(store / "dist")
    (store / "music").rename(store / "dist")
    assert refused(Folder(store / "dist", store / ".kpsite").state).startswith("not-ours: dist: error:")
    assert found(store / "dist") == {"song.ogg": b"la la"}


def damaged(data: bytes) -> list[bytes]:
    cut = [data[:size] for size in range(0, len(data), 31)]
    turned = [data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :] for at in range(0, len(data), 31)]
    return [*cut, *turned, b"another program's file", data + b"\0\0\0", data + data]


def test_a_record_that_cannot_be_trusted_means_a_full_build_and_says_so(store: Path) -> None:
    """Cut off anywhere, damaged anywhere, of another program or version: one line, and every page right."""
    [record] = (store / ".kpsite/cache").iterdir()
    good = record.read_bytes()
    for number, data in enumerate(damaged(good)):
        record.write_bytes(data)
        folder = Folder(store / "dist", store / ".kpsite")
        generation = SECOND if number % 2 else FIRST
        plan = make_plan(folder.state(), desired(generation))
        whole_rows = data and good.startswith(data) and not folder.note
        if not whole_rows:
            lost = "damaged or of another version"
            assert folder.note == f"the record of what dist holds is {lost}: everything is written again"
            assert plan.unchanged == 0
        publish(folder, generation)
        assert found(store / "dist") == generation
        assert folder.note == ("" if whole_rows else folder.note)
    record.unlink()
    folder = Folder(store / "dist", store / ".kpsite")
    assert make_plan(folder.state(), desired(FIRST)).unchanged == 0
    assert folder.note == "the record of what dist holds is gone: everything is written again"


def test_a_record_put_back_from_a_backup_misleads_nobody(store: Path) -> None:
    """It tells of an older folder; what differs counts as edited, and nothing of that time comes back."""
    [record] = (store / ".kpsite/cache").iterdir()
    generations = [FIRST, SECOND, {**FIRST, "a/b.html": b"b", "about.html": b""}, {**SECOND, "c.html": b""}]
    backups = []
    for generation in generations * 2:
        publish(Folder(store / "dist", store / ".kpsite"), generation)
        backups.append(record.read_bytes())
    for backup in backups:
        record.write_bytes(backup)
        publish(Folder(store / "dist", store / ".kpsite"), {"index.html": b"other", "about.html": b"about"})
        assert found(store / "dist") == {"index.html": b"other", "about.html": b"about"}
        publish(Folder(store / "dist", store / ".kpsite"), FIRST)
        assert found(store / "dist") == FIRST


def test_a_second_build_at_once_is_sent_away(store: Path) -> None:
    """While one run publishes, another one to the same folder waits a little and then says why it stops."""
    [lock] = (store / ".kpsite/folders").glob("*/lock")
    with lock.open("rb+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert refused(lambda: publish(Folder(store / "dist", store / ".kpsite"), SECOND)) == (
            "busy: dist: error: another run of kpsite is publishing to this folder "
            "(wait until it is done, or stop it, and run again)"
        )
    assert found(store / "dist") == FIRST


def test_a_plan_made_before_another_run_published_is_not_carried_out(store: Path) -> None:
    """What was compared is no longer what is there; a new run compares again."""
    late = Folder(store / "dist", store / ".kpsite")
    plan = make_plan(late.state(), desired({**FIRST, "late.html": b""}))
    publish(Folder(store / "dist", store / ".kpsite"), SECOND)
    with pytest.raises(KpsiteError, match="another run of kpsite has published to this folder meanwhile"):
        late.staging(plan).__enter__()
    assert found(store / "dist") == SECOND
    publish(late, FIRST)
    assert found(store / "dist") == FIRST


def test_a_disk_that_cannot_exchange_folders_is_named(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An overlay of two disks, as in a container image, may refuse; the folder stays."""

    class Library:
        def __init__(self, *_name: object, **_options: object) -> None:
            pass

        def renameat2(self, *_arguments: object) -> int:
            ctypes.set_errno(errno.EXDEV)
            return -1

        renamex_np = renameat2

    monkeypatch.setattr(ctypes, "CDLL", Library)
    assert refused(lambda: publish(Folder(store / "dist", store / ".kpsite"), SECOND)) == (
        "cannot-swap: dist: error: this disk cannot exchange two folders (remove it and run again)"
    )
    assert found(store / "dist") == FIRST


SYSTEM_CALLS = {"open", "write", "fsync", "mkdir", "link", "unlink", "rename", "replace", "utime"}
SYSTEM_ERRORS = [
    (errno.ENOSPC, "no-room", "there is no room left on the disk"),
    (errno.EDQUOT, "no-room", "there is no room left on the disk"),
    (errno.EROFS, "read-only", "its disk is read-only"),
    (errno.EACCES, "no-permission", "it may not be written"),
    (errno.ENAMETOOLONG, "name-too-long", "the name is too long for this disk"),
    (errno.EIO, "write-failed", "the system says: "),
]


@pytest.mark.parametrize(("number", "code", "message"), SYSTEM_ERRORS)
def test_what_the_system_refuses_is_said_in_plain_words(
    store: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, message: str
) -> None:
    """A full, read-only, forbidden or broken disk each has its own problem, about the file in question."""

    def refuse(_handle: int, _data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    folder = Folder(store / "dist", store / ".kpsite")
    plan = make_plan(folder.state(), desired({**FIRST, "index.html": b"edited"}))
    with folder.staging(plan) as stage:
        monkeypatch.setattr(os, "write", refuse)
        told = refused(lambda: stage.write("index.html", b"edited", {}))
    assert told.startswith(f"{code}: dist/index.html: error: {message}")
    assert found(store / "dist") == FIRST


def attempt(folder: Folder) -> str:
    try:
        publish(folder, SECOND)
    except KpsiteError as error:
        return error.problems[0].code
    return ""


@pytest.mark.parametrize("call", sorted(SYSTEM_CALLS))
def test_whatever_the_system_refuses_the_last_good_folder_stays(
    store: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Each call of the system finds the disk full at each of its turns: a problem, and the old folder."""
    out, real = store / "dist", getattr(os, call)
    for turn in range(1, 40):
        calls = 0

        def failing(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as it comes
            nonlocal calls
            calls += 1
            if calls == turn:  # noqa: B023 - used up within this turn of the loop
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments, **options)

        publish(Folder(out, store / ".kpsite"), FIRST)
        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing)
            code = attempt(Folder(out, store / ".kpsite"))
        assert (code, found(out)) in (("no-room", FIRST), ("", SECOND))
        if calls < turn:
            break
    publish(Folder(out, store / ".kpsite"), SECOND)
    assert found(out) == SECOND

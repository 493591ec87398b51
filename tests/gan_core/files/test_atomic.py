from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from gan_core.errors import GanvasError, UserError
from gan_core.files import atomic


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "here"
    made.mkdir()
    return made


def fail(*args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_written_bytes_are_read_back_and_nothing_else_is_left(folder: Path) -> None:
    path = folder / "file"
    atomic.write_bytes(path, b"first")
    atomic.write_bytes(path, b"second")
    assert path.read_bytes() == b"second"
    assert [p.name for p in folder.iterdir()] == ["file"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_full_disk_keeps_the_old_file_and_leaves_no_temporary_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = folder / "file"
    atomic.write_bytes(path, b"old")
    monkeypatch.setattr(atomic.os, call, fail)
    with pytest.raises(GanvasError, match="No space left on device"):
        atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in folder.iterdir()] == ["file"]


def test_missing_folder_is_an_error_of_ours(folder: Path) -> None:
    with pytest.raises(GanvasError, match="could not be written"):
        atomic.write_bytes(folder / "none" / "file", b"")


def test_file_is_synced_before_it_gets_its_name_and_the_folder_after(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(atomic.os, "fsync", lambda fd: (order.append("sync"), fsync(fd)))
    monkeypatch.setattr(atomic.os, "replace", lambda a, b: (order.append("name"), replace(a, b)))
    atomic.write_bytes(folder / "file", b"x")
    assert order == ["sync", "name", "sync"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": 1} x'], ids=range(5)
)
def test_damaged_json_reads_as_nothing(folder: Path, content: bytes) -> None:
    path = folder / "file.json"
    path.write_bytes(content)
    assert atomic.read_json(path) is None


def test_json_survives_a_round_trip_with_any_letters(folder: Path) -> None:
    value = {"name": "Ziffern äß 数字", "steps": [1, None, 0.5]}
    atomic.write_json(folder / "file.json", value)
    assert atomic.read_json(folder / "file.json") == value
    assert atomic.read_json(folder / "absent.json") is None


def test_a_reader_is_waited_for_where_open_files_stay(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "file"
    atomic.write_bytes(path, b"old")
    reader = open(path, "rb")  # noqa: SIM115 - closed while it is waited for
    monkeypatch.setattr(atomic.time, "sleep", lambda seconds: reader.close())
    atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"new" and reader.closed
    assert [p.name for p in folder.iterdir()] == ["file"]


@pytest.mark.parametrize("act", ["write", "remove"])
def test_a_reader_that_stays_is_waited_for_a_second(
    folder: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    path, now = folder / "file", [0.0]
    atomic.write_bytes(path, b"old")
    clock = SimpleNamespace(
        monotonic=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds)
    )
    monkeypatch.setattr(atomic, "time", clock)
    with open(path, "rb"):
        if act == "write":
            with pytest.raises(GanvasError, match="could not be written"):
                atomic.write_bytes(path, b"new")
        else:
            with pytest.raises(PermissionError):
                atomic.remove(path)
    assert now[0] == pytest.approx(atomic.WAIT_SECONDS, abs=0.02)
    assert path.read_bytes() == b"old"
    assert [p.name for p in folder.iterdir()] == ["file"]


def test_elsewhere_a_folder_that_is_forbidden_is_not_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*args: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def waited(seconds: float) -> None:
        pytest.fail("waited")

    monkeypatch.setattr(atomic, "OPEN_FILES_STAY", False)
    monkeypatch.setattr(atomic.os, "replace", forbidden)
    monkeypatch.setattr(atomic.time, "sleep", waited)
    with pytest.raises(GanvasError, match="Permission denied"):
        atomic.write_bytes(folder / "file", b"new")


def test_what_somebody_takes_home_is_whole_or_not_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "mine.gif"
    atomic.write_out(path, b"old")
    monkeypatch.setattr(atomic.os, "fsync", fail)
    with pytest.raises(UserError, match=r"mine\.gif could not be written: No space"):
        atomic.write_out(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in folder.iterdir()] == ["mine.gif"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has /dev/full")
def test_a_device_is_written_to_and_not_replaced() -> None:
    with pytest.raises(UserError, match="No space left"):
        atomic.write_out(Path("/dev/full"), b"x" * 10_000)
    assert Path("/dev/full").is_char_device()


def test_a_link_stays_one_and_what_it_leads_to_is_written(folder: Path) -> None:
    target, link = folder / "real.gif", folder / "link.gif"
    target.write_bytes(b"old")
    link.symlink_to(target)
    atomic.write_out(link, b"new")
    assert link.is_symlink() and target.read_bytes() == b"new"


def test_nothing_stays_where_somebody_interrupts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic.write_out(folder / "mine", b"x")
    assert not list(folder.iterdir())


def test_a_folder_in_the_way_is_named(folder: Path) -> None:
    with pytest.raises(UserError, match="here could not be written"):
        atomic.write_out(folder, b"x")

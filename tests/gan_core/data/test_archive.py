"""Files of a folder, a ZIP archive or an upload: in order, bounded, and only read."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from gan_core.data import archive
from gan_core.errors import UserError
from tests.gan_core.data.photos import zipped


def listed(*files: tuple[str, bytes]) -> list[archive.File]:
    return list(archive.uploaded(files))


def test_a_folder_is_read_with_its_subfolders_in_order(tmp_path: Path) -> None:
    for name in ("b/2.png", "a/x/1.png", "0.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.png").write_bytes(b"x")
    found = list(archive.read(tmp_path))
    assert found == [(name, name.encode()) for name in ("0.png", "a/x/1.png", "b/2.png")]


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere")
    assert list(archive.read(tmp_path)) == [("gone.png", None), ("pipe.png", None)]


def test_a_path_that_is_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="neither a folder nor a file"):
        archive.read(tmp_path / "none")


def test_an_archive_is_read_in_memory_whatever_its_names_say(tmp_path: Path) -> None:
    names = ["../../up.png", "/etc/x.png", "a\\b.png", "__MACOSX/a.png", "a/.hidden", "a/ok.png"]
    (tmp_path / "x.ZIP").write_bytes(zipped({name: b"p" for name in names}))
    before = sorted(tmp_path.rglob("*"))
    found = [path for path, _ in archive.read(tmp_path / "x.ZIP")]
    assert found == ["../../up.png", "/etc/x.png", "a/ok.png", "a/b.png"]
    assert sorted(tmp_path.rglob("*")) == before


def test_pictures_and_archives_may_come_together() -> None:
    found = listed(("1.png", b"one"), ("z.zip", zipped({"2.png": b"two"})), ("3.png", b"three"))
    assert found == [("1.png", b"one"), ("2.png", b"two"), ("3.png", b"three")]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", zipped({"a": b"x" * 99})[:-30], b"x" * 999],
    ids=["empty", "its first bytes", "cut off", "something else"],
)
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(UserError, match=r"x\.zip is not a whole ZIP archive"):
        listed(("x.zip", content))


def damaged() -> bytes:
    content = bytearray(zipped({"a.png": b"a" * 50}, zipfile.ZIP_STORED))
    content[content.index(b"a" * 50)] ^= 1
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(zipped({"a.png": b"a" * 50}))
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize("content", [damaged(), encrypted()], ids=["damaged", "encrypted"])
def test_an_entry_that_cannot_be_unpacked_is_listed_without_content(content: bytes) -> None:
    assert listed(("x.zip", content)) == [("a.png", None)]


def test_a_file_that_is_too_large_is_listed_without_content(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(archive, "FILE_BYTES", 10)
    assert listed(("x.zip", zipped({"a": b"x" * 11, "b": b"x" * 10})))[0] == ("a", None)
    (tmp_path / "a").write_bytes(b"x" * 11)
    assert list(archive.read(tmp_path)) == [("a", None)]


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ARCHIVE_BYTES", 2**20)
    bomb = zipped({f"{i}": bytes(2**18) for i in range(5)})
    assert len(bomb) < 5000
    with pytest.raises(UserError, match="unpacks to more than"):
        listed(("bomb.zip", bomb))


def test_an_archive_that_lies_about_a_size_gives_no_more_than_it_said() -> None:
    content = bytearray(zipped({"a": bytes(10_000)}))
    for at in (content.index(b"PK\x03\x04") + 22, content.index(b"PK\x01\x02") + 24):
        content[at : at + 4] = (5).to_bytes(4, "little")
    assert listed(("x.zip", bytes(content))) == [("a", None)]


def test_more_files_than_the_limit_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(archive, "FILES", 3)
    for name in "abcd":
        (tmp_path / name).write_bytes(b"x")
    content = zipped({name: b"x" for name in "abcd"})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("opened before it was counted"))
    for files in (
        lambda: list(archive.read(tmp_path)),
        lambda: listed(("x.zip", content)),
        lambda: listed(*[(name, b"x") for name in "abcd"]),
    ):
        with pytest.raises(UserError, match="more than 3 files"):
            files()

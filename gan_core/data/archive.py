"""Where own pictures come from: a folder, a ZIP archive, uploaded files. Read in memory only."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path, PurePosixPath

from gan_core.errors import N_, UserError

FILES = 20_000
FILE_BYTES = 32 * 2**20
ARCHIVE_BYTES = 2 * 2**30
"""Bounds: files in all, bytes of one file, bytes that an archive unpacks to."""

File = tuple[str, bytes | None]
"""A file's path below the top, with "/", and its bytes; None where it could not be read."""

_CENTRAL_HEADER = b"PK\x01\x02"
_CLUTTER = ("__MACOSX", "Thumbs.db", "desktop.ini")


def read(path: Path) -> Iterator[File]:
    """Yield the files of a folder (with its subfolders) or of a ZIP archive, sorted by path.

    Raises:
        UserError: there is neither, or it is too large.
    """
    if path.is_dir():
        return _folder(path)
    try:
        if path.stat().st_size > ARCHIVE_BYTES:
            raise UserError(
                N_("{file} is larger than {limit} GiB."), file=path.name, limit=ARCHIVE_BYTES >> 30
            )
        return uploaded([(path.name, path.read_bytes())])
    except OSError as error:
        raise UserError(
            N_("{path} is neither a folder nor a file that can be read: {why}."),
            path=str(path),
            why=error.strerror,
        ) from None


def uploaded(files: Iterable[tuple[str, bytes]]) -> Iterator[File]:
    """Yield pictures that were handed over as (name, bytes), and the files in ZIP archives.

    Raises:
        UserError: an archive is damaged or too large, or there are too many files.
    """
    parts = [
        _archive(name, content) if name.lower().endswith(".zip") else iter([(name, content)])
        for name, content in files
    ]
    return _within_limit(chain.from_iterable(parts))


def _folder(top: Path) -> Iterator[File]:
    paths = []
    for folder, below, names in os.walk(top):
        below[:] = [name for name in below if not _is_clutter(name)]
        paths += [Path(folder, name) for name in names if not _is_clutter(name)]
        if len(paths) > FILES:
            raise _too_many()
    for path in sorted(paths):
        yield path.relative_to(top).as_posix(), _bytes_of(path)


def _bytes_of(path: Path) -> bytes | None:
    try:
        # Only plain files: a pipe or a device would be read for ever.
        return path.read_bytes() if path.is_file() and path.stat().st_size <= FILE_BYTES else None
    except OSError:
        return None


def _archive(name: str, content: bytes) -> Iterator[File]:
    # Counted before zipfile makes an object of each: an archive may hold nothing but entries.
    if content.count(_CENTRAL_HEADER) > FILES:
        raise _too_many()
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UserError(N_("{file} is not a whole ZIP archive."), file=name) from None
    entries = [info for info in archive.infolist() if not info.is_dir()]
    if sum(info.file_size for info in entries) > ARCHIVE_BYTES:
        raise UserError(
            N_("{file} unpacks to more than {limit} GiB."), file=name, limit=ARCHIVE_BYTES >> 30
        )
    for info in sorted(entries, key=lambda info: info.filename):
        path = info.filename.replace("\\", "/")
        if not any(_is_clutter(part) for part in PurePosixPath(path).parts):
            yield path, _unpacked(archive, info)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    if info.file_size > FILE_BYTES:
        return None
    try:
        with archive.open(info) as file:
            return file.read(FILE_BYTES)
    except Exception:  # encrypted, cut off, an unknown method: each decoder raises what it likes
        return None


def _is_clutter(name: str) -> bool:
    return name in _CLUTTER or (name.startswith(".") and name not in (".", ".."))


def _within_limit(files: Iterator[File]) -> Iterator[File]:
    for number, file in enumerate(files, 1):
        if number > FILES:
            raise _too_many()
        yield file


def _too_many() -> UserError:
    return UserError(N_("These are more than {limit} files. Choose fewer."), limit=f"{FILES:,}")

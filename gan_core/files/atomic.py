"""Files that are either the old or the new one, never half of one, whatever is pulled."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gan_core.errors import N_, GanvasError, UserError

OPEN_FILES_STAY = os.name == "nt"
"""Windows neither replaces nor deletes a file that somebody has open, be it for a moment."""
WAIT_SECONDS = 1.0


@contextmanager
def writing(path: Path, raises: type[GanvasError] = GanvasError) -> Iterator[None]:
    """Say of whatever the system refuses inside that `path` could not be written, and why.

    Raises:
        raises: the system refused.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise raises(N_("{path} could not be written: {why}."), path=str(path), why=why) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path` atomically: temporary file, fsync, rename, fsync of the folder.

    Raises:
        GanvasError: the disk is full or the folder cannot be written; the old file is intact.
    """
    with writing(path):
        _write(path, content)


def write_out(path: Path, content: bytes) -> None:
    """Write what somebody wanted at `path`: a file atomically, a pipe or a device as it is.

    Raises:
        UserError: it cannot be written there; a file that was there is intact.
    """
    with writing(path, UserError):
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _write(path.resolve(), content)  # where a link leads, not in its place


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        replace(temporary, path)
        _sync_folder(path.parent)
    except BaseException:  # also where somebody presses Ctrl-C
        temporary.unlink(missing_ok=True)
        raise


def replace(source: Path, target: Path) -> None:
    """Give the file or folder `source` the name `target`, on Windows once nobody reads either.

    Raises:
        OSError: that cannot be, or on Windows somebody has read it for a second.
    """
    _patiently(lambda: os.replace(source, target))


def remove(path: Path) -> None:
    """Delete the file, where there is one, on Windows once nobody reads it.

    Raises:
        OSError: that cannot be, or on Windows somebody has read it for a second.
    """
    _patiently(lambda: path.unlink(missing_ok=True))


def _patiently(act: Callable[[], None]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return act()
        except PermissionError:
            if not OPEN_FILES_STAY or time.monotonic() >= end:
                raise
            time.sleep(0.01)


def _sync_folder(folder: Path) -> None:
    # Only POSIX can open a folder; elsewhere the rename alone has to do.
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable JSON, atomically."""
    write_bytes(path, (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode())


def read_json(path: Path) -> Any:
    """Return the JSON in `path`, or None where there is none or it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None

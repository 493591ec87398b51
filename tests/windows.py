"""What Windows refuses and POSIX allows, refused here too: to move or delete an open file."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gan_core.files import atomic

DESCRIPTORS = Path("/proc/self/fd")
CALLS = {"rename": 2, "replace": 2, "remove": 1, "unlink": 1}
"""Calls of `os`, and how many of their arguments are paths."""


def keep_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to move or delete what this process has open, and let the program wait for it.

    Where the system does not tell what is open (only Linux does), nothing changes.
    """
    if not DESCRIPTORS.is_dir():
        return
    monkeypatch.setattr(atomic, "OPEN_FILES_STAY", True)
    for name, paths in CALLS.items():
        monkeypatch.setattr(os, name, _refusing(getattr(os, name), paths))
    monkeypatch.setattr(shutil, "rmtree", _refusing(shutil.rmtree, 1))


def _refusing(call: Callable[..., None], paths: int) -> Callable[..., None]:
    def guarded(*args: Any, **options: Any) -> None:
        # rmtree deletes by names relative to an open folder, and may be told to leave what it must.
        if not options.get("dir_fd") and not options.get("ignore_errors"):
            for path in args[:paths]:
                if is_open(path):
                    why = "open, so Windows would not move or delete it"
                    raise PermissionError(errno.EACCES, why, os.fspath(path))
        call(*args, **options)

    return guarded


def is_open(path: str | os.PathLike[str]) -> bool:
    """True where this process has the file open, or one in the folder."""
    real = os.path.realpath(path)
    return any(file == real or file.startswith(real + os.sep) for file in _open_files())


def _open_files() -> list[str]:
    found = []
    for number in os.listdir(DESCRIPTORS):
        try:
            file = os.readlink(DESCRIPTORS / number)
        except OSError:  # closed meanwhile
            continue
        if not os.path.isdir(file):  # only POSIX opens folders
            found.append(file)
    return found

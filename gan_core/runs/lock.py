"""Who has a run: one process at a time, and whoever looks can tell."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

from gan_core.errors import N_, UserError
from gan_core.files.atomic import writing


class Lock:
    """Held by the one process that trains a run; the system frees it however that process ends."""

    def __init__(self, path: Path, tries: int = 5) -> None:
        with writing(path, UserError):  # a network folder that knows no locks
            self._file = open(path / "lock", "a+b")  # noqa: SIM115 - held for the run's lifetime
            try:
                self._take(path, tries)
            except (OSError, UserError):
                self._file.close()
                raise

    def _take(self, path: Path, tries: int) -> None:
        # A page that looks whether the run is alive holds the lock for a moment.
        while not lock_descriptor(self._file.fileno(), blocking=False):
            tries -= 1
            if not tries:
                raise UserError(
                    N_("Another process is training the run in {path}."), path=str(path)
                )
            time.sleep(0.02)

    def release(self) -> None:
        """Let the next one have it."""
        if not self._file.closed:
            unlock_descriptor(self._file.fileno())  # closing alone frees it later, on Windows
            self._file.close()


_OWN: set[Path] = set()
_OWNED = threading.Lock()


def claim(path: Path) -> bool:
    """Note that this process has the run queued, so that readers here see it as live.

    Returns False where it had been noted before.
    """
    with _OWNED:
        new = path.resolve() not in _OWN
        _OWN.add(path.resolve())
    return new


def disclaim(path: Path) -> None:
    """Note that this process is done with the run."""
    with _OWNED:
        _OWN.discard(path.resolve())


def writer_alive(path: Path) -> bool:
    """True while this process has the run in hand or another process holds its lock."""
    if path.resolve() in _OWN:
        return True
    if not (path / "lock").exists():
        return False
    try:
        lock = Lock(path, tries=1)
    except UserError:
        return True
    lock.release()
    return False

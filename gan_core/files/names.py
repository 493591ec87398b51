"""Names that Windows has no file for, so that what is made here can be carried there."""

from __future__ import annotations

import os
from pathlib import Path

from gan_core.errors import N_, UserError

DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    port + digit for port in ("com", "lpt") for digit in "0123456789¹²³"
}
"""Reserved whatever their case and ending: "Naming Files, Paths, and Namespaces", Microsoft."""
FORBIDDEN = frozenset('<>:"/\\|?*') | frozenset(map(chr, range(32)))


def is_portable(name: str) -> bool:
    """True where `name`, a file's or folder's without its path, can also be one on Windows."""
    stem = name.partition(".")[0].rstrip(" ").lower()
    return stem not in DEVICES and not name.endswith((".", " ")) and not FORBIDDEN & set(name)


def require_portable(path: Path) -> None:
    """Refuse a path of which a part that is still to be made cannot be had on Windows.

    Raises:
        UserError: one is a device's name, ends in a dot or space, or holds a character such as ":";
            or beside it there is another whose name differs in its case alone.
    """
    for part in (path, *path.parents):
        if part.exists():
            return
        if not is_portable(part.name):
            raise UserError(
                N_("Windows has no file that is called {name!r}. Choose another name."),
                name=part.name,
            )
        if (other := _twin(part)) is not None:
            raise UserError(
                N_("Windows takes {name!r} for {other!r}, which is there. Choose another name."),
                name=part.name,
                other=other,
            )


def _twin(path: Path) -> str | None:
    """Return the name beside `path` that is the same but for its case, None where there is none."""
    try:
        beside = os.listdir(path.parent)
    except OSError:
        return None
    return next((name for name in beside if name.casefold() == path.name.casefold()), None)

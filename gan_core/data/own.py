"""Data sets of the user's own pictures: added under a name, which then fixes their content.

Those of text are added by own_text.py; listing, loading and deleting are the same.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from gan_core.data import own_file
from gan_core.data.archive import File
from gan_core.data.base import PICTURE_SIZES, DataSet, Entry, Rows
from gan_core.data.layouts import Layout
from gan_core.data.prepare import prepare
from gan_core.data.prepared import Skipped
from gan_core.data.split import tenth
from gan_core.errors import N_, Message, UserError
from gan_core.files.atomic import replace
from gan_core.files.names import require_portable
from gan_core.files.places import home

PREFIX = "own/"
TRASH_DAYS = 7
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)


@dataclass(frozen=True)
class Outcome:
    """What became of the files: the data set's name, its pictures, labels, and what was skipped.

    layout: how the files lay; with "pairs" and "side_by_side" each picture comes with its source.
    other: pictures of a second domain. notes: what is to be said of how the files were taken.
    """

    name: str
    pictures: int
    classes: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    layout: Layout
    other: int
    notes: tuple[Message, ...]

    @property
    def paired(self) -> bool:
        """Return whether each picture comes with what it is to be made from."""
        return self.layout in ("pairs", "side_by_side")


def is_own(name: str) -> bool:
    """True where `name` is one that an own data set can have, "own/" and an identifier."""
    return name.startswith(PREFIX) and _NAME.fullmatch(name.removeprefix(PREFIX)) is not None


def names() -> list[str]:
    """Return the names of the own data sets on this machine."""
    stems = sorted(path.stem for path in _root().glob("*.safetensors"))
    return [PREFIX + stem for stem in stems if _NAME.fullmatch(stem)]


def entry(name: str) -> Entry:
    """Return how the own data set `name` is asked for; only the head of its file is read.

    Raises:
        UserError: there is no such data set, or its file is damaged.
    """
    path = _path(name)
    try:
        status = path.stat()
        spec = own_file.read_spec_of(path)
    except (OSError, UserError) as error:
        raise _damaged(name, error) from None
    stamp = f"{path}:{status.st_mtime_ns}:{status.st_size}"
    return Entry(name, spec, own_file.card_of(spec), lambda: load_own(name), stamp=stamp)


def add(
    files: Iterable[File],
    name: str,
    *,
    size: int = 32,
    grey: bool = False,
    layout: Layout = "auto",
    report: Callable[[int], None] = lambda count: None,
) -> Outcome:
    """Make the data set own/NAME of `files` (see gan_core.data.archive) and keep it.

    size: side of the pictures, one of PICTURE_SIZES. grey: all in grey; else pictures are in
    colour, and each side of pairs and domains is what it holds.
    layout: how the files lie, see `prepare`; "auto" recognises it.
    report: called with the number of files looked at.

    Raises:
        UserError: name, size or layout cannot be, the name is taken, or too few pictures can be
            used.
        GanvasError: the disk is full.
    """
    path = free_path(name)
    require_portable(path)
    if size not in PICTURE_SIZES:
        raise UserError(
            N_("The side of the pictures must be one of {known}, not {size}."),
            known=", ".join(map(str, PICTURE_SIZES)),
            size=size,
        )
    pictures = prepare(files, size, grey=grey, layout=layout, report=report)
    own_file.write(path, pictures)
    return Outcome(
        PREFIX + name,
        len(pictures.items),
        pictures.classes,
        pictures.skipped,
        pictures.layout,
        0 if pictures.other is None else len(pictures.other),
        pictures.notes,
    )


def load_own(name: str) -> DataSet:
    """Return the own data set `name`; every tenth item is held out, always the same ones,
    together with its source; of a second domain every tenth too.

    Raises:
        UserError: there is no such data set, or its file is damaged.
    """
    path = _path(name)
    try:
        rows, spec = own_file.read(path)
    except (OSError, UserError) as error:
        raise _damaged(name, error) from None
    training, held_out = _split(rows)
    return DataSet(
        name,
        spec,
        training.items,
        training.labels,
        held_out,
        own_file.card_of(spec),
        training.sources,
        training.other,
    )


def remove(name: str) -> None:
    """Move the data set to the trash, from where `restore` brings it back for a week.

    Raises:
        UserError: there is no such data set, or it cannot be moved.
    """
    path = _path(name)
    try:
        _trash().mkdir(parents=True, exist_ok=True)
        os.utime(path)
        replace(path, _trash() / path.name)
        _empty_old_trash()
    except OSError as error:
        raise UserError(
            N_("{data} could not be moved to the trash: {why}."), data=name, why=error.strerror
        ) from None


def restore(name: str) -> None:
    """Bring the data set back that was removed under this name last.

    Raises:
        UserError: the name is taken again, or it is not in the trash.
    """
    path = free_path(name.removeprefix(PREFIX))
    try:
        replace(_trash() / path.name, path)
    except OSError:
        raise UserError(N_("{data} is not in the trash any more."), data=name) from None


def _split(rows: Rows) -> tuple[Rows, Rows]:
    """Return (training, held-out); a second domain, which is in no order, is split by itself."""
    of_items = tenth(len(rows), rows.labels)
    of_other = of_items if rows.other is None else tenth(len(rows.other))
    parts = []
    for items, other in zip(of_items, of_other, strict=True):
        tensors = {name: value[other if name == "other" else items] for name, value in rows.parts()}
        parts.append(Rows(**tensors))
    return parts[0], parts[1]


def _empty_old_trash() -> None:
    for path in _trash().iterdir():
        if time.time() - path.stat().st_mtime > TRASH_DAYS * 86400:
            path.unlink(missing_ok=True)


def _damaged(name: str, error: Exception) -> UserError:
    why = error.message if isinstance(error, UserError) else str(error)
    return UserError(N_("The data set {data} cannot be read: {why}"), data=name, why=why)


def free_path(name: str) -> Path:
    """Return where a new own data set is kept.

    Raises:
        UserError: the name cannot be one, or it is taken.
    """
    if not _NAME.fullmatch(name):
        raise UserError(
            N_(
                "A data set's name is made of small letters a to z, digits, - and _, begins with a "
                "letter or digit and has at most 40 characters; {name!r} is not."
            ),
            name=name[:80],
        )
    path = _root() / f"{name}.safetensors"
    if path.exists():
        raise UserError(
            N_("There is a data set {data} already. Choose another name."), data=PREFIX + name
        )
    return path


def _path(name: str) -> Path:
    path = _root() / f"{name.removeprefix(PREFIX)}.safetensors"
    if not is_own(name) or not path.is_file():
        raise UserError(N_("There is no data set {name!r} on this machine."), name=name[:80])
    return path


def _root() -> Path:
    return home() / "data" / "own"


def _trash() -> Path:
    return _root() / ".trash"

"""Data sets of the user's own pictures: added under a name, which then fixes their content."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import torch
from torch import Tensor

from gan_core.data.archive import File
from gan_core.data.base import PICTURE_SIZES, Card, DataSet, Entry, Rows
from gan_core.data.prepare import LEAST, Prepared, Skipped, prepare
from gan_core.data.spec import Pictures, Spec, read_spec, spec_document
from gan_core.data.split import tenth
from gan_core.errors import N_, Message, UserError
from gan_core.files import container
from gan_core.files.atomic import replace, writing
from gan_core.files.names import require_portable
from gan_core.files.places import home

PREFIX = "own/"
TRASH_DAYS = 7
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)

OWN_CARD = Card(
    N_("Own pictures"),
    N_("Pictures that were added on this machine. They stay here; nothing is sent anywhere."),
    "",
    N_("yours"),
    "",
    N_("Pictures: yours, or of whoever gave them to you"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of the files: the data set's name, its pictures, labels, and what was skipped."""

    name: str
    pictures: int
    classes: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    no_labels: Message | None


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
        spec = read_spec(container.read_document(path).get("spec"))
    except (OSError, UserError) as error:
        raise _damaged(name, error) from None
    stamp = f"{path}:{status.st_mtime_ns}:{status.st_size}"
    return Entry(name, spec, OWN_CARD, lambda: load_own(name), stamp=stamp)


def add(
    files: Iterable[File],
    name: str,
    *,
    size: int = 32,
    grey: bool = False,
    report: Callable[[int], None] = lambda count: None,
) -> Outcome:
    """Make the data set own/NAME of `files` (see gan_core.data.archive) and keep it.

    size: side of the pictures, one of PICTURE_SIZES.
    report: called with the number of files looked at.

    Raises:
        UserError: name or size cannot be, the name is taken, or too few pictures can be used.
        GanvasError: the disk is full.
    """
    path = _free(name)
    require_portable(path)
    if size not in PICTURE_SIZES:
        raise UserError(
            N_("The side of the pictures must be one of {known}, not {size}."),
            known=", ".join(map(str, PICTURE_SIZES)),
            size=size,
        )
    pictures = prepare(files, size, grey=grey, report=report)
    _keep(path, pictures)
    return Outcome(
        PREFIX + name, len(pictures.items), pictures.classes, pictures.skipped, pictures.no_labels
    )


def load_own(name: str) -> DataSet:
    """Return the own data set `name`; every tenth picture is held out, always the same ones.

    Raises:
        UserError: there is no such data set, or its file is damaged.
    """
    path = _path(name)
    try:
        tensors, document = container.read(path)
        spec = read_spec(document.get("spec"))
        items, labels = tensors.get("items"), tensors.get("labels")
        if items is None or not _fits(items, labels, spec):
            raise UserError(N_("Its pictures do not fit its description."))
    except (OSError, UserError) as error:
        raise _damaged(name, error) from None
    train, held_out = tenth(len(items), labels)
    return DataSet(
        name,
        spec,
        items[train],
        None if labels is None else labels[train],
        Rows(items[held_out], None if labels is None else labels[held_out]),
        OWN_CARD,
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
    path = _free(name.removeprefix(PREFIX))
    try:
        replace(_trash() / path.name, path)
    except OSError:
        raise UserError(N_("{data} is not in the trash any more."), data=name) from None


def _keep(path: Path, pictures: Prepared) -> None:
    channels, size = pictures.items.shape[1:3]
    document = {
        "kind": "data",
        "spec": spec_document(Pictures(channels, size, classes=pictures.classes)),
        "added": datetime.now(UTC).isoformat(timespec="seconds"),
        "skipped": len(pictures.skipped),
    }
    labels = {} if pictures.labels is None else {"labels": pictures.labels}
    with writing(path, UserError):
        path.parent.mkdir(parents=True, exist_ok=True)
    container.write(path, {"items": pictures.items, **labels}, document)


def _fits(items: Tensor, labels: Tensor | None, spec: Spec) -> bool:
    if items.dtype != torch.uint8 or items.shape[1:] != spec.shape or len(items) < LEAST:
        return False
    if labels is None:
        return not spec.classes
    well_formed = labels.dtype == torch.int64 and labels.shape == items.shape[:1]
    return well_formed and int(labels.min()) >= 0 and int(labels.max()) < len(spec.classes)


def _empty_old_trash() -> None:
    for path in _trash().iterdir():
        if time.time() - path.stat().st_mtime > TRASH_DAYS * 86400:
            path.unlink(missing_ok=True)


def _damaged(name: str, error: Exception) -> UserError:
    why = error.message if isinstance(error, UserError) else str(error)
    return UserError(N_("The data set {data} cannot be read: {why}"), data=name, why=why)


def _free(name: str) -> Path:
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

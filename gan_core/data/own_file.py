"""The file of an own data set: its items, labels, sources and second domain, and their Spec.

Files of before there were sources hold items and labels alone, and are read as ever.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core.data.base import Card, Rows
from gan_core.data.prepared import LEAST, Prepared
from gan_core.data.spec import Pictures, Spec, Tokens, read_spec, spec_document
from gan_core.errors import N_, UserError
from gan_core.files import container
from gan_core.files.atomic import writing

PICTURES_CARD = Card(
    N_("Own pictures"),
    N_("Pictures that were added on this machine. They stay here; nothing is sent anywhere."),
    "",
    N_("yours"),
    "",
    N_("Pictures: yours, or of whoever gave them to you"),
)
TEXT_CARD = Card(
    N_("Own text"),
    N_("Lines of text that were added on this machine. They stay here; nothing is sent anywhere."),
    "",
    N_("yours"),
    "",
    N_("Text: yours, or of whoever gave it to you"),
)


def card_of(spec: Spec) -> Card:
    """Return what is said of own items of `spec`."""
    return TEXT_CARD if isinstance(spec, Tokens) else PICTURES_CARD


def write(path: Path, pictures: Prepared) -> None:
    """Write the file of pictures.

    Raises:
        UserError: the folder cannot be made.
        GanvasError: the disk is full.
    """
    rows = Rows(pictures.items, pictures.labels, pictures.sources, pictures.other)
    about = {"layout": pictures.layout, "skipped": len(pictures.skipped)}
    write_rows(path, rows, _spec_of(rows, pictures.classes), about)


def write_rows(path: Path, rows: Rows, spec: Spec, about: dict[str, Any]) -> None:
    """Write the file of items of any kind, and beside their spec what else is known `about` them.

    Raises:
        UserError: the folder cannot be made.
        GanvasError: the disk is full.
    """
    document = {
        "kind": "data",
        "spec": spec_document(spec),
        "added": datetime.now(UTC).isoformat(timespec="seconds"),
        **about,
    }
    with writing(path, UserError):
        path.parent.mkdir(parents=True, exist_ok=True)
    container.write(path, dict(rows.parts()), document)


def read_spec_of(path: Path) -> Spec:
    """Return what the file says its items are; only its head is read.

    Raises:
        UserError: it is damaged or describes nothing.
        OSError: it cannot be read.
    """
    return read_spec(container.read_document(path).get("spec"))


def read(path: Path) -> tuple[Rows, Spec]:
    """Return all that the file holds, and what the items are.

    Raises:
        UserError: it is damaged, or its pictures are not what it says.
        OSError: it cannot be read.
    """
    tensors, document = container.read(path)
    spec = read_spec(document.get("spec"))
    items = tensors.get("items")
    if items is not None:
        rows = Rows(items, *map(tensors.get, ("labels", "sources", "other")))
        if _fits(rows, spec):
            return rows, spec
    raise UserError(N_("Its items do not fit its description."))


def _spec_of(rows: Rows, classes: tuple[str, ...]) -> Pictures:
    return Pictures(
        *rows.items.shape[1:3],
        classes=classes,
        source=None if rows.sources is None else Pictures(*rows.sources.shape[1:3]),
        other=None if rows.other is None else Pictures(*rows.other.shape[1:3]),
    )


def _fits(rows: Rows, spec: Spec) -> bool:
    return (
        _are(rows.items, spec)
        and _labels_fit(rows, spec)
        and _side_fits(rows.sources, spec.source, spec)
        and _side_fits(rows.other, spec.other, spec)
        and (rows.sources is None or len(rows.sources) == len(rows))
    )


def _side_fits(pictures: Tensor | None, side: Spec | None, spec: Spec) -> bool:
    """Return whether there are sources, or a second domain, just as the file says."""
    if pictures is None or side is None:
        return pictures is None and side is None
    # No recipe has to make pictures of one size of those of another.
    return _are(pictures, side) and side.shape[1:] == spec.shape[1:]


def _are(pictures: Tensor, spec: Spec) -> bool:
    if isinstance(spec, Tokens):
        return _are_tokens(pictures, spec)
    enough = pictures.dim() == 4 and len(pictures) >= LEAST
    return (
        enough
        and isinstance(spec, Pictures)
        and pictures.dtype == torch.uint8
        and pictures.shape[1:] == spec.shape
    )


def _are_tokens(items: Tensor, spec: Tokens) -> bool:
    well_formed = items.dtype == torch.int64 and items.shape[1:] == spec.shape
    enough = items.dim() == 2 and len(items) >= LEAST
    return enough and well_formed and int(items.min()) >= 0 and int(items.max()) < len(spec.words)


def _labels_fit(rows: Rows, spec: Spec) -> bool:
    labels = rows.labels
    if labels is None:
        return not spec.classes
    well_formed = labels.dtype == torch.int64 and labels.shape == rows.items.shape[:1]
    return well_formed and int(labels.min()) >= 0 and int(labels.max()) < len(spec.classes)

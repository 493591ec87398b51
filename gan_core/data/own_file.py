"""The file of an own data set: its pictures, labels, sources and second domain, and their Spec.

Files of before there were sources hold items and labels alone, and are read as ever.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import torch
from torch import Tensor

from gan_core.data.base import Rows
from gan_core.data.prepared import LEAST, Prepared
from gan_core.data.spec import Pictures, Spec, read_spec, spec_document
from gan_core.errors import N_, UserError
from gan_core.files import container
from gan_core.files.atomic import writing


def write(path: Path, pictures: Prepared) -> None:
    """Write the file.

    Raises:
        UserError: the folder cannot be made.
        GanvasError: the disk is full.
    """
    rows = Rows(pictures.items, pictures.labels, pictures.sources, pictures.other)
    document = {
        "kind": "data",
        "spec": spec_document(_spec_of(rows, pictures.classes)),
        "layout": pictures.layout,
        "added": datetime.now(UTC).isoformat(timespec="seconds"),
        "skipped": len(pictures.skipped),
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
    raise UserError(N_("Its pictures do not fit its description."))


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
    enough = pictures.dim() == 4 and len(pictures) >= LEAST
    return (
        enough
        and isinstance(spec, Pictures)
        and pictures.dtype == torch.uint8
        and pictures.shape[1:] == spec.shape
    )


def _labels_fit(rows: Rows, spec: Spec) -> bool:
    labels = rows.labels
    if labels is None:
        return not spec.classes
    well_formed = labels.dtype == torch.int64 and labels.shape == rows.items.shape[:1]
    return well_formed and int(labels.min()) >= 0 and int(labels.max()) < len(spec.classes)

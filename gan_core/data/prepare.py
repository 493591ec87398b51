"""Pictures of any kind and size become small square ones of one size, laid out as they lie."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import PurePosixPath

import torch
from torch import Tensor

from gan_core.data.archive import File
from gan_core.data.decode import Budget, Unusable, squares
from gan_core.data.layouts import LAYOUTS, Layout, recognise, shared_depth
from gan_core.data.prepared import LEAST, Collection, Prepared, Skipped, no_pictures
from gan_core.data.spec import LABEL_LIMIT
from gan_core.data.twofold import as_domains, as_halves, as_pairs
from gan_core.errors import N_, Message, UserError, unknown

LABELS = 50
NOT_WIDE = N_("not twice as wide as high")


def prepare(
    files: Iterable[File],
    size: int,
    *,
    grey: bool = False,
    layout: Layout = "plain",
    report: Callable[[int], None] = lambda count: None,
) -> Prepared:
    """Decode, crop and shrink pictures; what cannot be used is skipped and listed.

    layout: "plain": subfolders become labels where there are at least two and every picture lies
    in one. "pairs", "unpaired": two folders (gan_core.data.layouts). "side_by_side": the right
    half of each picture is to be made from the left. "auto": which of them it is, is recognised.
    report: called with the number of files looked at.

    Raises:
        UserError: fewer than LEAST pictures or pairs can be used, the layout is not there or
            unknown, or decoding all would take too long.
    """
    if layout not in LAYOUTS:
        text = N_("There is no layout {name!r}. There are: {known}.{hint}")
        raise unknown(text, str(layout)[:40], LAYOUTS)
    pictures = _collect(files, size, grey, layout, report)
    if not pictures.paths and layout != "side_by_side":  # which says what is not wide
        raise no_pictures(pictures.files)
    notes: tuple[Message, ...] = ()
    if layout == "auto":
        layout, notes = recognise(pictures.paths, bool(pictures.halves))
    arranged = _ARRANGE[layout](pictures)
    return replace(arranged, notes=notes + arranged.notes)


def prepared_picture(
    content: bytes, size: int, *, grey: bool = False, alpha: bool = False
) -> Tensor:
    """Return one picture of any kind and size, cropped and shrunk: uint8 (C, size, size).

    alpha: with one channel more, 0 where it is transparent and 255 where it is not.

    Raises:
        UserError: it cannot be read, or is too large.
    """
    try:
        return squares(content, size, grey=grey, budget=Budget(), alpha=alpha).whole
    except Unusable as error:
        raise UserError(N_("This file cannot be used: {why}."), why=Message(str(error))) from None


def _collect(
    files: Iterable[File], size: int, grey: bool, layout: Layout, report: Callable[[int], None]
) -> Collection:
    """Return what the files hold, cut to squares as `layout` wants it."""
    pictures = Collection()
    budget, halves = Budget(), layout in ("side_by_side", "auto")
    for number, (path, content) in enumerate(files, 1):
        try:
            cut = squares(content, size, grey=grey, budget=budget, halves=halves)
            if cut.halves is None and layout == "side_by_side":
                raise Unusable(NOT_WIDE)
        except Unusable as error:
            pictures.skipped.append(Skipped(path, str(error)))
            continue
        finally:
            report(number)
        pictures.paths.append(path)
        pictures.shapes.append(cut.shape)
        if layout != "side_by_side":
            pictures.wholes.append(cut.whole)
        if cut.halves is not None:
            pictures.halves.append(cut.halves)
        elif halves:  # one is not wide, so they do not all lie side by side
            halves, pictures.halves = False, []
    return pictures


def _plain(pictures: Collection) -> Prepared:
    if len(pictures.paths) < LEAST:
        raise UserError(
            N_(
                "A data set needs at least {least} pictures; of {given} files {usable} can be used."
            ),
            least=LEAST,
            given=pictures.files,
            usable=len(pictures.paths),
        )
    labels, classes, why = _labels(pictures.paths)
    notes = () if why is None else (why,)
    return Prepared(torch.stack(pictures.wholes), labels, classes, tuple(pictures.skipped), notes)


_ARRANGE: dict[Layout, Callable[[Collection], Prepared]] = {
    "plain": _plain,
    "pairs": as_pairs,
    "side_by_side": as_halves,
    "unpaired": as_domains,
}


def _labels(paths: list[str]) -> tuple[Tensor | None, tuple[str, ...], Message | None]:
    """Return (labels, their names, why not): the first folder in which the paths differ."""
    shared = shared_depth(paths)
    below = [PurePosixPath(path).parts[:-1][shared : shared + 1] for path in paths]
    names = [_clean(parts[0]) for parts in below if parts]
    classes = tuple(sorted(set(names)))
    if len(classes) < 2:
        return None, (), None
    if len(names) < len(paths):
        return None, (), Message(N_("No labels: some pictures lie beside the subfolders."))
    if len(classes) > LABELS:
        text = N_("No labels: there are {count} subfolders, and at most {limit} can be labels.")
        return None, (), Message(text, {"count": len(classes), "limit": LABELS})
    return torch.tensor([classes.index(name) for name in names]), classes, None


def _clean(folder: str) -> str:
    plain = unicodedata.normalize("NFC", folder)
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in plain)
    return " ".join(visible.split())[:LABEL_LIMIT].strip() or "?"

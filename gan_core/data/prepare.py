"""Pictures of any kind and size become small square ones of one size, with labels from folders."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from gan_core.data.archive import File
from gan_core.data.spec import LABEL_LIMIT
from gan_core.errors import N_, Message, UserError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
PIXELS = 64_000_000
ALL_PIXELS = 10**10
"""Bounds on what is decoded: of one picture (a phone makes 12 to 50 million), and in all."""
LEAST = 16
LABELS = 50

UNREADABLE = N_("not a picture that can be read")
TOO_LARGE = N_("more than 64 million pixels")


@dataclass(frozen=True)
class Skipped:
    """A file that could not be used, and why."""

    path: str
    why: str


@dataclass(frozen=True)
class Prepared:
    """Pictures uint8 (N, C, size, size); labels int64 (N,) and their names, or None and ().

    no_labels: why there are none although there are subfolders.
    """

    items: Tensor
    labels: Tensor | None
    classes: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    no_labels: Message | None = None


def prepare(
    files: Iterable[File],
    size: int,
    *,
    grey: bool = False,
    report: Callable[[int], None] = lambda count: None,
) -> Prepared:
    """Decode, crop and shrink pictures; what is no picture is skipped and listed.

    Subfolders become labels where there are at least two and every picture lies in one.
    report: called with the number of files looked at.

    Raises:
        UserError: fewer than LEAST pictures can be used, or decoding all would take too long.
    """
    items: list[Tensor] = []
    paths: list[str] = []
    skipped: list[Skipped] = []
    budget = _Budget()
    for number, (path, content) in enumerate(files, 1):
        try:
            picture = _small(content, size, grey, budget)
        except _Unusable as error:
            skipped.append(Skipped(path, str(error)))
            continue
        finally:
            report(number)
        items.append(picture)
        paths.append(path)
    if len(items) < LEAST:
        raise _too_few(len(items), len(items) + len(skipped))
    labels, classes, why = _labels(paths)
    return Prepared(torch.stack(items), labels, classes, tuple(skipped), why)


def prepared_picture(
    content: bytes, size: int, *, grey: bool = False, alpha: bool = False
) -> Tensor:
    """Return one picture of any kind and size, cropped and shrunk: uint8 (C, size, size).

    alpha: with one channel more, 0 where it is transparent and 255 where it is not.

    Raises:
        UserError: it cannot be read, or is too large.
    """
    try:
        return _small(content, size, grey, _Budget(), alpha)
    except _Unusable as error:
        raise UserError(N_("This file cannot be used: {why}."), why=Message(str(error))) from None


def _too_few(usable: int, total: int) -> UserError:
    if not usable:
        return UserError(
            N_("None of the {given} files is a picture that can be read. These can: {known}."),
            given=total,
            known=", ".join(FORMATS),
        )
    return UserError(
        N_("A data set needs at least {least} pictures; of {given} files {usable} can be used."),
        least=LEAST,
        given=total,
        usable=usable,
    )


class _Unusable(Exception):
    """Why one file is skipped."""


class _Budget:
    """The pixels that may be decoded in all, those of pictures that turn out broken included."""

    def __init__(self) -> None:
        self.pixels = ALL_PIXELS

    def spend(self, pixels: int) -> None:
        """Take `pixels` off.

        Raises:
            UserError: so many are not left.
        """
        self.pixels -= pixels
        if self.pixels < 0:
            raise UserError(N_("These pictures are too large together. Shrink them, or use fewer."))


def _small(
    content: bytes | None, size: int, grey: bool, budget: _Budget, alpha: bool = False
) -> Tensor:
    """Return the picture, uint8 (C, size, size); what decoding costs is paid before it begins."""
    try:
        image = Image.open(io.BytesIO(content or b""), formats=FORMATS)
        if image.width * image.height > PIXELS:
            raise _Unusable(TOO_LARGE)
        # A JPEG can be decoded at a half, a quarter or an eighth: photographs load far sooner.
        image.draft(None, (4 * size, 4 * size))
        budget.spend(image.width * image.height)
        square = ImageOps.fit(_upright(image, grey, alpha), (size, size), Image.Resampling.LANCZOS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _Unusable(TOO_LARGE) from None
    except (_Unusable, UserError):
        raise
    except Exception:  # decoders of foreign bytes raise whatever they like
        raise _Unusable(UNREADABLE) from None
    array = np.array(square)
    return torch.from_numpy(array.reshape(size, size, -1)).permute(2, 0, 1).contiguous()


def _upright(image: Image.Image, grey: bool, alpha: bool) -> Image.Image:
    """Return the first frame turned as its camera says.

    Where it is transparent it is white, or with `alpha` says so.
    """
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I;16"):  # Pillow would clip 16 bits instead of scaling them
        turned = Image.fromarray((np.asarray(turned) >> 8).astype(np.uint8))
    if alpha:
        return turned.convert("RGBA").convert("LA" if grey else "RGBA")
    if turned.has_transparency_data:
        white = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(white, turned.convert("RGBA"))
    return turned.convert("L" if grey else "RGB")


def _labels(paths: list[str]) -> tuple[Tensor | None, tuple[str, ...], Message | None]:
    """Return (labels, their names, why not): the first folder in which the paths differ."""
    folders = [PurePosixPath(path).parts[:-1] for path in paths]
    shared = len(list(takewhile(lambda names: len(set(names)) == 1, zip(*folders, strict=False))))
    below = [parts[shared : shared + 1] for parts in folders]
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

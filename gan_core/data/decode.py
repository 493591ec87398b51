"""One picture of a stranger's file: bounded before it is decoded, upright, on white, cut square."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from gan_core.errors import N_, UserError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
PIXELS = 64_000_000
ALL_PIXELS = 10**10
"""Bounds on what is decoded: of one picture (a phone makes 12 to 50 million), and in all."""

UNREADABLE = N_("not a picture that can be read")
TOO_LARGE = N_("more than 64 million pixels")


class Unusable(Exception):
    """Why one file is skipped: a translatable text."""


class Budget:
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


@dataclass(frozen=True)
class Squares:
    """What is cut from one picture, each uint8 (C, size, size).

    whole: its middle. halves: those of its left and of its right half; None where these were not
    to be cut, or it is not twice as wide as high. shape: (width, height) of the upright picture.
    """

    whole: Tensor
    halves: tuple[Tensor, Tensor] | None
    shape: tuple[int, int]


def squares(
    content: bytes | None,
    size: int,
    *,
    grey: bool,
    budget: Budget,
    halves: bool = False,
    alpha: bool = False,
) -> Squares:
    """Return the squares of a picture; what decoding costs is paid before it begins.

    alpha: with one channel more, 0 where it is transparent, in the place of white there.

    Raises:
        Unusable: it cannot be read, or is too large.
        UserError: the budget is spent.
    """
    try:
        image = Image.open(io.BytesIO(content or b""), formats=FORMATS)
        shape = image.size
        if image.width * image.height > PIXELS:
            raise Unusable(TOO_LARGE)
        # A JPEG can be decoded at a half, a quarter or an eighth: photographs load far sooner.
        image.draft(None, (4 * size, 4 * size))
        budget.spend(image.width * image.height)
        turned = ImageOps.exif_transpose(image)
        if (turned.width > turned.height) != (image.width > image.height):
            shape = (shape[1], shape[0])
        plain = _plain(turned, grey, alpha)
        parts = _halves(plain, size) if halves and is_wide(shape) else None
        return Squares(_square(plain, size), parts, shape)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable(TOO_LARGE) from None
    except (Unusable, UserError):
        raise
    except Exception:  # decoders of foreign bytes raise whatever they like
        raise Unusable(UNREADABLE) from None


def is_wide(shape: tuple[int, int]) -> bool:
    """Return whether a picture of (width, height) is twice as wide as high, to the pixel."""
    width, height = shape
    return abs(width - 2 * height) <= 1 < width


def _plain(image: Image.Image, grey: bool, alpha: bool) -> Image.Image:
    """Return the first frame in 8 bits, grey or in colour, on white where it is transparent.

    With `alpha` it says in a further channel where it is.
    """
    if image.mode.startswith("I;16"):  # Pillow would clip 16 bits instead of scaling them
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if alpha:
        return image.convert("RGBA").convert("LA" if grey else "RGBA")
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return image.convert("L" if grey else "RGB")


def _halves(image: Image.Image, size: int) -> tuple[Tensor, Tensor]:
    half = image.width // 2
    left = image.crop((0, 0, half, image.height))
    right = image.crop((image.width - half, 0, image.width, image.height))
    return _square(left, size), _square(right, size)


def _square(image: Image.Image, size: int) -> Tensor:
    fitted = ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS)
    array = np.array(fitted)
    return torch.from_numpy(array.reshape(size, size, -1)).permute(2, 0, 1).contiguous()

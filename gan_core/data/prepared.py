"""What becomes of a user's files: the pictures read one by one, and the data set they make."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from gan_core.data.decode import FORMATS
from gan_core.data.layouts import Layout
from gan_core.errors import N_, Message, UserError

LEAST = 16
"""Pictures, or pairs, that a data set needs; of two domains each does."""


@dataclass(frozen=True)
class Skipped:
    """A file that could not be used, and why."""

    path: str
    why: str


@dataclass
class Collection:
    """Pictures in the order of their files, row by row, and the files that were skipped.

    wholes: uint8 (C, size, size). halves: left and right, each like it; empty where not all of
    `paths` have them. shapes: (width, height) as they came.
    """

    paths: list[str] = field(default_factory=list)
    wholes: list[Tensor] = field(default_factory=list)
    halves: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    shapes: list[tuple[int, int]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def files(self) -> int:
        """Return how many files were looked at."""
        return len(self.paths) + len(self.skipped)


@dataclass(frozen=True)
class Prepared:
    """Pictures uint8 (N, C, size, size); labels int64 (N,) and their names, or None and ().

    notes: what is to be said of how they were taken, such as why subfolders became no labels.
    sources: what each is made from, row by row; other: a second domain; both uint8 (., C', size,
    size). layout: how the files lay; never "auto".
    """

    items: Tensor
    labels: Tensor | None = None
    classes: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Message, ...] = ()
    sources: Tensor | None = None
    other: Tensor | None = None
    layout: Layout = "plain"


def no_pictures(files: int) -> UserError:
    """Return the error that none of `files` files is a picture."""
    return UserError(
        N_("None of the {given} files is a picture that can be read. These can: {known}."),
        given=files,
        known=", ".join(FORMATS),
    )

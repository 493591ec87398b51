"""What a picture is to be made from: one of our tasks for GANs that translate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from gan_core.data.regions import Meaning


@dataclass(frozen=True)
class Task:
    """A task's name, its texts and its sources' channels.

    tidy: makes a source that somebody drew, uint8 (C, S, S), one like those learned from.
    ink: whether one draws it with black strokes. meanings: or what its regions may mean.
    """

    name: str
    title: str
    about: str
    channels: int
    tidy: Callable[[Tensor], Tensor] = lambda picture: picture
    ink: bool = False
    meanings: tuple[Meaning, ...] = ()

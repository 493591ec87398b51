"""Samples of a trained model, drawn at once: as a file of numbers, or as people look at them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core import data
from gan_core.data.base import DataSet
from gan_core.data.melody import is_melody, midi_file, notes
from gan_core.data.spec import Pictures, Tokens
from gan_core.errors import N_, UserError
from gan_core.files.arrays import npy
from gan_core.model import Model
from gan_core.pictures import grid, png
from gan_core.questions import Question, question
from gan_core.rendering import Sheet, sheet, thumbnail, tiles
from gan_core.usage import refuse_count


@dataclass(frozen=True)
class Samples:
    """What `model` answered: `items` (n, *spec.shape) to `question`."""

    model: Model
    question: Question
    items: Tensor
    rows: int
    """Labels that came in turn; 0 where all items have the same one or none."""

    def npy(self) -> bytes:
        """Return the items as a .npy file: pictures float32 in [-1, 1], N C H W; tokens int64."""
        return npy(self.items)

    def midi(self) -> bytes:
        """Return melodies one after another as a Standard MIDI File.

        Raises:
            UserError: the items are no melodies.
        """
        spec = self.model.spec
        if not (isinstance(spec, Tokens) and is_melody(spec)):
            raise UserError(N_("This model makes no melodies."))
        return midi_file([notes(spec, one) for one in self.items])

    def thumbnail(self) -> bytes:
        """Return the first few items as a low PNG for a row of a table."""
        return thumbnail(self.model.spec, self.items, self.question, self.model.design.source)

    def sheet(self) -> Sheet:
        """Return the items for people: a square of pictures, one label a row; strips; or a text."""
        spec, source = self.model.spec, self.model.design.source
        if not isinstance(spec, Pictures) or source is not None:
            return sheet(spec, self.items, self.question, source)
        columns, order = layout(len(self.items), self.rows)
        pictures = tiles(spec, self.items)
        pictures = torch.cat([pictures, torch.zeros_like(pictures[:1])])[order]
        return Sheet("png", png(grid(pictures, columns)))


def draw_samples(
    model: Model,
    n: int,
    seed: int = 0,
    label: str | None = None,
    content: DataSet | None = None,
) -> Samples:
    """Return `n` samples of `model`, of the seeds `seed`, `seed` + 1, ...; see `question`.

    content: where sources come from if the model needs some; by default its own data set.

    Raises:
        UserError: n, seed or label is out of range, or there are no data to take sources from.
    """
    refuse_count(n)
    if content is None and model.design.source is not None:
        content = data_of(model)
    labels = model.design.labels(n, label)
    query = question(model.design, content, n, seed, labels)
    rows = len(model.classes) if label is None else 0
    return Samples(model, query, model.answer(query.request), rows)


def data_of(model: Model) -> DataSet:
    """Return the data set that the model was trained on; see `data.load_held_out`.

    Raises:
        UserError: its card names none, or it is not on this machine.
    """
    name = model.card.get("data")
    if not isinstance(name, str):
        raise UserError(N_("This model makes its items from sources, and its data set is missing."))
    content = data.load_held_out(name)
    return content.reversed() if model.backwards else content


def layout(n: int, classes: int) -> tuple[int, list[int]]:
    """Return (columns, order) of a sheet of `n` pictures; with classes in turn, one class a row.

    In the order, `n` stands for a blank at the end of a row that is shorter than the others.
    """
    if classes and n >= classes:
        columns = -(-n // classes)
        places = range(classes * columns)
        return columns, [min(i % columns * classes + i // columns, n) for i in places]
    return min(n, max(1, round(n**0.5))), list(range(n))

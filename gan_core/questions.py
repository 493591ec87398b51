"""What is asked where nobody chose: noise of a seed, labels in turn, sources nobody trained on."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.data.base import DataSet, Rows, partners
from gan_core.design import Design
from gan_core.errors import N_, UserError
from gan_core.rng import derive_seed
from gan_core.usage import Request, refuse_count, seeded_noise


@dataclass(frozen=True)
class Question:
    """A request, and where the data know it what would be right, (n, *shape)."""

    request: Request
    truth: Tensor | None = None

    def __len__(self) -> int:
        return len(self.request)

    def __getitem__(self, rows: slice) -> Question:
        return Question(self.request[rows], None if self.truth is None else self.truth[rows])


def question(
    design: Design,
    data: DataSet | None,
    n: int,
    seed: int = 0,
    labels: Tensor | None = None,
) -> Question:
    """Return the first `n` questions of `seed`: the noise of seeds `seed`, `seed` + 1, ...

    labels: (n,); where none are given the classes in turn. Sources are those of held-out items, in
    an order that the seed decides, and the truth is these items where the two belong together: in
    pairs, and in a second domain where the held-out part knows them (`partners`).

    Raises:
        UserError: n is out of range, or G needs sources and there are no data to take them from.
    """
    refuse_count(n)
    z = seeded_noise(n, design.latent, seed) if design.latent else None
    y = design.labels(n) if labels is None else labels
    if design.source is None:
        return Question(Request(z, y))
    if data is None:
        raise UserError(N_("This model makes its items from sources, and its data set is missing."))
    part = data.held_out or data.training
    unknown = design.recipe.other is not None and partners(data.spec, part) is None
    sources = part.other if unknown else part.items
    if sources is None or not len(sources):
        raise UserError(N_("{data} has nothing to make items from."), data=data.name)
    stream = torch.Generator().manual_seed(derive_seed(seed, "questions"))
    rows = torch.randperm(len(sources), generator=stream)[torch.arange(n) % len(sources)]
    if unknown:  # what would be right for these nobody knows
        return Question(Request(z, y, design.source.to_numbers(sources[rows])))
    src = sources_of(design, part, rows, seed)
    if src is None:
        raise UserError(N_("{data} has nothing to make items from."), data=data.name)
    return Question(Request(z, y, src), design.spec.to_numbers(part.items[rows]))


def most_questions(design: Design, data: DataSet) -> int | None:
    """Return how many different questions there are; None where noise makes any number of them."""
    if design.source is None or design.latent:
        return None
    part = data.held_out or data.training
    unknown = design.recipe.other is not None and partners(data.spec, part) is None
    sources = part.other if unknown else part.items
    return None if sources is None else len(sources)


def sources_of(design: Design, part: Rows, rows: Tensor, seed: int = 0) -> Tensor | None:
    """Return what the items `rows` are made from, in numbers; None where nobody knows.

    seed: decides what chance does where they are degraded.
    """
    if design.degradation is not None:
        stream = torch.Generator().manual_seed(derive_seed(seed, "degradation"))
        items: Tensor = design.spec.to_numbers(part.items[rows].cpu())
        return design.degradation(items, stream)
    pairs = part.sources if design.recipe.other is None else partners(design.spec, part)
    if pairs is None or design.source is None:
        return None
    return design.source.to_numbers(pairs[rows])


def knows_truth(design: Design, data: DataSet) -> bool:
    """Return whether `data` say what would be right of what a question asks for."""
    part = data.held_out or data.training
    paired = design.recipe.other is not None and partners(data.spec, part) is not None
    return design.recipe.has_truth or paired

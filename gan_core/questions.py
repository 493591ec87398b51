"""What is asked where nobody chose: noise of a seed, labels in turn, sources nobody trained on."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.data.base import DataSet, Rows
from gan_core.data.spec import Spec
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
    an order that the seed decides, and the truth is these items where the two belong together.

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
    sources = part.sources if design.recipe.source is not None else part.other
    if sources is None or not len(sources):
        raise UserError(N_("{data} has nothing to make items from."), data=data.name)
    stream = torch.Generator().manual_seed(derive_seed(seed, "questions"))
    rows = torch.randperm(len(sources), generator=stream)[torch.arange(n) % len(sources)]
    src = design.source.to_numbers(sources[rows])
    return Question(Request(z, y, src), _truth(design.spec, part, sources, rows))


def _truth(spec: Spec, part: Rows, sources: Tensor, rows: Tensor) -> Tensor | None:
    """Return the items that belong to the sources; of a second domain nobody knows them."""
    return spec.to_numbers(part.items[rows]) if sources is part.sources else None

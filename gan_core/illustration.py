"""Pictures of a caption by a model that draws what a text says: both stages, and what is near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.data.captions import tokenise, words_of
from gan_core.data.spec import Pictures, Tokens
from gan_core.errors import N_, UserError
from gan_core.model import Model


@dataclass(frozen=True)
class Illustration:
    """What a model draws for one caption, n times.

    pictures: (n, C, S, S) in [-1, 1]; sketches: the first stage's, smaller, None where there is
    one stage alone. unknown: words that it has never seen, which it passes over.
    """

    pictures: Tensor
    sketches: Tensor | None
    unknown: tuple[str, ...]


def illustrates(model: Model) -> bool:
    """Return whether a model draws pictures of texts."""
    return isinstance(model.spec, Pictures) and isinstance(model.design.source, Tokens)


def illustrate(model: Model, caption: str, n: int = 4, seed: int = 0) -> Illustration:
    """Return `n` pictures of `caption`, of the seeds from `seed` on.

    Raises:
        UserError: the model draws no texts, or the caption cannot be read; see
            `captions.tokenise`.
    """
    if not illustrates(model):
        raise UserError(N_("This model does not draw what a text says."))
    row, unknown = tokenise(caption, cast(Tokens, model.design.source))
    request = model.ask(n, seed, sources=row.expand(n, -1)).to(model.device)
    fakes = model.make(request)
    sketch = fakes.of.get("sketch")
    return Illustration(fakes.x.cpu(), None if sketch is None else sketch.cpu(), unknown)


def remembered(data: DataSet, caption: str) -> bool:
    """Return whether these words stand together in a caption that was trained on, in any order."""
    own = set(words_of(caption))
    spec = data.spec.source
    assert isinstance(spec, Tokens) and data.sources is not None
    return any(own <= set(words_of(spec.text(row))) for row in data.sources)


def nearest(data: DataSet, pictures: Tensor) -> Tensor:
    """Return the row of the training picture nearest to each of `pictures`, by pixels, (n,)."""
    real = data.spec.to_numbers(data.items).flatten(1)
    return torch.cdist(pictures.flatten(1), real).argmin(1)

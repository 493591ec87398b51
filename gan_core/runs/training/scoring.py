"""Scores of a run while it trains: read from the running game, which they do not touch."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.data.views import to_range
from gan_core.errors import N_
from gan_core.game import Game, evaluating
from gan_core.losses.adversarial import verdict
from gan_core.metrics.copying import copying
from gan_core.metrics.reference import EXTRACTORS
from gan_core.metrics.score import score_pictures
from gan_core.model import Model
from gan_core.rng import derive_seed

SAMPLES = 1000
FEW = 256
"""Of how many samples the scores are that compare with the data itself."""
SEED = 1_000_000
OVERFITTING = N_("D's overfitting")
NEAREST = N_("distance to training (ratio)")

Values = dict[str, float | list[float]]


def scores_now(game: Game, model: Model, data: DataSet) -> Values:
    """Return {score: value} of 1,000 samples of the running `model`, always from the same latents.

    The quick scores where the data set has a classifier; where it has a held-out part also how
    near fakes lie to the training pictures, and how much D overfits.
    """
    labels = model.labels(SAMPLES)
    device = data.items.device
    asked = None if labels is None else labels.to(device)
    pictures = model.generate(model.draw(SAMPLES, SEED).to(device), asked)
    values: Values = {}
    if data.name in EXTRACTORS:
        given = labels if model.classes == data.spec.classes else None
        rows = score_pictures(pictures.cpu(), data.name, given, data=data)
        values = {row.name: row.value for row in rows}
    if data.held_out is not None and "D" in game.players:
        values[NEAREST] = copying(pictures[:FEW].cpu(), data.to("cpu"), held_limit=FEW).ratio
        made = pictures[:FEW], None if asked is None else asked[:FEW]
        values[OVERFITTING] = overfitting(game, data, *made)
    return values


def overfitting(game: Game, data: DataSet, fakes: Tensor, labels: Tensor | None) -> float:
    """Return (E[D(train)] - E[D(held out)]) / (E[D(train)] - E[D(fake)]), from logits.

    Karras et al. 2020 (arXiv 2006.06676), equation 1, r_v: 0 where D treats pictures that it never
    saw as it treats those that it trains on, 1 where they look like fakes to it.
    """
    d = game.net("D")
    stream = torch.Generator().manual_seed(derive_seed(0, "overfitting"))
    rows = torch.randperm(len(data), generator=stream)[:FEW]
    held = torch.randperm(_length(data.held_out), generator=stream)[:FEW]
    with evaluating(d):
        seen = _mean(d, data, data.items, data.labels, rows)
        unseen = _mean(d, data, data.held_out, data.held_out_labels, held)
        kept = len(fakes) - len(fakes) % _group(d)
        made = float(
            verdict(d(fakes[:kept], None if labels is None else labels[:kept])).logit.mean()
        )
    return (seen - unseen) / max(seen - made, 1e-6) if seen > made else 0.0


def _mean(d: Any, data: DataSet, items: Any, labels: Any, rows: Tensor) -> float:
    """Return D's mean logit on some real pictures."""
    rows = rows[: len(rows) - len(rows) % _group(d)]
    device = data.items.device
    x = to_range(items[rows.to(items.device)].to(device), data.spec)
    cond = None if labels is None else labels[rows.to(labels.device)].to(device)
    return float(verdict(d(x, cond)).logit.mean())


def _group(d: Any) -> int:
    return int(getattr(d, "group", 1))


def _length(items: Tensor | None) -> int:
    return 0 if items is None else len(items)

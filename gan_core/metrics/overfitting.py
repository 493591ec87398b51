"""How much D has learnt its training data by heart, by how it judges items that it never saw."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.data.base import DataSet, Rows
from gan_core.errors import N_
from gan_core.metrics.measure import Measure
from gan_core.metrics.result import Score
from gan_core.metrics.subject import HELD_OUT, ITEMS, ITS_D, Subject
from gan_core.model import Model
from gan_core.questions import sources_of
from gan_core.rng import derive_seed
from gan_core.usage import Request

FEW = 256
"""Of how many items of each kind D is asked."""
_OVERFITTING = N_("D's overfitting")


def overfitting(model: Model, data: DataSet, fakes: Tensor, request: Request) -> float:
    """Return (E[D(train)] - E[D(held out)]) / (E[D(train)] - E[D(fake)]), from logits.

    Karras et al. 2020 (arXiv 2006.06676), equation 1, r_v: 0 where D treats items that it never
    saw as it treats those that it trains on, 1 where they look like fakes to it. data: what the
    model was trained on, with a held-out part; fakes: its answers to `request`.
    """
    assert data.held_out is not None  # the measure needs it
    pack = model.pack
    stream = torch.Generator().manual_seed(derive_seed(0, "overfitting"))

    def mean_logit(items: Tensor, request: Request) -> float:
        return float(model.judge(items.to(model.device), request.to(model.device)).logit.mean())

    def on_real(rows: Rows) -> float:
        few = torch.randperm(len(rows), generator=stream)[:FEW]
        few = few[: len(few) - len(few) % pack].to(rows.items.device)
        return mean_logit(model.spec.to_numbers(rows.items[few]), _request(model, rows, few))

    on_training, on_held_out = on_real(data.training), on_real(data.held_out)
    whole_packs = slice(0, len(fakes) - len(fakes) % pack)
    on_fakes = mean_logit(fakes[whole_packs], request[whole_packs])
    return (
        (on_training - on_held_out) / max(on_training - on_fakes, 1e-6)
        if on_training > on_fakes
        else 0.0
    )


def _request(model: Model, rows: Rows, few: Tensor) -> Request:
    """Return what D is told of real items: their labels and sources, where it wants these."""
    labels = rows.labels[few] if model.classes and rows.labels is not None else None
    sources = sources_of(model.design, rows, few)
    noise = torch.zeros(len(few), 0) if labels is None and sources is None else None
    return Request(noise, labels, sources)


def _score(subject: Subject) -> Score:
    few = subject.first(FEW)
    assert few.model is not None and few.request is not None  # the measure needs them
    value = overfitting(few.model, few.data, few.items, few.request)
    return Score("overfitting", _OVERFITTING, value, len(few.items), 0.0, "D")


D_MEASURES: tuple[Measure, ...] = (
    Measure(
        "overfitting",
        _OVERFITTING,
        (ITEMS, HELD_OUT, ITS_D),
        _score,
        scale="share",
        better="lower",
        few=FEW,
    ),
)

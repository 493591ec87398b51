"""What the page "What D sees" shows of a model: real pictures, fakes, verdicts, gradients."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from gan_core import data
from gan_core.data.views import to_range
from gan_core.errors import UserError
from gan_core.game import Batch
from gan_core.inspection.gradient import (
    GLoss,
    GradientField,
    Path,
    critic_of,
    follow,
    judge,
    own_loss,
    pack_of,
    reaching,
)
from gan_core.losses.adversarial import Verdict
from gan_core.losses.objectives import OBJECTIVES
from gan_core.model import Model
from gan_core.rng import derive_seed
from ui.models.picker import model_key

COUNT = 8
STEPS = 40
OWN = "own"


@dataclass(frozen=True)
class Asked:
    """What to look at: the first seed, a label ("" for all in turn), G's loss, the real data."""

    seed: int
    label: str
    objective: str
    with_classes: bool
    data_name: str


@dataclass(frozen=True)
class Look:
    """What D says of real pictures (None where there are none here) and of fakes, and its pull."""

    y: Tensor | None
    real: Batch | None
    on_real: Verdict | None
    on_fake: Verdict
    chosen: GradientField
    own: GradientField


def loss_of(model: Model, asked: Asked) -> GLoss:
    """Return the loss that was asked for."""
    own = own_loss(model)
    objective = OBJECTIVES.get(asked.objective, own.objective)
    return GLoss(objective, own.class_weight if asked.with_classes else 0.0)


def count_of(model: Model) -> int:
    """Return how many fakes are shown: whole packs where D judges packs."""
    pack = pack_of(critic_of(model))
    return max(pack, COUNT // pack * pack)


def real_source(model: Model) -> str:
    """Return the model's data set if it is here, else one of the same kind that is, else ""."""
    name = str(model.card.get("data", ""))
    alike = [entry.name for entry in data.DATA_SETS.values() if entry.spec == model.spec]
    return next((known for known in [name, *alike] if data.is_here(known)), "")


def looked(model: Model, asked: Asked) -> Look:
    """Return what there is to see, from memory if it was asked before.

    Raises:
        UserError: the model has no D, or the objective needs real pictures and there are none.
    """
    return _looked(model_key(model), asked, model)


def followed(model: Model, asked: Asked, size: float) -> Path:
    """Return what the fakes become in steps of `size` along the gradient."""
    return _followed(model_key(model), asked, size, model)


@st.cache_data(max_entries=64, show_spinner=False)
def _looked(key: str, asked: Asked, _model: Model) -> Look:
    critic, count = critic_of(_model), count_of(_model)
    y = _model.labels(count, asked.label or None)
    real = _real(asked, count, y)
    z = _model.draw(count, asked.seed)
    chosen = reaching(_model, z, y, loss=loss_of(_model, asked), real=real)
    return Look(
        y,
        real,
        None if real is None else judge(critic, real.x, real.y),
        judge(critic, chosen.fakes, y),
        chosen,
        _own(_model, z, y, asked, real) or chosen,
    )


def _own(
    model: Model, z: Tensor, y: Tensor | None, asked: Asked, real: Batch | None
) -> GradientField | None:
    """Return the field of the model's own objective; None where it cannot be had."""
    own = GLoss(own_loss(model).objective, loss_of(model, asked).class_weight)
    try:
        return reaching(model, z, y, loss=own, real=real)
    except UserError:
        return None  # it pairs, and there are no real pictures here


@st.cache_data(max_entries=16, show_spinner=False)
def _followed(key: str, asked: Asked, size: float, _model: Model) -> Path:
    look = looked(_model, asked)
    return follow(
        critic_of(_model),
        look.chosen.fakes,
        loss_of(_model, asked),
        steps=STEPS,
        size=size,
        y=look.y,
        real=look.real,
        bounds=_model.spec.range,
    )


def _real(asked: Asked, count: int, y: Tensor | None) -> Batch | None:
    """Return `count` real pictures, of the fakes' labels where they have some."""
    if not asked.data_name:
        return None
    content = data.load(asked.data_name)
    stream = torch.Generator().manual_seed(derive_seed(asked.seed, "real"))
    rows = torch.randint(len(content), (count,), generator=stream)
    labels = content.labels
    if labels is not None and y is not None:
        for i, label in enumerate(y):
            of_label = (labels == label).nonzero().flatten()
            if len(of_label):
                rows[i] = of_label[int(rows[i]) % len(of_label)]
    told = None if labels is None or y is None else labels[rows]
    return Batch(to_range(content.items[rows], content.spec), told)

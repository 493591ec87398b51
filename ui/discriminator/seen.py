"""What the page "What D sees" shows of a model: real pictures, fakes, verdicts, gradients."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st
import torch
from torch import Tensor

from gan_core import data
from gan_core.answers import Verdict, pack_of
from gan_core.data.base import Batch, DataSet
from gan_core.errors import UserError
from gan_core.inspection.gradient import (
    GLoss,
    GradientField,
    NotThroughVerdict,
    Path,
    field_at,
    follow,
)
from gan_core.losses.objectives import OBJECTIVES
from gan_core.model import Model
from gan_core.questions import Question
from gan_core.questions import question as ask
from gan_core.rng import derive_seed
from gan_core.usage import Request
from ui.models.picker import model_key

COUNT = 8
STEPS = 40
OWN = "own"


@dataclass(frozen=True)
class Choices:
    """What to look at: the first seed, a label ("" for all in turn), G's loss, the real data.

    objective: a name of OBJECTIVES, or OWN for what the model's G was trained on.
    """

    seed: int
    label: str
    objective: str
    data_name: str


@dataclass(frozen=True)
class Look:
    """What D says of real items (None where there are none here) and of fakes, and its pull.

    request: what the fakes were made for. own: the pull of the model's own loss, where it has one
    that can be had here.
    """

    request: Request
    real: Batch | None
    on_real: Verdict | None
    on_fake: Verdict
    chosen: GradientField
    own: GradientField | None

    @property
    def y(self) -> Tensor | None:
        """Return the fakes' labels, where they have some."""
        return self.request.y


def loss_of(choices: Choices) -> GLoss | None:
    """Return the loss that was asked for; None for the model's own."""
    objective = OBJECTIVES.get(choices.objective)
    return None if objective is None else GLoss(objective)


def has_own(model: Model) -> bool:
    """Return whether the model's own loss goes through D's verdict, so that it can be shown."""
    return _has_own(model_key(model), model)


@st.cache_data(max_entries=64, show_spinner=False)
def _has_own(key: str, _model: Model) -> bool:
    count = pack_of(_model.critic())
    request = _model.ask(count, sources=_model.design.blank_sources(count))
    fakes = _model.answer(request)
    try:
        field_at(_model, fakes, request, real=Batch(fakes, request.y, request.src))
    except NotThroughVerdict:
        return False
    return True


def count_of(model: Model) -> int:
    """Return how many fakes are shown: whole packs where D judges packs."""
    pack = pack_of(model.critic())
    return max(pack, COUNT // pack * pack)


def real_source(model: Model) -> str:
    """Return the model's data set if it is here, else one of the same kind that is, else ""."""
    name = str(model.card.get("data", ""))
    alike = [entry.name for entry in data.DATA_SETS.values() if entry.spec == model.spec]
    return next((known for known in [name, *alike] if data.is_here(known)), "")


def looked(model: Model, choices: Choices) -> Look:
    """Return what there is to see, from memory if it was asked before.

    Raises:
        UserError: the model has no D, or the loss needs real pictures and there are none.
    """
    return _looked(model_key(model), choices, model)


def followed(model: Model, choices: Choices, size: float) -> Path:
    """Return what the fakes become in steps of `size` along the gradient."""
    return _followed(model_key(model), choices, size, model)


@st.cache_data(max_entries=64, show_spinner=False)
def _looked(key: str, choices: Choices, _model: Model) -> Look:
    count = count_of(_model)
    labels = _model.design.labels(count, choices.label or None)
    content = data.load(choices.data_name) if choices.data_name else None
    question = ask(_model.design, content, count, choices.seed, labels)
    request = question.request
    real = _real(content, choices, question)
    fakes = _model.answer(request)
    chosen = field_at(_model, fakes, request, loss=loss_of(choices), real=real)
    on_real = None
    if real is not None:
        told = replace(request, y=real.y) if request.y is not None else request
        on_real = _model.judge(real.x, told)
    return Look(
        request,
        real,
        on_real,
        _model.judge(fakes, request),
        chosen,
        _own(_model, fakes, request, real),
    )


def _own(model: Model, fakes: Tensor, request: Request, real: Batch | None) -> GradientField | None:
    """Return the field of the model's own loss; None where it cannot be had."""
    try:
        return field_at(model, fakes, request, real=real)
    except UserError:
        return None  # it pairs, and there are no real pictures here; or it looks at no verdict


@st.cache_data(max_entries=16, show_spinner=False)
def _followed(key: str, choices: Choices, size: float, _model: Model) -> Path:
    look, loss = looked(_model, choices), loss_of(choices)

    def field(items: Tensor) -> GradientField:
        return field_at(_model, items, look.request, loss=loss, real=look.real)

    return follow(field, look.chosen.fakes, steps=STEPS, size=size)


def _real(content: DataSet | None, choices: Choices, question: Question) -> Batch | None:
    """Return as many real items: what would have been right, else ones of the fakes' labels."""
    request, y = question.request, question.request.y
    if content is None:
        return None
    if question.truth is not None:
        return Batch(question.truth, y, request.src)
    stream = torch.Generator().manual_seed(derive_seed(choices.seed, "real"))
    rows = torch.randint(len(content), (len(question),), generator=stream)
    labels = content.labels
    if labels is not None and y is not None:
        for i, label in enumerate(y):
            of_label = (labels == label).nonzero().flatten()
            if len(of_label):
                rows[i] = of_label[int(rows[i]) % len(of_label)]
    told = None if labels is None or y is None else labels[rows]
    return Batch(content.spec.to_numbers(content.items[rows]), told, request.src)

"""What the page "What D sees" shows of a model: real pictures, fakes, verdicts, gradients."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st
import torch
from torch import Tensor

from gan_core import data
from gan_core.answers import Fakes, Verdict
from gan_core.data.base import Batch, DataSet
from gan_core.errors import UserError
from gan_core.inspection.following import Path, follow
from gan_core.inspection.g_loss import NotThroughVerdict, request_of_real
from gan_core.inspection.gradient import GradientField, field_at, reaching
from gan_core.losses.objectives import OBJECTIVES, Adversarial
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

    @property
    def adversarial(self) -> Adversarial | None:
        """Return the objective; None for the model's own loss."""
        return OBJECTIVES.get(self.objective)


@dataclass(frozen=True)
class Look:
    """What D says of real items (None where there are none here) and of fakes, and its pull.

    request: what the fakes were made for. fakes: with what they were made from. own: the pull of
    the model's own loss, where it has one that can be had here.
    """

    request: Request
    fakes: Fakes
    real: Batch | None
    on_real: Verdict | None
    on_fake: Verdict
    gradient: GradientField
    own: GradientField | None

    @property
    def y(self) -> Tensor | None:
        """Return the fakes' labels, where they have some."""
        return self.request.y


def own_terms(model: Model) -> tuple[str, ...]:
    """Return the names of the terms of the model's own loss; none where it cannot be shown."""
    return _own_terms(model_key(model), model)


@st.cache_data(max_entries=64, show_spinner=False)
def _own_terms(key: str, _model: Model) -> tuple[str, ...]:
    count = _model.pack
    request = _model.ask(count, sources=_model.design.blank_sources(count))
    some = Batch(_model.answer(request), request.y, request.src)  # any items do: for the names
    try:
        return tuple(reaching(_model, request, real=some).terms)
    except NotThroughVerdict:
        return ()


def count_of(model: Model) -> int:
    """Return how many fakes are shown: whole packs where D judges packs."""
    pack = model.pack
    return max(pack, COUNT // pack * pack)


def data_name_of(model: Model) -> str:
    """Return the model's data set if it is here, else one of the same kind that is, else ""."""
    name = str(model.card.get("data", ""))
    alike = [entry.name for entry in data.DATA_SETS.values() if entry.spec == model.spec]
    return next((candidate for candidate in [name, *alike] if data.is_here(candidate)), "")


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
    # Beside fakes made of sources stands what would have been right: held-out items alone.
    load = data.load_held_out if _model.recipe.has_truth else data.load
    content = load(choices.data_name) if choices.data_name else None
    question = ask(_model.design, content, count, choices.seed, labels)
    request = question.request
    real = _real(content, choices, question)
    fakes = _model.make(request)
    gradient = field_at(_model, fakes, request, objective=choices.adversarial, real=real)
    on_real = None if real is None else _model.judge(real.x, request_of_real(request, real))
    return Look(
        request,
        fakes,
        real,
        on_real,
        _model.judge(fakes.x, request),
        gradient,
        _own(_model, fakes, request, real),
    )


def _own(model: Model, fakes: Fakes, request: Request, real: Batch | None) -> GradientField | None:
    """Return the field of the model's own loss; None where it cannot be had."""
    try:
        return field_at(model, fakes, request, real=real)
    except UserError:
        return None  # it pairs, and there are no real pictures here; or it looks at no verdict


@st.cache_data(max_entries=16, show_spinner=False)
def _followed(key: str, choices: Choices, size: float, _model: Model) -> Path:
    look = looked(_model, choices)

    def field(items: Tensor) -> GradientField:
        fakes = replace(look.fakes, x=items)
        return field_at(_model, fakes, look.request, objective=choices.adversarial, real=look.real)

    return follow(field, look.gradient.fakes, steps=STEPS, size=size)


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
    y_real = None if labels is None or y is None else labels[rows]
    return Batch(content.spec.to_numbers(content.items[rows]), y_real, request.src)

"""Where experiments meet the data sets' names and the scores: nothing else here knows of either."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from torch import Tensor

from benchmarks.reproduce.experiment import NotThere, Numbers, Settings
from gan_core import data
from gan_core.data.base import DataSet
from gan_core.errors import UserError
from gan_core.model import Model
from gan_core.recipe import Recipe


def load(name: str) -> DataSet:
    """Return the data set `name`.

    Raises:
        NotThere: it is not on this machine.
    """
    try:
        return data.load(name)
    except UserError as why:
        raise NotThere(str(why)) from why


def preset(recipe: Recipe, name: str, **changes: Any) -> Settings:
    """Return every setting of a recipe's preset with `changes`, as JSON has it."""
    settings: BaseModel = recipe.preset(name, changes)
    return settings.model_dump(mode="json")


def stacked_modes(pictures: Tensor) -> tuple[int, float]:
    """Return (modes of 1,000, KL to uniform in nats) of stacked digits (N, 3, 28, 28) in [-1, 1].

    Raises:
        NotThere: the scores are not in this version.
    """
    try:
        from gan_core.metrics.reference import reference
        from gan_core.metrics.stacked import modes_and_kl, read_numbers
    except ImportError as why:
        raise NotThere(str(why)) from why
    return modes_and_kl(read_numbers(reference("stacked_mnist").net, pictures))


def picture_scores(model: Model, content: DataSet, n: int) -> Numbers:
    """Return FD, its floor, the confident share and, of a conditional G, how often it obeys.

    Raises:
        NotThere: there is no shipped classifier for these data.
    """
    keys = ["fd", "confident", *(["intended"] if model.classes else [])]
    return scores_of(model, content, n, keys)


def translation_scores(model: Model, content: DataSet, n: int) -> Numbers:
    """Return the PSNR of what is made of held-out sources, and that of another's truth.

    Raises:
        NotThere: nobody knows what would be right.
    """
    return scores_of(model, content, n, ["psnr"])


def sequence_scores(model: Model, content: DataSet, n: int) -> Numbers:
    """Return how surprised the model is by held-out sequences, and how likely its own are.

    Raises:
        NotThere: nobody knows how likely its own are.
    """
    return scores_of(model, content, n, ["nll", "nll_oracle"])


def scores_of(model: Model, content: DataSet, n: int, keys: list[str]) -> Numbers:
    """Return the scores `keys` of `n` answers, and under "KEY_floor" the floors that there are.

    Raises:
        NotThere: one of them cannot be taken of these data.
    """
    try:
        from gan_core.metrics.score import score_model

        scores = score_model(model, content, n, which=keys)
    except (ImportError, TypeError, UserError) as why:
        raise NotThere(str(why)) from why
    numbers = {key: _number(score.value) for key, score in zip(keys, scores, strict=True)}
    floors = {
        f"{key}_floor": _number(score.floor)
        for key, score in zip(keys, scores, strict=True)
        if score.floor is not None
    }
    return numbers | floors


def diversity(model: Model, content: DataSet, n: int) -> float:
    """Return the spread within classes over that of real pictures, of `n` samples.

    Raises:
        NotThere: there is no shipped classifier for these data.
    """
    try:
        from gan_core.metrics.score import score_model

        (score,) = score_model(model, content, n, which=["diversity"])
    except (ImportError, TypeError, UserError) as why:
        raise NotThere(str(why)) from why
    return _number(score.value)


def _number(value: float | list[float]) -> float:
    assert not isinstance(value, list)  # of these scores none is a histogram
    return float(value)


def probes(model: Model, content: DataSet) -> Numbers:
    """Return accuracies of linear probes at 10, 50, 100 labels: D's, an untrained D's, pixels.

    Empty where the checkpoint holds no D (a shipped file may hold G alone).
    """
    try:
        from gan_core.inspection.probe import probe_model
    except ImportError as why:
        raise NotThere(str(why)) from why
    if not model.judges:
        return {}
    return {
        f"probe/{probe.what}/{probe.per_class}": probe.mean for probe in probe_model(model, content)
    }

"""Conditional accuracy: how often the shipped models make the class that they are asked for."""

from __future__ import annotations

from benchmarks.reproduce import adapters
from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    NotThere,
    Numbers,
    Row,
    Settings,
)
from benchmarks.reproduce.recipes import OBEDIENT, N
from gan_core.files.places import shipped_root
from gan_core.runs.library.models import open_model

SHIPPED = {"cgan-digits": "cgan", "cdcgan-digits": "cdcgan"}


def run(settings: Settings, seed: int) -> Numbers:
    """Score a shipped model.

    Raises:
        NotThere: it is not shipped, or its data set is not here.
    """
    file = shipped_root() / f"{settings['model']}.safetensors"
    if not file.exists():
        raise NotThere(f"{file.name} is not here")
    model = open_model(file)
    effort = {"steps": float(model.step), "minutes": float(model.card.get("seconds", 0)) / 60}
    return effort | adapters.picture_scores(model, adapters.load("mnist_full"), N)


def obedient(means: Means) -> bool | None:
    """Whether each makes what it is asked for at least 95 times of 100."""
    if set(means) != set(SHIPPED):
        return None
    return all(numbers["intended"] >= OBEDIENT for numbers in means.values())


EXPERIMENT = Experiment(
    name="obedient",
    title="Conditional accuracy",
    protocol=(
        f"The shipped conditional models, {N:,} samples of labels in turn; as asked: read by the "
        "shipped digit classifier (99.36 % of the test digits) as the label that G was given. "
        "Trained longer than the rows above: at 4 minutes cgan is below 95 %."
    ),
    columns=(
        Column("minutes", "wall minutes", ".1f"),
        Column("steps", "steps", ",.0f"),
        Column("intended", "as asked %", ".1f", 100),
        Column("fd", "FD", ".1f"),
        Column("fd_floor", "floor", ".1f"),
    ),
    published=(),
    configs=tuple(
        Config(model, {"model": model}, (Row(f"{recipe}, MNIST"),))
        for model, recipe in SHIPPED.items()
    ),
    run=run,
    goals=(Goal("both obey: at least 95 % read as asked for", obedient),),
    seeds=1,
)

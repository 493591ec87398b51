"""Every recipe at equal time: models that were trained elsewhere, scored alike."""

from __future__ import annotations

import os
from pathlib import Path

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
from gan_core.files import container
from gan_core.files.places import shipped_root
from gan_core.model import Model
from gan_core.recipes import RECIPES
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.library.models import open_model

MODELS = "GANVAS_MODELS"
"""Environment variable: a folder of run folders or checkpoints; else the shipped ones are taken."""

N = 5000
DATA = {"mnist_full": "MNIST", "fashion_mnist": "Fashion-MNIST"}
CONDITIONAL = ("cgan", "cdcgan")
OBEDIENT = 0.95


def run(settings: Settings, seed: int) -> Numbers:
    """Score the model of a recipe on a data set: FD, confident share, obedience, probes of D.

    seed: which of the models there are, in the order of their own seeds.

    Raises:
        NotThere: there is no such model; the text says how to train it.
    """
    models = models_of(settings)
    if seed >= len(models):
        raise NotThere(
            f"no model in {models_root()}; made there by: python -m gan_core train "
            f"{settings['recipe']} --data {settings['data']} --preset {settings['preset']} "
            f"--threads 1 --seed {seed} --minutes T --out FOLDER"
        )
    model, content = models[seed], adapters.load(settings["data"])
    effort = {"steps": float(model.step), "minutes": float(model.card.get("seconds", 0)) / 60}
    return effort | adapters.picture_scores(model, content, N) | adapters.probes(model, content)


def models_root() -> Path:
    """Return the folder of trained models: GANVAS_MODELS, else the shipped ones."""
    return Path(os.environ.get(MODELS) or shipped_root())


def models_of(settings: Settings) -> list[Model]:
    """Return the models whose recipe, settings and data are these, by seed."""
    settings_of_preset = RECIPES[settings["recipe"]].preset(settings["preset"])
    models = [
        model
        for model in candidates(models_root(), settings["recipe"], settings["data"])
        if model.settings == settings_of_preset
    ]
    return sorted(models, key=lambda model: int(model.card.get("seed", 0)))


def candidates(root: Path, recipe: str, content: str) -> list[Model]:
    """Return the models below `root` of that recipe and data set, whatever their settings."""
    files = [*root.glob("*.safetensors")]
    for folder in root.glob("*/checkpoints"):
        newest = Checkpoints(folder).newest("resume")
        files += [newest] if newest is not None else []
    models = []
    for file in files:
        card = container.read_document(file)
        if (card.get("recipe"), card.get("data")) == (recipe, content):
            models.append(open_model(file))
    return models


def obedient(means: Means) -> bool | None:
    """Whether cgan and cdcgan make the digit that they are asked for at least 95 times of 100.

    On MNIST: Fashion-MNIST's classifier reads only 92.06 % of the real pictures as labelled.
    """
    names = [f"{recipe}-mnist_full" for recipe in CONDITIONAL]
    results = [means[name] for name in names if name in means]
    if len(results) < len(names):
        return None
    return all(numbers["intended"] >= OBEDIENT for numbers in results)


def d_knows_more_than_chance(means: Means) -> bool | None:
    """Whether at 10 labels D's features beat both pixels and an untrained D, DCGAN on MNIST."""
    numbers = means.get("dcgan-mnist_full", {})
    keys = [f"probe/{what}/10" for what in ("d", "pixels", "untrained")]
    if not set(keys) <= set(numbers):
        return None
    return numbers[keys[0]] > max(numbers[key] for key in keys[1:])


def probe_columns() -> tuple[Column, ...]:
    """Return one column for each kind of features and number of labels."""
    names = {"d": "D", "untrained": "untrained D", "pixels": "pixels"}
    return tuple(
        Column(f"probe/{what}/{count}", f"{name}, {count} a class, %", ".1f", 100)
        for count in (10, 50, 100)
        for what, name in names.items()
    )


EXPERIMENT = Experiment(
    name="recipes",
    title="Every recipe at equal time",
    protocol=(
        f"The `fast` preset of every recipe, {N:,} samples, the shipped classifiers of MNIST and "
        "Fashion-MNIST. FD is ours and is no FID. "
        "`python -m benchmarks.training.equal_time` trains all recipes on one thread for the same "
        "processor time (here 4 minutes each); wall minutes are longer and unequal, since the "
        f"machine did other work as well. The models are those in the folder `{MODELS}`, else the "
        "shipped ones. The probes are linear classifiers with "
        "10, 50 and 100 labels a class on D's max-pooled features (Radford et al. 2016, arXiv "
        "1511.06434, section 5.1, there on CIFAR-10: 82.8 %)."
    ),
    columns=(
        Column("minutes", "wall minutes", ".1f"),
        Column("steps", "steps", ",.0f"),
        Column("fd", "FD", ".1f"),
        Column("fd_floor", "floor", ".1f"),
        Column("confident", "confident %", ".1f", 100),
        Column("intended", "as asked %", ".1f", 100),
        *probe_columns(),
    ),
    published=(),
    configs=tuple(
        Config(
            f"{name}-{content}",
            {"recipe": name, "data": content, "preset": "fast"},
            (Row(f"{name}, {title}"),),
        )
        for content, title in DATA.items()
        for name, recipe in RECIPES.items()
        if "fast" in recipe.presets and recipe.has_latent_space
    ),
    run=run,
    goals=(
        Goal("cgan and cdcgan obey on MNIST in this time: 95 % read as asked for", obedient),
        Goal("D's features beat pixels and an untrained D at 10 labels", d_knows_more_than_chance),
    ),
    seeds=1,
)

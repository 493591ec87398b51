"""Every experiment, in the order of the document."""

from __future__ import annotations

from benchmarks.reproduce import (
    augmentation,
    cleaning,
    dirac,
    filling,
    grid,
    losses_of_pix2pix,
    obedient,
    oracle,
    phenomena_collapse,
    phenomena_ema,
    phenomena_gradient,
    phenomena_rates,
    phenomena_wasserstein,
    presets,
    recipes,
    ring,
    stacked,
    style_mixing,
    super_resolution,
    whole,
)
from benchmarks.reproduce.experiment import Experiment

EXPERIMENTS: tuple[Experiment, ...] = (
    dirac.EXPERIMENT,
    ring.EXPERIMENT,
    grid.EXPERIMENT,
    phenomena_collapse.COLLAPSE,
    phenomena_collapse.R1,
    phenomena_gradient.EXPERIMENT,
    phenomena_wasserstein.EXPERIMENT,
    phenomena_rates.EXPERIMENT,
    phenomena_ema.EXPERIMENT,
    stacked.EXPERIMENT,
    recipes.EXPERIMENT,
    obedient.EXPERIMENT,
    presets.EXPERIMENT,
    whole.EXPERIMENT,
    style_mixing.EXPERIMENT,
    super_resolution.EXPERIMENT,
    filling.EXPERIMENT,
    cleaning.EXPERIMENT,
    losses_of_pix2pix.EXPERIMENT,
    augmentation.EXPERIMENT,
    oracle.EXPERIMENT,
)

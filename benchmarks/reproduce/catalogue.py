"""Every experiment, in the order of the document."""

from __future__ import annotations

from benchmarks.reproduce import dirac, grid, obedient, recipes, ring, stacked
from benchmarks.reproduce.experiment import Experiment

EXPERIMENTS: tuple[Experiment, ...] = tuple(
    module.EXPERIMENT for module in (dirac, ring, grid, stacked, recipes, obedient)
)

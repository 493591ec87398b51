"""Runs so small that a round takes a millisecond, for tests that need a trained one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch

from gan_core import train as training
from gan_core.cli.main import run
from gan_core.events import Event
from gan_core.game import Game
from gan_core.recipes import RECIPES
from gan_core.runs.config import RunConfig, new_config
from gan_core.settings.base import parse_settings

SMALL = ["batch=8", "latent=4"]
WIDTHS = {
    "vanilla": ["width=4", "ema=0.9"],
    "mlp": ["width=2"],
    "maxout": ["g_width=24", "d_width=8"],
    "cgan": ["g_width=24", "d_width=8"],
}
TINY = {name: SMALL + WIDTHS.get(name, ["g_width=2", "d_width=2"]) for name in RECIPES}


def arguments(recipe: str) -> list[str]:
    """Return the tiny settings as command line arguments."""
    return [part for pair in TINY[recipe] for part in ("--set", pair)]


def train(out: Path, *more: str, recipe: str = "vanilla", steps: int = 12) -> int:
    """Train a tiny run through the command line and return its exit code."""
    fixed = ["--data", "mnist", "--threads", "1", "--steps", str(steps), "--out", str(out)]
    return run(["train", recipe, *fixed, "--json", *arguments(recipe), *more])


def config(recipe: str = "vanilla", **more: Any) -> RunConfig:
    """Return the configuration of a tiny run on one thread."""
    changes = parse_settings(TINY[recipe])
    return new_config(recipe, "mnist", **{"changes": changes, "threads": 1, **more})


def poisoned_after(step: int) -> Callable[..., Iterator[Event]]:
    """Return a training loop in which G's weights stop being numbers after `step`."""

    def loop(game: Game, *args: Any, **more: Any) -> Iterator[Event]:
        for event in training.train(game, *args, **more):
            if event.step == step:
                with torch.no_grad():
                    next(game.net("G").parameters()).fill_(float("nan"))
            yield event

    return loop

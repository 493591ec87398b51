"""What a GAN is to the rest of the package: one Recipe, made in one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.data.base import Spec
from gan_core.errors import N_, UserError
from gan_core.game import Game, Stage
from gan_core.params import checked
from gan_core.rng import Rng, derive_seed, seeded
from gan_core.switches import Switches

Nets = Mapping[str, nn.Module]


@dataclass(frozen=True)
class Plan:
    """What the stages need to know beside the parameters: the data's shape and its size."""

    spec: Spec
    items: int

    def rounds(self, epochs: int, batch: int, n_critic: int = 1) -> int:
        """Return how many rounds `epochs` take; an epoch is counted in D's samples."""
        return max(1, -(-epochs * self.items // (batch * n_critic)))


@dataclass(frozen=True)
class Request:
    """What to sample: latents (N, latent), labels (N,) if conditional, sources if translating."""

    z: Tensor | None = None
    y: Tensor | None = None
    src: Tensor | None = None


@dataclass(frozen=True)
class Recipe:
    """One GAN.

    params: its settings model. presets: named sets of values; the first is the default.
    build: (params, spec, rng) -> Game. stages: (params, plan) -> what is played.
    sample: (nets, request) -> pictures in [-1, 1]. latent: how many numbers z has, or 0.
    range: of the values that G makes. conditional: G takes a label.
    source: where it comes from. differs: in what it deviates.
    references: (params) -> {reading: value at the equilibrium}, drawn as lines.
    """

    name: str
    title: str
    about: str
    source: str
    differs: str
    params: type[Switches]
    presets: Mapping[str, Mapping[str, Any]]
    origins: Mapping[str, str]
    build: Callable[[Any, Spec, Rng], Game]
    stages: Callable[[Any, Plan], tuple[Stage, ...]]
    sample: Callable[[Nets, Request], Tensor]
    references: Callable[[Any], dict[str, float]]
    latent: Callable[[Any], int] = field(default=lambda params: int(params.latent))
    conditional: bool = False
    range: tuple[float, float] = (-1.0, 1.0)

    @property
    def default_preset(self) -> str:
        """Return the name of the first preset."""
        return next(iter(self.presets))

    def settings(self, preset: str | None = None, changes: Mapping[str, Any] | None = None) -> Any:
        """Return the settings of `preset` with `changes`.

        Raises:
            UserError: unknown preset or key, or a value out of bounds.
        """
        preset = preset or self.default_preset
        if preset not in self.presets:
            raise UserError(
                N_("{recipe} has no preset {preset!r}. There are: {known}."),
                recipe=self.name,
                preset=preset,
                known=", ".join(self.presets),
            )
        return checked(self.params, {**self.presets[preset], **(changes or {})})

    def make(self, params: Any, spec: Spec, rng: Rng) -> Game:
        """Build the game from the run's seed, leaving torch's process-wide generator untouched.

        Raises:
            UserError: the data's range is not the generator's, or the recipe is conditional and
                the data set has no labels.
        """
        if spec.range != self.range:
            raise UserError(
                N_("{recipe} makes values from {low:g} to {high:g}; the data set has others."),
                recipe=self.name,
                low=self.range[0],
                high=self.range[1],
            )
        if self.conditional and len(spec.classes) < 2:
            raise UserError(
                N_("{recipe} needs a data set with at least two labels."), recipe=self.name
            )
        seed = derive_seed(rng.seed, "init")
        game = seeded(seed, lambda: self.build(params, spec, rng))
        for player in game.players.values():
            _channels_last(player.net)
            if player.ema is not None:
                _channels_last(player.ema.net)
        return game


def _channels_last(net: nn.Module) -> None:
    net.to(memory_format=torch.channels_last)

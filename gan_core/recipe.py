"""What a GAN is to the rest of the package: one Recipe, made in one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import torch
from torch import nn

from gan_core.charts import Chart, usual_of
from gan_core.data.degradation import Degradation
from gan_core.data.spec import Pictures, Points, Spec, Tokens
from gan_core.errors import N_, Message, UserError, unknown
from gan_core.game import Game, Role, Stage
from gan_core.rng import Rng, derive_seed, seeded
from gan_core.settings.base import Settings
from gan_core.settings.strict import checked
from gan_core.usage import FromNoise, Usage

KINDS = {Pictures: N_("pictures"), Points: N_("points"), Tokens: N_("tokens")}


@dataclass(frozen=True)
class Plan:
    """What the stages need to know beside the settings: what the items are, and how many."""

    spec: Spec
    items: int

    def rounds(self, epochs: int, batch: int, n_critic: int = 1) -> int:
        """Return how many rounds `epochs` take; an epoch is counted in D's samples."""
        return max(1, -(-epochs * self.items // (batch * n_critic)))


@dataclass(frozen=True)
class Requirement:
    """What data must be beside their kind: a question to their spec, and the words that refuse.

    otherwise: a sentence; {recipe} in it is the recipe's name.
    """

    met: Callable[[Spec], bool]
    otherwise: str


@dataclass(frozen=True, eq=False)
class Recipe:
    """One GAN.

    settings: its settings model. presets: named sets of values; the first is the default.
    build: (settings, spec, rng) -> Game. stages: (settings, plan) -> what is played.
    use: what its trained networks are asked, and what they answer. back: the same of the way back,
    from items to those of the second domain; None where there is none.
    items: the kind of item that it learns. conditional: G takes a label. source: the kind of item
    that each is made from; other: that of a second domain; None where the recipe wants none.
    degradation: (settings) -> how its sources are made of the items themselves.
    requires: what else must be so of the data.
    paper: where it comes from. differs: in what it deviates.
    references: (settings) -> {reading: value at the equilibrium}, drawn as lines.
    charts: which readings are drawn together, None: losses, outputs and gradients of whoever plays;
        others are drawn by themselves.
    """

    name: str
    title: str
    about: str
    paper: str
    differs: str
    settings: type[Settings]
    presets: Mapping[str, Mapping[str, Any]]
    origins: Mapping[str, str]
    build: Callable[[Any, Any, Rng], Game]
    stages: Callable[[Any, Plan], tuple[Stage, ...]]
    use: Usage = field(default_factory=FromNoise)
    back: Usage | None = None
    items: type[Spec] = Pictures
    conditional: bool = False
    source: type[Spec] | None = None
    other: type[Spec] | None = None
    degradation: Callable[[Any], Degradation] | None = None
    requires: tuple[Requirement, ...] = ()
    references: Callable[[Any], dict[str, float]] = lambda settings: {}
    charts: tuple[Chart, ...] | None = None

    @property
    def default_preset(self) -> str:
        """Return the name of the first preset."""
        return next(iter(self.presets))

    @property
    def from_noise(self) -> bool:
        """Return whether G makes its items from noise and labels alone, from no sources."""
        return self.source is None and self.other is None and self.degradation is None

    @property
    def has_truth(self) -> bool:
        """Return whether the data know what would be right for each source."""
        return self.source is not None or self.degradation is not None

    @property
    def has_latent_space(self) -> bool:
        """Return whether one can walk from picture to picture: it makes them from noise alone."""
        return self.from_noise and issubclass(self.items, Pictures)

    def reversed(self) -> Recipe:
        """Return the same with the way back in the place of the way there: to ask, not to train.

        Raises:
            UserError: there is no way back.
        """
        if self.back is None:
            raise UserError(N_("{recipe} has no way back."), recipe=self.name)
        return replace(self, use=self.back, back=self.use)

    def charts_of(self, roles: Mapping[str, Role]) -> tuple[Chart, ...]:
        """Return what is drawn together of a game in which `roles` play."""
        return usual_of(roles) if self.charts is None else self.charts

    def preset(self, preset: str | None = None, changes: Mapping[str, Any] | None = None) -> Any:
        """Return the settings of `preset` with `changes`.

        Raises:
            UserError: unknown preset or key, or a value out of bounds.
        """
        preset = preset or self.default_preset
        if preset not in self.presets:
            text = N_("{recipe} has no preset {name!r}. There are: {known}.{hint}")
            raise unknown(text, preset, self.presets, recipe=self.name)
        plain = _preset(self, preset)
        return self.read({**self.presets[preset], **changes}) if changes else plain

    def read(self, values: Mapping[str, Any]) -> Any:
        """Return the settings that a file or a form says; what it does not say is default.

        Raises:
            UserError: an unknown key, or a value out of bounds.
        """
        return checked(self.settings, values)

    def refuse(self, spec: Spec) -> None:
        """Raise UserError where this GAN cannot learn from data of `spec`; it says why."""
        if not isinstance(spec, self.items):
            raise UserError(
                N_("{recipe} makes {wanted}; the data set holds {found}."),
                recipe=self.name,
                wanted=Message(KINDS[self.items]),
                found=Message(KINDS[type(spec)]),
            )
        if self.conditional and len(spec.classes) < 2:
            raise UserError(
                N_("{recipe} needs a data set with at least two labels."), recipe=self.name
            )
        if self.source is not None and not isinstance(spec.source, self.source):
            raise UserError(
                N_("{recipe} needs a data set whose items come with {wanted} to make them of."),
                recipe=self.name,
                wanted=Message(KINDS[self.source]),
            )
        if self.other is not None and not isinstance(spec.other, self.other):
            raise UserError(
                N_("{recipe} needs a data set with a second domain of {wanted}."),
                recipe=self.name,
                wanted=Message(KINDS[self.other]),
            )
        for one in self.requires:
            if not one.met(spec):
                raise UserError(one.otherwise, recipe=self.name)

    def fits(self, spec: Spec) -> bool:
        """True where this GAN can learn from data of `spec`."""
        try:
            self.refuse(spec)
        except UserError:
            return False
        return True

    def make(self, settings: Any, spec: Spec, rng: Rng) -> Game:
        """Build the game from the run's seed, leaving torch's process-wide generator untouched.

        Raises:
            UserError: as `refuse`.
        """
        self.refuse(spec)
        seed = derive_seed(rng.seed, "init")
        game = seeded(seed, lambda: self.build(settings, spec, rng))
        for player in game.players.values():
            _channels_last(player.net)
            if player.ema is not None:
                _channels_last(player.ema.net)
        return game


@lru_cache(maxsize=256)
def _preset(recipe: Recipe, preset: str) -> Any:
    """Return the settings of a preset as it is, read once: they are frozen."""
    return recipe.read(recipe.presets[preset])


def _channels_last(net: nn.Module) -> None:
    net.to(memory_format=torch.channels_last)

"""A GAN that is decided: recipe, settings and what it learns from, checked once and passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from gan_core.answers import Fakes, Verdict
from gan_core.data.degradation import Degradation
from gan_core.data.spec import Pictures, Spec
from gan_core.errors import N_, UserError, unknown
from gan_core.game import Game, Role, Stage, evaluating
from gan_core.recipe import Plan, Recipe
from gan_core.rng import Rng
from gan_core.usage import Nets, Request, seeded_noise


@dataclass(frozen=True)
class Design:
    """A recipe with its checked settings and the spec of its data; nothing is built yet.

    Two designs are equal where they build the same networks and play the same game.
    """

    recipe: Recipe
    settings: Any
    spec: Spec

    @property
    def latent(self) -> int:
        """Return how many numbers z has; 0 where G wants none."""
        return self.recipe.use.latent(self.settings, self.spec)

    @property
    def draws_from_noise(self) -> bool:
        """Return whether G makes pictures from noise alone: its latent space can be looked at."""
        return bool(self.latent) and self.recipe.has_latent_space

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the names of the labels that G takes; empty where it takes none."""
        return self.spec.classes if self.recipe.conditional else ()

    def reversed(self) -> Design:
        """Return how the same networks are asked for the way back: see `Recipe.reversed`.

        Raises:
            UserError: there is no way back.
        """
        return Design(self.recipe.reversed(), self.settings, self.spec.reversed())

    def game(self, rng: Rng) -> Game:
        """Build the game.

        Raises:
            UserError: the recipe cannot learn from such data.
        """
        return self.recipe.make(self.settings, self.spec, rng)

    def without_storage(self) -> Game:
        """Return the game with networks that have shapes but no numbers, so of any size at once."""
        with torch.device("meta"):
            return self.game(Rng(0, "meta"))

    @property
    def roles(self) -> Mapping[str, Role]:
        """Return who moves in the game, and whether it makes items or judges them."""
        return _roles(self)

    def stages(self, items: int) -> tuple[Stage, ...]:
        """Return what is played where there are so many training items."""
        return self.recipe.stages(self.settings, Plan(self.spec, items))

    def total(self, items: int) -> int:
        """Return how many rounds the preset's stages have together."""
        return sum(stage.steps for stage in self.stages(items))

    def ask(
        self,
        n: int,
        seed: int = 0,
        label: str | int | None = None,
        sources: Tensor | None = None,
    ) -> Request:
        """Return the request for `n` items: noise of the seeds from `seed` on, labels, sources.

        label: of all of them; where none is given the classes in turn. sources: (n, ...), in the
        numbers of the spec's source.

        Raises:
            UserError: an unknown label, a seed out of range, or sources that are missing or not
                wanted.
        """
        z = seeded_noise(n, self.latent, seed) if self.latent else None
        return Request(z, self.labels(n, label), self._sources(n, sources))

    def labels(self, n: int, label: str | int | None = None) -> Tensor | None:
        """Return labels (n,): all `label`, or where none is given the classes in turn.

        Raises:
            UserError: there is no such label, or G takes none.
        """
        if not self.classes:
            if label is not None:
                raise UserError(N_("This model takes no label: its recipe is unconditional."))
            return None
        if label is None:
            return torch.arange(n) % len(self.classes)
        if str(label) not in self.classes:
            text = N_("There is no label {name!r}. There are: {known}.{hint}")
            raise unknown(text, str(label), self.classes)
        return torch.full((n,), self.classes.index(str(label)))

    @property
    def source(self) -> Spec | None:
        """Return what G makes an item from beside noise and label; None where it needs nothing."""
        if self.degradation is not None:
            assert isinstance(self.spec, Pictures)  # the recipe asks for it
            return self.degradation.source(self.spec)
        if self.recipe.source is not None:
            return self.spec.source
        return self.spec.other if self.recipe.other is not None else None

    @property
    def degradation(self) -> Degradation | None:
        """Return how sources are made of the items themselves; None where they are not."""
        make = self.recipe.degradation
        return None if make is None else make(self.settings)

    def blank_sources(self, n: int) -> Tensor | None:
        """Return `n` sources of zeros, None where G needs none: to count and to measure with."""
        return None if self.source is None else self.source.blank(n)

    def _sources(self, n: int, sources: Tensor | None) -> Tensor | None:
        if self.source is None:
            if sources is not None:
                raise UserError(N_("This model takes no sources: it makes its items from noise."))
            return None
        if sources is None:
            raise UserError(
                N_(
                    "This model makes its items from sources: give some, or let draw_samples take "
                    "those of its data set."
                )
            )
        if len(sources) != n:
            raise ValueError(f"{len(sources)} sources for {n} items")
        return sources

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return what `nets`, in evaluation mode, make for `request`, and what of."""
        with evaluating(*nets.values()):
            return self.recipe.use.make(nets, request)

    def answer(self, nets: Nets, request: Request, batch: int = 256) -> Tensor:
        """Return the items that `nets` make for `request`, (n, *spec.shape)."""
        return torch.cat([self.make(nets, part).x for part in request.split(batch)])

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D's verdict on `items`, told what `request` says, in evaluation mode."""
        with evaluating(*nets.values()):
            return self.recipe.use.judge(nets, items, request)


@lru_cache(maxsize=64)
def _roles(design: Design) -> Mapping[str, Role]:
    players = design.without_storage().players
    return {name: player.role for name, player in players.items() if player.opt is not None}

"""A trained model: what using it needs, loaded from a checkpoint or taken from a running game."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.answers import Fakes, Verdict, pack_of
from gan_core.data.spec import Pictures, Spec
from gan_core.design import Design
from gan_core.errors import N_, UserError
from gan_core.game import Game, Memory
from gan_core.recipe import Recipe
from gan_core.usage import Request, refuse_count


@dataclass(repr=False)
class Model:
    """Networks in evaluation mode with the design that says how they are used.

    judges: which of `nets` judge. averaged: whether the makers are their EMA. card: the
    checkpoint's document. memory: what its game remembers, which losses may look at.
    backwards: whether it is asked for the way back, see `reversed`.
    """

    design: Design
    nets: dict[str, nn.Module]
    judges: tuple[str, ...]
    averaged: bool
    step: int
    card: dict[str, Any] = field(default_factory=dict)
    memory: Memory = field(default_factory=dict)
    backwards: bool = False

    def __repr__(self) -> str:
        """Say in one line what it is."""
        weights = "EMA" if self.averaged else "raw"
        content = self.card.get("data", "unknown data")
        return f"<Model {self.recipe.name} on {content}, step {self.step}, {weights}>"

    @property
    def recipe(self) -> Recipe:
        """Return the recipe."""
        return self.design.recipe

    @property
    def settings(self) -> Any:
        """Return the recipe's settings."""
        return self.design.settings

    @property
    def spec(self) -> Spec:
        """Return what the items are."""
        return self.design.spec

    @property
    def pictures(self) -> Pictures:
        """Return what its pictures are.

        Raises:
            UserError: it makes no pictures.
        """
        if not isinstance(self.spec, Pictures):
            raise UserError(N_("This model makes no pictures."))
        return self.spec

    @property
    def stage(self) -> int:
        """Return how many stages had ended when its file was written; 0 where nobody knows."""
        progress = self.card.get("progress")
        inner = progress.get("stage", 0) if isinstance(progress, dict) else 0
        stage = self.card.get("stage", inner)
        return stage if isinstance(stage, int) else 0

    @property
    def latent(self) -> int:
        """Return how many numbers z has; 0 where the model wants none."""
        return self.design.latent

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the names of the labels that G takes; empty where it takes none."""
        return self.design.classes

    @property
    def device(self) -> torch.device:
        """Return where its networks lie."""
        devices = (p.device for net in self.nets.values() for p in net.parameters())
        return next(devices, torch.device("cpu"))

    @property
    def draws_from_noise(self) -> bool:
        """Return whether it makes pictures from noise alone: its latent space can be looked at."""
        return self.design.draws_from_noise

    def reversed(self) -> Model:
        """Return the same networks asked for the way back, to items of the second domain.

        Raises:
            UserError: its recipe has no way back.
        """
        return replace(self, design=self.design.reversed(), backwards=not self.backwards)

    def ask(
        self,
        n: int,
        seed: int = 0,
        label: str | int | None = None,
        sources: Tensor | None = None,
    ) -> Request:
        """Return the request for `n` items; see `Design.ask`.

        Raises:
            UserError: n, seed or label is out of range, or sources are missing or not wanted.
        """
        refuse_count(n)
        return self.design.ask(n, seed, label, sources)

    def make(self, request: Request) -> Fakes:
        """Return what the model makes for `request`, and what of."""
        return self.design.make(self.nets, request)

    def answer(self, request: Request, batch: int = 256) -> Tensor:
        """Return what the model makes for `request`, (n, *spec.shape): pictures in [-1, 1]."""
        return self.design.answer(self.nets, request, batch)

    def sample(
        self,
        n: int,
        seed: int = 0,
        label: str | int | None = None,
        sources: Tensor | None = None,
    ) -> Tensor:
        """Return `n` items: `answer(ask(...))`."""
        return self.answer(self.ask(n, seed, label, sources))

    def judge(self, items: Tensor, request: Request) -> Verdict:
        """Return D's verdict on `items` (n, *spec.shape), told what `request` says.

        Raises:
            UserError: the model came without D.
        """
        self.refuse_without_d()
        return self.design.judge(self.nets, items, request)

    @property
    def pack(self) -> int:
        """Return how many items make whole packs for D: 1 unless it judges packs.

        Raises:
            UserError: the model came without D.
        """
        self.refuse_without_d()
        return pack_of(*(self.nets[name] for name in self.judges))

    def refuse_without_d(self) -> None:
        """Raise UserError where the model came without D; it says where there is one."""
        if not self.judges:
            raise UserError(
                N_(
                    "This checkpoint holds only G. Choose one that holds D too: a shipped model, "
                    "or a file resume_….safetensors of a run, which is written every half minute, "
                    "at the end, and when you press Save."
                )
            )


def model_of(game: Game, design: Design, step: int, *, raw: bool) -> Model:
    """Return a model that looks at a running game's own networks (no copy)."""
    nets: dict[str, nn.Module] = {}
    averaged = False
    for name, player in game.players.items():
        use_average = player.ema is not None and not raw
        averaged = averaged or use_average
        nets[name] = player.ema.net if use_average and player.ema is not None else player.net
    judges = tuple(game.having("judges"))
    return Model(design, nets, judges, averaged, step, memory=game.memory)

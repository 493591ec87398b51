"""A trained model: what using it needs, loaded from a checkpoint or taken from a running game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gan_core import data, recipes
from gan_core.answers import Fakes, Verdict, pack_of
from gan_core.data.spec import Pictures, Spec, read_spec
from gan_core.design import Design
from gan_core.errors import N_, CheckpointError, UserError, message_of
from gan_core.files import container
from gan_core.files.weights import check_weights, load_weights, under
from gan_core.game import Game, Memory, Player, distinct_nets
from gan_core.recipe import Recipe
from gan_core.rng import Rng
from gan_core.usage import Request, refuse_count

HALF = "float16"
"""What a file says that holds its weights in half precision; they are used in single precision."""


@dataclass
class Model:
    """Networks in evaluation mode with the design that says how they are used.

    judges: which of `nets` judge. averaged: whether the makers are their EMA. card: the
    checkpoint's document. memory: what its game remembers, which losses may look at.
    """

    design: Design
    nets: dict[str, nn.Module]
    judges: tuple[str, ...]
    averaged: bool
    step: int
    card: dict[str, Any] = field(default_factory=dict)
    memory: Memory = field(default_factory=dict)

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
        return bool(self.latent) and self.recipe.has_latent_space

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


def pack_model(
    game: Game, step: int, card: dict[str, Any]
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return (tensors, document) of the makers alone for looking: their EMA where they have one."""
    makers = game.having("makes")
    parts = [("ema", name, p.ema.net) for name, p in makers.items() if p.ema is not None]
    averaged = {id(player.net) for player in makers.values() if player.ema is not None}
    for name, net in distinct_nets(makers.items()):
        if id(net) not in averaged:
            parts.append(("net", name, net))
    tensors = {
        f"{kind}/{name}/{key}": value
        for kind, name, net in parts
        for key, value in net.state_dict().items()
    }
    return tensors, {"kind": "model", "step": step, **card}


def load_model(path: Path, *, raw: bool = False) -> Model:
    """Return the model in a checkpoint file; its EMA unless `raw` (or the EMA is all there is).

    Everything in the file is checked against a network built without storage before a number of
    it is believed.

    Raises:
        CheckpointError: missing, damaged, foreign, or not fitting its own recipe.
    """
    file = container.open_file(path)
    try:
        design, step = _design(file.document), int(file.document.get("step", 0))
        tensors = file.tensors()
        game = design.without_storage()
    except CheckpointError:
        raise
    except (ArithmeticError, IndexError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise CheckpointError(
            N_("{file} does not say how its model was built: {why}."),
            file=path.name,
            why=message_of(error),
        ) from error
    if file.document.get("stored") == HALF:
        tensors = {k: v.float() if v.dtype == torch.float16 else v for k, v in tensors.items()}
    makers = {f"net/{name}/" for name in game.having("makes")}
    plain = any(key.startswith(tuple(makers)) for key in tensors)
    averaged = any(key.startswith("ema/") for key in tensors) and not (raw and plain)
    nets = _load_nets(game.players, tensors, averaged)
    judges = tuple(name for name in nets if name in game.having("judges"))
    memory = _memory(design, game, tensors, file.document) if judges else {}
    return Model(design, nets, judges, averaged, step, file.document, memory)


def _load_nets(
    players: Mapping[str, Player], tensors: dict[str, Tensor], averaged: bool
) -> dict[str, nn.Module]:
    """Return the players' networks with the weights of a file; judges may be missing there."""
    nets: dict[str, nn.Module] = {}
    first = {id(net): name for name, net in distinct_nets(players.items())}
    for name, player in players.items():
        kind, owner, net = "net", first[id(player.net)], player.net
        if averaged and player.ema is not None:
            kind, owner, net = "ema", name, player.ema.net
        weights = under(tensors, f"{kind}/{owner}")
        if not weights and player.role == "judges":
            continue
        check_weights(net, weights)
        net.to_empty(device="cpu")
        load_weights(net, weights)
        nets[name] = net.eval().requires_grad_(False)
    return nets


def _memory(
    design: Design, game: Game, tensors: dict[str, Tensor], document: dict[str, Any]
) -> Memory:
    """Return what the game in a file remembers, as a fresh one does where the file does not say.

    game: without storage, but with the shapes.
    """
    numbers = document.get("memory")
    entries = {**(numbers if isinstance(numbers, dict) else {}), **under(tensors, "memory")}
    if all(_alike(value, entries.get(key)) for key, value in game.memory.items()):
        return {key: entries[key] for key in game.memory}
    return design.game(Rng(0)).memory


def _alike(own: Tensor | float, other: Tensor | float | None) -> bool:
    if not isinstance(own, Tensor):
        return isinstance(other, (int, float))
    return isinstance(other, Tensor) and other.shape == own.shape and other.dtype == own.dtype


def _design(document: dict[str, Any]) -> Design:
    recipe = recipes.get(str(document["recipe"]))
    settings = recipe.read(dict(document["params"]))
    return Design(recipe, settings, _spec(document))


def _spec(document: dict[str, Any]) -> Spec:
    """Return what the items are; own pictures may be gone, or be on another machine."""
    name = str(document["data"])
    if data.own.is_own(name) and "spec" in document:
        return read_spec(document["spec"])
    return data.entry(name).spec


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

"""A trained model: what sampling needs, loaded from a checkpoint or taken from a running game."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gan_core import data, recipes
from gan_core.data.base import Spec, read_spec
from gan_core.errors import N_, CheckpointError, UserError
from gan_core.files import container
from gan_core.game import Game, evaluating
from gan_core.params import checked
from gan_core.recipe import Recipe, Request
from gan_core.rng import derive_seed
from gan_core.runs.estimate import meta_game
from gan_core.runs.state import check_weights, load_weights, under

SAMPLE_LIMIT = 100_000
HALF = "float16"
"""What a file says that holds its weights in half precision; they are used in single precision."""


@dataclass
class Model:
    """Networks in evaluation mode with their recipe, settings and the data's shape.

    `averaged` says whether G is its EMA. `card` is the checkpoint's document.
    """

    recipe: Recipe
    params: Any
    spec: Spec
    nets: dict[str, nn.Module]
    averaged: bool
    step: int
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def latent(self) -> int:
        """Return how many numbers z has."""
        return self.recipe.latent(self.params)

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the names of the labels that G takes; empty where it takes none."""
        return self.spec.classes if self.recipe.conditional else ()

    def draw(self, n: int, seed: int = 0) -> Tensor:
        """Return the first `n` latents of `seed`, (n, latent), N(0, 1); latent i is seed + i alone.

        So "seed 7" is one picture wherever it is shown.
        """
        if not 0 <= seed <= 2**53:
            raise UserError(N_("A seed is a whole number from 0 to {limit}."), limit=2**53)
        rows = [
            torch.randn(
                self.latent,
                generator=torch.Generator().manual_seed(derive_seed(seed + i, "sample")),
            )
            for i in range(n)
        ]
        return torch.stack(rows)

    def labels(self, n: int, label: str | int | None = None) -> Tensor | None:
        """Return labels (n,): all `label`, or where none is given the classes in turn.

        Raises:
            UserError: the model knows no such label, or takes none.
        """
        if not self.classes:
            if label is not None:
                raise UserError(N_("This model takes no label: its recipe is unconditional."))
            return None
        if label is None:
            return torch.arange(n) % len(self.classes)
        if str(label) not in self.classes:
            raise UserError(
                N_("There is no label {label!r}. There are: {known}."),
                label=str(label),
                known=", ".join(self.classes),
            )
        return torch.full((n,), self.classes.index(str(label)))

    def generate(self, z: Tensor, y: Tensor | None = None, batch: int = 256) -> Tensor:
        """Return pictures (N, C, H, W) in [-1, 1] for latents (N, latent) and labels (N,)."""
        with evaluating(*self.nets.values()):
            parts = [
                self.recipe.sample(self.nets, Request(part, None if y is None else labels))
                for part, labels in zip(
                    torch.split(z, batch),
                    torch.split(z if y is None else y, batch),
                    strict=True,
                )
            ]
        return torch.cat(parts)

    def sample(self, n: int, seed: int = 0, label: str | int | None = None) -> Tensor:
        """Return `n` pictures (n, C, H, W) in [-1, 1].

        Raises:
            UserError: n or seed out of range, or an unknown label.
        """
        if not 1 <= n <= SAMPLE_LIMIT:
            raise UserError(N_("n must be from 1 to {limit}, not {n}."), limit=SAMPLE_LIMIT, n=n)
        return self.generate(self.draw(n, seed), self.labels(n, label))


def pack_model(
    game: Game, step: int, card: dict[str, Any]
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return (tensors, document) of G alone for looking: its EMA where it has one."""
    tensors: dict[str, Tensor] = {}
    for name, player in game.players.items():
        if name == "D":
            continue
        kind, net = ("net", player.net) if player.ema is None else ("ema", player.ema.net)
        tensors |= {f"{kind}/{name}/{key}": value for key, value in net.state_dict().items()}
    return tensors, {"kind": "model", "step": step, **card}


def load_model(path: Path, *, raw: bool = False) -> Model:
    """Return the model in a checkpoint file; its EMA unless `raw` (or the EMA is all there is).

    Everything in the file is checked against a network built without storage before a number of
    it is believed.

    Raises:
        CheckpointError: missing, damaged, foreign, or not fitting its own recipe.
    """
    document = container.read_document(path)
    try:
        recipe = recipes.get(str(document["recipe"]))
        params = checked(recipe.params, dict(document["params"]))
        spec = _spec(document)
        step = int(document.get("step", 0))
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            N_("{file} does not say how its model was built: {why}."), file=path.name, why=error
        ) from error
    tensors, document = container.read(path)
    if document.get("stored") == HALF:
        tensors = {k: v.float() if v.dtype == torch.float16 else v for k, v in tensors.items()}
    try:
        shapes = meta_game(recipe, params, spec)
    except (ArithmeticError, IndexError, RuntimeError, ValueError) as error:
        raise CheckpointError(
            N_("{file} does not say how its model was built: {why}."), file=path.name, why=error
        ) from error
    nets: dict[str, nn.Module] = {}
    plain = any(key.startswith("net/") and not key.startswith("net/D/") for key in tensors)
    averaged = any(key.startswith("ema/") for key in tensors) and not (raw and plain)
    for name, player in shapes.players.items():
        weights = under(tensors, f"net/{name}")
        if averaged and player.ema is not None:
            weights = under(tensors, f"ema/{name}")
        if not weights and name == "D":
            continue
        check_weights(player.net, weights)
        net = player.net.to_empty(device="cpu")
        load_weights(net, weights)
        nets[name] = net.eval().requires_grad_(False)
    return Model(recipe, params, spec, nets, averaged, step, document)


def _spec(document: dict[str, Any]) -> Spec:
    """Return the shape of the pictures; own pictures may be gone, or be on another machine."""
    name = str(document["data"])
    if data.own.is_own(name) and "spec" in document:
        return read_spec(document["spec"])
    return data.entry(name).spec


def model_of(game: Game, recipe: Recipe, params: Any, spec: Spec, step: int, *, raw: bool) -> Model:
    """Return a model that looks at a running game's own networks (no copy)."""
    nets: dict[str, nn.Module] = {}
    averaged = False
    for name, player in game.players.items():
        use_average = player.ema is not None and not raw
        averaged = averaged or use_average
        nets[name] = player.ema.net if use_average and player.ema is not None else player.net
    return Model(recipe, params, spec, nets, averaged, step)

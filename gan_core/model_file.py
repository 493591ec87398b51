"""A trained model as a file: the makers packed for looking, and any checkpoint opened again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gan_core import data, recipes
from gan_core.data.spec import Spec, read_spec
from gan_core.design import Design
from gan_core.errors import N_, CheckpointError, message_of
from gan_core.files import container
from gan_core.files.weights import check_weights, load_weights, under
from gan_core.game import Game, Memory, Player, distinct_nets
from gan_core.model import Model
from gan_core.rng import Rng

HALF = "float16"
"""What a file says that holds its weights in half precision; they are used in single precision."""


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


def pack_looked(model: Model) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return (tensors, document) of the makers of a model that is looked at, as `load_model` reads.

    Where the model came in half precision it goes so again.
    """
    kind = "ema" if model.averaged else "net"
    makers = {name: net for name, net in model.nets.items() if name not in model.judges}
    ids = set[int]()
    tensors = {}
    for name, net in makers.items():
        if id(net) not in ids:
            ids.add(id(net))
            for key, value in net.state_dict().items():
                tensors[f"{kind}/{name}/{key}"] = _as_it_came(value.cpu(), model)
    return tensors, {**model.card, "kind": "model", "step": model.step}


def _as_it_came(value: Tensor, model: Model) -> Tensor:
    half = model.card.get("stored") == HALF and value.dtype == torch.float32
    return value.half() if half else value


def load_model(path: Path, *, raw: bool = False) -> Model:
    """Return the model in a checkpoint file; its EMA unless `raw` (or the EMA is all there is).

    Everything in the file is checked against a network built without storage before a number of
    it is believed.

    Raises:
        CheckpointError: missing, damaged, foreign, or not fitting its own recipe.
    """
    file = container.open_file(path)
    name = file.document.get("recipe")
    if isinstance(name, str) and name not in recipes.RECIPES:
        raise CheckpointError(
            N_("{file} is of the recipe {name!r}, which is unknown here. Register it first."),
            file=path.name,
            name=name[:64],
        )
    try:
        design, step = design_of(file.document), int(file.document.get("step", 0))
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


def design_of(document: Mapping[str, Any]) -> Design:
    """Return how the model of a checkpoint's document, or of a card, was built; it opens no file.

    Raises:
        UserError: the recipe or the data are unknown, or a setting is out of bounds.
        KeyError: the document leaves one of them out.
    """
    recipe = recipes.get(str(document["recipe"]))
    settings = recipe.read(dict(document["params"]))
    return Design(recipe, settings, _spec(document))


def _spec(document: Mapping[str, Any]) -> Spec:
    """Return what the items are; own pictures may be gone, or be on another machine."""
    name = str(document["data"])
    if data.own.is_own(name) and "spec" in document:
        return read_spec(document["spec"])
    return data.entry(name).spec

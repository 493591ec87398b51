"""The whole state of a run as named tensors and one JSON document, and back, bit for bit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor

from gan_core.data.feed import Feed
from gan_core.errors import N_, CheckpointError, message_of
from gan_core.files.weights import Tensors, load_weights, under
from gan_core.game import Game, Player, distinct_nets
from gan_core.optimizers import remembered
from gan_core.train import Progress


def capture(game: Game, feed: Feed, progress: Progress) -> tuple[Tensors, dict[str, Any]]:
    """Return (tensors, document) of everything that the next round depends on."""
    tensors: Tensors = {}
    document: dict[str, Any] = {"progress": asdict(progress), "memory": {}, "opt": {}, "ema": {}}
    for name, net in distinct_nets(game.players.items()):
        tensors |= {f"net/{name}/{key}": value for key, value in net.state_dict().items()}
    for name, player in game.players.items():
        if player.opt is not None:
            inner, groups = _optimizer(player.opt)
            tensors |= {f"opt/{name}/{key}": value for key, value in inner.items()}
            document["opt"][name] = groups
        if player.ema is not None:
            averaged = player.ema.net.state_dict()
            tensors |= {f"ema/{name}/{key}": value for key, value in averaged.items()}
            document["ema"][name] = player.ema.updates
    for key, value in game.memory.items():
        if isinstance(value, Tensor):
            tensors[f"memory/{key}"] = value
        else:
            document["memory"][key] = value
    tensors |= {f"rng/{key}": value for key, value in game.rng.state().items()}
    tensors |= {f"feed/{key}": value for key, value in feed.state().items()}
    return tensors, document


def _optimizer(opt: torch.optim.Optimizer) -> tuple[Tensors, list[dict[str, Any]]]:
    state = opt.state_dict()
    inner = {
        f"{row}/{key}": value if isinstance(value, Tensor) else torch.tensor(value)
        for row, values in state["state"].items()
        for key, value in values.items()
    }
    return inner, state["param_groups"]


def restore(
    game: Game, feed: Feed, progress: Progress, tensors: Mapping[str, Tensor], document: Any
) -> None:
    """Put a captured state back into a freshly built game, which shares no tensor with it.

    Raises:
        CheckpointError: the state does not fit the game; the message names the first mismatch.
    """
    parts: dict[str, Tensors] = {}
    for key, value in tensors.items():
        kind, _, rest = key.partition("/")
        parts.setdefault(kind, {})[rest] = value
    try:
        for name, net in distinct_nets(game.players.items()):
            load_weights(net, under(parts["net"], name))
        for kind in ("opt", "ema"):
            having = {n for n, player in game.players.items() if getattr(player, kind) is not None}
            if set(document[kind]) != having:
                raise ValueError(f"other players have an {kind}")
        for name, player in game.players.items():
            _restore_player(name, player, parts, document)
        device = game.rng.device
        tensors_of_memory = {k: v.clone().to(device) for k, v in parts.get("memory", {}).items()}
        memory = {**document["memory"], **tensors_of_memory}
        if not game.memory.keys() <= memory.keys():
            raise ValueError("it lacks a part of what the game remembers")
        game.memory = memory
        game.rng.load(parts.get("rng", {}))
        feed.load(parts["feed"])
        for key in asdict(progress):
            setattr(progress, key, int(document["progress"][key]))
    except (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(
            N_("The checkpoint does not fit this run: {why}."), why=message_of(error)
        ) from error


def _restore_player(name: str, player: Player, parts: dict[str, Tensors], document: Any) -> None:
    if player.opt is not None:
        _restore_optimizer(player.opt, under(parts.get("opt", {}), name), document["opt"][name])
    if player.ema is not None:
        load_weights(player.ema.net, under(parts["ema"], name))
        player.ema.updates = int(document["ema"][name])


def _restore_optimizer(opt: torch.optim.Optimizer, tensors: Tensors, groups: Any) -> None:
    own_keys = [set(group) for group in opt.param_groups]
    if [set(group) for group in groups] != own_keys:
        raise ValueError("an optimizer has other settings")
    parameters = {
        str(row): p
        for row, p in enumerate(p for group in opt.param_groups for p in group["params"])
    }
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        row, _, inner = key.partition("/")
        state.setdefault(int(row), {})[inner] = _memory(key, value, parameters[row])
    # A round moves every parameter, so what is remembered of one is remembered of all.
    whole = remembered(opt)
    if state and (len(state) < len(parameters) or any({*one} != whole for one in state.values())):
        raise ValueError("an optimizer lacks a part of what it remembers, or remembers more")
    opt.load_state_dict({"state": state, "param_groups": groups})


def _memory(key: str, value: Tensor, of: Tensor) -> Tensor:
    """Return a copy of what an optimizer remembers of a parameter: its steps, or as large as it.

    Raises:
        ValueError: it is neither. A fused step believes shapes: it would write where nothing is.
    """
    if key.endswith("/step"):
        if value.shape != () or value.dtype != torch.float32 or not value >= 1:
            raise ValueError(f"{key} is no number of steps")
        return value.clone()
    if value.shape != of.shape or value.dtype != of.dtype:
        raise ValueError(f"{key} is of another shape or type")
    # In the parameter's memory layout, else the fused step would mix them up.
    return torch.empty_like(of, requires_grad=False).copy_(value)


def state_hash(game: Game, feed: Feed, progress: Progress) -> str:
    """Return SHA-256 over the whole state: equal hashes mean equal futures."""
    tensors, document = capture(game, feed, progress)
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode())
    for key in sorted(tensors):
        value = tensors[key].detach().cpu().contiguous()
        digest.update(f"{key} {tuple(value.shape)} {value.dtype}".encode())
        digest.update(value.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()

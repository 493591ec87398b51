"""Changing a run's settings while it trains: what may change, and how it comes into force."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from gan_core.design import Design
from gan_core.ema import Ema
from gan_core.errors import N_, UserError
from gan_core.game import Game, Player
from gan_core.optimizers import OptimizerName, kind_of, optimizer
from gan_core.recipe import Recipe
from gan_core.settings.base import applies, changed_keys


def with_changes(recipe: Recipe, settings: Any, changes: Mapping[str, Any]) -> Any:
    """Return `settings` with `changes`, checked.

    Raises:
        UserError: a value is wrong, or a setting is fixed for the length of a run.
    """
    new = recipe.read({**settings.model_dump(), **changes})
    for key in changed_keys(settings, new):
        if applies(recipe.settings.model_fields[key]) != "live":
            raise UserError(
                N_("{key} is fixed for the length of a run. Start a new run to change it."),
                key=key,
            )
    return new


@dataclass(frozen=True)
class _PlayerBuild:
    """How a recipe builds a player: its optimizer's kind and values, and the decay of its EMA."""

    kind: OptimizerName | None
    values: Mapping[str, Any]
    ema: float | None


@lru_cache(maxsize=64)
def _builds(design: Design) -> Mapping[str, _PlayerBuild]:
    """Return how the design builds each player, from networks without storage."""
    return {name: _of(player) for name, player in design.without_storage().players.items()}


def _of(player: Player) -> _PlayerBuild:
    decay = None if player.ema is None else player.ema.decay
    if player.opt is None:
        return _PlayerBuild(None, {}, decay)
    group = player.opt.param_groups[0]
    values = {key: value for key, value in group.items() if key not in ("params", "fused")}
    return _PlayerBuild(kind_of(player.opt), values, decay)


def put_in_force(game: Game, before: Design, after: Design) -> None:
    """Change what differs in how the two designs build the players: optimizers and averages.

    An optimizer's memory stays; another kind of optimizer begins without one, at the same rate.

    Raises:
        UserError: a rate cannot change that far at once; nothing has changed then.
    """
    old, new = _builds(before), _builds(after)
    faster = {name: _faster(old[name], new[name]) for name in game.players}
    for name, player in game.players.items():
        if player.opt is not None:
            _put_optimizer(player, old[name], new[name], faster[name])
        _put_average(player, old[name].ema, new[name].ema)


def _faster(old: _PlayerBuild, new: _PlayerBuild) -> float:
    """Return by how much a player's rate rises: a schedule may have lowered it since it began."""
    if not old.values or not new.values:
        return 1.0
    factor = float(new.values["lr"]) / float(old.values["lr"])
    if not math.isfinite(factor):
        raise UserError(N_("{key} cannot change that far at once."), key="lr")
    return factor


def _put_optimizer(player: Player, old: _PlayerBuild, new: _PlayerBuild, faster: float) -> None:
    assert player.opt is not None
    for group in player.opt.param_groups:
        if faster != 1:
            group["lr"] *= faster
        if new.kind == old.kind:
            values = {
                key: new.values[key] for key in new.values if new.values[key] != old.values.get(key)
            }
            group |= {key: value for key, value in values.items() if key != "lr"}
    if new.kind != old.kind and new.kind is not None:
        rate = float(player.opt.param_groups[0]["lr"])
        betas = new.values.get("betas") or (
            float(new.values.get("momentum", 0.0)),
            float(new.values.get("alpha", 0.0)),
        )
        player.opt = optimizer(new.kind, player.net, rate, betas)


def _put_average(player: Player, old: float | None, new: float | None) -> None:
    if new == old:
        return
    if player.ema is None or new is None:
        player.ema = None if new is None else Ema(player.net, new)
    else:
        player.ema.decay = new


def changed_design(design: Design, changes: Mapping[str, Any]) -> Design:
    """Return the design with `changes` of settings that may change while it trains.

    Raises:
        UserError: as `with_changes`.
    """
    return replace(design, settings=with_changes(design.recipe, design.settings, changes))

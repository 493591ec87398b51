"""Changing a run's settings while it trains: what may change, and how it comes into force."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeVar

from gan_core.ema import Ema
from gan_core.errors import N_, UserError
from gan_core.game import Game
from gan_core.optimizers import optimizer
from gan_core.params import checked
from gan_core.recipe import Recipe
from gan_core.switches import Switches

CHANGEABLE = frozenset(
    {
        "optimizer", "d_optimizer", "lr", "d_rate", "beta1", "beta2", "n_critic", "g_steps",
        "batch", "ema", "objective", "smoothing", "r1", "r2", "gp", "clip", "noise", "augment",
        "fakes", "precision",
    }
)  # fmt: skip
"""Settings that do not decide a network's shape."""

P = TypeVar("P", bound=Switches)


def with_changes(recipe: Recipe, params: P, changes: Mapping[str, Any]) -> P:
    """Return `params` with `changes`, checked.

    Raises:
        UserError: a value is wrong, or a setting is fixed for the length of a run.
    """
    new = checked(recipe.params, {**params.model_dump(), **changes})
    for key in changed_keys(params, new):
        if key not in CHANGEABLE:
            raise UserError(
                N_("{key} is fixed for the length of a run. Start a new run to change it."),
                key=key,
            )
    return new  # type: ignore[return-value]  # the recipe's own model is P


def changed_keys(before: Switches, after: Switches) -> list[str]:
    """Return the names of the settings that differ."""
    old, new = before.model_dump(), after.model_dump()
    return [key for key in new if old[key] != new[key]]


def put_in_force(game: Game, before: Switches, after: Switches) -> None:
    """Set the rates of the optimizers and switch or slow G's average.

    An optimizer's memory stays; another kind of optimizer begins without one, at the same rate.
    """
    keys = set(changed_keys(before, after))
    # Scaled, not set: a schedule may have lowered the rates since the run began.
    faster = after.lr / before.lr
    if not math.isfinite(faster):
        raise UserError(N_("{key} cannot change that far at once."), key="lr")
    _scale_rate(game, "G", faster)
    _scale_rate(game, "D", faster * after.d_rate / before.d_rate)
    if keys & {"beta1", "beta2"}:
        for name in ("G", "D"):
            _set(game, name, betas=(after.beta1, after.beta2))
            _set(game, name, momentum=after.beta1, alpha=after.beta2)
    for name in ("G", "D"):
        if after.optimizer_of(name) != before.optimizer_of(name):
            _replace_optimizer(game, name, after)
    if "ema" in keys:
        player = game.players["G"]
        if player.ema is None or not after.ema:
            player.ema = Ema(player.net, after.ema) if after.ema else None
        else:
            player.ema.decay = after.ema


def _replace_optimizer(game: Game, name: str, params: Switches) -> None:
    player = game.players[name]
    if player.opt is not None:
        rate = float(player.opt.param_groups[0]["lr"])
        betas = (params.beta1, params.beta2)
        player.opt = optimizer(params.optimizer_of(name), player.net, rate, betas)


def _scale_rate(game: Game, name: str, factor: float) -> None:
    player = game.players[name]
    for group in [] if player.opt is None or factor == 1 else player.opt.param_groups:
        group["lr"] *= factor


def _set(game: Game, name: str, **values: Any) -> None:
    """Set those of `values` that the player's optimizer knows (RMSprop's momentum stays 0)."""
    player = game.players[name]
    for group in [] if player.opt is None else player.opt.param_groups:
        own = group.keys() - ({"momentum"} if "alpha" in group else set())
        group |= {key: value for key, value in values.items() if key in own}

"""Optimizers by name, and what changes their rates or the weights after a step."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Literal

import torch
from torch import nn
from torch.optim import SGD, Adam, Optimizer, RMSprop

from gan_core.game import Game, Hook, Role

OptimizerName = Literal["adam", "rmsprop", "sgd"]


class LeanAdam(Adam):
    """torch's fused Adam without its bookkeeping, which takes as long as the step of a small net.

    Same state, same arithmetic; for plain float32 parameters that all have a gradient. Nothing
    here calls torch's compiler, whose import takes two seconds before the first round.
    """

    add_param_group = inspect.unwrap(Adam.add_param_group)
    state_dict = inspect.unwrap(Adam.state_dict)
    load_state_dict = inspect.unwrap(Adam.load_state_dict)
    zero_grad = inspect.unwrap(Adam.zero_grad)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # no closure here
        """Take one step with the gradients that the parameters have."""
        for group in self.param_groups:
            own = [self._of(parameter) for parameter in group["params"]]
            counts = [state["step"] for state in own]
            beta1, beta2 = group["betas"]
            torch._foreach_add_(counts, 1)
            torch._fused_adam_(
                group["params"],
                [parameter.grad for parameter in group["params"]],
                [state["exp_avg"] for state in own],
                [state["exp_avg_sq"] for state in own],
                [],
                counts,
                lr=group["lr"],
                beta1=beta1,
                beta2=beta2,
                weight_decay=0.0,
                eps=group["eps"],
                amsgrad=False,
                maximize=False,
            )

    def _of(self, parameter: nn.Parameter) -> dict[str, torch.Tensor]:
        state: dict[str, torch.Tensor] = self.state[parameter]
        if not state:
            state["step"] = torch.zeros((), device=parameter.device)
            state["exp_avg"] = torch.zeros_like(parameter, memory_format=torch.preserve_format)
            state["exp_avg_sq"] = torch.zeros_like(parameter, memory_format=torch.preserve_format)
        return state


def optimizer(
    name: OptimizerName, net: nn.Module, lr: float, betas: tuple[float, float]
) -> Optimizer:
    """Return an optimizer over `net`, its arithmetic in few kernels.

    adam: Kingma & Ba 2015 (arXiv 1412.6980). rmsprop: Tieleman & Hinton 2012; betas[1] averages
    the squares, no momentum. sgd: with momentum betas[0].
    """
    parameters = list(net.parameters())
    real = not parameters[0].is_meta
    if name == "adam":
        return LeanAdam(parameters, lr=lr, betas=betas, fused=real)
    if name == "rmsprop":
        return RMSprop(parameters, lr=lr, alpha=betas[1], foreach=True)
    return SGD(parameters, lr=lr, momentum=betas[0], fused=real)


def kind_of(opt: Optimizer) -> OptimizerName:
    """Return by which name `optimizer` made it."""
    if isinstance(opt, Adam):
        return "adam"
    return "rmsprop" if isinstance(opt, RMSprop) else "sgd"


def remembered(opt: Optimizer) -> frozenset[str]:
    """Return the names of what `opt`, one of ours, keeps of each parameter once it has moved."""
    if isinstance(opt, Adam):
        return frozenset({"step", "exp_avg", "exp_avg_sq"})
    if isinstance(opt, RMSprop):
        return frozenset({"step", "square_avg"})
    return frozenset({"momentum_buffer"})


def clip_weights(player: str, bound: float) -> Hook:
    """Return a hook that cuts the player's weights to [-bound, bound].

    Arjovsky et al. 2017 (arXiv 1701.07875), Algorithm 1, line 7.
    """

    def clip(game: Game) -> None:
        with torch.no_grad():
            for parameter in game.players[player].parameters():
                parameter.clamp_(-bound, bound)

    return clip


def forget(player: str) -> Hook:
    """Return a hook that clears what the player's optimizer remembers of earlier gradients.

    For the beginning of a stage with another loss: where its gradients are many times larger,
    Adam's first steps would be too, until its mean of squares has followed.
    """

    def clear(game: Game) -> None:
        opt = game.players[player].opt
        if opt is not None:
            opt.state.clear()

    return clear


def anneal(factor: float, lowest: float, momentum: tuple[float, float], rounds: int) -> Hook:
    """Return a hook that divides all rates by `factor` each round, down to `lowest`.

    A rate that is lower already stays. SGD's momentum rises evenly from momentum[0] to momentum[1]
    over `rounds`. Both live in the optimizers, so a checkpoint holds them (the published
    configuration of Goodfellow et al. 2014: momentum .5 to .7, rate divided by 1.000004 at each
    update).
    """
    start, end = momentum

    def advance(game: Game) -> None:
        for player in game.players.values():
            for group in [] if player.opt is None else player.opt.param_groups:
                if group["lr"] > lowest:
                    group["lr"] = max(lowest, group["lr"] / factor)
                if isinstance(player.opt, SGD) and group["momentum"] < end:
                    group["momentum"] = min(end, group["momentum"] + (end - start) / rounds)

    return advance


ROUNDS = "rounds of the falling rate"
"""Where a game counts the rounds that `falling` has seen."""


def falling(rate_of: Callable[[Role], float], rounds: int, share: float) -> Hook:
    """Return a hook for the end of a round: over the last `share` of `rounds` rates fall evenly.

    The last round has the lowest rate, one step above 0, and so have any that a longer run adds
    (CycleGAN's code: arXiv 1703.10593, section 4 and appendix 7.1). Rates are set, not multiplied,
    from the count in `game.memory`, so that a change of the rate or of the length counts at once.
    rate_of: the rate of those who make, and of those who judge, before it falls.
    """
    steps = max(1, round(rounds * share))

    def advance(game: Game) -> None:
        done = int(game.memory[ROUNDS]) + 1
        game.memory[ROUNDS] = done
        left = min(1.0, max(1, rounds - done) / steps)
        for player in game.players.values():
            for group in [] if player.opt is None else player.opt.param_groups:
                group["lr"] = rate_of(player.role) * left

    return advance

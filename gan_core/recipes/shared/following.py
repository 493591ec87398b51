"""Networks that follow another: a copy of how it was, and one that lags behind it."""

from __future__ import annotations

import torch

from gan_core.game import Game, Hook

COPIED = "copies are there"
"""Where a game says whether `copied` has been called: until then copies are random."""


def copied(source: str, *targets: str) -> Hook:
    """Return a hook that gives the networks of `targets` the weights of that of `source`."""

    def copy(game: Game) -> None:
        for name in targets:
            game.net(name).load_state_dict(game.net(source).state_dict())
        game.memory[COPIED] = 1

    return copy


def lagging(source: str, target: str, share: float) -> Hook:
    """Return a hook that moves `target` towards `source`; `share` of it stays as it was."""

    def follow(game: Game) -> None:
        with torch.no_grad():
            pairs = zip(game.net(target).parameters(), game.net(source).parameters(), strict=True)
            for behind, ahead in pairs:
                behind.lerp_(ahead, 1 - share)

    return follow

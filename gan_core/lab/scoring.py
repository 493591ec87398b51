"""Scores of a lab while it plays: of G and, where there is one, of its average."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import torch

from gan_core.errors import UserError
from gan_core.game import evaluating
from gan_core.lab.bench import Bench
from gan_core.lab.curves import MOST
from gan_core.metrics.plane import PlaneScores, floor, score_plane
from gan_core.rng import derive_seed

N = 1024
EVERY_SECONDS = 1.0
FIRST_SECONDS = 1.0
"""From the first round to the first score: the page is being built meanwhile."""
SHARE = 0.02
"""W1, nine tenths of a score's cost, may take this share of the time; the rest as much again."""


class Scorer:
    """Scores a bench now and then, from latents of its own.

    latest: {"step", "n", "raw", "ema" (None without one), "w1_step": of which step their W1 is,
    which is counted less often, "floor", "mass", "modes_of"}; None before the first.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        stream = torch.Generator().manual_seed(derive_seed(bench.config.seed, "scored"))
        self._z = torch.randn(N, bench.settings.latent, generator=stream)
        self._due: float | None = None
        self._w1_due = 0.0
        self.latest: dict[str, Any] | None = None

    def maybe(self, now: float) -> None:
        """Score if it is time to; `now` in seconds of the monotonic clock."""
        if self._due is None:
            self._due = now + FIRST_SECONDS
        if now < self._due:
            return
        first, whole = self.latest is None, now >= self._w1_due
        begin = time.monotonic()
        self.now(whole=whole)
        end = time.monotonic()
        cost = end - begin
        self._due = end + (EVERY_SECONDS if whole else max(EVERY_SECONDS, cost / SHARE))
        if whole:
            # The first time also makes the floor; the second score would come late for it.
            self._w1_due = end if first else end + cost / SHARE

    def now(self, *, whole: bool = True) -> None:
        """Score the bench as it is; where G has lost itself there is no score.

        whole: W1 too, else it is that of the last time.
        """
        bench, player = self._bench, self._bench.game.players["G"]
        previous = self.latest
        if whole or previous is None or (player.ema is not None and previous["ema"] is None):
            previous = None
        try:
            raw = self._score(player.net, _w1(previous, "raw"))
            ema = None if player.ema is None else self._score(player.ema.net, _w1(previous, "ema"))
        except UserError:
            self.latest = None
            return
        self.latest = {
            "step": bench.step,
            "w1_step": bench.step if previous is None else previous["w1_step"],
            "n": N,
            "raw": numbers(raw),
            "ema": None if ema is None else numbers(ema),
            "floor": asdict(floor(bench.place, N)),
            "mass": {"raw": raw.mass, "ema": None if ema is None else ema.mass},
            "modes_of": 0 if raw.mass is None else len(raw.mass),
        }
        self._note(self.latest)

    def _note(self, scores: dict[str, Any]) -> None:
        noted = self._bench.branches.current.scores
        if not noted or noted[-1][0] < scores["step"]:
            noted.append(
                (scores["step"], {key: _of_this_step(scores, key) for key in ("raw", "ema")})
            )
            if len(noted) > MOST:
                del noted[1::2]

    def _score(self, net: torch.nn.Module, w1: float | None) -> PlaneScores:
        with evaluating(net):
            return score_plane(self._bench.place, net(self._z), w1=w1)


def _w1(previous: dict[str, Any] | None, of: str) -> float | None:
    return None if previous is None else previous[of]["w1"]


def _of_this_step(scores: dict[str, Any], of: str) -> dict[str, float | None] | None:
    stale = scores[of] is not None and scores["w1_step"] < scores["step"]
    return {**scores[of], "w1": None} if stale else scores[of]


def numbers(scores: PlaneScores) -> dict[str, float | None]:
    """Return the scores as plain values."""
    return {key: getattr(scores, key) for key in ("js", "kl", "w1", "modes", "hq")}

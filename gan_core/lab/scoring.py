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
"""From the first round to the first score: the page is being built meanwhile, and scores cost it
pictures."""
SHARE = 0.02
"""Scoring may take this share of the time."""


class Scorer:
    """Scores a bench now and then, from latents of its own.

    latest: {"step", "n", "raw", "ema" (None without one), "floor", "mass", "modes_of"}; None
    before the first.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        stream = torch.Generator().manual_seed(derive_seed(bench.setting.seed, "scored"))
        self._z = torch.randn(N, bench.params.latent, generator=stream)
        self._due: float | None = None
        self.latest: dict[str, Any] | None = None

    def maybe(self, now: float) -> None:
        """Score if it is time to; `now` in seconds of the monotonic clock."""
        if self._due is None:
            self._due = now + FIRST_SECONDS
        if now >= self._due:
            first = self.latest is None
            self.now()
            end = time.monotonic()
            # The first time also makes the floor; the second score would come late for it.
            self._due = end + (EVERY_SECONDS if first else max(EVERY_SECONDS, (end - now) / SHARE))

    def now(self) -> None:
        """Score the bench as it is; where G has lost itself there is no score."""
        bench, player = self._bench, self._bench.game.players["G"]
        try:
            raw = self._scored(player.net)
            ema = None if player.ema is None else self._scored(player.ema.net)
        except UserError:
            self.latest = None
            return
        self.latest = {
            "step": bench.step,
            "n": N,
            "raw": numbers(raw),
            "ema": None if ema is None else numbers(ema),
            "floor": asdict(floor(bench.place, N)),
            "mass": {"raw": raw.mass, "ema": None if ema is None else ema.mass},
            "modes_of": 0 if raw.mass is None else len(raw.mass),
        }
        noted = bench.lines.current.scores
        if not noted or noted[-1][0] < bench.step:
            noted.append((bench.step, {key: self.latest[key] for key in ("raw", "ema")}))
            if len(noted) > MOST:
                del noted[1::2]

    def _scored(self, net: torch.nn.Module) -> PlaneScores:
        with evaluating(net):
            return score_plane(self._bench.place, net(self._z))


def numbers(scores: PlaneScores) -> dict[str, float | None]:
    """Return the scores as plain values."""
    return {key: getattr(scores, key) for key in ("js", "kl", "w1", "modes", "hq")}

"""Whether the faster loop learns as well: Frechet distance after the same rounds, several seeds."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import torch
from torch import Tensor

from benchmarks.speed.loops import Case, Loop, Way, ours, pictures, tutorial
from gan_core.game import evaluating
from gan_core.metrics.score import score_items

N = 2_000
WAYS = {
    "plain": (tutorial, Way(1)),
    "ours, float32": (ours, Way(1)),
    "ours, mixed": (ours, Way(1, precision="mixed")),
}


def samples(loop: Loop, n: int = N) -> Tensor:
    """Return pictures of the trained G itself (no average: the tutorials have none)."""
    stream = torch.Generator().manual_seed(1)
    latent = loop.g.latent
    assert isinstance(latent, int)
    z = torch.randn(n, latent, generator=stream)
    with evaluating(loop.g):
        return torch.cat([loop.g(part) for part in torch.split(z, 250)])


def after(case: Case, rounds: int, seeds: int) -> Iterator[dict[str, object]]:
    """Yield FD of each way after `rounds` of training, mean and spread over the seeds."""
    content = pictures()
    torch.set_num_threads(1)
    for name, (make, way) in WAYS.items():
        distances = []
        for seed in range(seeds):
            loop = make(case, way, content, seed)
            for _ in range(rounds):
                next(loop.steps)
            (fd,) = score_items(samples(loop), "mnist", which=("fd",))
            assert not isinstance(fd.value, list)  # one number: it is a distance
            distances.append(fd.value)
            floor = fd.floor
        yield {
            "case": case.name,
            "way": name,
            "rounds": rounds,
            "fd": distances,
            "mean": statistics.mean(distances),
            "spread": statistics.stdev(distances) if seeds > 1 else 0.0,
            "floor": floor,
            "n": N,
        }

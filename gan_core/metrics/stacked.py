"""Stacked MNIST: three digits as one colour picture, a thousand modes to count."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.metrics.classifier import Classifier, read
from gan_core.metrics.measure import Measure
from gan_core.metrics.result import Score
from gan_core.metrics.subject import CHANNELS, Subject
from gan_core.rng import derive_seed

MODES = 1000
PROTOCOL_N = 26_000


def read_numbers(net: Classifier, pictures: Tensor) -> Tensor:
    """Return the number 0 to 999 that each picture (N, 3, 28, 28) in [-1, 1] shows, int64 (N,).

    The digit classifier reads each channel alone; the first channel is the hundreds.

    Raises:
        UserError: the pictures do not have three channels.
    """
    if pictures.ndim != 4 or pictures.shape[1] != 3:
        raise UserError(N_("Stacked digits have three channels, one digit each."))
    digits = [read(net, pictures[:, channel : channel + 1])[1].argmax(1) for channel in range(3)]
    return 100 * digits[0] + 10 * digits[1] + digits[2]


def modes_and_kl(numbers: Tensor, modes: int = MODES) -> tuple[int, float]:
    """Return (modes found, KL(numbers || uniform) in nats) of the labels `numbers` (N,).

    Metz et al. 2017 (arXiv 1611.02163), section 3.3.1; VEEGAN (arXiv 1705.07761), table 2; PacGAN
    (arXiv 1712.04086), table 2. At n = 26,000; both depend on n, so never compare across n.
    """
    shares = torch.bincount(numbers, minlength=modes).double() / len(numbers)
    there = shares[shares > 0]
    return len(there), float((there * (there * modes).log()).sum())


@lru_cache(maxsize=16)
def uniform_floor(n: int, modes: int = MODES, draws: int = 5) -> tuple[float, float]:
    """Return (modes, KL) of a perfect uniform sampler at `n`, the mean of seeded draws.

    Nothing can score better at this n except by luck: about (modes - 1) / 2n nats are chance.
    """
    results = []
    for draw in range(draws):
        stream = torch.Generator().manual_seed(derive_seed(n, f"uniform {draw}"))
        results.append(modes_and_kl(torch.randint(modes, (n,), generator=stream), modes))
    counts, divergence = zip(*results, strict=True)
    return math.fsum(counts) / draws, math.fsum(divergence) / draws


_MODES, _KL = N_("modes"), N_("KL to uniform (nats)")


def _score(place: int) -> Callable[[Subject], Score]:
    key, name = (("modes", _MODES), ("kl", _KL))[place]

    def take(subject: Subject) -> Score:
        reference, n = subject.reference, len(subject.items)
        numbers = subject.once("stacked", lambda: read_numbers(reference.net, subject.items))
        value, floor = modes_and_kl(numbers)[place], uniform_floor(n)[place]
        return Score(key, name, value, n, floor, reference.extractor.name)

    return take


STACKED_MEASURES: tuple[Measure, ...] = (
    Measure("modes", _MODES, (CHANNELS,), _score(0), quick=True, scale="count"),
    Measure("kl", _KL, (CHANNELS,), _score(1), quick=True, better="lower"),
)

"""FD and KID of emoji in colour: features of Emoji-CNN, real ones from the data set itself.

Emoji-CNN is trained on OpenMoji's drawings of 32 pixels (`ship_colour`). Pictures of another side
are brought to that, real ones and fakes alike. The real features are those of all training
pictures, as pix2pix's are compared with real photographs that need not be of the same scenes. The
floor is what held-out pictures score: with a GAN that translates exactly what it would score
if every answer were right. Of few pictures an FD is far above 0 whoever made them (Chong & Forsyth
2020, arXiv 1911.07023), so as many are scored as are held out, and the floor belongs to as many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.data import captioned, emoji, pairs, unpaired
from gan_core.data.base import DataSet
from gan_core.errors import N_
from gan_core.files import container
from gan_core.files.places import shipped_root
from gan_core.files.weights import load_weights, under
from gan_core.metrics.classifier import Classifier, read
from gan_core.metrics.frechet import frechet, moments
from gan_core.metrics.kernel import kernel_mean_of_others, kid
from gan_core.metrics.measure import Measure
from gan_core.metrics.result import Score
from gan_core.metrics.subject import Comparison, Need, Subject
from gan_core.rng import derive_seed

NAME, FILE = "Emoji-CNN, 32 px", "emoji_cnn"
SIDE, FEATURES = 32, 64
FEWEST = 100
"""Held-out pictures below which no FD is taken."""


def is_ours(name: str) -> bool:
    """Return whether the pictures of a data set are emoji of OpenMoji: all groups, any size."""
    by_font, by_style = emoji.VARIANTS.get(name), unpaired.VARIANTS.get(name)
    if by_font is not None:
        return not by_font.group  # of one group some dozen are held out
    drawn = by_style is not None and by_style.domains.name == "outlines_unpaired"
    return drawn or name in pairs.VARIANTS or name in captioned.VARIANTS


def _has_enough(there: Comparison) -> bool:
    if not there.at_hand:
        return False
    held_out = there.data.held_out
    return len(there.data) > 1 and held_out is not None and len(held_out) >= FEWEST


DRAWN = Need(
    lambda there: is_ours(there.name),
    N_("Only emoji of all groups in colour are read by Emoji-CNN; {data} are others."),
)
ENOUGH = Need(
    _has_enough,
    N_("{data} must be drawn on this machine first, so that there are real pictures."),
)


@lru_cache(maxsize=1)
def emoji_cnn() -> Classifier:
    """Return the shipped classifier of emoji in colour.

    Raises:
        CheckpointError: its file is missing or damaged.
    """
    tensors, _ = container.read(shipped_root() / "classifiers" / f"{FILE}.safetensors")
    net = Classifier(3, SIDE, len(emoji.LABELS), FEATURES)
    load_weights(net, under(tensors, "net"))
    net.to(memory_format=torch.channels_last)
    return net.eval().requires_grad_(False)


def embed(pictures: Tensor) -> Tensor:
    """Return the features (N, 64) of pictures (N, 3, S, S) in [-1, 1] of any side.

    They are brought to 32 pixels by bilinear interpolation, antialiased.
    """
    size = (SIDE, SIDE)
    if pictures.shape[-2:] != size:
        pictures = interpolate(pictures, size, mode="bilinear", antialias=True)
    return read(emoji_cnn(), pictures)[0]


@dataclass(frozen=True, eq=False)
class Real:
    """The features of a data set's training pictures (N, 64), and of those held out (M, 64).

    The held-out ones are in random, always equal order.
    """

    training: Tensor
    held_out: Tensor

    @cached_property
    def moments(self) -> tuple[Tensor, Tensor]:
        """Mean and covariance of the training features."""
        return moments(self.training)

    @cached_property
    def kernel_mean(self) -> float:
        """Mean kernel of two different training features."""
        return kernel_mean_of_others(self.training)


_REAL: dict[str, Real] = {}
_MOST = 4


def real(data: DataSet) -> Real:
    """Return the real features of `data`, read once a process as long as few are asked for."""
    key = data.content_hash
    if key not in _REAL:
        held_out = data.held_out
        assert held_out is not None  # the measures need it
        stream = torch.Generator().manual_seed(derive_seed(0, "held out"))
        order = torch.randperm(len(held_out), generator=stream)
        parts = (data.items, held_out.items[order])
        features = (embed(data.spec.to_numbers(part)) for part in parts)
        while len(_REAL) >= _MOST:
            _REAL.pop(next(iter(_REAL)))
        _REAL[key] = Real(*features)
    return _REAL[key]


def _fd(features: Tensor, against: Real) -> float:
    return frechet(moments(features), against.moments)


def _kid(features: Tensor, against: Real) -> float:
    return kid(features, against.training, against.kernel_mean)


def _measure(key: str, title: str, of: Callable[[Tensor, Real], float], *, quick: bool) -> Measure:
    def take(subject: Subject) -> Score:
        against = real(subject.data)
        n = min(len(subject.items), len(against.held_out))
        features = subject.once("colour", lambda: embed(subject.items[:n].float()))
        floor = of(against.held_out[:n], against)
        return Score(key, title, of(features, against), n, floor, NAME)

    return Measure(key, title, (DRAWN, ENOUGH), take, quick, better="lower")


COLOUR_MEASURES: tuple[Measure, ...] = (
    _measure("fd", f"FD ({NAME})", _fd, quick=True),
    _measure("kid", f"KID ({NAME})", _kid, quick=False),
)

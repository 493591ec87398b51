"""Worn pictures, for enhancement: noise, blur, low contrast, scratches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import torch
from torch import Tensor
from torch.nn.functional import conv2d, pad

from gan_core.data.degradation.strokes import to_segments, uniform
from gan_core.data.spec import Pictures

Fault = Literal["noise", "blur", "contrast", "scratches"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
NOISE, BLUR, CONTRAST = (0.1, 0.6), (0.5, 1.5), (0.15, 0.5)
"""Standard deviation of noise in [-1, 1]; of the blur, in pixels; what is left of the contrast."""
SCRATCHES, HALF_WIDTH = 4, (0.3, 1.0)
"""Scratches in a picture, and half of how wide one is, in pixels."""
_REACH = 4
"""Pixels that a blur reaches, at most."""


def noisy(x: Tensor, stream: torch.Generator) -> Tensor:
    """Return pictures with normal noise of another strength each."""
    noise = torch.randn(x.shape, generator=stream, device=stream.device)
    return x + uniform(*NOISE, (len(x), 1, 1, 1), stream) * noise


def blurry(x: Tensor, stream: torch.Generator) -> Tensor:
    """Return pictures blurred by a Gaussian of another width each."""
    n, channels, height, width = x.shape
    sigma = uniform(*BLUR, (n, 1), stream)
    place = torch.arange(-_REACH, _REACH + 1, device=x.device)
    kernel = torch.softmax(-(place**2) / (2 * sigma**2), 1).repeat_interleave(channels, 0)
    planes = pad(x, (_REACH,) * 4, mode="replicate").reshape(1, n * channels, *_grown(x))
    across = conv2d(planes, kernel[:, None, None], groups=n * channels)
    return conv2d(across, kernel[:, None, :, None], groups=n * channels).reshape(
        n, channels, height, width
    )


def _grown(x: Tensor) -> tuple[int, int]:
    return x.shape[2] + 2 * _REACH, x.shape[3] + 2 * _REACH


def flat(x: Tensor, stream: torch.Generator) -> Tensor:
    """Return pictures of low contrast, somewhere between dark and bright."""
    share = uniform(*CONTRAST, (len(x), 1, 1, 1), stream)
    return x * share + uniform(-1, 1, (len(x), 1, 1, 1), stream) * (1 - share)


def scratched(x: Tensor, stream: torch.Generator) -> Tensor:
    """Return pictures with straight scratches, each white or black."""
    shape = len(x), SCRATCHES
    ends = uniform(-0.1, 1.1, (2, *shape, 2), stream)
    half = uniform(*HALF_WIDTH, (*shape, 1, 1), stream)
    bright = uniform(-1, 1, (*shape, 1, 1), stream).sign()
    on = to_segments(ends[0], ends[1], x.shape[-1]) <= half
    for scratch in range(SCRATCHES):
        x = torch.where(on[:, scratch, None], bright[:, scratch, None], x)
    return x


_WEARS: Mapping[Fault, Callable[[Tensor, torch.Generator], Tensor]] = {
    "noise": noisy,
    "blur": blurry,
    "contrast": flat,
    "scratches": scratched,
}


@dataclass(frozen=True)
class Wear:
    """Each picture gets one of `faults`, by chance."""

    plainly: ClassVar[str] = ""
    faults: tuple[Fault, ...] = FAULTS

    def source(self, spec: Pictures) -> Pictures:
        """Return pictures of the same kind."""
        return Pictures(spec.channels, spec.size)

    def __call__(self, items: Tensor, stream: torch.Generator) -> Tensor:
        """Return worn pictures in [-1, 1]."""
        which = torch.randint(
            len(self.faults), (len(items),), generator=stream, device=stream.device
        )
        out = items.clone()
        for number, fault in enumerate(self.faults):
            rows = (which == number).nonzero()[:, 0]
            if len(rows):
                out[rows] = _WEARS[fault](items[rows], stream)
        return out.clamp_(-1, 1)

    def plain(self, sources: Tensor) -> Tensor:
        """Return the pictures as they are."""
        return sources

"""Inside G: the maps of its layers, how wide they are, their spectrum, and the checkerboard."""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from gan_core.game import evaluating
from gan_core.inspection.features import hidden_layers, listen
from gan_core.model import Model
from gan_core.usage import Request


def maker_layers(model: Model, request: Request) -> list[tuple[str, Tensor]]:
    """Return (name, maps (N, C, h, w)) of each layer of G that makes maps, in order of use.

    The last is the picture itself where nothing in between changes its shape. It is a copy of G
    that is listened to, so a G that trains meanwhile notices nothing.
    """
    makers = {name: net for name, net in model.nets.items() if name not in model.judges}
    twins = copy.deepcopy(makers)
    outputs = listen(twins)
    with evaluating(*twins.values()):
        model.recipe.use.make({**model.nets, **twins}, request)
    return [(name, out) for name, out in hidden_layers(outputs) if out.ndim == 4]


def spectrum(maps: Tensor) -> Tensor:
    """Return the log10 of the mean power (h, w) of maps (C, h, w), frequency 0 in the middle.

    Each map without its mean; 0 of a power is taken for 1e-12. Nyquist is the first row and the
    first column where a side is even: upsampling with uneven overlap shines there.
    """
    centred = maps - maps.mean((1, 2), keepdim=True)
    power = torch.fft.fft2(centred, norm="ortho").abs().square().mean(0)
    shifted: Tensor = torch.fft.fftshift(power)
    return shifted.clamp_min(1e-12).log10()


def phase_ratio(pictures: Tensor) -> float:
    """Return the largest over the smallest variance of the four phases of pictures (N, C, H, W).

    A phase is every second pixel of every second row. About 1 where all pixels are made alike; a
    transposed convolution whose stride does not divide its kernel adds up more numbers for some
    pixels than for others (Odena et al. 2016, 10.23915/distill.00003): 4 for 3x3 and stride 2.
    """
    rows = [pictures[:, :, row::2, column::2] for row in range(2) for column in range(2)]
    variances = [float(phase.double().var()) for phase in rows]
    return max(variances) / max(min(variances), 1e-12)

"""The style-based generator (Karras et al. 2019, arXiv 1812.04948; 2020, arXiv 1912.04958)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, instance_norm, interpolate

from gan_core.data.spec import Pictures
from gan_core.nets.dcgan import doublings
from gan_core.nets.equal import Equal, EqualConv, Leaky, leaky
from gan_core.nets.layers import Stochastic

Form = Literal["demodulated", "adain"]
SMALL = 1e-8


@dataclass(frozen=True)
class StyleShape:
    """How a style-based G is built.

    width: channels at the full size; each halving of the side has twice as many, up to `most`.
    style: numbers in w. depth: layers of the mapping network.
    """

    width: int = 16
    most: int = 64
    style: int = 64
    depth: int = 3
    form: Form = "demodulated"
    noise: bool = True


class Mapping(nn.Module):
    """z (N, latent) -> w (N, style): z scaled to length sqrt(latent), then dense layers."""

    def __init__(self, latent: int, style: int, depth: int) -> None:
        super().__init__()
        widths = [latent, *[style] * depth]
        layers = [Equal(inputs, outputs, rate=0.01) for inputs, outputs in pairwise(widths)]
        self.layers = nn.Sequential(*(part for layer in layers for part in (layer, Leaky())))

    def forward(self, z: Tensor) -> Tensor:
        """Return w."""
        w: Tensor = self.layers(z * (z.square().mean(1, keepdim=True) + SMALL).rsqrt())
        return w


class Noise(Stochastic):
    """Adds noise of one learned strength to all maps: new at each pass in training, then the same.

    Section 3.2 of the first paper. The strength is 0 at first.
    """

    def __init__(self, side: int, stream: torch.Generator) -> None:
        super().__init__(stream)
        self.strength = nn.Parameter(torch.zeros(1))
        self.register_buffer("still", torch.randn(1, 1, side, side))

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape (N, C, H, W)."""
        drawn: Tensor = self.still  # type: ignore[assignment]
        if self.training:
            size = (len(x), 1, *x.shape[2:])
            drawn = torch.randn(size, generator=self.stream, device=x.device)
        return x + self.strength * drawn


class Modulated(nn.Module):
    """A convolution whose weights w scales, (N, n, H, W) and (N, style) -> (N, m, H, W).

    Each sample has weights s_i w_ij of its own, demodulated to length 1 for each output map
    (equations 1 to 3 of the second paper). Scaling the maps before, and after, one convolution
    that all share is the same sum.
    """

    def __init__(
        self, inputs: int, outputs: int, style: int, kernel: int = 3, *, demodulate: bool = True
    ) -> None:
        super().__init__()
        self.scale = Equal(style, inputs, bias=1.0)
        self.conv = EqualConv(inputs, outputs, kernel, bias=False)
        self.demodulate = demodulate

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """Return maps of the same height and width."""
        scale = self.scale(w)
        out: Tensor = self.conv(x * scale[:, :, None, None])
        if not self.demodulate:
            return out
        square = (self.conv.weight * self.conv.gain).square().sum((2, 3))
        length: Tensor = (scale.square() @ square.t() + SMALL).rsqrt()
        return out * length[:, :, None, None]


class Styled(nn.Module):
    """One layer of the synthesis: convolution, noise, bias, LeakyReLU, and w's say in it."""

    def __init__(
        self, inputs: int, outputs: int, side: int, shape: StyleShape, stream: torch.Generator
    ) -> None:
        super().__init__()
        self.adain = shape.form == "adain"
        if self.adain:
            self.conv: nn.Module = EqualConv(inputs, outputs, bias=False)
            self.style = Equal(shape.style, 2 * outputs)
        else:
            self.conv = Modulated(inputs, outputs, shape.style)
        self.noise = Noise(side, stream) if shape.noise else nn.Identity()
        self.bias = nn.Parameter(torch.zeros(outputs, 1, 1))

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """Return maps (N, outputs, H, W)."""
        maps: Tensor = self.conv(x) if self.adain else self.conv(x, w)
        maps = leaky(self.noise(maps) + self.bias)
        if not self.adain:
            return maps
        # AdaIN: every map to mean 0 and deviation 1, then w says both (equation 1 of the first).
        gain, shift = self.style(w)[:, :, None, None].chunk(2, 1)
        out: Tensor = instance_norm(maps) * (1 + gain) + shift
        return out


class Synthesis(nn.Module):
    """Styles (N, layers, style) -> pictures; at each size what it draws is added to the last.

    From a learned constant, one layer at the smallest size and two at each further one
    (figure 7b of the second paper).
    """

    def __init__(self, spec: Pictures, shape: StyleShape, stream: torch.Generator) -> None:
        super().__init__()
        ups = doublings(spec.size)
        base = spec.size // 2**ups
        widths = [min(shape.most, shape.width * 2**level) for level in range(ups, -1, -1)]
        self.begin = nn.Parameter(torch.randn(1, widths[0], base, base))
        self.layers = nn.ModuleList([Styled(widths[0], widths[0], base, shape, stream)])
        for level, (inputs, outputs) in enumerate(pairwise(widths), 1):
            side = base * 2**level
            self.layers.append(Styled(inputs, outputs, side, shape, stream))
            self.layers.append(Styled(outputs, outputs, side, shape, stream))
        self.draws = nn.ModuleList(
            [Modulated(n, spec.shape[0], shape.style, 1, demodulate=False) for n in widths]
        )
        self.bias = nn.Parameter(torch.zeros(spec.shape[0], 1, 1))

    def forward(self, styles: Tensor) -> Tensor:
        """Return pictures, not bounded."""
        each = styles.unbind(1)
        x = self.layers[0](self.begin.expand(len(styles), -1, -1, -1), each[0])
        drawn: Tensor = self.draws[0](x, each[0])
        for level, draw in enumerate(self.draws[1:], 1):
            first = 2 * level - 1
            x = self.layers[first](twice(x), each[first])
            x = self.layers[first + 1](x, each[first + 1])
            drawn = twice(drawn) + draw(x, each[first + 1])
        return drawn + self.bias


def twice(x: Tensor) -> Tensor:
    """Return maps of twice the height and width, smoothed by [1, 3, 3, 1]."""
    return interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class Generator(Stochastic):
    """z -> w -> pictures. In training it mixes styles and follows the mean of w.

    mixing: share of pictures whose later layers are told the w of a second z (section 3.1 of the
    first paper). `mean` (style,) is the average of w, for truncation.
    """

    mean: Tensor

    def __init__(
        self,
        latent: int,
        spec: Pictures,
        shape: StyleShape,
        *,
        noise: torch.Generator,
        mixing: float,
        stream: torch.Generator,
    ) -> None:
        super().__init__(stream)
        self.latent, self.mixing = latent, mixing
        self.map = Mapping(latent, shape.style, shape.depth)
        self.synthesize = Synthesis(spec, shape, noise)
        self.register_buffer("mean", torch.zeros(shape.style))

    @property
    def count(self) -> int:
        """Return how many layers are told a style."""
        return len(self.synthesize.layers)

    def styles(self, z: Tensor) -> Tensor:
        """Return what each layer is told, (N, layers, style)."""
        w = self.map(z)
        if self.training:
            with torch.no_grad():
                self.mean.lerp_(w.mean(0).to(self.mean.dtype), 1 - MEAN_DECAY)
        styles = self.for_layers(w)
        return self._mixed(styles) if self.training and self.mixing else styles

    def for_layers(self, w: Tensor) -> Tensor:
        """Return w (N, style) for each layer, (N, layers, style); what has layers stays."""
        return w if w.ndim == 3 else w[:, None].expand(-1, self.count, -1)

    def _mixed(self, styles: Tensor) -> Tensor:
        n, device = len(styles), styles.device
        other = torch.randn(n, self.latent, generator=self.stream, device=device)
        draw = torch.rand(2, n, generator=self.stream, device=device)
        first = 1 + (draw[0] * (self.count - 1)).long()
        first = first.where(draw[1] < self.mixing, self.count)
        late = torch.arange(self.count, device=device) >= first[:, None]
        return torch.where(late[..., None], self.map(other)[:, None], styles)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Return pictures, not bounded; it takes no label."""
        pictures: Tensor = self.synthesize(self.styles(z))
        return pictures


MEAN_DECAY = 0.998
"""Share of the old mean of w kept at each pass."""


def modulated_by_sample(layer: Modulated, x: Tensor, w: Tensor) -> Tensor:
    """Return what `layer` returns, computed as the paper writes it: weights for each sample."""
    n, inputs, height, width = x.shape
    kernel = layer.conv.weight * layer.conv.gain
    weights = kernel[None] * layer.scale(w)[:, None, :, None, None]
    if layer.demodulate:
        weights = weights * (weights.square().sum((2, 3, 4), keepdim=True) + SMALL).rsqrt()
    outputs = kernel.shape[0]
    flat = weights.reshape(n * outputs, inputs, *kernel.shape[2:])
    out = conv2d(
        x.reshape(1, n * inputs, height, width), flat, padding=layer.conv.padding, groups=n
    )
    return out.reshape(n, outputs, height, width)

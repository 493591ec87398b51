"""Shapes in the plane for the 2-D games, and shapes drawn by hand; all lie within [-2, 2]^2."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import torch
from torch import Tensor

from gan_core.data.base import DataSet, Rows
from gan_core.data.drawing import CELLS, SIDE, decode_drawing, encode_drawing
from gan_core.data.synthetic import PLANE, grid_centres, ring_centres
from gan_core.errors import N_, unknown

__all__ = ["SHAPES", "Shape", "decode_drawing", "encode_drawing", "painted_shape", "shape"]

HALF = SIDE / 2
"""Every coordinate is at most this far from 0."""
COUNT, HELD_OUT = 8192, 2048
_SEED = 48

Skeleton = Callable[[int, torch.Generator], tuple[Tensor, Tensor | None]]
"""(count, stream) -> points before their noise (count, 2), and which mode each is of, if any."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A law in the plane and 8,192 points drawn from it, 2,048 others held out.

    title: translatable. centres: of its modes (K, 2), where it is a mixture of equal
    N(centre, sigma^2 I), else None. sigma: of the noise, which is cut where the box ends.
    skeleton: what the noise is put on.
    """

    name: str
    title: str
    content: DataSet
    centres: Tensor | None
    sigma: float
    skeleton: Skeleton

    def draw(self, count: int, stream: torch.Generator) -> Tensor:
        """Return further points of the same law, float32 (count, 2)."""
        return _draw(self.skeleton, self.sigma, count, stream)[0]


def _draw(
    skeleton: Skeleton, sigma: float, count: int, stream: torch.Generator
) -> tuple[Tensor, Tensor | None]:
    bare, labels = skeleton(count, stream)
    points = bare + sigma * torch.randn(count, 2, generator=stream)
    # Tails beyond the box are drawn anew: cut off they would pile up on its border.
    while len(rows := (points.abs() > HALF).any(1).nonzero().flatten()):
        points[rows] = bare[rows] + sigma * torch.randn(len(rows), 2, generator=stream)
    return points, labels


def _shape(
    name: str, title: str, skeleton: Skeleton, sigma: float, centres: Tensor | None = None
) -> Shape:
    stream = torch.Generator().manual_seed(_SEED)
    items, labels = _draw(skeleton, sigma, COUNT, stream)
    held_out = Rows(*_draw(skeleton, sigma, HELD_OUT, stream))
    content = DataSet(name, PLANE, items, labels, held_out)
    return Shape(name, title, content, centres, sigma, skeleton)


def _mixture(name: str, title: str, centres: Tensor, sigma: float) -> Shape:
    def skeleton(count: int, stream: torch.Generator) -> tuple[Tensor, Tensor]:
        labels = torch.randint(0, len(centres), (count,), generator=stream)
        return centres[labels], labels

    return _shape(name, title, skeleton, sigma, centres)


def _curve(
    name: str, title: str, at: Callable[[Tensor], Tensor], sigma: float, arms: int = 1
) -> Shape:
    """`at`: (count,) in [0, 1) -> points; further arms are that curve turned about the origin."""

    def skeleton(count: int, stream: torch.Generator) -> tuple[Tensor, None]:
        points = at(torch.rand(count, generator=stream))
        turn = torch.randint(0, arms, (count,), generator=stream) * (2 * math.pi / arms)
        x, y = points.unbind(1)
        turned = [x * turn.cos() - y * turn.sin(), x * turn.sin() + y * turn.cos()]
        return torch.stack(turned, 1), None

    return _shape(name, title, skeleton, sigma)


def _polar(radius: Tensor, angle: Tensor) -> Tensor:
    return torch.stack([radius * angle.cos(), radius * angle.sin()], 1)


@cache
def line() -> Shape:
    """Return a straight line from (-1.5, -1) to (1.5, 1)."""
    ends = torch.tensor([1.5, 1.0])
    return _curve("line", N_("Line"), lambda u: (2 * u - 1)[:, None] * ends, 0.04)


@cache
def gaussians2() -> Shape:
    """Return two round Gaussians of sigma .25, one to each side."""
    centres = torch.tensor([[-0.9, -0.5], [0.9, 0.5]])
    return _mixture("gaussians2", N_("Two Gaussians"), centres, 0.25)


@cache
def blobs3() -> Shape:
    """Return three Gaussians of sigma .15 on a triangle."""
    half_width = 1.1 * math.sqrt(0.75)
    centres = torch.tensor([[0.0, 1.1], [-half_width, -0.55], [half_width, -0.55]])
    return _mixture("blobs3", N_("Three blobs"), centres, 0.15)


@cache
def ring8() -> Shape:
    """Return eight Gaussians of sigma .05 on a circle of radius 1.5."""
    return _mixture("ring8", N_("Ring of 8"), ring_centres(8, 1.5), 0.05)


@cache
def grid25() -> Shape:
    """Return 5 x 5 Gaussians of sigma .03, .75 apart."""
    return _mixture("grid25", N_("Grid of 25"), grid_centres(5, 0.75), 0.03)


@cache
def moons() -> Shape:
    """Return two half circles that reach into each other, as scikit-learn's `make_moons`."""
    middle = torch.tensor([0.5, 0.25])

    def upper(u: Tensor) -> Tensor:
        return 1.1 * (_polar(torch.ones_like(u), math.pi * u) - middle)

    # The lower moon is the upper one turned by half a turn.
    return _curve("moons", N_("Two moons"), upper, 0.06, arms=2)


@cache
def spiral() -> Shape:
    """Return two arms of an Archimedean spiral, one and a quarter turns each, evenly dense."""
    return _curve(
        "spiral",
        N_("Spiral"),
        # An arm's length grows as its angle squared: the root makes its density even.
        lambda u: _polar(0.1 + 1.6 * u.sqrt(), 2.5 * math.pi * u.sqrt()),
        0.04,
        arms=2,
    )


@cache
def swissroll() -> Shape:
    """Return one arm of one and a half turns, as scikit-learn's `make_swiss_roll` seen end on."""

    def roll(u: Tensor) -> Tensor:
        angle = 1.5 * math.pi * (1 + 2 * u)
        return _polar(angle * (1.8 / (4.5 * math.pi)), angle)

    return _curve("swissroll", N_("Swiss roll"), roll, 0.04)


SHAPES: dict[str, Callable[[], Shape]] = {
    "line": line,
    "gaussians2": gaussians2,
    "blobs3": blobs3,
    "ring8": ring8,
    "grid25": grid25,
    "moons": moons,
    "spiral": spiral,
    "swissroll": swissroll,
}
"""Name -> its shape, made once a process."""


def shape(name: str) -> Shape:
    """Return the shape `name`.

    Raises:
        UserError: there is no such shape.
    """
    if name not in SHAPES:
        raise unknown(N_("There is no shape {name!r}. There are: {known}.{hint}"), name, SHAPES)
    return SHAPES[name]()


@lru_cache(maxsize=32)
def painted_shape(code: str) -> Shape:
    """Return the shape of a drawing: uniform over the painted cells. `code`: `encode_drawing`'s.

    Raises:
        UserError: the code is damaged, or nothing is painted.
    """
    corners = torch.tensor(decode_drawing(code), dtype=torch.float64)
    cell = SIDE / CELLS

    def skeleton(count: int, stream: torch.Generator) -> tuple[Tensor, None]:
        places = corners[torch.randint(0, len(corners), (count,), generator=stream)]
        jitter = torch.rand(count, 2, generator=stream, dtype=torch.float64)
        return ((places + jitter) * cell - HALF).float(), None

    return _shape("drawn", N_("Drawn by hand"), skeleton, 0.0)

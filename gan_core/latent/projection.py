"""Which point of latent space makes a picture: found by optimisation, with its path."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.latent.space import Space
from gan_core.metrics.nearness import psnr
from gan_core.usage import Request

RATE = 0.1
STARTS = 256
"""Points that are looked at before the best of them are taken to start from."""


@dataclass(frozen=True)
class Place:
    """Where a search is: its best point (size,), that point's picture (C, H, W), and PSNR in dB.

    residual: mean absolute difference of the picture to what was looked for.
    """

    step: int
    point: Tensor
    picture: Tensor
    psnr: float
    residual: float


def project(
    space: Space,
    picture: Tensor,
    *,
    label: str | int | None = None,
    steps: int = 200,
    restarts: int = 4,
    seed: int = 0,
) -> Iterator[Place]:
    """Yield the best place after each of `steps` steps, the start among them as step 0.

    picture (C, H, W) in [-1, 1]. label: None: of a conditional model those of the best points.
    The `restarts` best of 256 points are improved side by side by Adam on the squared error, the
    rate falling to 0 as a cosine (Karras et al. 2020, arXiv 1912.04958, section 5; there the
    distance is a perceptual one, whose weights others trained).

    Raises:
        UserError: the picture has another shape, or a number is out of range.
    """
    _refuse(space, picture, steps, restarts)
    model = copy.deepcopy(space.model)
    for net in model.nets.values():
        net.eval().requires_grad_(False)
    begin = space.request(space.points(STARTS, seed), label)
    error = (model.answer(begin) - picture).square().flatten(1).mean(1)
    request, points = to_leaf(begin[error.argsort()[:restarts]], space)
    optimizer = torch.optim.Adam([points], lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    best: Place | None = None
    for step in range(steps + 1):
        fakes = model.recipe.use.make(model.nets, request).x
        error = (fakes - picture).square().flatten(1).mean(1)
        best = _better(best, step, points, fakes, picture, error)
        yield best
        (points.grad,) = torch.autograd.grad(error.sum(), points)
        optimizer.step()
        schedule.step()


def to_leaf(request: Request, space: Space) -> tuple[Request, Tensor]:
    """Return the request with points that a gradient is taken for, and these."""
    points = request.z if space.name == "z" else request.w
    assert points is not None  # a space's request has its points
    points = points.clone().requires_grad_()
    return replace(request, **{space.name: points}), points


def _better(
    best: Place | None, step: int, points: Tensor, fakes: Tensor, picture: Tensor, error: Tensor
) -> Place:
    row = int(error.argmin())
    nearest = fakes[row].detach()
    quality = float(psnr(nearest[None], picture[None]))
    if best is not None and quality <= best.psnr:
        return Place(step, best.point, best.picture, best.psnr, best.residual)
    residual = float((nearest - picture).abs().mean())
    return Place(step, points[row].detach().clone(), nearest, quality, residual)


def _refuse(space: Space, picture: Tensor, steps: int, restarts: int) -> None:
    shape = space.model.pictures.shape
    if tuple(picture.shape) != shape or not picture.isfinite().all():
        raise UserError(
            N_("A picture for this model has {shape} finite numbers from -1 to 1."),
            shape="x".join(map(str, shape)),
        )
    refuse_search(steps, restarts)


def refuse_search(steps: int, restarts: int) -> None:
    """Raise UserError where a search cannot have so many steps, or so many starts."""
    if not (1 <= steps <= 10_000 and 1 <= restarts <= STARTS):
        raise UserError(
            N_("A search has from 1 to {steps} steps and from 1 to {starts} starts."),
            steps=10_000,
            starts=STARTS,
        )

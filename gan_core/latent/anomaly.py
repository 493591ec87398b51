"""What G cannot make is unusual: the residual of a search as a score (AnoGAN).

Schlegl et al. 2017, arXiv 1703.05921, section 2.2: the residual loss alone; the paper adds a tenth
of a distance between D's features.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.errors import N_, UserError
from gan_core.latent.projection import RATE, STARTS, refuse_search, to_leaf
from gan_core.latent.space import Space
from gan_core.usage import Request

AT_ONCE = 32
"""Pictures that are searched for side by side."""


def residuals(
    space: Space, pictures: Tensor, *, steps: int = 100, restarts: int = 2, seed: int = 0
) -> Iterator[Tensor]:
    """Yield how far the nearest picture of G is from each of `pictures`, some rows at a time.

    pictures (N, C, H, W) in [-1, 1]. Of 256 points the `restarts` nearest to a picture are
    improved by Adam on the squared error; the residual (rows,) is the mean absolute difference.

    Raises:
        UserError: the pictures are of another shape, or a number is out of range.
    """
    if tuple(pictures.shape[1:]) != space.model.pictures.shape or not pictures.isfinite().all():
        raise UserError(N_("These are no pictures of the shape that this model makes."))
    refuse_search(steps, restarts)
    still = _frozen(space)
    begin = still.request(still.points(STARTS, seed))
    starts = still.model.answer(begin).flatten(1)
    for rows in torch.split(pictures, AT_ONCE):
        nearest = torch.cdist(rows.flatten(1), starts).argsort(1)[:, :restarts].flatten()
        targets = rows.repeat_interleave(restarts, 0)
        least = _search(still, targets, begin[nearest], steps)
        yield least.reshape(len(rows), restarts).amin(1)


def _frozen(space: Space) -> Space:
    model = copy.deepcopy(space.model)
    for net in model.nets.values():
        net.eval().requires_grad_(False)
    return replace(space, model=model)


def _search(space: Space, targets: Tensor, request: Request, steps: int) -> Tensor:
    """Return the least mean absolute difference to each target (N,) on the way of a search."""
    request, points = to_leaf(request, space)
    optimizer = torch.optim.Adam([points], lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    least = torch.full((len(targets),), torch.inf)
    for _ in range(steps + 1):
        fakes = space.model.recipe.use.make(space.model.nets, request).x
        away = fakes - targets
        least = torch.minimum(least, away.detach().abs().flatten(1).mean(1))
        loss = away.square().flatten(1).mean(1).sum()
        (points.grad,) = torch.autograd.grad(loss, points)
        optimizer.step()
        schedule.step()
    return least


@dataclass(frozen=True)
class Roc:
    """How well a score tells unusual pictures from ordinary ones, at every threshold.

    false_rate, true_rate: shares of ordinary and of unusual pictures above the threshold. area:
    under that curve; .5 is chance, 1 every unusual one above every ordinary one.
    """

    false_rate: np.ndarray
    true_rate: np.ndarray
    area: float


def roc(ordinary: Tensor, unusual: Tensor) -> Roc:
    """Return the curve of scores (N,) of ordinary and (M,) of unusual pictures.

    Raises:
        UserError: there are none of one kind.
    """
    from sklearn.metrics import roc_auc_score, roc_curve

    if not len(ordinary) or not len(unusual):
        raise UserError(N_("A ROC curve needs ordinary and unusual pictures."))
    truth = np.r_[np.zeros(len(ordinary)), np.ones(len(unusual))]
    scores = torch.cat([ordinary, unusual]).numpy()
    false_rate, true_rate, _thresholds = roc_curve(truth, scores)
    return Roc(false_rate, true_rate, float(roc_auc_score(truth, scores)))


def to_mean(pictures: Tensor, content: DataSet) -> Tensor:
    """Return the mean absolute difference of each picture to the mean training picture, (N,).

    What a score is worth that knows no G: the floor beside AnoGAN's. pictures (N, C, H, W) are in
    [-1, 1].
    """
    total = torch.zeros(content.items.shape[1:], dtype=torch.float64)
    for part in torch.split(content.items, PART):  # as numbers all of them would fill the memory
        total += content.spec.to_numbers(part).double().sum(0)
    mean = (total / len(content)).float()
    return (pictures - mean).abs().flatten(1).mean(1)


PART = 4096

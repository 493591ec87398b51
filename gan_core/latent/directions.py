"""Directions of a latent space: what varies most, what the weights say, what labels say."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import N_, UserError

FEWEST_OF_A_KIND = 5
"""Samples of each answer that a direction is fitted to at least."""


@dataclass(frozen=True)
class Directions:
    """Unit vectors (K, size), the most telling first, and how far each reaches.

    spread (K,): by how much points vary along each (a standard deviation), or what stands for it.
    """

    vectors: Tensor
    spread: Tensor

    def __len__(self) -> int:
        return len(self.vectors)


def principal(points: Tensor, count: int) -> Directions:
    """Return the principal components of `points` (N, size): where they vary most.

    Of w this is GANSpace (Härkönen et al. 2020, arXiv 2004.02546, section 2.1).

    Raises:
        UserError: there are fewer points, or fewer numbers in a point, than directions.
    """
    _refuse_count(count, min(len(points) - 1, points.shape[1]))
    centred = points.double() - points.double().mean(0)
    _left, scale, vectors = torch.linalg.svd(centred, full_matrices=False)
    spread = scale[:count] / (len(points) - 1) ** 0.5
    return Directions(_signed(vectors[:count]).float(), spread.float())


def along_features(points: Tensor, features: Tensor, count: int) -> Directions:
    """Return the directions of `points` (N, size) that move `features` (N, F) most.

    GANSpace for a G without w (section 2.2): principal components of an early layer's
    activations, then for each the direction of the points that goes with it, by least squares.

    Raises:
        UserError: there are too few points, numbers or features for so many directions.
    """
    _refuse_count(count, min(len(points) - 1, points.shape[1], features.shape[1]))
    components = principal(features, count)
    coordinates = (features.double() - features.double().mean(0)) @ components.vectors.double().t()
    centred = points.double() - points.double().mean(0)
    vectors = torch.linalg.lstsq(coordinates, centred).solution
    length = vectors.norm(dim=1, keepdim=True)
    spread = coordinates.std(0) * length[:, 0]
    return Directions(_signed(vectors / length).float(), spread.float())


def closed_form(weight: Tensor, count: int) -> Directions:
    """Return the directions that `weight` (outputs, size) stretches most, without any sample.

    SeFa (Shen and Zhou 2021, arXiv 2007.06600, equation 6): eigenvectors of A^T A, whose columns
    have their own lengths taken off for each layer. spread: the singular values.

    Raises:
        UserError: a point has fewer numbers than directions were wanted.
    """
    _refuse_count(count, weight.shape[1])
    rows = weight.double()
    rows = rows / rows.norm(dim=1, keepdim=True).clamp_min(1e-12)
    values, vectors = torch.linalg.eigh(rows.t() @ rows)
    order = values.argsort(descending=True)[:count]
    return Directions(
        _signed(vectors.t()[order]).float(), values[order].clamp_min(0).sqrt().float()
    )


@dataclass(frozen=True)
class Fitted:
    """A direction that answers yes more and more: unit `vector` (size,), and how sure it is.

    accuracy: share of samples that it tells apart when fitted without them; chance is the share
    of the more frequent answer.
    """

    vector: Tensor
    accuracy: float
    chance: float


def fitted(points: Tensor, answers: Tensor) -> Fitted:
    """Return the direction from points (N, size) of answer no to those of yes; answers bool (N,).

    InterFaceGAN (Shen et al. 2020, arXiv 1907.10786, section 3.2): the normal of the plane that
    a linear classifier puts between them.

    Raises:
        UserError: there are too few of one answer.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    yes = int(answers.sum())
    fewest = min(yes, len(answers) - yes)
    if fewest < FEWEST_OF_A_KIND:
        raise UserError(
            N_("A direction needs at least {count} samples of each answer, not {yes} and {no}."),
            count=FEWEST_OF_A_KIND,
            yes=yes,
            no=len(answers) - yes,
        )
    x, y = points.double().numpy(), answers.numpy()
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    folds = StratifiedKFold(min(5, fewest), shuffle=True, random_state=0)
    accuracy = float(cross_val_score(classifier, x, y, cv=folds).mean())
    scaler, plane = classifier.fit(x, y)
    vector = torch.from_numpy(plane.coef_[0] / scaler.scale_)
    return Fitted(
        (vector / vector.norm()).float(), accuracy, max(yes, len(answers) - yes) / len(answers)
    )


def without(vector: Tensor, others: Tensor) -> Tensor:
    """Return `vector` (size,) made orthogonal to `others` (K, size), of length 1.

    Conditional manipulation (arXiv 1907.10786, section 3.3): it then leaves alone what these move.

    Raises:
        UserError: nothing is left of it.
    """
    basis, _ = torch.linalg.qr(others.double().t())
    rest = vector.double() - basis @ (basis.t() @ vector.double())
    if float(rest.norm()) < 1e-6 * float(vector.norm()):
        raise UserError(N_("Nothing is left of this direction without the others."))
    unit: Tensor = rest / rest.norm()
    return unit.float()


def _signed(vectors: Tensor) -> Tensor:
    """Return each with its largest number positive: a sign is arbitrary, and should stay."""
    largest = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))
    return vectors * torch.where(largest < 0, -1.0, 1.0)


def _refuse_count(count: int, most: int) -> None:
    if not 1 <= count <= most:
        raise UserError(
            N_("There can be from 1 to {most} directions here, not {count}."),
            most=most,
            count=count,
        )

"""The linear probe: what a discriminator has learned of classes that nobody told it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from sklearn.svm import LinearSVC
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.errors import N_, UserError
from gan_core.inspection.features import FeatureKind, d_features, untold
from gan_core.metrics.copying import as_pixels
from gan_core.model import Model, model_of
from gan_core.rng import Rng, derive_seed

PER_CLASS = (10, 50, 100)
CS = (0.01, 0.1, 1.0, 10.0, 100.0)
POOL, VALIDATION, TEST = 4500, 1000, 5000
UNTRAINED_SEED = 0

D, UNTRAINED, PIXELS = "d", "untrained", "pixels"
TITLES = {
    D: N_("D's features"),
    UNTRAINED: N_("an untrained D's features"),
    PIXELS: N_("raw pixels"),
}
"""What a classifier is trained on, as it is shown."""
Report = Callable[[int, int, str], None]
"""(probes done, probes in all, a key of TITLES: what is next), before each."""


@dataclass(frozen=True)
class Probe:
    """Accuracy of a linear classifier on `what` of TITLES, with `per_class` labels of each class.

    mean and sd are over the draws of the labelled pictures (sd 0 for one draw); n: pictures it
    was tested on.
    """

    what: str
    per_class: int
    mean: float
    sd: float
    n: int


@dataclass(frozen=True)
class Split:
    """Pictures of a probe: `pool` to draw labelled ones from, `validation` for C, `test`."""

    pool: Tensor
    validation: Tensor
    test: Tensor


def linear_probe(
    what: str, features: Split, labels: Split, *, per_class: int, draws: int = 3, seed: int = 0
) -> Probe:
    """Return how well a linear L2-SVM reads classes from `features` (N, F) with few labels.

    Radford et al. 2016 (arXiv 1511.06434), section 5: `per_class` random labelled pictures, C by
    accuracy on the validation pictures. Features are centred and scaled by one number, so that C
    means the same for all representations.

    Raises:
        UserError: a class has fewer than `per_class` pictures in the pool.
    """
    centre = features.pool.mean(0)
    scale = (features.pool - centre).square().sum(1).mean().sqrt().clamp(min=1e-12)
    scaled = Split(
        *((part - centre) / scale for part in (features.pool, features.validation, features.test))
    )
    shares = []
    for draw in range(draws):
        rows = draw_labelled(labels.pool, per_class, derive_seed(seed, f"probe {draw}"))
        shares.append(_best_svm(scaled, labels, rows))
    values = torch.tensor(shares, dtype=torch.float64)
    sd = float(values.std()) if draws > 1 else 0.0
    return Probe(what, per_class, float(values.mean()), sd, len(labels.test))


def draw_labelled(labels: Tensor, per_class: int, seed: int) -> Tensor:
    """Return the rows of `per_class` random pictures of each class in `labels` (N,).

    Raises:
        UserError: a class has fewer.
    """
    stream = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(labels), generator=stream)
    parts = []
    for label in torch.unique(labels):
        rows = order[labels[order] == label][:per_class]
        if len(rows) < per_class:
            raise UserError(
                N_("A class has {count} pictures to draw from; {wanted} labels need more."),
                count=len(rows),
                wanted=per_class,
            )
        parts.append(rows)
    return torch.cat(parts)


def _best_svm(features: Split, labels: Split, rows: Tensor) -> float:
    """Return the test accuracy of the C that reads the validation pictures best."""
    best, best_share = 0.0, -1.0
    for c in CS:
        # The primal problem: it converges without drawing anything at random.
        svm = LinearSVC(C=c, dual=False, max_iter=5000)
        svm.fit(features.pool[rows].numpy(), labels.pool[rows].numpy())
        share = float(svm.score(features.validation.numpy(), labels.validation.numpy()))
        if share > best_share:
            best_share = share
            best = float(svm.score(features.test.numpy(), labels.test.numpy()))
    return best


def split(data: DataSet) -> tuple[Split, Split]:
    """Return (pictures in [-1, 1], labels) of a probe on `data`, always the same rows.

    Raises:
        UserError: the data set has no labels, or no held-out part to test on.
    """
    held_out = data.held_out
    if data.labels is None or held_out is None or held_out.labels is None:
        raise UserError(
            N_("A probe needs labels and held-out pictures; {data} lacks them."), data=data.name
        )
    stream = torch.Generator().manual_seed(derive_seed(0, "probe rows"))
    rows = torch.randperm(len(data), generator=stream)
    test_rows = torch.randperm(len(held_out), generator=stream)[:TEST]
    validation = rows[: min(VALIDATION, len(rows) // 4)]
    pool = rows[len(validation) : len(validation) + POOL]
    spec = data.spec
    pictures = Split(
        spec.to_numbers(data.items[pool]),
        spec.to_numbers(data.items[validation]),
        spec.to_numbers(held_out.items[test_rows]),
    )
    return pictures, Split(data.labels[pool], data.labels[validation], held_out.labels[test_rows])


def probe_d(
    model: Model,
    untrained: Model,
    data: DataSet,
    *,
    per_class: Sequence[int] = PER_CLASS,
    draws: int = 3,
    seed: int = 0,
    kind: FeatureKind = "pooled",
    report: Report = lambda count, total, what: None,
) -> list[Probe]:
    """Return the probes of the model's D, of an untrained D of the same kind, and of raw pixels.

    A D that needs a label beside the picture is told the first class for all. A D that learned
    nothing of classes reads them no better than the untrained one.
    """
    pictures, labels = split(data)
    probes: list[Probe] = []
    models = {D: model, UNTRAINED: untrained, PIXELS: None}
    for what, of in models.items():
        report(len(probes), len(models) * len(per_class), what)
        features = Split(
            *(
                as_pixels(part) if of is None else d_features(of, part, kind=kind)
                for part in (pictures.pool, pictures.validation, pictures.test)
            )
        )
        for count in per_class:
            report(len(probes), len(models) * len(per_class), what)
            probes.append(
                linear_probe(what, features, labels, per_class=count, draws=draws, seed=seed)
            )
    return probes


def probe_model(
    model: Model,
    data: DataSet,
    *,
    per_class: Sequence[int] = PER_CLASS,
    draws: int = 3,
    report: Report = lambda count, total, what: None,
) -> list[Probe]:
    """Return `probe_d` of a model; the untrained one is its recipe's, from a fixed seed.

    Raises:
        UserError: the checkpoint holds no D, the data are of another shape, or D looks at what an
            item is made from.
    """
    model.refuse_without_d()
    if data.spec.shape != model.spec.shape:
        raise UserError(N_("{data} has pictures of another shape than D knows."), data=data.name)
    if _looks_at_sources(model):
        raise UserError(N_("This D is told what a picture was made from; there is no probe of it."))
    game = model.design.game(Rng(UNTRAINED_SEED))
    untrained = model_of(game, model.design, 0, raw=True)
    return probe_d(model, untrained, data, per_class=per_class, draws=draws, report=report)


def _looks_at_sources(model: Model) -> bool:
    """Return whether D says something else of an item where it is told of another source."""
    request = untold(model, model.pack)
    if request.src is None:
        return False
    stream = torch.Generator().manual_seed(0)
    change = torch.randint(2, request.src.shape, generator=stream).to(request.src.dtype)
    items, other = model.answer(request), replace(request, src=request.src + change)
    return not torch.equal(model.judge(items, request).logit, model.judge(items, other).logit)

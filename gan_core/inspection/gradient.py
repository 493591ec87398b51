"""The gradient that reaches G: what a loss asks of each number of a fake, through D.

G never sees a real picture. All it learns from is -dL_G/dx at its own fakes x, which the chain
rule then carries into G's weights (Goodfellow et al. 2014, arXiv 1406.2661, algorithm 1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from gan_core.answers import Fakes, Verdict
from gan_core.data.base import Batch
from gan_core.errors import N_, UserError
from gan_core.game import Loss, Terms, Turn, evaluating
from gan_core.inspection.g_loss import NotThroughVerdict, loss_through_d, own_loss, turn_of
from gan_core.losses.objectives import Adversarial
from gan_core.model import Model
from gan_core.usage import Request


@dataclass(frozen=True)
class GradientField:
    """What reaches G at fakes (N, C, H, W) that D judged in K verdicts, K = N or N / pack.

    terms: the parts of the loss by name, each (K,); loss: their sum.
    field: -dL/dpixel (N, C, H, W) of each verdict's own loss, not divided by the batch size.
    pull: -dL/dlogit (K,). slope: ||dlogit/dpixels|| (N,). Where the loss is an objective alone
    the field's norm is |pull| * slope: |pull| is 1 - D (non-saturating), D (minimax),
    2 |1 - logit| (least squares), 1 (hinge, Wasserstein).
    """

    fakes: Tensor
    logit: Tensor
    terms: Terms
    loss: Tensor
    field: Tensor
    pull: Tensor
    slope: Tensor

    @property
    def norm(self) -> Tensor:
        """Return the Euclidean norm of each picture's field, (N,)."""
        return _norms(self.field)


def reaching(
    model: Model,
    request: Request,
    *,
    objective: Adversarial | None = None,
    real: Batch | None = None,
) -> GradientField:
    """Return the gradient field at what G makes for `request`; see `field_at`."""
    return field_at(model, model.make(request), request, objective=objective, real=real)


def field_at(
    model: Model,
    fakes: Fakes,
    request: Request,
    *,
    objective: Adversarial | None = None,
    real: Batch | None = None,
) -> GradientField:
    """Return the gradient field at `fakes`, which were made for `request`.

    It is that of the model's own loss, else of `objective` through the verdict that
    `Usage.judge` returns. D is in evaluation mode and sees the plain items, without augmentation
    or noise; it is left as it was. real: as many real items, or what would have been right.

    Raises:
        UserError: the model has no D, N makes no whole packs, or the loss needs real items that
            are missing. NotThroughVerdict: its own loss cannot be had at single fakes.
    """
    each, x, logit = _each_loss(model, fakes, request, objective, real)
    total = torch.stack(list(each.values())).sum(0)
    grad, pull = _slopes(total, x, logit)
    (slope,) = _slopes(logit, x)
    parts = {name: term.detach() for name, term in each.items()}
    return GradientField(
        x.detach(), logit.detach(), parts, total.detach(), -grad, -pull, _norms(slope)
    )


def descent_at(
    model: Model,
    fakes: Fakes,
    request: Request,
    *,
    objective: Adversarial | None = None,
    real: Batch | None = None,
) -> Tensor:
    """Return `field_at(...).field` alone, at half the price: for what is drawn many times a second.

    Raises:
        UserError, NotThroughVerdict: as `field_at`.
    """
    each, x, _ = _each_loss(model, fakes, request, objective, real)
    (grad,) = _slopes(torch.stack(list(each.values())), x)
    return -grad


def _each_loss(
    model: Model,
    fakes: Fakes,
    request: Request,
    objective: Adversarial | None,
    real: Batch | None,
) -> tuple[Terms, Tensor, Tensor]:
    """Return the terms of the loss, each (K,), with the items and the logit that they follow."""
    _refuse_parts_of_packs(model, len(fakes))
    loss = own_loss(model) if objective is None else loss_through_d(model, objective, request, real)
    x = fakes.x.detach().clone().requires_grad_()
    turn = turn_of(model, replace(fakes.detached(), x=x), request, real)
    with evaluating(*model.nets.values()), torch.enable_grad():
        terms, verdict = _terms_and_verdict(loss, turn)
        if objective is None:
            _refuse_another_verdict(model, verdict, x, request)
        count = len(verdict.logit)
        each = {name: _by_verdict(term, count) for name, term in terms.items()}
    return each, x, verdict.logit


def _terms_and_verdict(loss: Loss, turn: Turn) -> tuple[Terms, Verdict]:
    """Return the terms of `loss` and the verdict that it goes through."""
    try:
        terms = loss(turn)
    except LookupError as why:
        raise NotThroughVerdict(
            N_("The loss of this GAN looks for what a single fake does not have: {what}."), what=why
        ) from why
    if turn.on_fake is None or not terms:
        raise NotThroughVerdict(
            N_("The loss of this GAN does not go through D's verdict on a fake.")
        )
    return terms, turn.on_fake


def _refuse_another_verdict(model: Model, verdict: Verdict, x: Tensor, request: Request) -> None:
    logit = model.judge(x, request).logit
    if logit.shape != verdict.logit.shape or not torch.allclose(
        logit, verdict.logit, rtol=1e-3, atol=1e-3, equal_nan=True
    ):
        raise NotThroughVerdict(
            N_("The loss of this GAN goes through another verdict than the one that is shown.")
        )


def _by_verdict(term: Tensor, count: int) -> Tensor:
    """Return a term, 0-d, of each verdict, or of each item of a pack, as one of each verdict."""
    return term.expand(count) if term.ndim == 0 else term.reshape(count, -1).mean(1)


def _slopes(of: Tensor, *by: Tensor) -> tuple[Tensor, ...]:
    return torch.autograd.grad(
        of.sum(), by, retain_graph=True, allow_unused=True, materialize_grads=True
    )


def _refuse_parts_of_packs(model: Model, count: int) -> None:
    if count % model.pack:
        raise UserError(
            N_("This D judges {pack} pictures together; {count} do not make whole packs."),
            pack=model.pack,
            count=count,
        )


def _norms(x: Tensor) -> Tensor:
    norms: Tensor = x.flatten(1).norm(dim=1)
    return norms

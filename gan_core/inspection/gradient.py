"""The gradient that reaches G: what a loss asks of each number of a fake, through D.

G never sees a real picture. All it learns from is -dL_G/dx at its own fakes x, which the chain
rule then carries into G's weights (Goodfellow et al. 2014, arXiv 1406.2661, algorithm 1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.answers import Made, Verdict, pack_of, verdict
from gan_core.data.base import Batch
from gan_core.errors import N_, UserError
from gan_core.game import Game, Loss, Player, Turn, evaluating
from gan_core.losses.objectives import Adversarial
from gan_core.losses.terms import class_term
from gan_core.model import Model
from gan_core.rng import Rng
from gan_core.settings.adversarial import Objective, Shown
from gan_core.settings.training import Arithmetic
from gan_core.usage import Request


class NotThroughVerdict(UserError):
    """A GAN's own loss does not go through D's verdict on single fakes."""


@dataclass(frozen=True)
class GLoss:
    """What G could minimise through D: an objective, and where D classifies a class term."""

    objective: Adversarial
    class_weight: float = 0.0

    def adversarial(self, fake: Tensor, real: Tensor | None) -> Tensor:
        """Return the objective's part for logits (K,), each sample its own, (K,)."""
        return sum(self.objective.g(fake, real).values(), torch.zeros_like(fake))

    def of(self, judged: Verdict, real: Tensor | None, y: Tensor | None) -> Tensor:
        """Return the loss of each sample (K,); without labels, or a D that reads them, no class."""
        loss = self.adversarial(judged.logit, real)
        if self.class_weight and judged.classes is not None and y is not None:
            loss = loss + class_term(judged.classes, y, self.class_weight)
        return loss


@dataclass(frozen=True)
class GradientField:
    """What reaches G at fakes (N, C, H, W) that D judged in K verdicts, K = N or N / pack.

    field: -dL/dpixel (N, C, H, W) of each verdict's own loss, not divided by the batch size.
    pull: -dL/dlogit (K,) of the objective. slope: ||dlogit/dpixels|| (N,). Where there is no
    class term the field's norm is |pull| * slope: |pull| is 1 - D (non-saturating), D (minimax),
    2 |1 - logit| (least squares), 1 (hinge, Wasserstein).
    """

    fakes: Tensor
    logit: Tensor
    loss: Tensor
    field: Tensor
    pull: Tensor
    slope: Tensor

    @property
    def norm(self) -> Tensor:
        """Return the Euclidean norm of each picture's field, (N,)."""
        return _norms(self.field)


@dataclass(frozen=True)
class Path:
    """Fakes that follow the gradient: after 0, 1, ... S steps.

    pictures (S + 1, N, C, H, W), logit and loss (S + 1, K).
    """

    pictures: Tensor
    logit: Tensor
    loss: Tensor


def judge(critic: nn.Module, items: Tensor, y: Tensor | None = None) -> Verdict:
    """Return D's verdict on `items` (N, ...) as they are, in evaluation mode, no graph.

    Raises:
        UserError: D judges packs, and N is no multiple of its pack.
    """
    _whole_packs(critic, items)
    with evaluating(critic):
        return verdict(critic(items, y))


def gradient_field(
    critic: nn.Module,
    fakes: Tensor,
    loss: GLoss,
    *,
    y: Tensor | None = None,
    real: Batch | None = None,
    cond: Tensor | None = None,
) -> GradientField:
    """Return the gradient field of `loss` at `fakes` (N, ...) with labels `y` (N,).

    real: as many real items, for an objective that pairs. cond: what D is told beside an item,
    where that is not the label. D is in evaluation mode and sees the plain items, without
    augmentation or noise; it is left as it was.

    Raises:
        UserError: the objective pairs but there are no real items, or N is no multiple of D's pack.
    """
    told = y if cond is None else cond
    partner = _partners(critic, fakes, loss, real, cond)
    x = fakes.detach().clone().requires_grad_()
    with evaluating(critic), torch.enable_grad():
        judged = verdict(critic(x, told))
        each = loss.of(judged, partner, y)
        (slope,) = torch.autograd.grad(judged.logit.sum(), x, retain_graph=True)
        (grad,) = torch.autograd.grad(each.sum(), x)
        logit = judged.logit.detach().requires_grad_()
        (pull,) = torch.autograd.grad(loss.adversarial(logit, partner).sum(), logit)
    return GradientField(x.detach(), logit.detach(), each.detach(), -grad, -pull, _norms(slope))


def objective_of(model: Model) -> Adversarial | None:
    """Return the objective that the model's settings name, None where its recipe has another."""
    settings: Any = model.settings
    return settings.adversarial() if isinstance(settings, Objective) else None


def true_loss(model: Model) -> Loss:
    """Return what the model's G minimises in its last stage, as its recipe plays it.

    Without augmentation and noise, in float32: what is explained are the plain items.
    """
    settings: Any = model.settings
    plain: dict[str, Any] = {}
    if isinstance(settings, Shown):
        plain |= {"augment": "none", "noise": 0.0}
    if isinstance(settings, Arithmetic):
        plain |= {"precision": "float32"}
    design = replace(model.design, settings=settings.model_copy(update=plain))
    (*_, last) = design.stages(1)
    moves = [move for phase in last.phases if phase.every == 1 for move in phase.moves.items()]
    return next(loss for name, loss in moves if name not in model.judges)


def true_field(
    model: Model, fakes: Tensor, request: Request, real: Batch | None = None
) -> GradientField:
    """Return the gradient field of the model's own loss at `fakes`, made for `request`.

    real: as many real items, or what would have been right; for a loss that looks at them.

    Raises:
        UserError: the model has no D, N makes no whole packs, the loss needs real items that are
            missing, or it does not go through single fakes.
    """
    critic = model.critic()
    _whole_packs(critic, fakes)
    objective = objective_of(model)
    if objective is not None and objective.needs_real:
        _refuse_unpaired(fakes, real)
    players = {name: Player(net) for name, net in model.nets.items()}
    x = fakes.detach().clone().requires_grad_()
    beside = {"z": request.z, "source": request.src}
    given = Made(x, {name: value for name, value in beside.items() if value is not None})
    batch = Batch(x.detach() if real is None else real.x, request.y, request.src)
    turn = Turn(Game(players, Rng(0)), batch, given)
    with evaluating(*model.nets.values()), torch.enable_grad():
        terms = true_loss(model)(turn)
        if turn.on_fake is None:
            text = N_("The loss of this GAN does not go through D's verdict on a fake.")
            raise NotThroughVerdict(text)
        logit = turn.on_fake.logit
        each = torch.stack([term.expand(len(logit)) for term in terms.values()]).sum(0)
        of = (x, logit)
        grads = torch.autograd.grad(
            each.sum(), of, retain_graph=True, allow_unused=True, materialize_grads=True
        )
        (slope,) = torch.autograd.grad(logit.sum(), x)
    return GradientField(
        x.detach(), logit.detach(), each.detach(), -grads[0], -grads[1], _norms(slope)
    )


def reaching(
    model: Model, request: Request, *, loss: GLoss | None = None, real: Batch | None = None
) -> GradientField:
    """Return the gradient field at G's answers to `request`; without `loss` of the model's own.

    Raises:
        UserError: as `true_field` and `gradient_field`.
    """
    fakes = model.answer(request)
    return field_at(model, fakes, request, loss=loss, real=real)


def field_at(
    model: Model,
    fakes: Tensor,
    request: Request,
    *,
    loss: GLoss | None = None,
    real: Batch | None = None,
) -> GradientField:
    """Return the gradient field at `fakes`, which were made for `request`; see `reaching`."""
    if loss is None:
        return true_field(model, fakes, request, real)
    return gradient_field(model.critic(), fakes, loss, y=request.y, real=real, cond=request.src)


def follow(
    field: Callable[[Tensor], GradientField],
    fakes: Tensor,
    *,
    steps: int,
    size: float,
    bounds: tuple[float, float] = (-1.0, 1.0),
) -> Path:
    """Return what `fakes` become in `steps` steps x + size * field(x): gradient descent on a loss.

    It is the pixels that move here, not G; after each step they are cut to `bounds`, the range of
    pictures. Where the gradient vanishes nothing moves.
    """
    path = [field(fakes)]
    for _ in range(steps):
        moved = (path[-1].fakes + size * path[-1].field).clamp(*bounds)
        path.append(field(moved))
    return Path(
        torch.stack([at.fakes for at in path]),
        torch.stack([at.logit for at in path]),
        torch.stack([at.loss for at in path]),
    )


def _partners(
    critic: nn.Module, fakes: Tensor, loss: GLoss, real: Batch | None, cond: Tensor | None
) -> Tensor | None:
    """Return the real logits (K,) for an objective that pairs; None for one that does not."""
    _whole_packs(critic, fakes)
    if not loss.objective.needs_real:
        return None
    known = _refuse_unpaired(fakes, real)
    return judge(critic, known.x, known.y if cond is None else cond).logit


def _refuse_unpaired(fakes: Tensor, real: Batch | None) -> Batch:
    """Return `real`, as many as `fakes`; UserError where there are not."""
    if real is None or len(real) != len(fakes):
        raise UserError(
            N_(
                "This objective compares each fake with a real picture, and there is none here. "
                "Fetch the data set on the Data page, or choose another objective."
            )
        )
    return real


def _whole_packs(critic: nn.Module, items: Tensor) -> None:
    pack = pack_of(critic)
    if len(items) % pack:
        raise UserError(
            N_("This D judges {pack} pictures together; {count} do not make whole packs."),
            pack=pack,
            count=len(items),
        )


def _norms(x: Tensor) -> Tensor:
    norms: Tensor = x.flatten(1).norm(dim=1)
    return norms

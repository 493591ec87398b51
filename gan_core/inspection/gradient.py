"""The gradient that reaches G: what G's loss asks of each pixel of a fake, through D.

G never sees a real picture. All it learns from is -dL_G/dx at its own fakes x, which the chain
rule then carries into G's weights (Goodfellow et al. 2014, arXiv 1406.2661, algorithm 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.errors import N_, UserError
from gan_core.game import Batch, evaluating
from gan_core.losses.adversarial import Verdict, verdict
from gan_core.losses.objectives import Adversarial
from gan_core.losses.terms import class_term
from gan_core.model import Model


@dataclass(frozen=True)
class GLoss:
    """What G minimises through D: an objective, and where D classifies the class term's weight."""

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


def critic_of(model: Model) -> nn.Module:
    """Return the model's D.

    Raises:
        UserError: the model came without one.
    """
    if "D" not in model.nets:
        raise UserError(
            N_(
                "This checkpoint holds only G. Choose one that holds D too: a shipped model, or "
                "a file resume_….safetensors of a run, which is written every half minute, at "
                "the end, and when you press Save."
            )
        )
    return model.nets["D"]


def own_loss(model: Model) -> GLoss:
    """Return what the model's G was trained on."""
    return GLoss(model.params.adversarial(), float(getattr(model.params, "class_weight", 0.0)))


def classifies(model: Model) -> bool:
    """True where the model's D also says which label it sees.

    Raises:
        UserError: the model has no D.
    """
    critic = critic_of(model)
    count = pack_of(critic)
    judged = judge(critic, torch.zeros(count, *model.spec.shape), model.labels(count))
    return judged.classes is not None


def pack_of(critic: nn.Module) -> int:
    """Return how many pictures D judges together: 1 unless it is packed (arXiv 1712.04086)."""
    return int(getattr(critic, "group", 1))


def judge(critic: nn.Module, pictures: Tensor, y: Tensor | None = None) -> Verdict:
    """Return D's verdict on `pictures` (N, C, H, W) as they are, in evaluation mode, no graph.

    Raises:
        UserError: D judges packs, and N is no multiple of its pack.
    """
    _whole_packs(critic, pictures)
    with evaluating(critic):
        return verdict(critic(pictures, y))


def gradient_field(
    critic: nn.Module,
    fakes: Tensor,
    loss: GLoss,
    *,
    y: Tensor | None = None,
    real: Batch | None = None,
) -> GradientField:
    """Return the gradient field of `loss` at `fakes` (N, C, H, W) with labels `y` (N,).

    real: as many real pictures, for an objective that pairs. D is in evaluation mode and sees
    the plain pictures, without augmentation or noise; it is left as it was.

    Raises:
        UserError: the objective pairs but there are no real pictures, or N is no multiple of
            D's pack.
    """
    partner = _partners(critic, fakes, loss, real)
    x = fakes.detach().clone().requires_grad_()
    with evaluating(critic), torch.enable_grad():
        judged = verdict(critic(x, y))
        each = loss.of(judged, partner, y)
        (slope,) = torch.autograd.grad(judged.logit.sum(), x, retain_graph=True)
        (grad,) = torch.autograd.grad(each.sum(), x)
        logit = judged.logit.detach().requires_grad_()
        (pull,) = torch.autograd.grad(loss.adversarial(logit, partner).sum(), logit)
    return GradientField(x.detach(), logit.detach(), each.detach(), -grad, -pull, _norms(slope))


def reaching(
    model: Model,
    z: Tensor,
    y: Tensor | None = None,
    *,
    loss: GLoss | None = None,
    real: Batch | None = None,
) -> GradientField:
    """Return the gradient field at G's fakes for latents `z` (N, latent) and labels `y` (N,).

    loss: the model's own where none is given.

    Raises:
        UserError: as `critic_of` and `gradient_field`.
    """
    critic = critic_of(model)
    return gradient_field(critic, model.generate(z, y), loss or own_loss(model), y=y, real=real)


def follow(
    critic: nn.Module,
    fakes: Tensor,
    loss: GLoss,
    *,
    steps: int,
    size: float,
    y: Tensor | None = None,
    real: Batch | None = None,
    bounds: tuple[float, float] = (-1.0, 1.0),
) -> Path:
    """Return what `fakes` become in `steps` steps x + size * field: gradient descent on L_G.

    It is the pixels that move here, not G; after each step they are cut to `bounds`, the range of
    pictures. Where the gradient vanishes nothing moves.

    Raises:
        UserError: as `gradient_field`.
    """
    path = [gradient_field(critic, fakes, loss, y=y, real=real)]
    for _ in range(steps):
        moved = (path[-1].fakes + size * path[-1].field).clamp(*bounds)
        path.append(gradient_field(critic, moved, loss, y=y, real=real))
    return Path(
        torch.stack([at.fakes for at in path]),
        torch.stack([at.logit for at in path]),
        torch.stack([at.loss for at in path]),
    )


def _partners(critic: nn.Module, fakes: Tensor, loss: GLoss, real: Batch | None) -> Tensor | None:
    """Return the real logits (K,) for an objective that pairs; None for one that does not."""
    _whole_packs(critic, fakes)
    if not loss.objective.needs_real:
        return None
    if real is None or len(real) != len(fakes):
        raise UserError(
            N_(
                "This objective compares each fake with a real picture, and there is none here. "
                "Fetch the data set on the Data page, or choose another objective."
            )
        )
    return judge(critic, real.x, real.y).logit


def _whole_packs(critic: nn.Module, pictures: Tensor) -> None:
    pack = pack_of(critic)
    if len(pictures) % pack:
        raise UserError(
            N_("This D judges {pack} pictures together; {count} do not make whole packs."),
            pack=pack,
            count=len(pictures),
        )


def _norms(x: Tensor) -> Tensor:
    norms: Tensor = x.flatten(1).norm(dim=1)
    return norms

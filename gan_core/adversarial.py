"""The two-player game of players G and D: shared fakes, the critic's and the generator's loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from gan_core.game import Loss, Terms, Turn
from gan_core.objectives import Adversarial
from gan_core.penalties import Judged, Penalty


@dataclass(frozen=True)
class Verdict:
    """What D says of a batch: `logit` (N,), and where it has them `classes` (N, K), `features`."""

    logit: Tensor
    classes: Tensor | None = None
    features: Tensor | None = None


def verdict(answer: Tensor | Verdict) -> Verdict:
    """Return D's answer as a Verdict; a bare tensor (N,) or (N, 1) is the logit."""
    return answer if isinstance(answer, Verdict) else Verdict(answer.flatten())


def draw_z(turn: Turn) -> Tensor:
    """Draw z ~ N(0, 1) for this turn's batch, (N, latent), from the run's own stream."""
    latent = turn.net("G").latent
    return turn.game.rng.normal(len(turn.batch), int(latent))  # type: ignore[arg-type]


def fakes(turn: Turn, *, graph: bool) -> Tensor:
    """Return G's pictures for this turn; `graph` False: for D alone, no graph is built."""
    with torch.set_grad_enabled(graph):
        return turn.net("G")(draw_z(turn), turn.batch.y)  # type: ignore[no-any-return]


def shared_fakes(turn: Turn) -> Tensor:
    """Return the fakes that D and G share in this turn, with G's graph (one pass of G less)."""
    return turn.once("fake", lambda: fakes(turn, graph=True))


def shared_verdict(turn: Turn) -> Verdict:
    """Return D's verdict on the shared fakes, for moves made together: D looks at them once."""
    return turn.once("D(fake)", lambda: verdict(turn.net("D")(shared_fakes(turn), turn.batch.y)))


Share = Literal["nothing", "fakes", "verdict"]
"""What D's and G's losses share in a turn. "verdict" is for moves made together only: after D's
step the verdict would be the old D's."""


MoreTerms = Callable[[Turn, Verdict, Verdict], Terms]
"""(turn, verdict on real, verdict on fake) -> further terms of a loss."""


def has_batch_statistics(net: nn.Module) -> bool:
    """True where the answer for one sample depends on the others of its batch."""
    return any(isinstance(m, nn.modules.batchnorm._BatchNorm) for m in net.modules())


def judge_both(critic: nn.Module, real: Tensor, fake: Tensor, cond: Tensor | None) -> list[Verdict]:
    """Return D's verdicts on `real` and `fake`, in one pass where D judges samples one by one."""
    if has_batch_statistics(critic):
        return [verdict(critic(real, cond)), verdict(critic(fake, cond))]
    conds = None if cond is None else torch.cat([cond, cond])
    both = verdict(critic(torch.cat([real, fake]), conds))
    parts = [
        (None, None) if part is None else part.chunk(2) for part in (both.classes, both.features)
    ]
    return [
        Verdict(logit, classes, features)
        for logit, classes, features in zip(both.logit.chunk(2), *parts, strict=True)
    ]


def critic_loss(
    objective: Adversarial,
    *,
    penalties: Sequence[Penalty] = (),
    more: MoreTerms | None = None,
    share: Share = "nothing",
    scale: float = 1.0,
) -> Loss:
    """Return D's loss: the objective, then penalties, then `more`.

    scale: multiplies the objective's terms (0.5: the mean of the two halves).
    """

    def loss(turn: Turn) -> Terms:
        judged, on_real, on_fake = _judge(turn, share, needs_grad=bool(penalties))
        terms = {k: scale * v for k, v in objective.d(on_real.logit, on_fake.logit).items()}
        terms |= {penalty.name: penalty(judged) for penalty in penalties}
        if more is not None:
            terms |= more(turn, on_real, on_fake)
        turn.readings["D(real)"] = objective.show(on_real.logit.detach()).mean()
        turn.readings["D(fake)"] = objective.show(on_fake.logit.detach()).mean()
        return terms

    return loss


def _judge(turn: Turn, share: Share, needs_grad: bool) -> tuple[Judged, Verdict, Verdict]:
    net, cond, real = turn.net("D"), turn.batch.y, turn.batch.x
    fake = (fakes(turn, graph=False) if share == "nothing" else shared_fakes(turn)).detach()
    if needs_grad:
        real, fake = real.detach().clone().requires_grad_(), fake.clone().requires_grad_()
    if share == "verdict" and not needs_grad:
        on_real, on_fake = verdict(net(real, cond)), shared_verdict(turn)
    else:
        on_real, on_fake = judge_both(net, real, fake, cond)
    judged = Judged(
        lambda x: verdict(net(x, cond)).logit,
        real,
        fake,
        on_real.logit,
        on_fake.logit,
        turn.game.rng,
    )
    return judged, on_real, on_fake


def generator_loss(
    objective: Adversarial, *, more: MoreTerms | None = None, share: Share = "nothing"
) -> Loss:
    """Return G's loss through D; `more` is given D's verdict on the fakes in both places."""

    def loss(turn: Turn) -> Terms:
        net, cond = turn.net("D"), turn.batch.y
        if share == "verdict":
            on_fake = shared_verdict(turn)
        else:
            made = shared_fakes(turn) if share == "fakes" else fakes(turn, graph=True)
            on_fake = verdict(net(made, cond))
        real = verdict(net(turn.batch.x, cond)).logit.detach() if objective.needs_real else None
        terms = objective.g(on_fake.logit, real)
        return terms if more is None else terms | more(turn, on_fake, on_fake)

    return loss

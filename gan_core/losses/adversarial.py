"""The two-player game of players G and D: shared fakes, the critic's and the generator's loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from gan_core.game import Loss, Terms, Turn
from gan_core.losses.augmentation import See, as_it_is
from gan_core.losses.objectives import Adversarial
from gan_core.losses.penalties import Judged, Penalty, has_batch_statistics
from gan_core.precision import Precision, at_least_float32, computing, in_full


@dataclass(frozen=True)
class Verdict:
    """What D says of a batch: `logit` (N,), and where it has them `classes` (N, K), `features`."""

    logit: Tensor
    classes: Tensor | None = None
    features: Tensor | None = None


def verdict(answer: Tensor | Verdict) -> Verdict:
    """Return D's answer as a Verdict, at least in float32; a bare tensor (N,) is the logit."""
    if not isinstance(answer, Verdict):
        return Verdict(at_least_float32(answer.flatten()))
    parts = (answer.classes, answer.features)
    said = (None if part is None else at_least_float32(part) for part in parts)
    return Verdict(at_least_float32(answer.logit), *said)


def draw_z(turn: Turn) -> Tensor:
    """Draw z ~ N(0, 1) for this turn's batch, (N, latent), from the run's own stream."""
    latent = turn.net("G").latent
    return turn.game.rng.normal(len(turn.batch), int(latent))  # type: ignore[arg-type]


Make = Callable[[Turn], Tensor]
"""How G's pictures for a turn are made, with its graph."""


def from_noise(turn: Turn) -> Tensor:
    """Return G(z, y) for this turn's batch."""
    return at_least_float32(turn.net("G")(draw_z(turn), turn.batch.y))


def from_kept_noise(turn: Turn) -> Tensor:
    """Return G(z, y) from the one z of this turn, drawn when it is first asked for."""
    z = turn.once("z", lambda: draw_z(turn))
    return at_least_float32(turn.net("G")(z, turn.batch.y))


def shared_fakes(turn: Turn, made: Make = from_noise) -> Tensor:
    """Return the fakes that D and G share in this turn, with G's graph (one pass of G less)."""
    return turn.once(f"fake/{made.__name__}", lambda: made(turn))


Share = Literal["nothing", "fakes", "verdict"]
"""What D's and G's losses share in a turn. "verdict" is for moves made together only: after D's
step the verdict would be the old D's."""


MoreTerms = Callable[[Turn, Verdict, Verdict], Terms]
"""(turn, verdict on real, verdict on fake) -> further terms of a loss."""


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


@dataclass(frozen=True)
class Duel:
    """Who plays against whom: the critic's player, how fakes are made, and what a turn shares.

    see: what D is shown of every picture, real and fake (augmentation, instance noise).
    precision: of the networks' arithmetic; logits, losses and penalties are always float32.
    """

    d: str = "D"
    made: Make = from_noise
    share: Share = "nothing"
    see: See = as_it_is
    precision: Precision = "float32"

    def fakes(self, turn: Turn, *, graph: bool) -> Tensor:
        """Return this turn's fakes; without `graph`, for D alone, none is built."""
        if self.share != "nothing":
            shared = shared_fakes(turn, self.made)
            return shared if graph else shared.detach()
        with torch.set_grad_enabled(graph):
            return self.made(turn)

    def verdict_on(self, turn: Turn, pictures: Tensor) -> Verdict:
        """Return D's verdict on what it is shown of `pictures`."""
        return verdict(turn.net(self.d)(self.see(pictures, turn.game.rng), turn.batch.y))

    def verdict_on_fakes(self, turn: Turn) -> Verdict:
        """Return D's verdict on the fakes, with G's graph."""

        def judge() -> Verdict:
            return self.verdict_on(turn, self.fakes(turn, graph=True))

        if self.share == "verdict":
            return turn.once(f"verdict/{self.d}/{self.made.__name__}", judge)
        return judge()


def critic_loss(
    objective: Adversarial,
    duel: Duel | None = None,
    *,
    penalties: Sequence[Penalty] = (),
    more: MoreTerms | None = None,
    scale: float = 1.0,
) -> Loss:
    """Return D's loss: the objective, then penalties, then `more`.

    scale: multiplies the objective's terms (0.5: the mean of the two halves).
    """
    sides = duel or Duel()

    def loss(turn: Turn) -> Terms:
        with computing(sides.precision, turn.game.rng.device):
            judged, on_real, on_fake = _judge(turn, sides, needs_grad=bool(penalties))
        terms = {k: scale * v for k, v in objective.d(on_real.logit, on_fake.logit).items()}
        terms |= {penalty.name: penalty(judged) for penalty in penalties}
        if more is not None:
            terms |= more(turn, on_real, on_fake)
        turn.readings |= readings_of(objective, sides.d, on_real, on_fake)
        turn.readings[f"{sides.d}/diversity"] = diversity(judged.fake, judged.real)
        return terms

    return loss


def readings_of(
    objective: Adversarial, d: str, on_real: Verdict, on_fake: Verdict
) -> dict[str, Tensor]:
    """Return D's mean output on real and fake, and how often it ranks a real above a fake.

    The last, "separation", is the area under the ROC curve over all pairs of the batch: .5 where D
    cannot tell them apart, 1 where it always can, whatever the objective.
    """
    real, fake = on_real.logit.detach(), on_fake.logit.detach()
    ahead = real[:, None] - fake[None]
    return {
        f"{d}(real)": objective.show(real).mean(),
        f"{d}(fake)": objective.show(fake).mean(),
        f"{d}/separation": (ahead.sign().mean() + 1) / 2,
    }


def diversity(fake: Tensor, real: Tensor) -> Tensor:
    """Return the spread of the fakes over that of the real ones, 0-d: 0 where all are the same."""
    # torch's own variance over the batch takes ten times as long on a CPU.
    spread = [(x - x.mean(0)).square().mean().sqrt() for x in (fake.detach(), real.detach())]
    return spread[0] / spread[1].clamp_min(1e-8)


def penalty_loss(*penalties: Penalty, duel: Duel | None = None) -> Loss:
    """Return the penalties alone, for a phase of their own (lazy regularisation)."""
    sides = duel or Duel()

    def loss(turn: Turn) -> Terms:
        judged, _, _ = _judge(turn, sides, needs_grad=True)
        return {penalty.name: penalty(judged) for penalty in penalties}

    return loss


def _judge(turn: Turn, duel: Duel, needs_grad: bool) -> tuple[Judged, Verdict, Verdict]:
    net, cond, real, rng = turn.net(duel.d), turn.batch.y, turn.batch.x, turn.game.rng
    fake = duel.fakes(turn, graph=False)
    if needs_grad:
        # One pass each: a penalty on one side then goes back through that side alone.
        real, fake = real.detach().clone().requires_grad_(), fake.clone().requires_grad_()
        with in_full(turn.game.rng.device):
            on_real, on_fake = duel.verdict_on(turn, real), duel.verdict_on(turn, fake)
    elif duel.share == "verdict":
        on_real, on_fake = duel.verdict_on(turn, real), duel.verdict_on_fakes(turn)
    else:
        on_real, on_fake = judge_both(net, duel.see(real, rng), duel.see(fake, rng), cond)
    judged = Judged(
        lambda x: duel.verdict_on(turn, x).logit,
        real,
        fake,
        on_real.logit,
        on_fake.logit,
        rng,
    )
    return judged, on_real, on_fake


def generator_loss(
    objective: Adversarial, duel: Duel | None = None, *, more: MoreTerms | None = None
) -> Loss:
    """Return G's loss through D; `more` is given D's verdict on the fakes in both places."""
    sides = duel or Duel()

    def loss(turn: Turn) -> Terms:
        with computing(sides.precision, turn.game.rng.device):
            on_fake = sides.verdict_on_fakes(turn)
            real = None
            if objective.needs_real:
                real = sides.verdict_on(turn, turn.batch.x).logit.detach()
        terms = objective.g(on_fake.logit, real)
        return terms if more is None else terms | more(turn, on_fake, on_fake)

    return loss

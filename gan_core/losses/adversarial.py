"""The two-player game: shared fakes, the critic's and the generator's loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from gan_core.answers import Fakes, Verdict, as_fakes, verdict
from gan_core.game import Loss, Terms, Turn
from gan_core.losses.augmentation import Augment, as_it_is
from gan_core.losses.objectives import Adversarial
from gan_core.losses.penalties import Judgement, Penalty, judges_batches
from gan_core.precision import Precision, computing, in_full


def draw_z(turn: Turn, g: str = "G") -> Tensor:
    """Draw z ~ N(0, 1) for this turn's batch, (N, latent), from the run's own stream."""
    latent = turn.net(g).latent
    return turn.game.rng.normal(len(turn.batch), int(latent))  # type: ignore[arg-type]


Make = Callable[[Turn], Fakes]
"""How G's items for a turn are made, with its graph."""
Tell = Callable[[Turn], Tensor | None]
"""What D is told beside an item of a turn, (N, ...)."""


def from_noise(turn: Turn) -> Fakes:
    """Return G(z, y) for this turn's batch."""
    z = draw_z(turn)
    return as_fakes(turn.net("G")(z, turn.batch.y), z=z)


def from_kept_noise(turn: Turn) -> Fakes:
    """Return G(z, y) from the one z of this turn, drawn when it is first asked for."""
    z = turn.once("z", lambda: draw_z(turn))
    return as_fakes(turn.net("G")(z, turn.batch.y), z=z)


def from_source(turn: Turn) -> Fakes:
    """Return G(source) for this turn's batch."""
    return as_fakes(turn.net("G")(turn.batch.src), source=turn.batch.src)


def label_of(turn: Turn) -> Tensor | None:
    """Return the labels of this turn's batch, where it has some."""
    return turn.batch.y


def source_of(turn: Turn) -> Tensor | None:
    """Return what the items of this turn's batch are made from, where it has that."""
    return turn.batch.src


def nothing(turn: Turn) -> Tensor | None:
    """Return None: D is told nothing beside an item."""
    return None


Share = Literal["nothing", "fakes", "verdict"]
"""What D's and G's losses share in a turn. "verdict" is for moves made together only: after D's
step the verdict would be the old D's."""

MoreOfD = Callable[[Turn, Verdict, Verdict, Fakes], Terms]
"""(turn, verdict on real, verdict on fake, the fakes) -> further terms of D's loss."""
MoreOfG = Callable[[Turn, Verdict, Fakes], Terms]
"""(turn, verdict on fake, the fakes with their graph) -> further terms of G's loss."""


def judge_both(critic: nn.Module, real: Tensor, fake: Tensor, cond: Tensor | None) -> list[Verdict]:
    """Return D's verdicts on `real` and `fake`, in one pass where D judges samples one by one."""
    if judges_batches(critic):
        return [verdict(critic(real, cond)), verdict(critic(fake, cond))]
    conds = None if cond is None else torch.cat([cond, cond])
    both = verdict(critic(torch.cat([real, fake]), conds))
    beside = (both.classes, both.features, both.patches)
    parts = [(None, None) if part is None else part.chunk(2) for part in beside]
    return [Verdict(*answer) for answer in zip(both.logit.chunk(2), *parts, strict=True)]


def by_item(terms: Terms) -> Terms:
    """Return terms with one number an item (N,): of patches (N, P) the mean."""
    return {name: term.mean(1) if term.dim() == 2 else term for name, term in terms.items()}


@dataclass(frozen=True)
class Duel:
    """Who plays against whom: the critic's player, how fakes are made, and what a turn shares.

    tell: what D is told beside an item: a label, a source picture, a text.
    augment: what D is shown of every item, real and fake (augmentation, instance noise).
    precision: of the networks' arithmetic; logits, losses and penalties are always float32.
    """

    d: str = "D"
    make: Make = from_noise
    tell: Tell = label_of
    share: Share = "nothing"
    augment: Augment = as_it_is
    precision: Precision = "float32"

    def fakes(self, turn: Turn, *, graph: bool) -> Fakes:
        """Return this turn's fakes; without `graph`, for D alone, none is built."""
        if turn.fakes is not None:
            return turn.fakes if graph else turn.fakes.detached()
        if self.share != "nothing":
            # One pass of G less: D and G have the same fakes in this turn.
            shared = turn.once(f"fake/{self.d}", lambda: self.make(turn))
            return shared if graph else shared.detached()
        with torch.set_grad_enabled(graph):
            return self.make(turn)

    def verdict_on(self, turn: Turn, items: Tensor) -> Verdict:
        """Return D's verdict on what it is shown of `items`."""
        views = self.augment(items, turn.game.rng)
        return verdict(turn.net(self.d)(views, self.tell(turn)))

    def verdict_on_fakes(self, turn: Turn) -> tuple[Verdict, Fakes]:
        """Return D's verdict on the fakes, with G's graph, and the fakes."""

        def judge() -> tuple[Verdict, Fakes]:
            fake = self.fakes(turn, graph=True)
            return self.verdict_on(turn, fake.x), fake

        result = turn.once(f"verdict/{self.d}", judge) if self.share == "verdict" else judge()
        turn.on_fake = result[0]
        return result


def critic_loss(
    objective: Adversarial,
    duel: Duel | None = None,
    *,
    penalties: Sequence[Penalty] = (),
    more: MoreOfD | None = None,
    scale: float = 1.0,
) -> Loss:
    """Return D's loss: the objective, then penalties, then `more`.

    scale: multiplies the objective's terms (0.5: the mean of the two halves).
    """
    sides = duel or Duel()

    def loss(turn: Turn) -> Terms:
        with computing(sides.precision, turn.game.rng.device):
            judgement, on_real, on_fake, fake = _judge(turn, sides, needs_grad=bool(penalties))
        votes = by_item(objective.d(on_real.votes, on_fake.votes))
        terms = {name: scale * term for name, term in votes.items()}
        terms |= {penalty.name: penalty(judgement) for penalty in penalties}
        if more is not None:
            terms |= more(turn, on_real, on_fake, fake)
        turn.readings |= readings_of(objective, sides.d, on_real, on_fake)
        if len(judgement.fake) > 1:  # one alone has no spread
            turn.readings[f"{sides.d}/diversity"] = diversity(judgement.fake, judgement.real)
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
    """Return the spread of the fakes over that of the real ones, 0-d: 0 where all are the same.

    Of words, whose numbers mean nothing: how often two of a batch have another at the same place.
    """
    if not fake.is_floating_point():
        other = [(x != x.roll(1, 0)).float().mean() for x in (fake, real)]
        return other[0] / other[1].clamp_min(1e-8)
    # torch's own variance over the batch takes ten times as long on a CPU.
    spread = [(x - x.mean(0)).square().mean().sqrt() for x in (fake.detach(), real.detach())]
    return spread[0] / spread[1].clamp_min(1e-8)


def penalty_loss(*penalties: Penalty, duel: Duel | None = None) -> Loss:
    """Return the penalties alone, for a phase of their own (lazy regularisation)."""
    sides = duel or Duel()

    def loss(turn: Turn) -> Terms:
        judgement, *_ = _judge(turn, sides, needs_grad=True)
        return {penalty.name: penalty(judgement) for penalty in penalties}

    return loss


def _judge(turn: Turn, duel: Duel, needs_grad: bool) -> tuple[Judgement, Verdict, Verdict, Fakes]:
    net, cond, x, rng = turn.net(duel.d), duel.tell(turn), turn.batch.x, turn.game.rng
    fake = duel.fakes(turn, graph=False)
    real, false = x, fake.x
    if needs_grad:
        # One pass each: a penalty on one side then goes back through that side alone.
        real, false = x.detach().clone().requires_grad_(), fake.x.clone().requires_grad_()
        with in_full(rng.device):
            on_real, on_fake = duel.verdict_on(turn, real), duel.verdict_on(turn, false)
    elif duel.share == "verdict":
        on_real, (on_fake, _) = duel.verdict_on(turn, real), duel.verdict_on_fakes(turn)
    else:
        views = duel.augment(real, rng), duel.augment(false, rng)
        on_real, on_fake = judge_both(net, *views, cond)
    judgement = Judgement(
        lambda items: duel.verdict_on(turn, items).logit,
        real,
        false,
        on_real.logit,
        on_fake.logit,
        rng,
    )
    return judgement, on_real, on_fake, fake


def generator_loss(
    objective: Adversarial,
    duel: Duel | None = None,
    *,
    more: MoreOfG | None = None,
    scale: float = 1.0,
) -> Loss:
    """Return G's loss through D, times `scale`, then `more`."""
    sides = duel or Duel()

    def loss(turn: Turn) -> Terms:
        with computing(sides.precision, turn.game.rng.device):
            on_fake, fake = sides.verdict_on_fakes(turn)
            real = None
            if objective.needs_real:
                real = sides.verdict_on(turn, turn.batch.x).votes.detach()
        votes = by_item(objective.g(on_fake.votes, real))
        terms = {name: scale * term for name, term in votes.items()}
        return terms if more is None else terms | more(turn, on_fake, fake)

    return loss

"""What a game of two ways is made of: there, back, a D at each end, and pools of older fakes."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from gan_core.answers import Fakes, as_fakes
from gan_core.data.base import Batch
from gan_core.game import Loss, Terms, Turn
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss, nothing
from gan_core.losses.replay import Replay
from gan_core.losses.terms import pixel_term
from gan_core.precision import computing
from gan_core.settings.adversarial import DuelSettings

BACK = " back"
"""What the players of the way back, to the second domain, are called beside G and D."""


def opposite(turn: Turn) -> Turn:
    """Return the same turn as the way back sees it: what it makes is `src`, its source is `x`."""
    source = turn.batch.src
    assert source is not None  # the view gives one
    return turn.once("opposite", lambda: Turn(turn.game, Batch(source, None, turn.batch.x)))


@dataclass(frozen=True)
class Way:
    """One of the two ways: its G, the G that leads back, and the D of what it makes.

    back: whether it leads from the items to the second domain.
    """

    settings: DuelSettings
    pool: int
    back: bool = False

    @property
    def replay(self) -> Replay:
        """Return the pool of what this way made before."""
        return Replay(self._d, self.pool)

    @property
    def _ends(self) -> tuple[str, str]:
        return (f"G{BACK}", "G") if self.back else ("G", f"G{BACK}")

    @property
    def _d(self) -> str:
        return f"D{BACK}" if self.back else "D"

    @property
    def _duel(self) -> Duel:
        return Duel(
            self._d,
            make=lambda turn: as_fakes(turn.net(self._ends[0])(turn.batch.src)),
            tell=nothing,
            share="fakes",
            augment=self.settings.augmentation(),
            precision=self.settings.precision,
        )

    def _view(self, turn: Turn) -> Turn:
        return opposite(turn) if self.back else turn

    def judging(self) -> Loss:
        """Return D's loss on new and older fakes, halved as in the paper (section 4)."""
        duel, replay = self._duel, self.replay
        loss = critic_loss(
            self.settings.adversarial(), duel, penalties=self.settings.penalties(), scale=0.5
        )

        def of(turn: Turn) -> Terms:
            here = self._view(turn)
            fakes = replay.exchanged(turn.game, duel.fakes(here, graph=False).x)
            pooled = Turn(turn.game, here.batch, Fakes(fakes))
            terms = loss(pooled)
            turn.readings |= pooled.readings
            return terms

        return of

    def making(self, cycle: float, identity: float) -> Loss:
        """Return what this way adds to the loss of both Gs; equations 1 and 2, section 5.2.

        cycle, identity: weights of coming back as it was, and of leaving alone what is such an
        item already.
        """
        duel, ends = self._duel, self._ends

        def again(turn: Turn, name: str, pictures: Tensor) -> Tensor:
            with computing(duel.precision, turn.game.rng.device):
                return as_fakes(turn.net(name)(pictures)).x

        def more(turn: Turn, on_fake: object, fake: Fakes) -> Terms:
            real, source = turn.batch.x, turn.batch.src
            assert source is not None  # the view gives one
            terms: Terms = {}
            if cycle:
                terms["cycle"] = pixel_term(again(turn, ends[1], fake.x), source, cycle)
            if identity:
                terms["identity"] = pixel_term(again(turn, ends[0], real), real, identity)
            return terms

        loss = generator_loss(self.settings.adversarial(), duel, more=more)

        def of(turn: Turn) -> Terms:
            terms = loss(self._view(turn))
            return {f"{name}{BACK}": term for name, term in terms.items()} if self.back else terms

        return of


def both(there: Loss, back: Loss) -> Loss:
    """Return the one loss that the Gs of both ways minimise, taken once a turn."""
    return lambda turn: turn.once("both ways", lambda: there(turn) | back(turn))

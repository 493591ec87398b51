"""One lab: a GAN of points that plays rounds, single moves and parts of moves, and goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gan_core.design import Design
from gan_core.errors import N_, Message, UserError
from gan_core.events import Event, Stepped
from gan_core.game import Game
from gan_core.lab.branches import Branches, Change
from gan_core.lab.config import LAB, STRUCTURE, LabConfig, differing
from gan_core.lab.limits import check_cost
from gan_core.lab.parts import Part, move_in_parts
from gan_core.lab.snapshots import Snapshot, snapshot_of
from gan_core.lab.who import Who, only
from gan_core.runs.changing import with_changes
from gan_core.runs.record.recorder import to_numbers
from gan_core.runs.trainer import ENDLESS, Trainer, not_finite
from gan_core.settings.base import changed_keys
from gan_core.train import Moving


class Bench:
    """A lab in the hands of one thread.

    config: what it is made of now; settings: the GAN's settings in force; readings: of the last
    round; part: the part of a move that is shown; trouble: why it cannot play on.
    """

    def __init__(self, config: LabConfig) -> None:
        self.config = config
        self.place = config.place()
        self.settings = config.settings()
        self.who: Who = config.who
        self.branches = Branches()
        self._build()
        self.keep()

    def _build(self) -> None:
        content = self.place.content
        design = Design(LAB, self.settings, content.spec)
        self.trainer = Trainer(design, content, self.config.seed)
        self.readings: dict[str, float] = {}
        self.trouble: Message | None = None
        self._begin()

    def _begin(self) -> None:
        """Make the stages and the loop anew, between two rounds."""
        stages = [only(stage, self.who) for stage in self.trainer.stages]
        self._playing: Iterator[Event] = self.trainer.play(ENDLESS, each_move=True, stages=stages)
        self._pending: Moving | None = None
        self._whole: Snapshot | None = None
        self._showing: Iterator[Part] | None = None
        self.part: Part | None = None

    @property
    def game(self) -> Game:
        """Return the game of points that is played."""
        return self.trainer.game

    @property
    def step(self) -> int:
        """Return the rounds done."""
        return self.trainer.step

    def round(self) -> None:
        """Play to the end of a round: of the one that has begun, else of the next."""
        self._showing = self.part = None
        while self.trouble is None and not self._advance():
            pass

    def player(self) -> None:
        """Let the next player move, or make the move that is shown in parts."""
        self._showing = self.part = None
        if self.trouble is None:
            self._reach_a_move()
            self._advance()

    def take_part(self) -> None:
        """Show the next part of a move; with the last one it has been made."""
        while self.trouble is None:
            if self._showing is None:
                moving, objective = self._reach_a_move(), self.settings.adversarial()
                self._showing = move_in_parts(self.game, moving, objective, self._advance)
            self.part = next(self._showing, None)
            if self.part is not None:
                return
            self._showing = None

    def _reach_a_move(self) -> Moving:
        """Begin a round unless one has begun; return the move that comes next."""
        if self._pending is None:
            self._whole = self._snapshot()  # what a copy taken within this round begins with
            self._advance()
        assert self._pending is not None
        return self._pending

    def _advance(self) -> bool:
        """Go on to the next move or to the end of the round; True where it ended one."""
        if self._pending is None:
            self._fork()
        event = next(self._playing)
        if isinstance(event, Moving):
            self._pending = event
            return False
        self._pending = None
        if isinstance(event, Stepped):
            self._note(event)
        return True

    def _note(self, event: Stepped) -> None:
        self.readings = to_numbers(event.readings)
        wrong = not_finite(self.readings)
        if wrong is not None:
            text = N_("{reading} is not a finite number any more. Go back, or begin again.")
            self.trouble = Message(text, {"reading": wrong})
            return
        branch = self.branches.current
        branch.end = event.step
        branch.curves.add(event.step, self.readings)
        if branch.snapshots.wants(event.step):
            self.keep()

    def keep(self, *, recent: bool = False) -> None:
        """Keep the present state, so that one can go back to it, if it is sound."""
        if self._pending is None and self.trouble is None:
            now = self._snapshot()
            nets = (value for key, value in now.tensors.items() if key.startswith("net/"))
            if all(bool(value.isfinite().all()) for value in nets):
                self.branches.current.snapshots.keep(now, recent=recent)

    def _snapshot(self) -> Snapshot:
        now = snapshot_of(self.trainer, self.settings)
        return replace(now, document={**now.document, "who": self.who})

    def train_only(self, who: Who) -> None:
        """Let both players train, or one of them, from the next round on."""
        self._end_round()
        if who != self.who:
            self.who = who
            self._note_change("who", who)
            self._in_force(self.settings)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Put other settings into force at the next round; optimizers keep their memory.

        Raises:
            UserError: a value is wrong, or it makes other networks: that takes another bench.
        """
        for key in STRUCTURE:
            if changes.get(key, getattr(self.settings, key)) != getattr(self.settings, key):
                raise UserError(
                    N_("{key} makes other networks: the lab must begin again."), key=key
                )
        after = with_changes(LAB, self.settings, changes)
        check_cost(after)
        self._end_round()
        self.trainer.change(replace(self.trainer.design, settings=after))
        for key in changed_keys(self.settings, after):
            self._note_change(key, str(getattr(after, key)))
        self._in_force(after)

    def _in_force(self, settings: Any) -> None:
        """Go on with these settings; who comes back to this step finds them."""
        self._take(settings)
        self._begin()
        self.keep(recent=True)

    def _take(self, settings: Any) -> None:
        self.settings = settings
        now = {"changes": differing(settings), "who": self.who}
        self.config = self.config.model_copy(update=now)

    def _note_change(self, what: str, value: str) -> None:
        self._fork()
        self.branches.current.changes.append(Change(self.step, what, value))

    def copied(self) -> Bench:
        """Return a lab of its own with the same past and present: see `sound`."""
        twin = Bench(self.config)
        twin.go_on(self.branches.copied(), self.sound())
        return twin

    def sound(self) -> Snapshot:
        """Return the present state; a round half played is left out.

        Of a lab in trouble it is the last sound one.

        Raises:
            KeyError: it is in trouble, and no snapshot of its past is kept.
        """
        now = self._snapshot() if self._pending is None else self._whole
        if self.trouble is not None or now is None:
            snapshots = self.branches.current.snapshots
            # No snapshot is of step -1: KeyError.
            now = snapshots[max((s for s in snapshots.steps if s <= self.step), default=-1)]
        return now

    def go_on(self, branches: Branches, snapshot: Snapshot) -> None:
        """Take another lab's past and present; snapshots are shared, since nobody changes them.

        Raises:
            CheckpointError: the snapshot is none of a lab with this data and these networks.
        """
        self.branches = branches
        self._return_to(snapshot)

    def rewind(self, step: int) -> None:
        """Go back to the kept snapshot nearest to `step`; what is played next is a new branch."""
        self._end_round()
        self.keep(recent=True)
        snapshots = self.branches.current.snapshots
        self._return_to(snapshots[min(snapshots.steps, key=lambda moment: abs(moment - step))])

    def to_branch(self, number: int) -> None:
        """Go to the end of another branch.

        Raises:
            UserError: that branch is not kept.
        """
        if number not in self.branches.by_id:
            raise UserError(N_("Branch {number} is not kept any more."), number=number)
        self._end_round()
        self.keep(recent=True)
        snapshots = self.branches.go(number).snapshots
        self._return_to(snapshots[snapshots.steps[-1]])

    def _return_to(self, snapshot: Snapshot) -> None:
        self.who = snapshot.document["who"]
        self._take(snapshot.settings)
        self._build()
        self.trainer.restore(snapshot.tensors, snapshot.document)
        past = [values for at, values in self.branches.current.curves.rows if at <= snapshot.step]
        self.readings = past[-1] if past else {}

    def _end_round(self) -> None:
        if self._pending is not None:
            self.round()
        self._showing = self.part = None

    def _fork(self) -> None:
        """Begin a new branch if one has gone back on this one."""
        if self.step < self.branches.current.end:
            self.branches.fork(self.step)

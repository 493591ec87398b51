"""What a run is told while it trains: the one reader of control.jsonl, whoever trains."""

from __future__ import annotations

from typing import Literal

from gan_core.errors import Message, UserError
from gan_core.runs.folder import Command, Order, RunFolder
from gan_core.runs.training.session import Session

ControlState = Literal["running", "paused", "stopped"]


class Control:
    """Obeys what is written into a run's folder, between two rounds.

    offset: the byte of control.jsonl up to which commands are old. state: whether to play on.
    refused: why the last change of settings was not made, None where it was.
    """

    def __init__(self, folder: RunFolder, offset: int | None = None) -> None:
        """Listen from byte `offset` on; None: what is there already is old."""
        self._folder = folder
        self.offset = folder.commands_end() if offset is None else offset
        self.state: ControlState = "running"
        self.refused: Message | None = None
        self._single_rounds = 0

    @property
    def unheard(self) -> bool:
        """True where something was said since the last look."""
        return self._folder.commands_end() > self.offset

    def obey(self, session: Session) -> list[Command]:
        """Do what was said since the last look, until a stop; return the commands, in order."""
        orders, self.offset = self._folder.commands(self.offset)
        obeyed: list[Command] = []
        for order in orders:
            obeyed.append(order.command)
            self._obey(session, order)
            if self.state == "stopped":
                break
        return obeyed

    def _obey(self, session: Session, order: Order) -> None:
        if order.command == "stop":
            self.state = "stopped"
        elif order.command == "save":
            session.pin()
            session.status(self.state)
        elif order.command == "share":
            session.offer()
        elif order.command == "change":
            self._change(session, order)
        else:
            self._single_rounds = self._single_rounds + 1 if order.command == "step" else 0
            self.state = "paused" if order.command == "pause" else "running"
            if self.state == "paused":
                session.sum_up()
            # A run that plays single rounds stands still for whoever looks.
            session.status("running" if order.command == "resume" else "paused")

    def _change(self, session: Session, order: Order) -> None:
        try:
            session.change(order.settings)
            self.refused = None
        except UserError as error:
            self.refused = error.message

    def note_round(self, session: Session) -> bool:
        """Note that a round was played; true where it was the last of single ones, so it pauses."""
        if not self._single_rounds:
            return False
        self._single_rounds -= 1
        if self._single_rounds:
            return False
        self.state = "paused"
        session.sum_up()
        session.status(self.state)
        return True

"""One student: opens a run's page, presses Go on, and watches as the page's own timers ask."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

from benchmarks.pages.client import Follower, live_address, rerun

PATIENCE = 120.0
LIVE = "live"
"""Among the timers: the question that the page's live parts ask a route."""
RERUN_EVERY = 15.0
"""Seconds after which a student makes the whole page run again, as any widget does."""


@dataclass
class Student:
    """A browser's part of one session. `polls`, `reruns`: (when asked, seconds until done)."""

    base: str
    run: str
    polls: list[tuple[float, float]] = field(default_factory=list)
    reruns: list[tuple[float, float]] = field(default_factory=list)
    received: int = 0
    troubles: list[str] = field(default_factory=list)
    _timers: dict[str, float] = field(default_factory=dict)
    _buttons: dict[str, str] = field(default_factory=dict)
    _follower: Follower | None = None

    async def attend(self, start: float, end: float, button: str = "Go on") -> None:
        """Come in at `start` (monotonic), let the run go on, and watch it until `end`."""
        await asyncio.sleep(max(0.0, start - time.monotonic()))
        async with websockets.connect(
            f"ws://{self.base}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            origin=Origin(f"http://{self.base}"),
            open_timeout=PATIENCE,
            ping_interval=None,
        ) as socket:
            await self._ask(socket, self._rerun())
            if button in self._buttons:
                await self._ask(socket, self._pressed(button))
            await self._watch(socket, end)
        if self._follower is not None:
            self._follower.close()

    async def _watch(self, socket: websockets.ClientConnection, end: float) -> None:
        whole = time.monotonic() + RERUN_EVERY
        asked_at: dict[str, float] = {}
        while (now := time.monotonic()) < end:
            if now >= whole:
                whole = now + RERUN_EVERY
                self.reruns.append((now, await self._ask(socket, self._rerun())))
            timers = dict(self._timers)
            if self._follower is not None:
                timers[LIVE] = self._follower.seconds
            due = {key: asked_at.get(key, now) + each for key, each in timers.items()}
            key = min(due, key=lambda one: due[one], default=None)
            if key is None or due[key] > now:
                wait = min(due[key] if key else now + 0.5, whole, end) - now
                asked_at |= {key: now for key in due if key not in asked_at}
                await asyncio.sleep(max(0.0, wait))
                continue
            asked_at[key] = now
            if key == LIVE:
                self.polls.append((now, await self._followed()))
            else:
                self.polls.append((now, await self._ask(socket, self._rerun(key))))

    async def _followed(self) -> float:
        """Ask the route and return the seconds until it has answered, picture included."""
        assert self._follower is not None
        begin = time.monotonic()
        await asyncio.to_thread(self._follower.ask)
        return time.monotonic() - begin

    def _rerun(self, fragment: str = "") -> BackMsg:
        return rerun("train", f"run={self.run}", fragment)

    def _pressed(self, button: str) -> BackMsg:
        message = self._rerun()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = self._buttons[button], True
        return message

    async def _ask(self, socket: websockets.ClientConnection, message: BackMsg) -> float:
        """Send one request and return the seconds until its script has finished."""
        begin = time.monotonic()
        await socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await socket.recv()
                self.received += len(raw)
                if self._hear(ForwardMsg.FromString(raw if isinstance(raw, bytes) else b"")):
                    return time.monotonic() - begin

    def _hear(self, message: ForwardMsg) -> bool:
        """Take one message in; True where it says that the script has finished."""
        kind = message.WhichOneof("type")
        if kind == "new_session" and not message.metadata.run.fragment_ids:
            self._timers = {}  # the whole page runs and sets its timers anew
        elif kind == "auto_rerun":
            self._timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for key in message.stop_auto_rerun.fragment_ids:
                self._timers.pop(key, None)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if self._follower is None and (address := live_address(message)):
                self._follower = Follower(self.base, *address)
            if element.WhichOneof("type") == "button":
                self._buttons[element.button.label] = element.button.id
            elif element.WhichOneof("type") == "exception":
                self.troubles.append(element.exception.message)
        # A script that asked to be run again says so, and finishes when that run has.
        again = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
        return kind == "script_finished" and message.script_finished != again

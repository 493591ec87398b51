"""A training process of the ProcessEngine: `python -m gan_core.runs.engine.worker`.

Orders come in by standard input, what the runs show goes out by standard output. When the input
ends, because the server says so or is no more, every run is saved and the process ends.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from gan_core.runs.engine.job import Job

NICENESS = 5
"""Pages come first: a training process yields its core to whoever renders one."""
END_SECONDS = 60.0


class Worker:
    """Trains runs in this process on one thread and tells what they show."""

    def __init__(self, answers: BinaryIO) -> None:
        from gan_core.runs.engine.slots import Slots
        from gan_core.runs.engine.threads import ThreadEngine
        from gan_core.runs.engine.wire import Speaker

        self._answers = Speaker(answers)
        self._engine = ThreadEngine(Slots(1, shared=True), on_change=self._tell)
        self._frames: dict[str, object] = {}

    def serve(self, orders: Iterable[bytes]) -> None:
        """Obey orders until they end."""
        from gan_core.runs.engine.wire import messages

        self._answers.say("ready")
        for order in messages(orders):
            self._obey(order)

    def close(self) -> None:
        """Save and end every run."""
        self._engine.close(END_SECONDS)

    def _obey(self, order: dict[str, Any]) -> None:
        from gan_core.runs.folder import RunFolder

        kind = order["kind"]
        if kind == "train":
            self._engine.take(RunFolder(Path(order["path"])), offset=order["offset"])
        elif kind == "watch":
            self._engine.live(order["run"], watch=True)
        elif kind == "wake":
            self._engine.slots.wake()

    def _tell(self, job: Job) -> None:
        """Say what a run shows, with its frame where that is a new one; or that it has ended."""
        from gan_core.runs.engine.wire import live_document

        run, live = job.folder.id, job.live
        if job.finished:
            self._frames.pop(run, None)
            self._answers.say("ended", run=run)
            return
        old, self._frames[run] = self._frames.get(run), live.frame
        news = replace(live, frame=None) if live.frame is old else live
        self._answers.say("live", run=run, live=live_document(news))


def _leave_us_the_output() -> BinaryIO:
    """Return our way out; whatever prints goes to the server's log from now on."""
    ours = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return ours


def main() -> None:
    """Train what the server orders, until it ends."""
    answers = _leave_us_the_output()
    # Ctrl-C reaches every process of a terminal; the server then tells us to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import torch

    torch.set_num_threads(1)
    worker = Worker(answers)
    if hasattr(os, "nice"):
        os.nice(NICENESS)

    def end(*_: object) -> None:
        raise SystemExit

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
    try:
        worker.serve(sys.stdin.buffer)
    finally:
        worker.close()


if __name__ == "__main__":
    main()

"""The labs of a server, by an id that cannot be guessed."""

from __future__ import annotations

import secrets
import threading
import time

from gan_core.lab.bench import Bench
from gan_core.lab.setting import Setting
from gan_core.lab.task import LabTask
from gan_core.runs.slots import Slots

MOST_LABS = 64
LEFT_SECONDS = 30 * 60.0
"""A lab that nobody looked at for this long is given up."""


class Labs:
    """Makes labs, finds them again, and gives up those that nobody looks at."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._lock = threading.Lock()
        self._labs: dict[str, LabTask] = {}

    def create(self, made: Setting) -> str:
        """Begin a lab, playing, and return its id.

        Raises:
            UserError: the setting is wrong.
        """
        return self._add(LabTask(Bench(made)))

    def copy(self, key: str, timeout: float = 5.0) -> str | None:
        """Return the id of a copy of the lab as it stands, None where it is not here any more."""
        source = self.get(key)
        if source is None:
            return None
        asked = source.ask(lambda: (source.bench.copied(), source.playing, source.speed))
        self._slots.wake()
        try:
            bench, playing, speed = asked.result(timeout)
        except TimeoutError:
            return None
        return self._add(LabTask(bench, playing=playing, speed=speed))

    def get(self, key: str) -> LabTask | None:
        """Return the lab, None where there is none by that id."""
        found = self._labs.get(key)
        return None if found is None or found.finished else found

    def wake(self) -> None:
        """Have the training threads look at once: somebody asked something."""
        self._slots.wake()

    def _add(self, task: LabTask) -> str:
        key = secrets.token_urlsafe(12)
        with self._lock:
            self._labs[key] = task
            self._give_up()
        self._slots.add(task)
        return key

    def _give_up(self) -> None:
        now = time.monotonic()
        by_age = sorted(self._labs, key=lambda key: self._labs[key].seen)
        too_many = by_age[: max(0, len(by_age) - MOST_LABS)]
        for key in by_age:
            if key in too_many or now - self._labs[key].seen > LEFT_SECONDS:
                self._labs.pop(key).retire()

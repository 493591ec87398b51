"""The labs of a server, by an id that cannot be guessed."""

from __future__ import annotations

import secrets
import threading
import time
from concurrent.futures import CancelledError

from gan_core.errors import N_, UserError
from gan_core.lab.bench import Bench
from gan_core.lab.config import LabConfig
from gan_core.lab.task import LabTask
from gan_core.runs.engine.slots import Slots

MOST_LABS = 40
LEFT_SECONDS = 30 * 60.0
"""A lab that nobody looked at for this long is given up."""
COPIED_SECONDS = 2 * 60.0
"""The same for a lab that was copied: a reloaded page goes on with the copy."""
RELOAD_SECONDS = 20.0
"""A lab that was looked at this lately when it was copied is taken for a reloaded page's."""
UNSEEN_SECONDS = 2.0
"""A page that is open asks more often than this; one that was copied and does not is gone."""
WATCHED_SECONDS = 60.0
"""A lab that somebody looked at this lately is not given up for another one."""
TIDY_SECONDS = 60.0


class Labs:
    """Makes labs, finds them again, and gives up those that nobody looks at."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._lock = threading.Lock()
        self._labs: dict[str, LabTask] = {}
        self._tidied = time.monotonic()

    def create(self, config: LabConfig) -> str:
        """Begin a lab, playing, and return its id.

        Raises:
            UserError: the setting is wrong, or there are too many labs.
        """
        return self.adopt(Bench(config))

    def adopt(self, bench: Bench, *, trained: bool = False) -> str:
        """Take in a lab as it stands, playing, and return its id; `trained` as in `LabTask.take`.

        Raises:
            UserError: there are too many labs.
        """
        return self._add(LabTask(bench, trained=trained))

    def copy(self, key: str, timeout: float = 5.0) -> str | None:
        """Return the id of a copy of the lab as it stands, None where it is not here any more.

        Raises:
            UserError: it did not answer in `timeout` seconds, it cannot be copied, or there are
                too many labs.
        """
        original = self.get(key)
        if original is None:
            return None
        just_watched = time.monotonic() - original.last_look < RELOAD_SECONDS
        future = original.ask(
            lambda: (original.bench.copied(), original.playing, original.speed, original.trained)
        )
        self._slots.wake()
        try:
            bench, playing, speed, trained = future.result(timeout)
        except CancelledError:
            return None
        except TimeoutError:
            future.cancel()
            raise UserError(N_("The lab did not answer; try again.")) from None
        except KeyError as error:
            # One that diverged has no moment of its present state.
            text = N_("The lab as it stands cannot be copied: go back to an earlier moment first.")
            raise UserError(text) from error
        # Of a reloaded page, which looks no more; where it was another's, a look takes this back.
        original.left = just_watched
        return self._add(LabTask(bench, playing=playing, speed=speed, trained=trained))

    def get(self, key: str) -> LabTask | None:
        """Return the lab, None where there is none by that id."""
        if time.monotonic() - self._tidied > TIDY_SECONDS:
            with self._lock:
                self._tidy()
        task = self._labs.get(key)
        return None if task is None or task.finished else task

    def wake(self) -> None:
        """Have the training threads look at once: somebody asked something."""
        self._slots.wake()

    def _add(self, task: LabTask) -> str:
        if self._slots.closing:
            raise UserError(N_("The server is ending; nothing can be started."))
        key = secrets.token_hex(12)  # a Streamlit key may not hold two underscores in a row
        with self._lock:
            self._tidy()
            self._make_room()
            self._labs[key] = task
        self._slots.add(task)
        return key

    def _tidy(self) -> None:
        """Give up the labs that nobody looks at any more."""
        self._tidied = now = time.monotonic()
        for key, task in list(self._labs.items()):
            longest = COPIED_SECONDS if task.left else LEFT_SECONDS
            if task.finished or now - task.last_contact > longest:
                self._give_up(key)

    def _make_room(self) -> None:
        """Give up the lab that was left first, if there are as many as there may be."""
        if len(self._labs) < MOST_LABS:
            return
        now = time.monotonic()
        abandoned = [
            k for k, one in self._labs.items() if one.left and now - one.last_look > UNSEEN_SECONDS
        ]
        oldest = min(abandoned or self._labs, key=lambda key: self._labs[key].last_contact)
        if not abandoned and now - self._labs[oldest].last_contact < WATCHED_SECONDS:
            text = N_("{count} labs are being watched, as many as fit. Try again in a few minutes.")
            raise UserError(text, count=len(self._labs))
        self._give_up(oldest)

    def _give_up(self, key: str) -> None:
        self._labs.pop(key).retire()
        self._slots.wake()

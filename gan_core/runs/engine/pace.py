"""How fast a run trains: rounds a second, and how much of the time it has."""

from __future__ import annotations

from collections import deque

RATE_SECONDS = 5.0


class Pace:
    """Measured over the last few seconds.

    rate: rounds a second of wall clock. share: training time a second of wall clock.
    """

    def __init__(self) -> None:
        self.rate = self.share = 0.0
        self._marks: deque[tuple[float, int, float]] = deque()

    def begin_again(self) -> None:
        """Forget what was before: the run stood still."""
        self._marks.clear()

    def note(self, now: float, step: int, seconds: float) -> None:
        """Note that the run has `step` rounds and `seconds` of training at the moment `now`."""
        self._marks.append((now, step, seconds))
        while len(self._marks) > 2 and now - self._marks[0][0] > RATE_SECONDS:
            self._marks.popleft()
        since, first_step, first_seconds = self._marks[0]
        if now > since:
            self.rate = (step - first_step) / (now - since)
            self.share = (seconds - first_seconds) / (now - since)

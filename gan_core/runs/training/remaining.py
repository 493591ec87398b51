"""How much of a run is still to come, where the rounds of its stages are not equally long."""

from __future__ import annotations

import logging

from gan_core.runs.estimate import seconds_of, stage_seconds
from gan_core.runs.training.session import Session
from gan_core.train import rounds_ahead

log = logging.getLogger(__name__)


class Remaining:
    """Counts the rounds of one run that are ahead; of several stages each is timed once."""

    def __init__(self) -> None:
        self._each: tuple[float, ...] = ()

    def rounds(self, session: Session) -> float:
        """Return the rounds still to come, counted in rounds as long as the present stage's."""
        trainer = session.trainer
        ahead = rounds_ahead(trainer.stages, trainer.progress, session.total)
        if session.config.minutes is not None or sum(map(bool, ahead)) < 2:
            return sum(ahead)
        self._each = self._each or _round_seconds(session)
        return seconds_of(ahead, self._each) / self._each[trainer.progress.stage]


def _round_seconds(session: Session) -> tuple[float, ...]:
    """Return how long a round of each stage takes; where that cannot be measured, all as long."""
    seconds: tuple[float, ...] = ()
    try:
        seconds = stage_seconds(session.design, session.content, session.config.device)
    except Exception:  # what is only an estimate must not end the run
        log.exception("the stages of run %s could not be timed", session.folder.id)
    return seconds if seconds and min(seconds) > 0 else (1.0,) * len(session.trainer.stages)

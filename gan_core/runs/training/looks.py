"""When a run is looked at, and the scores that are taken of it: reading, never touching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gan_core.model import model_of
from gan_core.runs.checkpoints import is_milestone

if TYPE_CHECKING:
    from gan_core.runs.training.session import Session


class Looks:
    """What is to be seen of a session's game, and at which rounds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def scores(self) -> dict[str, Any]:
        """Return the scores of the game as it is now."""
        from gan_core.runs.training.scoring import (
            scores_now,  # classifiers only where scores are wanted
        )

        on = self._session
        spec = on.content.spec
        model = model_of(on.game, on.recipe, on.params, spec, on.step, raw=False)
        return scores_now(on.game, model, on.content)

    def grid_is_due(self, step: int) -> bool:
        """True where the recipe keeps a grid: every few epochs, else at log-spaced rounds."""
        on = self._session
        epochs = int(getattr(on.params, "grid_epochs", 0))
        if not epochs:
            return is_milestone(step)
        stage = on.stages[on.progress.stage]
        seen, period = stage.batch * stage.draws, epochs * len(on.content)
        return step * seen // period > (step - 1) * seen // period

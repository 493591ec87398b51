"""What happens in a run, as plain values that a page, a file or a test can read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from gan_core.errors import N_, Message


@dataclass(frozen=True)
class Event:
    """Something happened after `step` rounds."""

    step: int


@dataclass(frozen=True)
class Stepped(Event):
    """One round was played; readings are 0-d tensors, read only when somebody wants numbers."""

    readings: dict[str, Tensor] = field(default_factory=dict)


@dataclass(frozen=True)
class StageDone(Event):
    """A stage ended and the next one begins."""

    stage: str = ""


@dataclass(frozen=True)
class Sampled(Event):
    """A sample grid was written."""

    file: str = ""


@dataclass(frozen=True)
class Scored(Event):
    """The samples were scored: {score: number, or the share of each class}.

    floors: what as many real items score, of those scores of which it is known.
    """

    scores: dict[str, Any] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class NotScored(Event):
    """The samples could not be scored (a damaged classifier); training goes on."""

    why: str = ""


@dataclass(frozen=True)
class Saved(Event):
    """A checkpoint was written and can be resumed from."""

    file: str = ""


@dataclass(frozen=True)
class NotSaved(Event):
    """Something could not be written (a full disk); it is tried again, training goes on."""

    why: str = ""


@dataclass(frozen=True)
class Changed(Event):
    """The run's setting changed while it ran (threads, resume): what, its new value, its old one.

    before: "" where it is not known.
    """

    what: str = ""
    value: str = ""
    before: str = ""


@dataclass(frozen=True)
class Diverged(Event):
    """A reading or a weight stopped being a finite number; the last good checkpoint is kept."""

    reading: str = ""

    @property
    def why(self) -> Message:
        """Return what is said of it, wherever the run trained."""
        text = N_(
            "The run diverged at step {step}: {reading} is not a finite number any more. "
            "Lower the learning rate."
        )
        return Message(text, {"step": self.step, "reading": self.reading})

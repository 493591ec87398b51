"""What a lab's file may hold, checked before anything is made of it: it may be from anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import torch
from pydantic import Field, model_validator
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.lab.config import LIVE, STRUCTURE
from gan_core.lab.curves import MOST
from gan_core.lab.who import Who
from gan_core.settings.strict import Strict

MOST_STEPS = 10**12
"""Saving bounds nothing that a lab can reach; opening bounds more: see `MOST_OPENED`."""
MOST_OPENED = 10**9
MOST_CHANGES = 10_000
MOST_NAMES = 64
MOST_STREAMS = 16
SCORES = ("js", "kl", "w1", "modes", "hq")
Name = Annotated[str, Field(max_length=100)]


class SavedProgress(Strict):
    """Where the loop stands; a lab has one stage."""

    step: int = Field(ge=0, le=MOST_STEPS)
    stage: int = Field(ge=0, le=0)
    stage_step: int = Field(ge=0, le=MOST_STEPS)


class SavedState(Strict):
    """What of the state are plain values. lr: each player's rate, as its optimizer has it."""

    progress: SavedProgress
    memory: dict[str, Any] = Field(max_length=0)
    ema: dict[Literal["G"], int]
    who: Who
    lr: dict[Literal["G", "D"], float] = Field(min_length=2)

    @model_validator(mode="after")
    def _counts(self) -> SavedState:
        step = self.progress.step
        if self.progress.stage_step != step:
            raise UserError(N_("{key} is out of bounds."), key="stage_step")
        if not all(0 <= updates <= 10 * step for updates in self.ema.values()):
            raise UserError(N_("{key} is out of bounds."), key="ema")
        return self


class SavedChange(Strict):
    """One of the changes that the branch knows."""

    step: int = Field(ge=0, le=MOST_STEPS)
    what: str = Field(max_length=100)
    value: str = Field(max_length=100)


class SavedLab(Strict):
    """The JSON document of a lab's file. stride: between the readings that are kept."""

    setting: dict[str, Any]
    stride: int = Field(ge=1, le=MOST_STEPS)
    state: SavedState
    readings: dict[Name, float] = Field(max_length=MOST_NAMES)
    changes: list[SavedChange] = Field(max_length=MOST_CHANGES)

    @model_validator(mode="after")
    def _of_a_lab(self) -> SavedLab:
        changes = self.setting.get("changes")
        unknown = sorted({*changes} - {*LIVE, *STRUCTURE}) if isinstance(changes, dict) else []
        if unknown:
            raise UserError(N_("{key} is no setting of a lab."), key=unknown[0])
        step = self.state.progress.step
        if any(one.step > step for one in self.changes):
            raise UserError(N_("{key} is out of bounds."), key="step")
        return self


def check_tensors(tensors: Mapping[str, Tensor], fresh: Mapping[str, Tensor]) -> None:
    """Compare the names of a saved state with a fresh lab's.

    Networks, optimizers and streams themselves are checked where they are restored.

    Raises:
        UserError: one is missing or of no lab.
    """
    for key in sorted(fresh.keys() - tensors.keys()):
        raise UserError(N_("The checkpoint lacks {key}."), key=key)
    streams = {key for key in tensors if key.startswith("rng/")}
    others = tensors.keys() - fresh.keys() - streams
    unknown = sorted(key for key in others if not key.startswith(("opt/G/", "opt/D/")))
    if unknown or len(streams) > MOST_STREAMS:
        raise UserError(N_("A lab has no {key}."), key=unknown[0] if unknown else "rng")


def columns_to_rows(
    columns: Mapping[str, Tensor], names: frozenset[str] | None, last: int
) -> list[tuple[int, dict[str, float]]]:
    """Return [(step, {name: value})] of {NAME/at: steps, NAME/value: values}, ascending.

    names: all that there may be; None: any, but not many. last: no step is later.

    Raises:
        UserError: they are no such columns.
    """
    headings = {key.rpartition("/")[0] for key in columns}
    ends = {key.rpartition("/")[2] for key in columns}
    unknown = sorted(headings - names) if names is not None else []
    if unknown or len(headings) > MOST_NAMES or "" in headings or ends - {"at", "value"}:
        raise UserError(N_("A lab has no {key}."), key=unknown[0] if unknown else min(columns))
    rows: dict[int, dict[str, float]] = {}
    for name in sorted(headings):
        at, value = columns[f"{name}/at"], columns[f"{name}/value"]
        fits = at.dtype == torch.int64 and value.dtype == torch.float64 and at.ndim == 1
        if not fits or at.shape != value.shape or not 0 < len(at) <= MOST + 1:
            raise UserError(N_("{key} is out of bounds."), key=name)
        # Bounds first: a difference of two that are far apart wraps around.
        if bool(((at < 0) | (at > last)).any()) or bool((at.diff() <= 0).any()):
            raise UserError(N_("{key} is out of bounds."), key=name)
        for step, one in zip(at.tolist(), value.tolist(), strict=True):
            rows.setdefault(step, {})[name] = one
    return sorted(rows.items())

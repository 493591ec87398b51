"""A lab as a file: its settings, its whole present state and the curves of its past; and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from pydantic import Field
from torch import Tensor

from gan_core.errors import N_, CheckpointError, message_of
from gan_core.lab.bench import Bench
from gan_core.lab.curves import MOST, Curves
from gan_core.lab.lines import Change, Lines
from gan_core.lab.moments import Moment
from gan_core.lab.setting import Setting, Who, differing, setting
from gan_core.params import Params, checked
from gan_core.runs import container
from gan_core.runs.state import Tensors, under

KIND = "lab"
MOST_BYTES = 64 * 2**20
"""No lab's file is larger: the largest state that a lab may have takes a sixth of it."""


class _Progress(Params):
    step: int = Field(ge=0)
    stage: int = Field(ge=0, le=0)
    stage_step: int = Field(ge=0)


class _State(Params):
    progress: _Progress
    memory: dict[str, Any] = Field(max_length=0)
    ema: dict[str, int]
    who: Who


class _Change(Params):
    step: int = Field(ge=0)
    what: str = Field(max_length=100)
    value: str = Field(max_length=100)


class _Saved(Params):
    """The JSON document of a lab's file."""

    setting: dict[str, Any]
    stride: int = Field(ge=1)
    state: _State
    changes: list[_Change] = Field(max_length=10_000)


def pack_lab(bench: Bench) -> bytes:
    """Return the lab as a file's content: what is played from it is what the lab itself would play.

    Other lines and moments to go back to stay behind; a round half played is left out.
    """
    moment, line = bench.sound(), bench.lines.current
    made = bench.setting.model_copy(
        update={"changes": differing(moment.params), "who": moment.document["who"]}
    )
    past = [(at, _flat(scores)) for at, scores in line.scores if at <= moment.step]
    tensors = {f"state/{key}": value for key, value in moment.tensors.items()}
    tensors |= _columns("curve", line.curves.until(moment.step).rows)
    tensors |= _columns("score", past)
    saved = _Saved(
        setting=made.model_dump(),
        stride=line.curves.stride,
        state=_State(**{key: moment.document[key] for key in _State.model_fields}),
        changes=[_Change(**asdict(one)) for one in line.changes if one.step <= moment.step],
    )
    return container.pack(tensors, {"kind": KIND, **saved.model_dump()})


def read_lab(path: Path) -> Bench:
    """Return the lab of a file, with one moment to go back to: the one that was saved.

    Raises:
        CheckpointError: it is none, it is damaged, or it holds what no lab can have.
    """
    document = container.read_document(path)
    if document.get("kind") != KIND:
        raise CheckpointError(N_("{file} holds no lab of points."), file=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise CheckpointError(N_("{file} is too large for a lab."), file=path.name)
    tensors, document = container.read(path)
    try:
        saved = checked(_Saved, {key: document.get(key) for key in _Saved.model_fields})
        made = setting({**saved.setting, "who": saved.state.who})
        bench = Bench(made)
        moment = _moment(bench, made, under(tensors, "state"), saved.state)
        bench.go_on(_lines(moment, tensors, saved), moment)
    except (KeyError, ValueError) as error:
        raise CheckpointError(
            N_("{file} does not hold a whole lab: {why}"), file=path.name, why=message_of(error)
        ) from error
    return bench


def _moment(bench: Bench, made: Setting, tensors: Tensors, state: _State) -> Moment:
    """Return what was saved; the settings of the optimizers are the lab's, not the file's."""
    fresh = bench.sound()
    missing = sorted(fresh.tensors.keys() - tensors.keys())
    if missing:
        raise CheckpointError(N_("The checkpoint lacks {key}."), key=missing[0])
    document = {**state.model_dump(), "opt": fresh.document["opt"]}
    return Moment(state.progress.step, tensors, document, made.params())


def _lines(moment: Moment, tensors: Tensors, saved: _Saved) -> Lines:
    lines = Lines()
    line = lines.current
    line.end = moment.step
    line.moments.keep(moment)
    line.curves = Curves(_rows(under(tensors, "curve"))[:MOST], saved.stride)
    line.scores = [(at, _deep(values)) for at, values in _rows(under(tensors, "score"))[:MOST]]
    line.changes = [Change(one.step, one.what, one.value) for one in saved.changes]
    return lines


def _columns(of: str, rows: Iterable[tuple[int, dict[str, float]]]) -> Tensors:
    """Return {of/NAME/at: steps, of/NAME/value: values}: not every reading is in every row."""
    columns: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for step, values in rows:
        for name, value in values.items():
            columns[name].append((step, value))
    tensors: dict[str, Tensor] = {}
    for name, pairs in columns.items():
        tensors[f"{of}/{name}/at"] = torch.tensor([step for step, _ in pairs])
        values_of = [value for _, value in pairs]
        tensors[f"{of}/{name}/value"] = torch.tensor(values_of, dtype=torch.float64)
    return tensors


def _rows(columns: Tensors) -> list[tuple[int, dict[str, float]]]:
    rows: dict[int, dict[str, float]] = defaultdict(dict)
    for key in columns:
        if key.endswith("/at"):
            name = key.removesuffix("/at")
            pairs = zip(columns[key].tolist(), columns[f"{name}/value"].tolist(), strict=True)
            for step, value in pairs:
                rows[int(step)][name] = float(value)
    return sorted(rows.items())


def _flat(scores: dict[str, Any]) -> dict[str, float]:
    return {
        f"{of}/{key}": value
        for of, made in scores.items()
        for key, value in (made or {}).items()
        if value is not None
    }


def _deep(flat: dict[str, float]) -> dict[str, Any]:
    """Return {"raw": ..., "ema": ... or None} as a scorer notes them."""
    keys = ("js", "kl", "w1", "modes", "hq")
    made = {of: {key: flat.get(f"{of}/{key}") for key in keys} for of in ("raw", "ema")}
    return {of: row if row["js"] is not None else None for of, row in made.items()}

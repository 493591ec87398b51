"""A lab as a file: its settings, its whole present state and the curves of its past; and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core.errors import N_, CheckpointError, message_of
from gan_core.files import container
from gan_core.files.weights import Tensors, under
from gan_core.lab.bench import Bench
from gan_core.lab.branches import Branches, Change
from gan_core.lab.config import differing, lab_config
from gan_core.lab.curves import Curves
from gan_core.lab.file_format import (
    MOST_CHANGES,
    MOST_OPENED,
    SCORES,
    SavedChange,
    SavedLab,
    SavedState,
    check_tensors,
    columns_to_rows,
)
from gan_core.lab.snapshots import Snapshot
from gan_core.settings.strict import checked

KIND = "lab"
MOST_BYTES = 16 * 2**20
"""No lab's file is larger: the largest state that a lab may have takes 9 MiB of it."""
SCORE_NAMES = frozenset(f"{of}/{key}" for of in ("raw", "ema") for key in SCORES)


def pack_lab(bench: Bench) -> bytes:
    """Return the lab as a file's content: what is played from it is what the lab itself would play.

    Other branches and snapshots to go back to stay behind; a round half played is left out.

    Raises:
        KeyError: it is in trouble, and no snapshot of its past is kept.
        UserError: a rate is not finite any more, or it played for longer than a file can say.
    """
    snapshot, branch = bench.sound(), bench.branches.current
    who, step = snapshot.document["who"], snapshot.step
    config = bench.config.model_copy(update={"changes": differing(snapshot.settings), "who": who})
    past = [(at, _flat(scores)) for at, scores in branch.scores if at <= step]
    tensors = {f"state/{key}": value for key, value in snapshot.tensors.items()}
    tensors |= _columns("curve", branch.curves.until(step).rows)
    tensors |= _columns("score", past)
    changes = [SavedChange(**asdict(one)) for one in branch.changes if one.step <= step]
    values = {
        "setting": config.model_dump(),
        "stride": branch.curves.stride,
        "state": _plain_state(snapshot),
        "readings": bench.readings if step == bench.step and bench.trouble is None else {},
        "changes": changes[-MOST_CHANGES:],
    }
    lab = checked(SavedLab, values)
    return container.pack(tensors, {"kind": KIND, **lab.model_dump()})


def _plain_state(snapshot: Snapshot) -> SavedState:
    document = snapshot.document
    rates = {name: float(groups[0]["lr"]) for name, groups in document["opt"].items()}
    plain = {key: document[key] for key in ("progress", "memory", "ema", "who")}
    return checked(SavedState, {**plain, "lr": rates})


def read_lab(path: Path) -> Bench:
    """Return the lab of a file, with one snapshot to go back to: the one that was saved.

    Raises:
        CheckpointError: it is none, it is damaged, or it holds what no lab can have.
    """
    file = container.open_file(path)
    document = file.document
    if document.get("kind") != KIND:
        raise CheckpointError(N_("{file} holds no lab of points."), file=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise CheckpointError(N_("{file} is too large for a lab."), file=path.name)
    tensors = file.tensors()
    try:
        lab = checked(SavedLab, {key: document.get(key) for key in SavedLab.model_fields})
        if lab.state.progress.step > MOST_OPENED:
            raise CheckpointError(N_("{key} is out of bounds."), key="step")
        bench = Bench(lab_config({**lab.setting, "who": lab.state.who}))
        snapshot = _snapshot(bench, under(tensors, "state"), lab.state)
        bench.go_on(_branches(snapshot, tensors, lab), snapshot)
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        raise CheckpointError(
            N_("{file} does not hold a whole lab: {why}"), file=path.name, why=message_of(error)
        ) from error
    bench.readings = lab.readings or bench.readings
    return bench


def _snapshot(bench: Bench, tensors: Tensors, state: SavedState) -> Snapshot:
    """Return what was saved; of the optimizers' settings the file has only the rates."""
    fresh = bench.sound()
    check_tensors(tensors, fresh.tensors)
    groups = fresh.document["opt"]
    for name, (group,) in groups.items():
        # What was multiplied while it played may differ in the last bit from what is set.
        if abs(state.lr[name] / group["lr"] - 1) > 1e-6:
            raise CheckpointError(N_("{key} is out of bounds."), key="lr")
        group["lr"] = state.lr[name]
    document = {**state.model_dump(exclude={"lr"}), "opt": groups}
    return Snapshot(state.progress.step, tensors, document, bench.settings)


def _branches(snapshot: Snapshot, tensors: Tensors, lab: SavedLab) -> Branches:
    branches = Branches()
    branch = branches.current
    branch.end = snapshot.step
    branch.snapshots.keep(snapshot)
    curves = columns_to_rows(under(tensors, "curve"), None, snapshot.step)
    branch.curves = Curves(curves, lab.stride)
    scores = columns_to_rows(under(tensors, "score"), SCORE_NAMES, snapshot.step)
    branch.scores = [(at, _deep(values)) for at, values in scores]
    branch.changes = [Change(one.step, one.what, one.value) for one in lab.changes]
    return branches


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


def _flat(scores: dict[str, Any]) -> dict[str, float]:
    return {
        f"{of}/{key}": value
        for of, row in scores.items()
        for key, value in (row or {}).items()
        if value is not None
    }


def _deep(flat: dict[str, float]) -> dict[str, Any]:
    """Return {"raw": ..., "ema": ... or None} as a scorer notes them."""
    rows = {of: {key: flat.get(f"{of}/{key}") for key in SCORES} for of in ("raw", "ema")}
    if rows["raw"]["js"] is None:
        raise CheckpointError(N_("The checkpoint lacks {key}."), key="score/raw/js")
    return {of: row if row["js"] is not None else None for of, row in rows.items()}

"""What a browser is shown of a lab: frames, and the curves they go on from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gan_core.lab.bench import Bench
from gan_core.lab.trained import trained_rounds
from gan_core.lab.wire import drawn_arrays, finite, packed
from gan_core.recipes.points import RECIPE, Settings

if TYPE_CHECKING:
    from gan_core.lab.task import LabTask

LAYERS = frozenset({"field", "manifold", "arrows"})
PLOTTED = (
    "D/loss", "G/loss", "D(real)", "D(fake)", "D/grad", "G/grad", "D/separation", "D/diversity",
)  # fmt: skip


@dataclass(frozen=True)
class FrameRequest:
    """What somebody who looks has and wants: the last frame's `seq`, the data, the layers.

    number: of the question, for who asks several.
    """

    after: int = 0
    data: str = ""
    layers: frozenset[str] = LAYERS
    raw: bool = False
    number: int = 0


def frame(task: LabTask, look: FrameRequest) -> bytes:
    """Return one frame for `look`; see `wire.packed`."""
    bench, data = task.bench, data_version(task.bench)
    entries, arrays = drawn_arrays(
        bench, task.drawing, look.layers, raw=look.raw, with_data=look.data != data
    )
    own = {"data": data, "raw": look.raw, "number": look.number}
    return packed({**header(task), **entries, **own}, arrays)


def data_version(bench: Bench) -> str:
    """Return what names the real points that are drawn."""
    return f"{bench.place.content.content_hash}-{bench.config.seed}"


def header(task: LabTask) -> dict[str, Any]:
    """Return the state of a lab as JSON values."""
    bench = task.bench
    branch = bench.branches.current
    readings = {key: bench.readings[key] for key in PLOTTED if key in bench.readings}
    return {
        "seq": task.seq,
        "begun": task.bench_count,
        "settings": f"{bench.config.model_dump_json()} {task.speed}",
        "step": bench.step,
        "branch": branch.id,
        "branches": branches(bench),
        "playing": task.playing,
        "who": bench.who,
        "speed": task.speed,
        "rate": round(task.rate, 1),
        "trouble": None if bench.trouble is None else bench.trouble.values,
        "readings": finite(readings),
        "lines_at": _equilibrium(bench.settings),
        "snapshots": branch.snapshots.steps,
        "trained": trained_rounds(bench.config.shape),
        "latent": bench.settings.latent,
        "ema": bench.game.players["G"].ema is not None,
        "part": part(bench),
        "scores": task.scorer.latest,
    }


@lru_cache(maxsize=64)
def _equilibrium(settings: Settings) -> dict[str, float | None]:
    return finite(RECIPE.references(settings))


def part(bench: Bench) -> dict[str, Any] | None:
    """Return the part of a move that is shown, None where a lab plays whole rounds."""
    now = bench.part
    if now is None:
        return None
    return {
        "player": now.player,
        "name": now.name,
        "of": now.repeat + 1,
        "values": finite(now.values),
    }


def branches(bench: Bench) -> list[dict[str, Any]]:
    """Return what there is to say of each branch."""
    return [
        {"id": branch.id, "parent": branch.parent, "from": branch.since, "at": branch.end}
        for branch in bench.branches.by_id.values()
    ]


def curves(task: LabTask) -> dict[str, Any]:
    """Return the whole past of the current branch as JSON values."""
    bench = task.bench
    branch = bench.branches.current
    return {
        "branch": branch.id,
        "branches": branches(bench),
        "curves": {key: _plain(rows) for key, rows in branch.curves.columns(PLOTTED).items()},
        "scores": [[step, flat(values)] for step, values in branch.scores],
        "changes": [[change.step, change.what, change.value] for change in branch.changes],
    }


def flat(scores: dict[str, Any]) -> dict[str, float | None]:
    """Return the scores of G, and under "ema/..." those of its average."""
    averaged = {f"ema/{key}": value for key, value in (scores["ema"] or {}).items()}
    return {**scores["raw"], **averaged}


def _plain(rows: list[list[float]]) -> list[list[float]]:
    return [row for row in rows if math.isfinite(row[1])]

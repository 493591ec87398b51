"""A lab in a file: it plays on as it would have, and what is no lab is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from gan_core.data.plane import encode_drawing
from gan_core.errors import CheckpointError
from gan_core.lab.bench import Bench
from gan_core.lab.saving import pack_lab, read_lab
from gan_core.lab.scoring import Scorer
from gan_core.lab.setting import setting
from gan_core.runs import container
from gan_core.runs.state import state_hash

SMALL = {"batch": 16, "g_width": 8, "d_width": 8}
DRAWING = encode_drawing([(3, 4), (20, 30)])


def state(bench: Bench) -> str:
    return state_hash(bench.game, bench.feed, bench.progress)


def saved(bench: Bench, folder: Path) -> Path:
    path = folder / "lab.safetensors"
    path.write_bytes(pack_lab(bench))
    return path


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param({"shape": "moons", "seed": 3, "changes": SMALL}, id="moons"),
        pytest.param({"changes": {**SMALL, "optimizer": "sgd", "ema": 0.0}}, id="sgd, no average"),
        pytest.param({"changes": {**SMALL, "pack": 4, "d_norm": "spectral"}}, id="packs"),
        pytest.param(
            {"shape": "drawn", "drawing": DRAWING, "who": "D", "changes": SMALL}, id="drawn, D only"
        ),
    ],
)
def test_a_lab_from_its_file_plays_on_as_it_would_have(
    begun: dict[str, Any], tmp_path: Path
) -> None:
    bench = Bench(setting(begun))
    for _ in range(5):
        bench.round()
    bench.change({"lr": 0.003, "objective": "hinge"})
    bench.train_only("G")
    bench.round()
    other = read_lab(saved(bench, tmp_path))
    assert (other.step, other.who, other.setting) == (6, "G", bench.setting)
    assert other.readings == bench.readings
    assert other.lines.current.curves == bench.lines.current.curves
    assert other.lines.current.changes == bench.lines.current.changes
    for lab in (bench, other):
        lab.change({"batch": 32})
        for _ in range(4):
            lab.round()
    assert state(other) == state(bench) and other.step == 10


def test_its_scores_come_along_and_one_can_go_back_to_what_was_saved(tmp_path: Path) -> None:
    bench = Bench(setting({"changes": SMALL}))
    scorer = Scorer(bench)
    for whole in (True, False, True):
        bench.round()
        scorer.now(whole=whole)
    other = read_lab(saved(bench, tmp_path))
    assert other.lines.current.scores == bench.lines.current.scores
    was = state(other)
    other.round()
    other.rewind(0)
    assert (other.step, state(other)) == (3, was)


def test_a_round_half_played_is_left_out_and_a_lab_in_trouble_gives_its_last_sound_moment(
    tmp_path: Path,
) -> None:
    bench = Bench(setting({"changes": SMALL}))
    bench.round()
    was = state(bench)
    bench.player()
    assert state(read_lab(saved(bench, tmp_path))) == was
    bench.round()
    was = state(bench)
    with torch.no_grad():
        next(bench.game.players["G"].net.parameters()).fill_(float("nan"))
    bench.round()
    assert bench.trouble is not None
    other = read_lab(saved(bench, tmp_path))
    assert other.trouble is None and other.step == 2 and state(other) == was


def changed(path: Path, how: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    tensors, document = container.read(path)
    how(tensors, document)
    container.write(path, tensors, document)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        pytest.param(lambda t, d: d.update(kind="model"), "holds no lab", id="another kind"),
        pytest.param(lambda t, d: d.pop("state"), "state", id="no state"),
        pytest.param(lambda t, d: d["setting"].update(shape="sun"), "sun", id="unknown data"),
        pytest.param(
            lambda t, d: d["setting"]["changes"].update(g_width=100_000), "g_width", id="too large"
        ),
        pytest.param(
            lambda t, d: d["setting"]["changes"].update(g_width=256), "layers", id="other networks"
        ),
        pytest.param(
            lambda t, d: t.pop("state/rng/data"), "lacks rng/data", id="a stream is missing"
        ),
        pytest.param(
            lambda t, d: t.update({"state/feed/position": torch.tensor(10**9)}),
            "1000000000",
            id="a place beyond the data",
        ),
        pytest.param(
            lambda t, d: t.update({"state/opt/G/0/exp_avg": torch.zeros(3)}),
            "another shape",
            id="an optimizer of another network",
        ),
        pytest.param(
            lambda t, d: d["state"]["progress"].update(step=-1), "step", id="a step of -1"
        ),
        pytest.param(
            lambda t, d: t.update({"score/raw/js/at": torch.zeros(99, dtype=torch.int64)}),
            "zip",
            id="columns of two lengths",
        ),
    ],
)
def test_what_no_lab_can_have_is_refused_with_the_reason(
    how: Callable[[dict[str, Any], dict[str, Any]], object], why: str, tmp_path: Path
) -> None:
    bench = Bench(setting({"changes": SMALL}))
    bench.round()
    Scorer(bench).now()
    path = saved(bench, tmp_path)
    changed(path, how)
    with pytest.raises(CheckpointError, match=why):
        read_lab(path)


def test_a_file_that_is_cut_off_or_foreign_is_refused(tmp_path: Path) -> None:
    path = saved(Bench(setting({"changes": SMALL})), tmp_path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(CheckpointError, match="cut off"):
        read_lab(path)
    path.write_bytes(b"x" * 100)
    with pytest.raises(CheckpointError, match="not a Ganvas checkpoint"):
        read_lab(path)

"""A lab in a file: it plays on as it would have, and what is no lab is refused in words."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from gan_core.data.plane import encode_drawing
from gan_core.errors import CheckpointError, UserError
from gan_core.files import container
from gan_core.lab.bench import Bench
from gan_core.lab.branches import Change
from gan_core.lab.config import lab_config
from gan_core.lab.curves import MOST
from gan_core.lab.file_format import MOST_CHANGES
from gan_core.lab.saving import pack_lab, read_lab
from gan_core.lab.scoring import Scorer

SMALL = {"batch": 16, "g_width": 8, "d_width": 8}
DRAWING = encode_drawing([(3, 4), (20, 30)])


def state(bench: Bench) -> str:
    return bench.trainer.hash()


def saved(bench: Bench, folder: Path) -> Path:
    path = folder / "lab.safetensors"
    path.write_bytes(pack_lab(bench))
    return path


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param({"shape": "moons", "seed": 3, "changes": SMALL}, id="moons"),
        pytest.param({"changes": {**SMALL, "optimizer": "sgd", "ema": 0.0}}, id="sgd, no average"),
        pytest.param({"changes": {**SMALL, "d_optimizer": "sgd"}}, id="D with sgd"),
        pytest.param({"changes": {**SMALL, "pack": 4, "d_norm": "spectral"}}, id="packs"),
        pytest.param(
            {"shape": "drawn", "drawing": DRAWING, "who": "D", "changes": SMALL}, id="drawn, D only"
        ),
    ],
)
def test_a_lab_from_its_file_plays_on_as_it_would_have(
    begun: dict[str, Any], tmp_path: Path
) -> None:
    bench = Bench(lab_config(begun))
    for _ in range(5):
        bench.round()
    bench.change({"lr": 0.003, "objective": "hinge"})
    bench.train_only("G")
    bench.round()
    # As the page's knob for G's rate does, which leaves D's: multiplied, not set.
    bench.change({"lr": 0.0021, "d_rate": bench.settings.d_rate * 0.003 / 0.0021})
    bench.round()
    other = read_lab(saved(bench, tmp_path))
    assert (other.step, other.who, other.config) == (7, "G", bench.config)
    assert state(other) == state(bench)
    assert other.readings == bench.readings
    assert other.branches.current.curves == bench.branches.current.curves
    assert other.branches.current.changes == bench.branches.current.changes
    for lab in (bench, other):
        lab.change({"batch": 32})
        for _ in range(4):
            lab.round()
    assert state(other) == state(bench) and other.step == 11


def test_its_readings_are_the_last_ones_also_between_two_of_its_curves(tmp_path: Path) -> None:
    bench = Bench(lab_config({"changes": SMALL}))
    bench.branches.current.curves.stride = 4
    for _ in range(7):
        bench.round()
    other = read_lab(saved(bench, tmp_path))
    assert other.readings == bench.readings != bench.branches.current.curves.rows[-1][1]


def test_a_lab_that_went_back_before_its_curves_were_thinned_is_saved(tmp_path: Path) -> None:
    bench = Bench(lab_config({"changes": SMALL}))
    for _ in range(MOST + 5):
        bench.round()
    assert bench.branches.current.curves.stride == 2
    for step in (0, 1):
        bench.rewind(0)
        for _ in range(step):
            bench.round()
        other = read_lab(saved(bench, tmp_path))
        assert other.step == step and state(other) == state(bench)


def test_a_rate_that_no_file_can_say_is_refused_before() -> None:
    bench = Bench(lab_config({"changes": SMALL}))
    bench.change({"lr": 1e-320})
    with pytest.raises(UserError, match="cannot change that far"):
        bench.change({"lr": 1e-3})


def test_of_very_many_changes_the_newest_are_kept(tmp_path: Path) -> None:
    bench = Bench(lab_config({"changes": SMALL}))
    known = bench.branches.current.changes
    known.extend(Change(0, "lr", str(number)) for number in range(MOST_CHANGES + 5))
    other = read_lab(saved(bench, tmp_path))
    assert other.branches.current.changes == known[5:]


def test_its_scores_come_along_and_one_can_go_back_to_what_was_saved(tmp_path: Path) -> None:
    bench = Bench(lab_config({"changes": SMALL}))
    scorer = Scorer(bench)
    for whole in (True, False, True):
        bench.round()
        scorer.now(whole=whole)
    other = read_lab(saved(bench, tmp_path))
    assert other.branches.current.scores == bench.branches.current.scores
    was = state(other)
    other.round()
    other.rewind(0)
    assert (other.step, state(other)) == (3, was)


def test_a_round_half_played_is_left_out_and_a_lab_in_trouble_gives_its_last_sound_moment(
    tmp_path: Path,
) -> None:
    bench = Bench(lab_config({"changes": SMALL}))
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


def put(key: str, value: torch.Tensor) -> Callable[[dict[str, Any], dict[str, Any]], object]:
    """Return a change of a file that puts another tensor into it."""
    return lambda tensors, document: tensors.update({key: value})


def said(*path: str, **values: Any) -> Callable[[dict[str, Any], dict[str, Any]], object]:
    """Return a change of a file that says something else in its document."""

    def how(tensors: dict[str, Any], document: dict[str, Any]) -> None:
        for key in path:
            document = document[key]
        document.update(values)

    return how


def small_memory(tensors: dict[str, Any], document: dict[str, Any]) -> None:
    """A fused step over these would write where nothing is."""
    for key in tensors:
        if key.startswith("state/opt/") and key.endswith(("exp_avg", "exp_avg_sq")):
            tensors[key] = torch.tensor(0.5)


def torch_beyond(state: torch.Tensor) -> torch.Tensor:
    """Return a twister that is at its end and says that all of it is left."""
    content = bytearray(state.numpy().tobytes())
    struct.pack_into("<i", content, 8, 624)
    struct.pack_into("<Q", content, 16, 624)
    return torch.frombuffer(content, dtype=torch.uint8)


ADAM = "state/opt/G/0"
WHOLE = torch.zeros(1, dtype=torch.int64)
HOW_AND_WHY = {
    "another kind": (said(kind="model"), "holds no lab"),
    "no state": (lambda t, d: d.pop("state"), "state cannot be None"),
    "unknown data": (said("setting", shape="sun"), "sun"),
    "too large": (said("setting", "changes", g_width=100_000), "g_width must be at most"),
    "not a lab's setting": (said("setting", "changes", last_rate=1e-9), "last_rate is no setting"),
    "other networks": (said("setting", "changes", g_width=256), "layers"),
    "a stream is missing": (lambda t, d: t.pop("state/rng/data"), "lacks rng/data"),
    "a stream of another kind": (put("state/rng/z", torch.zeros(3)), "no state of a random stream"),
    "a stream that reads beyond its end": (
        lambda t, d: t.update({"state/rng/z": torch_beyond(t["state/rng/z"])}),
        "no state of a random stream",
    ),
    "an epoch that reads beyond its end": (
        lambda t, d: t.update({"state/feed/epoch": torch_beyond(t["state/feed/epoch"])}),
        "no state of a random stream",
    ),
    "a row counted from the end": (
        lambda t, d: [
            t.update({k.replace("G/5/", "G/-1/"): t.pop(k)}) for k in sorted(t) if "/G/5/" in k
        ],
        "-1",
    ),
    "an optimizer of nobody": (put("state/opt/X/0/step", torch.ones(())), "no opt/X/0/step"),
    "half of a character": (said("setting", shape="\ud800"), "not a Ganvas checkpoint"),
    "a reading of a long name": (said(readings={"x" * 500: 1.0}), "readings"),
    "steps that wrap around": (
        lambda t, d: t.update(
            {
                "curve/D/loss/at": torch.tensor([1, -(2**63), -1, 1]),
                "curve/D/loss/value": torch.zeros(4, dtype=torch.float64),
            }
        ),
        "D/loss is out of bounds",
    ),
    "a curve without a name": (
        lambda t, d: t.update({f"curve//{end}": WHOLE.clone() for end in ("at", "value")}),
        "A lab has no",
    ),
    "more streams than any lab": (
        lambda t, d: t.update({f"state/rng/s{k}": t["state/rng/z"].clone() for k in range(99)}),
        "has no rng",
    ),
    "memory that no lab has": (put("state/memory/junk", torch.zeros(9)), "no memory/junk"),
    "a place beyond the data": (put("state/feed/position", torch.tensor(10**9)), "1000000000"),
    "memory of another network": (put(f"{ADAM}/exp_avg", torch.zeros(3)), "another shape"),
    "memory smaller than the weights": (small_memory, "another shape"),
    "memory of a parameter that is none": (
        put("state/opt/G/99/exp_avg", torch.zeros(3)),
        "fit this run: KeyError: '99'",
    ),
    "no memory of the mean": (lambda t, d: t.pop(f"{ADAM}/exp_avg"), "lacks a part"),
    "steps as many as weights": (put(f"{ADAM}/step", torch.ones(8, 2)), "no number of steps"),
    "steps of -1": (put(f"{ADAM}/step", torch.tensor(-1.0)), "no number of steps"),
    "at step -1": (said("state", "progress", step=-1), "state.progress.step must be at least 0"),
    "at step 10^13": (said("state", "progress", step=10**13), "progress.step must be at most"),
    "at step 10^10": (
        said("state", "progress", step=10**10, stage_step=10**10),
        "step is out of bounds",
    ),
    "two steps": (said("state", "progress", stage_step=7), "stage_step is out of bounds"),
    "an average before the start": (said("state", "ema", G=-11), "ema is out of bounds"),
    "another rate": (said("state", "lr", D=0.9), "lr is out of bounds"),
    "a change that is to come": (
        said(changes=[{"step": 99, "what": "lr", "value": "1"}]),
        "step is out of bounds",
    ),
    "a curve that is to come": (put("curve/D/loss/at", WHOLE + 99), "D/loss is out of bounds"),
    "a curve of no dimension": (
        put("curve/D/loss/value", torch.tensor(1.0)),
        "D/loss is out of bounds",
    ),
    "a curve that takes no room": (
        put("curve/D/loss/at", torch.zeros(5_000_000, 0)),
        "D/loss is out of bounds",
    ),
    "a curve of too many points": (
        lambda t, d: t.update(
            {
                "curve/D/loss/at": torch.arange(100_000),
                "curve/D/loss/value": torch.zeros(100_000, dtype=torch.float64),
            }
        ),
        "D/loss is out of bounds",
    ),
    "columns of two lengths": (
        put("score/raw/js/at", torch.arange(9)),
        "raw/js is out of bounds",
    ),
    "a column without its steps": (lambda t, d: t.pop("score/raw/js/at"), "raw/js/at"),
    "scores of the average alone": (
        lambda t, d: [t.pop(f"score/raw/js/{end}") for end in ("at", "value")],
        "lacks score/raw/js",
    ),
    "a score that there is not": (
        lambda t, d: t.update({f"score/raw/fid/{end}": WHOLE.clone() for end in ("at", "value")}),
        "has no raw/fid",
    ),
}


@pytest.mark.parametrize(("how", "why"), HOW_AND_WHY.values(), ids=HOW_AND_WHY)
def test_what_no_lab_can_have_is_refused_with_the_reason(
    how: Callable[[dict[str, Any], dict[str, Any]], object], why: str, tmp_path: Path
) -> None:
    bench = Bench(lab_config({"changes": SMALL}))
    bench.round()
    Scorer(bench).now()
    path = saved(bench, tmp_path)
    changed(path, how)
    with pytest.raises(CheckpointError, match=why):
        read_lab(path)


def test_a_file_that_is_cut_off_or_foreign_is_refused(tmp_path: Path) -> None:
    path = saved(Bench(lab_config({"changes": SMALL})), tmp_path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(CheckpointError, match="cut off"):
        read_lab(path)
    path.write_bytes(b"x" * 100)
    with pytest.raises(CheckpointError, match="not a Ganvas checkpoint"):
        read_lab(path)

"""Export, shipping and estimates: what leaves a run's folder and what it will cost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import torch

from gan_core import data, recipes
from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.errors import CheckpointError
from gan_core.files import container
from gan_core.files.atomic import read_json
from gan_core.runs import estimate
from gan_core.runs.config import plan_run
from gan_core.runs.folder import RunFolder
from gan_core.runs.library import models, shipping, store
from gan_core.runs.library.models import open_model
from gan_core.runs.reading.export import readings_csv
from gan_core.runs.record.history import History
from gan_core.runs.record.recorder import Recorder
from tests.gan_core import tiny


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shipped"
    monkeypatch.setattr(shipping, "shipped_root", lambda: folder)
    monkeypatch.setattr(store, "shipped_root", lambda: folder)
    monkeypatch.setattr(models, "shipped_root", lambda: folder)
    return folder


def test_shipped_model_is_the_runs_model_without_what_resuming_needs(
    trained: Path, shipped: Path
) -> None:
    path = shipping.ship_model(trained, "digits", "mnist")
    tensors, document = container.read(path)
    assert {"/".join(key.split("/")[:2]) for key in tensors} == {"ema/G", "net/D"}
    assert {t.dtype for t in tensors.values() if t.is_floating_point()} == {torch.float16}
    card = read_json(path.with_suffix(".json"))
    assert card["licence"] == "CC BY-SA 3.0" and card["attribution"]
    assert (card["step"], card["threads"], len(card["scores"])) == (12, 1, 10)
    assert {key: document[key] for key in card} == card
    assert (
        path.stat().st_size
        < 0.3 * (trained / "checkpoints" / "resume_00000012.safetensors").stat().st_size
    )
    assert [name for name, _ in shipping.shipped_models()] == ["digits"]
    model = open_model("digits")
    assert models.find_checkpoint("digits", with_d=True) == path
    assert model.averaged and next(model.nets["D"].parameters()).dtype == torch.float32
    torch.testing.assert_close(model.sample(3), open_model(trained).sample(3), rtol=0, atol=0.01)
    with pytest.raises(CheckpointError, match="no checkpoint at"):
        open_model("../digits")


def test_recording_replays_the_run_without_its_checkpoints(trained: Path, shipped: Path) -> None:
    target = RunFolder(shipping.ship_recording(trained, "first-digits"))
    assert [run.id for run in store.Store().recorded()] == ["first-digits"]
    assert not (target.path / "checkpoints").exists()
    assert target.status().state == "done"
    assert [step for step, _ in target.samples()] == [s for s, _ in RunFolder(trained).samples()]
    again, first = (History(run).refresh() for run in (target, RunFolder(trained)))
    assert again.curves == first.curves


def test_csv_cells_that_a_spreadsheet_would_run_are_quoted(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "events.jsonl")
    recorder.readings(1, {"=cmd|' /C calc'!A0": 1.0, "@x": -2.5, "D/loss": 3.0})
    recorder.close()
    rows = list(csv.reader(io.StringIO(readings_csv(RunFolder(tmp_path)))))
    assert rows == [["step", "'=cmd|' /C calc'!A0", "'@x", "D/loss"], ["1", "1.0", "-2.5", "3.0"]]


def designed(name: str, preset: str, **changes: int) -> Design:
    recipe = recipes.get(name)
    return Design(recipe, recipe.preset(preset, changes), Pictures(1, 28))


def test_memory_is_counted_without_allocating_and_grows_with_every_size() -> None:
    base = estimate.memory_needed(designed("dcgan", "source"))
    for key, value in {"batch": 512, "g_width": 128, "d_width": 128, "latent": 1024}.items():
        assert estimate.memory_needed(designed("dcgan", "source", **{key: value})) > base
    huge = designed("dcgan", "source", g_width=1024, d_width=1024, batch=4096)
    assert estimate.memory_needed(huge) > 20 * 2**30
    weights = huge.without_storage().net("G").state_dict().values()
    assert all(value.is_meta for value in weights)


def test_time_of_a_round_is_positive_and_measuring_leaves_no_trace(shared_home: Path) -> None:
    content = data.load("mnist")
    before = torch.get_rng_state()
    (each,) = estimate.stage_seconds(tiny.config().design(), content, "cpu")
    assert 0 < each < 1
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(("pack", "batch"), [(3, 6), (16, 32), (5, 5)])
def test_packs_that_divide_no_power_of_two_can_be_timed_too(
    pack: int, batch: int, shared_home: Path
) -> None:
    small = {"g_width": 2, "d_width": 2, "latent": 2}
    design = designed("pacgan", "fast", pack=pack, batch=batch, **small)
    assert min(estimate.stage_seconds(design, data.load("mnist"), "cpu")) > 0
    assert estimate.memory_needed(design) > 0


def test_total_is_the_runs_own_limit_else_its_presets_epochs(shared_home: Path) -> None:
    changes = {"batch": 100, "epochs": 3, "width": 1}
    assert plan_run("vanilla", "mnist", changes=changes, steps=77).rounds == [77]
    assert plan_run("vanilla", "mnist", changes=changes).rounds == [135]

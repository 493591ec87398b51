"""What version 0.1 wrote is opened, shown, scored and trained on as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from gan_core.files import container
from gan_core.inspection.gradient import reaching
from gan_core.lab.drawing import Drawing
from gan_core.lab.saving import read_lab
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.branching import branch_run
from gan_core.runs.library.models import open_model
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import view
from gan_core.runs.training.session import open_session

OLD = Path(__file__).resolve().parents[1] / "fixtures" / "version_0_1"


@pytest.fixture
def folder() -> RunFolder:
    path = Store().root / "old"
    shutil.copytree(OLD / "run", path)
    return RunFolder(path)


@pytest.fixture(scope="module")
def expected() -> Any:
    return json.loads((OLD / "expected.json").read_text(encoding="utf-8"))


def points_of(items: torch.Tensor) -> torch.Tensor:
    return items[:, 0, 4::10, 4::10]


def weights(path: Path) -> torch.Tensor:
    tensors, _document = container.read(path)
    own = sorted(key for key in tensors if key.startswith("net/G/") and "running" not in key)
    return torch.cat([tensors[key].flatten() for key in own])


def test_a_models_samples_are_those_of_then(expected: Any) -> None:
    made = open_model(OLD / "model.safetensors").sample(10, 5)
    assert torch.allclose(points_of(made), torch.tensor(expected["samples"]), atol=1e-3)


def test_a_run_holds_both_generators_and_d(folder: RunFolder, expected: Any) -> None:
    raw = open_model(folder.path, raw=True)
    assert torch.allclose(points_of(raw.sample(10, 5)), torch.tensor(expected["raw"]), atol=1e-3)
    assert raw.judges == ("D",)
    assert bool(reaching(raw, raw.ask(2)).norm.isfinite().all())


def test_a_run_is_shown_with_its_readings_scores_and_settings(folder: RunFolder) -> None:
    seen = view("old")
    assert (seen.state, seen.step, seen.config.name) == ("done", 320, "Before the move")
    assert seen.config.settings.g_width == 2 and seen.config.design().recipe.name == "cdcgan"
    assert seen.curve("D/loss", 100).steps[-1] == 320
    fd = seen.curve("score/fd", 100)
    assert fd.steps == [100, 200, 300] and fd.mean[-1] == pytest.approx(600.17, abs=0.01)
    assert {"score/overfitting", "score/copying", "score/intended"} < set(seen.readings())


def test_a_run_trains_on_as_it_would_have(folder: RunFolder) -> None:
    # Another machine rounds otherwise, so the weights of then are met nearly, not bit for bit.
    saved = folder.path / "checkpoints"
    before, then = (weights(saved / f"resume_{step:08d}.safetensors") for step in (250, 320))
    (saved / "resume_00000320.safetensors").unlink()
    session = open_session(folder)
    assert session.step == 250
    for _event in session.rounds():
        pass
    session.close("done")
    now = weights(saved / "resume_00000320.safetensors")
    assert float((now - then).norm()) < 0.1 * float((then - before).norm())


def test_a_branch_of_a_run_trains(folder: RunFolder) -> None:
    made = branch_run(folder, folder.path.parent / "branch", "branch", {"lr": 5e-4})
    session = open_session(made)
    for _round in range(3):
        next(session.rounds())
    session.close("stopped")
    assert made.status().step > 320 and made.config().settings.lr == 5e-4


def test_a_lab_opens_and_plays_on(expected: Any) -> None:
    bench = read_lab(OLD / "lab.safetensors")
    assert bench.step == 40
    for _round in range(10):
        bench.round()
    drawn = Drawing(bench).fakes(raw=False)[:16]
    assert torch.allclose(drawn, torch.tensor(expected["lab_points"]), atol=1e-2)

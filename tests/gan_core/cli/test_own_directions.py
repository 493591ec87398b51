"""The commands fit-direction and steer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gan_core.cli.main import run

MODEL, OTHER = "mlp-digits", "vanilla-digits"
FIT = ["fit-direction", MODEL, "--yes", "0,1,2,3,4,5,6", "--name", "thick"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    out = tmp_path / "thick.json"
    assert run([*FIT, "--out", str(out)]) == 0
    return out


def test_a_direction_is_fitted_kept_and_steered_along(file: Path, tmp_path: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["name"] == "thick" and len(document["vector"]) == 100
    out = tmp_path / "points.npy"
    steer = ["steer", MODEL, "--direction", str(file), "--seed", "3"]
    assert run([*steer, "--out", str(out)]) == 0
    points = np.load(out)
    assert points.shape == (7, 100)
    steps = np.diff(points, axis=0) @ np.array(document["vector"])
    np.testing.assert_allclose(steps, steps[0], rtol=1e-4)
    assert run([*steer, "--out", str(tmp_path / "strip.png")]) == 0


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (["fit-direction", MODEL, "--yes", "1", "--out", "x.json"], "at least 5 samples"),
        (["fit-direction", MODEL, "--yes", "41", "--out", "x.json"], "none of the 40 samples"),
        ([*FIT[:4], "--name", " ", "--out", "x.json"], "needs a name"),
        (["crosstalk", OTHER, "--direction", "FILE"], "of another model"),
        (["fit-direction", MODEL, "--yes", "x", "--out", "x.json"], "whole numbers"),
        (["steer", MODEL, "--direction", "none.json", "--out", "x.png"], "could not be read"),
        (["steer", OTHER, "--direction", "FILE", "--out", "x.png"], "of another model"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    args: list[str],
    text: str,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([str(file) if one == "FILE" else one for one in args]) == 2
    error = capsys.readouterr().err
    assert text in error and error.count("\n") == 1
    assert not (tmp_path / "x.json").exists() and not (tmp_path / "x.png").exists()


def test_crosstalk_and_sums_do_without_a_page(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["crosstalk", MODEL, "--direction", str(file), "--json"]) == 0
    out = capsys.readouterr().out
    rows = json.loads(out[out.index("[") :])
    assert {"ink", "class that is read", "D's features"} <= {row["name"] for row in rows}
    other, total = tmp_path / "other.json", tmp_path / "sum.json"
    fit = ["fit-direction", MODEL, "--yes", "20,21,22,23,24,25,26,27", "--name", "b"]
    assert run([*fit, "--out", str(other)]) == 0
    both = ["combine", MODEL, "--direction", str(file), "--direction", str(other)]
    assert run([*both, "--out", str(total)]) == 0
    assert json.loads(total.read_text(encoding="utf-8"))["name"] == "thick + b"
    apart = ["combine", MODEL, "--direction", str(file), "--without", str(other)]
    assert run([*apart, "--out", str(total)]) == 0
    left = json.loads(total.read_text(encoding="utf-8"))
    away = json.loads(other.read_text(encoding="utf-8"))
    assert left["name"] == "thick - b"
    assert abs(np.dot(left["vector"], away["vector"])) < 1e-5

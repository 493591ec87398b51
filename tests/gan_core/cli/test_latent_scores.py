"""The commands truncation and path-length."""

from __future__ import annotations

import json

import pytest

from gan_core.cli.main import run

MODEL = "cdcgan-digits"


def test_truncation_shows_precision_and_recall(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["truncation", MODEL, "--label", "3", "--n", "60", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["psi"] for row in rows][:2] == [0.0, 0.25]
    assert rows[0]["recall"] < rows[-1]["recall"] and rows[1]["precision"] > rows[-1]["precision"]
    assert run(["truncation", MODEL, "--label", "3", "--n", "60"]) == 0
    assert "psi  0.25  precision" in capsys.readouterr().out


def test_noise_without_tails_is_scored_too(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["truncation", MODEL, "--tails", "--n", "40"]
    assert run([*command, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["threshold"] for row in rows][:2] == [0.1, 0.25]
    assert run([*command, "--as-trained"]) == 0
    other = capsys.readouterr().out
    assert f"threshold  0.10  precision {rows[0]['precision']:.3f}" not in other


def test_path_length_is_said_beside_its_floor(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["path-length", MODEL, "--pairs", "20", "--json"]) == 0
    length = json.loads(capsys.readouterr().out)
    assert length["value"] > length["floor"] > 0
    assert run(["path-length", MODEL, "--pairs", "20"]) == 0
    assert "times the least" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (["truncation", MODEL, "--label", "x"], "label"),
        (["truncation", MODEL, "--space", "w"], "no space 'w'"),
        (["truncation", MODEL, "--space", "w", "--tails"], "cuts the noise z"),
        (["truncation", MODEL, "--as-trained"], "goes with --tails"),
        (["path-length", MODEL, "--kind", "jump"], "no walk 'jump'"),
        (["interpolate", MODEL, "--rate", "-3", "--out", "x.mp4"], "--rate"),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(
    args: list[str], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(args) == 2
    error = capsys.readouterr().err
    assert text in error and error.count("\n") == 1

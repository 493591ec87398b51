"""The command `dirac`: for people and for programs."""

from __future__ import annotations

import json

import pytest

from gan_core.cli.main import run
from gan_core.dirac.rows import ROWS, play
from tests.gan_core.cli.test_looking import said


def test_one_row_in_one_order_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "dirac", "--row", "r1_1", "--together")
    assert text.startswith("r1_1           together  after 300 steps: theta ")
    assert "final / start 1.485e-14   (near the equilibrium: goes straight in, x 0.9000 a" in text
    assert text.count("\n") == 1


def test_without_a_row_or_an_order_all_are_played(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "dirac", "--steps", 2, "--json"))
    assert [(one["row"], one["order"]) for one in rows] == [
        (name, order) for name in ROWS for order in ("together", "in turn")
    ]
    gp = next(one for one in rows if one["row"] == "wgan_gp")
    assert gp["behaviour"] is gp["modulus"] is gp["eigenvalues"] is None


def test_json_has_every_step_and_the_field(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("--row", "minimax", "--in-turn", "--steps", 7, "--step-size", 0.5, "--start", -1, 2)
    (one,) = json.loads(said(capsys, "dirac", *args, "--field", 3, "--json"))
    wanted = play(ROWS["minimax"], together=False, step=0.5, steps=7, start=(-1.0, 2.0))
    assert one["visited"] == [list(at) for at in wanted.visited]
    assert one["ratio"] == wanted.ratio and one["end"] == one["visited"][-1]
    assert one["eigenvalues"] == [pytest.approx([0, 0.5]), pytest.approx([0, -0.5])]
    assert len(one["field"]) == 9 and one["field"][4] == [0, 0, 0, 0]


def test_it_says_when_it_diverged(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "dirac", "--row", "r1_10", "--together", "--step-size", 1)
    assert "diverged at step 7: " in text


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["--row", "r2"], "There is no row 'r2'"),
        (["--start", "0", "0"], "is the equilibrium"),
        (["--steps", "0"], "from 1 to 1000"),
        (["--step-size", "7"], "at most 1, not 7"),
        (["--field", "5"], "give --json too"),
        (["--start", "1"], "requires 2 arguments"),
    ],
)
def test_wrong_values_are_one_line(
    args: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["dirac", *args]) == 2
    shown = capsys.readouterr()
    assert why in shown.err and shown.err.count("\n") == 1 and shown.out == ""

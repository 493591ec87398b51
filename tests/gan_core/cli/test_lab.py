"""The commands `lab`: they play the page's own game, and say it to people and to programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gan_core.cli.main import run
from gan_core.data.plane import SHAPES, encode_drawing
from gan_core.lab.bench import Bench
from gan_core.lab.config import STRUCTURE, LabConfig, lab_config
from gan_core.lab.drawing import Drawing
from gan_core.lab.scenes import SCENES
from gan_core.lab.scoring import Scorer
from tests.gan_core.cli.test_looking import said

SMALL = {"g_width": 8, "d_width": 8, "depth": 1, "d_depth": 1, "batch": 16}
SETS = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]


def small(**changes: object) -> LabConfig:
    return lab_config({"changes": {**SMALL, **changes}})


def played(capsys: pytest.CaptureFixture[str], *args: object) -> list[dict[str, Any]]:
    """The events of a lab that is played on small networks."""
    text = said(capsys, "lab", "play", *SETS, *args, "--json")
    return [json.loads(line) for line in text.splitlines()]


def by_hand(bench: Bench, rounds: int) -> dict[str, Any]:
    """What the page's scorer says of `bench` after so many more rounds."""
    for _ in range(rounds):
        bench.round()
    scorer = Scorer(bench)
    scorer.now()
    assert scorer.latest is not None
    return scorer.latest


def test_it_plays_the_game_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    *scored, ended = played(capsys, "--shape", "moons", "--seed", 3, "--rounds", 5)
    bench = Bench(lab_config({"shape": "moons", "seed": 3, "changes": SMALL}))
    wanted = by_hand(bench, 5)
    (one,) = scored
    assert {key: one[key] for key in ("raw", "ema", "floor")} == {
        key: wanted[key] for key in ("raw", "ema", "floor")
    }
    assert one["readings"] == {key: bench.readings[key] for key in one["readings"]}
    assert {"D/loss", "G/loss", "D(real)", "D(fake)"} <= set(one["readings"])
    assert (ended["event"], ended["state"], ended["step"]) == ("Ended", "done", 5)


def test_scores_come_at_their_interval_and_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    events = played(capsys, "--rounds", 7, "--score-every", 3)
    assert [one["step"] for one in events if one["event"] == "Scored"] == [3, 6, 7]
    events = played(capsys, "--rounds", 6, "--score-every", 3)
    assert [one["step"] for one in events if one["event"] == "Scored"] == [3, 6]


def test_a_change_comes_into_force_after_its_step(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("--rounds", 6, "--change", "4:who=G", "--change", "2:r1=1", "--change", "4:lr=0.01")
    events = played(capsys, *args)
    bench = Bench(small())
    by_hand(bench, 2)
    bench.change({"r1": 1.0})
    by_hand(bench, 2)
    bench.change({"lr": 0.01})
    bench.train_only("G")
    wanted = by_hand(bench, 2)
    assert events[-2]["raw"] == wanted["raw"] and events[-2]["ema"] == wanted["ema"]
    changes = [(one["step"], one["what"], one["value"]) for one in events[:-2]]
    assert changes == [(2, "r1", "1.0"), (4, "lr", "0.01"), (4, "who", "G")]


def test_changes_of_one_step_are_one_change(capsys: pytest.CaptureFixture[str]) -> None:
    """The Wasserstein objective alone is refused: D would have no bound."""
    pair = ("--change", "1:objective=wasserstein", "--change", "1:gp=10")
    events = played(capsys, "--set", "r1=0", "--rounds", 2, *pair)
    assert {one["what"] for one in events if one["event"] == "Changed"} == {"objective", "gp"}
    assert run(["lab", "play", "--set", "r1=0", "--rounds", "2", *pair[:2]]) == 2


def test_only_one_player_trains(capsys: pytest.CaptureFixture[str]) -> None:
    *_, scored, _ = played(capsys, "--rounds", 2, "--who", "D")
    assert "D/loss" in scored["readings"] and "G/loss" not in scored["readings"]


def test_a_link_is_played_and_the_end_says_the_link(capsys: pytest.CaptureFixture[str]) -> None:
    *_, first = played(capsys, "--shape", "spiral", "--seed", 5, "--set", "lr=0.01", "--rounds", 2)
    assert "shape=spiral&seed=5&set=" in first["address"] and "lr:0.01" in first["address"]
    text = said(capsys, "lab", "play", "--link", first["address"], "--rounds", 2, "--json")
    again = json.loads(text.splitlines()[-1])
    assert again == first
    *_, other = played(capsys, "--link", first["address"], "--seed", 6, "--rounds", 0)
    assert "shape=spiral&seed=6&" in other["address"] and "lr:0.01" in other["address"]


def test_the_address_of_the_end_has_what_was_changed(capsys: pytest.CaptureFixture[str]) -> None:
    *_, ended = played(capsys, "--rounds", 2, "--change", "1:r1=0.5")
    assert "r1:0.5" in ended["address"]


def test_a_scene_is_played_as_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["name"]: row for row in json.loads(said(capsys, "lab", "scenes", "--json"))}
    assert list(rows) == [scene.name for scene in SCENES]
    assert all(row["address"] in said(capsys, "lab", "scenes") for row in rows.values())
    scored, ended = played(capsys, "--scene", "vanishing", "--seed", 4, "--rounds", 1)
    assert "who=D" in ended["address"]
    assert "G/loss" not in scored["readings"]
    assert "seed=4" in ended["address"] and "objective:minimax" in ended["address"]
    changed, scored, _ = played(capsys, "--scene", "vanishing", "--who", "both", "--rounds", 1)
    assert (changed["what"], changed["value"]) == ("who", "both")
    assert "G/loss" in scored["readings"]


def test_the_mean_gradient_at_a_fake_is_that_of_the_drawing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    scored, _ = played(capsys, "--rounds", 2)
    bench = Bench(small())
    by_hand(bench, 2)
    drawing = Drawing(bench)
    assert scored["arrow_mean"] == drawing.arrows(drawing.fakes(raw=True)).mean


def test_a_drawing_is_data(capsys: pytest.CaptureFixture[str]) -> None:
    code = encode_drawing([(3, 4), (5, 6)])
    *_, scored, ended = played(capsys, "--drawing", code, "--rounds", 1)
    assert scored["raw"]["modes"] is None and f"drawing={code}" in ended["address"]


def test_points_are_taken_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def points(name: str, *args: object) -> np.ndarray[Any, Any]:
        out = tmp_path / name
        played(capsys, "--rounds", 3, "--points", out, "--n", 50, *args)
        return np.load(out)

    averaged, raw = points("a.npy"), points("b.npy", "--raw")
    assert averaged.shape == (50, 2) and averaged.dtype == np.float32
    assert not np.array_equal(averaged, raw)
    assert np.array_equal(raw, points("c.npy", "--raw"))


def test_a_saved_lab_plays_on_as_if_it_had_never_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "lab.safetensors"
    played(capsys, "--shape", "moons", "--rounds", 4, "--change", "2:r1=1", "--save", kept)
    said(capsys, "lab", "play", "--open", kept, "--rounds", 0)
    text = said(
        capsys, "lab", "play", "--open", kept, "--rounds", 3, "--change", "5:lr=0.01", "--json"
    )
    events = [json.loads(line) for line in text.splitlines()]
    args = ("--shape", "moons", "--rounds", 7, "--change", "2:r1=1", "--change", "5:lr=0.01")
    whole = played(capsys, *args)
    assert events[-2:] == whole[-2:] and events[-1]["step"] == 7
    at_once = said(capsys, "lab", "play", "--open", kept, "--rounds", 1, "--who", "G", "--json")
    noted = [one["what"] for one in map(json.loads, at_once.splitlines()) if "what" in one]
    assert noted == ["who"]
    assert [one["what"] for one in events if "what" in one] == ["lr"]


@pytest.mark.parametrize("name", SHAPES)
def test_every_kind_of_data_has_a_trained_lab_to_go_on_from(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ("--trained", "--shape", name, "--rounds", 1, "--json")
    scored, ended = map(json.loads, said(capsys, "lab", "play", *args).splitlines())
    assert scored["step"] == ended["step"] > 5000
    modes, floor = scored["ema"]["modes"], scored["floor"]
    assert modes == floor["modes"]
    # Nearer to the data than to anything else: ln 2 = .693 is no common ground.
    assert floor["js"] < scored["ema"]["js"] < 0.2


def test_the_table_has_a_floor_a_row_for_each_g_and_the_equilibrium(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = said(capsys, "lab", "play", *SETS, "--rounds", 2, "--change", "1:r1=0.5").splitlines()
    assert lines[0].split() == ["1", "r1", "->", "0.5"]
    assert lines[1].split() == ["step", "of", "JS", "KL", "W1", "modes", "HQ", "arrow"]
    assert [line.split()[0] for line in lines[2:5]] == ["floor", "2", "EMA"]
    assert lines[5].startswith("done at step 2, D/loss ")
    assert "(1.386 at equilibrium), G/loss " in lines[5] and "(0.6931 at equ" in lines[5]
    assert lines[6].startswith("address: lab?shape=ring8&set=")
    bare = said(capsys, "lab", "play", *SETS, "--shape", "line", "--set", "ema=0", "--rounds", 1)
    assert "EMA" not in bare and bare.splitlines()[2].split()[-3:-1] == ["-", "-"]


def test_a_lab_that_diverged_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wild = ["optimizer=sgd", "objective=least_squares", "r1=0", "lr=1", "d_rate=100"]
    sets = [word for pair in wild for word in ("--set", pair)]
    out = tmp_path / "points.npy"
    args = ["lab", "play", *SETS, *sets, "--rounds", "300", "--points", str(out), "--json"]
    assert run(args) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out.splitlines()[-1])["state"] == "diverged" and not out.exists()
    assert "not a finite number any more" in shown.err and shown.err.count("\n") == 1
    assert run(["lab", "parts", *SETS, *sets, "--after", "300"]) == 1


def test_a_round_is_taken_apart(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("lab", "parts", *SETS, "--set", "n_critic=2", "--after", 3)
    found = json.loads(said(capsys, *args, "--json"))
    names = ["sample", "score", "loss", "gradient", "update"]
    moves = [("D", 1), ("D", 2), ("G", 1)]
    assert [(one["player"], one["of"], one["name"]) for one in found] == [
        (player, repeat, name) for player, repeat in moves for name in names
    ]
    bench = Bench(small(n_critic=2))
    by_hand(bench, 4)
    values = {key: value for one in found for key, value in one["values"].items()}
    assert values["D/loss"] == pytest.approx(bench.readings["D/loss"])
    assert values["G/grad"] == pytest.approx(bench.readings["G/grad"])
    lines = said(capsys, *args).splitlines()
    assert lines[0] == "round 4" and len(lines) == 16
    assert lines[1] == "D, move 1  sample    count 16"
    only_g = said(capsys, "lab", "parts", *SETS, "--who", "G").splitlines()
    assert len(only_g) == 6 and all(line.startswith("G, ") for line in only_g[1:])


def test_shapes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["name"]: row for row in json.loads(said(capsys, "lab", "shapes", "--json"))}
    assert list(rows) == list(SHAPES)
    assert (rows["grid25"]["modes"], rows["grid25"]["sigma"]) == (25, 0.03)
    assert rows["moons"]["modes"] == 0 and rows["moons"]["points"] == 8192
    text = said(capsys, "lab", "shapes")
    assert "ring8       Ring of 8       8 modes, sigma 0.05\n" in text


@pytest.mark.parametrize(
    "address",
    [
        "shape=blobs3&seed=2&set=lr:0.01,objective:hinge",
        "?shape=blobs3&seed=2&set=lr:0.01,objective:hinge",
        "http://gan.local:8501/lab?lab=x-Y_9&shape=blobs3&seed=2&set=lr%3A0.01%2Cobjective%3Ahinge"
        "&layers=real,fake&raw=1#here",
    ],
)
def test_an_address_becomes_settings(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(said(capsys, "lab", "link", address, "--json"))
    assert (told["shape"], told["seed"]) == ("blobs3", 2)
    assert told["changes"] == {"lr": 0.01, "objective": "hinge"}
    assert told["settings"]["objective"] == "hinge" and set(STRUCTURE) <= set(told["settings"])
    lines = said(capsys, "lab", "link", address).splitlines()
    assert lines == [
        "python -m gan_core lab play --shape blobs3 --seed 2 --set lr=0.01 --set objective=hinge",
        "address: lab?shape=blobs3&seed=2&set=lr:0.01,objective:hinge",
    ]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["play", "--shape", "ring9"], "There is no shape 'ring9'"),
        (["play", "--shape", "line", "--drawing", "x"], "not both"),
        (["play", "--scene", "colapse"], "(collapse?)"),
        (["play", "--scene", "cure", "--link", "shape=line"], "not both"),
        (["play", "--drawing", "!!"], "drawing"),
        (["play", "--set", "lr"], "key=value"),
        (["play", "--set", "lr=fast"], "lr must be a number"),
        (["play", "--set", "rl=0.1"], "no setting 'rl'"),
        (["play", "--set", "epochs=3"], "no setting 'epochs'"),
        (["play", "--seed", "-1"], "seed must be at least 0"),
        (["play", "--rounds", "-1"], "--rounds"),
        (["play", "--who", "H"], "--who"),
        (["play", "--link", "hello"], "says nothing of a lab"),
        (["play", "--link", "set=lr:0.1,magic:1"], "no setting"),
        (["play", "--change", "lr=0.1"], "STEP:key=value"),
        (["play", "--change", "soon:lr=0.1"], "STEP:key=value"),
        (["play", "--change", "3:lr"], "key=value"),
        (["play", "--change", "1000:lr=0.1"], "after the last of 1000 rounds"),
        (["play", "--change", "3:latent=5"], "latent makes other networks"),
        (["play", "--change", "3:who=H"], "who must be one of both, G, D"),
        (["play", "--change", "3:magic=1"], "no setting 'magic'"),
        (["play", "--points", "points.txt"], "must end in .npy"),
        (["play", "--save", "lab.pt"], "must end in .safetensors"),
        (["play", "--open", "nowhere.safetensors"], "no checkpoint at"),
        (["play", "--trained", "--set", "lr=0.1"], "has its own data"),
        (["play", "--trained", "--open", "a.safetensors"], "has its own data"),
        (["play", "--trained", "--change", "5:lr=0.1"], "come before step 6000"),
        (["play", "--trained", "--shape", "sun"], "no trained lab"),
        (["link", "lab?shape=moons&start=trained"], "--trained --shape moons"),
        (["link", "nothing=1"], "says nothing of a lab"),
        (["link", "shape=cube"], "There is no shape 'cube'"),
        (["parts", "--after", "-1"], "--after"),
        (["fly"], "No such command"),
    ],
)
def test_wrong_values_are_one_line_before_anything_is_played(
    args: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lab", *args]) == 2
    shown = capsys.readouterr()
    assert why in shown.err and shown.err.count("\n") == 1 and shown.out == ""


def test_a_file_that_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "nowhere" / "points.npy")
    assert run(["lab", "play", *SETS, "--rounds", "0", "--points", out]) == 2
    assert "could not be written: No such file or directory." in capsys.readouterr().err


def test_without_a_command_it_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lab"]) == 2
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in ("play", "parts", "shapes", "scenes", "link"))

"""Commands of latent space: walks, projection, directions, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from gan_core.cli import anomaly
from gan_core.cli import latent as latent_commands
from gan_core.cli.main import run
from gan_core.latent.oddities import KINDS
from gan_core.latent.space import space_of
from gan_core.latent.steering import HOW
from gan_core.pictures import png, to_bytes
from gan_core.runs.library.models import open_model

MODEL = "mlp-digits"


@pytest.fixture
def digit(tmp_path: Path) -> Path:
    """The picture of seed 500, as a file."""
    file = tmp_path / "digit.png"
    file.write_bytes(png(to_bytes(open_model(MODEL).sample(1, seed=500)[0])))
    return file


def test_a_walk_is_a_film_a_sheet_or_points(tmp_path: Path) -> None:
    film, sheet, points = (tmp_path / f"walk.{end}" for end in ("gif", "png", "npy"))
    for out in (film, sheet, points):
        assert (
            run(["interpolate", MODEL, "--seeds", "3,5", "--frames", "9", "--out", str(out)]) == 0
        )
    with Image.open(film) as moving:
        assert moving.n_frames == 2 * 9 - 2  # forth and back
    with Image.open(sheet) as still:
        assert still.size == (2 * (8 * 30 - 2), 2 * (2 * 30 - 2))
    walked = np.load(points)
    space = space_of(open_model(MODEL))
    np.testing.assert_allclose(walked[[0, -1]], [space.points(1, s)[0] for s in (3, 5)], atol=1e-5)


def test_a_picture_that_the_model_made_is_found_again(
    digit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "point.npy"
    assert run(["project", str(digit), "--model", MODEL, "--steps", "150", "--out", str(out)]) == 0
    assert float(capsys.readouterr().out.split()[1]) >= 30
    assert np.load(out).shape == (open_model(MODEL).latent,)


@pytest.mark.parametrize(("ending", "moves"), [("png", False), ("gif", True)])
def test_the_search_is_shown_beside_what_it_looks_for(
    digit: Path, tmp_path: Path, ending: str, moves: bool
) -> None:
    out = tmp_path / f"found.{ending}"
    assert run(["project", str(digit), "--model", MODEL, "--steps", "2", "--out", str(out)]) == 0
    with Image.open(out) as found:
        assert found.size == (4 * 58, 4 * 28)
        assert (getattr(found, "n_frames", 1) > 1) == moves


@pytest.mark.parametrize("how", ["pca", "features", "weights"])
def test_directions_are_shown_and_kept(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "directions.json"
    assert run(["directions", MODEL, "--how", how, "--count", "3", "--out", str(out)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    document = json.loads(out.read_text(encoding="utf-8"))
    vectors = np.array(document["vectors"])
    assert vectors.shape == (3, open_model(MODEL).latent)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert how == "features" or document["spread"] == sorted(document["spread"], reverse=True)


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["interpolate", MODEL, "--seeds", "1,x", "--out", "a.gif"], "whole numbers"),
        (["interpolate", MODEL, "--seeds", "1", "--out", "a.gif"], "two seeds"),
        (["interpolate", MODEL, "--out", "a.mov"], "must end in"),
        (["interpolate", MODEL, "--space", "w", "--out", "a.gif"], "no space 'w'"),
        (["directions", MODEL, "--how", "magic"], "not taken by 'magic'"),
        (["directions", MODEL, "--count", "0"], "from 1 to"),
        (["project", "none.png", "--model", MODEL, "--out", "a.png"], "could not be read"),
    ],
)
def test_what_cannot_be_is_one_clear_line(
    args: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(args) == 2
    said = capsys.readouterr().err
    assert why in said and len(said.splitlines()) == 1
    assert not [file for file in tmp_path.iterdir() if file.is_file()]


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_file_that_is_no_picture_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(content)
    assert run(["project", str(file), "--model", MODEL, "--out", str(tmp_path / "b.png")]) == 2
    assert "not a picture that can be read" in capsys.readouterr().err


@pytest.fixture
def styled(tmp_path: Path) -> str:
    """A style-based G of a few numbers, as a file."""
    small = ["g_width=2", "d_width=2", "most=4", "style=6", "latent=4", "batch=4"]
    options = [part for one in small for part in ("--set", one)]
    run_folder = tmp_path / "run"
    train = ["train", "stylegan", "--data", "mnist", "--steps", "1", "--out", str(run_folder)]
    assert run([*train, *options]) == 0
    return str(run_folder)


def test_mixtures_are_a_sheet_with_their_sources_or_points(styled: str, tmp_path: Path) -> None:
    sheet, points = tmp_path / "mix.png", tmp_path / "mix.npy"
    seeds = ["--rows", "0,1", "--columns", "5,6,7", "--layers", "2-3"]
    for out in (sheet, points):
        assert run(["mix", styled, *seeds, "--out", str(out)]) == 0
    with Image.open(sheet) as picture:
        assert picture.size == (2 * (4 * 30 - 2), 2 * (3 * 30 - 2))
    mixtures = np.load(points)
    assert mixtures.shape == (6, 5, 6)
    np.testing.assert_array_equal(mixtures[0, 0], mixtures[1, 0])  # a row keeps its own
    np.testing.assert_array_equal(mixtures[0, 1], mixtures[3, 1])  # a column its own


def test_a_film_with_keys_has_them_at_their_seconds(tmp_path: Path) -> None:
    out = tmp_path / "film.npy"
    keys = ["--keys", "0:3,1:5,1.5:3", "--rate", "10"]
    assert run(["interpolate", MODEL, *keys, "--out", str(out)]) == 0
    points = np.load(out)
    assert len(points) == 16
    np.testing.assert_allclose(points[0], points[15], atol=1e-5)
    wanted = space_of(open_model(MODEL)).points(1, 5)[0]
    np.testing.assert_allclose(points[10], wanted, atol=1e-5)
    moving = tmp_path / "film.gif"
    assert run(["interpolate", MODEL, *keys, "--out", str(moving)]) == 0
    with Image.open(moving) as film:
        assert (film.n_frames, film.info["duration"]) == (16, 100)  # 1.5 s, and not back
    film_file = tmp_path / "film.mp4"
    assert run(["interpolate", MODEL, *keys, "--out", str(film_file)]) == 0
    with av.open(str(film_file)) as container:
        assert len(list(container.decode(video=0))) == 16


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["mix", MODEL, "--out", "a.png"], "Only a style-based G"),
        (["mix", MODEL, "--out", "a.gif"], "must end in"),
        (["interpolate", MODEL, "--keys", "0:1,0:2", "--out", "a.gif"], "Two keys lie at 0 s"),
        (["interpolate", MODEL, "--keys", "0-1", "--out", "a.gif"], "seconds and seeds"),
    ],
)
def test_mixtures_and_films_that_cannot_be_are_one_line(
    command: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command) == 2
    assert why in capsys.readouterr().err
    assert not Path(command[-1]).exists()


def test_odd_pictures_are_told_from_ordinary_ones(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["anomaly", MODEL, "--odd", "spotted", "--n", "12", "--steps", "20", "--json"]
    assert run(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["ordinary"]) == len(found["odd"]) == 12
    assert 0.5 < found["area"] <= 1 and 0 <= found["floor"] <= 1
    for n in ("0", "-1"):
        assert run(["anomaly", MODEL, "--n", n]) == 2
        assert "at least one picture" in capsys.readouterr().err
    assert run(["anomaly", MODEL, "--odd", "ghosts"]) == 2
    assert "no oddity 'ghosts'" in capsys.readouterr().err


def test_the_help_names_all_that_there_is() -> None:
    assert latent_commands.HOW == HOW and tuple(KINDS) == anomaly.ODD


def test_a_piece_of_the_seed_plane(tmp_path: Path) -> None:
    out = tmp_path / "plane.npy"
    assert (
        run(["plane", MODEL, "--seed", "5", "--side", "3", "--step", "1", "--out", str(out)]) == 0
    )
    wanted = space_of(open_model(MODEL)).points(1, 6)[0]  # right of the middle
    np.testing.assert_allclose(np.load(out)[5], wanted, atol=1e-5)
    assert run(["plane", MODEL, "--out", str(tmp_path / "plane.png")]) == 0


def test_noise_of_layers_is_shown_and_said(
    styled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "noise.png"
    assert run(["noise", styled, "--off", "1-", "--draws", "2", "--out", str(out)]) == 0
    assert "varies by 0.0000" in capsys.readouterr().out
    with Image.open(out) as sheet:
        assert sheet.size == (4 * (4 * 28 + 3 * 2), 4 * 28)


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["noise", MODEL, "--out", "a.png"], "no noise in its layers"),
        (
            ["plane", MODEL, "--step", "99", "--side", "32", "--out", "a.png"],
            "seed plane goes from",
        ),
        (["plane", MODEL, "--step", "0", "--out", "a.png"], "--step"),
    ],
)
def test_planes_and_noises_that_are_none(
    args: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(args) == 2 and why in capsys.readouterr().err

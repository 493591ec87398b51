"""A wrong value costs one clear line and exit code 2, whatever it is; nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gan_core import tiny

Refused = Callable[..., str]
FIXED = ["--data", "mnist", "--steps", "3", "--threads", "1"]


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        ("batch=0", "batch must be at least 2, not 0"),
        ("batch=1", "batch must be at least 2"),
        ("batch=-3", "batch must be at least 2, not -3"),
        ("batch=1000000000", "batch must be at most 4096"),
        ("batch=64.5", "batch must be a whole number"),
        ("batch=true", "batch must be a whole number"),
        ("batch=" + "9" * 5000, "batch must be"),
        ("batch=" + "[" * 5000, "batch must be"),
        ("batch=", "batch must be a whole number"),
        ("lr=nan", "lr must be"),
        ("lr=inf", "lr must be"),
        ("lr=-inf", "lr must be"),
        ("lr=1e999", "lr must be"),
        ("lr=-1", "lr must be more than 0"),
        ("lr=0", "lr must be more than 0"),
        ("lr=1e30", "lr must be at most 1"),
        ("lr=true", "lr must be a number"),
        ('lr="1e-3"', "lr must be a number"),
        ("latent=0", "latent must be at least 1"),
        ("latent=10000000", "latent must be at most 1024"),
        ("g_width=0", "g_width must be at least 1"),
        ("g_width=1000000", "g_width must be at most"),
        ("beta1=1.0", "beta1 must be less than 1"),
        ("beta1=nan", "beta1 must be"),
        ("beta2=-0.1", "beta2 must be at least 0"),
        ("ema=1.0", "ema must be at most"),
        ("gp=1e30", "gp must be at most"),
        ("n_critic=0", "n_critic must be at least 1"),
        ("n_critic=1000000", "n_critic must be at most"),
        ("epochs=0", "epochs must be at least 1"),
        ("objective=wgan", "objective must be one of nonsaturating"),
        ("d_norm=group", "d_norm must be one of"),
        ("widht=3", "There is no setting 'widht'"),
        ("__class__=3", "There is no setting"),
        ("latent", "A setting is written key=value"),
        ("=3", "There is no setting"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_setting(refused: Refused, tmp_path: Path, pair: str, says: str) -> None:
    out = tmp_path / "run"
    assert says in refused("train", "dcgan", *FIXED, "--set", pair, "--out", out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--steps", "-5", "steps must be at least 1"),
        ("--steps", "0", "steps must be at least 1"),
        ("--steps", "1000000000000000000", "steps must be at most"),
        ("--steps", "many", "not a valid integer"),
        ("--minutes", "-1", "minutes must be more than 0"),
        ("--minutes", "nan", "minutes must be"),
        ("--minutes", "inf", "minutes must be"),
        ("--minutes", "0", "minutes must be more than 0"),
        ("--seed", "-1", "seed must be at least 0"),
        ("--seed", str(2**70), "seed must be at most"),
        ("--seed", "1.5", "not a valid integer"),
        ("--threads", "-1", "threads must be at least 0"),
        ("--threads", "100000", "threads must be at most"),
        ("--device", "tpu", "There is no device 'tpu' here. There are: cpu."),
        ("--preset", "slow", "dcgan has no preset 'slow'"),
        ("--data", "mnits", "There is no data set 'mnits'. There are: mnist"),
        ("--name", "\u202e\u200b \n", "A run needs a name"),
        ("--name", "x" * 65, "at most 64 characters"),
        ("--colour", "red", "No such option"),
    ],
    ids=lambda value: str(value)[:16],
)
def test_option(refused: Refused, tmp_path: Path, option: str, value: str, says: str) -> None:
    out = tmp_path / "run"
    assert says in refused("train", "dcgan", *FIXED, option, value, "--out", out)
    assert not out.exists()


def test_unknown_recipe_names_the_known_ones_and_the_nearest(
    refused: Refused, tmp_path: Path
) -> None:
    line = refused("train", "dcgann", *FIXED, "--out", tmp_path / "run")
    assert "There is no recipe 'dcgann'" in line and "(dcgan?)" in line and "vanilla" in line


def test_settings_that_do_not_fit_together_say_why(refused: Refused, tmp_path: Path) -> None:
    both = ["--set", "d_norm=batch", "--set", "gp=10", "--out", tmp_path / "run"]
    assert "BatchNorm" in refused("train", "dcgan", *FIXED, *both)


def test_run_larger_than_the_memory_is_refused_before_it_is_built(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gan_core.runs.estimate.available_memory", lambda device: 2**28)
    big = [part for key in ("g_width", "d_width") for part in ("--set", f"{key}=1024")]
    line = refused("train", "dcgan", *FIXED, *big, "--set", "batch=4096", "--out", tmp_path / "r")
    assert "GiB of memory" in line


def test_missing_option_or_command_is_one_line(refused: Refused, tmp_path: Path) -> None:
    assert "--out" in refused("train", "dcgan", "--data", "mnist")
    assert "--data" in refused("train", "dcgan", "--out", tmp_path / "r")
    assert "No such command" in refused("trian")


def test_folder_that_cannot_be_made_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        assert "could not be written" in refused("train", "dcgan", *FIXED, "--out", out)


@pytest.mark.parametrize("name", ["aux", "Com1", "ends-in-a-dot.", "10:30", "nul/run"])
def test_folders_that_windows_cannot_have_are_refused(
    refused: Refused, tmp_path: Path, trained: Path, name: str
) -> None:
    out = tmp_path / name
    assert "Windows has no file" in refused("train", "dcgan", *FIXED, "--out", out)
    assert "Windows has no file" in refused("branch", trained, "--set", "lr=1e-4", "--out", out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--n", "0"], "n must be from 1"),
        (["--n", "-1"], "n must be from 1"),
        (["--n", "1000000000"], "n must be from 1 to 100000"),
        (["--n", "x"], "not a valid integer"),
        (["--seed", "-1"], "A seed is a whole number from 0"),
        (["--label", "3"], "takes no label"),
    ],
    ids=str,
)
def test_sample(
    refused: Refused, trained: Path, tmp_path: Path, more: list[str], says: str
) -> None:
    out = tmp_path / "x.png"
    assert says in refused("sample", trained, *more, "--out", out)
    assert not out.exists()


@pytest.mark.parametrize("label", ["10", "-1", "", "three", "x" * 300])
def test_unknown_label_names_the_known_ones(
    refused: Refused, conditional: Path, tmp_path: Path, label: str
) -> None:
    line = refused("sample", conditional, "--label", label, "--out", tmp_path / "x.png")
    assert "There is no label" in line and "0, 1, 2" in line


@pytest.mark.parametrize("name", ["x.jpg", "x", "x.PNG.exe", ".png", "none/x.png", "none/x.npy"])
def test_file_that_cannot_be_written(
    refused: Refused, trained: Path, tmp_path: Path, name: str
) -> None:
    line = refused("sample", trained, "--n", 1, "--out", tmp_path / name)
    assert "--out must end in" in line or "could not be written" in line
    assert [p.name for p in tmp_path.iterdir()] == ["home"]


def test_score(refused: Refused, trained: Path, tmp_path: Path) -> None:
    assert "at least 100" in refused("score", trained, "--data", "mnist", "--n", 99)
    assert "n must be from 1" in refused("score", trained, "--data", "mnist", "--n", 10**9)
    assert "There is no data set" in refused("score", trained, "--data", "cifar")
    said = refused("score", trained, "--data", "mnist", "--only", "fid")
    assert "There is no score 'fid'" in said and "fd, confident" in said
    assert "not both" in refused("score", trained, "--data", "mnist", "--all", "--only", "fd")


def test_export(refused: Refused, trained: Path, tmp_path: Path) -> None:
    assert "must end in one of .zip, .csv, .html" in refused(
        "export", trained, "--out", tmp_path / "x.tar"
    )
    assert "could not be written" in refused("export", trained, "--out", tmp_path / "no" / "x.zip")
    assert "There is no run" in refused("export", tmp_path, "--out", tmp_path / "x.zip")


def test_data(refused: Refused) -> None:
    assert "There is no data set" in refused("data", "--fetch", "imagenet")
    assert "nothing needs fetching" in refused("data", "--fetch", "mnist")


@pytest.mark.parametrize("steps", ["0", "-5", "99999999999999"])
def test_resume_to_an_impossible_total_changes_nothing(
    refused: Refused, trained: Path, steps: str
) -> None:
    before = (trained / "run.json").read_bytes()
    assert "steps must be" in refused("resume", trained, "--steps", steps)
    assert (trained / "run.json").read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"[" * 99_999, b'{"recipe": "x"}', b"\xff" * 9],
    ids=range(7),
)
def test_resume_of_a_damaged_run_file(refused: Refused, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run.json").write_bytes(content)
    refused("resume", tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"batch": 8', '"batch": 1000000000'),
        ('"lr": 0.0002', '"lr": NaN'),
        ('"recipe": "vanilla"', '"recipe": "../vanilla"'),
        ('"data": "mnist"', '"data": "x"'),
        ('"device": "cpu"', '"device": "cuda:7"'),
        ('"schema_version": 1', '"schema_version": 2'),
        ('"steps": 2', '"steps": -2'),
        ('"threads": 1', '"threads": 1000000'),
    ],
)
def test_resume_of_a_hostile_run_file(refused: Refused, tmp_path: Path, old: str, new: str) -> None:
    assert tiny.train(tmp_path / "r", steps=2) == 0
    path = tmp_path / "r" / "run.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    refused("resume", tmp_path / "r")


def test_two_lengths_are_one_too_many(refused: Refused, tmp_path: Path) -> None:
    both = ("--steps", 5, "--minutes", 1)
    line = refused("train", "vanilla", "--data", "mnist", *both, "--out", tmp_path / "x")
    assert "in steps or in minutes, one of the two" in line
    assert not (tmp_path / "x").exists()

"""Commands that look: recipes, data, sample, score, export."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.cli.main import run
from gan_core.inspection import probe
from gan_core.metrics.score import measures
from gan_core.metrics.subject import CHANNELS, TOKENS, TRUTH
from gan_core.recipes import RECIPES
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import open_model
from gan_core.runs.record.history import History
from gan_core.sampling import layout


def said(capsys: pytest.CaptureFixture[str], *args: object) -> str:
    capsys.readouterr()
    assert run([str(arg) for arg in args]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


def test_recipes_are_listed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "recipes")
    assert all(name in text for name in RECIPES)
    rows = {row["name"]: row for row in json.loads(said(capsys, "recipes", "--json"))}
    assert list(rows) == list(RECIPES)
    settings = rows["dcgan"]["settings"]
    assert (settings["batch"]["minimum"], settings["batch"]["maximum"]) == (2, 4096)
    for row in rows.values():
        for preset in row["presets"].values():
            assert set(preset) == set(row["settings"])


def test_data_sets_are_listed_with_shape_licence_and_whether_they_are_here(
    capsys: pytest.CaptureFixture[str], shared_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GANVAS_DATA", str(shared_home))
    rows = {row["name"]: row for row in json.loads(said(capsys, "data", "--json"))}
    assert rows["mnist"]["here"] is True and rows["mnist"]["shape"] == [1, 28, 28]
    assert rows["mnist_full"]["here"] is False
    assert all(row["licence"] and row["attribution"] for row in rows.values())
    assert "mnist_full     absent" in said(capsys, "data")


def test_npy_holds_float32_in_range_n_c_h_w(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.npy"
    said(capsys, "sample", trained, "--n", 7, "--seed", 3, "--out", out)
    array = np.load(out, allow_pickle=False)
    assert (array.dtype, array.shape) == (np.float32, (7, 1, 28, 28))
    assert np.abs(array).max() <= 1
    assert np.array_equal(array, open_model(trained).sample(7, 3).numpy())


def test_raw_draws_from_the_plain_weights(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.npy"
    said(capsys, "sample", trained, "--n", 2, "--raw", "--out", out)
    array = np.load(out)
    assert np.array_equal(array, open_model(trained, raw=True).sample(2).numpy())
    assert not np.array_equal(array, open_model(trained).sample(2).numpy())


def test_same_command_writes_the_same_bytes(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.png", "b.png"):
        said(capsys, "sample", trained, "--n", 9, "--out", tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as sheet:
        assert sheet.size == (3 * 30 - 2, 3 * 30 - 2)


def test_checkpoint_file_and_run_folder_are_both_sources(
    trained: Path, model_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for source, name in ((trained, "a.npy"), (model_file, "b.npy")):
        said(capsys, "sample", source, "--n", 2, "--out", tmp_path / name)
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()


def test_conditional_sheet_has_one_class_a_row(
    conditional: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.png"
    said(capsys, "sample", conditional, "--n", 25, "--out", out)
    sheet = np.asarray(Image.open(out)).astype(int)
    assert sheet.shape == (10 * 30 - 2, 3 * 30 - 2)
    pictures = open_model(conditional).sample(25).numpy()
    for label in range(10):
        for column in range(3):
            tile = sheet[30 * label : 30 * label + 28, 30 * column : 30 * column + 28]
            index = 10 * column + label
            want = np.rint((pictures[index, 0] + 1) * 127.5) if index < 25 else np.zeros((28, 28))
            assert np.abs(tile - want).max() <= 1, (label, column)


def test_label_draws_that_class_alone(
    conditional: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.npy"
    said(capsys, "sample", conditional, "--n", 3, "--label", "4", "--out", out)
    assert np.array_equal(np.load(out), open_model(conditional).sample(3, 0, "4").numpy())


def test_every_picture_has_one_place_on_the_sheet() -> None:
    for n in (1, 3, 9, 10, 11, 19, 20, 64, 101):
        columns, order = layout(n, 10)
        assert sorted(i for i in order if i < n) == list(range(n))
        if n >= 10:
            rows = [order[k : k + columns] for k in range(0, len(order), columns)]
            assert [{i % 10 for i in row if i < n} for row in rows] == [{d} for d in range(10)]


def test_scores_are_a_list_of_name_value_n_floor_extractor(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = json.loads(said(capsys, "score", trained, "--data", "mnist", "--n", 600, "--json"))
    assert [set(row) for row in rows] == [{"key", "name", "value", "n", "floor", "extractor"}] * 6
    distance, confident, histogram, *_ = rows
    assert distance["n"] == 600 and distance["extractor"] == "MNIST-CNN"
    assert distance["value"] > distance["floor"] > 0
    assert 0 <= confident["value"] <= 1 and 0.9 < confident["floor"] <= 1
    assert len(histogram["value"]) == 10 and abs(sum(histogram["value"]) - 1) < 1e-6
    text = said(capsys, "score", trained, "--data", "mnist", "--n", 600)
    assert "FD (MNIST-CNN)" in text and "n 600" in text
    shares = " ".join(f"{share:.3f}" for share in histogram["value"])
    assert f"class histogram              {shares}   (n 600, real: " in text


def test_scores_can_be_asked_for_one_by_one_or_all(
    trained: Path, conditional: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = said(capsys, "score", trained, "--data", "mnist", "--n", 100, "--only", "recall",
               "--only", "fd")  # fmt: skip
    assert [line.split("  ")[0] for line in few.splitlines()] == ["recall", "FD (MNIST-CNN)"]
    assert "real: not known at this n" in few
    text = said(capsys, "score", conditional, "--data", "mnist", "--n", 100, "--all")
    keys = {one.key for one in measures() if {*one.needs}.isdisjoint({CHANNELS, TOKENS, TRUTH})}
    assert len(text.splitlines()) == len(keys)
    assert all(len(line.split("   (n ")) == 2 for line in text.splitlines())
    for word in ("KID (MNIST-CNN)", "intended-class accuracy", "distance to training (ratio)"):
        assert word in text


def test_probe_reads_classes_from_ds_features(
    conditional: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "CS", (1.0,))
    rows = json.loads(said(capsys, "probe", conditional, "--data", "mnist", "--draws", 1, "--json"))
    assert [row["per_class"] for row in rows] == [10, 50, 100] * 3
    assert {row["what"] for row in rows} == {probe.D, probe.UNTRAINED, probe.PIXELS}
    assert rows[-1]["mean"] > 0.75 and rows[-1]["sd"] == 0 and rows[-1]["n"] == 500


def test_zip_holds_the_run_and_csv_every_recorded_step(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "export", trained, "--out", tmp_path / "run.zip")
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        config = json.loads(archive.read("vanilla/run.json"))
    assert config["recipe"] == "vanilla"
    assert "vanilla/events.jsonl" in names and "vanilla/lock" not in names
    said(capsys, "export", trained, "--out", tmp_path / "run.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "run.csv").read_text(encoding="utf-8"))))
    assert [int(row[0]) for row in rows[1:]] == list(range(1, 13))
    curve = History(RunFolder(trained)).refresh().curves["D/loss"]
    column = rows[0].index("D/loss")
    assert [float(row[column]) for row in rows[1:]] == curve.mean


def test_help_and_no_command_show_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "--help")
    assert all(word in text for word in ("train", "resume", "sample", "score", "data", "export"))
    assert run([]) == 2
    assert "train" in capsys.readouterr().out


def test_looking_never_changes_the_thread_count_or_torchs_generator(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = torch.get_rng_state(), torch.get_num_threads()
    said(capsys, "sample", trained, "--n", 2, "--out", tmp_path / "x.png")
    assert torch.equal(torch.get_rng_state(), before[0]) and torch.get_num_threads() == before[1]


@pytest.mark.parametrize("ending", ["html", "onnx", "safetensors"])
def test_a_model_is_taken_home(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"mine.{ending}"
    assert run(["export", "cgan-digits", "--out", str(out)]) == 0
    assert f"{out.stat().st_size:,} bytes" in capsys.readouterr().out
    if ending == "html":
        text = out.read_text(encoding="utf-8")
        assert text.startswith("<!doctype html>") and "<!--" not in text
        assert "http" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_a_form_that_there_is_not_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "cgan-digits", "--out", str(tmp_path / "a.pt")]) == 2
    assert "--out must end in one of" in capsys.readouterr().err
    assert not list(tmp_path.glob("a.*"))

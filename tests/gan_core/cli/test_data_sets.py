"""The command data --add: own pictures become a data set like any other; models outlive them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gan_core import data
from gan_core.cli.main import run
from gan_core.data import own
from gan_core.data.spec import Pictures
from gan_core.files import container
from gan_core.model_file import load_model
from gan_core.runs.library.models import find_checkpoint, open_model
from tests.gan_core import forged, tiny
from tests.gan_core.data.photos import beside, paired, photo, zipped

Refused = Callable[..., str]
TRAIN = ["--threads", "1", "--steps", "3", "--json"]


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """A folder with ten pictures of each of two kinds, and one file that is none."""
    for kind in ("cats", "dogs"):
        (tmp_path / "pets" / kind).mkdir(parents=True)
        for number in range(10):
            (tmp_path / "pets" / kind / f"{number}.png").write_bytes(photo(number))
    (tmp_path / "pets" / "dogs" / "note.txt").write_text("no picture", encoding="utf-8")
    return tmp_path / "pets"


def said(capsys: pytest.CaptureFixture[str], *args: object) -> str:
    capsys.readouterr()
    assert run([str(arg) for arg in args]) == 0
    return capsys.readouterr().out


def test_a_folder_becomes_a_data_set_and_what_was_skipped_is_said(
    pets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "data", "--add", pets, "--name", "pets", "--size", 28, "--grey")
    assert out.splitlines() == [
        "own/pets: 20 pictures of 28x28, 2 labels: cats, dogs",
        "skipped 1, not a picture that can be read: dogs/note.txt",
    ]
    assert data.entry("own/pets").spec == Pictures(1, 28, classes=("cats", "dogs"))
    assert "own/pets       here    Pictures that were added" in said(capsys, "data")


def test_a_zip_archive_is_added_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "all.zip"
    archive.write_bytes(zipped({f"{i}.png": photo(i) for i in range(16)}))
    assert "16 pictures of 32x32\n" in said(capsys, "data", "--add", archive, "--name", "all")


def test_pairs_of_two_folders_are_recognised_and_who_is_left_out_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, content in [*paired(18), ("B/lonely.png", photo(1)), ("B/wide.png", photo(1))]:
        (tmp_path / "maps" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "maps" / path).write_bytes(content)
    (tmp_path / "maps" / "A" / "wide.png").write_bytes(photo(1, (90, 30)))
    out = said(capsys, "data", "--add", tmp_path / "maps", "--name", "maps", "--size", 28)
    assert out.splitlines() == [
        "own/maps: 19 pairs of 28x28, layout pairs",
        "Pairs whose two pictures have different shapes: 1, for one that of A/wide.png. Each "
        "picture is cut to its own middle, so what belongs together may not lie together.",
        "skipped 1, no picture of the same name in the other folder: B/lonely.png",
    ]
    assert data.entry("own/maps").spec == Pictures(3, 28, source=Pictures(3, 28))


def test_a_layout_is_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], refused: Refused
) -> None:
    def added(files: list[tuple[str, bytes]], name: str, layout: str) -> list[str]:
        archive = tmp_path / f"{name}.zip"
        archive.write_bytes(zipped(dict(files)))
        args = ("data", "--add", archive, "--name", name, "--layout", layout)
        return said(capsys, *args).splitlines()

    (line,) = added(beside(16), "halves", "side_by_side")
    assert line == "own/halves: 16 pairs of 32x32, layout side_by_side"
    line, note = added(beside(16), "guess", "auto")
    assert line == "own/guess: 16 pairs of 32x32, layout side_by_side" and "twice as wide" in note
    (line,) = added(paired(16), "domains", "unpaired")
    assert line == ("own/domains: 16 pictures of 32x32, and 16 of a second domain, layout unpaired")
    (line,) = added(paired(16), "labels", "plain")
    assert line == "own/labels: 32 pictures of 32x32, 2 labels: A, B"
    add = ("data", "--add", tmp_path / "halves.zip", "--name", "none", "--layout")
    assert "needs two folders" in refused(*add, "pairs")
    assert "'mixed' is not one of 'auto', 'plain'" in refused(*add, "mixed")


def test_wrong_values_are_one_line(refused: Refused, pets: Path, tmp_path: Path) -> None:
    assert "--name NAME" in refused("data", "--add", pets)
    assert "--add FOLDER" in refused("data", "--name", "pets")
    assert "small letters" in refused("data", "--add", pets, "--name", "../pets")
    assert "one of 28" in refused("data", "--add", pets, "--name", "pets", "--size", 29)
    assert "neither a folder" in refused("data", "--add", tmp_path / "no", "--name", "pets")
    assert "at least 16" in refused("data", "--add", pets / "cats", "--name", "pets")
    assert own.names() == []


@pytest.mark.parametrize("recipe", ["dcgan", "cdcgan", "vanilla"])
@pytest.mark.parametrize(("size", "grey"), [(28, True), (36, False)])
def test_recipes_train_on_own_pictures(
    pets: Path, tmp_path: Path, recipe: str, size: int, grey: bool
) -> None:
    own.add(_files(pets), "pets", size=size, grey=grey)
    args = ["train", recipe, "--data", "own/pets", *TRAIN, *tiny.arguments(recipe)]
    assert run([*args, "--out", str(tmp_path / "run")]) == 0
    assert open_model(tmp_path / "run").sample(2).shape == (2, 1 if grey else 3, size, size)


def test_a_model_outlives_its_pictures_but_the_run_does_not_go_on(
    pets: Path, tmp_path: Path, refused: Refused
) -> None:
    own.add(_files(pets), "pets")
    args = ["train", "cdcgan", "--data", "own/pets", *TRAIN, *tiny.arguments("cdcgan")]
    assert run([*args, "--out", str(tmp_path / "run")]) == 0
    before = open_model(tmp_path / "run").sample(4)
    own.remove("own/pets")
    model = open_model(tmp_path / "run")
    assert model.classes == ("cats", "dogs") and model.sample(4).equal(before)
    assert "There is no data set" in refused("resume", tmp_path / "run", "--steps", 4)
    own.add(_files(pets / "cats") * 2, "pets")
    assert "has changed since" in refused("resume", tmp_path / "run", "--steps", 4, code=1)


def test_the_shape_in_a_checkpoint_is_believed_only_of_own_pictures_and_checked(
    pets: Path, tmp_path: Path, refused: Refused
) -> None:
    own.add(_files(pets), "pets")
    args = ["train", "vanilla", "--data", "own/pets", *TRAIN, *tiny.arguments("vanilla")]
    assert run([*args, "--out", str(tmp_path / "run")]) == 0
    path = find_checkpoint(tmp_path / "run")
    content, spec = path.read_bytes(), container.read_document(path)["spec"]
    assert load_model(path).spec == data.entry("own/pets").spec
    given = tmp_path / "given.safetensors"
    for changes in (
        {"spec": {**spec, "size": 10**9}},
        {"spec": {**spec, "size": 28}},
        {"spec": {**spec, "channels": "3"}},
        {"spec": "3x32x32"},
        {"data": "mnist"},
        {"data": "own/../pets"},
    ):
        given.write_bytes(forged.document(content, **changes))
        refused("sample", given, "--n", 1, "--out", tmp_path / "x.png")


def test_emoji_of_a_group_and_size_train_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["train", "dcgan", "--data", "emoji-faces-28", *TRAIN, *tiny.arguments("dcgan")]
    assert run([*args, "--out", str(tmp_path / "run")]) == 0
    assert "emoji-faces-28" in said(capsys, "data")
    shutil.rmtree(own._root().parent / "emoji")
    assert "emoji-faces-28" not in said(capsys, "data")


def _files(folder: Path) -> list[tuple[str, bytes | None]]:
    from gan_core.data.archive import read

    return list(read(folder))


def test_lines_of_a_text_become_a_data_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], refused: Refused
) -> None:
    path = tmp_path / "names.TXT"
    names = [f"name{chr(97 + i)}" for i in range(20)]
    path.write_text("\n".join([*names, "x" * 30, names[0]]), encoding="utf-8")
    out = said(capsys, "data", "--add", path, "--name", "names", "--length", 20)
    assert out.splitlines() == [
        "own/names: 20 lines of at most 5 characters, 20 different ones",
        "Lines that were there before: 1. Each counts once.",
        "Lines of more than 20 words or characters, left out: 1.",
    ]
    assert "own/names      here    Lines of text that were added" in said(capsys, "data")
    add = ("data", "--add", path, "--name")
    assert "own/names already" in refused(*add, "names")
    assert "1 to 256" in refused(*add, "more", "--length", 257)
    assert "at least 16" in refused(*add, "more", "--cut", "character", "--length", 4)
    assert "cannot be read" in refused("data", "--add", tmp_path / "none.txt", "--name", "x")

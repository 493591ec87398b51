"""Own data sets: a name fixes the content; damage, hostile names and deletion are survived."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gan_core import data, open_model, train_model
from gan_core.data import own
from gan_core.data.base import PICTURE_SIZES
from gan_core.data.spec import Pictures, read_spec, spec_document
from gan_core.errors import UserError
from gan_core.files import container
from gan_core.translation import source_of_file, translate
from tests.gan_core.data.photos import beside, paired, photo, photos

BEFORE_PAIRS = Path(__file__).resolve().parents[2] / "fixtures/own_before_pairs/pets.safetensors"
SWAP = str.maketrans("AB", "BA")


def file_of(name: str) -> Path:
    return own._root() / f"{name}.safetensors"


def labelled() -> list[tuple[str, bytes]]:
    return [(f"{kind}/{i}.png", photo(i)) for kind in ("cats", "dogs") for i in range(10)]


def test_own_pictures_are_a_data_set_like_any_other() -> None:
    added = own.add(labelled(), "pets", size=28, grey=True)
    assert (added.name, added.pictures, added.classes) == ("own/pets", 20, ("cats", "dogs"))
    assert data.names()[-1] == "own/pets" == data.entries()[-1].name
    assert data.is_here("own/pets")
    made = data.load("own/pets")
    assert made.spec == data.entry("own/pets").spec == Pictures(1, 28, classes=("cats", "dogs"))
    assert made.items.shape == (18, 1, 28, 28) and made.held_out.items.shape == (2, 1, 28, 28)
    assert made.labels.bincount().tolist() == [9, 9] and made.held_out.labels.tolist() == [0, 1]
    assert made.card.licence == "yours"


@pytest.mark.parametrize("size", PICTURE_SIZES)
def test_every_size_can_be_made_and_asked_for(size: int) -> None:
    own.add(photos(16), "mine", size=size)
    assert data.load("own/mine").items.shape == (14, 3, size, size)


def test_the_content_is_the_same_whenever_it_is_made_of_the_same_files() -> None:
    own.add(photos(16), "one")
    own.add(photos(16), "two")
    own.add(photos(17), "three")
    hashes = [data.load(f"own/{name}").content_hash for name in ("one", "two", "three")]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "A",
        "a b",
        "../a",
        "a/b",
        "a.b",
        ".a",
        "-a",
        "_a",
        "a" * 41,
        "a\n",
        "é",
        "猫",
        "a\0",
        "CON:",
    ],
)
def test_a_name_that_could_be_a_path_or_is_hard_to_type_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="small letters a to z"):
        own.add(photos(16), name)
    with pytest.raises(UserError, match="There is no data set"):
        data.entry(f"own/{name}")
    assert own.names() == [] and not own._root().exists()


def test_a_name_that_is_taken_is_refused_before_anything_is_read() -> None:
    own.add(photos(16), "mine")
    before = file_of("mine").read_bytes()
    with pytest.raises(UserError, match="own/mine already"):
        own.add(iter(lambda: pytest.fail("read"), None), "mine")
    assert file_of("mine").read_bytes() == before


@pytest.mark.parametrize("size", [0, 27, 30, 65, 68, 10**9, -32])
def test_a_size_that_the_networks_do_not_make_is_refused(size: int) -> None:
    with pytest.raises(UserError, match=r"one of 28, 32.*64, not"):
        own.add(photos(16), "mine", size=size)
    assert own.names() == []


@pytest.mark.parametrize("name", ["con", "nul", "lpt1"])
def test_a_name_that_windows_keeps_for_itself_is_refused(name: str) -> None:
    with pytest.raises(UserError, match=f"Windows has no file that is called '{name}"):
        own.add(photos(16), name)
    assert own.names() == []


def test_too_few_pictures_leave_nothing_behind() -> None:
    with pytest.raises(UserError, match="at least 16"):
        own.add(photos(15), "mine")
    assert own.names() == []


def test_a_folder_that_cannot_be_written_is_said(own_home: Path) -> None:
    (own_home / "data").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(UserError, match="could not be written"):
        own.add(photos(16), "mine")


def changed(name: str, **changes: object) -> None:
    """Write the data set's file anew with another description or other tensors."""
    tensors, document = container.read(file_of(name))
    for key in ("items", "labels", "sources", "other"):
        if key in changes:
            tensors[key] = changes.pop(key)  # type: ignore[assignment]
    container.write(file_of(name), tensors, {**document, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"items": torch.zeros(3, 3, 32, 32, dtype=torch.uint8)},
        {"items": torch.zeros(20, 1, 32, 32, dtype=torch.uint8)},
        {"items": torch.zeros(20, 3, 32, 32)},
        {"labels": torch.full((20,), 2)},
        {"labels": torch.full((20,), -1)},
        {"labels": torch.zeros(20)},
        {"labels": torch.zeros(19, dtype=torch.int64)},
        {"spec": {"channels": 3, "size": 32, "classes": []}},
        {"spec": {"channels": 3, "size": 28, "classes": ["a", "b"]}},
    ],
    ids=range(9),
)
def test_a_file_whose_pictures_do_not_fit_what_it_says_is_refused(
    changes: dict[str, object],
) -> None:
    own.add(labelled(), "pets")
    changed("pets", **changes)
    with pytest.raises(UserError, match="own/pets cannot be read: Its items do not fit"):
        data.load("own/pets")


@pytest.mark.parametrize(
    "spec",
    [
        None,
        [],
        {},
        {"channels": 2, "size": 32, "classes": []},
        {"channels": True, "size": 32, "classes": []},
        {"channels": 3, "size": 10**9, "classes": []},
        {"channels": 3, "size": "32", "classes": []},
        {"channels": 3, "size": 32, "classes": "ab"},
        {"channels": 3, "size": 32, "classes": [1]},
        {"channels": 3, "size": 32, "classes": [""]},
        {"channels": 3, "size": 32, "classes": ["x" * 65]},
        {"channels": 3, "size": 32, "classes": [str(i) for i in range(1001)]},
    ],
    ids=range(12),
)
def test_a_description_that_makes_no_sense_is_refused(spec: object) -> None:
    own.add(photos(16), "mine")
    changed("mine", spec=spec)
    with pytest.raises(UserError, match="makes no sense"):
        data.entry("own/mine")
    assert "own/mine" in data.names()
    assert "own/mine" not in [entry.name for entry in data.entries()]
    assert not data.is_here("own/mine")


def test_a_file_of_before_there_were_pairs_is_what_it_was() -> None:
    own._root().mkdir(parents=True)
    shutil.copy(BEFORE_PAIRS, file_of("pets"))
    pets = data.load("own/pets")
    assert pets.spec == Pictures(1, 28, classes=("cats", "dogs")) == data.entry("own/pets").spec
    assert pets.content_hash == "f70dd25995a544f5"  # as it was computed then
    assert pets.labels.tolist() == [0] * 7 + [1] * 7 and len(pets.held_out) == 2
    assert pets.sources is None and pets.other is None


def test_pairs_are_kept_and_held_out_together() -> None:
    added = own.add([*paired(20), ("A/lonely.png", photo(1))], "maps", size=28)
    assert (added.layout, added.pictures, added.paired, added.other) == ("pairs", 20, True, 0)
    assert [file.path for file in added.skipped] == ["A/lonely.png"]
    maps = data.load("own/maps")
    assert maps.spec == Pictures(3, 28, source=Pictures(1, 28)) == data.entry("own/maps").spec
    assert (len(maps), len(maps.held_out)) == (18, 2)
    for rows in (maps.training, maps.held_out):  # photo(n) is n * 7 in red, its source n * 3
        assert rows.sources.shape == (len(rows), 1, 28, 28)
        assert (rows.items[:, 0].int() * 3).equal(rows.sources[:, 0].int() * 7)


def test_halves_are_the_same_data_set_as_two_folders() -> None:
    files = dict(paired(20))
    in_order = [f"{side}/{i}.png" for i in range(20) for side in "AB"]
    own.add([(path, files[path]) for path in in_order], "folders", layout="pairs")
    own.add(beside(20), "halves", layout="side_by_side")
    one, two = data.load("own/folders"), data.load("own/halves")
    assert one.content_hash == two.content_hash and one.spec == two.spec


def test_two_domains_are_each_held_out_by_themselves() -> None:
    files = [(f"trainA/{i}.png", photo(i)) for i in range(30)]
    files += [(f"trainB/{i}.png", photo(i)) for i in range(30, 46)]
    added = own.add(files, "horses", size=28)
    assert (added.layout, added.pictures, added.other, added.paired) == ("unpaired", 16, 30, False)
    horses = data.load("own/horses")
    assert horses.spec == Pictures(3, 28, other=Pictures(3, 28)) and horses.sources is None
    assert [len(part) for part in (horses.items, horses.other)] == [14, 27]
    held_out = horses.held_out
    assert [len(part) for part in (held_out.items, held_out.other)] == [2, 3]
    reds = torch.cat([horses.other, held_out.other])[:, 0, 0, 0].sort().values
    assert reds.tolist() == sorted(i * 7 for i in range(30))


PAIRED = {"channels": 3, "size": 28, "kind": "pictures"}


@pytest.mark.parametrize(
    "changes",
    [
        {"sources": torch.zeros(19, 1, 28, 28, dtype=torch.uint8)},
        {"sources": torch.zeros(20, 3, 28, 28, dtype=torch.uint8)},
        {"sources": torch.zeros(20, 1, 28, 28)},
        {"sources": torch.zeros(20, 1, 28, dtype=torch.uint8)},
        {"other": torch.zeros(20, 3, 28, 28, dtype=torch.uint8)},
        {"spec": PAIRED},
        {"spec": {**PAIRED, "other": PAIRED}},
        {"spec": {**PAIRED, "source": {**PAIRED, "channels": 1, "size": 32}}},
        {"spec": {**PAIRED, "source": {"kind": "points", "dimensions": 2}}},
        {
            "spec": {**PAIRED, "source": {**PAIRED, "channels": 1, "size": 32}},
            "sources": torch.zeros(20, 1, 32, 32, dtype=torch.uint8),
        },
    ],
    ids=range(10),
)
def test_a_file_whose_pairs_are_none_is_refused(changes: dict[str, object]) -> None:
    own.add(paired(20), "maps", size=28)
    changed("maps", **changes)
    with pytest.raises(UserError, match="own/maps cannot be read: Its items do not fit"):
        data.load("own/maps")


@pytest.mark.parametrize(
    "files",
    [paired(20), [(path.translate(SWAP), content) for path, content in paired(20)], beside(20)],
    ids=["colour-of-grey", "grey-of-colour", "side-by-side"],
)
def test_pix2pix_learns_own_pairs_and_translates_pictures(
    files: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    own.add(files, "maps", size=28)
    small = {"g_width": 2, "d_width": 2, "batch": 4}
    model = train_model("pix2pix", "own/maps", tmp_path / "run", steps=3, settings=small, threads=1)
    spec = data.entry("own/maps").spec
    source = source_of_file(model, photo(3))
    assert source.shape == spec.source.shape
    made = translate(model, source[None])
    assert made.shape == (1, *spec.shape) and bool(made.isfinite().all())
    own.remove("own/maps")
    assert translate(open_model(tmp_path / "run"), source[None]).equal(made)


def test_a_gan_of_noise_learns_the_items_of_own_pairs(tmp_path: Path) -> None:
    own.add(paired(20), "maps", size=28)
    small = {"width": 2, "batch": 4}
    model = train_model("vanilla", "own/maps", tmp_path / "run", steps=1, settings=small, threads=1)
    assert model.sample(2).shape == (2, 3, 28, 28)
    with pytest.raises(UserError, match="needs a data set whose items come with"):
        own.add(photos(16), "plain", size=28)
        train_model("pix2pix", "own/plain", tmp_path / "none", steps=1)


def test_a_description_survives_the_way_through_a_file() -> None:
    spec = Pictures(1, 28, classes=("猫", "狗"))
    assert read_spec(json.loads(json.dumps(spec_document(spec)))) == spec


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_damaged_file_is_said_to_be_so(cut: int) -> None:
    own.add(photos(16), "mine")
    file_of("mine").write_bytes(file_of("mine").read_bytes()[:cut])
    with pytest.raises(UserError, match="own/mine cannot be read"):
        data.load("own/mine")


def test_a_flipped_bit_is_noticed() -> None:
    own.add(photos(16), "mine")
    content = file_of("mine").read_bytes()
    file_of("mine").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(UserError, match="checksum"):
        data.load("own/mine")


def test_a_removed_set_comes_back_with_the_same_content() -> None:
    own.add(photos(16), "mine")
    before = data.load("own/mine").content_hash
    own.remove("own/mine")
    assert own.names() == [] and not data.is_here("own/mine")
    with pytest.raises(UserError, match="There is no data set"):
        data.load("own/mine")
    own.restore("own/mine")
    assert data.load("own/mine").content_hash == before


def test_what_cannot_be_removed_or_restored_is_said() -> None:
    for name in ("own/none", "own/../x", "mnist"):
        with pytest.raises(UserError, match="There is no data set"):
            own.remove(name)
    with pytest.raises(UserError, match="not in the trash any more"):
        own.restore("own/none")
    own.add(photos(16), "mine")
    own.remove("own/mine")
    own.add(photos(17), "mine")
    with pytest.raises(UserError, match="already"):
        own.restore("own/mine")


def test_the_trash_is_emptied_of_what_is_older_than_a_week() -> None:
    for name in ("old", "new"):
        own.add(photos(16), name)
    own.remove("own/old")
    trashed = own._trash() / "old.safetensors"
    os.utime(trashed, (time.time() - 8 * 86400,) * 2)
    own.remove("own/new")
    assert [path.name for path in own._trash().iterdir()] == ["new.safetensors"]


def test_other_content_under_a_name_that_was_free_again_is_loaded_anew() -> None:
    own.add(photos(16), "mine")
    first = data.load("own/mine")
    own.remove("own/mine")
    own.add(photos(30), "mine")
    second = data.load("own/mine")
    assert len(second) == 27 and second.content_hash != first.content_hash
    assert data.load("own/mine") is second
    assert replace(second, name="x").content_hash == second.content_hash

"""Whatever file is handed in as a checkpoint: one clear line, exit code 2, nothing believed."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from gan_core.errors import GanvasError
from gan_core.files import container
from gan_core.model_file import load_model
from tests.gan_core import forged

Refused = Callable[..., str]
FOREIGN = forged.foreign()


@pytest.fixture
def hand_in(refused: Refused, tmp_path: Path) -> Callable[[bytes], str]:
    """Sample from a file of these bytes, which must be refused; return the one line."""

    def check(content: bytes) -> str:
        path = tmp_path / "given.safetensors"
        path.write_bytes(content)
        line = refused("sample", path, "--n", 1, "--out", tmp_path / "x.png")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["given.safetensors", "home"]
        return line

    return check


def test_missing_file(refused: Refused, tmp_path: Path) -> None:
    for command in (["sample", "--out", tmp_path / "x.png"], ["score", "--data", "mnist"]):
        line = refused(command[0], tmp_path / "none.safetensors", *command[1:])
        assert "There is no checkpoint at" in line


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_file(hand_in: Callable[[bytes], str], name: str) -> None:
    line = hand_in(FOREIGN[name])
    assert "given.safetensors" in line
    assert (
        "is empty" in line
        if name == "empty"
        else "not a Ganvas checkpoint" in line or ("cut off" in line)
    )


def test_nothing_is_ever_unpickled(
    hand_in: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, lambda *a, **k: pytest.fail("unpickled"))
    for content in FOREIGN.values():
        hand_in(content)


@pytest.mark.parametrize("tenth", range(1, 10))
def test_truncated_file(hand_in: Callable[[bytes], str], model_file: Path, tenth: int) -> None:
    content = model_file.read_bytes()
    assert "is cut off" in hand_in(content[: len(content) * tenth // 10])


def test_file_that_lacks_its_last_byte_or_has_one_more(
    hand_in: Callable[[bytes], str], model_file: Path
) -> None:
    content = model_file.read_bytes()
    assert "is cut off" in hand_in(content[:-1])
    hand_in(content + b"\0")
    hand_in(content + content)


def test_flipped_bit_anywhere_in_the_data(
    hand_in: Callable[[bytes], str], model_file: Path
) -> None:
    content = model_file.read_bytes()
    data = len(forged.parts(content)[1])
    for place in (0, 1, data // 3, data // 2, data - 1):
        line = hand_in(forged.flipped(content, len(content) - data + place, place % 8))
        assert "checksum does not match" in line


def test_flipped_bit_in_the_header_is_refused_or_harmless(model_file: Path, tmp_path: Path) -> None:
    content, path = model_file.read_bytes(), tmp_path / "x.safetensors"
    want = load_model(model_file).sample(1)
    length = len(content) - len(forged.parts(content)[1])
    refusals = 0
    for place in range(0, length, 7):
        path.write_bytes(forged.flipped(content, place, place % 7))
        try:
            model = load_model(path)
        except GanvasError:
            refusals += 1
        else:
            assert torch.equal(model.sample(1), want)
    assert refusals > length / 7 / 4


def test_header_that_says_things_twice(hand_in: Callable[[bytes], str], model_file: Path) -> None:
    content = model_file.read_bytes()
    first = next(iter(forged.parts(content)[0]))
    assert "not a Ganvas checkpoint" in hand_in(forged.twice(content, "__metadata__"))
    assert "not a Ganvas checkpoint" in hand_in(forged.twice(content, first))
    text = forged.parts(content)[0]["__metadata__"]["ganvas"]
    doubled = '{"kind": "model", ' + text[1:]
    assert "not a Ganvas checkpoint" in hand_in(forged.metadata(content, {"ganvas": doubled}))


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"ganvas": "not json"},
        {"ganvas": "[1]"},
        {"ganvas": "null"},
        {"ganvas": "[" * 90_000},
        {"ganvas": '{"schema": ' + "9" * 5000 + "}"},
        {"other": "{}"},
    ],
    ids=range(7),
)
def test_metadata_that_is_not_ours(
    hand_in: Callable[[bytes], str], model_file: Path, value: object
) -> None:
    line = hand_in(forged.metadata(model_file.read_bytes(), value))
    assert "not a Ganvas checkpoint" in line


def test_file_of_a_newer_version_says_so(hand_in: Callable[[bytes], str], model_file: Path) -> None:
    line = hand_in(forged.document(model_file.read_bytes(), schema=999))
    assert "newer version of Ganvas" in line


@pytest.mark.parametrize(
    "changes",
    [
        {"recipe": "../../x"},
        {"recipe": None},
        {"recipe": "stylegan"},
        {"data": "/etc/passwd"},
        {"data": ["mnist"]},
        {"params": None},
        {"params": "abc"},
        {"params": [1]},
        {"params": {}},
        {"step": "many"},
        {"step": None},
        {"step": [1]},
        {"sha256": None},
        {"sha256": "0" * 64},
    ],
    ids=str,
)
def test_document_that_makes_no_sense(
    hand_in: Callable[[bytes], str], model_file: Path, changes: dict[str, object]
) -> None:
    hand_in(forged.document(model_file.read_bytes(), **changes))


DEEP = json.loads("[" * 900 + "]" * 900)


@pytest.mark.parametrize(
    "changes",
    [
        {"batch": 10**9},
        {"batch": 0},
        {"lr": float("nan")},
        {"lr": float("inf")},
        {"lr": -1},
        {"latent": 0},
        {"latent": 10**7},
        {"width": 10**9},
        {"width": 8192},
        {"latent": 1024},
        {"width": True},
        {"width": "4"},
        {"width": 4.0},
        {"width": None},
        {"width": DEEP},
        {"ema": 1.0},
        {"objective": "__import__"},
        {"unknown": 1},
        {"{0.__class__}": 1},
    ],
    ids=lambda changes: str(changes)[:30],
)
def test_settings_in_the_file_are_checked_like_any_others(
    hand_in: Callable[[bytes], str], model_file: Path, changes: dict[str, object]
) -> None:
    hand_in(forged.settings(model_file.read_bytes(), **changes))


def test_other_architecture_names_the_first_mismatch(
    hand_in: Callable[[bytes], str], model_file: Path
) -> None:
    line = hand_in(forged.document(model_file.read_bytes(), recipe="mlp"))
    assert "layers.2.bias is (784,) torch.float32 in the checkpoint and (8,)" in line
    line = hand_in(forged.settings(model_file.read_bytes(), width=5))
    assert "layers.0.bias is (4,) torch.float32 in the checkpoint and (5,)" in line


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda key, value: value.double(), "torch.float64 in the checkpoint"),
        (lambda key, value: value.half(), "torch.float16 in the checkpoint"),
        (lambda key, value: value.to(torch.int8), "torch.int8 in the checkpoint"),
        (lambda key, value: value.to(torch.complex64), "not a Ganvas"),
        (lambda key, value: value.to(torch.float8_e4m3fn), "not a Ganvas"),
        (lambda key, value: value.to(torch.float8_e5m2), "not a Ganvas"),
        (lambda key, value: value[:0], "in the checkpoint and"),
        (lambda key, value: value * float("nan"), "not finite"),
        (lambda key, value: value / 0, "not finite"),
        (lambda key, value: None if "bias" in key else value, "lacks"),
        (lambda key, value: None, "lacks"),
    ],
    ids=range(11),
)
def test_wrong_tensors(
    hand_in: Callable[[bytes], str],
    model_file: Path,
    change: Callable[[str, torch.Tensor], torch.Tensor | None],
    says: str,
) -> None:
    assert says in hand_in(forged.tensors(model_file, change))


def test_tensor_that_the_network_lacks(hand_in: Callable[[bytes], str], model_file: Path) -> None:
    tensors, known = container.read(model_file)
    more = {**tensors, "ema/G/layers.9.weight": torch.zeros(1)}
    assert "the network lacks" in hand_in(container.pack(more, known))

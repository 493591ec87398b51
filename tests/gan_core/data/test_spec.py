"""Specs as documents: those without frames are what they always were, and bounds hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gan_core.data.spec import Pictures, Spec, Tokens, read_spec, spec_document
from gan_core.errors import UserError

STRIP = Pictures(1, 8, frames=3)


def test_one_frame_leaves_no_trace_in_a_document() -> None:
    assert spec_document(Pictures(3, 32, source=Pictures(1, 32), other=Pictures(1, 8))) == {
        "kind": "pictures",
        "classes": [],
        "channels": 3,
        "size": 32,
        "source": {"kind": "pictures", "classes": [], "channels": 1, "size": 32},
        "other": {"kind": "pictures", "classes": [], "channels": 1, "size": 8},
    }


@pytest.mark.parametrize(
    "spec",
    [
        STRIP,
        Pictures(3, 16, frames=16),
        Pictures(1, 8, source=STRIP),
        Tokens(4, source=Pictures(1, 8, source=STRIP)),
        Tokens(4, ("end", "a"), ends=True),
        Pictures(1, 8),
    ],
)
def test_a_document_is_read_back(spec: Spec) -> None:
    assert read_spec(spec_document(spec)) == spec


def test_files_from_before_there_were_frames_are_read() -> None:
    old = {"kind": "pictures", "classes": [], "channels": 1, "size": 28}
    assert read_spec(old) == Pictures(1, 28)
    assert read_spec({"channels": 1, "size": 28, "classes": ["a"]}) == Pictures(1, classes=("a",))


@pytest.mark.parametrize("frames", [0, -1, 17, 2.5, "2", True, None])
def test_frames_are_from_1_to_16(frames: object) -> None:
    with pytest.raises(UserError, match="makes no sense"):
        read_spec({**spec_document(STRIP), "frames": frames})


def test_frames_lie_behind_each_other_in_the_channels() -> None:
    assert Pictures(3, 8, frames=2).shape == (6, 8, 8)
    assert STRIP.blank(2).shape == (2, 3, 8, 8)
    assert STRIP.to_numbers(torch.full((1, 3, 8, 8), 255, dtype=torch.uint8)).eq(1).all()
    assert replace(STRIP, frames=1).shape == (1, 8, 8)


def test_a_sequence_ends_with_the_first_of_its_words() -> None:
    spec = Tokens(5, ("end", "a", "b"), ends=True)
    tokens = torch.tensor([[1, 2, 0, 0, 0], [0, 1, 2, 0, 1], [2, 2, 2, 2, 2]])
    assert [spec.text(one) for one in tokens] == ["a b", "", "b b b b b"]
    assert spec.mask(tokens).int().tolist() == [[1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]]
    assert spec.mask(tokens[0]).tolist() == [True, True, True, False, False]


def test_what_has_no_end_is_whole() -> None:
    spec = Tokens(3, ("a", "b"))
    assert spec.text(torch.tensor([0, 1, 0])) == "a b a"
    assert spec.mask(torch.zeros(2, 3, dtype=torch.long)).all()
    assert "ends" not in spec_document(spec)

"""Shapes drawn by hand: the text in a link, what is refused, and where their points lie."""

from __future__ import annotations

import base64
import zlib

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.data.drawing import LONGEST
from gan_core.data.plane import decode_drawing, encode_drawing, painted_shape
from gan_core.errors import UserError

SQUARE = [(column, row) for column in range(10, 20) for row in range(30, 34)]
CODE = encode_drawing(SQUARE)
cells = st.sets(st.tuples(st.integers(0, 47), st.integers(0, 47)), min_size=1)


@given(cells)
@settings(max_examples=60, deadline=None)
def test_a_drawing_comes_back_from_its_text(painted: set[tuple[int, int]]) -> None:
    code = encode_drawing(painted)
    assert len(code) <= LONGEST and set(code) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )
    assert decode_drawing(code) == sorted(painted, key=lambda cell: (cell[1], cell[0]))
    assert encode_drawing(reversed(decode_drawing(code))) == code


def test_the_longest_possible_text_fits_its_bound() -> None:
    noise = torch.randint(2, (48, 48), generator=torch.Generator().manual_seed(3)).nonzero()
    assert len(encode_drawing(map(tuple, noise.tolist()))) <= 399 < LONGEST


def test_points_of_a_drawing_cover_the_painted_cells_evenly_and_no_other() -> None:
    made = painted_shape(CODE)
    x, y = made.content.items.double().unbind(1)
    assert [x.min(), x.max()] == pytest.approx([-2 + 10 / 12, -2 + 20 / 12], abs=0.01)
    # Rows count from the bottom: these are above the middle.
    assert [y.min(), y.max()] == pytest.approx([-2 + 30 / 12, -2 + 34 / 12], abs=0.01)
    at = torch.stack([(x + 2) * 12, (y + 2) * 12], 1).floor().long()
    counts = (48 * at[:, 1] + at[:, 0]).bincount()
    assert len(counts.nonzero()) == len(SQUARE)
    assert counts[counts > 0].min() > 0.7 * 8192 / len(SQUARE)
    assert (made.centres, made.content.labels) == (None, None)
    assert made.content.items.shape == (8192, 2) and made.content.held_out.items.shape == (2048, 2)
    assert painted_shape(CODE) is made


def test_a_wholly_painted_drawing_stays_in_the_box() -> None:
    everything = [(column, row) for column in range(48) for row in range(48)]
    points = painted_shape(encode_drawing(everything)).content.items
    assert points.abs().max() <= 2 and points.abs().max() > 1.99


@pytest.mark.parametrize("cell", [(-1, 0), (0, -1), (48, 0), (0, 48)])
def test_a_cell_outside_the_grid_is_refused(cell: tuple[int, int]) -> None:
    with pytest.raises(UserError, match="outside the drawing"):
        encode_drawing([(1, 1), cell])


def coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).rstrip(b"=").decode()


def test_an_empty_drawing_is_refused_however_it_comes() -> None:
    for read in (lambda: encode_drawing([]), lambda: painted_shape(coded(bytes(288)))):
        with pytest.raises(UserError, match="Nothing is drawn yet"):
            read()


@pytest.mark.parametrize(
    "code",
    ["", "!", "A", CODE[:-4], CODE + "AAAA", CODE[1:], CODE + "\n", " " + CODE, "ä" + CODE,
     coded(bytes([255] * 287)), coded(bytes([255] * 289)), coded(bytes([255]) * 100_000),
     "A" * 10_000_000],
    ids=["empty", "no-base64", "one-letter", "cut-off", "too-long", "no-head", "newline", "space",
         "not-ascii", "few-bytes", "a-byte-more", "bomb", "absurd"],
)  # fmt: skip
def test_a_damaged_code_is_refused_and_says_what_to_do(code: str) -> None:
    with pytest.raises(UserError, match="Copy the whole link again, or draw anew"):
        painted_shape(code)


def test_an_absurd_length_is_refused_before_anything_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zlib, "decompressobj", lambda: pytest.fail("unpacked"))
    monkeypatch.setattr(base64, "b64decode", lambda *_, **__: pytest.fail("decoded"))
    with pytest.raises(UserError, match="damaged"):
        decode_drawing("A" * (LONGEST + 1))


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_a_drawing_or_one_of_our_sentences(text: str) -> None:
    try:
        assert decode_drawing(text)
    except UserError as error:
        assert "draw" in str(error).lower()

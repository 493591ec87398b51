from __future__ import annotations

import io

import torch
from PIL import Image

from gan_core.pictures import gif, grid, image, png, to_bytes


def test_minus_one_is_black_one_is_white_and_zero_rounds_to_the_middle() -> None:
    assert to_bytes(torch.tensor([-1.0, 0.0, 1.0])).tolist() == [0, 128, 255]


def test_numbers_outside_the_range_are_clipped_not_wrapped() -> None:
    assert to_bytes(torch.tensor([-1.5, 1.01, 9.0])).tolist() == [0, 255, 255]


def test_every_byte_survives_the_way_to_floats_and_back() -> None:
    levels = torch.arange(256)
    assert torch.equal(to_bytes(levels.float() * (2 / 255) - 1), levels.to(torch.uint8))


def test_grid_fills_rows_first_and_leaves_black_between() -> None:
    tiles = torch.arange(1, 6, dtype=torch.uint8).reshape(5, 1, 1, 1).expand(5, 1, 2, 2)
    sheet = grid(tiles, columns=3, gap=1)
    assert sheet.shape == (1, 5, 8)
    assert sheet[0, 0].tolist() == [1, 1, 0, 2, 2, 0, 3, 3]
    assert sheet[0, 2].tolist() == [0] * 8
    assert sheet[0, 4].tolist() == [4, 4, 0, 5, 5, 0, 0, 0]


def test_png_shows_the_same_bytes_in_grey_and_in_colour() -> None:
    for channels, mode in ((1, "L"), (3, "RGB")):
        picture = torch.randint(0, 256, (channels, 3, 4), dtype=torch.uint8)
        read = Image.open(io.BytesIO(png(picture)))
        assert (read.mode, read.size) == (mode, (4, 3))
        assert read.tobytes() == picture.permute(1, 2, 0).contiguous().numpy().tobytes()


def test_enlarging_repeats_pixels_with_hard_edges() -> None:
    made = image(torch.tensor([[[0, 200]]], dtype=torch.uint8), scale=2)
    assert made.size == (4, 2)
    assert made.tobytes() == bytes([0, 0, 200, 200] * 2)


def test_gif_runs_forth_and_back_without_repeating_the_ends() -> None:
    frames = [torch.full((1, 2, 2), level, dtype=torch.uint8) for level in (0, 90, 255)]
    made = Image.open(io.BytesIO(gif(frames, scale=1)))
    levels = []
    for index in range(made.n_frames):
        made.seek(index)
        levels.append(made.convert("L").getpixel((0, 0)))
    assert levels == [0, 90, 255, 90]
    assert made.info["loop"] == 0

"""Pictures of all kinds become small square ones; folders become labels."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.data import decode as module
from gan_core.data.decode import TOO_LARGE, UNREADABLE
from gan_core.data.prepare import prepare
from gan_core.data.prepared import Prepared
from gan_core.errors import UserError
from tests.gan_core.data.photos import encoded, photo, photos


def one(content: bytes, size: int = 28, **options: bool) -> torch.Tensor:
    """Prepare the picture among enough others and return it."""
    return prepare([("x", content), *photos(16)], size, **options).items[0]


def striped(width: int, height: int) -> Image.Image:
    """A red left third, green middle, blue right."""
    array = np.zeros((height, width, 3), np.uint8)
    for index in range(3):
        array[:, index * width // 3 : (index + 1) * width // 3, index] = 255
    return Image.fromarray(array)


@pytest.mark.parametrize("size", [28, 32, 64])
@pytest.mark.parametrize(("grey", "channels"), [(False, 3), (True, 1)])
def test_all_pictures_get_the_size_and_the_channels_asked_for(
    size: int, grey: bool, channels: int
) -> None:
    mixed = [("a", photo(1, (300, 20))), ("b", photo(2, (9, 9), "JPEG")), *photos(14)]
    made = prepare(mixed, size, grey=grey)
    assert made.items.shape == (16, channels, size, size) and made.items.dtype == torch.uint8


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_each_format_keeps_its_colour(kind: str) -> None:
    made = one(encoded(Image.new("RGB", (50, 40), (200, 90, 30)), kind))
    assert made.float().mean((1, 2)).tolist() == pytest.approx([200, 90, 30], abs=8)


def test_the_middle_square_is_cut_out() -> None:
    made = one(encoded(striped(90, 30)))
    assert made[1].min() > 200 and made[0].max() < 60 and made[2].max() < 60


def test_shrinking_averages_instead_of_picking_pixels() -> None:
    checkers = np.indices((560, 560)).sum(0) % 2 * 255
    made = one(encoded(Image.fromarray(checkers.astype(np.uint8))))
    assert made.float().sub(127.5).abs().max() < 4


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn clockwise by 90 degrees
    top_red = one(encoded(striped(30, 30), "JPEG", exif=exif, quality=95))
    assert top_red[0, :6].float().mean() > 200 > 60 > top_red[0, -6:].float().mean()


def test_a_large_jpeg_is_read_right() -> None:
    made = one(encoded(striped(3000, 1000), "JPEG", quality=90))
    assert made[1].min() > 200 and made[0].max() < 60


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0)).convert("LA" if mode == "LA" else "RGBA")
    if mode == "P":
        clear = clear.quantize()
    assert one(encoded(clear, "PNG")).min() > 250


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    level = np.full((30, 30), 128 * 256, np.uint16)
    assert one(encoded(Image.fromarray(level))).unique().tolist() == [128]


def test_an_animation_gives_its_first_picture() -> None:
    red, blue = (Image.new("RGB", (30, 30), colour) for colour in ("red", "blue"))
    made = one(encoded(red, "GIF", save_all=True, append_images=[blue]))
    assert made[0].min() > 200 and made[2].max() < 60


BROKEN = {
    "empty": b"",
    "text": b"hello",
    "cut-off": photo(1, (400, 400))[:200],
    "half-jpeg": photo(1, (400, 400), "JPEG")[:400],
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "unread": None,
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_picture_is_skipped_and_named(content: bytes | None) -> None:
    made = prepare([("bad/x.png", content), *photos(16)], 28)
    assert len(made.items) == 16
    assert [(file.path, file.why) for file in made.skipped] == [("bad/x.png", UNREADABLE)]


def header_of(width: int, height: int) -> bytes:
    """A small PNG whose head claims another size."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head
    return start + struct.pack(">I", zlib.crc32(head)) + photo(1)[33:]


@pytest.mark.parametrize("side", [8001, 9500, 13_500, 60_000])
def test_a_picture_of_too_many_pixels_is_not_decoded(
    side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []
    original = Image.Image.load
    monkeypatch.setattr(
        Image.Image, "load", lambda self: loaded.append(self.size) or original(self)
    )
    made = prepare([("bomb.png", header_of(side, side)), *photos(16)], 28)
    assert [file.why for file in made.skipped] == [TOO_LARGE]
    assert (side, side) not in loaded


def test_too_many_pixels_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ALL_PIXELS", 40 * 30 * 16)
    assert len(prepare(photos(16), 28).items) == 16
    with pytest.raises(UserError, match="too large together"):
        prepare(photos(17), 28)


def test_too_few_pictures_are_refused_with_the_number_that_is_needed() -> None:
    with pytest.raises(UserError, match="at least 16 pictures; of 16 files 15 can be used"):
        prepare([*photos(15), ("x", b"")], 28)
    with pytest.raises(UserError, match=r"None of the 2 files is a picture.*PNG, JPEG"):
        prepare([("x", b""), ("y", None)], 28)
    with pytest.raises(UserError, match="None of the 0 files"):
        prepare([], 28)


def test_progress_counts_every_file() -> None:
    seen: list[int] = []
    prepare([("x", b""), *photos(16)], 28, report=seen.append)
    assert seen == list(range(1, 18))


def sorted_into(*folders: str, each: int = 8) -> Prepared:
    files = [(f"{folder}{i}.png", photo(i)) for folder in folders for i in range(each)]
    return prepare(files, 28)


@pytest.mark.parametrize("top", ["", "pets/", "/a/b/"])
def test_subfolders_become_labels_in_order_of_their_names(top: str) -> None:
    made = sorted_into(f"{top}dogs/", f"{top}cats/old/", f"{top}cats/")
    assert made.classes == ("cats", "dogs") and made.notes == ()
    assert made.labels.tolist() == [1] * 8 + [0] * 16


def test_one_folder_is_no_label() -> None:
    made = sorted_into("cats/", each=16)
    assert (made.labels, made.classes, made.notes) == (None, (), ())


def test_pictures_beside_subfolders_mean_no_labels_and_it_is_said() -> None:
    made = sorted_into("cats/", "dogs/", "")
    assert made.labels is None and "beside the subfolders" in made.notes[0].render()


def test_a_picture_that_cannot_be_used_makes_no_label() -> None:
    files = [(f"{kind}/{i}", photo(i)) for kind in "ab" for i in range(8)]
    made = prepare([("readme.txt", b"hi"), ("c/x", b"no"), *files], 28)
    assert made.classes == ("a", "b") and len(made.skipped) == 2


def test_more_subfolders_than_labels_mean_no_labels_and_it_is_said() -> None:
    made = sorted_into(*[f"{i}/" for i in range(51)], each=1)
    assert made.labels is None
    assert "there are 51 subfolders, and at most 50" in made.notes[0].render()


def test_a_folders_name_is_cleaned_and_bounded() -> None:
    made = sorted_into("a\x00b\u202e c/", "猫" * 100 + "/")
    assert made.classes == ("a b c", "猫" * 64)


def test_reading_changes_no_bytes_of_a_picture_of_the_right_size() -> None:
    array = np.arange(28 * 28 * 3, dtype=np.uint8).reshape(28, 28, 3)
    made = one(encoded(Image.fromarray(array)))
    assert torch.equal(made, torch.from_numpy(array).permute(2, 0, 1))


def test_broken_pictures_use_up_what_may_be_decoded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = encoded(striped(40, 30), "PNG")[:-30]
    monkeypatch.setattr(module, "ALL_PIXELS", 40 * 30 * 20)
    with pytest.raises(UserError, match="too large together"):
        prepare([(f"{number}.png", broken) for number in range(21)], 28)

"""Pairs and domains are prepared: aligned, each side as it is, and what is left out is named."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.data import decode
from gan_core.data.decode import TOO_LARGE, UNREADABLE
from gan_core.data.layouts import NO_PARTNER, OUTSIDE, SEVERAL, Layout
from gan_core.data.prepare import NOT_WIDE, prepare
from gan_core.data.prepared import Prepared
from gan_core.errors import UserError
from tests.gan_core.data.photos import beside, encoded, paired, photo

Files = list[tuple[str, bytes | None]]


def reasons(made: Prepared) -> dict[str, str]:
    return {file.path: file.why for file in made.skipped}


def flat(picture: torch.Tensor) -> list[int]:
    """The colour of a picture of one colour."""
    assert picture.flatten(1).float().std(1, correction=0).max() <= 2
    return picture.flatten(1).float().mean(1).round().int().tolist()


@pytest.mark.parametrize("layout", ["auto", "pairs"])
def test_pairs_are_aligned_and_each_side_is_grey_or_in_colour_as_it_is(layout: Layout) -> None:
    made = prepare(paired(20), 28, layout=layout)
    assert made.layout == "pairs" and made.skipped == () == made.notes and made.labels is None
    assert made.sources.shape == (20, 1, 28, 28) and made.items.shape == (20, 3, 28, 28)
    for number, (source, item) in enumerate(zip(made.sources, made.items, strict=True)):
        assert flat(source) == [number * 3] and flat(item) == [number * 7, 90, 200]


def test_the_order_of_the_files_changes_nothing_but_the_order_of_the_pairs() -> None:
    made = prepare(paired(20)[::-1], 28, layout="pairs")
    straight = prepare(paired(20), 28, layout="pairs")
    assert made.items.flip(0).equal(straight.items)
    assert made.sources.flip(0).equal(straight.sources)


def test_one_picture_in_colour_makes_its_side_colour_and_grey_makes_both_grey() -> None:
    files = [*paired(16), ("A/c.png", photo(3)), ("B/c.png", photo(4))]
    made = prepare(files, 28, layout="pairs")
    assert made.sources.shape[1] == 3 and flat(made.sources[0]) == [0, 0, 0]
    grey = prepare(files, 28, layout="pairs", grey=True)
    assert grey.sources.shape[1] == grey.items.shape[1] == 1


def test_items_may_be_grey_while_sources_are_in_colour() -> None:
    swapped = [({"A": "B", "B": "A"}[path[0]] + path[1:], content) for path, content in paired(16)]
    made = prepare(swapped, 28, layout="auto")
    assert (made.sources.shape[1], made.items.shape[1]) == (3, 1)


def mode(name: str) -> bytes:
    """A picture of grey 200 in a mode that files have; of white in black and white, or clear."""
    if name == "I;16":
        return encoded(Image.fromarray(np.full((30, 30), 200 * 256, np.uint16)))
    image = Image.new("RGB", (30, 30), (200, 200, 200))
    if name in ("RGBA", "LA"):
        image.putalpha(0)
    if name == "P":
        return encoded(image.quantize())
    if name == "1":
        return encoded(Image.new("1", (30, 30), 1))
    return encoded(image.convert(name), "JPEG" if name == "CMYK" else "PNG")


@pytest.mark.parametrize("name", ["L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "1"])
def test_every_mode_becomes_eight_bits_on_white(name: str) -> None:
    files = [*paired(15), ("A/m.png", mode(name)), ("B/m.png", photo(1))]
    made = prepare(files, 28, layout="pairs")
    (level,) = flat(made.sources[-1])  # grey, for nothing in it is coloured
    assert level == pytest.approx(255 if name in ("LA", "RGBA", "1") else 200, abs=1)


def test_who_has_no_partner_is_skipped_and_named_and_the_others_are_used() -> None:
    files: Files = [
        *paired(16),
        ("A/lonely.png", photo(1)),
        ("B/other.png", photo(1)),
        ("A/broken.png", photo(1)),
        ("B/broken.png", b"no"),
        ("A/x.png", photo(1)),
        ("A/X.PNG", photo(2)),
        ("B/x.png", photo(3)),
        ("cover.png", photo(1)),
    ]
    made = prepare(files, 28, layout="auto")
    assert made.layout == "pairs" and len(made.items) == len(made.sources) == 16
    assert reasons(made) == {
        "B/broken.png": UNREADABLE,
        "A/broken.png": NO_PARTNER,
        "A/lonely.png": NO_PARTNER,
        "B/other.png": NO_PARTNER,
        **dict.fromkeys(["A/x.png", "A/X.PNG", "B/x.png"], SEVERAL),
        "cover.png": OUTSIDE,
    }


def test_pairs_of_unequal_shapes_are_used_and_it_is_said_and_of_unequal_sizes_not() -> None:
    files = paired(16, size=(40, 30))
    large = [("A/large.png", photo(1, (80, 60))), ("B/large.png", photo(2, (403, 300)))]
    assert prepare([*files, *large], 28, layout="pairs").notes == ()
    high = [("A/high.png", photo(1, (30, 60))), ("B/high.png", photo(2))]
    made = prepare([*files, *high, *large], 28, layout="pairs")
    (note,) = made.notes
    assert len(made.items) == 18
    assert "different shapes: 1, for one that of A/high.png." in note.render()


def test_a_turned_photograph_has_the_shape_that_one_sees() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(Image.new("RGB", (30, 40)), "JPEG", exif=exif)
    files = [*paired(16, size=(40, 30)), ("A/t.jpg", turned), ("B/t.png", photo(1, (40, 30)))]
    assert prepare(files, 28, layout="pairs").notes == ()


@pytest.mark.parametrize("layout", ["auto", "side_by_side"])
def test_halves_become_pairs_the_left_one_is_the_source(layout: Layout) -> None:
    made = prepare(beside(20), 32, layout=layout)
    assert made.layout == "side_by_side" and made.classes == ()
    assert len(made.notes) == (layout == "auto")
    assert made.sources.shape == (20, 1, 32, 32) and made.items.shape == (20, 3, 32, 32)
    for number, (source, item) in enumerate(zip(made.sources, made.items, strict=True)):
        assert flat(source) == [number * 3] and flat(item) == [number * 7, 90, 200]


def test_large_photographs_are_halved_where_they_meet() -> None:
    image = Image.new("RGB", (2402, 1201), (250, 250, 250))
    image.paste((10, 10, 10), (1201, 0, 2402, 1201))
    files = [(f"{number}.jpg", encoded(image, "JPEG")) for number in range(16)]
    made = prepare(files, 28, layout="side_by_side")
    assert made.sources[..., -3:].min() > 235 and made.items[..., :3].max() < 25


def test_a_picture_of_another_shape_is_skipped_where_it_was_chosen_that_they_lie_side_by_side() -> (
    None
):
    files = [*beside(16), ("square.png", photo(1, (30, 30))), ("off.png", photo(1, (61, 30)))]
    made = prepare(files, 28, layout="side_by_side")
    assert reasons(made) == {"square.png": NOT_WIDE} and len(made.items) == 17


@pytest.mark.parametrize("where", [0, 8, 16])
def test_one_picture_that_is_not_wide_makes_all_of_them_plain(where: int) -> None:
    files = beside(16)
    files.insert(where, ("square.png", photo(1)))
    made, plain = prepare(files, 28, layout="auto"), prepare(files, 28)
    assert made.layout == "plain" and made.sources is None and made.items.equal(plain.items)
    assert made.items.shape == (17, 3, 28, 28) and made.notes == ()


@pytest.mark.parametrize(("layout", "folders"), [("auto", "train"), ("unpaired", "")])
def test_two_domains_need_no_order_and_no_equal_number(layout: Layout, folders: str) -> None:
    files = [(f"{folders}A/{i}.png", encoded(Image.new("L", (30, 30), i))) for i in range(16)]
    files += [(f"{folders}B/{i}.png", photo(i)) for i in range(30, 50)]
    made = prepare([*files, ("x.png", photo(1))], 28, layout=layout)
    assert made.layout == "unpaired" and made.notes == () and made.sources is None
    assert made.other.shape == (16, 1, 28, 28) and made.items.shape == (20, 3, 28, 28)
    assert reasons(made) == {"x.png": OUTSIDE}


def test_folders_for_testing_are_used_too_and_it_is_said() -> None:
    files = [
        (f"{part}{side}/{i}.png", photo(i))
        for part in ("train", "test")
        for side in "AB"
        for i in range(8)
    ]
    made = prepare(files, 28, layout="auto")
    assert len(made.items) == len(made.other) == 16
    assert "every tenth is held out" in made.notes[0].render()


def test_layouts_that_leave_too_little_say_what_is_missing() -> None:
    def refused(files: Files, layout: Layout) -> str:
        with pytest.raises(UserError) as error:
            prepare(files, 28, layout=layout)
        return str(error.value)

    assert "16 pairs; 30 files give 15." in refused(paired(15), "pairs")
    few = refused([*paired(15), ("A/lonely.png", photo(1))], "auto")
    assert "31 files give 15" in few and f"A/lonely.png: {NO_PARTNER}" in few
    assert f"0.png: {NOT_WIDE}" in refused([("0.png", photo(1))] * 20, "side_by_side")
    assert "16 pairs; 15 files give 15." in refused(beside(15), "auto")
    assert "None of the 2 files is a picture" in refused([("A/x", b""), ("B/x", None)], "pairs")
    assert "needs two folders" in refused([("0.png", photo(1))] * 20, "pairs")
    assert "A has 15, B has 15" in refused(paired(15), "unpaired")
    assert "no layout 'pair'" in refused(paired(15), "pair")  # type: ignore[arg-type]
    both = [*paired(16), *[(f"train{path}", content) for path, content in paired(16)]]
    assert "Two layouts" in refused(both, "auto")
    assert len(prepare(both, 28, layout="pairs").items) == 16
    assert len(prepare(both, 28, layout="unpaired").other) == 16


def test_what_is_chosen_as_plain_stays_plain() -> None:
    made = prepare(paired(16), 28, layout="plain")
    assert made.classes == ("A", "B") and made.sources is None
    assert prepare(beside(16), 28, layout="plain").items.shape == (16, 3, 28, 28)


def test_the_bounds_on_what_is_decoded_hold_for_every_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decode, "PIXELS", 60 * 30)
    large = [("A/l.png", photo(1, (64, 30))), ("B/l.png", photo(1, (64, 30)))]
    made = prepare([*paired(16), *large], 28, layout="auto")
    assert reasons(made) == {"A/l.png": TOO_LARGE, "B/l.png": TOO_LARGE}
    monkeypatch.setattr(decode, "ALL_PIXELS", 60 * 30 * 16)
    assert len(prepare(beside(16), 28, layout="auto").items) == 16
    with pytest.raises(UserError, match="too large together"):
        prepare(beside(17), 28, layout="auto")

"""Pictures of one's own, translated: one, many, and what cannot be."""

from __future__ import annotations

import io

import pytest
import torch
from PIL import Image

from gan_core.data.pairs import VARIANTS
from gan_core.data.regions import palette
from gan_core.data.spec import Pictures
from gan_core.errors import UserError
from gan_core.model import Model
from gan_core.recipes import RECIPES
from gan_core.recipes.pix2pix import RECIPE
from gan_core.runs.library.models import open_model
from gan_core.translation import (
    example,
    fills,
    own_source,
    paints_beyond,
    plain,
    shape_of_sources,
    source_of_file,
    sources_of,
    task_of,
    translate,
    translate_files,
    translates,
)
from tests.gan_core.inspection.bare import fresh

SMALL = {"g_width": 2, "d_width": 2}


def model_on(data: str) -> Model:
    model = fresh(RECIPE, VARIANTS[data].spec, **SMALL)
    model.card["data"] = data
    return model


def picture(size: tuple[int, int] = (50, 30), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#a05030").save(out, kind)
    return out.getvalue()


def test_who_translates_and_from_what() -> None:
    model = model_on("outlines-28")
    assert translates(model) and sources_of(model).shape == (1, 28, 28)
    task = task_of(model)
    assert task is not None and task.ink
    other = open_model("dcgan-digits")
    assert not translates(other) and task_of(other) is None
    with pytest.raises(UserError, match="does not make pictures of pictures"):
        sources_of(other)


def test_a_file_becomes_a_source_and_a_source_a_picture() -> None:
    model = model_on("greys-28")
    source = source_of_file(model, picture())
    assert source.shape == (1, 28, 28) and source.dtype == torch.uint8
    made = translate(model, source[None])
    numbers = sources_of(model).to_numbers(source[None])
    assert torch.equal(made, model.sample(1, sources=numbers))


def test_a_drawn_map_is_put_into_pure_colours_first() -> None:
    model = model_on("regions-28")
    soft = torch.randint(0, 256, (3, 28, 28), dtype=torch.uint8)
    pure = palette()[torch.cdist(soft.flatten(1).T.float(), palette().float()).argmin(1)]
    clean = pure.T.reshape(3, 28, 28)
    assert torch.equal(translate(model, soft[None]), translate(model, clean[None]))


@pytest.mark.parametrize(
    "sources",
    [
        torch.zeros(1, 3, 28, 28, dtype=torch.uint8),
        torch.zeros(1, 1, 32, 32, dtype=torch.uint8),
        torch.zeros(1, 1, 28, 28),
        torch.zeros(0, 1, 28, 28, dtype=torch.uint8),
    ],
)
def test_other_sources_are_refused(sources: torch.Tensor) -> None:
    with pytest.raises(UserError, match="1 by 28 by 28 bytes"):
        translate(model_on("outlines-28"), sources)


def test_of_many_files_each_is_made_or_says_why_and_none_has_anothers_name() -> None:
    kinds = {"a.png": "PNG", "a.jpg": "JPEG", "b/A.gif": "GIF"}
    files = [(name, picture(kind=kind)) for name, kind in kinds.items()]
    files += [("c.txt", b"no picture"), ("d.png", b"")]
    results = list(translate_files(model_on("outlines-28"), files))
    assert [one.name for one in results if one.picture is not None] == [
        "a.png", "a-2.png", "b/A.png"
    ]  # fmt: skip
    assert [one.path for one in results if one.picture is None] == ["c.txt", "d.png"]
    assert all(one.why is not None for one in results if one.picture is None)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("../../evil.png", "evil.png"),
        ("/tmp/abs.gif", "tmp/abs.png"),
        ("C:\\x\\..\\y.bmp", "C/x/y.png"),
        ("..", "picture.png"),
    ],
)
def test_no_archive_leads_out_of_the_folder(path: str, name: str) -> None:
    (one,) = translate_files(model_on("outlines-28"), [(path, picture())])
    assert one.name == name


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
def test_odd_sizes_are_cropped_and_stretched(size: tuple[int, int]) -> None:
    assert source_of_file(model_on("outlines-28"), picture(size)).shape == (1, 28, 28)


def restorer(name: str, **changes: object) -> Model:
    return fresh(RECIPES[name], Pictures(3, 32), **SMALL, **changes)


def seen_through() -> bytes:
    """A red picture whose left half is transparent."""
    image = Image.new("RGBA", (64, 64), "#ff0000ff")
    image.paste((0, 255, 0, 0), (0, 0, 32, 64))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_of_a_model_that_fills_holes_what_is_transparent_is_unknown() -> None:
    model = restorer("inpaint")
    assert fills(model) and shape_of_sources(model) == (4, 32, 32)
    source = source_of_file(model, seen_through())
    assert source.shape == (4, 32, 32)
    known = source[3] >= 128
    assert not known[:, :15].any() and known[:, 17:].all()
    answer = translate(model, source[None])[0]

    wanted = model.pictures.to_numbers(source[None, :3])[0]
    assert torch.equal(answer[:, known], wanted[:, known])
    assert not torch.equal(answer[:, ~known], wanted[:, ~known])


@pytest.mark.parametrize("alpha", [0, 255])
def test_a_mask_may_cover_all_or_nothing(alpha: int) -> None:
    model = restorer("inpaint")
    source = torch.full((1, 4, 32, 32), 90, dtype=torch.uint8)
    source[:, 3] = alpha
    answer = translate(model, source)
    assert answer.isfinite().all() and answer.abs().max() <= 1
    smooth = plain(model, source)
    assert smooth is not None and smooth.isfinite().all()


def test_a_file_on_white_is_all_known() -> None:
    source = source_of_file(restorer("outpaint"), picture((32, 32)))
    assert (source[3] == 255).all()


def test_an_example_is_the_row_degraded_by_its_number_with_the_truth() -> None:
    items = torch.randint(0, 256, (5, 3, 32, 32), dtype=torch.uint8)
    for name, shape in (("inpaint", (4, 32, 32)), ("enhance", (3, 32, 32)), ("srgan", (3, 8, 8))):
        model = restorer(name)
        source, truth = example(model, items, 3)
        again, _ = example(model, items, 3)
        assert source.shape == shape and source.dtype == torch.uint8 and torch.equal(source, again)
        assert torch.equal(truth, model.pictures.to_numbers(items[3:4])[0])
        assert translate(model, source[None]).shape == (1, 3, 32, 32)


def test_an_own_picture_that_is_to_be_enlarged_is_shrunk_and_its_truth_known() -> None:
    source, truth = own_source(restorer("srgan"), picture())
    assert source.shape == (3, 8, 8) and truth is not None and truth.shape == (3, 32, 32)
    source, truth = own_source(restorer("enhance"), picture())
    assert source.shape == (3, 32, 32) and truth is None


def test_plainly_pictures_are_enlarged_filled_or_nothing() -> None:
    small = torch.full((1, 3, 8, 8), 40, dtype=torch.uint8)
    enlarged = plain(restorer("srgan"), small)
    assert enlarged is not None and enlarged.shape == (1, 3, 32, 32)
    assert plain(restorer("enhance"), torch.zeros(1, 3, 32, 32, dtype=torch.uint8)) is None
    assert plain(model_on("outlines-28"), torch.zeros(1, 1, 28, 28, dtype=torch.uint8)) is None


def test_who_paints_beyond_the_frame() -> None:
    assert paints_beyond(restorer("outpaint")) and not paints_beyond(restorer("inpaint"))
    assert not paints_beyond(restorer("enhance")) and not fills(restorer("enhance"))

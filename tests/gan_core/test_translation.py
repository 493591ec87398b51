"""Pictures of one's own, translated: one, many, and what cannot be."""

from __future__ import annotations

import io

import pytest
import torch
from PIL import Image

from gan_core.data.pairs import VARIANTS
from gan_core.data.regions import palette
from gan_core.errors import UserError
from gan_core.model import Model
from gan_core.recipes.pix2pix import RECIPE
from gan_core.runs.library.models import open_model
from gan_core.translation import (
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

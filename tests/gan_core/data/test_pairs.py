"""Pairs: each picture beside what it is to be made from, whole concepts held out."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data import openmoji, pairs
from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures
from gan_core.data.views import aligned
from gan_core.errors import UserError
from gan_core.rng import Rng

FEW = 40


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> tuple[openmoji.Codes, ...]:
    """Some drawings, so that a test need not draw all."""
    some = openmoji.drawings()[:: len(openmoji.drawings()) // FEW]
    monkeypatch.setattr(openmoji, "drawings", lambda: some)
    pairs.version.cache_clear()
    return some


def load(name: str) -> DataSet:
    return pairs.load_pairs(pairs.VARIANTS[name])


def test_every_task_has_every_size() -> None:
    count = f"{len(openmoji.drawings()):,} emoji"
    assert all(task.about.startswith(count) for task in pairs.TASKS.values())
    assert data.entry("outlines").spec == Pictures(3, 32, source=Pictures(1, 32))
    assert data.entry("regions-64").spec == Pictures(3, 64, source=Pictures(3, 64))
    with pytest.raises(UserError, match="There is no data set"):
        data.entry("outlines-32")


@pytest.mark.parametrize("task", pairs.TASKS)
def test_pictures_come_with_their_sources(
    task: str, few: tuple[openmoji.Codes, ...], own_home: Path
) -> None:
    content = load(f"{task}-28")
    assert content.held_out is not None and content.held_out.sources is not None
    assert content.sources is not None and len(content.sources) == len(content)
    assert len(content) + len(content.held_out) == len(few)
    batch = aligned(content, torch.arange(4), Rng(0))
    assert batch.src is not None and batch.src.shape == (4, content.spec.source.channels, 28, 28)
    assert batch.x.shape == (4, 3, 28, 28) and float(batch.src.min()) < 0 < float(batch.src.max())


def test_an_outline_lies_where_its_picture_is_dark(
    few: tuple[openmoji.Codes, ...], own_home: Path
) -> None:
    content = load("outlines-64")
    assert content.sources is not None
    dark = content.sources[:, 0] < 20
    assert content.items.amax(1)[dark].float().mean() < 30


def test_no_concept_is_trained_on_and_tested(
    few: tuple[openmoji.Codes, ...], own_home: Path
) -> None:
    content = load("greys-28")
    trained = [one for one in few if not openmoji.held_out(one)]
    assert len(content) == len(trained)
    drawn = [openmoji.render(openmoji.svg_of(one), 28) for one in trained]
    assert torch.equal(content.items, torch.stack(drawn))


def test_they_are_drawn_once(
    few: tuple[openmoji.Codes, ...], own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load("outlines-28")
    assert "outlines-28" in pairs.names()
    monkeypatch.setattr(openmoji, "render", None)
    assert load("outlines-28").content_hash == first.content_hash


def test_the_held_out_part_alone_is_drawn_in_a_tenth_of_the_time_and_is_the_same(
    few: tuple[openmoji.Codes, ...], own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawings: list[str] = []
    real = openmoji.svg_of
    monkeypatch.setattr(openmoji, "svg_of", lambda codes: drawings.append("one") or real(codes))
    pairs.version()
    drawings.clear()
    data._load_held_out.cache_clear()
    part = data.load_held_out("greys")
    assert len(drawings) == 2 * sum(map(openmoji.held_out, few)) > 0
    data._load_held_out.cache_clear()
    whole = load("greys")
    assert len(part) == 0 and part.held_out is not None and whole.held_out is not None
    assert torch.equal(part.held_out.items, whole.held_out.items)
    assert part.held_out.sources is not None and whole.held_out.sources is not None
    assert torch.equal(part.held_out.sources, whole.held_out.sources)
    assert "greys" in pairs.names()


def test_of_other_data_sets_all_is_loaded() -> None:
    assert data.load_held_out("mnist") is data.load("mnist")

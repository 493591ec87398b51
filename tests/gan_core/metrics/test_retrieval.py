"""Retrieval: of real pictures, of others', of pictures that are all the same; and its making."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core.data import captioned
from gan_core.data.base import DataSet
from gan_core.files import container
from gan_core.losses.contrastive import pairwise
from gan_core.metrics import ship_text
from gan_core.metrics.retrieval import RETRIEVAL_MEASURES, others_of, precision, share_within
from gan_core.metrics.ship_text import Content, ship_encoders
from gan_core.metrics.subject import Subject
from gan_core.usage import Request

ONES = torch.eye(4)


def test_the_nearest_picture_is_the_own_one() -> None:
    assert share_within(ONES, ONES, torch.arange(4), 1) == 1
    assert share_within(ONES, ONES.roll(1, 0), torch.arange(4), 1) == 0
    assert share_within(ONES, torch.ones(4, 4), torch.arange(4), 3) == 0
    assert share_within(ONES[:2], ONES, torch.tensor([0, 3]), 1) == 0.5


def test_equal_vectors_are_right_by_chance() -> None:
    others = torch.tensor([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    assert precision(ONES, ONES, others) == 1
    assert precision(ONES.roll(1, 0), ONES, others) == 0
    assert precision(torch.ones(4, 4), torch.ones(4, 4), others) == 0.25


def test_others_are_of_another_picture_and_another_caption() -> None:
    truth = torch.tensor([1.0, 1.0, 2.0, 3.0, 4.0])[:, None]
    sources = torch.tensor([1, 2, 3, 4, 4])[:, None]
    others = others_of(truth, sources, 9)
    assert others.shape == (5, 3)
    for row, columns in enumerate(others.tolist()):
        assert len({*columns}) == 3
        for other in columns:
            assert truth[row] != truth[other] and sources[row] != sources[other]
    assert torch.equal(others, others_of(truth, sources, 9))


def test_the_loss_of_pairs_is_least_where_partners_meet() -> None:
    assert pairwise(ONES, ONES, 0.1).shape == (4,)
    assert pairwise(ONES, ONES, 0.1).max() < 0.01 < pairwise(ONES, ONES.roll(1, 0), 0.1).min()
    alike = torch.ones(4, 4) / 2
    assert torch.allclose(pairwise(alike, alike, 0.1), torch.tensor(4.0).log().expand(4))


def subject(content: DataSet, items: torch.Tensor) -> Subject:
    rows = content.held_out
    assert rows is not None and rows.sources is not None
    truth = content.spec.to_numbers(rows.items)
    request = Request(torch.zeros(len(truth), 1), src=rows.sources)
    return Subject(items, "captioned", content.spec, truth=truth, data=content, request=request)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> DataSet:
    some = [one for one in captioned.drawings() if captioned.held_out(one)][::8]
    monkeypatch.setattr(captioned, "drawings", lambda: some)
    return captioned.load_captioned(captioned.Variant())


def test_real_pictures_score_the_floor_and_shuffled_ones_far_less(few: DataSet) -> None:
    (measure,) = RETRIEVAL_MEASURES
    assert few.held_out is not None
    real = few.spec.to_numbers(few.held_out.items)
    score = measure.take(subject(few, real))
    assert score.value == score.floor and score.n == len(real)
    shuffled = measure.take(subject(few, real.roll(len(real) // 2, 0)))
    assert isinstance(score.value, float) and isinstance(shuffled.value, float)
    assert shuffled.value < score.value / 2 and shuffled.floor == score.floor


def test_encoders_are_trained_by_a_seed_and_the_file_says_what_they_can(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stream = torch.Generator().manual_seed(0)
    pictures = torch.randint(0, 256, (16, 3, 32, 32), dtype=torch.uint8, generator=stream)
    texts = torch.arange(2, 18)[:, None].expand(-1, 2).clone()
    both = {"en": texts, "zh": texts + 20}
    part = Content(pictures, both, both, torch.arange(16) < 4)  # type: ignore[arg-type]
    monkeypatch.setattr(ship_text, "content", lambda: (part, part))
    monkeypatch.setattr(ship_text, "BATCH", 8)
    files = tmp_path / "one.safetensors", tmp_path / "two.safetensors"
    epochs: list[int] = []
    for file in files:
        document = ship_encoders(file, epochs=30, seed=3, report=lambda e, share: epochs.append(e))
    assert epochs[:3] == [10, 20, 30]
    one, two = (container.read(file)[0] for file in files)
    assert one.keys() == two.keys() and all(torch.equal(one[key], two[key]) for key in one)
    assert document["held_out"]["chance"] == {"top 1": 1 / 16, "top 5": 5 / 16}
    assert document["held_out"]["en"]["concepts"]["top 1"] > 0.5

"""FD of emoji in colour: the shipped Emoji-CNN, its real features, its floor, who may be scored."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from gan_core import data
from gan_core.data import emoji, openmoji, pairs
from gan_core.data.base import DataSet, Rows
from gan_core.data.spec import Pictures
from gan_core.errors import UserError
from gan_core.files import container
from gan_core.files.places import shipped_root
from gan_core.metrics import colour, ship_colour
from gan_core.metrics.curves import charts_of_scores
from gan_core.metrics.frechet import frechet, moments
from gan_core.metrics.score import measures_for, score_items
from gan_core.metrics.subject import Comparison


def discs(count: int, size: int, seed: int) -> Tensor:
    """Discs of random colours and places on white, uint8 (count, 3, size, size)."""
    stream = torch.Generator().manual_seed(seed)
    tints = torch.randint(0, 256, (count, 3, 1, 1), generator=stream)
    middle = torch.rand(count, 2, 1, 1, generator=stream) * size / 2 + size / 4
    at = torch.arange(size).float()
    away = (at[None, :, None] - middle[:, 0]).square() + (at[None, None] - middle[:, 1]).square()
    inside = (away < (size / 5) ** 2)[:, None]
    return torch.where(inside, tints, torch.tensor(255)).to(torch.uint8)


def content(name: str = "outlines", size: int = 32, held_out: int = 120) -> DataSet:
    rows = Rows(discs(held_out, size, 1))
    return DataSet(name, Pictures(3, size), discs(300, size, 0), held_out=rows)


def numbers(items: Tensor) -> Tensor:
    return Pictures(3, items.shape[-1]).to_numbers(items)


@pytest.mark.parametrize("size", [28, 32, 64])
def test_real_pictures_score_their_floor_and_others_more_at_any_size(size: int) -> None:
    real = content("outlines" if size == 32 else f"outlines-{size}", size)
    assert real.held_out is not None
    truth = numbers(real.held_out.items)
    order = torch.randperm(120, generator=torch.Generator().manual_seed(3))
    for key in ("fd", "kid"):
        (score,) = score_items(truth[order], real.name, which=key, data=real)
        assert score.n == 120 and score.value == pytest.approx(score.floor, rel=1e-3)
        assert "Emoji-CNN, 32 px" in score.name and score.extractor == "Emoji-CNN, 32 px"
        grey = truth.mean(1, keepdim=True).expand(-1, 3, -1, -1)
        (worse,) = score_items(grey, real.name, which=key, data=real)
        assert isinstance(worse.value, float) and isinstance(score.value, float)
        assert worse.value > 2 * score.value and worse.floor == score.floor


def test_no_more_are_scored_than_are_held_out_and_the_floor_is_of_as_many() -> None:
    real = content()
    many, few = (
        score_items(numbers(discs(n, 32, 5)), "outlines", which="fd", data=real)[0]
        for n in (500, 60)
    )
    first = score_items(numbers(discs(500, 32, 5))[:120], "outlines", which="fd", data=real)[0]
    assert (many.n, few.n) == (120, 60) and many.value == first.value
    assert isinstance(few.floor, float) and isinstance(many.floor, float)
    assert few.floor > many.floor > 0  # an FD of fewer pictures is further above 0


def test_it_is_the_frechet_distance_to_the_features_of_all_training_pictures() -> None:
    real = content()
    fakes = numbers(discs(120, 32, 7))
    (score,) = score_items(fakes, "outlines", which="fd", data=real)
    training = moments(colour.embed(numbers(real.items)))
    assert score.value == pytest.approx(frechet(moments(colour.embed(fakes)), training), rel=1e-6)


def test_larger_pictures_are_brought_to_32_pixels() -> None:
    large = numbers(discs(4, 64, 9))
    assert colour.embed(large).shape == (4, 64)
    flat = torch.full((2, 3, 64, 64), 0.25)
    assert torch.allclose(colour.embed(flat), colour.embed(flat[..., :32, :32]), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("outlines", True), ("greys-64", True), ("regions-28", True), ("emoji", True),
        ("emoji-48", True), ("outlines_unpaired", True), ("emoji-faces", False),
        ("emoji_styles", False), ("mnist", False), ("own/pictures", False),
    ],
)  # fmt: skip
def test_emoji_of_all_groups_are_read(name: str, ours: bool) -> None:
    assert colour.is_ours(name) is ours


def test_who_cannot_be_scored_is_told_why() -> None:
    few = content(held_out=60)
    fakes = numbers(discs(100, 32, 5))
    with pytest.raises(UserError, match="must be drawn on this machine first"):
        score_items(fakes, "outlines", which="fd", data=few)
    with pytest.raises(UserError, match="no shipped classifier for emoji-faces"):
        score_items(fakes, "emoji-faces", which="fd", data=replace(few, name="emoji-faces"))


def test_it_is_quick_and_named_in_the_charts_and_digits_keep_theirs() -> None:
    there = Comparison("outlines", content().spec, data=content())
    assert [one.key for one in measures_for(there, "quick")] == ["fd"]
    assert [one.key for one in measures_for(there, ["kid", "fd"])] == ["kid", "fd"]
    (chart,) = charts_of_scores(["score/fd"], "greys-64")
    assert chart.title.render() == "FD (Emoji-CNN, 32 px) ↓"
    (chart,) = charts_of_scores(["score/fd"], "mnist")
    assert chart.title.render() == "FD (MNIST-CNN) ↓"


def test_what_would_have_to_be_drawn_first_is_not_drawn_for_a_quick_score() -> None:
    there = Comparison("outlines-64", data.entry("outlines-64").spec)
    assert not there.at_hand  # nothing was drawn in this test's home
    assert colour.COLOUR_MEASURES[0].missing(there) is colour.ENOUGH


def test_the_shipped_classifier_is_small_and_says_how_well_it_reads() -> None:
    path = shipped_root() / "classifiers" / "emoji_cnn.safetensors"
    assert path.stat().st_size <= 1_500_000
    document = container.read_document(path)
    assert document["classes"] == list(emoji.LABELS.values())
    assert document["accuracy"] >= 0.78 and document["balanced"] >= 0.5
    assert (document["trained_on"], document["tested_on"]) == (3385, 396)
    assert colour.emoji_cnn().head.out_features == 8


def test_the_groups_are_those_of_the_first_character() -> None:
    groups = list(emoji.LABELS)
    told = {codes: groups[emoji.group_of(codes)] for codes in openmoji.drawings()}
    assert told[(0x1F600,)] == "smileys" and told[(0x1F468, 0x200D, 0x1F373)] == "people"
    assert (
        told[(0x1F408, 0x200D, 0x2B1B)] == "animals" and told[(0x31, 0xFE0F, 0x20E3)] == "symbols"
    )
    assert set(told.values()) == set(groups)


def test_small_groups_are_seen_more_often_and_never_more_than_five_times() -> None:
    labels = torch.tensor([0] * 100 + [1] * 40 + [2] * 2)
    few = DataSet("few", Pictures(3, 32, classes=("a", "b", "c")), discs(142, 32, 0), labels)
    again = ship_colour.evened(few)
    assert again.labels is not None
    assert torch.bincount(again.labels).tolist() == [100, 80, 10]
    assert again.items[-1].equal(few.items[-1])


def test_labels_belong_to_the_pictures_and_held_out_concepts_stay_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = [one for one in openmoji.drawings() if len(one) == 1][::60]
    monkeypatch.setattr(openmoji, "drawings", lambda: tuple(codes))
    monkeypatch.setattr(pairs, "version", lambda: "few")
    variant = pairs.Variant(pairs.TASKS["outlines"], 32)
    by_group, plain = pairs.labelled(variant), pairs.load_pairs(variant)
    training = [one for one in codes if not openmoji.held_out(one)]
    assert by_group.labels is not None and by_group.held_out is not None
    assert by_group.labels.tolist() == [emoji.group_of(one) for one in training]
    assert by_group.items.equal(plain.items)
    assert by_group.held_out.labels is not None
    assert len(by_group.held_out.labels) == len(codes) - len(training) > 0
    assert by_group.content_hash != plain.content_hash

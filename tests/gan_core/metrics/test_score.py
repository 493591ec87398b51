from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.answers import Fakes
from gan_core.data.base import DataSet, Rows
from gan_core.data.synthetic import blobs
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.inspection.probe import probe_d
from gan_core.metrics import score
from gan_core.metrics.classifier import fit, read
from gan_core.metrics.measures import floor_at
from gan_core.metrics.reference import reference
from gan_core.metrics.result import Score
from gan_core.metrics.score import measures, score_items, score_model
from gan_core.metrics.subject import CLASSIFIER, HELD_OUT, ITEMS, LABELS, NOISE, PICTURES, Subject
from gan_core.model import Model, model_of
from gan_core.questions import most_questions
from gan_core.recipes import RECIPES
from gan_core.rng import Rng
from gan_core.runs.library.models import open_model
from gan_core.usage import FromNoise, Nets, Request
from tests.gan_core.play import fresh
from tests.gan_core.recipes.small import maker, small


def by_key(scores: list[Score]) -> dict[str, Score]:
    assert len({row.key for row in scores}) == len(scores)
    return {row.key: row for row in scores}


def keys(*, quick: bool) -> set[str]:
    """Of the scores that labelled digits have."""
    there = {CLASSIFIER, LABELS, PICTURES, ITEMS, HELD_OUT, NOISE}
    return {one.key for one in measures() if {*one.needs} <= there and one.quick >= quick}


def number(row: Score) -> float:
    assert isinstance(row.value, (int, float))
    return row.value


TABLE = {"500": 8.0, "2000": 2.0, "1000": 4.0}


@pytest.mark.parametrize(
    ("n", "floor"), [(500, 8.0), (1000, 4.0), (2000, 2.0), (499, None), (2001, None)]
)
def test_floor_is_the_tables_where_it_has_a_row_and_unknown_outside(
    n: int, floor: float | None
) -> None:
    assert floor_at(n, TABLE) == floor


def test_floor_between_two_rows_lies_on_the_line_of_their_logarithms() -> None:
    # These rows follow 4000 / n exactly.
    for n in (501, 707, 1500, 1999):
        assert floor_at(n, TABLE) == pytest.approx(4000 / n)


def test_a_floor_that_is_not_positive_lies_on_a_straight_line() -> None:
    assert floor_at(2000, {"1000": -0.2, "4000": 0.2}) == pytest.approx(0)
    assert floor_at(1000, {}) is None


def test_real_digits_score_near_the_floors(shared_home: Path) -> None:
    digits = data.load("mnist")
    rows = torch.randperm(4500, generator=torch.Generator().manual_seed(0))[:1000]
    scores = by_key(score_items(digits.spec.to_numbers(digits.items[rows])))
    distance = scores["fd"]
    assert isinstance(distance.value, float) and isinstance(distance.floor, float)
    assert 0.5 * distance.floor < distance.value < 3 * distance.floor
    assert number(scores["confident"]) > 0.9
    histogram = scores["histogram"].value
    assert isinstance(histogram, list) and min(histogram) > 0.05
    assert scores["modes"].value == scores["fair_modes"].value == 10
    assert number(scores["diversity"]) == pytest.approx(1, abs=0.05)


def test_all_scores_of_real_digits_lie_near_their_floors(shared_home: Path) -> None:
    digits = data.load("mnist")
    rows = torch.randperm(4500, generator=torch.Generator().manual_seed(0))[:500]
    found = score_items(digits.spec.to_numbers(digits.items[rows]), "mnist", None, "all")
    scores = by_key(found)
    assert scores.keys() == keys(quick=False) - {"intended"}  # no labels were asked for
    assert {row.extractor for row in found} == {"MNIST-CNN", "pixels"}
    for name in ("precision", "recall", "density", "coverage"):
        assert number(scores[name]) == pytest.approx(scores[name].floor, abs=0.08), name
    assert abs(number(scores["kid"])) < 2
    # These pictures are training pictures, and that is seen.
    assert scores["copying"].value == 0
    support = scores["support"]
    assert support.value == support.floor
    parzen = scores["parzen"]
    assert number(parzen) == pytest.approx(parzen.floor, abs=30)


def test_noise_scores_far_above_the_floor_and_one_digit_alone_worse_than_ten(
    shared_home: Path,
) -> None:
    digits = data.load("mnist")
    assert digits.labels is not None
    noise = torch.rand(500, 1, 28, 28, generator=torch.Generator().manual_seed(1)) * 2 - 1
    ones = digits.spec.to_numbers(digits.items[digits.labels == 1])
    mixed = digits.spec.to_numbers(digits.items[::10])
    values = []
    for pictures in (mixed, ones, noise):
        distance, histogram = score_items(pictures, which=("fd", "histogram"))
        assert isinstance(histogram.value, list) and sum(histogram.value) == pytest.approx(1)
        values.append(float(distance.value))  # type: ignore[arg-type]
    assert values[0] < min(values[1], values[2]) / 5
    scores = by_key(score_items(ones))
    assert scores["histogram"].value[1] > 0.95  # type: ignore[index]
    assert scores["fair_modes"].value == 1


def test_one_digit_alone_has_no_recall_and_noise_no_precision(shared_home: Path) -> None:
    digits = data.load("mnist")
    assert digits.labels is not None
    ones = digits.spec.to_numbers(digits.items[digits.labels == 1])
    noise = torch.rand(450, 1, 28, 28, generator=torch.Generator().manual_seed(1)) * 2 - 1
    wanted = ("precision", "recall", "density", "coverage", "kid")
    of_ones, of_noise = (score_items(some, which=wanted) for some in (ones, noise))
    assert number(of_ones[0]) > 0.6 and number(of_ones[1]) < 0.25 and number(of_ones[3]) < 0.25
    assert number(of_noise[0]) < 0.05 and number(of_noise[2]) < 0.05
    assert min(number(of_ones[4]), number(of_noise[4])) > 5


def test_equal_pictures_have_no_diversity(shared_home: Path) -> None:
    digits = data.load("mnist")
    same = digits.spec.to_numbers(digits.items[:1].expand(100, 1, 28, 28))
    (row,) = score_items(same, which=("diversity",))
    assert row.value == pytest.approx(0, abs=1e-6)


def test_score_does_not_depend_on_the_order_of_the_pictures(shared_home: Path) -> None:
    digits = data.load("mnist")
    pictures = digits.spec.to_numbers(digits.items[:300])
    first, second = score_items(pictures)[0], score_items(pictures.flip(0))[0]
    assert first.value == pytest.approx(second.value, rel=1e-4)


def forged(share_right: float) -> Model:
    """A conditional model that shows real digits: the asked one in `share_right` of its z."""
    digits = data.load("mnist")
    net, (items, labels) = reference().net, (digits.held_out.items, digits.held_out.labels)
    assert items is not None and labels is not None
    pictures = digits.spec.to_numbers(items)
    read_as = read(net, pictures)[1].argmax(1)
    of_class = [pictures[read_as == label][0] for label in range(10)]

    class Shows(FromNoise):
        def make(self, nets: Nets, request: Request) -> Fakes:
            assert request.y is not None
            wrong = torch.arange(len(request)) >= share_right * len(request)
            labels = (request.y + wrong.long()) % 10
            return Fakes(torch.stack([of_class[label] for label in labels]))

    recipe = replace(RECIPES["cdcgan"], use=Shows())
    return Model(Design(recipe, recipe.preset(), digits.spec), {}, (), False, 0)


@pytest.mark.parametrize("share", [1.0, 0.75, 0.0])
def test_intended_class_accuracy_of_a_forged_model_is_exact(
    shared_home: Path, share: float
) -> None:
    digits = data.load("mnist")
    (row,) = score_model(forged(share), digits, n=200, which=["intended"])
    assert row.value == share
    assert row.floor == reference().document["accuracy"]


def test_the_quick_scores_have_an_intended_class_only_where_one_was_asked(
    shared_home: Path, trained: Path, conditional: Path
) -> None:
    digits = data.load("mnist")
    plain, told = (score_model(open_model(run), digits, 100) for run in (trained, conditional))
    assert {row.key for row in told} == keys(quick=True)
    assert {row.key for row in plain} == keys(quick=True) - {"intended"}
    with pytest.raises(UserError, match="made for a label"):
        score_model(open_model(trained), digits, 100, which="intended")


def test_what_has_no_score_is_said(trained: Path) -> None:
    with pytest.raises(UserError, match="28x28"):
        score_items(torch.zeros(100, 3, 32, 32))
    with pytest.raises(UserError, match="no shipped classifier for blobs"):
        score_model(open_model(trained), blobs())
    with pytest.raises(UserError, match=r"no score 'precison'.*\(precision\?\)"):
        score_items(torch.zeros(100, 1, 28, 28), which=["precison"])
    with pytest.raises(UserError, match="not finite"):
        score_items(torch.full((100, 1, 28, 28), torch.nan))


def test_data_without_a_classifier_still_has_the_scores_of_its_own_pictures() -> None:
    made = blobs(count=300)
    held = data.DataSet("blobs", made.spec, made.items[:200], held_out=Rows(made.items[200:]))
    pictures = made.spec.to_numbers(made.items[:120])
    found = score_items(pictures, "blobs", which="all", data=held)
    assert [row.extractor for row in found] == ["pixels"] * 3


@pytest.mark.parametrize("name", ["dcgan", "cdcgan", "mlp"])
def test_scoring_a_running_game_changes_nothing(shared_home: Path, name: str) -> None:
    digits = data.load("mnist")
    watched, alone = (fresh(maker(name, data=digits)).advance(2) for _ in range(2))
    before, generator = watched.hash, torch.get_rng_state()
    modes = [module.training for module in watched.game.net("G").modules()]
    recipe = RECIPES[name]
    design = Design(recipe, small(recipe), digits.spec)
    model = model_of(watched.game, design, 2, raw=True)
    first, second = (score_model(model, digits, 150) for _ in range(2))
    probe_d(model, model, digits, per_class=(2,), draws=1)
    assert first == second
    assert watched.hash == before == alone.hash
    assert torch.equal(torch.get_rng_state(), generator)
    assert modes == [module.training for module in watched.game.net("G").modules()]
    assert watched.advance(4).hash == alone.advance(4).hash


def test_classifier_learns_and_the_same_seed_learns_the_same() -> None:
    made = blobs(classes=4)
    held = data.DataSet("blobs", made.spec, made.items, made.labels, Rows(made.items, made.labels))
    first, second = (list(fit(held, epochs=4, batch=32, seed=3)) for _ in range(2))
    assert [epoch for epoch, _, _ in first] == [1, 2, 3, 4]
    assert first[-1][1] == 1.0
    weights = [run[-1][2].state_dict() for run in (first, second)]
    assert all(weights[0][key].equal(weights[1][key]) for key in weights[0])


def test_reading_in_batches_is_reading_at_once(shared_home: Path) -> None:
    digits = data.load("mnist")
    pictures = digits.spec.to_numbers(digits.items[:60])
    net = reference().net
    for one, other in zip(read(net, pictures, batch=7), read(net, pictures), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def test_a_model_of_sources_is_asked_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else its answers would look alike: of the same answer many times recall is 0."""
    content = blobs(count=130)
    settings = small(RECIPES["srgan"])
    design = Design(RECIPES["srgan"], settings, content.spec)
    assert most_questions(design, content) == 130
    noise = Design(RECIPES["dcgan"], small(RECIPES["dcgan"]), content.spec)
    assert most_questions(noise, content) is None
    model = model_of(design.game(Rng(0)), design, 0, raw=True)
    counts: list[int] = []
    plain = score.answers

    def answers(model: Model, data: DataSet, n: int, seed: int) -> Subject:
        counts.append(n)
        return plain(model, data, n, seed)

    monkeypatch.setattr(score, "answers", answers)
    score_model(model, content, 5000, which="psnr")
    score_model(model, content, 110, which="psnr")
    assert counts == [130, 110]

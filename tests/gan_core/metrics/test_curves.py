"""Every score that a run has is drawn, related ones together, each beside its floor."""

from __future__ import annotations

from gan_core.metrics.curves import START, charts_of_scores
from gan_core.metrics.score import MEASURES, measures

NUMBERS = [START + key for key in MEASURES if key != "histogram"]


def test_every_score_is_in_one_chart() -> None:
    charts = charts_of_scores([*NUMBERS, "G/loss"], "mnist")
    drawn = [line.reading for one in charts for line in one.lines]
    assert sorted(drawn) == sorted(NUMBERS)
    assert len({one.key for one in charts}) == len(charts)


def test_those_of_one_scale_stand_together_and_the_others_alone() -> None:
    scores = [START + key for key in ("fd", "confident", "overfitting", "modes", "fair_modes",
              "diversity", "copying", "psnr")]  # fmt: skip
    told = {
        one.key: [line.reading.removeprefix(START) for line in one.lines]
        for one in charts_of_scores(scores, "mnist")
    }
    assert told == {
        "score-fd": ["fd"],
        "scores-share": ["confident", "overfitting"],
        "scores-count": ["modes", "fair_modes"],
        "scores-ratio": ["diversity", "copying"],
        "score-psnr": ["psnr"],
    }


def test_each_says_which_way_is_better_and_whose_features() -> None:
    said = {
        line.reading: line.name.render()
        for one in charts_of_scores(NUMBERS, "fashion_mnist")
        for line in one.lines
    }
    assert said["score/fd"] == "FD (Fashion-CNN) ↓" and said["score/modes"] == "modes ↑"
    assert said["score/copying"] == "distance to training (ratio)"
    assert all("{" not in name for name in said.values())
    assert {one.better for one in measures()} == {"higher", "lower", "near"}


def test_a_floor_is_announced_where_there_is_one() -> None:
    one, other = (charts_of_scores(["score/fd"], "mnist", floors)[0] for floors in ((), NUMBERS))
    assert one.title.render() == "FD (MNIST-CNN) ↓"
    assert other.title.render() == "FD (MNIST-CNN) ↓ (dashed: of real items)"
    assert one.alt == other.alt


def test_what_no_measure_here_knows_is_drawn_by_its_key() -> None:
    rouge, share = charts_of_scores(["score/rouge", "score/share"], "mnist")
    assert (rouge.title.render(), rouge.lines[0].reading) == ("rouge", "score/rouge")
    assert (share.key, share.title.render()) == ("score-share", "share")

"""The labs that come trained: what their card says of them is what they hold."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from gan_core.data.plane import SHAPES
from gan_core.errors import UserError
from gan_core.files.places import shipped_root
from gan_core.lab import trained
from gan_core.lab.scoring import N, Scorer
from gan_core.lab.trained import begin_trained, trained_rounds
from gan_core.metrics.plane import floor


def card() -> dict[str, list[str]]:
    """The table of the card: {data: its other cells}."""
    text = (shipped_root() / "lab" / "README.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in rows}


def said(scores: dict[str, Any]) -> str:
    modes = "" if scores["modes"] is None else f" / {scores['modes']:g} / {scores['hq']:.0%}"
    numbers = f"{scores['js']:.3f} / {scores['kl']:.2f} / {scores['w1']:.3f}"
    return numbers + modes.replace("%", " %")


def test_the_card_has_a_row_for_every_kind_of_data_and_no_other() -> None:
    assert list(card()) == list(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_a_trained_lab_is_what_its_card_says(name: str) -> None:
    rounds, _, raw, ema, lowest = card()[name]
    bench = begin_trained(name)
    assert f"{bench.step:,}" == rounds and trained_rounds(name) == bench.step
    scores = dict(bench.branches.current.scores)[bench.step]
    assert (said(scores["raw"]), said(scores["ema"])) == (raw, ema)
    assert said(asdict(floor(bench.place, N))) == lowest
    # Scored anew it is the same G: other machines round sums otherwise.
    scorer = Scorer(bench)
    scorer.now()
    assert scorer.latest is not None
    assert scorer.latest["ema"]["js"] == pytest.approx(scores["ema"]["js"], abs=0.01)


def test_data_without_a_trained_lab_have_none() -> None:
    assert trained_rounds("drawn") == 0
    with pytest.raises(UserError, match="no trained lab"):
        begin_trained("drawn")


def test_a_shipped_file_that_is_damaged_is_as_if_it_were_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "moons.safetensors").write_text(
        "version https://git-lfs.github.com/spec/v1", encoding="utf-8"
    )
    monkeypatch.setattr(trained, "shipped_root", lambda: tmp_path)
    trained_rounds.cache_clear()
    try:
        assert trained_rounds("moons") == 0
        with pytest.raises(UserError, match="no trained lab"):
            begin_trained("moons")
    finally:
        trained_rounds.cache_clear()

"""How scores are written, and that each says how to read it."""

from __future__ import annotations

import pytest

from gan_core.metrics.score import MEASURES
from ui.evaluation.meaning import MEANING, written
from ui.evaluation.nearest import conclusion


def test_every_score_says_how_to_read_it() -> None:
    assert set(MEANING) == MEASURES.keys() - {"histogram"}


@pytest.mark.parametrize(
    ("key", "value", "most", "text"),
    [
        ("precision", 0.8361, None, "83.6%"),
        ("modes", 10.0, None, "10"),
        ("kid", 0.00123, None, "0.0012"),
        ("fd", 6.234, None, "6.23"),
        ("fd", None, None, "–"),
        ("support", 1024.0, 4096.0, "1,024"),
        ("support", 4096.0, 4096.0, "≥\N{NO-BREAK SPACE}4,096"),
    ],
)
def test_a_score_is_written_as_what_it_is(
    key: str, value: float | None, most: float | None, text: str
) -> None:
    assert written(key, value, most) == text


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.3, "memorised"), (0.8, "no copying yet"), (1.02, "as far from"), (1.4, "further from")],
)
def test_the_ratio_of_distances_is_put_into_words(ratio: float, words: str) -> None:
    assert words in conclusion(ratio)

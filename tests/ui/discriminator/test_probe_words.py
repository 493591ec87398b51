"""What the page says of a probe: ahead only where it is clear."""

from __future__ import annotations

import pytest

from gan_core.inspection.probe import PIXELS, UNTRAINED, D, Probe
from ui.discriminator.probe_words import conclusion


@pytest.mark.parametrize(
    ("mean", "sd", "words"),
    [
        (0.96, 0.002, "has learned something"),
        (0.945, 0.001, "read as well as"),  # ahead by less than a point
        (0.97, 0.02, "read as well as"),  # ahead within the scatter of the draws
        (0.90, 0.002, "does not help"),
    ],
)
def test_d_is_called_ahead_only_where_it_is(mean: float, sd: float, words: str) -> None:
    fewer = [Probe(what, 10, 0.5, 0.0, 100) for what in (D, UNTRAINED, PIXELS)]
    most = [
        Probe(D, 100, mean, sd, 100),
        Probe(UNTRAINED, 100, 0.94, 0.002, 100),
        Probe(PIXELS, 100, 0.88, 0.002, 100),
    ]
    assert words in conclusion([*fewer, *most], conditional=False)
    assert "trained with the labels" in conclusion([*fewer, *most], conditional=True)

"""Cross-talk where it is known: pictures that are linear in points show what was planted."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from gan_core.latent.crosstalk import changes, crosstalk, deviations, distance
from gan_core.latent.space import Space
from tests.gan_core.latent.helpers import untrained


@dataclass(frozen=True, eq=False)
class Plain(Space):
    """A space whose pictures are its points themselves."""

    def pictures(self, points: Tensor, label: str | int | None = None) -> Tensor:
        return points


SPACE = Plain(untrained("mlp"), "z")
MEASURES = {
    "first": deviations(lambda x: x[:, 0]),
    "second": deviations(lambda x: x[:, 1]),
    "class": changes(lambda x: (x[:, 0] > 0).long()),
    "features": distance(lambda x: x[:, :2]),
}


def test_a_direction_moves_what_was_planted_and_nothing_else() -> None:
    rows = {row.name: row for row in crosstalk(SPACE, torch.eye(8)[0], MEASURES, n=2000)}
    assert rows["first"].moved == pytest.approx(4, rel=1e-3), "from -2 to +2 deviations"
    assert rows["second"].moved == pytest.approx(0, abs=1e-4)
    assert rows["class"].moved == pytest.approx(0.954, abs=0.02), "all within 2 deviations"
    assert rows["features"].moved == pytest.approx(4 / (3.1416**0.5), rel=0.05)
    assert 0.5 < rows["first"].random < 3, "a random direction has a share of it"


def test_the_other_way_is_the_other_sign_and_chance_stays() -> None:
    there, back = (crosstalk(SPACE, s * torch.eye(8)[0], MEASURES, n=200) for s in (1, -1))
    assert there[0].moved == pytest.approx(-back[0].moved, rel=1e-4)
    assert [row.random for row in there] == [row.random for row in back]

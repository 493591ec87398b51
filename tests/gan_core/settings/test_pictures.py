"""At which brightness D reads pictures, and what that makes of its penalties."""

from __future__ import annotations

import pytest
import torch

from gan_core.losses.penalties import Judgement
from gan_core.recipes.shared.conv import ConvSettings
from gan_core.recipes.shared.early import Settings as EarlySettings
from gan_core.rng import Rng


def test_penalties_count_ds_slope_by_what_it_reads() -> None:
    # D = 3 u of the brightness u in [0, 1]: its slope by a picture in [-1, 1] is 3 / 2.
    x = torch.zeros(4, 1, requires_grad=True)
    logit = (3 * (x + 1) / 2).flatten()
    judged = Judgement(lambda at: (3 * (at + 1) / 2).flatten(), x, x, logit, logit, Rng(1))
    weights = {"r1": 2.0, "r2": 4.0, "gp": 10.0}
    for settings in (ConvSettings, EarlySettings):
        chosen = settings(levels="unit", **weights)
        found = {p.name: p(judged).detach().unique().item() for p in chosen.penalties()}
        assert found == pytest.approx({"r1": 2 / 2 * 9, "r2": 4 / 2 * 9, "gp": 10 * (3 - 1) ** 2})
        signed = settings(levels="signed", **weights)
        found = {p.name: p(judged).detach().unique().item() for p in signed.penalties()}
        assert found == pytest.approx({"r1": 2.25, "r2": 4.5, "gp": 10 * (1.5 - 1) ** 2})

"""Frames predicted in a row: what is fed back, and the guesses that they are compared with."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from torch import Tensor, nn

from gan_core import recipes
from gan_core.data.sequences import sequences
from gan_core.data.spec import Spec
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.model import Model
from gan_core.recipes import RECIPES
from gan_core.rollout import extrapolate, nearness, repeat_last, roll_out, scores
from tests.gan_core.recipes import films, worked


class Shift(nn.Module):
    """Moves the last frame two pixels to the right, as the squares of `films` do."""

    def __init__(self) -> None:
        super().__init__()
        self.pasts: list[Tensor] = []

    def forward(self, past: Tensor) -> Tensor:
        self.pasts.append(past)
        return past[:, -1:].roll(2, 3)


def model_with(nets: Mapping[str, nn.Module], spec: Spec = films.SPEC) -> Model:
    recipe = RECIPES["nextframe"]
    return Model(Design(recipe, recipe.preset(), spec), dict(nets), (), False, 0)


def test_each_frame_is_predicted_from_those_before_it() -> None:
    g, films_of = Shift(), sequences(films.load())
    frames = roll_out(model_with({"G": g}), films_of[:, :3, 0], films.AHEAD)
    assert torch.equal(frames, films_of[:, 3:])
    for at, past in enumerate(g.pasts):
        whole = torch.cat([films_of[:, :3], frames], 1)[:, at : at + 3, 0]
        assert torch.equal(past, whole)


def test_baselines_on_a_case_by_hand() -> None:
    past = torch.tensor([-1.0, -0.5, 0.25]).view(1, 3, 1, 1).expand(2, 3, 4, 4)
    again, on = (guess(past, 1, 3) for guess in (repeat_last, extrapolate))
    assert again.shape == on.shape == (2, 3, 1, 4, 4)
    assert again[0, :, 0, 0, 0].tolist() == [0.25] * 3
    assert on[1, :, 0, 3, 3].tolist() == [1.0, 1.0, 1.0]  # clamped
    assert extrapolate(past / 2, 1, 3)[0, :, 0, 0, 0].tolist() == [0.5, 0.875, 1.0]


def test_baselines_take_the_channels_of_the_last_frames() -> None:
    past = torch.arange(6.0).div(10).view(1, 6, 1, 1)
    assert repeat_last(past, 3, 1).flatten().tolist() == pytest.approx([0.3, 0.4, 0.5])
    assert extrapolate(past, 3, 1).flatten().tolist() == pytest.approx([0.6, 0.7, 0.8])


def test_nearness_is_psnr_and_l1_of_each_step() -> None:
    truth = torch.zeros(2, 6, 1, 4, 4)
    frames = truth.clone()
    frames[:, 4] = 0.2
    first, fifth = nearness(frames, truth)
    assert (first.step, first.psnr, first.l1) == (1, 100.0, 0.0)
    assert fifth.step == 5 and fifth.psnr == pytest.approx(20.0) and fifth.l1 == pytest.approx(0.2)


def test_scores_stand_beside_both_baselines() -> None:
    rows = scores(model_with({"G": Shift()}), sequences(films.load()), films.AHEAD)
    ours, again, on = rows.values()
    assert next(iter(rows)) == "G" and [row.step for row in ours] == [1, 5]
    assert all(row.psnr == 100 for row in ours)
    assert max(row.psnr for row in [*again, *on]) < 30


def test_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    films_of = sequences(films.load())
    for steps in (0, films.AHEAD + 1):
        with pytest.raises(UserError, match="steps must be from 1 to 5"):
            scores(model_with({"G": Shift()}), films_of, steps)
    pairs = worked.pairs.SPEC
    pix2pix = recipes.get("pix2pix")
    model = Model(Design(pix2pix, pix2pix.preset(), pairs), {"G": Shift()}, (), False, 0)
    with pytest.raises(UserError, match="predicts no frames"):
        roll_out(model, films_of[:, :3, 0], 1)

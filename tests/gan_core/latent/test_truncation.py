"""What truncation trades, on a shipped model: precision rises and recall falls towards 0."""

from __future__ import annotations

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.space import space_of
from gan_core.latent.truncation import of_tails, trades, trades_of_tails
from gan_core.metrics.reference import reference
from gan_core.runs.library.models import open_model


def test_near_the_centre_pictures_are_more_typical_and_less_varied() -> None:
    space = space_of(open_model("cdcgan-digits"))
    low, usual = trades(space, reference("mnist"), label="3", n=200, steps=(0.3, 1.0))
    assert (low.at, usual.at) == (0.3, 1.0)
    assert low.scores.precision > usual.scores.precision - 0.02
    assert low.scores.recall < usual.scores.recall - 0.1


def test_at_0_one_picture_stands_for_all() -> None:
    (none,) = trades(space_of(open_model("dcgan-digits")), reference("mnist"), n=50, steps=(0.0,))
    assert none.scores.recall == 0 and none.scores.precision in (0.0, 1.0)


def test_what_is_out_of_range_is_refused() -> None:
    space = space_of(open_model("dcgan-digits"))
    with pytest.raises(UserError, match="Truncation must be from -1 to 2"):
        list(trades(space, reference("mnist"), n=20, steps=(3.0,)))
    with pytest.raises(UserError):
        list(trades(space, reference("mnist"), n=3, steps=(1.0,)))


def test_a_label_that_is_not_there_is_refused() -> None:
    with pytest.raises(UserError, match="label"):
        list(trades(space_of(open_model("cdcgan-digits")), reference("mnist"), label="11"))


def test_noise_without_tails_is_more_typical_and_less_varied_too() -> None:
    model = open_model("cdcgan-digits")
    low, usual = trades_of_tails(model, reference("mnist"), n=200, thresholds=(0.1, 3.0))
    assert (low.at, usual.at) == (0.1, 3.0)
    assert low.scores.recall < usual.scores.recall - 0.1


def test_statistics_of_training_do_not_fit_noise_that_is_cut() -> None:
    model = open_model("cdcgan-digits")
    fitted, trained = (of_tails(model, 8, 0.2, "3", fitted=fits) for fits in (True, False))
    assert fitted.shape == trained.shape == (8, 1, 28, 28)
    assert not torch.allclose(fitted, trained, atol=0.05)
    assert torch.equal(trained, of_tails(model, 8, 0.2, "3", fitted=False))

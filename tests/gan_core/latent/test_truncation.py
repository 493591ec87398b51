"""What truncation trades, on a shipped model: precision rises and recall falls towards 0."""

from __future__ import annotations

import pytest

from gan_core.errors import UserError
from gan_core.latent.space import space_of
from gan_core.latent.truncation import trades
from gan_core.metrics.reference import reference
from gan_core.runs.library.models import open_model


def test_near_the_centre_pictures_are_more_typical_and_less_varied() -> None:
    space = space_of(open_model("cdcgan-digits"))
    low, usual = trades(space, reference("mnist"), label="3", n=200, steps=(0.3, 1.0))
    assert (low.psi, usual.psi) == (0.3, 1.0)
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

"""A new GAN costs one file and one line: shown with a file that no other code knows."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core import recipes
from gan_core.errors import UserError
from gan_core.game import evaluating
from gan_core.recipes import RECIPES
from gan_core.usage import Request
from tests.gan_core.play import fresh, resumed, snapshots
from tests.gan_core.recipes import example_small
from tests.gan_core.recipes.small import data_of, latents, maker


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> str:
    name = example_small.RECIPE.name
    monkeypatch.setitem(RECIPES, name, example_small.RECIPE)
    return name


def test_the_file_is_as_short_as_promised() -> None:
    code = (
        Path(example_small.__file__)
        .read_text(encoding="utf-8")
        .split('"""', 2)[2]
        .strip()
        .splitlines()
    )
    assert len([line for line in code if line.strip()]) <= 60


def test_it_is_found_by_name_and_its_settings_are_checked(registered: str) -> None:
    assert recipes.get(registered).preset().batch == 64
    with pytest.raises(UserError, match="batch must be at least 2"):
        recipes.get(registered).preset(None, {"batch": 0})


def test_it_trains_and_resumes_through_the_unchanged_loop(registered: str) -> None:
    make = maker(registered)
    whole = fresh(make)
    for cut in snapshots(whole, 10)[::5]:
        assert resumed(make, cut.tensors, cut.document).advance(10).hash == whole.hash


def test_its_pictures_come_nearer_to_the_data(registered: str) -> None:
    data = data_of(count=64)
    play = fresh(maker(registered, data=data, batch=32, lr=2e-3, latent=16, width=64))
    before = distance(play.game, data.items)
    play.advance(150)
    assert distance(play.game, data.items) < 0.5 * before


def distance(game: object, items: torch.Tensor) -> float:
    """Between the mean real and the mean made picture: zero for a perfect G."""
    with evaluating(game.net("G")):
        made = example_small.RECIPE.use.make({"G": game.net("G")}, Request(latents(game, 64))).x
    return (made.mean(0) - (items.float() / 127.5 - 1).mean(0)).square().mean().item()

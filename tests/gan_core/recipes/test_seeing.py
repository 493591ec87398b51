"""What D sees in the recipes: changed pictures in every loss, and nothing changed elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.base import Batch
from gan_core.design import Design
from gan_core.recipes import RECIPES
from gan_core.rng import Rng
from gan_core.runs.training.preview import Preview
from gan_core.settings import adversarial
from tests.gan_core.play import Play, fresh
from tests.gan_core.recipes.small import DUEL_CASES, DUEL_IDS, DUELS, SPECS, data_of, maker, small

EVERYTHING: dict[str, Any] = {"augment": "color_translation_cutout", "noise": 0.1}
PENALTIES = {"r1": 0.1, "r2": 0.1, "gp": 0.1, "d_norm": "none"}
LINEAR = {"stylegan"}
"""Recipes whose G's last layer is linear: in the game nothing cuts its pictures to [-1, 1]."""
every_recipe = pytest.mark.parametrize("name", DUELS)


def far(x: Tensor, rng: Rng) -> Tensor:
    """Unmistakable: pictures lie in [-1, 1], or near it where G's last layer is linear."""
    return x + 100


def shown_to_d(play: Play, rounds: int) -> list[Tensor]:
    """All that D was given in so many rounds."""
    shown: list[Tensor] = []

    def keep(net: nn.Module, given: tuple[Any, ...]) -> None:
        shown.append(given[0].detach().clone())

    play.game.net("D").register_forward_pre_hook(keep)
    play.advance(rounds)
    return shown


@pytest.mark.parametrize("more", [{}, PENALTIES], ids=["plain", "penalties"])
@pytest.mark.parametrize(("name", "preset"), DUEL_CASES, ids=DUEL_IDS)
def test_d_is_never_given_an_unchanged_picture(
    name: str, preset: str, more: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adversarial, "augmentation", lambda policy, noise: far)
    shown = shown_to_d(fresh(maker(name, preset, **more)), 2)
    assert len(shown) >= 2
    assert all(x.min() >= 50 for x in shown)


@every_recipe
def test_without_augmentation_d_is_given_the_pictures_themselves(name: str) -> None:
    shown = shown_to_d(fresh(maker(name)), 2)
    reach = 50 if name in LINEAR else 1
    assert all(x.min() >= -reach and x.max() <= reach for x in shown)


@pytest.mark.parametrize("shape", SPECS)
@every_recipe
def test_the_real_pictures_stay_as_they_are_and_the_round_is_finite(name: str, shape: str) -> None:
    play = fresh(maker(name, "source", data_of(shape), **EVERYTHING, **PENALTIES))
    (stage,) = play.stages
    drawn: list[tuple[Batch, Tensor]] = []

    def view(*given: Any) -> Batch:
        batch = stage.view(*given)
        drawn.append((batch, batch.x.clone()))
        return batch

    play.stages = (replace(stage, view=view),)
    (event,) = play.rounds(1)
    assert drawn and all(torch.equal(batch.x, before) for batch, before in drawn)
    assert all(value.isfinite() for value in event.readings.values())


@every_recipe
def test_looking_at_the_pictures_neither_changes_them_nor_draws(name: str) -> None:
    data = data_of()
    changed, plain = (fresh(maker(name, data=data, **more)) for more in (EVERYTHING, {}))
    recipe = RECIPES[name]

    def frame(play: Play) -> bytes:
        design = Design(recipe, small(recipe), data.spec)
        return Preview(play.game, design, data, 1, "cpu").frame(play.progress.step).raw

    assert frame(changed) == frame(plain)  # the same G, whatever D will see
    changed.advance(2)
    before, state = changed.hash, changed.game.rng["sight"].get_state()
    assert frame(changed) == frame(changed)
    assert torch.equal(changed.game.rng["sight"].get_state(), state) and changed.hash == before


@every_recipe
@pytest.mark.parametrize("key", EVERYTHING)
def test_what_is_drawn_for_d_to_see_comes_from_its_own_stream(name: str, key: str) -> None:
    with_sight, without = fresh(maker(name, **{key: EVERYTHING[key]})), fresh(maker(name))
    for play in (with_sight, without):
        play.advance(1)
    streams = with_sight.game.rng.state(), without.game.rng.state()
    assert streams[0].keys() - streams[1].keys() == {"sight"}
    for shared in streams[1]:
        assert torch.equal(streams[0][shared], streams[1][shared]), shared

"""G's own loss: what its fakes are made of, which memory, which G, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from gan_core import recipes
from gan_core.answers import Fakes, Verdict, as_fakes
from gan_core.data.base import Batch
from gan_core.data.spec import Pictures
from gan_core.data.views import aligned
from gan_core.errors import UserError
from gan_core.files import container
from gan_core.game import Game, Phase, Stage, Terms, Turn, judge, maker
from gan_core.inspection.g_loss import NotThroughVerdict
from gan_core.inspection.gradient import reaching
from gan_core.losses.adversarial import Duel
from gan_core.losses.objectives import OBJECTIVES
from gan_core.model_file import load_model
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes import RECIPES
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.usage import FromNoise, Nets, Request
from tests.gan_core.inspection.bare import fresh
from tests.gan_core.recipes.worked.play import content_of

SPEC = Pictures(1, 8)
HINGE = OBJECTIVES["hinge"]


class Settings(AdversarialSettings):
    """Settings of a small GAN."""


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    g = Generator(settings.latent, [8], spec.shape, norm_from=0)
    return two_players(g, Discriminator(spec.numbers, [8]), rng, settings)


class Coded(FromNoise):
    """G is also told a code, and says which."""

    def make(self, nets: Nets, request: Request) -> Fakes:
        assert request.z is not None
        return as_fakes(nets["G"](request.z, request.y), z=request.z, code=request.z[:, :2])


def with_term(term: Callable[[Turn, Verdict, Fakes], Terms], **more: Any) -> Recipe:
    """A duel with one more term of G's loss."""

    def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
        return adversarial_stage(settings, plan, more_g=term)

    values: dict[str, Any] = {"use": FromNoise(), "build": build, "stages": stages} | more
    texts = {"title": "T", "about": "A.", "paper": "", "differs": ""}
    presets = {"fast": {"latent": 4, "batch": 4}}
    return Recipe("own", settings=Settings, presets=presets, origins={}, **texts, **values)


def test_a_loss_finds_all_that_the_usage_says_of_a_fake() -> None:
    recipe = with_term(lambda turn, on_fake, fake: {"code": fake.of["code"].square().sum(1)})
    request = (model := fresh(replace(recipe, use=Coded()), SPEC)).ask(4)
    assert request.z is not None
    found = reaching(model, request)
    assert list(found.terms) == ["adversarial", "code"]
    torch.testing.assert_close(found.terms["code"], request.z[:, :2].square().sum(1))
    torch.testing.assert_close(found.loss, sum(found.terms.values(), torch.zeros(4)))
    with pytest.raises(NotThroughVerdict, match="'code'"):
        reaching(fresh(recipe, SPEC), request)


def remembers(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    game = build(settings, spec, rng)
    game.memory = {"k": 0.5, "pool": torch.full((3,), 2.0)}
    return game


def recalled(turn: Turn, on_fake: Verdict, fake: Fakes) -> Terms:
    """Look at the memory, and change it."""
    pool, k = turn.game.memory["pool"], float(turn.game.memory["k"])
    assert isinstance(pool, Tensor)
    value = k * pool.sum()
    pool.zero_()
    turn.game.memory["k"] = 0.0
    return {"memory": value.expand(len(fake))}


def test_a_loss_finds_the_games_memory_and_leaves_it() -> None:
    model = fresh(with_term(recalled, build=remembers), SPEC)
    for _time in range(2):
        assert reaching(model, model.ask(2)).terms["memory"].tolist() == [3.0, 3.0]


def test_a_checkpoints_memory_is_what_it_holds_else_that_of_a_fresh_game(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = with_term(recalled, build=remembers)
    monkeypatch.setitem(RECIPES, "own", recipe)
    monkeypatch.setattr(recipes, "get", lambda name: recipe)
    model, path = fresh(recipe, content_of("began").spec), tmp_path / "m.safetensors"
    tensors = {
        f"net/{name}/{key}": value
        for name, net in model.nets.items()
        for key, value in net.state_dict().items()
    }
    card = {"recipe": "own", "params": model.settings.model_dump(mode="json"), "data": "blobs"}
    monkeypatch.setattr("gan_core.model_file._spec", lambda document: model.spec)
    held = {"memory/pool": torch.full((3,), 4.0)}
    for more, memory, wanted in (
        (held, {"k": 0.125}, 1.5),
        ({}, {}, 3.0),
        ({"memory/pool": torch.full((2,), 4.0)}, {"k": 9.0}, 3.0),  # of another shape
        (held, {"k": 1}, 12.0),
    ):
        container.write(path, tensors | more, {"kind": "model", "memory": memory, **card})
        loaded = load_model(path)
        assert float(reaching(loaded, loaded.ask(1)).terms["memory"]) == wanted


TAKES_REAL: dict[str, Callable[[Turn, Verdict, Fakes], Terms]] = {
    "matching": lambda turn, on_fake, fake: {
        "matching": (fake.x.mean(0) - turn.batch.x.mean(0)).square().mean()
    },
    "L1": lambda turn, on_fake, fake: {"L1": (fake.x - turn.batch.x).abs().flatten(1).mean(1)},
}


@pytest.mark.parametrize("name", TAKES_REAL)
def test_a_loss_that_looks_at_real_items_is_refused_where_there_are_none(name: str) -> None:
    model = fresh(with_term(TAKES_REAL[name]), SPEC)
    request = model.ask(4)
    real = Batch(torch.rand(4, *SPEC.shape))
    assert reaching(model, request, real=real).terms[name].min() > 0
    for few in (None, Batch(real.x[:3])):
        with pytest.raises(UserError, match="compares fakes with real pictures"):
            reaching(model, request, real=few)
    assert reaching(model, request, objective=HINGE).norm.min() > 0


def test_a_term_of_each_item_counts_in_its_packs_verdict() -> None:
    term = TAKES_REAL["L1"]
    pacgan = RECIPES["pacgan"]

    def stages(settings: Any, plan: Plan) -> tuple[Stage, ...]:
        return adversarial_stage(settings, plan, more_g=term)

    small = {"latent": 4, "g_width": 2, "d_width": 2, "pack": 2}
    model = fresh(replace(pacgan, stages=stages), Pictures(), **small)
    request, real = model.ask(4), Batch(torch.rand(4, 1, 28, 28))
    found = reaching(model, request, real=real)
    each = (model.answer(request) - real.x).abs().flatten(1).mean(1)
    torch.testing.assert_close(found.terms["L1"], each.view(2, 2).mean(1))


def two_makers(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    game = build(settings, spec, rng)
    back = Generator(settings.latent, [8], spec.shape, norm_from=0)
    other = Discriminator(spec.numbers, [8])
    game.players |= {"G back": maker(back), "D back": judge(other)}
    return game


def two_losses(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """The other G moves first, against the other D."""

    def against(d: str) -> Callable[[Turn], Terms]:
        def loss(turn: Turn) -> Terms:
            return {d: -Duel(d).verdict_on_fakes(turn)[0].logit}

        return loss

    play = (Phase({"G back": against("D back")}), Phase({"G": against("D")}))
    return (Stage("both", 1, play, aligned, 4),)


def test_of_two_gs_the_loss_is_that_of_the_one_that_makes_the_items() -> None:
    recipe = with_term(lambda *_: {}, build=two_makers, stages=two_losses)
    model = fresh(recipe, SPEC)
    assert list(reaching(model, model.ask(2)).terms) == ["D"]
    with pytest.raises(NotThroughVerdict, match="another verdict"):
        reaching(fresh(replace(recipe, use=FromNoise(g="G back")), SPEC), model.ask(2))

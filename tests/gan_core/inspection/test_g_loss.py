"""G's loss in recipes of every kind: whose verdict, what of, which memory, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gan_core import recipes
from gan_core.answers import Made, Verdict, made, pack_of, verdict
from gan_core.data.base import Batch
from gan_core.data.spec import Pictures
from gan_core.data.views import aligned
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.files import container
from gan_core.game import Game, Phase, Stage, Terms, Turn, judge, maker
from gan_core.inspection.features import layer_outputs
from gan_core.inspection.g_loss import NotThroughVerdict
from gan_core.inspection.gradient import field_at, reaching
from gan_core.inspection.probe import probe_model
from gan_core.losses.adversarial import Duel
from gan_core.losses.objectives import OBJECTIVES
from gan_core.model import Model, load_model, model_of
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.questions import question
from gan_core.recipe import Plan, Recipe
from gan_core.recipes import RECIPES
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.usage import FromNoise, Nets, Request
from tests.gan_core.inspection.bare import bare, told
from tests.gan_core.recipes import worked
from tests.gan_core.recipes.worked.play import OWN, SMALL, content_of

OF_PICTURES = [name for name, one in worked.RECIPES.items() if one.items is Pictures]
SPEC = Pictures(1, 8)
HINGE = OBJECTIVES["hinge"]


def fresh(recipe: Recipe, spec: Any = SPEC, **changes: Any) -> Model:
    design = Design(recipe, recipe.preset(None, changes), spec)
    return model_of(design.game(Rng(0)), design, 0, raw=True)


def worked_model(name: str) -> tuple[Model, Request, Batch]:
    """An untrained model, a request for 4 items, and as many real ones."""
    content = content_of(name)
    model = fresh(worked.RECIPES[name], content.spec, **SMALL, **OWN.get(name, {}))
    request = question(model.design, content, 4).request
    return model, request, Batch(content.spec.to_numbers(content.items[:4]), None, request.src)


@pytest.mark.parametrize("name", OF_PICTURES)
def test_the_fields_logit_is_the_models_verdict(name: str) -> None:
    model, request, real = worked_model(name)
    wanted = model.judge(model.answer(request), request).logit
    for objective in (HINGE, OBJECTIVES["relativistic"]):
        found = reaching(model, request, objective=objective, real=real)
        torch.testing.assert_close(found.logit, wanted)
        assert found.norm.min() > 0
    if name == "cyclegan":
        with pytest.raises(NotThroughVerdict, match="does not go through"):
            reaching(model, request, real=real)
        return
    torch.testing.assert_close(reaching(model, request, real=real).logit, wanted)


@pytest.mark.parametrize("name", OF_PICTURES)
def test_the_layers_are_those_of_the_d_that_judges(name: str) -> None:
    model, request, _real = worked_model(name)
    items = model.answer(request)
    before = layer_outputs(model, items, request)
    asked = {"cyclegan": "D", "stackgan": "D2"}.get(name, "D")
    with torch.no_grad():
        for other in model.judges:
            if other != asked:
                for weight in model.nets[other].parameters():
                    weight.add_(1)
    for (_, one), (_, two) in zip(before, layer_outputs(model, items, request), strict=True):
        assert torch.equal(one, two)
    assert before


class Alone(nn.Module):
    """A D that is told nothing, and whose forward takes nothing beside the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(64, 4), nn.Tanh(), nn.Linear(4, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x).flatten()


class Picky(FromNoise):
    """A usage that says so."""

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        return verdict(-nets["D"](items))


def test_d_is_told_what_the_usage_tells_it() -> None:
    d, x = Alone(), torch.rand(3, 1, 8, 8)
    model = bare(d, SPEC, Picky())
    request = told(3, torch.zeros(3, dtype=torch.int64))
    found = field_at(model, Made(x), request, objective=HINGE)
    torch.testing.assert_close(found.logit, -d(x).detach())
    assert [name for name, _ in layer_outputs(model, x, request)] == ["layers.1"]


class Settings(AdversarialSettings):
    """Settings of a small GAN."""


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    g = Generator(settings.latent, [8], spec.shape, norm_from=0)
    return two_players(g, Discriminator(spec.numbers, [8]), rng, settings)


class Coded(FromNoise):
    """G is also told a code, and says which."""

    def make(self, nets: Nets, request: Request) -> Made:
        assert request.z is not None
        return made(nets["G"](request.z, request.y), z=request.z, code=request.z[:, :2])


def with_term(term: Callable[[Turn, Verdict, Made], Terms], **more: Any) -> Recipe:
    """A duel with one more term of G's loss."""

    def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
        return adversarial_stage(settings, plan, more_g=term)

    values: dict[str, Any] = {"use": FromNoise(), "build": build, "stages": stages} | more
    texts = {"title": "T", "about": "A.", "paper": "", "differs": ""}
    presets = {"fast": {"latent": 4, "batch": 4}}
    return Recipe("own", settings=Settings, presets=presets, origins={}, **texts, **values)


def test_a_loss_finds_all_that_the_usage_says_of_a_fake() -> None:
    recipe = with_term(lambda turn, on_fake, fake: {"code": fake.of["code"].square().sum(1)})
    request = (model := fresh(replace(recipe, use=Coded()))).ask(4)
    assert request.z is not None
    found = reaching(model, request)
    assert list(found.terms) == ["adversarial", "code"]
    torch.testing.assert_close(found.terms["code"], request.z[:, :2].square().sum(1))
    torch.testing.assert_close(found.loss, sum(found.terms.values(), torch.zeros(4)))
    with pytest.raises(NotThroughVerdict, match="'code'"):
        reaching(fresh(recipe), request)


def remembers(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    game = build(settings, spec, rng)
    game.memory = {"k": 0.5, "pool": torch.full((3,), 2.0)}
    return game


def recalled(turn: Turn, on_fake: Verdict, fake: Made) -> Terms:
    """Look at the memory, and change it."""
    pool, k = turn.game.memory["pool"], float(turn.game.memory["k"])
    assert isinstance(pool, Tensor)
    value = k * pool.sum()
    pool.zero_()
    turn.game.memory["k"] = 0.0
    return {"memory": value.expand(len(fake))}


def test_a_loss_finds_the_games_memory_and_leaves_it() -> None:
    model = fresh(with_term(recalled, build=remembers))
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
    monkeypatch.setattr("gan_core.model._spec", lambda document: model.spec)
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


TAKES_REAL: dict[str, Callable[[Turn, Verdict, Made], Terms]] = {
    "matching": lambda turn, on_fake, fake: {
        "matching": (fake.x.mean(0) - turn.batch.x.mean(0)).square().mean()
    },
    "L1": lambda turn, on_fake, fake: {"L1": (fake.x - turn.batch.x).abs().flatten(1).mean(1)},
}


@pytest.mark.parametrize("name", TAKES_REAL)
def test_a_loss_that_looks_at_real_items_is_refused_where_there_are_none(name: str) -> None:
    model = fresh(with_term(TAKES_REAL[name]))
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


def test_whole_packs_are_whole_for_every_d() -> None:
    nets = [nn.Identity() for _pack in range(3)]
    for net, pack in zip(nets[1:], (2, 3), strict=True):
        net.pack = pack  # type: ignore[assignment]
    assert [pack_of(), pack_of(nets[0]), pack_of(*nets)] == [1, 1, 6]


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
    model = fresh(recipe)
    assert list(reaching(model, model.ask(2)).terms) == ["D"]
    with pytest.raises(NotThroughVerdict, match="another verdict"):
        reaching(fresh(replace(recipe, use=FromNoise(g="G back"))), model.ask(2))


@pytest.mark.parametrize("name", ["pix2pix", "stackgan", "cyclegan"])
def test_a_probe_is_refused_only_where_d_looks_at_what_an_item_is_made_from(name: str) -> None:
    content = content_of(name)
    model, _request, _real = worked_model(name)
    if name != "cyclegan":
        with pytest.raises(UserError, match="told what a picture was made from"):
            probe_model(model, content)
        return
    found = probe_model(model, content, per_class=(2,), draws=1)
    assert [row.what for row in found] == ["d", "untrained", "pixels"]

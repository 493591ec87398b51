"""D of every kind of recipe: whose verdict is looked into, and what it is told."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.answers import Fakes, Verdict, pack_of, verdict
from gan_core.data.base import Batch
from gan_core.data.spec import Pictures
from gan_core.errors import UserError
from gan_core.inspection.features import layer_outputs
from gan_core.inspection.g_loss import NotThroughVerdict
from gan_core.inspection.gradient import descent_at, field_at, reaching
from gan_core.inspection.probe import probe_model
from gan_core.losses.objectives import OBJECTIVES
from gan_core.model import Model
from gan_core.questions import question
from gan_core.recipes.pix2pix import RECIPE as PIX2PIX
from gan_core.usage import FromNoise, Nets, Request
from tests.gan_core.inspection.bare import bare, fresh, told
from tests.gan_core.recipes import worked
from tests.gan_core.recipes.worked.play import OWN, SMALL, content_of

OF_PICTURES = [name for name, one in worked.RECIPES.items() if one.items is Pictures]
SPEC = Pictures(1, 8)
HINGE = OBJECTIVES["hinge"]


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
    if name == "small_cyclegan":
        with pytest.raises(NotThroughVerdict, match="does not go through"):
            reaching(model, request, real=real)
        return
    torch.testing.assert_close(reaching(model, request, real=real).logit, wanted)


@pytest.mark.parametrize("name", OF_PICTURES)
def test_the_layers_are_those_of_the_d_that_judges(name: str) -> None:
    model, request, _real = worked_model(name)
    items = model.answer(request)
    before = layer_outputs(model, items, request)
    asked = {"small_cyclegan": "D", "small_stackgan": "D2"}.get(name, "D")
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
    found = field_at(model, Fakes(x), request, objective=HINGE)
    torch.testing.assert_close(found.logit, -d(x).detach())
    assert [name for name, _ in layer_outputs(model, x, request)] == ["layers.1"]


def test_the_descent_alone_is_the_fields() -> None:
    model, request, real = worked_model("small_pix2pix")
    fakes = model.make(request)
    for objective in (HINGE, None):
        field = field_at(model, fakes, request, objective=objective, real=real).field
        alone = descent_at(model, fakes, request, objective=objective, real=real)
        torch.testing.assert_close(alone, field)


def test_whole_packs_are_whole_for_every_d() -> None:
    nets = [nn.Identity() for _pack in range(3)]
    for net, pack in zip(nets[1:], (2, 3), strict=True):
        net.pack = pack  # type: ignore[assignment]
    assert [pack_of(), pack_of(nets[0]), pack_of(*nets)] == [1, 1, 6]


@pytest.mark.parametrize("name", ["small_pix2pix", "small_stackgan", "small_cyclegan"])
def test_a_probe_is_refused_only_where_d_looks_at_what_an_item_is_made_from(name: str) -> None:
    content = content_of(name)
    model, _request, _real = worked_model(name)
    if name != "small_cyclegan":
        with pytest.raises(UserError, match="told what a picture was made from"):
            probe_model(model, content)
        return
    found = probe_model(model, content, per_class=(2,), draws=1)
    assert [row.what for row in found] == ["d", "untrained", "pixels"]


@pytest.mark.parametrize("objective", [None, "nonsaturating"])
def test_of_a_d_that_judges_patches_every_patch_counts(objective: str | None) -> None:
    content = content_of("small_pix2pix")
    model = fresh(PIX2PIX, content.spec, g_width=2, d_width=4, l1=0.0)
    request = question(model.design, content, 4).request
    chosen = None if objective is None else OBJECTIVES[objective]
    real = Batch(content.spec.to_numbers(content.items[:4]), None, request.src)
    x = model.answer(request).requires_grad_()
    said = model.recipe.use.judge(model.nets, x, request)
    assert said.patches is not None and said.patches.shape[1] > 1
    loss = torch.nn.functional.softplus(-said.patches).mean(1)
    (wanted,) = torch.autograd.grad(loss.sum(), x)
    field = field_at(model, Fakes(x.detach()), request, objective=chosen, real=real)
    torch.testing.assert_close(field.field, -wanted)

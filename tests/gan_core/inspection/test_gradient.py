"""The gradient that reaches G: closed forms, descent, packs, pairs, and a model left untouched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from gan_core.answers import Verdict, pack_of
from gan_core.data.base import Batch
from gan_core.errors import UserError
from gan_core.inspection.following import follow
from gan_core.inspection.g_loss import objective_of
from gan_core.inspection.gradient import GradientField, reaching
from gan_core.losses.objectives import OBJECTIVES, Adversarial
from gan_core.model import Model
from gan_core.model_file import load_model
from gan_core.nets.layers import Packed
from gan_core.rng import seeded
from gan_core.runs.checkpoints import Checkpoints
from tests.gan_core.inspection.bare import bare, field_of, told

every_objective = pytest.mark.parametrize("name", OBJECTIVES)
SHAPE = (1, 4, 4)


class Curved(nn.Module):
    """A small D that is no line; with `says` classes it reads labels too."""

    def __init__(self, says: int = 0, channels: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(16 * channels, 8), nn.Tanh())
        self.logit, self.classes = nn.Linear(8, 1), nn.Linear(8, says) if says else None

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        seen = self.body(x)
        classes = None if self.classes is None else self.classes(seen)
        return Verdict(3 * self.logit(seen).flatten(), classes)


class Line(nn.Module):
    """D(x) = w . x + 1 with ||w|| = 5, answering with a bare tensor (N, 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(
            torch.zeros(16).index_copy_(0, torch.tensor([2, 9]), torch.tensor([3.0, -4.0]))
        )

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        return (x.flatten(1) @ self.w + 1)[:, None]


def curved(**more: int) -> Curved:
    return seeded(3, lambda: Curved(**more))


def clouds(count: int = 6) -> tuple[Tensor, Batch]:
    stream = torch.Generator().manual_seed(1)
    fakes, real = torch.rand(2, count, *SHAPE, generator=stream) * 1.6 - 0.8
    return fakes, Batch(real)


def asking(
    critic: nn.Module, objective: Adversarial, real: Batch | None = None
) -> Callable[[Tensor], GradientField]:
    return lambda fakes: field_of(critic, fakes, objective, real=real)


def judge(critic: nn.Module, items: Tensor) -> Verdict:
    return bare(critic).judge(items, told(len(items)))


def logit_gradient(critic: nn.Module, x: Tensor) -> Tensor:
    """Return the gradient of each logit with respect to its own picture, one by one."""
    rows = []
    for one in x:
        leaf = one[None].clone().requires_grad_()
        answer = critic(leaf, None)
        logit = answer.logit if isinstance(answer, Verdict) else answer
        rows.append(torch.autograd.grad(logit.sum(), leaf)[0])
    return torch.cat(rows)


CLOSED: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "nonsaturating": lambda fake, real: 1 - fake.sigmoid(),
    "minimax": lambda fake, real: fake.sigmoid(),
    "least_squares": lambda fake, real: 2 * (1 - fake),
    "hinge": lambda fake, real: torch.ones_like(fake),
    "wasserstein": lambda fake, real: torch.ones_like(fake),
    "relativistic": lambda fake, real: (real - fake).sigmoid(),
}


def test_every_objective_has_its_closed_form_here() -> None:
    assert CLOSED.keys() == OBJECTIVES.keys()


@every_objective
@pytest.mark.parametrize("make", [curved, Line], ids=["curved", "line"])
def test_the_field_is_the_closed_form_of_its_loss(name: str, make: Callable[[], nn.Module]) -> None:
    critic, (fakes, real) = make(), clouds()
    got = field_of(critic, fakes, OBJECTIVES[name], real=real)
    pull = CLOSED[name](got.logit, judge(critic, real.x).logit)
    wanted = pull[:, None, None, None] * logit_gradient(critic, fakes)
    torch.testing.assert_close(got.field, wanted)
    torch.testing.assert_close(got.pull, pull)
    torch.testing.assert_close(got.norm, pull.abs() * got.slope)
    assert got.norm.min() > 0


def test_a_linear_critic_gives_every_fake_its_weights() -> None:
    critic, (fakes, _real) = Line(), clouds()
    got = field_of(critic, fakes, OBJECTIVES["wasserstein"])
    assert torch.equal(got.field, critic.w.detach().reshape(1, *SHAPE).expand(6, -1, -1, -1))
    assert torch.equal(got.slope, torch.full((6,), 5.0))


def test_where_d_is_sure_minimax_sends_nothing_and_non_saturating_everything() -> None:
    critic, (fakes, _real) = Line(), clouds()
    with torch.no_grad():
        fakes[:, 0, 0, 2], fakes[:, 0, 2, 1] = -3.0, 3.0  # w . x = -21
    sent = {
        name: field_of(critic, fakes, OBJECTIVES[name]).norm
        for name in ("minimax", "nonsaturating")
    }
    assert sent["minimax"].max() < 1e-7
    torch.testing.assert_close(sent["nonsaturating"], torch.full((6,), 5.0))


def test_least_squares_turns_back_beyond_its_target() -> None:
    critic, fakes = Line(), torch.zeros(2, *SHAPE)
    fakes[1, 0, 0, 2] = 1.0  # logits 1 and 4
    got = field_of(critic, fakes, OBJECTIVES["least_squares"])
    assert got.norm.tolist() == [0.0, 30.0]
    assert got.field[1, 0, 0, 2] == -18


@every_objective
def test_the_loss_of_each_sample_is_the_objectives(name: str) -> None:
    critic, (fakes, real) = curved(), clouds()
    got = field_of(critic, fakes, OBJECTIVES[name], real=real)
    partner = judge(critic, real.x).logit
    torch.testing.assert_close(got.loss, OBJECTIVES[name].g(got.logit, partner)["adversarial"])
    torch.testing.assert_close(got.logit, judge(critic, fakes).logit)


@every_objective
def test_a_small_step_along_the_field_lowers_the_loss_as_the_norm_says(name: str) -> None:
    critic, (fakes, real) = curved().double(), clouds()
    fakes, real = fakes.double(), Batch(real.x.double())
    objective, small = OBJECTIVES[name], 1e-5
    path = follow(asking(critic, objective, real), fakes, steps=1, size=small)
    got = field_of(critic, fakes, objective, real=real)
    torch.testing.assert_close(
        (path.loss[0] - path.loss[1]) / small, got.norm.square(), rtol=1e-3, atol=1e-9
    )


def test_following_raises_ds_verdict_step_by_step_and_stays_a_picture() -> None:
    critic, (fakes, _real) = curved(), clouds()
    path = follow(asking(critic, OBJECTIVES["nonsaturating"]), fakes, steps=8, size=0.2)
    assert path.pictures.shape == (9, 6, *SHAPE) and path.logit.shape == path.loss.shape == (9, 6)
    assert torch.equal(path.pictures[0], fakes)
    assert (path.logit.diff(dim=0) > 0).all()
    far = follow(asking(critic, OBJECTIVES["hinge"]), fakes, steps=3, size=100, bounds=(-1, 0.5))
    assert far.pictures[1:].min() == -1 and far.pictures[1:].max() == 0.5


def test_no_step_is_the_fakes_themselves() -> None:
    critic, (fakes, _real) = curved(), clouds()
    path = follow(asking(critic, OBJECTIVES["hinge"]), fakes, steps=0, size=1)
    assert torch.equal(path.pictures, fakes[None])


def test_a_pack_has_one_verdict_and_every_picture_its_own_gradient() -> None:
    critic, (fakes, real) = Packed(curved(channels=2), 2), clouds()
    assert pack_of(critic) == 2
    for name in ("minimax", "relativistic"):
        got = field_of(critic, fakes, OBJECTIVES[name], real=real)
        assert got.logit.shape == got.loss.shape == got.pull.shape == (3,)
        assert got.norm.shape == got.slope.shape == (6,)
        torch.testing.assert_close(got.norm, got.pull.repeat_interleave(2) * got.slope)
    with pytest.raises(UserError, match="judges 2 pictures together; 5 do not"):
        field_of(critic, fakes[:5], OBJECTIVES["hinge"])


@pytest.mark.parametrize("count", [0, 5])
def test_pairing_without_as_many_real_pictures_says_so(count: int) -> None:
    fakes, real = clouds()
    few = Batch(real.x[:count]) if count else None
    with pytest.raises(UserError, match="compares fakes with real pictures"):
        field_of(curved(), fakes, OBJECTIVES["relativistic"], real=few)


def test_d_in_training_is_judged_in_evaluation_mode_and_left_as_it_was() -> None:
    critic = nn.Sequential(nn.Flatten(), nn.Linear(16, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
    with torch.no_grad():
        critic[2].running_mean += 1

    class Takes(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = critic

        def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
            return self.net(x)

    d, (fakes, _real) = Takes(), clouds()
    before = {key: value.clone() for key, value in d.state_dict().items()}
    whole = field_of(d, fakes, OBJECTIVES["hinge"]).field
    part = field_of(d, fakes[:2], OBJECTIVES["hinge"]).field
    torch.testing.assert_close(whole[:2], part)  # batch statistics would mix the samples
    assert all(module.training for module in d.modules())
    assert all(parameter.grad is None and parameter.requires_grad for parameter in d.parameters())
    assert all(torch.equal(value, before[key]) for key, value in d.state_dict().items())


@pytest.fixture
def whole(trained: Path) -> Model:
    found = Checkpoints(trained / "checkpoints").newest("resume")
    assert found is not None
    return load_model(found)


def test_what_reaches_a_trained_g_is_of_its_own_loss_and_leaves_the_model(whole: Model) -> None:
    before = {
        f"{name}/{key}": value.clone()
        for name, net in whole.nets.items()
        for key, value in net.state_dict().items()
    }
    state = torch.get_rng_state()
    request = whole.ask(4, 7)
    got = reaching(whole, request)
    assert torch.equal(got.fakes, whole.answer(request))
    torch.testing.assert_close(got.norm, (1 - got.logit.sigmoid()) * got.slope)
    torch.testing.assert_close(got.pull, 1 - got.logit.sigmoid())
    assert objective_of(whole) is OBJECTIVES["nonsaturating"]
    assert torch.equal(state, torch.get_rng_state())
    for name, net in whole.nets.items():
        assert not any(module.training for module in net.modules())
        assert all(p.grad is None and not p.requires_grad for p in net.parameters())
        for key, value in net.state_dict().items():
            assert torch.equal(value, before[f"{name}/{key}"])


@every_objective
def test_the_true_loss_of_a_plain_duel_is_the_closed_form(whole: Model, name: str) -> None:
    changes = {"objective": name, "smoothing": 0.0, "augment": "none", "noise": 0.3}
    bounded = {"gp": 10.0} if name == "wasserstein" else {}
    settings = whole.settings.model_copy(update=changes | bounded)
    model = replace(whole, design=replace(whole.design, settings=settings))
    request = model.ask(6, 3)
    real = Batch(model.sample(6, 40))
    true = reaching(model, request, real=real)
    closed = reaching(model, request, objective=OBJECTIVES[name], real=real)
    torch.testing.assert_close(true.field, closed.field)
    torch.testing.assert_close(true.pull, closed.pull)
    torch.testing.assert_close(true.loss, closed.loss)
    assert true.norm.min() > 0


def test_another_objective_can_be_asked_for(whole: Model) -> None:
    request = whole.ask(3)
    own, other = (reaching(whole, request, objective=one) for one in (None, OBJECTIVES["minimax"]))
    ratio = own.logit.sigmoid() / (1 - own.logit.sigmoid())
    torch.testing.assert_close(other.field, own.field * ratio[:, None, None, None])


def test_the_conditional_models_own_loss_has_its_class_term(conditional: Path) -> None:
    found = Checkpoints(conditional / "checkpoints").newest("resume")
    assert found is not None
    model = load_model(found)
    request = model.ask(3)
    got = reaching(model, request)
    judged = model.judge(got.fakes, request)
    assert judged.classes is not None and request.y is not None
    classes = torch.nn.functional.cross_entropy(judged.classes, request.y, reduction="none")
    torch.testing.assert_close(got.loss, torch.nn.functional.softplus(-got.logit) + classes)
    alone = reaching(model, request, objective=OBJECTIVES["nonsaturating"])
    assert not torch.allclose(alone.field, got.field)


def test_a_loss_that_pairs_needs_as_many_real_pictures(whole: Model) -> None:
    settings = whole.settings.model_copy(update={"objective": "relativistic", "smoothing": 0.0})
    model = replace(whole, design=replace(whole.design, settings=settings))
    with pytest.raises(UserError, match="compares fakes with real pictures"):
        reaching(model, model.ask(3))


def test_a_model_without_d_is_told_what_to_choose(model_file: Path) -> None:
    with pytest.raises(UserError, match=r"only G.*resume_"):
        load_model(model_file).refuse_without_d()

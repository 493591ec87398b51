"""The GAN of points: what each setting of its networks, its prior and its rounds does."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.plane import shape
from gan_core.errors import UserError
from gan_core.nets.layers import ACTIVATIONS, ToUniform
from gan_core.nets.points import Generator
from gan_core.recipes.points import RECIPE
from gan_core.runs.changing import with_changes
from tests.gan_core.play import fresh
from tests.gan_core.recipes.test_points import maker

SMOOTH = {"tanh": nn.Tanh, "elu": nn.ELU}


def layers_of(net: nn.Module, kind: type[nn.Module]) -> list[nn.Module]:
    return [module for module in net.modules() if isinstance(module, kind)]


def normal(*size: int, seed: int = 1) -> Tensor:
    return torch.randn(*size, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("depth", "d_depth"), [(0, 8), (8, 0), (2, 3), (0, 0)])
def test_g_and_d_each_have_the_hidden_layers_asked_for(depth: int, d_depth: int) -> None:
    game = fresh(maker("lab", depth=depth, d_depth=d_depth)).game
    for name, hidden in (("G", depth), ("D", d_depth)):
        assert len(layers_of(game.net(name), nn.Linear)) == hidden + 1
        assert len(layers_of(game.net(name), nn.LeakyReLU)) == hidden


def test_without_hidden_layers_both_are_linear() -> None:
    game = fresh(maker("lab", depth=0, d_depth=0)).game
    for name in "GD":
        net, a, b = game.net(name), normal(5, 2), normal(5, 2, seed=2)
        with torch.no_grad():
            torch.testing.assert_close(net(a) + net(b), net(a + b) + net(torch.zeros(5, 2)))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_g_and_d_have_the_activation_asked_for(name: str) -> None:
    game = fresh(maker("lab", activation=name)).game
    for player in "GD":
        hidden = [m for m in game.net(player).modules() if isinstance(m, tuple(KINDS.values()))]
        assert [type(m) for m in hidden] == [KINDS[name]] * 2
        if name in SLOPES:
            assert [m.negative_slope for m in hidden] == [SLOPES[name]] * 2


SLOPES = {"relu": 0.0, "leaky": 0.2}
KINDS: dict[str, type[nn.Module]] = {**SMOOTH, **dict.fromkeys(SLOPES, nn.LeakyReLU)}


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("d_depth", [0, 1])
def test_every_penalty_trains_every_activation_and_a_linear_d(name: str, d_depth: int) -> None:
    changes: dict[str, Any] = {"r1": 0.1, "r2": 0.1, "gp": 1.0, "activation": name}
    play = fresh(maker("lab", d_depth=d_depth, g_steps=2, **changes))
    before = [p.clone() for p in play.game.net("D").parameters()]
    readings = [event.readings for event in play.rounds(3)][-1]
    assert {"D/r1", "D/r2", "D/gp", "G/loss"} <= readings.keys()
    assert all(value.isfinite() for value in readings.values())
    after = play.game.net("D").parameters()
    assert not any(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_the_penalty_of_a_linear_d_is_its_weight() -> None:
    play = fresh(maker("lab", d_depth=0, r1=0.4))
    (weight, _) = (p.clone() for p in play.game.net("D").parameters())
    readings = next(play.rounds(1)).readings
    torch.testing.assert_close(readings["D/r1"], 0.2 * weight.square().sum().detach())


@pytest.mark.parametrize(("n_critic", "g_steps"), [(1, 1), (1, 4), (3, 1), (3, 2), (2, 3)])
def test_each_player_moves_as_often_as_asked_each_time_on_its_own(
    n_critic: int, g_steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = fresh(maker("lab", n_critic=n_critic, g_steps=g_steps, objective="relativistic"))
    steps: Counter[str] = Counter()
    drawn: list[Tensor] = []
    judged: dict[str, list[Tensor]] = {"G": [], "D": []}
    for key, player in play.game.players.items():
        player.opt.register_step_post_hook(lambda *_, key=key: steps.update([key]))
    normal_of = play.game.rng.normal

    def noting(*size: int, stream: str = "z") -> Tensor:
        drawn.append(normal_of(*size, stream=stream))
        return drawn[-1]

    monkeypatch.setattr(play.game.rng, "normal", noting)
    (stage,) = play.stages
    for phase in stage.phases:
        for name, loss in list(phase.moves.items()):

            def spy(turn: Any, name: str = name, loss: Any = loss) -> Any:
                judged[name].append(turn.batch.x)
                return loss(turn)

            phase.moves[name] = spy
    play.advance(1)
    assert steps == {"D": n_critic, "G": g_steps}
    assert stage.draws == max(n_critic, g_steps)
    for name, count in (("D", n_critic), ("G", g_steps)):
        assert len(judged[name]) == count == len(torch.stack(judged[name]).unique(dim=0)), name
    # Fresh noise for every move of either.
    assert len(drawn) == n_critic + g_steps == len(torch.stack(drawn).unique(dim=0))


@pytest.mark.parametrize("g_steps", [1, 3])
def test_the_rate_falls_as_far_however_often_g_moves(g_steps: int) -> None:
    play = fresh(maker("lab", lr=1e-3, last_rate=0.1, g_steps=g_steps, epochs=4))
    rounds, rate = play.stages[0].steps, play.game.players["G"].opt.param_groups[0]
    assert rounds == 11
    play.advance(5)
    assert rate["lr"] == pytest.approx(1e-3 * 0.1 ** (5 / 11))
    play.advance(rounds)
    assert rate["lr"] == pytest.approx(1e-4)


def test_a_uniform_prior_is_uniform_on_minus_one_to_one_and_keeps_the_order() -> None:
    z = normal(20_000)
    u = ToUniform()(z)
    assert u.min() >= -1 and u.max() <= 1
    even = torch.linspace(-1, 1, len(u))
    assert (u.sort().values - even).abs().max() < 0.025
    # A walk through z stays a walk: nothing but the scale changes.
    assert (ToUniform()(torch.linspace(-4, 4, 1000)).diff() > 0).all()
    assert ToUniform()(torch.zeros(1)) == 0


def test_the_prior_changes_what_the_first_layer_sees_and_no_weight() -> None:
    plain, uniform = (fresh(maker("lab", prior=prior)).game.net("G") for prior in PRIORS)
    for a, b in zip(plain.parameters(), uniform.parameters(), strict=True):
        assert torch.equal(a, b)
    z = normal(6, 2)
    with torch.no_grad():
        torch.testing.assert_close(uniform(z), plain(torch.erf(z / 2**0.5)))
        assert uniform(torch.full((1, 2), 1e4)).isfinite().all()


PRIORS = ("normal", "uniform")


@pytest.mark.parametrize("latent", [1, 64])
def test_every_latent_dimension_gives_points(latent: int) -> None:
    game = fresh(maker("lab", latent=latent, prior="uniform")).advance(2).game
    assert game.net("G").latent == latent
    with torch.no_grad():
        made = game.net("G")(normal(7, latent))
    assert made.shape == (7, 2) and made.isfinite().all()


@pytest.mark.parametrize(
    "changes",
    [{"g_steps": 0}, {"g_steps": 11}, {"depth": 9}, {"d_depth": -1}, {"activation": "gelu"},
     {"prior": "cauchy"}, {"g_width": 0}, {"d_width": 2049}, {"latent": 1025}],
    ids=str,
)  # fmt: skip
def test_values_out_of_bounds_are_refused(changes: dict[str, Any]) -> None:
    (key,) = changes
    with pytest.raises(UserError, match=f"{key} must be"):
        RECIPE.preset("lab", changes)


def test_the_batch_is_2_to_4096_and_changes_while_it_trains() -> None:
    settings = RECIPE.preset("lab")
    for size in (2, 4096):
        assert with_changes(RECIPE, settings, {"batch": size}).batch == size
    for size in (1, 4097):
        with pytest.raises(UserError, match="batch must be"):
            with_changes(RECIPE, settings, {"batch": size})


def test_how_often_g_moves_may_change_while_it_trains_its_networks_may_not() -> None:
    settings = RECIPE.preset("lab")
    assert with_changes(RECIPE, settings, {"g_steps": 5}).g_steps == 5
    for fixed in ({"prior": "uniform"}, {"d_depth": 1}, {"depth": 1}, {"activation": "elu"}):
        with pytest.raises(UserError, match="fixed for the length of a run"):
            with_changes(RECIPE, settings, fixed)


def test_the_preset_of_the_lab_is_two_small_networks_that_find_points() -> None:
    settings = RECIPE.preset("lab")
    game = RECIPE.make(settings, shape("ring8").content.spec, fresh(maker()).game.rng)
    for name in "GD":
        widths = [m.out_features for m in layers_of(game.net(name), nn.Linear)]
        assert widths[:-1] == [128, 128], name
    assert settings.latent == 2 and settings.objective == "nonsaturating" and settings.ema == 0.995
    assert isinstance(game.net("G"), Generator)

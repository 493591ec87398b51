"""Convolutional G and D of every shape that the settings allow."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.data.spec import Pictures, Spec
from gan_core.nets.dcgan import Discriminator, DShape, Generator, GShape, doublings, up
from gan_core.nets.layers import prior_of
from gan_core.rng import seeded

every_size = pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 32), (1, 64), (3, 48)])


def d_of(spec: Spec, **shape: object) -> Discriminator:
    return Discriminator(spec, DShape(width=2, **shape), torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("size", "wanted"), [(28, 2), (32, 2), (64, 3), (48, 3), (7, 0), (25, 0)])
def test_a_side_is_halved_until_it_is_odd_or_at_most_eight(size: int, wanted: int) -> None:
    assert doublings(size) == wanted


@pytest.mark.parametrize("kernel", [3, 4, 5])
def test_a_layer_of_g_doubles_exactly_for_every_kernel(kernel: int) -> None:
    assert up(2, 3, kernel)(torch.zeros(1, 2, 7, 7)).shape == (1, 3, 14, 14)


@every_size
@pytest.mark.parametrize(("kernel", "stem"), [(3, True), (5, True), (3, False), (4, False)])
def test_g_makes_pictures_of_the_size_of_the_data(
    channels: int, size: int, kernel: int, stem: bool
) -> None:
    spec = Pictures(channels, size)
    made = Generator(3, spec, GShape(2, kernel, stem))(torch.randn(2, 3))
    assert made.shape == (2, channels, size, size) and made.abs().max() <= 1


@every_size
@pytest.mark.parametrize("kernel", [3, 4, 5])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_d_answers_for_every_size_kernel_and_depth(
    channels: int, size: int, kernel: int, depth: int
) -> None:
    spec = Pictures(channels, size, classes=("a", "b"))
    d = Discriminator(spec, DShape(2, depth, kernel), torch.Generator(), says=2)
    got = d(torch.zeros(3, channels, size, size))
    assert got.logit.shape == (3,) and got.classes.shape == (3, 2)
    assert got.features.shape[0] == 3 and got.features.ndim == 2


def test_d_without_classes_has_none() -> None:
    assert d_of(Pictures())(torch.zeros(2, 1, 28, 28)).classes is None


def test_the_first_layer_of_d_has_no_batchnorm_and_the_others_do() -> None:
    kinds = [type(layer) for layer in d_of(Pictures(), depth=3, norm="batch").body]
    assert kinds[1] is nn.LeakyReLU and kinds.count(nn.BatchNorm2d) == 2


def test_spectral_norm_bounds_every_layer_of_d() -> None:
    d = d_of(Pictures(), norm="spectral", dropout=0.0)
    for _ in range(30):
        d(torch.zeros(1, 1, 28, 28))
    d.eval()
    for layer in (d.body[0], d.body[3], d.head):
        largest = torch.linalg.matrix_norm(layer.weight.flatten(1), 2).item()
        assert largest == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("norm", ["none", "spectral"])
def test_d_judges_samples_one_by_one_unless_it_has_batchnorm(norm: str) -> None:
    d, x = d_of(Pictures(), norm=norm).eval(), torch.randn(4, 1, 28, 28)
    torch.testing.assert_close(d(x).logit[1:2], d(x[1:2]).logit)


@pytest.mark.parametrize("stem", [True, False])
def test_g_has_either_batchnorm_or_biases(stem: bool) -> None:
    for norm in (True, False):
        g = Generator(3, Pictures(), GShape(2, stem=stem, norm=norm))
        weighted = [m for m in g.modules() if isinstance(m, nn.Linear | nn.ConvTranspose2d)]
        assert {layer.bias is None for layer in weighted} == {norm}
        normed = [m for m in g.modules() if isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d)]
        assert len(normed) == (len(weighted) - 1 if norm else 0)


def test_gs_slope_is_that_of_every_hidden_layer() -> None:
    g = Generator(3, Pictures(), GShape(2, slope=0.1))
    slopes = [m.negative_slope for m in g.modules() if isinstance(m, nn.LeakyReLU)]
    assert slopes == [0.1] * 3


def test_g_of_unit_levels_ends_in_a_sigmoid_where_the_other_ends_in_tanh() -> None:
    z = torch.randn(4, 3)
    signed, unit = (
        seeded(1, lambda levels=levels: Generator(3, Pictures(), GShape(2, levels=levels)))
        for levels in ("signed", "unit")
    )
    before = signed.layers[:-1](z)
    torch.testing.assert_close(signed(z), before.tanh())
    torch.testing.assert_close((unit(z) + 1) / 2, before.sigmoid())


def test_d_of_unit_levels_judges_pictures_as_one_that_is_given_them_from_0_to_1() -> None:
    x = torch.rand(4, 1, 28, 28) * 2 - 1
    signed, unit = (
        seeded(1, lambda levels=levels: d_of(Pictures(), levels=levels, dropout=0.0))
        for levels in ("signed", "unit")
    )
    assert torch.equal(unit(x).logit, signed((x + 1) / 2).logit)
    assert not torch.equal(unit(x).logit, signed(x).logit)


def test_the_label_planes_of_a_d_of_unit_levels_stay_0_and_1() -> None:
    d = Discriminator(
        Pictures(classes=("a", "b")), DShape(2, levels="unit"), torch.Generator(), sees=2
    )
    read: list[torch.Tensor] = []
    d.body[0].register_forward_pre_hook(lambda layer, given: read.append(given[0]))
    d(torch.zeros(1, 1, 28, 28), torch.tensor([1]))
    assert [plane.unique().tolist() for plane in read[0][0]] == [[0.5], [0.0], [1.0]]


def test_a_prior_is_what_z_goes_through_before_the_label_joins_it() -> None:
    z, y = torch.randn(4, 3), torch.arange(4) % 2
    plain, cube = (
        seeded(1, lambda prior=prior: Generator(3, Pictures(), GShape(2, prior=prior), classes=2))
        for prior in ("normal", "cube")
    )
    assert torch.equal(cube(z, y), plain(prior_of("cube")(z), y))


@pytest.mark.parametrize("norm", ["none", "batch", "spectral"])
def test_first_weights_change_their_values_and_nothing_else(norm: str) -> None:
    shapes = {}
    for init in ("torch", "normal", "he"):
        g = seeded(1, lambda init=init: Generator(3, Pictures(), GShape(2, init=init)))
        d = seeded(1, lambda init=init: d_of(Pictures(), init=init, norm=norm))
        states = (g.state_dict(), d.state_dict())
        shapes[init] = [(key, value.shape) for state in states for key, value in state.items()]
        assert all(value.isfinite().all() for state in states for value in state.values())
        assert torch.equal(g.layers[0].weight, seeded(1, lambda: nn.Linear(3, 392)).weight) is (
            init == "torch"
        )
    assert shapes["torch"] == shapes["normal"] == shapes["he"]

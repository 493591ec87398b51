"""Convolutional G and D of every shape that the settings allow."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.data.spec import Pictures, Spec
from gan_core.nets.dcgan import Discriminator, DShape, Generator, GShape, doublings, up

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

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.answers import Verdict
from gan_core.data.spec import Pictures
from gan_core.errors import UserError
from gan_core.inspection.features import d_features, feature_maps, layer_outputs
from gan_core.nets import dcgan, mlp
from tests.gan_core.inspection.bare import bare, told
from tests.gan_core.metrics.draws import normal

SPEC = Pictures(1, 28, classes=tuple("0123456789"))


def conv_d(norm: dcgan.Norm = "spectral", **more: int) -> dcgan.Discriminator:
    shape = dcgan.DShape(width=4, depth=3, kernel=4, norm=norm)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        return dcgan.Discriminator(SPEC, shape, torch.Generator(), **more)


def pictures(n: int, seed: int = 0) -> Tensor:
    return normal(n, 784, seed).view(n, 1, 28, 28).tanh()


class Packed(nn.Module):
    """A D that sees two pictures at once, as PacGAN's does: rows 0 and 1, rows 2 and 3, ..."""

    pack = 2

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(2, 6, 4, 2, 1)
        self.last = nn.Linear(6 * 14 * 14, 1)

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        pairs = x.reshape(len(x) // 2, 2, *x.shape[2:])
        return self.last(self.first(pairs).relu().flatten(1)).flatten()


class Plain(nn.Module):
    """A D whose activations are no modules, and whose answer is a map of patches."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(1, 4, 4, 2, 1), nn.Conv2d(4, 1, 3, 1, 1)

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        return self.b(self.a(x).relu()).mean((1, 2, 3))


class Maxout(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.maps = nn.Linear(784, 6)

    def forward(self, x: Tensor) -> Tensor:
        return self.maps(x).view(-1, 3, 2).amax(2)


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Conv2d(4, 4, 3, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.inner(x)


def test_a_maxout_layer_gives_its_maximum_and_a_residual_one_its_sum() -> None:
    maxout = nn.Sequential(nn.Flatten(), Maxout(), nn.Linear(3, 1))
    residual = nn.Sequential(nn.Conv2d(1, 4, 4, 2, 1), Residual(), nn.Flatten(), nn.Linear(784, 1))
    x = pictures(2)
    for net, upto in ((maxout, 2), (residual, 2)):
        wrapped = Unconditional(net)
        torch.testing.assert_close(
            layer_outputs(bare(wrapped), x, told(len(x)))[-1][1], net[:upto](x).detach()
        )
    assert [name for name, _ in layer_outputs(bare(Unconditional(residual)), x, told(len(x)))] == [
        "net.0",
        "net.1.inner",
    ]


class Unconditional(nn.Module):
    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        return self.net(x).flatten()


@pytest.mark.parametrize("norm", ["none", "batch", "spectral"])
def test_maps_of_a_convolutional_d_have_one_entry_a_layer(norm: dcgan.Norm) -> None:
    maps = feature_maps(bare(conv_d(norm)), pictures(1)[0], told(1))
    assert [tuple(out.shape) for _, out in maps] == [(4, 14, 14), (8, 7, 7), (16, 3, 3)]
    assert all(name.startswith("body.") for name, _ in maps)


def test_a_layers_output_is_taken_after_its_activation() -> None:
    net = conv_d("none").eval()
    x = pictures(2)
    (_, first), *_ = layer_outputs(bare(net), x, told(len(x)))
    torch.testing.assert_close(first, net.body[1](net.body[0](x)).detach())
    assert first.min() < 0 and first.min() > -0.3 * first.max() * 3


def test_pooled_features_are_every_convolution_at_4x4_joined() -> None:
    net = conv_d("none").eval()
    x = pictures(7)
    got = d_features(bare(net), x, batch=3)
    assert got.shape == (7, 4 * 16 + 8 * 16 + 16 * 9)
    first = nn.functional.adaptive_max_pool2d(net.body[1](net.body[0](x)), 4).flatten(1)
    torch.testing.assert_close(got[:, :64], first.detach())


def test_last_features_are_those_that_d_names_else_its_last_hidden_layer() -> None:
    net = conv_d()
    x = pictures(3)
    answer = net.eval()(x)
    assert isinstance(answer, Verdict) and answer.features is not None
    assert torch.equal(d_features(bare(net), x, kind="last"), answer.features.detach())
    plain = mlp.Discriminator(784, [12, 5])
    assert torch.equal(d_features(bare(plain), x, kind="last"), plain.layers[:5](x).detach())


def test_features_of_an_mlp_are_its_hidden_layers_joined() -> None:
    net = mlp.Discriminator(784, [12, 5])
    x = pictures(4)
    hidden = net.layers[:3](x), net.layers[:5](x)
    torch.testing.assert_close(d_features(bare(net), x), torch.cat(hidden, 1).detach())
    assert [tuple(out.shape) for _, out in feature_maps(bare(net), x[0], told(1))] == [
        (12, 1, 1),
        (5, 1, 1),
    ]


def test_answers_are_no_features() -> None:
    says = conv_d(says=10)
    assert (
        d_features(bare(says), pictures(2)).shape == d_features(bare(conv_d()), pictures(2)).shape
    )
    assert [name for name, _ in feature_maps(bare(Plain()), pictures(1)[0], told(1))] == ["a"]
    flat = mlp.Discriminator(784, [])
    for kind in ("pooled", "last"):
        with pytest.raises(UserError, match="no hidden layer"):
            d_features(bare(flat), pictures(2), kind=kind)  # type: ignore[arg-type]


def test_a_d_that_is_told_the_label_is_told_the_first_where_nobody_says() -> None:
    net, zeros = conv_d(sees=10), torch.zeros(5, dtype=torch.int64)
    got = d_features(bare(net), pictures(5), told(5, zeros), batch=2)
    assert torch.equal(got, d_features(bare(net, SPEC), pictures(5)))
    assert not torch.equal(got, d_features(bare(net), pictures(5), told(5, zeros + 3)))
    assert len(feature_maps(bare(net), pictures(1)[0], told(1, zeros[:1]))) == 3
    with pytest.raises(ValueError, match="needs labels"):
        d_features(bare(net), pictures(5))


def test_a_d_that_sees_two_at_once_gives_one_feature_a_picture() -> None:
    net, x = Packed(), pictures(5)
    got = d_features(bare(net), x, batch=3)
    assert got.shape == (5, 6 * 16)
    # Each is seen beside itself, so its features do not depend on the others.
    torch.testing.assert_close(d_features(bare(net), x[3:4]), got[3:4])
    assert feature_maps(bare(net), x[0], told(1))[0][1].shape == (6, 14, 14)


def test_looking_leaves_the_net_as_it_was() -> None:
    net = conv_d("batch").train()
    before = {key: value.clone() for key, value in net.state_dict().items()}
    d_features(bare(net), pictures(4))
    feature_maps(bare(net), pictures(1)[0], told(1))
    assert all(module.training for module in net.modules())
    assert not any(module._forward_hooks for module in net.modules())
    assert all(before[key].equal(value) for key, value in net.state_dict().items())

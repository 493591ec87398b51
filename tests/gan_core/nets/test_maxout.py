"""The networks of 2014: maxout units, dropout, the label's own branch."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.nets.layers import Dropout, prior_of
from gan_core.nets.maxout import Discriminator, DShape, Generator, Maxout, Sides, spread
from gan_core.rng import seeded

SHAPE = (3, 4, 4)


def stream(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def g_of(classes: int = 0, dropout: float = 0.0, hidden: tuple[int, ...] = (12, 12)) -> Generator:
    more = {"dropout": dropout, "stream": stream(), "classes": classes}
    return seeded(1, lambda: Generator(5, hidden, SHAPE, **more))


def d_of(classes: int = 0, dropout: float = 0.0, units: int = 10) -> Discriminator:
    shape = DShape(units, 3, dropout=dropout, inputs=0.2 if dropout else 0.0)
    return seeded(1, lambda: Discriminator(48, shape, stream=stream(), classes=classes))


def latents(count: int = 6) -> Tensor:
    return torch.randn(count, 5, generator=stream())


def pictures(count: int = 6) -> Tensor:
    return torch.rand(count, *SHAPE, generator=stream()) * 2 - 1


def test_a_unit_is_the_largest_of_its_affine_maps() -> None:
    layer, x = seeded(1, lambda: Maxout(4, 3, 5)), torch.randn(7, 4, generator=stream())
    nn.init.normal_(layer.maps.bias, generator=stream())
    weight = layer.maps.weight.detach().view(3, 5, 4)
    bias = layer.maps.bias.detach().view(3, 5)
    by_hand = [
        [max(float(weight[u, p] @ row + bias[u, p]) for p in range(5)) for u in range(3)]
        for row in x
    ]
    torch.testing.assert_close(layer(x), torch.tensor(by_hand))


def test_one_piece_is_an_affine_layer() -> None:
    layer, x = Maxout(4, 3, 1), torch.randn(2, 4)
    assert torch.equal(layer(x), layer.maps(x))


def test_the_gradient_reaches_the_winning_piece_only() -> None:
    layer, x = seeded(2, lambda: Maxout(4, 3, 5)), torch.randn(1, 4, generator=stream())
    winner = layer.maps(x).view(3, 5).argmax(1)
    weight, bias = torch.autograd.grad(layer(x).sum(), (layer.maps.weight, layer.maps.bias))
    for unit in range(3):
        for piece in range(5):
            won = piece == winner[unit]
            wanted = x[0] if won else torch.zeros(4)
            assert torch.equal(weight.view(3, 5, 4)[unit, piece], wanted)
            assert bias.view(3, 5)[unit, piece] == float(won)


def test_maxout_is_convex_and_can_be_differentiated_twice() -> None:
    layer = seeded(3, lambda: Maxout(4, 2, 3)).double()
    a, b = torch.randn(2, 9, 4, generator=stream(), dtype=torch.float64)
    assert (layer((a + b) / 2) <= (layer(a) + layer(b)) / 2 + 1e-12).all()
    x = a.requires_grad_()
    (slope,) = torch.autograd.grad(layer(x).square().sum(), x, create_graph=True)
    (again,) = torch.autograd.grad(slope.square().sum(), layer.maps.weight)
    assert again.norm() > 0


@pytest.mark.parametrize("classes", [0, 4])
def test_shapes_and_range_follow_the_data(classes: int) -> None:
    y = torch.arange(6) % 4
    made = g_of(classes)(latents(), y)
    assert made.shape == (6, *SHAPE) and made.abs().max() < 1
    assert d_of(classes)(made, y).shape == (6,)


@pytest.mark.parametrize("classes", [0, 4])
def test_dropout_acts_in_training_only_and_in_g_and_d(classes: int) -> None:
    y = torch.arange(6) % 4
    for net, x in ((g_of(classes, 0.5), latents()), (d_of(classes, 0.5), pictures())):
        assert not torch.equal(net(x, y), net(x, y))
        net.eval()
        assert torch.equal(net(x, y), net(x, y))
    for net, x in ((g_of(classes), latents()), (d_of(classes), pictures())):
        assert torch.equal(net(x, y), net(x, y))


def test_d_keeps_four_of_five_inputs_and_the_share_asked_for_of_what_is_hidden() -> None:
    def shares(net: nn.Module) -> list[float]:
        return [layer.p for layer in net.modules() if isinstance(layer, Dropout)]

    assert shares(d_of(dropout=0.5)) == [0.2, 0.5, 0.5]
    assert shares(d_of(dropout=0.0)) == [0.0, 0.0, 0.0]
    assert shares(g_of(dropout=0.3)) == [0.3, 0.3]


def test_only_the_stream_it_was_given_decides_what_drops() -> None:
    before, x = torch.get_rng_state(), pictures()
    first, second = d_of(dropout=0.5)(x), d_of(dropout=0.5)(x)
    assert torch.equal(first, second) and torch.equal(before, torch.get_rng_state())


def test_the_label_reaches_g_and_d_and_each_has_its_own_effect() -> None:
    g, d = g_of(4), d_of(4, units=20)
    z, x = latents(1).expand(4, -1), pictures(1).expand(4, -1, -1, -1)
    every = torch.arange(4)
    assert len(g(z, every).flatten(1).unique(dim=0)) == 4
    assert len(d(x, every).unique()) == 4
    for label, picture in enumerate(g(z, every)):
        torch.testing.assert_close(g(z[:1], every[label : label + 1])[0], picture)


@pytest.mark.parametrize("net", [g_of(4), d_of(4)], ids=["G", "D"])
def test_a_conditional_network_without_labels_says_so(net: nn.Module) -> None:
    x = latents() if isinstance(net, Generator) else pictures()
    with pytest.raises(ValueError, match="conditional: it needs labels"):
        net(x)


def test_a_network_without_classes_ignores_the_label() -> None:
    y = torch.arange(6)
    assert torch.equal(g_of()(latents(), y), g_of()(latents()))
    assert torch.equal(d_of()(pictures(), y), d_of()(pictures()))


def test_z_gets_a_sixth_and_the_label_five_sixths_of_the_first_layer_then_both_are_mixed() -> None:
    g = g_of(4, hidden=(24, 18))
    linear = [(m.in_features, m.out_features) for m in g.modules() if isinstance(m, nn.Linear)]
    assert linear == [(5, 4), (4, 20), (24, 18), (18, 48)]


@pytest.mark.parametrize("width", [1, 2, 3])
def test_widths_of_one_still_work(width: int) -> None:
    y = torch.arange(6) % 4
    assert g_of(4, hidden=(width, width))(latents(), y).shape == (6, *SHAPE)
    assert d_of(4, units=width)(pictures(), y).shape == (6,)


def test_sides_put_the_picture_first() -> None:
    sides = Sides(nn.Identity(), nn.Identity(), 3)
    assert sides(torch.tensor([[7.0, 8.0]]), torch.tensor([1])).tolist() == [[7, 8, 0, 1, 0]]


def test_weights_start_even_within_the_reach_and_biases_at_zero() -> None:
    for net, reach in ((g_of(4), 0.05), (d_of(4), 0.005)):
        for layer in (m for m in net.modules() if isinstance(m, nn.Linear)):
            assert 0.7 * reach < layer.weight.abs().max() <= reach
            assert not layer.bias.any()
    net = nn.Linear(100, 100)
    spread(net, 0.3)
    assert net.weight.std().item() == pytest.approx(0.3 / 3**0.5, rel=0.03)


def test_d_judges_samples_one_by_one() -> None:
    d, x = d_of(4).eval(), pictures()
    y = torch.arange(6) % 4
    torch.testing.assert_close(d(x, y)[2:3], d(x[2:3], y[2:3]))


def test_ds_label_layer_and_its_second_layer_have_the_sizes_asked_for() -> None:
    def sizes(**own: int) -> list[tuple[int, int, int]]:
        d = Discriminator(48, DShape(10, 3, **own), stream=stream(), classes=4)
        layers = [m for m in d.modules() if isinstance(m, Maxout)]
        return [(m.maps.in_features, m.units, m.pieces) for m in layers]

    assert sizes() == [(48, 10, 3), (4, 2, 3), (12, 10, 3)]
    assert sizes(aside=7, joint=2) == [(48, 10, 3), (4, 7, 3), (17, 10, 2)]


@pytest.mark.parametrize("classes", [0, 4])
def test_d_of_unit_levels_judges_pictures_as_one_that_is_given_them_from_0_to_1(
    classes: int,
) -> None:
    signed, unit = (
        seeded(
            1,
            lambda levels=levels: Discriminator(
                48,
                DShape(10, 3, dropout=0.0, inputs=0.0, levels=levels),
                stream=stream(),
                classes=classes,
            ),
        )
        for levels in ("signed", "unit")
    )
    x, y = pictures(), torch.arange(6) % 4
    assert torch.equal(unit(x, y), signed((x + 1) / 2, y))
    assert not torch.equal(unit(x, y), signed(x, y))


def test_a_prior_is_what_z_goes_through_before_the_first_layer() -> None:
    plain, wide = (
        seeded(1, lambda prior=prior: Generator(5, (12,), SHAPE, stream=stream(), prior=prior))
        for prior in ("normal", "wide")
    )
    assert torch.equal(wide(latents()), plain(prior_of("wide")(latents())))

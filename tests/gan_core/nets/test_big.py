"""BigGAN's networks: pieces of z, the class in every norm, projection, attention, spectral norm."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.spec import Pictures
from gan_core.nets.attention import Attention
from gan_core.nets.big import (
    BigShape,
    ConditionalNorm,
    Discriminator,
    Generator,
    layers_of,
    pieces_of,
)
from gan_core.rng import seeded

CLASSES = ("a", "b", "c")
SHAPE = BigShape(width=4, most=8, shared=5)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def generator(spec: Pictures, **changes: object) -> Generator:
    shape = BigShape(**{"width": 4, "most": 8, "shared": 5, **changes})
    return seeded(3, lambda: Generator(10, spec, shape)).eval()


@pytest.mark.parametrize("size", [28, 32, 44, 48, 64])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("attention", [False, True])
def test_sizes(size: int, channels: int, attention: bool) -> None:
    spec = Pictures(channels, size, classes=CLASSES)
    g = generator(spec, attention=attention)
    d = Discriminator(spec, BigShape(4, 8, attention=attention))
    pictures = g(normal(2, 10), torch.tensor([0, 2]))
    assert pictures.shape == (2, channels, size, size) and pictures.abs().max() <= 1
    verdict = d(pictures, torch.tensor([0, 2]))
    assert verdict.logit.shape == (2,) and verdict.features.shape == (2, 8)


@pytest.mark.parametrize(
    ("latent", "count", "pieces"), [(60, 3, [20, 20, 20]), (11, 3, [5, 3, 3]), (1, 3, [1, 0, 0])]
)
def test_z_is_cut_into_pieces(latent: int, count: int, pieces: list[int]) -> None:
    assert pieces_of(latent, count) == pieces


def test_a_piece_of_z_reaches_its_own_block_alone() -> None:
    spec = Pictures(1, 28, classes=CLASSES)
    g, y = generator(spec), torch.tensor([1])
    seen: dict[int, Tensor] = {}
    for level, block in enumerate(g.blocks):
        block.register_forward_hook(lambda _m, _i, out, level=level: seen.update({level: out}))
    z = normal(1, 10)
    g(z, y)
    before = dict(seen)
    other = z.clone()
    other[:, -1] += 3  # of the last piece
    g(other, y)
    assert torch.equal(before[0], seen[0]) and not torch.allclose(before[1], seen[1])


def test_the_class_changes_every_block() -> None:
    g = generator(Pictures(1, 28, classes=CLASSES))
    label = g.embed(torch.tensor([0, 1]))
    side = 7
    for block, piece in zip(g.blocks, g.pieces[1:], strict=True):
        inputs = block.first.in_channels
        x = normal(1, inputs, side, side).expand(2, -1, -1, -1)
        out = block(x, torch.cat([label, normal(1, piece).expand(2, -1)], 1))
        assert not torch.allclose(out[0], out[1])
        side *= 2


def test_a_conditional_norm_scales_and_shifts_each_map() -> None:
    norm = ConditionalNorm(2, 3, lambda layer: layer)
    x, condition = normal(64, 2, 4, 4), normal(64, 3, seed=1)
    with torch.no_grad():
        norm.gain.weight.zero_()
        norm.bias.weight.zero_()
    plain = norm(x, condition)
    torch.testing.assert_close(plain.mean((0, 2, 3)), torch.zeros(2), atol=1e-5, rtol=0)
    with torch.no_grad():
        norm.gain.weight[0, 0], norm.bias.weight[1, 1] = 2.0, 1.0
    wanted = plain.clone()
    wanted[:, 0] *= 1 + 2 * condition[:, 0, None, None]
    wanted[:, 1] += condition[:, 1, None, None]
    torch.testing.assert_close(norm(x, condition), wanted)


def test_projection_adds_how_well_the_label_fits() -> None:
    spec = Pictures(1, 28, classes=CLASSES)
    d = seeded(1, lambda: Discriminator(spec, BigShape(4, 8, norm="none")))
    x = normal(1, 1, 28, 28).expand(3, -1, -1, -1)
    y = torch.arange(3)
    verdict = d(x, y)
    gap = verdict.logit - d.head(verdict.features).flatten()
    torch.testing.assert_close(gap, (d.embed.weight * verdict.features).sum(1))


@pytest.mark.parametrize("net", ["G", "D"])
def test_without_a_label_it_says_so(net: str) -> None:
    spec = Pictures(1, 28, classes=CLASSES)
    with pytest.raises(ValueError, match="needs labels"):
        if net == "G":
            generator(spec)(normal(1, 10))
        else:
            Discriminator(spec, SHAPE)(normal(1, 1, 28, 28))


def test_first_weights_are_orthogonal_and_spectral_norm_is_everywhere() -> None:
    layer = layers_of("none")(nn.Linear(8, 5))
    torch.testing.assert_close(layer.weight @ layer.weight.t(), torch.eye(5))
    assert layer.bias.abs().max() == 0
    spec = Pictures(1, 28, classes=CLASSES)
    d = seeded(1, lambda: Discriminator(spec, SHAPE))
    g = seeded(1, lambda: Generator(10, spec, SHAPE))
    kinds = (nn.Conv2d, nn.Linear, nn.Embedding)
    layers = [m for net in (d, g) for m in net.modules() if isinstance(m, kinds)]
    layers.remove(g.embed)  # the shared embedding is bounded by the layers that read it
    for one in layers:
        with torch.no_grad():
            one.parametrizations.weight.original.mul_(3)
        for _ in range(20):  # each look in training is a step of the power iteration
            weight = one.weight
        largest = torch.linalg.matrix_norm(weight.detach().flatten(1), 2)
        assert float(largest) == pytest.approx(1, abs=0.1)


def test_attention_changes_nothing_at_first_and_then_gathers_from_everywhere() -> None:
    layer = seeded(1, lambda: Attention(8, lambda part: part))
    x = normal(2, 8, 6, 6)
    assert torch.equal(layer(x), x)
    nn.init.ones_(layer.strength)
    far = x.clone()
    far[:, :, 5, 5] += 10
    moved = (layer(far) - far) - (layer(x) - x)
    assert moved[:, :, 0, 0].abs().max() > 0


def test_attention_is_a_weighted_mean_of_the_values() -> None:
    layer = seeded(1, lambda: Attention(8, lambda part: part))
    nn.init.ones_(layer.strength)
    nn.init.zeros_(layer.query.weight)  # every place is as near as any other
    x = normal(1, 8, 4, 4)
    value = torch.nn.functional.max_pool2d(layer.value(x), 2).mean((2, 3), keepdim=True)
    torch.testing.assert_close(layer(x), x + layer.out(value).expand_as(x))

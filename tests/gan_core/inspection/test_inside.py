"""Inside G: its layers in order, the spectrum of known waves, the checkerboard before training."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from gan_core.data.spec import Pictures
from gan_core.inspection.features import layer_outputs
from gan_core.inspection.inside import maker_layers, phase_ratio, spectrum
from gan_core.recipes import dcgan, stylegan, vanilla
from gan_core.rng import seeded
from tests.gan_core.inspection.bare import fresh

SPEC = Pictures(1, 28)
SMALL = {"latent": 4, "g_width": 2, "d_width": 2}


def test_the_layers_of_g_come_in_order_and_the_last_is_the_picture() -> None:
    model = fresh(dcgan.RECIPE, SPEC, **SMALL)
    model.nets["G"].eval()
    request = model.ask(2, seed=3)
    layers = maker_layers(model, request)
    assert [maps.shape[2] for _name, maps in layers] == sorted(m.shape[2] for _n, m in layers)
    torch.testing.assert_close(layers[-1][1], model.answer(request))


def test_a_g_that_trains_notices_nothing() -> None:
    model = fresh(dcgan.RECIPE, SPEC, **SMALL)
    g = model.nets["G"].train()
    before = {key: value.clone() for key, value in g.state_dict().items()}
    maker_layers(model, model.ask(2))
    assert g.training and all(torch.equal(before[k], v) for k, v in g.state_dict().items())
    assert not any(module._forward_hooks for module in g.modules())


def test_a_style_based_g_and_its_d_have_layers_and_a_dense_g_has_no_maps() -> None:
    model = fresh(stylegan.RECIPE, SPEC, **SMALL, style=4, most=4, critic="residual")
    assert len(maker_layers(model, model.ask(1))) >= 5
    x = torch.zeros(2, 1, 28, 28)
    maps = [out for _name, out in layer_outputs(model, x, model.ask(2)) if out.ndim == 4]
    assert len(maps) >= 5
    dense = fresh(vanilla.RECIPE, SPEC, latent=4)
    assert maker_layers(dense, dense.ask(1)) == []


def test_a_wave_is_one_pair_of_bright_points_and_a_chequer_is_the_corner() -> None:
    place = torch.arange(8.0)
    wave = torch.cos(2 * math.pi * 2 * place / 8).expand(1, 8, 8)  # 2 waves from left to right
    power = spectrum(wave)
    assert {tuple(at) for at in (power > -6).nonzero().tolist()} == {(4, 2), (4, 6)}
    chequer = ((place[:, None] + place) % 2).expand(3, 8, 8)
    assert (spectrum(chequer) > -6).nonzero().tolist() == [[0, 0]]
    assert float(spectrum(torch.ones(1, 8, 8)).max()) == -12


@pytest.mark.parametrize(
    ("layer", "low", "high"),
    [
        (nn.ConvTranspose2d(128, 1, 3, 2, 1, output_padding=1, bias=False), 3.0, 6.0),
        (nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(128, 1, 3, padding=1)), 1.0, 1.2),
    ],
    ids=["transposed 3x3", "resize, then convolve"],
)
def test_the_checkerboard_is_there_before_training(
    layer: nn.Module, low: float, high: float
) -> None:
    ratios = []
    for seed in range(8):
        stream = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for weight in layer.parameters():
                weight.copy_(torch.randn(weight.shape, generator=stream))
            noise = torch.randn(32, 128, 14, 14, generator=stream)
            ratios.append(phase_ratio(layer(noise)[:, :, 2:-2, 2:-2]))
    middle = sorted(ratios)[4]
    assert low <= middle <= high
    assert seeded(0, lambda: phase_ratio(torch.randn(64, 1, 16, 16))) == pytest.approx(1, abs=0.1)

"""The truncation trick: noise without tails, and BatchNorm's statistics taken anew for it."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.data.spec import Pictures
from gan_core.errors import UserError
from gan_core.latent.standing import standing, truncated_noise
from gan_core.model import Model
from gan_core.recipes import dcgan, r3gan
from gan_core.recipes.biggan import RECIPE as BIGGAN
from gan_core.usage import Request
from tests.gan_core.inspection.bare import fresh

SPEC = Pictures(1, 28, classes=("a", "b", "c"))
SMALL = {"latent": 6, "g_width": 2, "d_width": 2}


def stream() -> torch.Generator:
    return torch.Generator().manual_seed(1)


def biggan() -> Model:
    return fresh(BIGGAN, SPEC, **SMALL, shared=3, most=4)


@pytest.mark.parametrize(("threshold", "deviation"), [(0.5, 0.2837), (1.0, 0.5398), (2.0, 0.8796)])
def test_noise_is_a_normal_distribution_without_its_tails(
    threshold: float, deviation: float
) -> None:
    # 1 - 2 t phi(t) / (2 Phi(t) - 1) is the variance of N(0, 1) cut at t.
    noise = truncated_noise(50_000, 4, threshold, stream())
    assert noise.abs().max() <= threshold
    assert float(noise.std()) == pytest.approx(deviation, abs=0.003)
    assert float(noise.mean()) == pytest.approx(0, abs=0.005)


@pytest.mark.parametrize("threshold", [float("nan"), 0.0, -1.0, 9.0])
def test_a_threshold_that_makes_no_sense_is_refused(threshold: float) -> None:
    with pytest.raises(UserError, match=r"from 0\.02 to 4"):
        standing(biggan(), threshold)


def test_statistics_are_those_of_the_truncated_noise() -> None:
    model = biggan()
    before = {k: v.clone() for k, v in model.nets["G"].state_dict().items()}
    twin = standing(model, 0.5)
    norm, plain = twin.nets["G"].blocks[0].first_norm.norm, model.nets["G"].blocks[0].first_norm
    inputs = []
    plain.register_forward_hook(lambda _m, given, _out: inputs.append(given[0]))
    noise = truncated_noise(4000, 6, 0.5, stream())
    model.answer(Request(noise, torch.arange(4000) % 3))
    maps = torch.cat(inputs)
    torch.testing.assert_close(norm.running_mean, maps.mean((0, 2, 3)), atol=0.02, rtol=0.05)
    torch.testing.assert_close(norm.running_var, maps.var((0, 2, 3)), atol=0.02, rtol=0.1)
    assert norm.momentum == 0.1 and norm.training == plain.norm.training
    for key, value in model.nets["G"].state_dict().items():
        assert torch.equal(value, before[key]), f"{key} of the model itself was changed"


def test_the_same_threshold_gives_the_same_model_and_another_gives_another() -> None:
    model = biggan()
    request = model.ask(4, seed=1, label="b")
    one, two, other = (standing(model, t).answer(request) for t in (0.5, 0.5, 1.5))
    assert torch.equal(one, two) and not torch.allclose(one, other)


def test_a_g_without_a_label_or_without_batch_norm_is_taken_too() -> None:
    plain = fresh(dcgan.RECIPE, Pictures(1, 28), **SMALL)
    assert standing(plain, 1.0).sample(2).shape == (2, 1, 28, 28)
    free = fresh(r3gan.RECIPE, Pictures(1, 28), **SMALL)
    assert not any(isinstance(m, nn.BatchNorm2d) for m in free.nets["G"].modules())
    assert torch.equal(standing(free, 1.0).sample(2), free.sample(2))

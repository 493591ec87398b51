"""PatchGAN: how far one logit sees is what its name says."""

from __future__ import annotations

import pytest
import torch

from gan_core.answers import verdict
from gan_core.nets.patch import Field, PatchDiscriminator


def judge(field: Field, size: int = 128) -> PatchDiscriminator:
    return PatchDiscriminator(4, size, width=2, field=field, norm="batch", init="normal").eval()


def reach(net: PatchDiscriminator, size: int) -> int:
    """How many pixels across move the logit in the middle."""
    x = torch.rand(1, 3, size, size, requires_grad=True)
    patches = net(x, torch.rand(1, 1, size, size)).patches
    assert patches is not None
    side = int(patches.shape[1] ** 0.5)
    (slope,) = torch.autograd.grad(patches[0, side * (side // 2) + side // 2], x)
    return int(slope.abs().sum((0, 1, 2)).gt(0).sum())


@pytest.mark.parametrize("field", ["1", "16", "34", "70"])
def test_one_logit_sees_as_many_pixels_across(field: Field) -> None:
    assert reach(judge(field), 128) == int(field)


@pytest.mark.parametrize("size", [28, 32, 64])
@pytest.mark.parametrize("field", ["1", "16", "34", "70", "full"])
def test_every_field_judges_every_size(field: Field, size: int) -> None:
    said = judge(field, size)(torch.rand(2, 3, size, size), torch.rand(2, 1, size, size))
    assert said.logit.shape == (2,) and said.patches is not None
    torch.testing.assert_close(said.patches.mean(1), said.logit)
    patches = said.patches.shape[1]
    assert patches == 1 if field == "full" or (field, size) == ("70", 28) else patches > 1


def test_without_a_source_it_judges_the_picture_alone() -> None:
    x = torch.rand(2, 4, 32, 32)
    net = judge("16", 32)
    torch.testing.assert_close(net(x).logit, net(x[:, :3], x[:, 3:]).logit)


def test_a_verdict_keeps_its_patches() -> None:
    said = verdict(judge("34", 32)(torch.rand(1, 4, 32, 32).half().float()))
    assert said.patches is not None and said.votes is said.patches

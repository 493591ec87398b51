"""The spaces of a model: whose points they are, what they make, truncation."""

from __future__ import annotations

import math

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.arithmetic import concept, sum_of
from gan_core.latent.space import Space, space_names, space_of
from tests.gan_core.latent.helpers import normal, untrained

STYLES = {"g_width": 2, "d_width": 2, "most": 4, "style": 6}


def test_a_style_based_g_has_w_beside_z_and_others_z_alone() -> None:
    assert space_names(untrained("stylegan", **STYLES)) == ("z", "w")
    assert space_names(untrained("mlp")) == ("z",)
    assert space_of(untrained("stylegan", **STYLES)).name == "w"
    with pytest.raises(UserError, match="no space 'w'"):
        space_of(untrained("mlp"), "w")


def test_the_points_of_seeds_make_the_pictures_of_these_seeds_in_either_space() -> None:
    model = untrained("stylegan", **STYLES)
    wanted = model.sample(3, seed=5)
    for name in ("z", "w"):
        space = space_of(model, name)
        torch.testing.assert_close(space.pictures(space.points(3, seed=5)), wanted)


def test_each_layer_may_be_told_a_point_of_its_own() -> None:
    space = space_of(untrained("stylegan", **STYLES))
    one, other = space.points(2)
    g = space.model.nets["G"]
    layers = torch.stack([one] * g.count)
    same = space.pictures(torch.stack([layers, torch.stack([other] * g.count)]))
    torch.testing.assert_close(same, space.pictures(torch.stack([one, other])))
    layers[-1] = other
    assert not torch.equal(space.pictures(layers[None]), same[:1])


def test_truncation_to_0_is_the_centre_and_1_changes_nothing() -> None:
    space = space_of(untrained("stylegan", **STYLES))
    space.model.nets["G"].mean.copy_(normal(6))
    points = space.points(4)
    torch.testing.assert_close(space.truncated(points, 1.0), points)
    none = space.pictures(space.truncated(points, 0.0))
    torch.testing.assert_close(none, none[:1].expand_as(none))
    torch.testing.assert_close(none[:1], space.pictures(normal(6)[None]))
    half = space.truncated(points, 0.5)
    torch.testing.assert_close(half, (points + normal(6)) / 2)


@pytest.mark.parametrize("psi", [-1.1, 2.1, math.nan, math.inf])
def test_truncation_beyond_its_range_is_refused(psi: float) -> None:
    space = space_of(untrained("mlp"))
    with pytest.raises(UserError, match="from -1 to 2"):
        space.truncated(space.points(1), psi)


@pytest.mark.parametrize("points", [torch.zeros(2, 7), torch.full((2, 8), math.nan)])
def test_points_of_another_space_are_refused(points: torch.Tensor) -> None:
    with pytest.raises(UserError, match="has 8 finite numbers"):
        space_of(untrained("mlp")).pictures(points)


def test_a_concept_of_z_is_as_long_as_its_exemplars_and_the_sum_too() -> None:
    space = space_of(untrained("mlp", latent=100))
    lengths = [float(space.points(1, seed).norm()) for seed in (1, 2, 3)]
    mean = concept(space, [1, 2, 3])
    assert float(mean.norm()) == pytest.approx(sum(lengths) / 3, rel=1e-5)
    assert float(concept(space, [4]).norm()) == pytest.approx(float(space.points(1, 4).norm()))
    total = sum_of(space, [mean, concept(space, [4])], [concept(space, [5])])
    assert float(total.norm()) == pytest.approx(10, rel=0.1)


def test_a_minus_a_plus_c_is_c() -> None:
    for name in ("z", "w"):
        space = Space(untrained("stylegan", **STYLES), name)  # type: ignore[arg-type]
        a, c = concept(space, [1, 2]), concept(space, [3])
        found = sum_of(space, [a, c], [a])
        assert float(torch.cosine_similarity(found, c, 0)) == pytest.approx(1, abs=1e-5)
        if name == "w":
            torch.testing.assert_close(found, c)


def test_a_concept_of_nothing_is_refused() -> None:
    with pytest.raises(UserError, match="at least one seed"):
        concept(space_of(untrained("mlp")), [])

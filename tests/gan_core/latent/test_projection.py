"""The latent of a picture that G made is found again; the search says how near it is."""

from __future__ import annotations

from collections import deque

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.projection import Place, project
from gan_core.latent.space import space_of
from gan_core.metrics.nearness import psnr
from gan_core.runs.library.models import open_model
from tests.gan_core.latent.helpers import untrained


def last(*args: object, **more: object) -> Place:
    return deque(project(*args, **more), maxlen=1)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["mlp-digits", "dcgan-digits", "cdcgan-digits"])
def test_the_latent_of_a_generated_picture_is_found_again(name: str) -> None:
    space = space_of(open_model(name))
    label = "7" if space.model.classes else None
    picture = space.pictures(space.points(1, seed=500), label)[0]
    found = last(space, picture, label=label, steps=150)
    assert found.psnr >= 30
    again = space.pictures(found.point[None], label)
    assert float(psnr(again, picture[None])) == pytest.approx(found.psnr, abs=0.1)
    assert found.residual == pytest.approx(float((again[0] - picture).abs().mean()), abs=1e-4)


@pytest.mark.parametrize("name", ["z", "w"])
def test_a_search_only_ever_improves_and_begins_with_the_best_of_many_seeds(name: str) -> None:
    model = untrained("stylegan", g_width=2, d_width=2, most=4, style=6)
    space = space_of(model, name)
    picture = model.sample(1, seed=9000)[0]
    path = list(project(space, picture, steps=20, restarts=2))
    assert [place.step for place in path] == list(range(21))
    levels = [place.psnr for place in path]
    assert levels == sorted(levels) and levels[-1] > levels[0]
    seeds = space.pictures(space.points(256))
    best = psnr(seeds, picture.expand_as(seeds)).max().item()
    assert levels[0] == pytest.approx(best, abs=1e-3)
    assert path[-1].point.shape == (space.size,)


def test_a_search_leaves_the_model_alone_and_is_the_same_again() -> None:
    model = untrained("mlp")
    before = {key: value.clone() for key, value in model.nets["G"].state_dict().items()}
    picture = torch.zeros(1, 28, 28)
    first, second = (last(space_of(model), picture, steps=5) for _ in range(2))
    assert torch.equal(first.point, second.point)
    for key, value in model.nets["G"].state_dict().items():
        assert torch.equal(value, before[key])


@pytest.mark.parametrize(
    ("picture", "more", "why"),
    [
        (torch.zeros(3, 28, 28), {}, "1x28x28 finite numbers"),
        (torch.full((1, 28, 28), float("nan")), {}, "finite"),
        (torch.zeros(1, 28, 28), {"steps": 0}, "steps"),
        (torch.zeros(1, 28, 28), {"restarts": 0}, "starts"),
        (torch.zeros(1, 28, 28), {"label": "3"}, "takes no label"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(
    picture: torch.Tensor, more: dict[str, object], why: str
) -> None:
    with pytest.raises(UserError, match=why):
        last(space_of(untrained("mlp")), picture, **more)

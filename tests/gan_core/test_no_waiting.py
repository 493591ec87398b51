"""A round asks no tensor for its value: an accelerator would have to end all that is queued."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from gan_core import data
from gan_core.data.feed import Feed
from gan_core.events import Stepped
from gan_core.nets import layers, maxout
from gan_core.recipe import Plan
from gan_core.rng import Rng
from gan_core.settings.strict import checked
from gan_core.train import Progress, train
from tests.gan_core import tiny
from tests.gan_core.recipes.small import DUELS

ASKS = (torch.ops.aten._local_scalar_dense.default, torch.ops.aten.nonzero.default)


class Watched(TorchDispatchMode):
    """Notes from where a tensor is asked for its value or for a size that depends on its values."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in ASKS:
            self.asked.append("".join(traceback.format_stack(limit=8)))
        return func(*args, **(kwargs or {}))


def one_hot(labels: Tensor, count: int) -> Tensor:
    """torch's own looks at its input on a CPU, and only there."""
    return (labels[:, None] == torch.arange(count, device=labels.device)).long()


@pytest.fixture(autouse=True)
def as_on_an_accelerator(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (layers, maxout):
        monkeypatch.setattr(module, "one_hot", one_hot)


EVERYTHING = {
    "r1": 0.1, "r2": 0.1, "gp": 1.0, "noise": 0.1, "smoothing": 0.1, "n_critic": 2,
    "augment": "translation_cutout", "fakes": "fresh", "precision": "mixed", "ema": 0.9,
}  # fmt: skip


@pytest.mark.parametrize("changes", [{}, {"precision": "mixed"}], ids=["float32", "mixed"])
@pytest.mark.parametrize("name", DUELS)
def test_a_round_is_queued_whole(name: str, changes: dict[str, Any]) -> None:
    assert asked_in_rounds(name, changes) == []


def test_with_every_switch_on_too() -> None:
    assert asked_in_rounds("dcgan", EVERYTHING) == []


def asked_in_rounds(name: str, changes: dict[str, Any]) -> list[str]:
    """Return from where values were asked for in four rounds."""
    config = tiny.config(name, steps=10)
    recipe = config.gan
    settings = checked(recipe.settings, {**config.settings.model_dump(), **changes})
    content, rng = data.load(config.data), Rng(0, "cpu")
    game, feed, progress = recipe.make(settings, content.spec, rng), Feed(content, rng), Progress()
    stages = recipe.stages(settings, Plan(content.spec, len(content)))
    rounds = train(game, stages, feed, progress, until=4)
    with Watched() as watched:
        played = sum(isinstance(event, Stepped) for event in rounds)
    assert played == 4
    return watched.asked


def test_a_value_that_is_asked_for_is_noted() -> None:
    with Watched() as watched:
        torch.ones(3).sum().item()
    assert len(watched.asked) == 1

"""Ten rounds, a new process's worth of forgetting, ten more: the same bytes as twenty at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core.cli.main import run
from gan_core.data import entry
from gan_core.files import container
from gan_core.recipes import RECIPES
from gan_core.runs.checkpoints import Checkpoints
from tests.gan_core import tiny

Variant = tuple[str, tuple[str, ...]]
DIGITS = entry("mnist").spec
VARIANTS: list[Variant] = [(name, ()) for name, made in RECIPES.items() if made.fits(DIGITS)] + [
    ("dcgan", ("preset=source", "moves=together", "dropout=0.3")),
    ("dcgan", ("ema=0.9", "d_norm=spectral", "gp=1.0")),
    ("cdcgan", ("d_sees_label=true", "dropout=0.2", "r1=0.5")),
    ("mlp", ("ema=0.9", "objective=relativistic", "n_critic=2")),
    ("cgan", ("optimizer=sgd", "last_momentum=0.7", "rate_falls=1.01", "g_dropout=0.5")),
    ("sngan", ("augment=color_translation_cutout", "noise=0.1", "optimizer=rmsprop")),
]


def state(folder: Path) -> tuple[dict[str, torch.Tensor], dict[str, object]]:
    found = Checkpoints(folder / "checkpoints").newest("resume")
    assert found is not None
    tensors, document = container.read(found)
    # Wall-clock values are the only ones that may differ.
    return tensors, {k: v for k, v in document.items() if k not in ("seconds", "created")}


def option(change: str) -> str:
    return "--preset" if change.startswith("preset=") else "--set"


@pytest.mark.parametrize(("recipe", "changes"), VARIANTS, ids=lambda v: str(v))
def test_resumed_run_equals_the_uninterrupted_one_bit_for_bit(
    tmp_path: Path, recipe: str, changes: tuple[str, ...]
) -> None:
    more = [part for change in changes for part in (option(change), change.removeprefix("preset="))]
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    assert tiny.train(whole, *more, recipe=recipe, steps=20) == 0
    assert tiny.train(halves, *more, recipe=recipe, steps=10) == 0
    torch.manual_seed(99)  # nothing may depend on torch's own generator
    assert run(["resume", str(halves), "--steps", "20", "--json"]) == 0
    (tensors, document), (others, other_document) = state(whole), state(halves)
    assert document == other_document
    assert tensors.keys() == others.keys()
    unequal = [key for key in tensors if not torch.equal(tensors[key], others[key])]
    assert unequal == []


def test_every_part_of_the_saved_state_is_needed(tmp_path: Path) -> None:
    # The comparison above can only be trusted if forgetting anything is seen by it.
    args = ("--set", "ema=0.9", "--set", "dropout=0.3", "--set", "d_norm=spectral")
    whole = tmp_path / "whole"
    assert tiny.train(whole, *args, recipe="dcgan", steps=20) == 0
    want = state(whole)[0]
    for forgotten in ("opt/G/0/exp_avg", "rng/z", "rng/dropout", "feed/position", "ema/G/"):
        half = tmp_path / forgotten.replace("/", "_")
        assert tiny.train(half, *args, recipe="dcgan", steps=10) == 0
        kept = Checkpoints(half / "checkpoints")
        tensors, document = container.read(half / "checkpoints" / "resume_00000010.safetensors")
        hit = [key for key in tensors if key.startswith(forgotten)]
        assert hit, forgotten
        damaged = {
            key: torch.zeros_like(value)
            if key in hit and "rng" not in key
            else torch.Generator().manual_seed(5).get_state()
            if key in hit
            else value
            for key, value in tensors.items()
        }
        kept.save("resume", 10, damaged, {k: v for k, v in document.items() if k != "sha256"})
        assert run(["resume", str(half), "--steps", "20", "--json"]) == 0
        got = state(half)[0]
        assert any(not torch.equal(want[key], got[key]) for key in want), forgotten

"""The real recipes resume bit for bit, whatever else the process draws at random."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from gan_core.errors import CheckpointError
from gan_core.files import container
from gan_core.recipes import RECIPES
from tests.gan_core.play import fresh, resumed, snapshot, snapshots, stir
from tests.gan_core.recipes.small import CASE_IDS, CASES, maker
from tests.gan_core.test_pocket_games import paths, without

every_case = pytest.mark.parametrize(("name", "preset"), CASES, ids=CASE_IDS)
ROUNDS = 20  # 20 batches of 4 go through 22 pictures more than thrice: new epochs are among them


@every_case
def test_a_recipe_cut_at_any_round_plays_the_next_one_as_if_uncut(name: str, preset: str) -> None:
    make = maker(name, preset)
    whole = fresh(make)
    cut, step = snapshot(whole), 0
    for event in whole.rounds(ROUNDS):
        stir(event.step)
        # Equal hashes mean equal futures, so one round from each cut is as good as all.
        again = resumed(make, cut.tensors, cut.document)
        assert again.progress.step == cut.step == step
        assert again.advance(event.step).hash == whole.hash, cut.step
        cut, step = snapshot(whole), event.step
    assert step == ROUNDS


# Those that have more to remember than the default preset of their recipe.
REMEMBERING = [
    *((name, {}) for name in RECIPES),
    ("maxout", {"preset": "source"}),
    ("cgan", {"preset": "source"}),
    ("vanilla", {"augment": "translation", "noise": 0.1, "gp": 1.0, "optimizer": "rmsprop"}),
]
remembering = pytest.mark.parametrize(
    ("name", "changes"), REMEMBERING, ids=["-".join((name, *more)) for name, more in REMEMBERING]
)


@remembering
def test_a_recipes_state_that_lacks_any_key_is_noticed(
    name: str, changes: dict[str, object]
) -> None:
    make = maker(name, **changes)
    cut = snapshot(fresh(make).advance(4))
    wanted = resumed(make, cut.tensors, cut.document).advance(5).hash
    weights = ("net/", "opt/", "ema/")
    # Weights are all read in one way: of these every fourth is taken, of all else each.
    keys = [key for at, key in enumerate(cut.tensors) if not key.startswith(weights) or at % 4 == 0]
    for key in keys:
        fewer = {other: value for other, value in cut.tensors.items() if other != key}
        try:
            again = resumed(make, fewer, cut.document)
        except CheckpointError:
            continue
        assert not key.startswith(weights), key
        assert again.advance(5).hash != wanted, key


@remembering
def test_a_recipes_state_that_lacks_any_entry_of_its_document_is_noticed(
    name: str, changes: dict[str, object]
) -> None:
    make = maker(name, **changes)
    cut = snapshot(fresh(make).advance(4))
    document = json.loads(json.dumps(cut.document))
    wanted = resumed(make, cut.tensors, document).advance(5).hash
    for path in paths(document):
        try:
            again = resumed(make, cut.tensors, without(document, path)).advance(5).hash
        except (ValueError, KeyError):  # refused at once, or at the first step
            continue
        assert again != wanted, path


@every_case
def test_a_recipe_cut_and_resumed_from_a_file_ends_in_the_same_state(
    name: str, preset: str, tmp_path: Path
) -> None:
    make, file = maker(name, preset), tmp_path / "cut.safetensors"
    whole = fresh(make).advance(ROUNDS // 2)
    cut = snapshot(whole)
    file.write_bytes(container.pack(cut.tensors, cut.document))
    again = resumed(make, *container.read(file))
    assert again.progress.step == cut.step == ROUNDS // 2
    assert again.advance(ROUNDS).hash == whole.advance(ROUNDS).hash


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("vanilla", {"n_critic": 2, "gp": 10.0, "objective": "wasserstein"}),
        ("mlp", {"objective": "relativistic", "r1": 0.1, "ema": 0.9}),
        ("dcgan", {"preset": "source", "dropout": 0.5, "r1": 1.0}),
        ("dcgan", {"preset": "fast", "d_norm": "batch", "n_critic": 2, "objective": "hinge"}),
        ("cdcgan", {"preset": "fast", "d_sees_label": True, "gp": 1.0}),
        ("dcgan", {"augment": "color_translation_cutout", "noise": 0.1, "r1": 1.0}),
        ("dcgan", {"preset": "source", "augment": "translation", "objective": "relativistic"}),
        ("pacgan", {"pack": 2, "d_norm": "none", "gp": 1.0, "augment": "translation_cutout"}),
        ("r3gan", {"augment": "translation", "d_rate": 2.0, "n_critic": 2}),
        ("wgan", {"optimizer": "rmsprop", "clip": 0.01, "moves": "together", "n_critic": 1}),
        ("vanilla", {"optimizer": "rmsprop", "r2": 0.1, "noise": 0.5}),
        ("vanilla", {"optimizer": "sgd", "beta1": 0.0, "lr": 0.01}),
        ("mlp", {"optimizer": "sgd", "beta1": 0.9, "lr": 0.01, "d_rate": 0.5}),
        ("sngan", {"optimizer": "sgd", "beta1": 0.5, "lr": 0.01}),
        ("maxout", {"preset": "source", "optimizer": "rmsprop", "rate_falls": 1.01}),
        ("cgan", {"preset": "source", "beta1": 0.0, "n_critic": 2, "moves": "in_turn"}),
        ("cgan", {"preset": "source", "augment": "translation", "r1": 0.1, "prior": "wide"}),
        ("dcgan", {"g_norm": "none", "init": "he", "levels": "unit", "prior": "cube", "r2": 0.1}),
        ("pacgan", {"preset": "source", "n_critic": 2, "g_steps": 3, "ema": 0.9}),
        ("r3gan", {"form": "released", "blocks": 2, "augment": "translation", "fakes": "latents"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
def test_switches_resume_too(name: str, changes: dict[str, object]) -> None:
    make = maker(name, **changes)
    whole = fresh(make)
    for cut in snapshots(whole, 6)[1::2]:
        assert resumed(make, cut.tensors, cut.document).advance(6).hash == whole.hash, cut.step


@pytest.mark.parametrize("name", RECIPES)
def test_building_and_training_leave_the_process_wide_generator_alone(name: str) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    play = fresh(maker(name))
    assert torch.equal(torch.get_rng_state(), before)
    for _ in play.rounds(3):
        pass
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("name", RECIPES)
def test_looking_is_free(name: str) -> None:
    watched, alone = fresh(maker(name)), fresh(maker(name))
    for event in watched.rounds(4):
        for reading in event.readings.values():
            reading.item()
        assert len(watched.hash) == 64
    assert alone.advance(4).hash == watched.hash


@pytest.mark.parametrize("name", RECIPES)
def test_two_games_in_one_process_do_not_disturb_each_other(name: str) -> None:
    one, two = fresh(maker(name)), fresh(maker(name), seed=2)
    for _ in zip(one.rounds(3), two.rounds(3), strict=True):
        pass
    assert one.hash == fresh(maker(name)).advance(3).hash
    assert two.hash == fresh(maker(name), seed=2).advance(3).hash != one.hash

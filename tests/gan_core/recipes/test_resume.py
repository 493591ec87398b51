"""The real recipes resume bit for bit, whatever else the process draws at random."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from gan_core.errors import CheckpointError
from gan_core.recipes import RECIPES
from gan_core.runs import container
from tests.gan_core.play import fresh, resumed, snapshot, snapshots
from tests.gan_core.recipes.small import CASE_IDS, CASES, maker
from tests.gan_core.test_pocket_games import paths, without

ROUNDS = 20  # 20 batches of 4 go through 22 pictures more than thrice: new epochs are among them


@pytest.mark.parametrize(("name", "preset"), CASES, ids=CASE_IDS)
def test_a_recipe_cut_at_any_round_and_resumed_ends_in_the_same_state(
    name: str, preset: str
) -> None:
    make = maker(name, preset)
    whole = fresh(make)
    taken = snapshots(whole, ROUNDS)
    assert [cut.step for cut in taken] == list(range(ROUNDS + 1))
    for cut in taken:
        assert resumed(make, cut.tensors, cut.document).advance(ROUNDS).hash == whole.hash, cut.step


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipes_state_that_lacks_any_key_is_noticed(name: str) -> None:
    make = maker(name)
    cut = snapshot(fresh(make).advance(4))
    wanted = resumed(make, cut.tensors, cut.document).advance(6).hash
    for key in cut.tensors:
        fewer = {other: value for other, value in cut.tensors.items() if other != key}
        try:
            assert resumed(make, fewer, cut.document).advance(6).hash != wanted, key
        except (CheckpointError, KeyError):
            continue


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipes_state_that_lacks_any_entry_of_its_document_is_noticed(name: str) -> None:
    make = maker(name)
    cut = snapshot(fresh(make).advance(4))
    document = json.loads(json.dumps(cut.document))
    wanted = resumed(make, cut.tensors, document).advance(6).hash
    for path in paths(document):
        try:
            again = resumed(make, cut.tensors, without(document, path)).advance(6).hash
        except (ValueError, KeyError):  # refused at once, or at the first step
            continue
        assert again != wanted, path


@pytest.mark.parametrize(("name", "preset"), CASES, ids=CASE_IDS)
def test_a_recipe_cut_and_resumed_from_a_file_ends_in_the_same_state(
    name: str, preset: str, tmp_path: Path
) -> None:
    make, file = maker(name, preset), tmp_path / "cut.safetensors"
    whole = fresh(make)
    for cut in snapshots(whole, ROUNDS)[:: ROUNDS // 2]:
        file.write_bytes(container.pack(cut.tensors, cut.document))
        again = resumed(make, *container.read(file))
        assert again.progress.step == cut.step
        assert again.advance(ROUNDS).hash == whole.hash, cut.step


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("vanilla", {"n_critic": 2, "gp": 10.0, "objective": "wasserstein"}),
        ("mlp", {"objective": "relativistic", "r1": 0.1, "ema": 0.9}),
        ("dcgan", {"preset": "source", "dropout": 0.5, "r1": 1.0}),
        ("dcgan", {"preset": "fast", "d_norm": "batch", "n_critic": 2, "objective": "hinge"}),
        ("cdcgan", {"preset": "fast", "d_sees_label": True, "gp": 1.0}),
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

"""Games of every kind through the one loop: each resumes bit for bit from every cut."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from gan_core.errors import CheckpointError
from gan_core.files import container
from tests.gan_core.play import Make, Snapshot, fresh, resumed, snapshot, snapshots
from tests.gan_core.pocket import classifying, dirac, wgan_gp
from tests.gan_core.recipes.worked import RECIPES
from tests.gan_core.recipes.worked.play import make_of

GAMES = {
    module.__name__.rpartition(".")[2]: module.make for module in (wgan_gp, classifying, dirac)
} | {name: make_of(name) for name in RECIPES}
ROUNDS = 20
GUARDED_CUT, GUARDED_END = 16, 18
every_game = pytest.mark.parametrize("make", GAMES.values(), ids=GAMES)


@every_game
def test_a_run_cut_anywhere_and_resumed_ends_in_the_same_state(make: Make) -> None:
    whole = fresh(make)
    taken = snapshots(whole, ROUNDS)
    assert {cut.step for cut in taken} == set(range(ROUNDS + 1))
    assert len(taken) == ROUNDS + len(whole.stages)
    for cut in taken:
        assert resumed(make, cut.tensors, cut.document).advance(ROUNDS).hash == whole.hash, cut.step


@every_game
@pytest.mark.parametrize("cut", [7, 8, 11])
def test_a_run_resumed_from_a_file_ends_in_the_same_state(
    make: Make, cut: int, tmp_path: Path
) -> None:
    half = snapshot(fresh(make).advance(cut))
    file = tmp_path / "cut.safetensors"
    file.write_bytes(container.pack(half.tensors, half.document))
    again = resumed(make, *container.read(file))
    assert again.progress.step == cut
    assert again.advance(ROUNDS).hash == fresh(make).advance(ROUNDS).hash


@every_game
def test_a_resumed_game_shares_no_tensor_with_the_state_it_came_from(make: Make) -> None:
    cut = snapshot(fresh(make).advance(10))
    kept = {key: value.clone() for key, value in cut.tensors.items()}
    resumed(make, cut.tensors, cut.document).advance(ROUNDS)
    assert [key for key in kept if not torch.equal(kept[key], cut.tensors[key])] == []


@every_game
def test_every_round_changes_the_state_and_every_seed_has_its_own(make: Make) -> None:
    play = fresh(make)
    hashes = {play.hash}
    for _ in play.rounds(ROUNDS):
        hashes.add(play.hash)
    assert len(hashes) == ROUNDS + len(play.stages)
    assert fresh(make, seed=12).advance(ROUNDS).hash not in hashes


@every_game
def test_the_process_wide_generator_has_no_say_in_a_run(make: Make) -> None:
    quiet = fresh(make)
    for _ in quiet.rounds(ROUNDS):
        pass
    assert fresh(make).advance(ROUNDS).hash == quiet.hash


@every_game
def test_a_state_that_lacks_any_tensor_is_noticed(make: Make) -> None:
    cut, wanted = cut_and_end(make)
    for key in cut.tensors:
        fewer = {other: value for other, value in cut.tensors.items() if other != key}
        assert outcome(make, fewer, cut.document) != wanted, f"{key} was not missed"


@every_game
def test_a_state_that_lacks_any_entry_of_its_document_is_noticed(make: Make) -> None:
    cut, wanted = cut_and_end(make)
    for path in paths(cut.document):
        fewer = without(cut.document, path)
        assert outcome(make, cut.tensors, fewer) != wanted, f"{path} was not missed"


@pytest.mark.parametrize("name", ["small_cyclegan", "small_seqgan", "began"])
def test_a_state_that_lacks_what_the_game_remembers_is_refused_at_once(name: str) -> None:
    make = make_of(name)
    cut, _ = cut_and_end(make)
    fewer = {key: value for key, value in cut.tensors.items() if not key.startswith("memory/")}
    with pytest.raises(CheckpointError, match="lacks a part of what the game remembers"):
        resumed(make, fewer, {**cut.document, "memory": {}})


def cut_and_end(make: Make) -> tuple[Snapshot, str]:
    play = fresh(make).advance(GUARDED_CUT)
    cut = snapshot(play)
    cut = Snapshot(cut.step, cut.tensors, json.loads(json.dumps(cut.document)))
    wanted = play.advance(GUARDED_END).hash
    assert outcome(make, cut.tensors, cut.document) == wanted
    return cut, wanted


def outcome(make: Make, tensors: dict[str, Any], document: dict[str, Any]) -> str:
    try:
        return resumed(make, tensors, document).advance(GUARDED_END).hash
    except (ValueError, KeyError) as error:
        return f"refused: {error}"


def paths(node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every entry of a JSON document, at any depth."""
    if isinstance(node, dict | list):
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield (*above, key)
            yield from paths(child, (*above, key))


def without(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    fewer = copy.deepcopy(document)
    node = fewer
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    return fewer

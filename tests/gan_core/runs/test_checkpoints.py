from __future__ import annotations

import errno
import itertools
import math
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from gan_core.errors import CheckpointError, GanvasError
from gan_core.files import atomic
from gan_core.runs.checkpoints import SNAPSHOTS, Checkpoints
from gan_core.runs.training.milestones import is_milestone


@pytest.fixture
def kept(tmp_path: Path) -> Checkpoints:
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    return Checkpoints(folder)


def save(kept: Checkpoints, step: int, kind: Any = "resume", **more: Any) -> Path:
    tensors = {"net/G/w": torch.full((3,), float(step))}
    return kept.folder / kept.save(kind, step, tensors, {"step": step}, **more).file


def steps(kept: Checkpoints, kind: str) -> list[int]:
    return [entry.step for entry in kept.entries() if entry.kind == kind]


def files(kept: Checkpoints) -> set[str]:
    return {path.name for path in kept.folder.iterdir()} - {"manifest.json"}


def test_last_two_resume_states_and_the_pinned_are_kept(kept: Checkpoints) -> None:
    for step in (1, 2, 3, 4, 5):
        save(kept, step, pinned=step == 2)
    assert steps(kept, "resume") == [2, 4, 5]
    assert files(kept) == {f"resume_{step:08d}.safetensors" for step in (2, 4, 5)}


def test_pinned_stays_pinned_when_its_step_is_saved_again(kept: Checkpoints) -> None:
    save(kept, 1, pinned=True)
    save(kept, 1)
    for step in (2, 3, 4):
        save(kept, step)
    assert steps(kept, "resume") == [1, 3, 4]


def test_models_stay_few_and_log_spaced_with_the_first_and_the_newest(kept: Checkpoints) -> None:
    milestones = [step for step in range(1, 20_000) if is_milestone(step)]
    for step in [0, *milestones]:
        save(kept, step, "model")
    found = steps(kept, "model")
    assert len(found) == SNAPSHOTS == len(files(kept))
    assert (found[0], found[-1]) == (0, milestones[-1])
    ratios = [math.log((b + 1) / (a + 1)) for a, b in itertools.pairwise(found)]
    assert max(ratios) < 1.0


def test_milestones_come_every_quarter_more(kept: Checkpoints) -> None:
    found = [step for step in range(1, 100_000) if is_milestone(step)]
    assert found[:4] == [1, 2, 3, 4] and len(found) < 60
    assert len([step for step in found if step <= 100]) <= 11
    later = [step for step in found if step > 100]
    ratios = [b / a for a, b in itertools.pairwise(later)]
    assert min(ratios) > 1.2 and max(ratios) < 1.3


def test_newest_is_by_step_and_the_resume_file_where_both_are_there(kept: Checkpoints) -> None:
    assert kept.newest() is None
    save(kept, 3, "model")
    save(kept, 3)
    save(kept, 2, "model")
    assert kept.newest() == kept.folder / "resume_00000003.safetensors"
    assert kept.newest("model") == kept.folder / "model_00000003.safetensors"


@pytest.mark.parametrize("place", ["header", "data", "end", "gone"])
def test_damaged_newest_falls_back_to_the_one_before(kept: Checkpoints, place: str) -> None:
    save(kept, 1)
    newest = save(kept, 2)
    content = bytearray(newest.read_bytes())
    if place == "gone":
        newest.unlink()
    else:
        # In the header a 2 of "step" becomes a 3: still JSON, and the data's checksum holds.
        at = {"header": content.index(b'step\\": 2') + 8, "data": -1, "end": -1}[place]
        content[at] ^= 1
        newest.write_bytes(bytes(content[:-5] if place == "end" else content))
    found = kept.newest_sound()
    assert found is not None and found[1]["step"] == 1
    assert torch.equal(found[0]["net/G/w"], torch.ones(3))


def test_when_every_state_is_damaged_it_says_so_instead_of_starting_afresh(
    kept: Checkpoints,
) -> None:
    for step in (1, 2):
        save(kept, step).write_bytes(b"")
    with pytest.raises(CheckpointError, match=r"resume_00000002\.safetensors is empty"):
        kept.newest_sound()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_state_that_is_not_finite_is_never_written(kept: Checkpoints, value: float) -> None:
    good = save(kept, 1)
    before = good.read_bytes(), (kept.folder / "manifest.json").read_bytes()
    for step in (1, 2):
        with pytest.raises(CheckpointError, match="opt/G/0 holds numbers that are not finite"):
            kept.save("resume", step, {"opt/G/0": torch.tensor([1.0, value])}, {"step": step})
    assert (good.read_bytes(), (kept.folder / "manifest.json").read_bytes()) == before
    assert len(files(kept)) == 1


@pytest.mark.parametrize("at", [1, 2], ids=["file", "manifest"])
def test_full_disk_keeps_every_old_file_and_leaves_no_temporary_one(
    kept: Checkpoints, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    for step in (1, 2):
        save(kept, step)
    calls = iter(range(1, 9))
    fsync = os.fsync

    def full(handle: int) -> None:
        # Each file is synced and then its folder: the second file is the third call.
        if next(calls) == 2 * at - 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(GanvasError, match="No space left"):
        save(kept, 3)
    monkeypatch.undo()
    assert not list(kept.folder.glob("*.tmp")) and not list(kept.folder.glob(".*"))
    assert steps(kept, "resume") == [1, 2]
    found = kept.newest_sound()
    assert found is not None and found[1]["step"] == 2
    save(kept, 3)
    assert steps(kept, "resume") == [2, 3]


def test_lost_manifest_is_made_again_from_the_files(kept: Checkpoints) -> None:
    save(kept, 1)
    save(kept, 2)
    save(kept, 2, "model")
    (kept.folder / "manifest.json").write_bytes(b'{"entries": [{"fi')
    assert (steps(kept, "resume"), steps(kept, "model")) == ([1, 2], [2])
    found = kept.newest_sound()
    assert found is not None and found[1]["step"] == 2


@pytest.mark.parametrize(
    "row",
    [
        {"file": "../../run.json", "kind": "resume", "step": 1, "sha256": ""},
        {"file": "/etc/passwd", "kind": "resume", "step": 1, "sha256": ""},
        {"file": "resume_00000009.safetensors", "kind": "resume", "step": 1, "sha256": ""},
        {"file": "resume_00000001.safetensors", "kind": "resume", "step": 1, "colour": "red"},
        {"file": 7, "kind": "resume", "step": 1},
        {"file": "resume_00000001.safetensors", "kind": "resume", "step": True},
        {"file": "resume_00000001.safetensors", "kind": "resume", "step": 1, "pinned": "yes"},
        {"file": "resume_00000001.safetensors", "kind": "resume", "step": 1, "sha256": 7},
        {"kind": "resume"},
        "resume_00000001.safetensors",
    ],
    ids=range(10),
)
def test_strange_rows_of_a_manifest_are_passed_over(kept: Checkpoints, row: object) -> None:
    save(kept, 2)
    raw = atomic.read_json(kept.folder / "manifest.json")
    raw["entries"].append(row)
    atomic.write_json(kept.folder / "manifest.json", raw)
    assert steps(kept, "resume") == [2]
    save(kept, 3)
    save(kept, 4)
    assert files(kept) == {f"resume_{step:08d}.safetensors" for step in (3, 4)}

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from gan_core.errors import UserError
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.config import clean_name
from gan_core.runs.engine.threads import ThreadEngine
from gan_core.runs.folder import RunFolder, Status
from gan_core.runs.library import store as stores
from gan_core.runs.library.store import Store, new_id
from gan_core.runs.lock import Lock
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import wait


@pytest.fixture
def store(shared_home: Path) -> Store:
    return Store()


@pytest.fixture
def own(store: Store) -> RunFolder:
    return store.create(tiny.config(name="Mine"))


@pytest.fixture
def recorded(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    monkeypatch.setattr(stores, "shipped_root", lambda: tmp_path / "shipped")
    shutil.copytree(trained, tmp_path / "shipped" / "recorded" / "first-digits")
    return RunFolder(tmp_path / "shipped" / "recorded" / "first-digits")


def test_new_run_is_found_by_its_id_below_the_home_folder(
    store: Store, own: RunFolder, own_home: Path
) -> None:
    assert own.path.parent == own_home / "runs"
    assert store.get(own.id).config() == own.config()
    assert [run.id for run in store.own()] == [own.id]
    assert own.status().state == "interrupted"  # queued, but nobody has it in hand


@pytest.mark.parametrize(
    "bad",
    [
        "../x",
        "..",
        ".",
        "",
        "/etc",
        "run_0123456789abcdef/..",
        "../runs/{id}",
        "{id}/",
        "{id}\n",
        "{id}\0",
        " {id}",
        "RUN_0123456789ABCDEF",
        "..%2f{id}",
        "a\\..\\b",
        "C:\\x",
        "x" * 10_000,
        "run_" + "０" * 16,
    ],
    ids=lambda text: ascii(text)[:24],
)
def test_only_our_own_ids_become_paths(store: Store, own: RunFolder, bad: str) -> None:
    bad = bad.replace("{id}", own.id)
    for use in (store.get, store.delete, store.restore, store.is_recorded):
        with pytest.raises(UserError):
            use(bad)
    with pytest.raises(UserError):
        store.duplicate(bad, "x")
    assert own.path.is_dir()


def test_ids_cannot_be_guessed_or_repeated() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000 and all(len(one) == 20 for one in ids)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("  My \t run\n", "My run"),
        ("safe\u202egnp.exe", "safe gnp.exe"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("\u2066x\u2069", "x"),
        ("e\u0301", "é"),
        ("../../x", "../../x"),
        ("数字 🙂", "数字 🙂"),
    ],
    ids=ascii,
)
def test_names_are_one_clean_line_and_never_a_path(
    store: Store, own: RunFolder, given: str, shown: str
) -> None:
    store.rename(own.id, given)
    assert store.get(own.id).config().name == shown
    assert store.get(own.id).path == own.path


@pytest.mark.parametrize("name", ["", " ", "\n\u200b", "x" * 65, "y" * 10_000_000], ids=range(5))
def test_impossible_names_are_refused_everywhere(store: Store, own: RunFolder, name: str) -> None:
    with pytest.raises(UserError):
        clean_name(name)
    with pytest.raises(UserError):
        store.rename(own.id, name)
    with pytest.raises(UserError):
        store.duplicate(own.id, name)
    assert [run.config().name for run in store.own()] == ["Mine"]


def test_two_runs_of_one_name_are_two_runs(store: Store, own: RunFolder) -> None:
    other = store.create(tiny.config(name="Mine"))
    assert other.id != own.id and len(store.own()) == 2


def test_a_copy_of_a_run_in_training_was_not_interrupted(store: Store) -> None:
    run = store.create(tiny.config(steps=10**6))
    engine = ThreadEngine()
    engine.submit(run)
    try:
        wait(lambda: run.status().state == "running", "rounds")
        copy = store.duplicate(run.id, "Copy")
        assert copy.status().state == "stopped" and run.status().state == "running"
    finally:
        engine.close()


def test_duplicate_has_every_checkpoint_and_goes_its_own_way(
    store: Store, own: RunFolder, trained: Path
) -> None:
    shutil.copytree(trained, own.path, dirs_exist_ok=True)
    copy = store.duplicate(own.id, "Branch")
    assert (copy.config().name, copy.config().parent) == ("Branch", own.id)
    assert (copy.status().state, copy.status().step) == ("done", 12)
    assert not (copy.path / "lock").exists()
    first, second = (Checkpoints(run.path / "checkpoints") for run in (own, copy))
    assert first.entries() == second.entries() and second.newest_sound() is not None
    shutil.rmtree(copy.path / "checkpoints")
    assert first.newest_sound() is not None


def test_deleted_run_comes_back_whole(store: Store, own: RunFolder) -> None:
    before = own.config()
    store.delete(own.id)
    assert store.own() == []
    with pytest.raises(UserError, match="was deleted"):
        store.get(own.id)
    assert store.restore(own.id).config() == before
    assert [run.id for run in store.own()] == [own.id]
    with pytest.raises(UserError, match="not in the trash"):
        store.restore(own.id)


def test_trash_is_emptied_a_week_after_the_deletion_however_old_the_run(
    store: Store, own: RunFolder
) -> None:
    old = time.time() - 8 * 86400
    os.utime(own.path, (old, old))
    store.delete(own.id)
    other = store.create(tiny.config())
    store.delete(other.id)
    assert store.restore(own.id).path.is_dir()
    store.delete(own.id)
    os.utime(store.root / ".trash" / own.id, (old, old))
    store.restore(other.id)
    store.delete(other.id)
    with pytest.raises(UserError):
        store.restore(own.id)
    assert store.restore(other.id).path.is_dir()


def test_run_in_training_is_not_deleted(store: Store, own: RunFolder) -> None:
    own.write_status(Status("running"))
    lock = Lock(own.path)
    with pytest.raises(UserError, match="Stop it before"):
        store.delete(own.id)
    lock.release()
    store.delete(own.id)


def test_recorded_run_can_be_seen_and_copied_but_not_changed(
    store: Store, recorded: RunFolder
) -> None:
    assert [run.id for run in store.recorded()] == ["first-digits"]
    assert store.is_recorded("first-digits")
    for change in (lambda: store.rename(recorded.id, "x"), lambda: store.delete(recorded.id)):
        with pytest.raises(UserError, match="came with the program"):
            change()
    copy = store.duplicate(recorded.id, "Ours")
    assert copy.path.parent == store.root and not store.is_recorded(copy.id)
    assert recorded.config().name == "vanilla"

"""Settings that change while a run trains: in force at the next round, saved, resumed, branched."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from gan_core.cli.main import run
from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.errors import GanvasError, UserError
from gan_core.events import Stepped
from gan_core.game import Player
from gan_core.recipes import RECIPES
from gan_core.runs.changing import put_in_force, with_changes
from gan_core.runs.engine.threads import ThreadEngine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.branching import branch_run
from gan_core.runs.record.history import History
from gan_core.runs.training.session import Session
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.settings.base import names_that_apply
from gan_core.settings.training import Latent
from tests.gan_core.recipes.small import those_with
from tests.gan_core.runs.helpers import forget, live_step, wait

NewRun = Callable[..., RunFolder]


def play(session: Session, rounds: int) -> None:
    end = session.step + rounds
    for event in session.rounds():
        if isinstance(event, Stepped) and event.step >= end:
            return


def now(session: Session) -> str:
    return session.trainer.hash()


def group(player: Player) -> dict[str, Any]:
    assert player.opt is not None
    return player.opt.param_groups[0]


def test_rates_change_and_the_optimizers_keep_their_memory(new_run: NewRun) -> None:
    session = Session(new_run())
    play(session, 5)
    before = {k: dict(v) for k, v in session.trainer.game.players["D"].opt.state.items()}  # type: ignore[union-attr]
    moments = [v["exp_avg"].clone() for v in before.values()]
    session.change({"lr": 1e-4, "d_rate": 4.0, "beta1": 0.1})
    for name, lr in (("G", 1e-4), ("D", 4e-4)):
        assert group(session.trainer.game.players[name])["lr"] == pytest.approx(lr)
        assert group(session.trainer.game.players[name])["betas"] == (0.1, 0.999)
    after = session.trainer.game.players["D"].opt.state.values()  # type: ignore[union-attr]
    assert all(torch.equal(a, b["exp_avg"]) for a, b in zip(moments, after, strict=True))
    session.close("stopped")


@pytest.mark.parametrize(
    "changes",
    [
        {"objective": "hinge", "smoothing": 0.0},
        {"r1": 1.0},
        {"batch": 4},
        {"n_critic": 3},
        {"noise": 0.3},
        {"ema": 0.0},
        {"ema": 0.5},
        {"augment": "translation"},
        {"clip": 0.01},
        {"lr": 0.01, "gp": 1.0},
    ],
    ids=lambda changes: "+".join(changes),
)
def test_a_run_that_was_changed_resumes_bit_for_bit(
    new_run: NewRun, changes: dict[str, Any]
) -> None:
    whole, halves = Session(new_run()), Session(new_run())
    for session in (whole, halves):
        play(session, 4)
        session.change(changes)
        play(session, 3)
    folder = halves.folder
    halves.close("stopped")
    again = Session(folder)
    assert again.design.settings == whole.design.settings and again.step == 7
    for session in (whole, again):
        play(session, 4)
    assert now(again) == now(whole)
    plain = Session(new_run())
    play(plain, 11)
    assert now(plain) != now(whole)
    for session in (whole, again, plain):
        session.close("stopped")


def test_after_a_crash_between_change_and_note_the_checkpoint_decides(new_run: NewRun) -> None:
    session = Session(new_run())
    play(session, 3)
    old = session.folder.config()
    session.change({"lr": 5e-5})
    session.folder.write_config(old)  # as if the process had died before run.json was written
    forget(session)
    again = Session(session.folder)
    assert again.design.settings.lr == 5e-5 == group(again.trainer.game.players["G"])["lr"]
    again.close("stopped")
    assert again.folder.config().settings.lr == 5e-5


@pytest.mark.parametrize(
    ("recipe", "changes"),
    [
        ("cdcgan", {"class_weight": 0.2}),
        ("maxout", {"moves": "together"}),
        ("maxout", {"rate_falls": 1.01}),
    ],
)
def test_what_builds_no_network_changes_the_play_and_resumes_bit_for_bit(
    new_run: NewRun, recipe: str, changes: dict[str, Any]
) -> None:
    states = []
    for cut, wanted in ((False, changes), (True, changes), (False, {})):
        session = Session(new_run(recipe, steps=20))
        play(session, 3)
        if wanted:
            session.change(wanted)
        play(session, 2)
        if cut:
            session.close("stopped")
            session = Session(session.folder)
        play(session, 3)
        states.append(now(session))
        session.close("stopped")
    assert states[0] == states[1] != states[2]


def test_a_change_is_an_event_of_the_run(new_run: NewRun) -> None:
    session = Session(new_run())
    play(session, 3)
    session.change({"r1": 0.5, "lr": 2e-4, "n_critic": 2})
    session.close("stopped")
    events = History(session.folder).refresh().events
    noted = {e["what"]: (e["step"], e["value"]) for e in events if e["event"] == "Changed"}
    assert noted == {"r1": (3, "0.5"), "n_critic": (3, "2")}  # lr was that already


@pytest.mark.parametrize("name", those_with(Latent))
def test_what_decides_the_networks_is_fixed(name: str) -> None:
    recipe = RECIPES[name]
    settings = recipe.preset("fast")
    with pytest.raises(UserError, match="latent is fixed for the length of a run"):
        with_changes(recipe, settings, {"latent": 7})
    fixed = {*names_that_apply(AdversarialSettings, "built")}
    assert fixed | {*names_that_apply(AdversarialSettings, "length")} == {
        "latent",
        "epochs",
        "d_norm",
    }


def test_another_optimizer_begins_at_the_same_rate_and_resumes_exactly(new_run: NewRun) -> None:
    session = Session(new_run())
    play(session, 4)
    rate = group(session.trainer.game.players["D"])["lr"]
    session.change({"optimizer": "rmsprop"})
    assert isinstance(session.trainer.game.players["D"].opt, torch.optim.RMSprop)
    assert group(session.trainer.game.players["D"])["lr"] == rate
    play(session, 3)
    session.save()
    play(session, 2)
    wanted = now(session)
    forget(session)
    again = Session(session.folder)
    assert again.step == 7
    play(again, 2)
    assert now(again) == wanted
    again.close("stopped")


@pytest.mark.parametrize("first", ["adam", "sgd"])
def test_d_alone_gets_another_optimizer_and_g_keeps_its_memory(new_run: NewRun, first: str) -> None:
    session = Session(new_run())
    session.change({"optimizer": first})
    play(session, 3)
    g = session.trainer.game.players["G"].opt
    session.change({"d_optimizer": "rmsprop"})
    assert session.trainer.game.players["G"].opt is g
    assert isinstance(session.trainer.game.players["D"].opt, torch.optim.RMSprop)
    # The other way round: what D has stays, and G's becomes of the same kind.
    d = session.trainer.game.players["D"].opt
    session.change({"d_optimizer": "same", "optimizer": "rmsprop"})
    assert session.trainer.game.players["D"].opt is d
    assert isinstance(session.trainer.game.players["G"].opt, torch.optim.RMSprop)
    play(session, 1)
    session.close("stopped")


def test_a_senseless_change_is_refused_and_nothing_has_changed(new_run: NewRun) -> None:
    session = Session(new_run())
    play(session, 2)
    before = now(session)
    for changes in ({"objective": "wasserstein"}, {"lr": -1.0}, {"magic": 1}, {"latent": 9}):
        with pytest.raises(UserError):
            session.change(changes)
    assert now(session) == before and session.design.settings == session.config.settings
    session.close("stopped")


def test_sgd_and_rmsprop_take_what_they_know() -> None:
    recipe = RECIPES["vanilla"]
    for name, key, value in (("sgd", "momentum", 0.3), ("rmsprop", "alpha", 0.8)):
        before = recipe.preset("fast", {"optimizer": name})
        after = with_changes(recipe, before, {"beta1": 0.3, "beta2": 0.8})
        from gan_core.rng import Rng

        old, new = (Design(recipe, settings, Pictures()) for settings in (before, after))
        game = old.game(Rng(0))
        put_in_force(game, old, new)
        assert group(game.players["G"])[key] == value
        assert group(game.players["D"]).get("momentum", 0) == (0.3 if name == "sgd" else 0)


def test_a_branch_goes_its_own_way_and_the_run_stays(new_run: NewRun, tmp_path: Path) -> None:
    session = Session(new_run())
    play(session, 5)
    session.close("stopped")
    source = session.folder
    before = {p.name: p.read_bytes() for p in source.path.rglob("*") if p.is_file()}
    made = branch_run(source, tmp_path / "branch", "slower", {"lr": 1e-5})
    assert {p.name: p.read_bytes() for p in source.path.rglob("*") if p.is_file()} == before
    config = made.config()
    assert (config.name, config.parent, config.settings.lr) == ("slower", source.id, 1e-5)
    again = Session(made)
    assert again.step == 5 and group(again.trainer.game.players["G"])["lr"] == 1e-5
    again.close("stopped")


def test_a_branch_with_a_wrong_setting_leaves_nothing_behind(
    new_run: NewRun, tmp_path: Path
) -> None:
    session = Session(new_run())
    play(session, 2)
    session.close("stopped")
    for changes in ({"lr": -1.0}, {"latent": 5}):
        with pytest.raises(UserError):
            branch_run(session.folder, tmp_path / "branch", None, changes)
    assert not (tmp_path / "branch").exists()


def test_the_engine_applies_a_change_to_the_run_that_trains(new_run: NewRun) -> None:
    engine, folder = ThreadEngine(1), new_run(steps=None)
    try:
        engine.submit(folder)
        wait(lambda: live_step(engine, folder) > 5, "rounds")
        assert engine.command(folder, "change", {"lr": 3e-5})
        wait(lambda: folder.config().settings.lr == 3e-5, "the change")
        before = live_step(engine, folder)
        assert engine.command(folder, "change", {"latent": 5})
        wait(lambda: (engine.live(folder.id) or _none()).refused is not None, "the refusal")
        wait(lambda: live_step(engine, folder) > before, "rounds after the refusal")
    finally:
        engine.close()


def _none() -> Any:
    raise AssertionError("the run ended")


def test_command_line_changes_a_run_that_stands_still_and_branches_it(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "branch"
    assert run(["branch", str(trained), "--set", "lr=0.0005", "--out", str(made)]) == 0
    assert "branched at step" in capsys.readouterr().out
    assert run(["change", str(made), "--set", "r1=0.5"]) == 0
    settings = json.loads((made / "run.json").read_text(encoding="utf-8"))["params"]
    assert (settings["lr"], settings["r1"]) == (0.0005, 0.5)
    steps = RunFolder(made).status().step + 2
    assert run(["resume", str(made), "--steps", str(steps), "--json"]) == 0
    assert "D/r1" in capsys.readouterr().out or RunFolder(made).status().step == steps


def test_a_rate_that_fell_since_the_start_is_scaled_and_not_put_back(new_run: NewRun) -> None:
    session = Session(new_run("vanilla"))
    for name in ("G", "D"):
        group(session.trainer.game.players[name])["lr"] = 1e-6
    session.change({"d_rate": 0.25})
    rates = [group(session.trainer.game.players[name])["lr"] for name in ("G", "D")]
    assert rates == pytest.approx([1e-6, 2.5e-7])
    session.change({"lr": session.design.settings.lr / 4})
    rates = [group(session.trainer.game.players[name])["lr"] for name in ("G", "D")]
    assert rates == pytest.approx([2.5e-7, 6.25e-8])
    session.close("stopped")


def test_a_batch_that_the_data_cannot_fill_is_refused_before_anything_changes(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(new_run())
    few = replace(session.content, items=session.content.items[:20])
    session.content = session.trainer.data = few
    with pytest.raises(UserError, match="Batch size 64 is more than the 20 items"):
        session.change({"batch": 64})
    assert session.design.settings.batch == 8
    session.close("stopped")


def test_a_run_with_the_presets_length_keeps_it_when_its_batch_changes(new_run: NewRun) -> None:
    session = Session(new_run(steps=None))
    total = session.total
    play(session, 2)
    session.change({"batch": 256, "n_critic": 4})
    assert session.total == total == session.folder.config().steps
    session.close("stopped")


@pytest.mark.parametrize("limit", [{"steps": 5}, {"steps": None, "minutes": 1e-6}])
def test_a_branch_of_a_run_that_has_ended_has_time_to_train(
    new_run: NewRun, tmp_path: Path, limit: dict[str, Any]
) -> None:
    session = Session(new_run(**limit))
    for _ in session.rounds():
        pass
    session.close("done")
    ended = session.step
    branch = Session(branch_run(session.folder, tmp_path / "branch", None, {"lr": 1e-5}))
    for _ in branch.rounds():
        pass
    branch.close("done")
    assert branch.step > ended
    assert branch.total == 10 or limit.get("minutes")


def test_a_rename_while_it_trains_survives_a_change(new_run: NewRun) -> None:
    session = Session(new_run())
    folder = session.folder
    folder.write_config(folder.config().model_copy(update={"name": "mine"}))
    session.change({"r1": 0.5})
    session.close("stopped")
    assert (folder.config().name, folder.config().settings.r1) == ("mine", 0.5)


def test_a_full_disk_does_not_end_a_run_that_is_changed(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(new_run())
    play(session, 2)

    def full(*_: object, **__: object) -> None:
        raise GanvasError("No space left on device.")

    monkeypatch.setattr(RunFolder, "write_config", full)
    session.change({"r1": 0.5})
    assert session.trouble is not None and "No space left" in session.trouble.render()
    play(session, 2)
    assert session.step == 4
    monkeypatch.undo()
    session.close("stopped")

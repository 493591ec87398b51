"""The page "What D sees": verdicts, gradients, objectives, following, and models without D."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core import data
from gan_core.data.spec import Pictures, Tokens
from gan_core.files import container
from gan_core.inspection import probe
from gan_core.inspection.gradient import reaching
from gan_core.recipes import RECIPES
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.config import new_config
from gan_core.runs.engine.current import engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import open_model
from gan_core.runs.library.shipping import shipped_models
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import open_session
from tests.pages.conftest import Open
from tests.pages.test_train_page import until
from ui.discriminator.gradient import short
from ui.discriminator.look import COUNT, STEPS

PAGE = "discriminator.py"
DCGAN = "shipped-dcgan-digits"


def shown(app: AppTest, component: str) -> list[dict[str, Any]]:
    found = [
        item.proto
        for item in app.main.get("bidi_component")
        if item.proto.component_name == component
    ]
    return [dict(json.loads(proto.json)) for proto in found]


def fakes_of(app: AppTest) -> dict[str, Any]:
    return next(row for row in shown(app, "ganvas_tiles") if row["scale"])


def lines(row: Mapping[str, Any]) -> list[list[str]]:
    return [tile["lines"] for tile in row["tiles"]]


def norms(app: AppTest) -> list[str]:
    return [tile[-1] for tile in lines(fakes_of(app))]


def trained(recipe: str = "vanilla", **changes: Any) -> RunFolder:
    small = {"latent": 4, "batch": 9, **changes}
    folder = Store().create(new_config(recipe, "mnist", changes=small, steps=6, name="mine"))
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        (name, card["recipe"])
        for name, card in shipped_models()
        if RECIPES[card["recipe"]].items is Pictures
    ],
)
def test_each_shipped_model_is_looked_at(open_page: Open, name: str, recipe: str) -> None:
    of_text = RECIPES[recipe].source is Tokens
    stack = 3 if RECIPES[recipe].from_noise or of_text else 4  # the source first
    app = open_page(PAGE, model=f"shipped-{name}")
    assert not app.exception and not app.error
    real, fakes = shown(app, "ganvas_tiles")
    assert len(real["tiles"]) == len(fakes["tiles"]) == COUNT
    # Of what is drawn from a text that comes first.
    lines = [tile["lines"][int(of_text)] for tile in real["tiles"]]
    assert all(line.startswith(("D: ", "logit ")) for line in lines)
    assert [len(tile["pictures"]) for tile in fakes["tiles"]] == [stack] * COUNT
    (steps,) = shown(app, "ganvas_steps")
    assert len(steps["texts"]) == len(steps["captions"]) == STEPS + 1
    assert len(app.get("echarts_chart")) == 1


def test_every_picture_says_in_words_what_it_shows(open_page: Open) -> None:
    app = open_page(PAGE, model=DCGAN)
    rows = shown(app, "ganvas_tiles")
    alts = [one["alt"] for row in rows for tile in row["tiles"] for one in tile["pictures"]]
    assert len(set(alts)) == len(alts) == COUNT * 4
    assert "Real picture 1: D: " in alts[0]
    assert any("brighter at column" in alt and "darker at column" in alt for alt in alts)
    chart = app.get("echarts_chart")[0].proto
    assert "own objective: 0." in chart.alt


def test_the_norms_are_those_of_the_models_own_loss(open_page: Open) -> None:
    model = open_model("dcgan-digits")
    wanted = reaching(model, model.ask(COUNT, 16)).norm.tolist()
    app = open_page(PAGE, model=DCGAN, seed="16")
    assert norms(app) == [f"norm {short(value)}" for value in wanted]
    assert [tile[0] for tile in lines(fakes_of(app))] == [f"seed {16 + i}" for i in range(COUNT)]


def test_another_objective_changes_the_gradient_and_stays_in_the_address(open_page: Open) -> None:
    app = open_page(PAGE, model=DCGAN)
    before, steps = norms(app), shown(app, "ganvas_steps")[0]
    app.selectbox(key="lens_objective").select("minimax").run()
    assert not app.exception
    assert norms(app) != before
    assert any(
        "saturates" in text.value and "another objective" in text.value for text in app.markdown
    )
    assert len(json.loads(app.get("echarts_chart")[0].proto.spec)["series"]) == 2
    assert shown(app, "ganvas_steps")[0]["version"] != steps["version"]
    linked = open_page(PAGE, model=DCGAN, objective="minimax")
    assert linked.selectbox(key="lens_objective").value == "minimax"
    assert norms(linked) == norms(app)


@pytest.mark.parametrize(
    "objective",
    ["nonsaturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic"],
)
def test_every_objective_can_be_chosen(open_page: Open, objective: str) -> None:
    app = open_page(PAGE, model=DCGAN, objective=objective)
    assert not app.exception and not app.error
    assert app.selectbox(key="lens_objective").value == objective


def said(app: AppTest, words: str) -> bool:
    return any(words in text.value for text in app.markdown)


def test_a_loss_of_one_term_is_explained_as_its_objective(open_page: Open) -> None:
    app = open_page(PAGE, model=DCGAN)
    assert said(app, "**Non-saturating.** G's loss is −log D. It sends each fake D's slope")
    assert not said(app, "terms")


def make_d_sure(folder: RunFolder) -> None:
    """Lower every logit of the run's saved D by 20."""
    path = Checkpoints(folder.path / "checkpoints").newest("resume")
    assert path is not None
    tensors, document = container.read(path)
    biases = [key for key in tensors if key.startswith("net/D/") and key.endswith("bias")]
    (last,) = [key for key in biases if tensors[key].shape == (1,)]
    tensors[last] -= 20
    container.write(path, tensors, document)


def test_where_d_is_sure_minimax_sends_next_to_nothing_and_nothing_moves(open_page: Open) -> None:
    folder = trained(width=4)
    make_d_sure(folder)
    ends = {}
    for objective in ("nonsaturating", "minimax"):
        app = open_page(PAGE, model=folder.id, objective=objective)
        sent = [float(norm.split()[-1]) for norm in norms(app)]
        assert (max(sent) < 1e-6) == (objective == "minimax")
        (steps,) = shown(app, "ganvas_steps")
        ends[objective] = steps["texts"][-1]
        assert all(0 < float(text.split()[-1]) < 1e-7 for text in steps["texts"][0])
    assert ends["minimax"] == steps["texts"][0] != ends["nonsaturating"]


def test_the_fakes_follow_the_gradient_to_a_better_verdict(open_page: Open) -> None:
    app = open_page(PAGE, model=DCGAN)
    texts = shown(app, "ganvas_steps")[0]["texts"]
    first, last = ([float(text.split()[-1]) for text in row] for row in (texts[0], texts[-1]))
    assert all(after > before for before, after in zip(first, last, strict=True))
    app.select_slider[0].set_value(0.001).run()
    assert not app.exception
    assert shown(app, "ganvas_steps")[0]["texts"][-1] != texts[-1]


def test_each_map_can_have_its_own_scale(open_page: Open) -> None:
    app = open_page(PAGE, model=DCGAN)
    before = fakes_of(app)
    group = next(one for one in app.get("button_group") if one.key == "field_scale")
    group.set_value(["own"]).run()
    after = fakes_of(app)
    assert before["scale"]["high"].startswith("brighter (+") and "own" in after["scale"]["high"]
    changed = [
        one["pictures"][1]["src"] != two["pictures"][1]["src"]
        for one, two in zip(before["tiles"], after["tiles"], strict=True)
    ]
    assert sum(changed) == COUNT - 1  # the strongest keeps its scale


def test_other_pictures_come_by_a_button(open_page: Open) -> None:
    app = open_page(PAGE, model=DCGAN)
    before = shown(app, "ganvas_tiles")
    app.button(key="other_pictures").click().run()
    after = shown(app, "ganvas_tiles")
    assert lines(after[1])[0][0] == f"seed {COUNT}"
    assert before[0] != after[0]


def test_a_conditional_model_has_labels_and_its_class_term(open_page: Open) -> None:
    app = open_page(PAGE, model="shipped-cdcgan-digits")
    assert all(line[-2].startswith("reads ") for line in lines(fakes_of(app)))
    own = norms(app)
    assert any("Non-saturating + class" in one for one in app.selectbox("lens_objective").options)
    assert said(app, "**Non-saturating + class.** G's loss is the sum adversarial + class.")
    app.selectbox(key="lens_objective").select("nonsaturating").run()
    assert norms(app) != own  # the class term is the model's own
    assert said(app, "**Non-saturating.** G's loss is −log D.") and said(app, "more terms: class.")
    app.selectbox(key="lens_label_cdcgan").select("7").run()
    real, fakes = shown(app, "ganvas_tiles")
    for row in (real, fakes):
        assert all("label 7" in tile["pictures"][0]["alt"] for tile in row["tiles"])
    linked = open_page(PAGE, model="shipped-cdcgan-digits", label="7")
    assert linked.selectbox(key="lens_label_cdcgan").value == "7"


@pytest.mark.parametrize(
    ("seed", "objective"), [("-1", "<script>"), ("9" * 5000, ""), ("²", "own"), ("x", "Minimax")]
)
def test_a_hostile_address_is_ignored(open_page: Open, seed: str, objective: str) -> None:
    app = open_page(PAGE, model=DCGAN, seed=seed, objective=objective, label="zz")
    assert not app.exception and not app.error
    assert app.number_input(key="lens_seed").value == 0
    assert app.selectbox(key="lens_objective").value == "own"


def test_of_a_run_only_what_has_d_is_offered(open_page: Open) -> None:
    folder = trained(width=4)
    app = open_page(PAGE, model=folder.id)
    assert not app.exception and not app.error
    picker = app.selectbox(key=f"checkpoint_{folder.id}_with_d")
    assert picker.options == ["the newest", "step 6"]
    latent = open_page("latent.py", model=folder.id)
    assert len(latent.selectbox(key=f"checkpoint_{folder.id}").options) > 2


def test_a_run_that_holds_only_g_says_what_to_choose(open_page: Open) -> None:
    folder = trained(width=4)
    newest = Checkpoints(folder.path / "checkpoints").newest("resume")
    assert newest is not None
    newest.unlink()
    app = open_page(PAGE, model=folder.id)
    assert not app.exception
    assert len(app.error) == 1 and "only G" in app.error[0].value
    assert not app.main.get("bidi_component")


def test_an_own_file_without_d_says_what_to_choose(open_page: Open) -> None:
    folder = trained(width=4)
    kept = Checkpoints(folder.path / "checkpoints")
    for kind, errors in (("model", 1), ("resume", 0)):
        path = kept.newest(kind)  # type: ignore[arg-type]
        assert path is not None
        app = open_page(PAGE, model="file")
        app.get("file_uploader")[0].upload("mine.safetensors", path.read_bytes()).run()
        assert not app.exception and len(app.error) == errors


def test_without_a_file_the_page_says_what_to_do(open_page: Open) -> None:
    app = open_page(PAGE, model="file")
    assert not app.exception and any("Choose a checkpoint file" in one.value for one in app.info)


def test_a_run_in_training_is_looked_at_and_looked_at_again(open_page: Open) -> None:
    live = Store().create(new_config("vanilla", "mnist", changes={"width": 8}, name="live"))
    engine().submit(live)
    until(lambda: Checkpoints(live.path / "checkpoints").newest("model") is not None)
    app = open_page(PAGE, model=live.id)  # it has not saved D yet
    assert not app.exception and any("still training" in one.value for one in app.info)
    engine().command(live, "save")
    until(lambda: Checkpoints(live.path / "checkpoints").newest("resume") is not None)
    app.button(key="again").click().run()
    assert not app.exception and not app.error and fakes_of(app)


def test_a_packed_d_gives_one_verdict_to_each_pack(open_page: Open) -> None:
    folder = trained("pacgan", g_width=2, d_width=2, pack=3, noise=0.1)
    app = open_page(PAGE, model=folder.id)
    assert not app.exception and not app.error
    said = [line[1] for line in lines(fakes_of(app))]
    assert len(said) == 6 and said[0] == said[1] == said[2] and said[3] == said[4] == said[5]
    assert any("3 pictures together" in one.value for one in app.caption)
    assert any("only after random changes" in one.value for one in app.caption)


def test_a_critic_shows_its_logit(open_page: Open) -> None:
    folder = trained("wgan", g_width=2, d_width=2)
    app = open_page(PAGE, model=folder.id)
    assert not app.exception and lines(fakes_of(app))[0][1].startswith("logit ")


def test_without_the_models_data_another_of_its_kind_is_shown(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = data.is_here
    monkeypatch.setattr(data, "is_here", lambda name: name == "mnist" and here(name))
    app = open_page(PAGE, model=DCGAN)
    assert any("mnist\\_full is not on this machine" in one.value for one in app.caption)


def test_without_any_real_pictures_the_fakes_are_shown_and_pairing_says_why_not(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "is_here", lambda name: False)
    app = open_page(PAGE, model=DCGAN)
    assert not app.exception and any("Data page" in one.value for one in app.info)
    assert len(shown(app, "ganvas_tiles")) == 1
    app.selectbox(key="lens_objective").select("relativistic").run()
    assert not app.exception and "compares fakes with real pictures" in app.error[0].value
    assert app.selectbox(key="lens_objective").value == "relativistic"


def maps_of(app: AppTest) -> list[dict[str, Any]]:
    return shown(app, "ganvas_picture")


def test_each_convolution_of_d_shows_its_maps_for_the_chosen_picture(open_page: Open) -> None:
    app = open_page(PAGE, model=DCGAN, picture="fake-2")
    assert not app.exception and not app.error
    (choice,) = shown(app, "ganvas_picture_grid")
    assert choice["chosen"] == [COUNT + 1] and len(choice["names"]) == 2 * COUNT
    maps = maps_of(app)
    assert [one["alt"].split(";")[0] for one in maps] == [
        f"Maps of layer {number} for seed 1: 16 maps of {side}×{side}"
        for number, side in ((1, 14), (2, 7), (3, 3))
    ]
    assert any("the first 16 of 32 maps of 7×7" in one.value for one in app.caption)
    other = maps_of(open_page(PAGE, model=DCGAN, picture="real-1"))
    assert all(one["picture"] != two["picture"] for one, two in zip(maps, other, strict=True))


@pytest.mark.parametrize("picture", ["fake-0", "fake-99", "<script>", "9" * 5000])
def test_a_hostile_picture_in_the_address_is_ignored(open_page: Open, picture: str) -> None:
    app = open_page(PAGE, model=DCGAN, picture=picture)
    assert not app.exception and shown(app, "ganvas_picture_grid")[0]["chosen"] == [0]


def test_maps_of_a_packed_d_and_of_one_that_is_told_the_label(open_page: Open) -> None:
    packed = trained("pacgan", g_width=2, d_width=2, pack=3)
    app = open_page(PAGE, model=packed.id)
    assert not app.exception and maps_of(app)
    app = open_page(PAGE, model="shipped-cdcgan-digits")
    assert not app.exception and "label 0" in maps_of(app)[0]["alt"]


def test_a_d_without_convolutions_has_no_maps_and_says_so(open_page: Open) -> None:
    app = open_page(PAGE, model=trained(width=4).id)
    assert not app.exception and not maps_of(app)
    assert any("no convolutions" in one.value for one in app.info)


def test_a_classifier_on_ds_features_is_trained_on_demand(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "CS", (1.0,))
    for name, count in (("POOL", 900), ("VALIDATION", 100), ("TEST", 100)):
        monkeypatch.setattr(probe, name, count)
    real = probe.probe_model
    monkeypatch.setattr(probe, "probe_model", lambda *given, **more: real(*given, **more, draws=1))
    folder = trained("wgan", g_width=2, d_width=2)
    app = open_page(PAGE, model=folder.id)
    assert not app.table
    app.button(key="probe").click().run()
    assert not app.exception and not app.error
    seen = app.table[0].value
    assert list(seen.iloc[:, 0]) == ["D's features", "an untrained D's features", "raw pixels"]
    assert all("±" in cell for cell in seen.iloc[0, 1:])
    assert list(seen.columns[1:]) == ["10 labels a class", "50 labels a class"]  # not 100 of each
    assert any("features are read" in text.value for text in app.markdown)
    monkeypatch.setattr(probe, "probe_model", None)  # the result is kept
    again = open_page(PAGE, model=folder.id).button(key="probe").click().run()
    assert not again.exception and again.table[0].value.equals(seen)


def test_without_real_pictures_there_is_no_probe(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "is_here", lambda name: False)
    app = open_page(PAGE, model=DCGAN)
    assert any("labelled real pictures" in one.value for one in app.info)
    assert len(maps_of(app)) == 3


@pytest.mark.parametrize(
    "name",
    [name for name, card in shipped_models() if RECIPES[card["recipe"]].items is not Pictures],
)
def test_of_a_model_that_makes_no_pictures_it_says_so(open_page: Open, name: str) -> None:
    app = open_page(PAGE, model=f"shipped-{name}")
    assert not app.exception and not app.error
    assert any("this model makes none" in one.value for one in app.info)

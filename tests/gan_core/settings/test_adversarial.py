"""Settings that go together train; those that do not are refused, each with its reason."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.parametrize import is_parametrized

from gan_core.errors import UserError
from gan_core.losses.augmentation import Policy, as_it_is
from gan_core.losses.objectives import OBJECTIVES
from gan_core.losses.penalties import has_batch_statistics
from gan_core.nets.equal import Equal, EqualConv
from gan_core.nets.layers import Init, Levels, Prior
from gan_core.optimizers import OptimizerName
from gan_core.recipes import RECIPES
from gan_core.settings.adversarial import AdversarialSettings, FakesOfRound
from tests.gan_core.play import fresh
from tests.gan_core.recipes.small import DUELS, data_of, maker

DATA = data_of()
WITH_LABELS = ("nonsaturating", "minimax")
CONV = ("dcgan", "cdcgan", "pacgan", "r3gan")
FLAT = ("vanilla", "mlp", "maxout", "cgan")


def reason(name: str = "dcgan", **changes: Any) -> str:
    """The sentence with which the source preset and these changes are refused."""
    with pytest.raises(UserError) as caught:
        RECIPES[name].preset("source", changes)
    text = str(caught.value)
    assert "\n" not in text and text.endswith(".") and "pydantic" not in text
    return text


def accepted(name: str = "dcgan", **changes: Any) -> Any:
    return RECIPES[name].preset(
        "source", {"moves": "in_turn", **changes} if name == "dcgan" else changes
    )


BOUNDS = [{"gp": 1.0}, {"r1": 1.0}, {"r2": 1.0}, {"clip": 0.1}, {"d_norm": "spectral"}]


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: next(iter(bound)))
def test_wasserstein_wants_a_bound_on_ds_slope_and_any_will_do(bound: dict[str, Any]) -> None:
    assert "has no lower bound" in reason(objective="wasserstein")
    assert "has no lower bound" in reason(objective="wasserstein", d_norm="batch")
    assert accepted(objective="wasserstein", **bound).objective == "wasserstein"


@pytest.mark.parametrize("name", DUELS)
def test_clipping_and_spectral_norm_exclude_each_other(name: str) -> None:
    if "spectral" not in get_args(RECIPES[name].settings.model_fields["d_norm"].annotation):
        assert reason(name, d_norm="spectral").startswith("d_norm must be")
        return
    calm = {"r1": 0.0, "r2": 0.0, "gp": 0.0}
    assert "both bound D's slope" in reason(name, clip=0.1, d_norm="spectral", **calm)
    assert accepted(name, clip=0.1, d_norm="none").clip == 0.1
    assert accepted(name, clip=0.0, d_norm="spectral").d_norm == "spectral"


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_smoothing_needs_labels(objective: str) -> None:
    changes = {"objective": objective, "smoothing": 0.1, "gp": 1.0}
    if objective in WITH_LABELS:
        assert accepted(**changes).smoothing == 0.1
    else:
        assert f"{OBJECTIVES[objective].title} has none" in reason(**changes)


@pytest.mark.parametrize("penalty", ["r1", "r2", "gp"])
def test_a_penalty_needs_a_d_that_judges_samples_one_by_one(penalty: str) -> None:
    assert "BatchNorm in D mixes the samples" in reason(d_norm="batch", **{penalty: 0.1})
    assert accepted(d_norm="spectral", **{penalty: 0.1})
    assert accepted(d_norm="batch", **{penalty: 0.0})


@pytest.mark.parametrize(("batch", "pack"), [(63, 2), (64, 3), (2, 4), (100, 16)])
def test_a_batch_is_whole_packs(batch: int, pack: int) -> None:
    text = reason("pacgan", batch=batch, pack=pack)
    assert text == f"A batch of {batch} does not split into packs of {pack}: make it a multiple."
    assert accepted("pacgan", batch=batch * pack, pack=pack).pack == pack


@pytest.mark.parametrize("name", ["dcgan", "maxout", "cgan"])
def test_moves_together_are_one_each(name: str) -> None:
    assert "moves once a round" in reason(name, moves="together", n_critic=2)
    assert accepted(name, moves="together", n_critic=1).moves == "together"
    assert accepted(name, moves="in_turn", n_critic=2).n_critic == 2


def test_a_g_that_moves_twice_moves_in_turn() -> None:
    assert "G moves once a round" in reason("pacgan", moves="together", g_steps=2)
    assert accepted("pacgan", moves="in_turn", g_steps=2).g_steps == 2


def test_the_extra_layer_wants_an_odd_kernel() -> None:
    assert "needs an odd kernel" in reason(kernel=4, stem=True)
    assert accepted(kernel=4, stem=False).kernel == 4


@pytest.mark.parametrize(
    ("key", "value"),
    [("clip", -0.1), ("noise", -1.0), ("r2", -1.0), ("d_rate", 0.0), ("d_rate", 1000.0),
     ("augment", "flips"), ("optimizer", "lion"), ("d_norm", "layer")],
)  # fmt: skip
def test_values_out_of_bounds_are_named(key: str, value: object) -> None:
    assert reason(**{key: value}).startswith(f"{key} must be")


def test_of_several_conflicts_the_first_is_told() -> None:
    text = reason(objective="hinge", smoothing=0.1, clip=0.1, d_norm="spectral")
    assert text.startswith("Label smoothing needs") and "clipping" not in text


@pytest.mark.parametrize("name", DUELS)
def test_every_normalisation_that_is_offered_is_really_in_d(name: str) -> None:
    offered = get_args(RECIPES[name].settings.model_fields["d_norm"].annotation)
    for norm in offered:
        calm = {"clip": 0.0, "r1": 0.0, "r2": 0.0, "gp": 0.0, "objective": "nonsaturating"}
        d = fresh(maker(name, "source", DATA, d_norm=norm, **calm)).game.net("D")
        # What a D says of the class beside its logit needs no bound.
        to_logit = [m for key, m in d.named_modules() if not key.endswith("classify")]
        weighted = [m for m in to_logit if isinstance(m, nn.Linear | nn.Conv2d | Equal | EqualConv)]
        assert has_batch_statistics(d) is (norm == "batch")
        assert {is_parametrized(layer) for layer in weighted} == {norm == "spectral"}
    assert "none" in offered


def test_penalties_are_those_switched_on_in_a_fixed_order() -> None:
    assert AdversarialSettings().penalties() == ()
    assert [p.name for p in AdversarialSettings(r1=1.0, gp=2.0).penalties()] == ["r1", "gp"]
    assert [p.name for p in AdversarialSettings(r1=1.0, r2=1.0, gp=2.0).penalties()] == [
        "r1",
        "r2",
        "gp",
    ]


def test_d_sees_the_pictures_themselves_unless_told_otherwise() -> None:
    assert AdversarialSettings().augmentation() is as_it_is
    assert AdversarialSettings(noise=0.1).augmentation() is not as_it_is
    assert AdversarialSettings(augment="translation").augmentation() is not as_it_is


def values(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any combination of what `name` offers, within the single fields' bounds."""
    fields = RECIPES[name].settings.model_fields
    offered: dict[str, list[Any]] = {
        "objective": list(OBJECTIVES),
        "optimizer": list(get_args(OptimizerName)),
        "augment": list(get_args(Policy)),
        "d_norm": list(get_args(fields["d_norm"].annotation)),
        "smoothing": [0.0, 0.0, 0.1],
        "r1": [0.0, 0.5],
        "r2": [0.0, 0.5],
        "gp": [0.0, 2.0],
        "clip": [0.0, 0.0, 0.05],
        "noise": [0.0, 0.2],
        "n_critic": [1, 2],
        "batch": [4, 6],
        "d_rate": [0.5, 1.0],
        "ema": [0.0, 0.9],
        "moves": ["in_turn", "together"],
        "pack": [1, 2, 3],
        "dropout": [0.0, 0.3],
        "d_sees_label": [False, True],
        "rate_falls": [1.0, 1.1],
        "last_momentum": [0.0, 0.7],
        "fakes": list(get_args(FakesOfRound)),
        "g_steps": [1, 2],
        "levels": list(get_args(Levels)),
        "prior": list(get_args(Prior)),
        "init": list(get_args(Init)),
        "g_norm": ["batch", "none"],
        "d_weight": [0.5, 1.0],
        "input_dropout": [0.0, 0.5],
        "label_width": [0, 3],
        "joint_pieces": [0, 2],
        "form": ["lean", "released"],
        "blocks": [1, 2],
    }
    return st.fixed_dictionaries(
        {"beta1": st.sampled_from([0.0, 0.5])}
        | {key: st.sampled_from(choice) for key, choice in offered.items() if key in fields}
    )


def conflicts(chosen: dict[str, Any]) -> bool:
    """Whether the values contradict each other: written down apart from the package."""
    penalised = any(chosen[key] > 0 for key in ("r1", "r2", "gp"))
    spectral = chosen["d_norm"] == "spectral"
    unbounded = not (penalised or spectral or chosen["clip"])
    return any(
        (
            chosen["smoothing"] > 0 and chosen["objective"] not in WITH_LABELS,
            chosen["d_norm"] == "batch" and penalised,
            spectral and chosen["clip"] > 0,
            chosen["objective"] == "wasserstein" and unbounded,
            chosen.get("moves") == "together" and chosen["n_critic"] > 1,
            chosen.get("moves") == "together" and chosen.get("g_steps", 1) > 1,
            chosen["batch"] % chosen.get("pack", 1) > 0,
        )
    )


@pytest.mark.parametrize("names", [CONV, FLAT], ids=["conv", "flat"])
def test_any_combination_is_refused_in_a_sentence_or_trains(names: tuple[str, ...]) -> None:
    trained: list[str] = []

    @profile(derandomize=True, max_examples=60, deadline=None, database=None)
    @given(st.sampled_from(names).flatmap(lambda name: st.tuples(st.just(name), values(name))))
    def check(case: tuple[str, dict[str, Any]]) -> None:
        name, chosen = case
        try:
            make = maker(
                name,
                "source",
                DATA,
                lr=1e-3,
                **{"kernel": 5, "stem": False} | chosen if name in CONV[:3] else chosen,
            )
        except UserError as error:
            assert conflicts(chosen), str(error)
            return
        assert not conflicts(chosen)
        for event in fresh(make).rounds(2):
            finite = {key: value.isfinite().item() for key, value in event.readings.items()}
            assert all(finite.values()), finite
        trained.append(name)

    check()
    assert set(trained) == set(names) and len(trained) > 15

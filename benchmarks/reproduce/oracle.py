"""SeqGAN against its oracle: does the game write likelier lines than maximum likelihood did?"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from benchmarks.reproduce import adapters
from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    Numbers,
    Published,
    Row,
    Settings,
)
from gan_core import recipes
from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.data.oracle import Variant, nll_of
from gan_core.design import Design
from gan_core.game import Game
from gan_core.metrics.bleu import LINES, self_bleu
from gan_core.metrics.sequences import nll
from gan_core.model import model_of
from gan_core.rng import Rng
from gan_core.train import Progress, train
from gan_core.writing import write

NETS = {"g_width": 32, "embedding": 32}
LIKELIHOOD_EPOCHS, CRITIC_EPOCHS, ROUNDS = 10, 2, 150
SAMPLES, FIRST_SEED = 5000, 10_000
TEMPERATURES = (0.7, 0.8, 0.9, 1.1)
ENOUGH = 0.2
WORDS = Variant().words


def run(settings: Settings, seed: int) -> Numbers:
    """Teach G, then play; score lines before and after, and before it at temperatures.

    Return NLL under the oracle and self-BLEU of what it writes, and NLL of held-out lines.
    """
    recipe, content = recipes.get("seqgan"), adapters.load(Variant().name)
    changes = {**NETS, "likelihood_epochs": LIKELIHOOD_EPOCHS, "critic_epochs": CRITIC_EPOCHS}
    design = Design(recipe, recipe.preset("fast", {**changes, **settings["changes"]}), content.spec)
    game = design.game(Rng(seed))
    stages = design.stages(len(content))
    taught = stages[0].steps + stages[1].steps
    rounds = settings["rounds"]
    events = train(game, stages, Feed(content, game.rng), Progress(), taught + rounds)
    numbers = real(content)
    for event in events:
        if event.step == taught:
            numbers |= dict(before(design, game, content))
    return numbers | (dict(graded(design, game, content, "after/")) if rounds else {})


def real(content: DataSet) -> Numbers:
    """Return what real lines have: the floor."""
    assert content.held_out is not None
    return {
        "real/nll_oracle": nll_of(content.held_out.items, WORDS),
        **_variety(content.items, "real/"),
    }


def before(design: Design, game: Game, content: DataSet) -> Iterator[tuple[str, float]]:
    """Yield the scores of G as it is, and of lines that it writes at each temperature."""
    yield from graded(design, game, content, "before/")
    model = model_of(game, design, 0, raw=True)
    for temperature in TEMPERATURES:
        lines = write(model, SAMPLES, FIRST_SEED, temperature=temperature)
        yield f"t{temperature}/nll_oracle", nll_of(lines, WORDS)
        yield from _variety(lines, f"t{temperature}/").items()


def graded(
    design: Design, game: Game, content: DataSet, prefix: str
) -> Iterator[tuple[str, float]]:
    """Yield the scores of G as it is."""
    model = model_of(game, design, 0, raw=True)
    lines = write(model, SAMPLES, FIRST_SEED)
    assert content.held_out is not None
    yield f"{prefix}nll_oracle", nll_of(lines, WORDS)
    with torch.no_grad():
        yield f"{prefix}nll", nll(model, content.held_out.items)
    yield from _variety(lines, prefix).items()


def _variety(lines: Tensor, prefix: str) -> Numbers:
    return {f"{prefix}self_bleu": self_bleu(lines[:LINES].tolist())}


def better(means: Means) -> bool | None:
    """Whether the game lowers NLL (oracle) by ENOUGH."""
    numbers = means.get("game")
    if numbers is None:
        return None
    return numbers["after/nll_oracle"] <= numbers["before/nll_oracle"] - ENOUGH


def not_by_chance(means: Means) -> bool | None:
    """Whether D's word lowers it by more than the same reward for every line does."""
    if not {"game", "constant"} <= set(means):
        return None
    fell = [
        means[name]["before/nll_oracle"] - means[name]["after/nll_oracle"]
        for name in ("game", "constant")
    ]
    return fell[0] > fell[1]


EXPERIMENT = Experiment(
    name="oracle",
    title="SeqGAN and its oracle",
    protocol=(
        f"The paper's protocol, scaled for a CPU: an LSTM oracle of {WORDS} words in place of "
        "5,000, 10,000 lines of 20 words to train on. `seqgan` with an LSTM of 32 in G: "
        f"{LIKELIHOOD_EPOCHS} epochs of maximum likelihood, where held-out lines surprise it "
        f"least, {CRITIC_EPOCHS} epochs of D alone, {ROUNDS} rounds of the game; the rest as in "
        f"the preset `fast`. NLL (oracle) of {SAMPLES:,} lines in nats a word: how unlikely the "
        "oracle holds what G writes, quality alone. NLL (test): how unlikely G holds held-out "
        f"lines, which drops for who leaves out nothing. Self-BLEU-4 of {LINES} lines: how alike "
        "they are. A low temperature lowers NLL (oracle) without any game."
    ),
    columns=(
        Column("nll_oracle", "NLL (oracle)", ".3f"),
        Column("nll", "NLL (test)", ".3f"),
        Column("self_bleu", "self-BLEU-4", ".3f"),
    ),
    published=(
        Published(
            "SeqGAN, 5,000 words: maximum likelihood",
            {"nll_oracle": "9.038"},
            "Yu et al. 2017, table 1",
        ),
        Published(
            "SeqGAN, 5,000 words: after the game",
            {"nll_oracle": "8.736"},
            "Yu et al. 2017, table 1",
        ),
    ),
    configs=(
        Config(
            "game",
            {"changes": {}, "rounds": ROUNDS},
            (
                Row("real lines", "real/"),
                Row("maximum likelihood", "before/"),
                *(Row(f"the same, temperature {t}", f"t{t}/") for t in TEMPERATURES),
                Row("after the game", "after/"),
            ),
            adapters.preset(recipes.get("seqgan"), "fast"),
        ),
        Config(
            "constant",
            {"changes": {"reward": "constant", "baseline": "none"}, "rounds": ROUNDS},
            (Row("after as many rounds of a constant reward", "after/"),),
            adapters.preset(recipes.get("seqgan"), "fast"),
        ),
    ),
    run=run,
    goals=(
        Goal(f"the game lowers NLL (oracle) by {ENOUGH}", better),
        Goal("it lowers it by more than a constant reward does", not_by_chance),
    ),
    seeds=3,
)

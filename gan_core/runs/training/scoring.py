"""Scores of a run while it trains: read from the running game, which they do not touch."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.answers import pack_of
from gan_core.data.base import DataSet, Rows
from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.errors import N_, UserError
from gan_core.game import Game
from gan_core.metrics.copying import copying
from gan_core.metrics.result import Value
from gan_core.metrics.score import measures_for, score_items
from gan_core.metrics.subject import Comparison
from gan_core.model import Model, model_of
from gan_core.questions import question
from gan_core.rng import derive_seed
from gan_core.usage import Request

SAMPLES = 1000
FEW = 256
"""Of how many samples the scores are that compare with the data itself."""
SEED = 1_000_000
OVERFITTING = "overfitting"
NAMES = {OVERFITTING: N_("D's overfitting")}
"""The names of scores that only a running game has."""

Values = dict[str, Value]


def scores_now(game: Game, model: Model, data: DataSet) -> Values:
    """Return {key: value} of 1,000 answers of the running `model`, always to the same questions.

    The quick scores that the data allow; of pictures with a held-out part also how near fakes lie
    to the training pictures; and how much D overfits.
    """
    device, at_home = data.items.device, data.to("cpu")
    query = question(model.design, at_home, SAMPLES, SEED)
    request = query.request.to(device)
    items = model.answer(request)
    same = bool(model.classes) and model.classes == data.spec.classes
    labels = query.request.y if same else None
    truth = query.truth
    keys = _quick(data, labels=same, truth=truth is not None)
    rows = score_items(items.cpu(), data.name, labels, keys, truth=truth, data=at_home)
    values: Values = {row.key: row.value for row in rows}
    if data.held_out is not None:
        if isinstance(data.spec, Pictures):
            few = copying(items[:FEW].cpu(), at_home, held_limit=FEW)
            values["copying"] = few.ratio
        found = overfitting(game, model.design, data, items[:FEW], request[:FEW])
        if found is not None:
            values[OVERFITTING] = found
    return values


def _quick(data: DataSet, *, labels: bool, truth: bool) -> list[str]:
    """Return the keys of the quick scores that can be taken; maybe none."""
    there = Comparison(data.name, data.spec, labels=labels, truth=truth, data=data)
    try:
        return [one.key for one in measures_for(there, "quick")]
    except UserError:
        return []


def overfitting(
    game: Game, design: Design, data: DataSet, fakes: Tensor, request: Request
) -> float | None:
    """Return (E[D(train)] - E[D(held out)]) / (E[D(train)] - E[D(fake)]), from logits.

    Karras et al. 2020 (arXiv 2006.06676), equation 1, r_v: 0 where D treats items that it never
    saw as it treats those that it trains on, 1 where they look like fakes to it. None where there
    is no held-out part, or the second domain says nothing of an item's own source.
    """
    if data.held_out is None or design.recipe.other is not None or not game.having("judges"):
        return None
    nets = {name: player.net for name, player in game.players.items()}
    stream = torch.Generator().manual_seed(derive_seed(0, "overfitting"))
    device = data.items.device

    def judged(rows: Rows) -> float:
        few = torch.randperm(len(rows), generator=stream)[:FEW]
        few = few[: len(few) - len(few) % _pack(game)].to(rows.items.device)
        items = design.spec.to_numbers(rows.items[few]).to(device)
        told = _told(design, rows, few).to(device)
        return float(design.judge(nets, items, told).logit.mean())

    seen, unseen = judged(data.training), judged(data.held_out)
    kept = slice(0, len(fakes) - len(fakes) % _pack(game))
    on_fakes = float(design.judge(nets, fakes[kept], request[kept]).logit.mean())
    return (seen - unseen) / max(seen - on_fakes, 1e-6) if seen > on_fakes else 0.0


def _told(design: Design, rows: Rows, few: Tensor) -> Request:
    """Return what D is told of real items: their labels and sources, where it wants these."""
    labels = rows.labels[few] if design.classes and rows.labels is not None else None
    sources = None
    if design.source is not None and rows.sources is not None:
        sources = design.source.to_numbers(rows.sources[few])
    noise = torch.zeros(len(few), 0) if labels is None and sources is None else None
    return Request(noise, labels, sources)


def _pack(game: Game) -> int:
    return pack_of(*(player.net for player in game.having("judges").values()))


def scores_of(game: Game, design: Design, data: DataSet, step: int) -> Values:
    """Return the scores of the game as it is now, of the average where there is one."""
    return scores_now(game, model_of(game, design, step, raw=False), data)

"""Whether a picture fits its caption: how often it is nearest to its own one of many."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.data import captioned
from gan_core.data.spec import Pictures, Tokens
from gan_core.errors import N_
from gan_core.game import evaluating
from gan_core.losses.matching import equal_rows
from gan_core.metrics.measure import Measure
from gan_core.metrics.result import Score
from gan_core.metrics.subject import TRUTH, Comparison, Need, Subject
from gan_core.nets.text import picture_encoder, text_encoder
from gan_core.rng import derive_seed

NAME = "caption encoder"
CANDIDATES = 100
"""Captions that a picture is compared with, its own one among them."""
LIMIT = 1000
"""Of how many pictures, the first: each is compared with all captions."""
_RETRIEVAL = N_("own caption nearest of 100")


def share_within(texts: Tensor, pictures: Tensor, own: Tensor, top: int) -> float:
    """Return of how many texts (M, F) their own picture is among the `top` nearest of (N, F).

    own: which picture belongs to each text, (M,). Vectors have length 1. As near as another counts
    as behind it, so that pictures which are all the same are never found.
    """
    likeness = texts @ pictures.T
    mine = likeness.gather(1, own[:, None])
    ahead = (likeness >= mine).sum(1) - 1
    return float((ahead < top).double().mean())


def precision(pictures: Tensor, texts: Tensor, others: Tensor) -> float:
    """Return of how many pictures (N, F) their own text (N, F) is nearer than each of `others`.

    others: rows of texts that it is compared with, (N, K). R-precision with one right answer (Xu et
    al. 2018, arXiv 1711.10485, section 4.1): chance is 1 / (K + 1), also of equal vectors.
    """
    likeness = pictures @ texts.T
    mine = likeness.diagonal()[:, None]
    theirs = likeness.gather(1, others)
    level = (theirs == mine).sum(1)
    first = (theirs <= mine).all(1) / (level + 1)
    return float(first.double().mean())


def others_of(truth: Tensor, sources: Tensor, count: int) -> Tensor:
    """Return for each row up to `count` others of another true picture and caption, (N, K).

    Always the same ones; K is what every row has.
    """
    same = equal_rows(truth) | equal_rows(sources)
    stream = torch.Generator().manual_seed(derive_seed(0, "captions"))
    order = torch.rand(same.shape, generator=stream).masked_fill(same, 2.0).argsort(1)
    least = int((~same).sum(1).min())
    return order[:, : min(count, least)]


def _reads(there: Comparison) -> bool:
    model = there.model
    return there.name in captioned.VARIANTS and (model is None or model.recipe.source is Tokens)


CAPTIONS = Need(_reads, N_("Only pictures of captions of emoji are compared with their captions."))


def _take(subject: Subject) -> Score:
    """Share of pictures that are nearer to their caption than to 99 others; floor: real ones."""
    assert subject.truth is not None and subject.request is not None
    sources = subject.request.src
    assert sources is not None and isinstance(subject.spec, Pictures)
    assert isinstance(subject.spec.source, Tokens)
    first = slice(0, LIMIT)
    sources, truth = sources[first].cpu(), subject.truth[first]
    others = others_of(truth, sources, CANDIDATES - 1)
    reader, eye = text_encoder(subject.spec.source), picture_encoder()
    with evaluating(reader, eye):
        texts, fakes, real = reader(sources), eye(subject.items[first]), eye(truth)
    value, floor = (precision(part, texts, others) for part in (fakes, real))
    return Score("retrieval", _RETRIEVAL, value, len(sources), floor, NAME)


RETRIEVAL_MEASURES: tuple[Measure, ...] = (
    Measure("retrieval", _RETRIEVAL, (CAPTIONS, TRUTH), _take, quick=True, scale="share"),
)

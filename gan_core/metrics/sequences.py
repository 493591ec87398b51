"""Scores of sequences of tokens."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.data import oracle
from gan_core.data.spec import Tokens
from gan_core.errors import N_
from gan_core.metrics.bleu import LINES, REFERENCES, Line, bleu, self_bleu
from gan_core.metrics.measure import Measure
from gan_core.metrics.result import Score
from gan_core.metrics.subject import HELD_OUT, ITEMS, TOKENS, Comparison, Need, Subject
from gan_core.model import Model
from gan_core.usage import FromWords

EXTRACTOR = "tokens"
AT_ONCE = 250
"""Held-out sequences that a model reads together."""
_NLL = N_("NLL of held-out sequences (nats a word)")
_NLL_ORACLE = N_("NLL under the oracle (nats a word)")
_BLEU = N_("BLEU-4 against held-out sequences")
_SELF_BLEU = N_("self-BLEU-4")
WRITES = Need(
    lambda there: there.model is not None and isinstance(there.model.recipe.use, FromWords),
    N_("Only a model that writes word by word says how likely a sequence is."),
)
ORACLE = Need(
    lambda there: isinstance(there.spec, Tokens) and oracle.variant_of(there.spec) is not None,
    N_("Only sequences of the oracle can be graded by it."),
)
_NEW = N_("sequences that are not in the training data")
_DIFFERENT = N_("different sequences among those made")


def new_share(fakes: Tensor, real: Tensor) -> float:
    """Return the share of sequences `fakes` (N, T) that are not among `real` (M, T)."""
    real_rows = {tuple(row) for row in real.tolist()}
    return sum(tuple(row) not in real_rows for row in fakes.tolist()) / len(fakes)


def different_share(fakes: Tensor) -> float:
    """Return how many different sequences there are among `fakes` (N, T), over N."""
    return len({tuple(row) for row in fakes.tolist()}) / len(fakes)


def _new(subject: Subject) -> Score:
    data, n = subject.data, len(subject.items)
    held_out = data.held_out
    floor = None if held_out is None else new_share(held_out.items, data.items)
    return Score("new", _NEW, new_share(subject.items, data.items), n, floor, EXTRACTOR)


def _different(subject: Subject) -> Score:
    n, data = len(subject.items), subject.data
    floor = different_share(data.items[:n]) if len(data.items) >= n else None
    return Score("different", _DIFFERENT, different_share(subject.items), n, floor, EXTRACTOR)


def nll(model: Model, sequences: Tensor) -> float:
    """Return how surprised a model that writes is by `sequences` (N, T), nats a word.

    The mean over all words and ends: NLL (test) or NLL (gen) where the sequences are held out.
    """
    spec, use = model.spec, model.recipe.use
    assert isinstance(spec, Tokens) and isinstance(use, FromWords)
    total, words = 0.0, 0
    for start in range(0, len(sequences), AT_ONCE):
        part = sequences[start : start + AT_ONCE].to(model.device)
        mask = spec.mask(part)
        total += float((use.surprise(model.nets, part) * mask).sum())
        words += int(mask.sum())
    return total / words


def _nll(subject: Subject) -> Score:
    held_out, spec = subject.data.held_out, subject.spec
    assert held_out is not None and subject.model is not None and isinstance(spec, Tokens)
    law = oracle.variant_of(spec)
    floor = None if law is None else oracle.nll_of(held_out.items, law.words)
    with torch.no_grad():
        value = nll(subject.model, held_out.items)
    return Score("nll", _NLL, value, len(held_out), floor, EXTRACTOR)


def _nll_oracle(subject: Subject) -> Score:
    assert isinstance(subject.spec, Tokens)
    law = oracle.variant_of(subject.spec)
    assert law is not None  # the measure needs it
    held_out, n = subject.data.held_out, len(subject.items)
    floor = None if held_out is None else oracle.nll_of(held_out.items[:n], law.words)
    return Score(
        "nll_oracle", _NLL_ORACLE, oracle.nll_of(subject.items, law.words), n, floor, EXTRACTOR
    )


def _lines(there: Comparison, tokens: Tensor, most: int) -> list[Line]:
    assert isinstance(there.spec, Tokens)
    return [there.spec.within(one).tolist() for one in tokens[:most]]


def _bleu(subject: Subject) -> Score:
    held_out = subject.data.held_out
    assert held_out is not None
    references = _lines(subject, held_out.items, REFERENCES)
    value = bleu(_lines(subject, subject.items, LINES), references)
    floor = bleu(_lines(subject, subject.data.items, LINES), references)
    return Score("bleu", _BLEU, value, min(LINES, len(subject.items)), floor, EXTRACTOR)


def _self_bleu(subject: Subject) -> Score:
    n = min(LINES, len(subject.items))
    real = _lines(subject, subject.data.items, n)
    floor = self_bleu(real) if len(real) == n else None
    value = self_bleu(_lines(subject, subject.items, n))
    return Score("self_bleu", _SELF_BLEU, value, n, floor, EXTRACTOR)


SEQUENCE_MEASURES: tuple[Measure, ...] = (
    Measure("new", _NEW, (TOKENS, ITEMS), _new, quick=True, scale="share"),
    Measure("different", _DIFFERENT, (TOKENS, ITEMS), _different, quick=True, scale="share"),
    Measure("nll", _NLL, (TOKENS, WRITES, HELD_OUT), _nll, quick=True, better="lower"),
    Measure("nll_oracle", _NLL_ORACLE, (TOKENS, ORACLE), _nll_oracle, quick=True, better="near"),
    Measure("bleu", _BLEU, (TOKENS, HELD_OUT), _bleu, scale="share", better="near"),
    Measure("self_bleu", _SELF_BLEU, (TOKENS, ITEMS), _self_bleu, scale="share", better="near"),
)

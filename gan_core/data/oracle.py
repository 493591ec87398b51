"""Sequences of a known law: a random LSTM says how likely each word is, so any text can be graded.

The synthetic data of SeqGAN (Yu et al. 2017, arXiv 1609.05473, section 5.1).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.spec import Tokens
from gan_core.errors import N_
from gan_core.rng import seeded

LENGTH, WIDTH, TRAINING, HELD_OUT = 20, 32, 10_000, 2_000
AT_ONCE = 500
"""Lines that are graded together."""
SEED = 88
"""Decides the oracle's weights, and so the law."""

ORACLE_CARD = Card(
    N_("Oracle"),
    N_(
        "Lines of 20 made-up words, drawn from an LSTM with random weights. Since it says how "
        "likely any line is, what a G writes can be graded exactly: NLL (oracle). 10,000 to train "
        "on, 2,000 held out. After L. Yu et al. 2017, arXiv 1609.05473, section 5.1."
    ),
    "https://arxiv.org/abs/1609.05473",
    "MIT",
    "https://opensource.org/license/mit",
    "Ours, drawn on this machine with a fixed seed",
)


@dataclass(frozen=True)
class Variant:
    """How many words there are: 5,000 in the paper, 100 for a CPU.

    With 200,000 words to learn from, D can only tell what is likely where there are not many kinds.
    """

    words: int = 100

    @property
    def name(self) -> str:
        """Return the data set's name; each variant has one."""
        return "oracle" if self.words == 100 else f"oracle-{self.words}"

    @property
    def spec(self) -> Tokens:
        """Return what the items are."""
        return Tokens(LENGTH, tuple(str(word) for word in range(self.words)))


VARIANTS = {variant.name: variant for variant in (Variant(), Variant(5000))}


class Oracle(nn.Module):
    """An LSTM that reads the word before and gives the logits of the next.

    All weights are drawn from N(0, 1), as in the paper.
    """

    def __init__(self, words: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(words, WIDTH)
        self.cell = nn.LSTM(WIDTH, WIDTH, batch_first=True)
        self.head = nn.Linear(WIDTH, words)
        for weight in self.parameters():
            nn.init.normal_(weight)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the logits of each word of `tokens` (N, T): (N, T, words). Word 0 begins."""
        before = torch.cat([torch.zeros_like(tokens[:, :1]), tokens[:, :-1]], 1)
        logits: Tensor = self.head(self.cell(self.embed(before))[0])
        return logits

    def draw(self, n: int, stream: torch.Generator) -> Tensor:
        """Return `n` lines of this law, int64 (n, LENGTH).

        In double precision: another machine that rounds otherwise must draw the same lines, for a
        name fixes the content.
        """
        word, state, lines = torch.zeros(n, 1, dtype=torch.long), None, []
        for _ in range(LENGTH):
            out, state = self.cell(self.embed(word), state)
            word = self.head(out[:, -1]).softmax(1).multinomial(1, generator=stream)
            lines.append(word)
        return torch.cat(lines, 1)


@lru_cache(maxsize=2)
def oracle(words: int) -> Oracle:
    """Return the oracle of so many words, the same on every machine."""
    return seeded(SEED, lambda: Oracle(words)).eval()


@torch.no_grad()
def nll_of(tokens: Tensor, words: int) -> float:
    """Return minus the log-likelihood of lines (N, LENGTH) under the oracle, nats a word, mean.

    NLL (oracle) of the paper (equation 15), of a word as its tables have it. Of real lines it is
    the entropy of the law; who is far below writes the likeliest lines alone.
    """
    net = oracle(words)
    parts = []
    for start in range(0, len(tokens), AT_ONCE):
        part = tokens[start : start + AT_ONCE]
        parts.append(cross_entropy(net(part).transpose(1, 2), part, reduction="none"))
    return float(torch.cat(parts).mean())


def variant_of(spec: Tokens) -> Variant | None:
    """Return the variant whose lines are of `spec`, None where none is."""
    return next((one for one in VARIANTS.values() if one.spec == spec), None)


def entry(variant: Variant) -> Entry:
    """Return how the data set of `variant` is asked for."""
    return Entry(variant.name, variant.spec, ORACLE_CARD, lambda: load_oracle(variant))


def load_oracle(variant: Variant) -> DataSet:
    """Return lines to train on, and others that are held out, drawn with a fixed seed."""
    stream = torch.Generator().manual_seed(SEED)
    exact = copy.deepcopy(oracle(variant.words)).double()
    with torch.no_grad():
        lines = exact.draw(TRAINING + HELD_OUT, stream)
    rest = Rows(lines[TRAINING:])
    return DataSet(variant.name, variant.spec, lines[:TRAINING], held_out=rest, card=ORACLE_CARD)

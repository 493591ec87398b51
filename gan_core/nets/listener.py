"""A D that reads: convolutions over words, the strongest answer of each, and a highway."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from gan_core.data.spec import Tokens
from gan_core.nets.layers import Dropout

WINDOWS = {1: 1.0, 2: 2.0, 3: 2.0, 4: 2.0, 5: 2.0, 6: 1.0, 7: 1.0, 8: 1.0, 9: 1.0, 10: 1.0, 15: 1.6,
           20: 1.6}  # fmt: skip
"""How many words a convolution sees -> how many maps it has, in units of the width."""


class Highway(nn.Module):
    """Passes on what it is given, but for what a gate replaces (arXiv 1505.00387)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gate, self.other = nn.Linear(width, width), nn.Linear(width, width)
        nn.init.constant_(self.gate.bias, -2.0)

    def forward(self, x: Tensor) -> Tensor:
        """Return numbers of the shape of `x` (N, width)."""
        gate = self.gate(x).sigmoid()
        mixed: Tensor = gate * self.other(x).relu() + (1 - gate) * x
        return mixed


class Listener(nn.Module):
    """A sequence (N, length) of int64 -> one logit (N,).

    The TextCNN of SeqGAN (arXiv 1609.05473, section 3.2 and equations 11 to 14): windows of 1 to 20
    words, of each map the highest answer, a highway, dropout. Behind the end of a sequence there is
    nothing: words there count as zeros, and no window begins there.
    """

    def __init__(
        self, spec: Tokens, embedding: int, width: int, dropout: float, stream: torch.Generator
    ) -> None:
        super().__init__()
        self.spec = spec
        self.embed = nn.Embedding(len(spec.words), embedding)
        nn.init.uniform_(self.embed.weight, -1, 1)
        windows = {size: round(share * width) for size, share in WINDOWS.items()}
        self.windows = {size: maps for size, maps in windows.items() if size <= spec.length}
        self.convs = nn.ModuleList(
            [nn.Conv1d(embedding, maps, size) for size, maps in self.windows.items()]
        )
        features = sum(self.windows.values())
        self.highway, self.dropout = Highway(features), Dropout(dropout, stream)
        self.head = nn.Linear(features, 1)

    def forward(self, tokens: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return logits."""
        within = self.spec.mask(tokens)[:, None]
        words = self.embed(tokens).transpose(1, 2) * within
        highest = [
            (conv(pad(words, (0, size - 1))).relu() * within).amax(2)
            for size, conv in zip(self.windows, self.convs, strict=True)
        ]
        features = self.dropout(self.highway(torch.cat(highest, 1)))
        logits: Tensor = self.head(features).flatten()
        return logits

"""A G that writes: an LSTM that says how likely each next word is, and draws one."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.data.spec import Tokens

State = tuple[Tensor, Tensor]
"""What an LSTM remembers, each (1, N, width)."""


class Speaker(nn.Module):
    """Sequences as a policy: words are actions, what was written so far is the state.

    Yu et al. 2017, arXiv 1609.05473, section 3 and equations 9 and 10. Words are drawn by inverting
    the distribution at a number of z, one for each place: z (N, length) ~ N(0, 1) decides a
    sequence, and a row of the batch depends on no other row.
    """

    def __init__(self, spec: Tokens, embedding: int, width: int) -> None:
        super().__init__()
        self.latent = self.length = spec.length
        self.ends, words = spec.ends, len(spec.words)
        self.start = words
        """The word before the first."""
        self.embed = nn.Embedding(words + 1, embedding)
        self.cell = nn.LSTM(embedding, width, batch_first=True)
        self.head = nn.Linear(width, words)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the logits of each word (N, length, words), given those before it."""
        before = torch.cat([self._begin(tokens), tokens[:, :-1]], 1)
        logits: Tensor = self.head(self.cell(self.embed(before))[0])
        return logits

    @torch.no_grad()
    def complete(self, start: Tensor, z: Tensor, temperature: float = 1.0) -> Tensor:
        """Return sequences (N, length) that begin with `start` (N, up to length).

        temperature: logits are divided by it; below 1 likely words become likelier.
        """
        tokens, chance = start, torch.special.ndtr(z)
        logits, state = self._read(torch.cat([self._begin(start), start], 1), None)
        for at in range(start.shape[1], self.length):
            word = self._pick(logits / temperature, chance[:, at], tokens)
            tokens = torch.cat([tokens, word[:, None]], 1)
            if at + 1 < self.length:
                logits, state = self._read(word[:, None], state)
        return tokens

    @torch.no_grad()
    def continued(self, sequences: Tensor, z: Tensor) -> Tensor:
        """Return how each of `sequences` (N, T) might go on: (T - 1, N, T).

        Row t - 1 has its first t words, the rest are drawn: what a Monte Carlo search looks at
        (equation 4). z: (T - 1, N, T) ~ N(0, 1). Sequences grow together, so that each word is read
        once: T (T - 1) / 2 steps of the LSTM for each.
        """
        n, length = sequences.shape
        rows, chance = sequences.repeat(length - 1, 1, 1), torch.special.ndtr(z)
        first = torch.cat([self._begin(sequences), sequences[:, :1]], 1)
        logits, state = self._read(first, None)
        for at in range(1, length):
            before = rows[:at, :, at - 1 : at].flatten(0, 1)
            word = self._pick(logits, chance[:at, :, at].flatten(), before)
            rows[:at, :, at] = word.view(at, n)
            if at + 1 < length:
                # The last block read what stands in `sequences`: the next row begins there.
                memory, output = (torch.cat([part, part[:, -n:]], 1) for part in state)
                words = torch.cat([word, sequences[:, at]])
                logits, state = self._read(words[:, None], (memory, output))
        return rows

    def surprise(self, sequences: Tensor) -> Tensor:
        """Return minus the log-likelihood of each word of `sequences`, in nats, (N, T)."""
        logits = self(sequences).transpose(1, 2)
        return nn.functional.cross_entropy(logits, sequences, reduction="none")

    def _begin(self, tokens: Tensor) -> Tensor:
        return tokens.new_full((len(tokens), 1), self.start)

    def _read(self, tokens: Tensor, state: State | None) -> tuple[Tensor, State]:
        """Return the logits after the last of `tokens` (N, t), and what is remembered then."""
        out, state = self.cell(self.embed(tokens), state)
        return self.head(out[:, -1]), state

    def _pick(self, logits: Tensor, chance: Tensor, before: Tensor) -> Tensor:
        """Return a word for each row (N,); behind an end among `before` (N, t) only ends."""
        below = logits.softmax(1).cumsum(1)[:, :-1]
        word = (chance[:, None] > below).sum(1)
        return word.masked_fill((before == 0).any(1), 0) if self.ends else word

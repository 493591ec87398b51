"""Lines of one's own with a model that writes: gone on with, graded word by word, judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import torch
from torch import Tensor

from gan_core.data.spec import Tokens
from gan_core.errors import N_, UserError
from gan_core.game import evaluating
from gan_core.losses.policy import judged, rewards
from gan_core.model import Model
from gan_core.nets.speaker import Speaker
from gan_core.recipes.seqgan import TAUGHT
from gan_core.recipes.shared.following import COPIED
from gan_core.rng import Rng
from gan_core.usage import FromWords, refuse_count, seeded_noise

Author = Literal["G", "likelihood"]
"""Who writes: G as it is now, or as it was when maximum likelihood ended."""
COLDEST, HOTTEST = 0.05, 5.0
MOST_CHARACTERS = 2000
"""Of a line that somebody types; far more than any model's length."""


@dataclass(frozen=True)
class Graded:
    """A word of a line, what it earns (D's word, 0 to 1), and how it surprises G, in nats."""

    word: str
    reward: float
    surprise: float


def writes(model: Model) -> bool:
    """Return whether a model writes sequences word by word."""
    return isinstance(model.spec, Tokens) and isinstance(model.recipe.use, FromWords)


def words_of(model: Model) -> Tokens:
    """Return what a model's sequences are.

    Raises:
        UserError: it writes none.
    """
    if not writes(model):
        raise UserError(N_("This model does not write."))
    return cast(Tokens, model.spec)


def authors(model: Model) -> tuple[Author, ...]:
    """Return who can write: also G as it was before the game, where the game has begun."""
    return ("G", TAUGHT) if model.memory.get(COPIED) or model.stage else ("G",)


def tokens_of(spec: Tokens, text: str) -> Tensor:
    """Return the words of `text` as numbers, (t,), with no end behind them.

    Raises:
        UserError: it has words that the model does not know, or more than a line has.
    """
    if len(text) > MOST_CHARACTERS:
        raise UserError(
            N_("A line has at most {limit:,} characters, not {n:,}."),
            limit=MOST_CHARACTERS,
            n=len(text),
        )
    parts = list(text) if not spec.joint else text.split()
    numbers = {word: number for number, word in enumerate(spec.words) if number or not spec.ends}
    strange = list(dict.fromkeys(part for part in parts if part not in numbers))
    if strange:
        raise UserError(
            N_("The model has never seen {words}: it knows {n:,} words of its data alone."),
            words=", ".join(repr(word) for word in strange[:5]),
            n=len(numbers),
        )
    if len(parts) > spec.length:
        raise UserError(
            N_("The model's lines have at most {limit} words; this one has {n}."),
            limit=spec.length,
            n=len(parts),
        )
    return torch.tensor([numbers[part] for part in parts], dtype=torch.long)


def write(
    model: Model,
    n: int,
    seed: int = 0,
    *,
    start: str = "",
    temperature: float = 1.0,
    author: Author = "G",
) -> Tensor:
    """Return `n` sequences (n, length) that begin with `start`, of the seeds from `seed` on.

    temperature: below 1 likely words become likelier, above 1 less likely ones.

    Raises:
        UserError: a value out of range, a start that `tokens_of` refuses, or an author who is not
            there.
    """
    spec = words_of(model)
    refuse_count(n)
    if not COLDEST <= temperature <= HOTTEST:
        raise UserError(
            N_("The temperature is from {low} to {high}, not {n}."),
            low=COLDEST,
            high=HOTTEST,
            n=temperature,
        )
    first = tokens_of(spec, start).to(model.device).repeat(n, 1)
    z = seeded_noise(n, spec.length, seed).to(model.device)
    speaker = _speaker(model, author)
    with evaluating(speaker):
        return speaker.complete(first, z, temperature).cpu()


def graded(model: Model, text: str, rollouts: int = 16, seed: int = 0) -> list[Graded]:
    """Return what each word of a line earns: how real lines are that go on from there (equation 4).

    A line that is shorter than the model's ends behind its last word, where lines may end; else G
    goes on with it, and only its own words are graded.

    Raises:
        UserError: the model came without D, or `tokens_of` refuses the line, or it is empty.
    """
    spec = words_of(model)
    model.refuse_without_d()
    own = tokens_of(spec, text)
    if not len(own):
        raise UserError(N_("Type a line first."))
    speaker, d = _speaker(model, "G"), model.nets[model.judges[0]]
    lines = _whole(spec, speaker, own, seed).to(model.device)
    with evaluating(speaker, d):
        earned = rewards(speaker, judged(d), lines, rollouts, Rng(seed, model.device.type))[0]
        surprise = speaker.surprise(lines)[0]
    rows = zip(own.tolist(), earned.tolist(), surprise.tolist(), strict=False)
    return [Graded(spec.words[word], reward, nats) for word, reward, nats in rows]


def verdict_on(model: Model, lines: Tensor) -> list[float]:
    """Return how likely D holds each of `lines` (n, length) for real, 0 to 1.

    Raises:
        UserError: the model came without D, or does not write.
    """
    words_of(model)
    model.refuse_without_d()
    d = model.nets[model.judges[0]]
    with evaluating(d):
        chances: list[float] = judged(d)(lines.to(model.device)).tolist()
    return chances


def word_on(model: Model, text: str) -> float | None:
    """Return how likely D holds a line for real, 0 to 1; None where it is too short to be whole.

    Raises:
        UserError: as `graded`.
    """
    spec, own = words_of(model), tokens_of(words_of(model), text)
    missing = spec.length - len(own)
    if missing and not spec.ends:
        return None
    return verdict_on(model, torch.cat([own, own.new_zeros(missing)])[None])[0]


def _whole(spec: Tokens, speaker: Speaker, own: Tensor, seed: int) -> Tensor:
    """Return a line of the model's length, (1, length): ended, or gone on with."""
    if spec.ends:
        return torch.cat([own, own.new_zeros(spec.length - len(own))])[None]
    with evaluating(speaker):
        device = next(speaker.parameters()).device
        z = seeded_noise(1, spec.length, seed).to(device)
        return speaker.complete(own[None].to(device), z)


def _speaker(model: Model, author: Author) -> Speaker:
    if author not in authors(model):
        raise UserError(N_("This model is still learning by likelihood: there is G alone."))
    speaker = model.nets[author]
    assert isinstance(speaker, Speaker)
    return speaker

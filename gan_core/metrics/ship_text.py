"""Making the encoders of captions and of their pictures, and testing them on what is held out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad

from gan_core.data import captioned, captions
from gan_core.data.captions import LANGUAGES, UNKNOWN, Language, caption
from gan_core.data.openmoji import Codes
from gan_core.files import container
from gan_core.game import evaluating
from gan_core.losses.contrastive import pairwise
from gan_core.metrics.retrieval import share_within
from gan_core.nets.text import PictureEncoder, TextEncoder
from gan_core.rng import Rng, derive_seed, seeded
from gan_core.versions import versions

EPOCHS = 40
BATCH, RATE, TEMPERATURE, SHIFT, FORGET = 256, 2e-3, 0.07, 2, 0.15
"""FORGET: how often a word is shown as unknown, so that unknown ones disturb little."""
TOPS = (1, 5)


@dataclass(frozen=True)
class Content:
    """Drawings (N, 3, 32, 32) uint8 with their captions, int64 (N, length), by language.

    plain: names alone; grouped: behind the word of their group.
    """

    pictures: Tensor
    plain: dict[Language, Tensor]
    grouped: dict[Language, Tensor]
    combined: Tensor
    """Which of them are combinations of known words, bool (N,)."""

    def __len__(self) -> int:
        return len(self.pictures)


def content() -> tuple[Content, Content]:
    """Return what is trained on, and what is held out: each drawing once.

    Raises:
        UserError: the packages with the drawings or the names are not installed.
    """
    data = captioned.load_captioned(captioned.Variant())
    assert data.held_out is not None
    parts: dict[bool, list[Codes]] = {False: [], True: []}
    for codes in captioned.drawings():
        parts[captioned.held_out(codes)].append(codes)
    step = len(LANGUAGES)
    pictures = {False: data.items[::step], True: data.held_out.items[::step]}
    training, rest = (_content(pictures[out], parts[out]) for out in (False, True))
    return training, rest


def _content(pictures: Tensor, codes: Sequence[Codes]) -> Content:
    spec = captions.caption_tokens()

    def rows(language: Language, group: bool) -> Tensor:
        texts = (caption(one, language, group=group) or "" for one in codes)
        return torch.stack([captions.tokens_of(text, spec)[0] for text in texts])

    plain, grouped = ({lang: rows(lang, group) for lang in LANGUAGES} for group in (False, True))
    combined = torch.tensor([captioned.is_combination(one) for one in codes])
    return Content(pictures, plain, grouped, combined)


def ship_encoders(
    path: Path, *, epochs: int, seed: int, report: Callable[[int, float], None]
) -> dict[str, Any]:
    """Train both encoders, write the file, return its document.

    "held_out": of how many captions of held-out drawings the right picture is the nearest, or one
    of the five nearest, of all that are held out; by language, for concepts and combinations.

    Raises:
        UserError: the packages with the drawings or the names are not installed.
    """
    training, rest = content()
    for epoch, text, picture in fit(training, epochs=epochs, seed=seed):
        if epoch % 10 == 0 or epoch == epochs:
            report(epoch, _accuracy(text, picture, rest, "en")["top 1"])
    halves = {
        f"{name}/{key}": value.half()
        for name, net in (("text", text), ("picture", picture))
        for key, value in net.state_dict().items()
    }
    for net, name in ((text, "text"), (picture, "picture")):  # as they are once loaded
        start = len(name) + 1
        net.load_state_dict({k[start:]: v for k, v in halves.items() if k.startswith(name)})
    document = {
        "kind": "encoder",
        "data": captioned.NAME,
        "words": [word.strip() for word in captions.vocabulary()],
        "trained_on": len(training),
        "epochs": epochs,
        "seed": seed,
        "versions": versions(),
        "held_out": tested(text, picture, rest),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    container.write(path, halves, document)
    return document


def tested(text: TextEncoder, picture: PictureEncoder, rest: Content) -> dict[str, Any]:
    """Return how often the right picture is found, by language and kind, beside chance."""
    kinds = {"concepts": ~rest.combined, "combinations": rest.combined}
    shares: dict[str, Any] = {
        language: {
            kind: _accuracy(text, picture, rest, language, rows) for kind, rows in kinds.items()
        }
        for language in LANGUAGES
    }
    chance = {f"top {top}": top / len(rest) for top in TOPS}
    return shares | {"pictures": len(rest), "chance": chance}


def _accuracy(
    text: TextEncoder,
    picture: PictureEncoder,
    rest: Content,
    language: Language,
    which: Tensor | None = None,
) -> dict[str, float]:
    own = torch.arange(len(rest)) if which is None else which.nonzero()[:, 0]
    with evaluating(text, picture):
        texts = text(rest.plain[language][own])
        there = picture(rest.pictures.float() / 127.5 - 1)
    return {f"top {top}": share_within(texts, there, own, top) for top in TOPS}


def fit(
    training: Content, *, epochs: int, seed: int
) -> Iterator[tuple[int, TextEncoder, PictureEncoder]]:
    """Train both with Adam and a rate that falls linearly; yield (epoch, text's, pictures').

    The loss is that of pictures with English, of pictures with Chinese, and of the two languages.
    """
    rng = Rng(seed)
    text, picture = seeded(
        derive_seed(seed, "encoders"),
        lambda: (TextEncoder(len(captions.vocabulary())), PictureEncoder()),
    )
    picture.to(memory_format=torch.channels_last)  # faster on a CPU
    parameters = [*text.parameters(), *picture.parameters()]
    opt = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.05, fused=True)
    rounds = len(training) // BATCH
    schedule = torch.optim.lr_scheduler.LinearLR(opt, 1.0, 0.01, epochs * rounds)
    for epoch in range(1, epochs + 1):
        order = torch.randperm(len(training), generator=rng["data"])
        for rows in torch.split(order[: rounds * BATCH], BATCH):
            views = [_worded(training, rows, language, rng) for language in LANGUAGES]
            en, zh = (text(view) for view in views)
            image = picture(_moved(training.pictures[rows], rng))
            pairs = ((image, en), (image, zh), (en, zh))
            loss = torch.stack([pairwise(*pair, TEMPERATURE).mean() for pair in pairs]).sum()
            opt.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            opt.step()
            schedule.step()
        yield epoch, text, picture


def _worded(training: Content, rows: Tensor, language: Language, rng: Rng) -> Tensor:
    """Return captions, half of them with their group, some words shown as unknown."""
    stream = rng["words"]
    group = torch.rand(len(rows), 1, generator=stream) < 0.5
    tokens = torch.where(group, training.grouped[language][rows], training.plain[language][rows])
    forget = (torch.rand(tokens.shape, generator=stream) < FORGET) & (tokens != 0)
    unknown = captions.vocabulary().index(UNKNOWN)
    return torch.where(forget, torch.full_like(tokens, unknown), tokens)


def _moved(pictures: Tensor, rng: Rng) -> Tensor:
    """Return pictures in [-1, 1], the whole batch moved by up to SHIFT pixels."""
    x = pictures.float() / 127.5 - 1
    dy, dx = torch.randint(0, 2 * SHIFT + 1, (2,), generator=rng["move"]).tolist()
    side = x.shape[-1]
    return pad(x, (SHIFT,) * 4, value=1.0)[:, :, dy : dy + side, dx : dx + side]

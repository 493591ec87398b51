"""Emoji with captions: two rows a picture, and what is never trained on."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data import captioned, captions, openmoji
from gan_core.data.captions import LANGUAGES, caption, words_of
from gan_core.data.spec import Pictures, Tokens
from gan_core.data.views import aligned
from gan_core.errors import UserError
from gan_core.rng import Rng

GREEN_SQUARE, FIREFIGHTER = (0x1F7E9,), (0x1F468, 0x1F3FB, 0x200D, 0x1F692)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> tuple[openmoji.Codes, ...]:
    """Some drawings, so that a test need not draw all."""
    all_of_them = captioned.drawings()
    some = (GREEN_SQUARE, FIREFIGHTER, *all_of_them[:: len(all_of_them) // 40])
    monkeypatch.setattr(captioned, "drawings", lambda: some)
    return some


def training() -> list[openmoji.Codes]:
    return [one for one in captioned.drawings() if not captioned.held_out(one)]


def test_it_is_there_in_two_sizes() -> None:
    count = f"{len(captioned.drawings()):,} emoji"
    assert data.entry("captioned").card.about.startswith(count)
    spec = data.entry("captioned-64").spec
    assert isinstance(spec, Pictures) and isinstance(spec.source, Tokens)
    assert spec.size == 64 and data.entry("captioned").spec.size == 32
    with pytest.raises(UserError, match="There is no data set"):
        data.entry("captioned-48")


def test_each_picture_has_a_row_in_each_language(
    few: tuple[openmoji.Codes, ...], own_home: Path
) -> None:
    content = captioned.load_captioned(captioned.Variant())
    assert content.held_out is not None and content.sources is not None
    assert len(content) + len(content.held_out) == 2 * len(few)
    assert torch.equal(content.items[::2], content.items[1::2])
    first = next(one for one in few if not captioned.held_out(one))
    source = content.spec.source
    assert isinstance(source, Tokens)
    for row, language in enumerate(LANGUAGES):
        text = source.text(content.sources[row]).strip()
        assert text == captioned.caption_of(first, language)
    batch = aligned(content, torch.arange(4), Rng(0))
    assert batch.x.shape == (4, 3, 32, 32) and batch.src is not None
    assert batch.src.dtype == torch.int64 and batch.src.shape == (4, captions.LENGTH)


def test_the_held_out_part_alone_is_the_same(
    few: tuple[openmoji.Codes, ...], own_home: Path
) -> None:
    whole = captioned.load_captioned(captioned.Variant()).held_out
    alone = captioned.load_captioned(captioned.Variant(), training=False).held_out
    assert whole is not None and alone is not None
    assert torch.equal(whole.items, alone.items)
    assert whole.sources is not None and alone.sources is not None
    assert torch.equal(whole.sources, alone.sources)


def test_one_of_the_two_captions_begins_with_the_group() -> None:
    for codes in captioned.drawings()[::50]:
        texts = {lang: captioned.caption_of(codes, lang) for lang in LANGUAGES}
        plain = {lang: caption(codes, lang) for lang in LANGUAGES}
        grouped = [lang for lang in LANGUAGES if texts[lang] != plain[lang]]
        assert len(grouped) == 1
        assert texts[grouped[0]] == caption(codes, grouped[0], group=True)


def test_no_concept_or_combination_that_is_held_out_is_trained_on() -> None:
    rows = training()
    assert not any(openmoji.held_out(one) for one in rows)
    whole = captioned.drawings()
    for code in captioned.COLOURED:
        assert (code,) in whole and (code,) not in rows
    for role in captioned.ROLES:
        assert sum({*role} <= {*one} for one in whole) == 3
        assert not any({*role} <= {*one} for one in rows)


def test_the_words_of_a_combination_are_all_trained_on_and_never_all_in_one_caption() -> None:
    rows = [caption(one, "en") or "" for one in training()]
    words = {word for text in rows for word in words_of(text)}
    combined = [one for one in captioned.drawings() if captioned.is_combination(one)]
    assert len(combined) == 5 + 3 * 5
    for codes in combined:
        text = caption(codes, "en") or ""
        assert set(words_of(text)) <= words
        assert text not in rows


def test_colours_and_shapes_are_seen_apart() -> None:
    texts = {caption(one, "en") for one in training()}
    assert "green square" not in texts and "purple heart" not in texts
    assert {"green circle", "red square", "purple square", "red heart"} <= texts

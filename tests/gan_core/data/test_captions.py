"""Captions of emoji: names in two languages, and texts of strangers as their words."""

from __future__ import annotations

import pytest

from gan_core.data import captioned, captions
from gan_core.data.captions import caption, tokenise
from gan_core.errors import UserError

CAT = (0x1F408,)
SPEC = captions.caption_tokens()


def read_back(text: str) -> str:
    return SPEC.text(tokenise(text, SPEC)[0])


def test_an_emoji_is_called_by_its_name_in_two_languages() -> None:
    assert caption(CAT, "en") == "cat"
    assert caption(CAT, "zh") == "猫"
    assert caption(CAT, "en", group=True) == "animals cat"
    assert caption(CAT, "zh", group=True) == "动物猫"
    assert caption((0x1F468, 0x1F3FE, 0x200D, 0x1F692), "en") == (
        "man firefighter medium dark skin tone"
    )
    assert caption((0x2B21, 0xFE0F, 0x200D, 0x1F7E5), "en") is None  # OpenMoji's own


def test_the_list_has_the_words_that_are_trained_on_and_no_others() -> None:
    words = [word.strip() for word in captions.vocabulary()[2:]]
    assert words == captioned.training_words()


def test_a_text_comes_back_as_it_was_written() -> None:
    for text in ("grinning face ", "红色的猫", "cat "):
        assert read_back(text) == text
    assert read_back("Red   CAT!") == "red cat "
    assert read_back("medium-dark skin tone") == "medium dark skin tone "
    assert read_back("rescue worker’s helmet") == read_back("rescue workers helmet")


def test_what_is_unknown_is_named_and_not_guessed() -> None:
    row, strange = tokenise("a red catamaran 🐱 قطة", SPEC)
    assert strange == ("catamaran", "🐱", "قطة")
    assert SPEC.text(row) == "a red ? ? ? "
    assert tokenise("red cat", SPEC)[1] == ()
    left_to_right = "\u202ered\u202c cat"
    assert tokenise(left_to_right, SPEC)[1] == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is no word"),
        (" \n\t", "There is no word"),
        ("... !?", "There is no word"),
        ("\u202e\u200f", "There is no word"),
        ("x" * 10_000, "at most 200 characters, not 10000"),
        ("cat " * 40, "at most 24 words or Chinese characters, not 40"),
        ("猫" * 25, "at most 24 words or Chinese characters, not 25"),
        ("🐱", "no word is known: 🐱"),
        ("قطة", "no word is known: قطة"),
        ("qq ww ee rr tt yy", "qq, ww, ee, rr, tt, …"),
        ("·", "There is no word"),
        ("?", "There is no word"),
    ],
)
def test_what_is_no_caption_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(UserError, match="(?s)" + why.replace("?", r"\?")):
        tokenise(text, SPEC)


def test_every_caption_fits_and_the_end_is_behind_it() -> None:
    rows = captioned.caption_rows(captioned.drawings())
    lengths = (rows != 0).sum(1)
    assert lengths.min() >= 1 and lengths.max() == 20
    longest = rows[int(lengths.argmax())]
    assert longest[: int(lengths.max())].min() > 0

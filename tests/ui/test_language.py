"""Texts: every one translated, the compiled catalogue current, names never markup."""

from __future__ import annotations

import string

import pytest

from locales import update
from ui.language import plain


def fields(text: str) -> set[str]:
    return {name for _lit, name, _spec, _conv in string.Formatter().parse(text) if name is not None}


def test_every_text_is_in_the_catalogue_and_translated() -> None:
    catalogue = update.read("zh_CN")
    texts = {message.id for message in update.collected() if message.id}
    known = {message.id for message in catalogue if message.id}
    assert texts == known, "run: python -m locales.update"
    assert [message.id for message in catalogue if message.id and not message.string] == []


def test_a_translation_has_the_same_values_to_fill_in() -> None:
    wrong = [
        message.id
        for message in update.read("zh_CN")
        if message.id and fields(str(message.id)) != fields(str(message.string))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_current() -> None:
    path = update.po_path("zh_CN").with_suffix(".mo")
    assert path.read_bytes() == update.compiled(update.read("zh_CN")), (
        "run: python -m locales.update"
    )


@pytest.mark.parametrize("name", ["*a*", "![x](http://evil)", "$x$", ":red[x]", "<b>"])
def test_a_name_is_shown_as_it_is(name: str) -> None:
    shown = plain(name)
    assert shown.replace("\\", "") == name
    assert all(shown[i - 1] == "\\" for i, c in enumerate(shown) if c in "*[]()<>$:!")

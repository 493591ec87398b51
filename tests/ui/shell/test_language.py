"""Texts: every one translated, the compiled catalogue current, names never markup."""

from __future__ import annotations

import ast
import gettext
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from locales import update
from ui.shell.language import plain

MARKERS = ("_", "N_")


def fields(text: str) -> set[str]:
    return {name for _lit, name, _spec, _conv in string.Formatter().parse(text) if name is not None}


def marked() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a marker in the code that the catalogue is made of."""
    for folder in update.FOLDERS:
        for file in sorted((update.ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                called = node.func if isinstance(node, ast.Call) else None
                if isinstance(called, ast.Name) and called.id in MARKERS:
                    yield file, node


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_a_marked_call_holds_its_text_or_none_at_all() -> None:
    # _(row["name"]): tools that collect texts do not agree whether "name" is one.
    unclear = [
        f"{file.relative_to(update.ROOT)}:{call.lineno}"
        for file, call in marked()
        if not is_text(call.args[0])
        and any(isinstance(part, ast.expr) and is_text(part) for part in ast.walk(call))
    ]
    assert unclear == []


def test_every_text_is_in_the_catalogue_and_translated() -> None:
    catalogue = update.read("zh_CN")
    texts = {ast.literal_eval(call.args[0]) for _, call in marked() if is_text(call.args[0])}
    known = {message.id for message in catalogue if message.id}
    assert texts - {""} == known, "run: python -m locales.update"
    assert [message.id for message in catalogue if message.id and not message.string] == []


def test_a_translation_has_the_same_values_to_fill_in() -> None:
    wrong = [
        message.id
        for message in update.read("zh_CN")
        if message.id and fields(str(message.id)) != fields(str(message.string))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_current() -> None:
    with open(update.po_path("zh_CN").with_suffix(".mo"), "rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        message.id
        for message in update.read("zh_CN")
        if message.id and compiled.gettext(str(message.id)) != message.string
    ]
    assert stale == [], "run: python -m locales.update"


@pytest.mark.parametrize("name", ["*a*", "![x](http://evil)", "$x$", ":red[x]", "<b>"])
def test_a_name_is_shown_as_it_is(name: str) -> None:
    shown = plain(name)
    assert shown.replace("\\", "") == name
    assert all(shown[i - 1] == "\\" for i, c in enumerate(shown) if c in "*[]()<>$:!")

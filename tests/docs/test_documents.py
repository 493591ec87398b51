"""The documents say what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def test_adding_a_gan_shows_the_file_that_the_tests_train() -> None:
    text = (ROOT / "docs" / "adding-a-gan.md").read_text(encoding="utf-8")
    shown = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert shown == [(ROOT / "tests/gan_core/recipes/example_small.py").read_text(encoding="utf-8")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


def headings(document: Path) -> set[str]:
    """The anchors that a page's headings have."""
    found = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_headings_lead_to_one(document: Path) -> None:
    targets = re.findall(r"\]\(([^):#]+\.md)#([^)]+)\)", document.read_text(encoding="utf-8"))
    lost = [(file, name) for file, name in targets if name not in headings(document.parent / file)]
    assert lost == []


def test_the_architecture_names_only_what_exists() -> None:
    layout = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    top = re.findall(r"^([a-z_]+(?:/|\.py))", layout, re.MULTILINE)
    inner = re.findall(r"^  ([a-z_]+(?:/|\.py))", layout, re.MULTILINE)
    assert len(top) >= 7 and len(inner) >= 10
    assert [name for name in top if not (ROOT / name).exists()] == []
    assert [name for name in inner if not (ROOT / "gan_core" / name).exists()] == []


def test_every_recipe_is_in_the_readme() -> None:
    from gan_core.recipes import RECIPES

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in RECIPES if f"| `{name}` |" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_test_that_is_named_is_there(document: Path) -> None:
    named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", document.read_text(encoding="utf-8"))
    assert [
        f"{path}::{name}" for path, name in named if f"def {name}(" not in _text(ROOT / path)
    ] == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""

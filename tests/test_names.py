"""Names say what a thing is, not what was done to it: `score`, not `found`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("gan_core", "ui", "pages")

PARTICIPLES = {
    *("made", "asked", "found", "known", "wanted", "told", "seen", "chosen"),
    *("shown", "said", "held", "given", "kept", "taken"),
}
"""Bare, or `_found`, `FOUND`, `Found`: a word that only says that there is something."""

EXCEPTIONS: dict[tuple[str, str], str] = {}
"""(file, name): why there is no better one."""


def names(tree: ast.AST) -> Iterator[str]:
    """Yield what a module calls its classes, functions, arguments and variables."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.AsyncFunctionDef(name=name) | ast.MatchAs(name=str(name)):
                yield name
            case ast.arg(arg=name) | ast.alias(asname=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def bare(name: str) -> bool:
    """True for a participle alone."""
    return name.strip("_").lower() in PARTICIPLES


def participles(folder: str) -> set[tuple[str, str]]:
    """Return (file, name) of the participles below `folder`."""
    files = (path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    return {
        (path.relative_to(ROOT).as_posix(), name)
        for path in files
        for name in names(ast.parse(path.read_text(encoding="utf-8")))
        if bare(name)
    }


def test_no_thing_is_called_by_a_participle() -> None:
    assert {each for folder in FOLDERS for each in participles(folder)} == set(EXCEPTIONS)


def test_every_way_to_name_something_is_looked_at() -> None:
    code = """
import a as found
class Made: shown: int = 0
def _told(asked, *, kept=0, **held):
    self.seen = [known for known in asked]
    if (given := 1): ...
    lambda wanted: wanted
async def taken(): ...
for SAID in (): ...
with a as chosen: ...
"""
    assert {name.strip("_").lower() for name in names(ast.parse(code))} - {"self"} == PARTICIPLES

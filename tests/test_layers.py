"""No two packages import each other: the contracts of pyproject.toml, kept by import-linter."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
BACKWARDS = """
[tool.importlinter]
root_packages = ["gan_core"]

[[tool.importlinter.contracts]]
name = "upside down"
type = "layers"
containers = ["gan_core"]
layers = ["errors", "game"]
"""


def check(configuration: Path) -> int:
    """Return import-linter's exit code: 0 where every contract is kept."""
    return lint_imports(config_filename=str(configuration), no_cache=True)


def test_every_package_knows_only_those_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert check(ROOT / "pyproject.toml") == 0


def test_a_contract_that_is_broken_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    wrong = tmp_path / "pyproject.toml"
    wrong.write_text(BACKWARDS, encoding="utf-8")
    assert check(wrong) != 0

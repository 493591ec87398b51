"""Who may know whom: read from the sources, so that it stays so."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import gan_core
from gan_core.recipes import RECIPES

ROOT = Path(gan_core.__file__).parent
RECIPE_FILES = sorted(path for path in (ROOT / "recipes").glob("*.py") if path.stem != "__init__")
NO_LOSS = (
    "gan_core.losses.objectives",
    "gan_core.losses.penalties",
    "gan_core.losses.terms",
    "torch.optim",
)


def imports(path: Path) -> set[str]:
    """Every module and every name of a module that the file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def words(path: Path) -> set[str]:
    """Every identifier, attribute and string of the file, docstrings apart, in lower case."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            found.add(node.value.lower())
        for text in ("id", "attr", "arg", "name"):
            value = getattr(node, text, None)
            if isinstance(value, str):
                found.add(value.lower())
    return found


@pytest.mark.parametrize(
    "file",
    ["train.py", "game.py", "losses/objectives.py", "losses/penalties.py", "losses/terms.py"],
)
def test_the_core_names_no_gan(file: str) -> None:
    names = [*RECIPES, "seqgan", "cyclegan", "stackgan", "pix2pix", "stylegan"]
    said = words(ROOT / file)
    assert not [name for name in names for word in said if name in word]
    assert not [name for name in imports(ROOT / file) if "recipes" in name]


def test_the_loop_does_not_ask_for_a_name_or_kind() -> None:
    tree = ast.parse((ROOT / "train.py").read_text(encoding="utf-8"))
    texts = [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Compare)
        for n in n.comparators
        if isinstance(n, ast.Constant)
    ]
    assert not [text for text in texts if isinstance(text, str)]


@pytest.mark.parametrize("path", RECIPE_FILES, ids=lambda path: path.stem)
def test_recipes_never_import_each_other(path: Path) -> None:
    others = {f"gan_core.recipes.{p.stem}" for p in RECIPE_FILES}
    assert not imports(path) & others


@pytest.mark.parametrize("path", RECIPE_FILES, ids=lambda path: path.stem)
def test_a_recipe_is_at_most_120_lines_and_names_no_device(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120
    assert not [word for word in words(path) if word in ("cuda", "mps", "cpu")]


@pytest.mark.parametrize("path", sorted((ROOT / "nets").glob("*.py")), ids=lambda path: path.stem)
def test_networks_never_see_a_loss(path: Path) -> None:
    seen = imports(path)
    assert not [name for name in seen if name.startswith(NO_LOSS)]
    assert not [name for name in seen if name.endswith("_loss") or "cross_entropy" in name]


@pytest.mark.parametrize("path", sorted((ROOT / "losses").glob("*.py")), ids=lambda path: path.stem)
def test_losses_never_see_an_optimizer(path: Path) -> None:
    assert not [name for name in imports(path) if "optim" in name]
    assert "opt" not in words(path)


# CIFAR-10 comes as pickles: its reader makes nothing that a file names (test_cifar.py).
UNLESS = {"cifar.py": {"pickle"}}


def test_nothing_in_the_package_imports_the_pages() -> None:
    for path in ROOT.rglob("*.py"):
        strangers = {"streamlit", "ui", "pages", "pickle"} - UNLESS.get(path.name, set())
        bad = [n for n in imports(path) if n.split(".")[0] in strangers]
        assert not bad, path


def test_importing_the_package_loads_no_streamlit() -> None:
    code = (
        "import sys, pkgutil, importlib, gan_core\n"
        "for found in pkgutil.walk_packages(gan_core.__path__, 'gan_core.'):\n"
        "    if not found.name.endswith('__main__'):\n"
        "        importlib.import_module(found.name)\n"
        "print(sorted(n for n in sys.modules if n.split('.')[0] == 'streamlit'))\n"
        "print('gan_core.train' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT.parent,
        check=True,
    )
    assert done.stdout.split() == ["[]", "True"]


def test_no_network_dropout_draws_from_the_process_wide_generator() -> None:
    for path in [*(ROOT / "nets").glob("*.py"), *(ROOT / "recipes").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert "nn.Dropout" not in text and "functional.dropout" not in text, path

"""Every component's scripts as the one module that a browser gets."""

from __future__ import annotations

import graphlib
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from ui.components import load
from ui.components.load import assembled

FOLDER = Path(load.__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/component.py"))
each = pytest.mark.parametrize("name", NAMES)


def scripts(name: str) -> list[Path]:
    """Return those with code in them: a script of types alone is for who reads and checks."""
    return [
        path
        for path in (FOLDER / name).glob("*.js")
        if "export {};" not in path.read_text(encoding="utf-8")
    ]


def code(name: str) -> str:
    return re.sub(r"^\s*//.*$", "", assembled(name), flags=re.MULTILINE)


@each
def test_every_script_of_the_folder_is_part_of_the_module_once(name: str) -> None:
    module = assembled(name)
    counts = [module.count(load._bare(path.read_text(encoding="utf-8"))) for path in scripts(name)]
    assert set(counts) == {1}


@each
def test_it_is_one_module_with_one_export_and_no_import(name: str) -> None:
    assert re.findall(r"^export .*?\b(\w+)", code(name), re.MULTILINE) == ["default"]
    assert not re.search(r"^\s*import\b|\bimport\(|\brequire\(", code(name), re.MULTILINE)
    assert "http://" not in code(name).replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in code(name)


@each
def test_scripts_share_a_scope_without_a_name_declared_twice(name: str) -> None:
    names = re.findall(r"^(?:async )?function (\w+)", code(name), re.MULTILINE)
    for line in re.findall(r"^(?:const|let) (.*)", code(name), re.MULTILINE):
        names += re.findall(r"(?:^|, )(\w+) = ", re.sub(r"[\[{(].*?[\])}]", "", line))
    assert name in ("spoken", "picture") or names
    assert [one for one, count in Counter(names).items() if count > 1] == []


@pytest.mark.skipif(shutil.which("node") is None, reason="node parses them, and is not here")
@each
def test_a_browser_can_read_it(name: str, tmp_path: Path) -> None:
    module = tmp_path / "module.mjs"
    module.write_text(assembled(name), encoding="utf-8")
    done = subprocess.run(["node", "--check", module], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(load, "_FOLDER", tmp_path)
    (tmp_path / "some").mkdir()
    return tmp_path / "some"


def test_what_is_imported_stands_before_what_imports_it_and_once(folder: Path) -> None:
    (folder / "some.js").write_text(
        'import { b } from "./b.js";\nimport { a, z } from "./a.js";\n\n'
        "export default function () { return a + b + z; }\n",
        encoding="utf-8",
    )
    (folder / "b.js").write_text(
        'import { a } from "./a.js";\n\nexport const b = 2 * a;\n', encoding="utf-8"
    )
    (folder / "a.js").write_text("export const a = 1;\nexport function z() {}\n", encoding="utf-8")
    assert [line for line in assembled("some").splitlines() if line] == [
        "const a = 1;",
        "function z() {}",
        "const b = 2 * a;",
        "export default function () { return a + b + z; }",
    ]


def test_comments_on_types_stay_behind_but_no_code_does(folder: Path) -> None:
    (folder / "some.js").write_text(
        '/** @import { A } from "./types.js" */\n'
        "/**\n * @param {A} a\n */\n"
        "export default function (a) {\n"
        "  /** @type {number} */ (a.b).c = 1;\n"
        "  /** @type {A} */\n"
        "  const d = a;\n"
        "}\n",
        encoding="utf-8",
    )
    assert assembled("some").splitlines() == [
        "export default function (a) {",
        "  /** @type {number} */ (a.b).c = 1;",
        "  const d = a;",
        "}",
    ]


def test_scripts_that_import_each_other_in_a_circle_are_refused(folder: Path) -> None:
    (folder / "some.js").write_text(
        'import { a } from "./a.js";\n\nexport const b = 1;\n', encoding="utf-8"
    )
    (folder / "a.js").write_text(
        'import { b } from "./some.js";\n\nexport const a = b;\n', encoding="utf-8"
    )
    with pytest.raises(graphlib.CycleError):
        assembled("some")

"""What was imported before the first visitor comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[3]
VISIT = """
import sys
from streamlit.testing.v1 import AppTest
from ui.shell.preload import preload


def names():
    # our own modules, and the names of all packages
    ours = {name for name in sys.modules if name.startswith(("ui.", "gan_core."))}
    return ours | {name.split(".")[0] for name in sys.modules} - {"pages"}


preload()
before = names()
page = AppTest.from_file("pages/lab.py", default_timeout=120).run()
assert not page.exception and page.header[0].value == "2-D lab", page
print(sorted(names() - before))
"""


def test_the_labs_first_visitor_waits_for_no_package() -> None:
    done = subprocess.run(
        [sys.executable, "-c", VISIT],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=2 * PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split("\n")[-2] == "[]"

"""What was imported before the first visitor comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VISIT = """
import sys
from streamlit.testing.v1 import AppTest
from ui.warm import warm_up

warm_up()
before = {name.split(".")[0] for name in sys.modules}
page = AppTest.from_file("pages/_router.py", default_timeout=60).run()
page = page.switch_page("lab.py").run()
assert not page.exception and page.header[0].value == "2-D lab", page
print(sorted({name.split(".")[0] for name in sys.modules} - before - {"pages"}))
"""


def test_the_labs_first_visitor_waits_for_no_package() -> None:
    done = subprocess.run(
        [sys.executable, "-c", VISIT], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split("\n")[-2] == "[]"

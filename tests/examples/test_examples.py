"""The examples run, and are as short as they promise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
RINGS = ROOT / "examples" / "gan_in_80_lines.py"


def test_the_gan_in_80_lines_has_no_more() -> None:
    assert len(RINGS.read_text(encoding="utf-8").splitlines()) <= 80


def test_the_gan_in_80_lines_trains_and_draws(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "examples.gan_in_80_lines", str(tmp_path / "run"), "5"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    picture = Image.open(tmp_path / "run" / "rings.png")
    assert picture.size == (284, 284) and picture.getextrema()[0] < picture.getextrema()[1]
    assert (tmp_path / "run" / "run.json").exists()

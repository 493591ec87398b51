"""The wheel works from an empty folder: package, command, models and licences are in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
COMMAND = """
import sys
from importlib.metadata import entry_points
import gan_core
(entry,) = entry_points(group="console_scripts", name="ganvas")
print(gan_core.__file__, file=sys.stderr)
entry.load()(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel of this checkout was unpacked."""
    made, site = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def ganvas(installed: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the command `ganvas` of the unpacked wheel in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *args],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_it_holds_the_package_its_data_and_licences_alone(installed: Path) -> None:
    (about,) = installed.glob("ganvas-*.dist-info")
    assert {path.name for path in installed.iterdir()} == {"gan_core", about.name}
    assert {path.name for path in (about / "licenses").iterdir()} == {"LICENSE", "NOTICE.md"}
    kept = {"py.typed", "data/emoji_groups.txt", "shipped/dcgan-digits.safetensors"}
    kept |= {"data/verse.txt.xz", "data/tunes.txt.xz"}
    assert [name for name in kept if not (installed / "gan_core" / name).is_file()] == []
    shipped = {path.name for path in (ROOT / "checkpoints").rglob("*") if path.is_file()}
    assert {p.name for p in (installed / "gan_core/shipped").rglob("*") if p.is_file()} == shipped


def test_its_command_samples_a_shipped_model(installed: Path, tmp_path: Path) -> None:
    told = ganvas(installed, tmp_path, "sample", "dcgan-digits", "--n", "4", "--out", "x.png")
    assert told.returncode == 0, told.stderr
    assert str(installed) in told.stderr  # not the checkout's package
    with Image.open(tmp_path / "x.png") as picture:
        low, high = picture.convert("L").getextrema()
    assert high - low > 200  # strokes on paper, not one grey

"""Taking a run home: its folder as .zip, its readings as .csv."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from gan_core.errors import N_, UserError
from gan_core.files.atomic import write_out
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import History

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_run(run: Path, out: Path) -> None:
    """Write the run in folder `run` to `out`, a .zip or a .csv.

    Raises:
        UserError: there is no run, `out` ends otherwise or cannot be written.
    """
    folder = RunFolder(run)
    folder.config()
    if out.suffix == ".csv":
        content = readings_csv(folder).encode()
    elif out.suffix == ".zip":
        content = folder_zip(folder)
    else:
        raise UserError(N_("--out must end in .zip or .csv, not {name!r}."), name=out.name)
    write_out(out, content)


def folder_zip(folder: RunFolder) -> bytes:
    """Return the run's files (not its lock) as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.path.rglob("*")):
            if path.is_file() and path.name != "lock" and not path.name.endswith(".tmp"):
                archive.write(path, Path(folder.id) / path.relative_to(folder.path))
    return buffer.getvalue()


def readings_csv(folder: RunFolder) -> str:
    """Return every recorded reading: one row a step, one column a reading (its mean)."""
    curves = History(folder).refresh().curves
    rows: dict[int, dict[str, float]] = {}
    for key, curve in curves.items():
        for step, value in zip(curve.steps, curve.mean, strict=True):
            rows.setdefault(step, {})[key] = value
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["step", *map(_safe, curves)])
    for step in sorted(rows):
        writer.writerow([step, *(rows[step].get(key, "") for key in curves)])
    return buffer.getvalue()


def _safe(text: str) -> str:
    # A spreadsheet runs a cell that begins like a formula.
    return f"'{text}" if text.startswith(_FORMULA) else text

"""The checkpoints of a run: what is kept, which is the newest that is sound, and rewinding."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from torch import Tensor

from gan_core.errors import N_, CheckpointError
from gan_core.files import container
from gan_core.files.atomic import read_json, remove, write_json
from gan_core.settings.strict import Strict

KEEP_LAST = 2
SNAPSHOTS = 32
CheckpointKind = Literal["resume", "model"]
_FILE = re.compile(r"(resume|model)_([0-9]{8,12})\.safetensors")


class ManifestEntry(Strict):
    """One file of the manifest. pinned: kept until the run is deleted."""

    file: str
    kind: CheckpointKind
    step: int
    sha256: str = ""
    pinned: bool = False


class Checkpoints:
    """The folder `checkpoints/` of a run. The manifest is the commit record: it is written last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> list[ManifestEntry]:
        """Return what the manifest lists, oldest first."""
        raw = read_json(self.folder / "manifest.json")
        rows = raw.get("entries") if isinstance(raw, dict) else None
        if isinstance(rows, list):
            return [entry for entry in map(_entry, rows) if entry is not None]
        if not (self.folder / "manifest.json").exists():
            return []
        # A manifest that a bad disk spoilt: the files themselves say what they are.
        matches = [_FILE.fullmatch(path.name) for path in self.folder.iterdir()]
        rows = [_entry({"file": m[0], "kind": m[1], "step": int(m[2])}) for m in matches if m]
        return sorted((entry for entry in rows if entry), key=lambda e: (e.step, e.kind))

    def save(
        self,
        kind: CheckpointKind,
        step: int,
        tensors: dict[str, Tensor],
        document: dict[str, Any],
        *,
        pinned: bool = False,
    ) -> ManifestEntry:
        """Write a checkpoint, list it, then delete what need not be kept any more.

        Raises:
            CheckpointError: a tensor is not finite; the last good checkpoint stays.
            GanvasError: the disk is full; what was there stays.
        """
        for key, value in tensors.items():
            if value.is_floating_point() and not bool(value.isfinite().all()):
                raise CheckpointError(
                    N_("Nothing was saved: {key} holds numbers that are not finite."), key=key
                )
        name = f"{kind}_{step:08d}.safetensors"
        digest = container.write(self.folder / name, tensors, document)
        others = [entry for entry in self.entries() if entry.file != name]
        was_pinned = any(entry.pinned for entry in self.entries() if entry.file == name)
        pinned = pinned or was_pinned
        entry = ManifestEntry(file=name, kind=kind, step=step, sha256=digest, pinned=pinned)
        listed = _to_keep([*others, entry])
        self._write_manifest(listed)
        for old in others:
            if old not in listed:
                with suppress(PermissionError):  # a long look at it, on Windows
                    remove(self.folder / old.file)
        return entry

    def newest(self, kind: CheckpointKind | None = None) -> Path | None:
        """Return the newest file of `kind` (of any kind: of equals the resume file), or None."""
        rows = [e for e in self.entries() if kind is None or e.kind == kind]
        rows = [e for e in rows if (self.folder / e.file).exists()]
        if not rows:
            return None
        return self.folder / max(rows, key=lambda e: (e.step, e.kind == "resume")).file

    def newest_sound(self) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
        """Return the newest resume state that verifies, falling back to older ones; None: none is.

        Raises:
            CheckpointError: there are resume files, but every one of them is damaged.
        """
        rows = sorted((e for e in self.entries() if e.kind == "resume"), key=lambda e: -e.step)
        failure: CheckpointError | None = None
        for entry in rows:
            try:
                return container.read(self.folder / entry.file, entry.sha256)
            except CheckpointError as error:
                failure = failure or error
        if failure is not None:
            raise failure
        return None

    def _write_manifest(self, entries: list[ManifestEntry]) -> None:
        rows = [entry.model_dump() for entry in sorted(entries, key=lambda e: (e.step, e.kind))]
        write_json(self.folder / "manifest.json", {"entries": rows})


def _entry(row: object) -> ManifestEntry | None:
    """Return a row of the manifest as an Entry, None where it is not one of ours."""
    try:
        entry = ManifestEntry.model_validate(row)
    except ValidationError:
        return None
    match = _FILE.fullmatch(entry.file)
    return entry if match and (match[1], int(match[2])) == (entry.kind, entry.step) else None


def _to_keep(entries: list[ManifestEntry]) -> list[ManifestEntry]:
    """Return the pinned, the newest two resume files, and a bounded, log-spaced set of models."""
    resume = sorted((e for e in entries if e.kind == "resume"), key=lambda e: e.step)
    models = sorted((e for e in entries if e.kind == "model"), key=lambda e: e.step)
    while len(models) > SNAPSHOTS:
        models.remove(_closest(models))
    files = {e.file for e in resume[-KEEP_LAST:]} | {e.file for e in models}
    return [e for e in entries if e.pinned or e.file in files]


def _closest(models: list[ManifestEntry]) -> ManifestEntry:
    """Return the inner model whose neighbours are nearest to each other on a logarithmic scale."""
    inner = range(1, len(models) - 1)
    gaps = {i: math.log((models[i + 1].step + 1) / (models[i - 1].step + 1)) for i in inner}
    return models[min(gaps, key=lambda i: gaps[i])]

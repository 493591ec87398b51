"""Our file of tensors: safetensors with one JSON document and a checksum. Nothing unpickles.

Loading believes nothing before it has checked it: size, header, keys, then the data's SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from safetensors.torch import save as save_safetensors
from torch import Tensor

from gan_core.errors import N_, CheckpointError
from gan_core.files.atomic import write_bytes

SCHEMA = 1
FILE_LIMIT = 2 * 2**30
HEADER_LIMIT = 2**20
TENSOR_LIMIT = 4096
_DTYPES = ("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL")
_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.()|/ -]{0,199}")


def pack(tensors: dict[str, Tensor], document: dict[str, Any]) -> bytes:
    """Return the file's bytes: `tensors` and the JSON `document` with a SHA-256 of the data."""
    plain = save_safetensors({k: v.detach().cpu().contiguous() for k, v in tensors.items()})
    (length,) = struct.unpack("<Q", plain[:8])
    header, data = json.loads(plain[8 : 8 + length]), plain[8 + length :]
    described = {**document, "schema": SCHEMA, "sha256": hashlib.sha256(data).hexdigest()}
    header["__metadata__"] = {"ganvas": json.dumps(described, ensure_ascii=False, sort_keys=True)}
    text = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def write(path: Path, tensors: dict[str, Tensor], document: dict[str, Any]) -> str:
    """Write the file atomically and return the SHA-256 of all its bytes."""
    content = pack(tensors, document)
    write_bytes(path, content)
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class OpenFile:
    """A file whose head was checked: its JSON `document`, and on demand its tensors."""

    path: Path
    document: dict[str, Any]
    start: int
    """Of the tensors' bytes."""

    def tensors(self, sha256: str = "") -> dict[str, Tensor]:
        """Return the tensors, everything checked.

        sha256: what `write` returned, where it is known; then the head is verified too.

        Raises:
            CheckpointError: the data are damaged or not finite.
        """
        name, content = self.path.name, self.path.read_bytes()
        whole = hashlib.sha256(content).hexdigest() if sha256 else ""
        data = hashlib.sha256(content[self.start :]).hexdigest()
        if whole != sha256 or data != self.document.get("sha256"):
            raise CheckpointError(N_("{file} is damaged: its checksum does not match."), file=name)
        try:
            tensors = load_safetensors(content)
        except SafetensorError as error:
            raise CheckpointError(
                N_("{file} is damaged: {why}."), file=name, why=str(error)
            ) from None
        for key, value in tensors.items():
            if value.is_floating_point() and not torch.isfinite(value).all():
                raise CheckpointError(
                    N_("{file} holds numbers that are not finite, in {key}."), file=name, key=key
                )
        return tensors


def open_file(path: Path) -> OpenFile:
    """Return the file with its head read and checked; its tensors are not read yet.

    Raises:
        CheckpointError: missing, empty, cut off, foreign, or from a newer version.
    """
    length, header = _header(path)
    return OpenFile(path, _document(path.name, header), 8 + length)


def read_document(path: Path) -> dict[str, Any]:
    """Return the JSON document of the file without reading its tensors.

    Raises:
        CheckpointError: as `open_file`.
    """
    return open_file(path).document


def read(path: Path, sha256: str = "") -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return (tensors, document) of the file, everything checked.

    Raises:
        CheckpointError: as `open_file` and `OpenFile.tensors`.
    """
    file = open_file(path)
    return file.tensors(sha256), file.document


def _header(path: Path) -> tuple[int, dict[str, Any]]:
    name = path.name
    try:
        size = path.stat().st_size
        with open(path, "rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            text = file.read(length) if 0 < length <= HEADER_LIMIT else b""
    except OSError:
        raise CheckpointError(N_("There is no checkpoint at {path}."), path=str(path)) from None
    if size == 0:
        raise CheckpointError(N_("{file} is empty."), file=name)
    if size > FILE_LIMIT:
        raise CheckpointError(N_("{file} is too large for a checkpoint."), file=name)
    if not text.startswith(b"{"):
        raise CheckpointError(N_("{file} is not a Ganvas checkpoint."), file=name)
    if len(text) < length:
        raise CheckpointError(N_("{file} is cut off."), file=name)
    try:
        header = json.loads(text, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError):
        raise CheckpointError(N_("{file} is not a Ganvas checkpoint."), file=name) from None
    _check_tensors(name, header, size - 8 - length)
    return length, header


def _check_tensors(name: str, header: dict[str, Any], room: int) -> None:
    entries = {key: value for key, value in header.items() if key != "__metadata__"}
    well_formed = len(entries) <= TENSOR_LIMIT and all(
        _KEY.fullmatch(key)
        and isinstance(value, dict)
        and value.get("dtype") in _DTYPES
        and _span(value) is not None
        for key, value in entries.items()
    )
    if not well_formed:
        raise CheckpointError(N_("{file} is not a Ganvas checkpoint."), file=name)
    end = max((_span(value) or 0 for value in entries.values()), default=0)
    if end != room:
        raise CheckpointError(N_("{file} is cut off."), file=name)


def _span(entry: dict[str, Any]) -> int | None:
    offsets = entry.get("data_offsets")
    if isinstance(offsets, list) and len(offsets) == 2 and isinstance(offsets[1], int):
        return offsets[1]
    return None


def _document(name: str, header: dict[str, Any]) -> dict[str, Any]:
    metadata = header.get("__metadata__")
    text = metadata.get("ganvas") if isinstance(metadata, dict) else None
    try:
        document = json.loads(str(text), object_pairs_hook=_no_duplicates)
        json.dumps(document, ensure_ascii=False).encode()  # no half of a character
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise CheckpointError(N_("{file} is not a Ganvas checkpoint."), file=name)
    if document.get("schema") != SCHEMA:
        raise CheckpointError(N_("{file} was made by a newer version of Ganvas."), file=name)
    return document


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        raise ValueError("duplicate key")
    return document

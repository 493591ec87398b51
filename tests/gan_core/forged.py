"""Checkpoint files that a person with bad luck or bad intent might hand in."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from gan_core.files import container


def parts(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return (header, data) of a safetensors file."""
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def joined(header: dict[str, Any] | str, data: bytes) -> bytes:
    """Return the safetensors file of a header (as it is, if text) and data."""
    text = (header if isinstance(header, str) else json.dumps(header)).encode()
    return struct.pack("<Q", len(text)) + text + data


def zipped() -> bytes:
    """Return a zip archive as torch.save makes them, with a pickle inside."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"G": [1, 2, 3]}))
    return buffer.getvalue()


def metadata(content: bytes, value: Any) -> bytes:
    """Return the file with other metadata."""
    header, data = parts(content)
    header["__metadata__"] = value
    return joined(header, data)


def document(content: bytes, **changes: Any) -> bytes:
    """Return the file with other entries in its document; the checksum of the data still holds."""
    header, data = parts(content)
    known = json.loads(header["__metadata__"]["ganvas"]) | changes
    return metadata(joined(header, data), {"ganvas": json.dumps(known)})


def settings(content: bytes, **changes: Any) -> bytes:
    """Return the file with other settings of its recipe."""
    known = json.loads(parts(content)[0]["__metadata__"]["ganvas"])["params"]
    return document(content, params=known | changes)


def tensors(path: Path, change: Callable[[str, torch.Tensor], torch.Tensor | None]) -> bytes:
    """Return the file with changed tensors (None: left out) and a right checksum."""
    old, known = container.read(path)
    new = {key: change(key, value) for key, value in old.items()}
    kept = {key: value for key, value in new.items() if value is not None}
    return container.pack(kept, {k: v for k, v in known.items() if k != "sha256"})


def twice(content: bytes, word: str) -> bytes:
    """Return the file with the header's entry `word` written twice."""
    header, data = parts(content)
    text = json.dumps(header)
    entry = f"{json.dumps(word)}: {json.dumps(header[word])}"
    assert entry in text
    return joined(text.replace(entry, f"{entry}, {entry}"), data)


def flipped(content: bytes, position: int, bit: int = 0) -> bytes:
    """Return the file with one bit turned."""
    changed = bytearray(content)
    changed[position] ^= 1 << bit
    return bytes(changed)


def foreign() -> dict[str, bytes]:
    """Return files that are no checkpoints of ours."""
    plain = {"weight": torch.zeros(3)}
    return {
        "empty": b"",
        "one byte": b"x",
        "text": b"This is not a checkpoint, it is a text file.\n" * 9,
        "pickle": pickle.dumps({"G": list(range(99))}),
        "zip": zipped(),
        "gzip": b"\x1f\x8b\x08" + bytes(99),
        "safetensors": save(plain),
        "safetensors with other metadata": save(plain, {"format": "pt"}),
        "header of 2^60 bytes": struct.pack("<Q", 2**60) + b"{" + bytes(99),
        "header of 90 MiB": struct.pack("<Q", 90 * 2**20) + b"{" + bytes(99),
        "header of 0 bytes": struct.pack("<Q", 0) + b"{}",
        "JSON 50,000 deep": joined('{"a":' * 50_000 + "1" + "}" * 50_000, b""),
        "lists 50,000 deep": joined('{"__metadata__":' + "[" * 50_000 + "]" * 50_000 + "}", b""),
        "header that is a list": joined("[1, 2]", b""),
        "5,000 tensors": joined(
            {f"t{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(5000)},
            b"",
        ),
        "offsets that are words": joined(
            {"t": {"dtype": "F32", "shape": [1], "data_offsets": ["0", "4"]}}, bytes(4)
        ),
    }

"""The command that trains the encoders of captions and pictures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from gan_core.cli.main import run
from gan_core.files import container
from gan_core.metrics import ship_text
from gan_core.metrics.ship_text import Content


def test_it_writes_the_file_and_says_what_the_encoders_can(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {"en": torch.ones(4, 2, dtype=torch.int64), "zh": torch.ones(4, 2, dtype=torch.int64)}
    pictures = torch.zeros(4, 3, 32, 32, dtype=torch.uint8)
    part = Content(pictures, texts, texts, torch.arange(4) < 2)  # type: ignore[arg-type]
    monkeypatch.setattr(ship_text, "content", lambda: (part, part))
    monkeypatch.setattr(ship_text, "BATCH", 4)
    out = tmp_path / "new" / "encoder.safetensors"
    assert run(["fit-text-encoder", "--epochs", "1", "--out", str(out)]) == 0
    line, document = capsys.readouterr().out.split("\n", 1)
    assert line.startswith("epoch 1: 0.00% of held-out pictures")
    said = json.loads(document)
    tensors, inside = container.read(out)
    assert said["epochs"] == inside["epochs"] == 1 and "words" not in said
    assert tensors["text/embed.weight"].dtype == torch.float16
    assert run(["fit-text-encoder", "--epochs", "0", "--out", str(out)]) == 2

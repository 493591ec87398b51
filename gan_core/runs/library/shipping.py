"""Putting trained models and recorded runs among those that come with the program."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core import data
from gan_core.errors import N_, UserError
from gan_core.files import container
from gan_core.files.atomic import write_json
from gan_core.files.places import shipped_root
from gan_core.model import Model
from gan_core.model_file import HALF
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import open_model, shipped_file
from gan_core.runs.library.store import recorded_root

CARD_KEYS = (
    "recipe", "preset", "params", "data", "data_hash", "seed", "versions", "created",
    "licence", "attribution", "step", "seconds",
)  # fmt: skip


def ship_model(run: Path, name: str, scores_on: str | None) -> Path:
    """Write checkpoints/NAME.safetensors (G as shown, and D) and its card NAME.json from a run.

    Stored in float16, a quarter of what a checkpoint of the run takes; the scores are those of the
    stored model.

    Raises:
        UserError: there is no run, or it has no resume checkpoint.
    """
    newest = Checkpoints(run / "checkpoints").newest("resume")
    if newest is None:
        raise UserError(N_("There is no checkpoint in {path} yet."), path=str(run))
    tensors, document = container.read(newest)
    weights = {key: _halved(value) for key, value in _weights_to_show(tensors).items()}
    card = {key: document[key] for key in CARD_KEYS}
    card["stage"] = document["progress"]["stage"]
    card["threads"] = RunFolder(run).status().threads
    path = shipped_file(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    described = {"kind": "model", "name": name, "stored": HALF, **card}
    container.write(path, weights, described)
    if scores_on is not None:
        card["scores"] = _scores(open_model(path), scores_on)
        container.write(path, weights, {**described, **card})
    write_json(path.with_suffix(".json"), {"name": name, **card})
    return path


def _weights_to_show(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights that a look at the model needs: averaged ones where there are, and D's."""
    averaged = {key.split("/")[1] for key in tensors if key.startswith("ema/")}
    return {
        key: value
        for key, value in tensors.items()
        if key.startswith("ema/") or (key.startswith("net/") and key.split("/")[1] not in averaged)
    }


def _halved(value: Tensor) -> Tensor:
    return value.half() if value.dtype == torch.float32 else value


CARD_SCORES = ("kid", "precision", "recall", "copying")
"""What a card says beside the quick scores, where it can be taken."""


def _scores(model: Model, data_name: str) -> list[dict[str, Any]]:
    from gan_core.metrics.score import compared, measures_for, score_model

    content = data.load(data_name)
    available = measures_for(compared(model, data_name, content))
    keys = [one.key for one in available if one.quick or one.key in CARD_SCORES]
    return [asdict(row) for row in score_model(model, content, which=keys)]


def ship_recording(run: Path, name: str) -> Path:
    """Copy what replaying a run needs: its configuration, readings and sample grids.

    Raises:
        UserError: there is no run.
    """
    folder = RunFolder(run)
    config = folder.config()
    target = recorded_root() / name
    if target.exists():
        shutil.rmtree(target)
    (target / "samples").mkdir(parents=True)
    write_json(target / "run.json", config.model_copy(update={"name": name}).document())
    write_json(target / "status.json", vars(folder.status()))
    shutil.copy(run / "events.jsonl", target / "events.jsonl")
    for _, file in folder.samples():
        shutil.copy(file, target / "samples" / file.name)
    return target


def shipped_models() -> list[tuple[str, dict[str, Any]]]:
    """Return (name, card) of each shipped model."""
    models = []
    for path in sorted(shipped_root().glob("*.json")):
        card = json.loads(path.read_text(encoding="utf-8"))
        if path.with_suffix(".safetensors").is_file():
            models.append((path.stem, card))
    return models

"""What a run is: everything that decides its course, checked before anything is built."""

from __future__ import annotations

import platform
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import torch
from pydantic import Field

import gan_core
from gan_core import data, recipes
from gan_core.data.base import spec_document
from gan_core.errors import N_, UserError
from gan_core.files.container import FILE_LIMIT
from gan_core.params import Params, checked
from gan_core.recipe import Plan, Recipe
from gan_core.switches import Switches

NAME_LIMIT = 64


class RunConfig(Params):
    """The file run.json. `params` are all the recipe's settings; `threads` 0: automatic.

    score_every: rounds between scores of the samples; 0: never.
    """

    schema_version: Literal[1] = 1
    name: str = Field(min_length=1, max_length=NAME_LIMIT)
    recipe: str
    preset: str
    params: dict[str, Any]
    data: str
    data_hash: str
    seed: int = Field(ge=0, le=2**53)
    threads: int = Field(0, ge=0, le=256)
    device: str = "cpu"
    steps: int | None = Field(None, ge=1, le=10**9)
    minutes: float | None = Field(None, gt=0, le=60 * 24 * 30)
    score_every: int = Field(0, ge=0, le=10**9)
    created: str
    parent: str | None = None
    versions: dict[str, str]

    def recipe_and_settings(self) -> tuple[Recipe, Switches]:
        """Return the recipe and its checked settings.

        Raises:
            UserError: the recipe is unknown or a setting is out of bounds.
        """
        recipe = recipes.get(self.recipe)
        return recipe, checked(recipe.params, self.params)

    def total(self, items: int) -> int:
        """Return how many rounds the run has: its own limit, else the preset's stages."""
        if self.steps is not None:
            return self.steps
        recipe, params = self.recipe_and_settings()
        plan = Plan(data.entry(self.data).spec, items)
        return sum(stage.steps for stage in recipe.stages(params, plan))


def new_config(
    recipe: str,
    data_name: str,
    *,
    preset: str | None = None,
    changes: Mapping[str, Any] | None = None,
    seed: int = 0,
    threads: int = 0,
    device: str | None = None,
    steps: int | None = None,
    minutes: float | None = None,
    score_every: int = 0,
    name: str | None = None,
    parent: str | None = None,
) -> RunConfig:
    """Return the checked configuration of a new run.

    Raises:
        UserError: anything is unknown, out of bounds, or does not fit together.
    """
    chosen = recipes.get(recipe)
    preset = preset or chosen.default_preset
    params = chosen.settings(preset, changes)
    content = data.load(data_name)
    config = checked(
        RunConfig,
        {
            "name": clean_name(name or recipe),
            "recipe": recipe,
            "preset": preset,
            "params": params.model_dump(),
            "data": data_name,
            "data_hash": content.content_hash,
            "seed": seed,
            "threads": threads,
            "device": choose_device(device),
            "steps": steps,
            "minutes": minutes,
            "score_every": score_every,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "parent": parent,
            "versions": versions(),
        },
    )
    check_size(config, len(content))
    return config


def choose_device(wanted: str | None = None) -> str:
    """Return the device: `wanted` if it is here, else cuda, mps or cpu, the first there is.

    Raises:
        UserError: `wanted` is not a device of this machine.
    """
    here = ["cpu"]
    if torch.backends.mps.is_available():
        here.insert(0, "mps")
    if torch.cuda.is_available():
        here.insert(0, "cuda")
    if wanted is None:
        return here[0]
    if wanted not in here:
        raise UserError(
            N_("There is no device {device!r} here. There are: {known}."),
            device=wanted,
            known=", ".join(here),
        )
    return wanted


def clean_name(text: str) -> str:
    """Return `text` as a run's display name: one line, no control or direction characters.

    Raises:
        UserError: nothing is left, or it is too long.
    """
    plain = unicodedata.normalize("NFC", text[: 16 * NAME_LIMIT])
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in plain)
    kept = " ".join(kept.split())
    if not kept:
        raise UserError(N_("A run needs a name."))
    if len(kept) > NAME_LIMIT:
        raise UserError(N_("A name has at most {limit} characters."), limit=NAME_LIMIT)
    return kept


def check_size(config: RunConfig, items: int) -> None:
    """Refuse what cannot run here before anything is allocated.

    Raises:
        UserError: the batch is larger than the data, or the run needs more memory than is free.
    """
    from gan_core.runs.estimate import available_memory, memory_needed, resume_bytes

    batch = int(config.params.get("batch", 1))
    if batch > items:
        raise UserError(
            N_("Batch size {batch} is more than the {count} items of {data}."),
            batch=batch,
            count=items,
            data=config.data,
        )
    recipe, params = config.recipe_and_settings()
    spec = data.entry(config.data).spec
    needed = memory_needed(recipe, params, spec)
    free = available_memory(config.device)
    if needed > free:
        raise UserError(
            N_("This run needs about {needed:.1f} GiB of memory; {free:.1f} GiB are free."),
            needed=needed / 2**30,
            free=free / 2**30,
        )
    if resume_bytes(recipe, params, spec) > FILE_LIMIT:
        raise UserError(N_("Its checkpoints would be larger than 2 GiB. Choose smaller networks."))


def card(config: RunConfig, content: data.DataSet) -> dict[str, Any]:
    """Return how a run's model was made, for checkpoints and model cards.

    With the shape of `content`, so that a model outlives the own pictures it was trained on.
    """
    about = content.card or data.entry(config.data).card
    keys = ("recipe", "preset", "params", "data", "data_hash", "seed", "versions", "created")
    known = config.model_dump()
    return {
        **{key: known[key] for key in keys},
        "spec": spec_document(content.spec),
        "licence": about.licence,
        "attribution": about.attribution,
    }


def versions() -> dict[str, str]:
    """Return the versions that a run's exact course depends on."""
    return {
        "ganvas": gan_core.__version__,
        "torch": str(torch.__version__),
        "python": platform.python_version(),
    }

"""What a run is: everything that decides its course, checked before anything is built."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypedDict, Unpack

import torch
from pydantic import ConfigDict, Field, SerializeAsAny, ValidationInfo, field_validator

from gan_core import data, recipes
from gan_core.charts import ROLES
from gan_core.data.spec import spec_document
from gan_core.design import Design
from gan_core.errors import N_, UserError, unknown
from gan_core.files.container import FILE_LIMIT
from gan_core.game import Role
from gan_core.recipe import Recipe
from gan_core.settings.base import Settings, differing
from gan_core.settings.strict import Strict, checked
from gan_core.train import Progress, rounds_ahead
from gan_core.versions import versions

NAME_LIMIT = 64


class RunConfig(Strict):
    """The file run.json, whose settings the recipe has checked; the file calls them "params".

    threads: 0 is automatic. score_every: rounds between scores of the samples; 0: never.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    schema_version: Literal[1] = 1
    name: str = Field(min_length=1, max_length=NAME_LIMIT)
    recipe: str
    preset: str
    settings: SerializeAsAny[Settings] = Field(alias="params")
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

    def document(self) -> dict[str, Any]:
        """Return the file's content."""
        return self.model_dump(by_alias=True)

    @field_validator("settings", mode="before")
    @classmethod
    def _read_by_the_recipe(cls, values: Any, info: ValidationInfo) -> Any:
        if isinstance(values, Settings) or "recipe" not in info.data:
            return values
        if not isinstance(values, Mapping):
            raise UserError(N_("The settings of the run make no sense."))
        return recipes.get(info.data["recipe"]).read(values)

    @property
    def gan(self) -> Recipe:
        """Return the recipe itself."""
        return recipes.get(self.recipe)

    def changes(self) -> dict[str, Any]:
        """Return the settings that differ from the preset."""
        return differing(self.gan.preset(self.preset), self.settings)

    def design(self) -> Design:
        """Return what the run trains.

        Raises:
            UserError: the data are unknown.
        """
        return Design(self.gan, self.settings, data.entry(self.data).spec)

    @property
    def roles(self) -> Mapping[str, Role]:
        """Return the players' roles by name; where the data are gone, one G and one D."""
        try:
            return self.design().roles
        except UserError:
            return ROLES


@dataclass(frozen=True)
class Plans:
    """A run that is about to be made: its file, what it trains, and on what."""

    config: RunConfig
    design: Design
    items: int

    @property
    def rounds(self) -> list[int]:
        """Return how many rounds of each stage the run has: by its own limit, else its preset's."""
        return rounds_ahead(self.design.stages(self.items), Progress(), self.config.steps)


class Choices(TypedDict, total=False):
    """What a run may be given beside its GAN and its data; see `RunConfig`.

    device, name: None where nobody chose. What is left out has its default, the seed 0.
    """

    seed: int
    threads: int
    device: str | None
    steps: int | None
    minutes: float | None
    score_every: int
    name: str | None
    parent: str | None


def plan_run(
    recipe: str,
    data_name: str,
    *,
    preset: str | None = None,
    changes: Mapping[str, Any] | None = None,
    **more: Unpack[Choices],
) -> Plans:
    """Return a new run with everything checked, nothing built.

    changes: settings that differ from the preset. name: the recipe's where it is omitted.

    Raises:
        UserError: anything is unknown, out of bounds, or does not fit together.
    """
    gan = recipes.get(recipe)
    content = data.load(data_name)
    design = Design(gan, gan.preset(preset, changes), content.spec)
    gan.refuse(content.spec)
    values = {
        "seed": 0,
        **more,
        "name": clean_name(more.get("name") or recipe),
        "device": choose_device(more.get("device")),
        "data": data_name,
        "preset": preset or gan.default_preset,
        **_what_it_is(design, content),
    }
    config = checked(RunConfig, values)
    if config.steps is not None and config.minutes is not None:
        raise UserError(N_("Give the length in steps or in minutes, one of the two."))
    check_size(config, design, len(content))
    return Plans(config, design, len(content))


def _what_it_is(design: Design, content: data.DataSet) -> dict[str, Any]:
    """Return what run.json says of a new run that nobody chooses by itself."""
    return {
        "recipe": design.recipe.name,
        "settings": design.settings,
        "data_hash": content.content_hash,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
    }


def new_config(recipe: str, data_name: str, **more: Any) -> RunConfig:
    """Return the checked configuration of a new run; see `plan_run`."""
    return plan_run(recipe, data_name, **more).config


def choose_device(name: str | None = None) -> str:
    """Return the device: `name` if it is here, else cuda, mps or cpu, the first there is.

    Raises:
        UserError: `name` is not a device of this machine.
    """
    here = ["cpu"]
    if torch.backends.mps.is_available():
        here.insert(0, "mps")
    if torch.cuda.is_available():
        here.insert(0, "cuda")
    if name is None:
        return here[0]
    if name not in here:
        raise unknown(N_("There is no device {name!r} here. There are: {known}."), name, here)
    return name


def clean_name(text: str) -> str:
    """Return `text` as a run's display name: one line, no control or direction characters.

    Raises:
        UserError: nothing is left, or it is too long.
    """
    plain = unicodedata.normalize("NFC", text[: 16 * NAME_LIMIT])
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in plain)
    visible = " ".join(visible.split())
    if not visible:
        raise UserError(N_("A run needs a name."))
    if len(visible) > NAME_LIMIT:
        raise UserError(N_("A name has at most {limit} characters."), limit=NAME_LIMIT)
    return visible


def check_size(config: RunConfig, design: Design, items: int) -> None:
    """Refuse what cannot run here before anything is allocated.

    Raises:
        UserError: the batch is larger than the data, or the run needs more memory than is free.
    """
    from gan_core.runs.estimate import available_memory, memory_needed, resume_bytes

    batch = max(stage.batch for stage in design.stages(items))
    if batch > items:
        raise UserError(
            N_("Batch size {batch} is more than the {count} items of {data}."),
            batch=batch,
            count=items,
            data=config.data,
        )
    need = memory_needed(design)
    free = available_memory(config.device)
    if need > free:
        raise UserError(
            N_("This run needs about {needed:.1f} GiB of memory; {free:.1f} GiB are free."),
            needed=need / 2**30,
            free=free / 2**30,
        )
    if resume_bytes(design) > FILE_LIMIT:
        raise UserError(N_("Its checkpoints would be larger than 2 GiB. Choose smaller networks."))


def card(config: RunConfig, content: data.DataSet) -> dict[str, Any]:
    """Return how a run's model was made, for checkpoints and model cards.

    With the shape of `content`, so that a model outlives the own pictures it was trained on.
    """
    about = content.card or data.entry(config.data).card
    keys = ("recipe", "preset", "params", "data", "data_hash", "seed", "versions", "created")
    document = config.document()
    return {
        **{key: document[key] for key in keys},
        "spec": spec_document(content.spec),
        "licence": about.licence,
        "attribution": about.attribution,
    }

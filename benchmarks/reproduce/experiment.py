"""What an experiment is: what was published, our protocol, our settings, and how one seed runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Settings = Mapping[str, Any]
Numbers = dict[str, float]
"""What one seed gives, by key; a row of the document takes those of its prefix."""


class NotThere(Exception):
    """What a run needs is not on this machine: a trained model, a data set, a module."""


@dataclass(frozen=True)
class Column:
    """One column of an experiment's table: a key of the numbers, and how it is written.

    floor: what an ideal sampler scores, as text; empty where there is none.
    """

    key: str
    heading: str
    form: str = ".2f"
    scale: float = 1.0
    floor: str = ""


@dataclass(frozen=True)
class Published:
    """One row that others printed: what they call it, its cells as printed, and where."""

    name: str
    cells: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Row:
    """One row of ours: its text, and the prefix of its numbers ("ema/modes" has prefix "ema/")."""

    title: str
    prefix: str = ""


@dataclass(frozen=True)
class Config:
    """One thing to run for each seed: a name for files, settings, and the rows it gives.

    preset: what `settings` call by a name alone, whole; where it changes, stored results are void.
    """

    name: str
    settings: Settings
    rows: tuple[Row, ...]
    preset: Settings = field(default_factory=dict)


Means = Mapping[str, Mapping[str, float]]
"""Config -> key -> mean over its seeds; only what has been run."""


@dataclass(frozen=True)
class Goal:
    """A line that was to be reached. holds: None where what it needs has not been run."""

    text: str
    holds: Callable[[Means], bool | None]


@dataclass(frozen=True)
class Experiment:
    """One experiment. `run(settings, seed)` gives one seed's numbers.

    version: raise it when `run` changes what it does; stored results of another version are void.
    seeds: how many by default. random: False where every seed would give the same numbers.
    notes: Markdown below the table. reading: a sentence of numbers worked out of the means, there
    too; empty where what it needs has not been run. figures: SVG pictures by name, drawn of the
    means.
    """

    name: str
    title: str
    protocol: str
    columns: tuple[Column, ...]
    published: tuple[Published, ...]
    configs: tuple[Config, ...]
    run: Callable[[Settings, int], Numbers]
    goals: tuple[Goal, ...] = ()
    seeds: int = 5
    random: bool = True
    version: int = 1
    notes: str = ""
    reading: Callable[[Means], str] | None = None
    figures: Callable[[Means], Mapping[str, str]] | None = None
    configs_by_name: dict[str, Config] = field(init=False)

    def __post_init__(self) -> None:
        by_name = {config.name: config for config in self.configs}
        assert len(by_name) == len(self.configs)
        object.__setattr__(self, "configs_by_name", by_name)

    def count(self, seeds: int | None) -> int:
        """Return how many seeds to run where `seeds` were asked for."""
        return seeds or self.seeds if self.random else 1

    def fingerprint(self, config: Config) -> str:
        """Return 16 hex digits of all that decides a result of `config` beside the seed."""
        decides = [self.name, self.version, config.name, config.settings]
        if config.preset:
            decides.append(config.preset)
        text = json.dumps(decides, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

"""Results as files: one for each experiment, configuration and seed; void when either changes."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.reproduce.experiment import Config, Experiment
from gan_core.files.atomic import write_bytes

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Result:
    """What one seed gave. seconds: wall clock; date: ISO day; threads: torch's."""

    experiment: str
    config: str
    settings: dict[str, Any]
    fingerprint: str
    seed: int
    numbers: dict[str, float]
    seconds: float
    threads: int
    machine: str
    date: str


def path_of(root: Path, experiment: str, config: str, seed: int) -> Path:
    """Return where the result of one seed lies."""
    return root / experiment / f"{config}-seed{seed}.json"


def save(root: Path, result: Result) -> None:
    """Write one result; infinite numbers become the text "inf", since JSON has none."""
    document = asdict(result)
    document["numbers"] = {key: _plain(value) for key, value in result.numbers.items()}
    file = path_of(root, result.experiment, result.config, result.seed)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=1, sort_keys=True, allow_nan=False) + "\n"
    write_bytes(file, text.encode())


def load(root: Path, experiment: Experiment, config: Config, seed: int) -> Result | None:
    """Return the stored result, or None where there is none or its configuration has changed."""
    file = path_of(root, experiment.name, config.name, seed)
    if not file.exists():
        return None
    document = json.loads(file.read_text(encoding="utf-8"))
    document["numbers"] = {key: float(value) for key, value in document["numbers"].items()}
    result = Result(**document)
    return result if result.fingerprint == experiment.fingerprint(config) else None


def load_all(root: Path, experiment: Experiment) -> dict[str, list[Result]]:
    """Return the valid results of each configuration, by seed, whichever seeds there are."""
    results: dict[str, list[Result]] = {}
    for config in experiment.configs:
        seeds = sorted(
            int(file.stem.rpartition("-seed")[2])
            for file in (root / experiment.name).glob(f"{config.name}-seed*.json")
        )
        candidates = [load(root, experiment, config, seed) for seed in seeds]
        results[config.name] = [result for result in candidates if result is not None]
    return results


def missing(
    root: Path, experiments: Sequence[Experiment], seeds: int | None = None
) -> list[tuple[Experiment, Config, int]]:
    """Return what is still to run; the first seed of everything comes before any second one."""
    runs = [
        (seed, experiment, config)
        for experiment in experiments
        for config in experiment.configs
        for seed in range(experiment.count(seeds))
        if load(root, experiment, config, seed) is None
    ]
    runs.sort(key=lambda item: item[0])
    return [(experiment, config, seed) for seed, experiment, config in runs]


def machine_in_words() -> str:
    """Return cores and processor; no names of hosts."""
    model = "unknown processor"
    about = Path("/proc/cpuinfo")
    if about.exists():
        lines = [
            line
            for line in about.read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ]
        model = lines[0].partition(":")[2].strip() if lines else model
    return f"{os.cpu_count()} cores, {model}, no GPU used"


def _plain(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)

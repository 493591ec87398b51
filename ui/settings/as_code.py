"""A run's set-up as a command and as a Python script, so that a page can be left behind."""

from __future__ import annotations

import json
import shlex

from gan_core.runs.config import RunConfig


def changed(config: RunConfig) -> dict[str, object]:
    """Return the settings that differ from the preset."""
    return config.changes()


def as_command(config: RunConfig) -> str:
    """Return the command line that trains the same run."""
    words = ["python", "-m", "gan_core", "train", config.recipe, "--data", config.data]
    words += ["--preset", config.preset, "--seed", str(config.seed)]
    words += ["--name", config.name]
    if config.threads:
        words += ["--threads", str(config.threads)]
    if config.steps is not None:
        words += ["--steps", str(config.steps)]
    if config.minutes is not None:
        words += ["--minutes", f"{config.minutes:g}"]
    if config.score_every:
        words += ["--score-every", str(config.score_every)]
    for key, value in changed(config).items():
        text = value if isinstance(value, str) else json.dumps(value)
        words += ["--set", f"{key}={text}"]
    return shlex.join([*words, "--out", f"runs/{config.recipe}"])


def as_python(config: RunConfig) -> str:
    """Return a script that trains the same run with gan_core."""
    limit = f"steps={config.steps}" if config.steps is not None else "steps=None"
    if config.minutes is not None:
        limit = f"minutes={config.minutes:g}"
    return f"""\
from pathlib import Path

from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.training.session import open_session

config = new_config(
    {config.recipe!r},
    {config.data!r},
    preset={config.preset!r},
    changes={changed(config)!r},
    seed={config.seed},
    threads={config.threads},
    score_every={config.score_every},
    name={config.name!r},
    {limit},
)
session = open_session(RunFolder.create(Path("runs/{config.recipe}-script"), config))
for event in session.rounds():
    print(event.step, session.latest, end="\\r")
session.close("done")
"""

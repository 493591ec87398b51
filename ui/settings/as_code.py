"""A run's set-up as a command and as a Python script, so that a page can be left behind."""

from __future__ import annotations

import json
import shlex

from gan_core.runs.config import RunConfig


def as_command(config: RunConfig) -> str:
    """Return the command line that trains the same run."""
    words = ["python", "-m", "gan_core", "train", config.recipe, "--data", config.data]
    words += ["--preset", config.preset, "--seed", str(config.seed)]
    words += ["--name", config.name, "--device", config.device]
    if config.threads:
        words += ["--threads", str(config.threads)]
    if config.steps is not None:
        words += ["--steps", str(config.steps)]
    if config.minutes is not None:
        words += ["--minutes", repr(config.minutes)]
    if config.score_every:
        words += ["--score-every", str(config.score_every)]
    for key, value in config.changes().items():
        text = value if isinstance(value, str) else json.dumps(value)
        words += ["--set", f"{key}={text}"]
    return shlex.join([*words, "--out", f"runs/{config.recipe}"])


def as_python(config: RunConfig) -> str:
    """Return a script that trains the same run with gan_core."""
    arguments: dict[str, object] = {
        "preset": config.preset,
        "settings": config.changes(),
        "steps": config.steps,
        "minutes": config.minutes,
        "seed": config.seed,
        "threads": config.threads,
        "device": config.device,
        "score_every": config.score_every,
        "name": config.name,
    }
    words = "".join(
        f"    {key}={value!r},\n" for key, value in arguments.items() if value is not None
    )
    return f"""\
import gan_core

model = gan_core.train_model(
    {config.recipe!r},
    {config.data!r},
    {f"runs/{config.recipe}-script"!r},
{words}    watch=lambda event: print(event.step, end="\\r"),
)
"""

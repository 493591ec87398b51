"""The two presets of 2014 from the first round to the last, by the command line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.reproduce import adapters
from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    NotThere,
    Numbers,
    Row,
    Settings,
)
from gan_core.recipes import RECIPES
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import open_model

RUNS = "GANVAS_WHOLE"
"""Environment variable: the folder of the runs; an interrupted one there is resumed."""
N = 5000
DIVERGED = 1
"""The command's exit code where a run failed or diverged."""


def run(settings: Settings, seed: int) -> Numbers:
    """Train a preset for its whole length and score it; return rounds, length, scores.

    Raises:
        NotThere: the data is not here, or the command was stopped.
    """
    folder = runs_root() / "-".join([*_names(settings), str(seed)])
    content = adapters.load(settings["data"])
    code = subprocess.run(command(settings, seed, folder), check=False).returncode
    run_folder = RunFolder(folder)
    status = run_folder.status()
    if code not in (0, DIVERGED) or status.state not in ("done", "diverged"):
        raise NotThere(f"the run ended with {code} ({status.state}); the same command resumes it")
    config = run_folder.config()
    numbers: Numbers = {
        "rounds": status.step,
        "length": config.steps or config.design().total(len(content)),
        "diverged": float(status.state == "diverged"),
    }
    if status.state == "done":
        model = open_model(folder)
        numbers |= adapters.picture_scores(model, content, N)
        numbers["diversity"] = adapters.diversity(model, content, N)
    return numbers


def _names(settings: Settings) -> list[str]:
    return [settings[key] for key in ("recipe", "preset", "prior") if key in settings]


def command(settings: Settings, seed: int, folder: Path) -> list[str]:
    """Return the command that trains the preset into `folder`, or goes on with what is there."""
    begin = [sys.executable, "-m", "gan_core"]
    if (folder / "run.json").exists():
        return [*begin, "resume", str(folder)]
    words = [settings["recipe"], "--data", settings["data"], "--preset", settings["preset"]]
    looks = ["--score-every", str(settings["score_every"])]
    prior = ["--set", f"prior={settings['prior']}"] if "prior" in settings else []
    here = ["--seed", str(seed), "--threads", "1", "--out", str(folder)]
    return [*begin, "train", *words, *prior, *looks, *here]


def runs_root() -> Path:
    """Return the folder of the runs, which outlive an interruption there."""
    return Path(os.environ.get(RUNS) or Path(tempfile.gettempdir()) / "ganvas-whole")


def all_there(means: Means) -> bool | None:
    """Whether each preset's runs came to their end, whatever the seed."""
    if len(means) < len(EXPERIMENT.configs):
        return None
    return all(n["diverged"] == 0 and n["rounds"] == n["length"] for n in means.values())


SOURCE: Settings = {"preset": "source", "data": "mnist", "score_every": 250}


def _config(name: str, recipe: str, title: str, **changes: str) -> Config:
    settings: Settings = {"recipe": recipe, **SOURCE, **changes}
    preset = adapters.preset(RECIPES[recipe], settings["preset"], **changes)
    return Config(name, settings, (Row(title),), preset)


EXPERIMENT = Experiment(
    name="whole",
    title="The GANs of 2014, whole length",
    protocol=(
        "`python -m gan_core train RECIPE --data mnist --preset source --threads 1`: 250 epochs of "
        f"the 4,500 digits that come with the package; {N:,} samples. FD is ours and is no FID."
    ),
    columns=(
        Column("rounds", "rounds", ",.0f"),
        Column("length", "of", ",.0f"),
        Column("diverged", "diverged", ".0f"),
        Column("fd", "FD", ".1f"),
        Column("fd_floor", "floor", ".1f"),
        Column("confident", "confident %", ".1f", 100),
        Column("intended", "as asked %", ".1f", 100),
        Column("diversity", "diversity %", ".2f", 100),
    ),
    published=(),
    configs=(
        _config("maxout", "maxout", "maxout, source"),
        _config("cgan_wide", "cgan", "cgan, source: z of variance 1", prior="wide"),
        _config("cgan_cube", "cgan", "cgan, z in [0, 1] as in its paper", prior="cube"),
    ),
    run=run,
    goals=(Goal("all play their whole length without diverging, each seed", all_there),),
    seeds=3,
    notes=(
        "Before, with D reading [-1, 1], the whole of its loss and one move after the other, both "
        "diverged at rounds 229 to 407 with every seed that was tried (8 of 8).\n\n"
        "With z in [0, 1] the hidden units of cgan's G that see z died, seed 0: of their outputs "
        "over 100 to 500 z 2.5 % were above 0 after 1,000 rounds and 0.02 % at the end, where z of "
        "variance 1 left 20.4 % after 1,000 rounds and 28.9 % after 4,000. "
        "That run had been played before it was scored here: its time is that of the scores alone."
    ),
)

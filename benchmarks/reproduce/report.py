"""docs/reproduction.md, made of the stored results alone."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.reproduce.experiment import Column, Config, Experiment, Row
from benchmarks.reproduce.store import Result, load_all

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reproduction.md"
FIGURES = Path("images") / "reproduction"
"""Where an experiment's pictures lie, seen from the document."""
Results = Mapping[str, Sequence[Result]]

HEAD = """# Reproduction

What the literature says, our protocol, our number. `python -m benchmarks.reproduce` runs what is
missing and writes this page from `benchmarks/reproduce/results`, one file for each configuration
and seed; `--list` says what is missing. Values are mean ± standard deviation over seeds; *floor* is
what an ideal sampler scores under the same protocol. Published numbers come from other networks
and far longer training: they say what is possible, not what ours had to be. Times are wall clock
on one thread of a machine that did other work as well.
"""


def document(experiments: Sequence[Experiment], root: Path) -> str:
    """Return the whole page as Markdown."""
    parts = [HEAD]
    for experiment in experiments:
        parts.append(section(experiment, load_all(root, experiment)))
    return "\n".join(parts)


def figures(experiments: Sequence[Experiment], root: Path) -> dict[Path, str]:
    """Return every picture of the page as SVG, by its place seen from the document."""
    pictures: dict[Path, str] = {}
    for experiment in experiments:
        if experiment.figures is not None:
            means = means_of(load_all(root, experiment))
            for name, svg in experiment.figures(means).items():
                pictures[FIGURES / f"{experiment.name}-{name}.svg"] = svg
    return pictures


def write_page(experiments: Sequence[Experiment], root: Path) -> None:
    """Write the page and its pictures, and remove pictures that are none of it any more."""
    pictures = figures(experiments, root)
    folder = DOCUMENT.parent / FIGURES
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        if FIGURES / old.name not in pictures:
            old.unlink()
    for place, svg in pictures.items():
        (DOCUMENT.parent / place).write_text(svg, encoding="utf-8")
    DOCUMENT.write_text(document(experiments, root), encoding="utf-8")


def section(experiment: Experiment, results: Results) -> str:
    """Return one experiment's part of the page."""
    parts = [f"## {experiment.title}\n", f"{experiment.protocol}\n", published(experiment)]
    parts += [f"{circumstances(results)}\n", ours(experiment, results), goals(experiment, results)]
    reading = experiment.reading(means_of(results)) if experiment.reading else ""
    if reading:
        parts.append(f"{reading}\n")
    if experiment.notes:
        parts.append(f"{experiment.notes}\n")
    if experiment.figures is not None:
        names = experiment.figures(means_of(results))
        places = {name: (FIGURES / f"{experiment.name}-{name}.svg").as_posix() for name in names}
        parts += [f"`{name}`\n\n![Curves of {name}]({at})\n" for name, at in places.items()]
    return "\n".join(part for part in parts if part)


def published(experiment: Experiment) -> str:
    """Return the table of what others printed."""
    if not experiment.published:
        return ""
    head = ["published", *(column.heading for column in experiment.columns), "source"]
    rows = [
        [row.name, *(row.cells.get(c.key, "–") for c in experiment.columns), row.source]
        for row in experiment.published
    ]
    return table(head, rows)


def ours(experiment: Experiment, results: Results) -> str:
    """Return the table of our numbers, with a row for what has not been run."""
    head = ["ours", *(column.heading for column in experiment.columns), "seeds", "time"]
    rows = []
    for config in experiment.configs:
        for row in config.rows:
            rows.append(our_row(experiment, config, row, results[config.name]))
    if any(column.floor for column in experiment.columns):
        rows.append(["*floor*", *(column.floor or "–" for column in experiment.columns), "", ""])
    return table(head, rows)


def our_row(
    experiment: Experiment, config: Config, row: Row, results: Sequence[Result]
) -> list[str]:
    """Return one row of ours: mean ± sd of each column, seeds, time."""
    if not results:
        return [row.title, *("–" for _ in experiment.columns), "0", "not run yet"]
    cells = [cell(column, row.prefix, results) for column in experiment.columns]
    of = f" of {experiment.seeds}" if len(results) < experiment.seeds else ""
    seconds = statistics.mean(result.seconds for result in results)
    return [row.title, *cells, f"{len(results)}{of}", duration(seconds)]


def cell(column: Column, prefix: str, results: Sequence[Result]) -> str:
    """Return mean ± sd (of the sample; none for one seed) of one key."""
    values = [r.numbers[prefix + column.key] for r in results if prefix + column.key in r.numbers]
    if not values:
        return "–"
    mean = statistics.fmean(values) * column.scale
    if len(values) == 1 or not math.isfinite(mean):
        return format(mean, column.form)
    return f"{mean:{column.form}} ± {statistics.stdev(values) * column.scale:{column.form}}"


def goals(experiment: Experiment, results: Results) -> str:
    """Return one line for each goal: reached, not reached, or not run yet; and if seeds lack."""
    means = means_of(results)
    words = {True: "**reached**", False: "**not reached**", None: "not run yet"}
    count = experiment.count(None)
    partly = any(len(results[config.name]) < count for config in experiment.configs)
    so_far = " so far (seeds are missing, see the table)" if partly else ""
    lines = []
    for goal in experiment.goals:
        outcome = goal.holds(means)
        lines.append(f"- {goal.text}: {words[outcome]}{'' if outcome is None else so_far}")
    return "\n".join([*lines, ""]) if lines else ""


def means_of(results: Results) -> dict[str, dict[str, float]]:
    """Return the mean of every key, of those that each seed has, of what has been run."""
    means = {}
    for name, runs in results.items():
        if runs:
            keys = [key for key in runs[0].numbers if all(key in r.numbers for r in runs)]
            means[name] = {key: statistics.fmean(r.numbers[key] for r in runs) for key in keys}
    return means


def circumstances(results: Results) -> str:
    """Return when, on what and with how many threads the results were made."""
    runs = [result for some in results.values() for result in some]
    if not runs:
        return "Not run yet."
    days = sorted({result.date for result in runs})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    machines = ", ".join(sorted({result.machine for result in runs}))
    threads = sorted({result.threads for result in runs})
    word = "thread" if threads == [1] else "threads"
    return f"Run {when} on: {machines}; {', '.join(map(str, threads))} {word}."


def duration(seconds: float) -> str:
    """Return seconds in words that need no reckoning."""
    if seconds < 1:
        return "< 1 s"
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"

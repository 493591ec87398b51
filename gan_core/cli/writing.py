"""The commands that write lines and grade one."""

from __future__ import annotations

import click

from gan_core.cli.group import cli
from gan_core.cli.models import EITHER
from gan_core.recipes.seqgan import TAUGHT
from gan_core.writing import Author


@cli.command()
@EITHER
@click.option("--n", type=int, default=5, show_default=True, help="How many lines.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the first.")
@click.option("--start", default="", help="What each line begins with.")
@click.option("--temperature", type=float, default=1.0, show_default=True)
@click.option(
    "--likelihood", "before", is_flag=True, help="By G as it was when maximum likelihood ended."
)
def write(where: str, n: int, seed: int, start: str, temperature: float, before: bool) -> None:
    """Write lines, or go on with one, by a model of sequences."""
    from gan_core.runs.library.models import open_model
    from gan_core.writing import words_of, write

    model = open_model(where)
    author: Author = TAUGHT if before else "G"
    spec = words_of(model)
    lines = write(model, n, seed, start=start, temperature=temperature, author=author)
    for line in lines:
        click.echo(spec.text(line))


@cli.command()
@EITHER
@click.argument("line")
@click.option("--rollouts", type=click.IntRange(1, 256), default=16, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
def grade(where: str, line: str, rollouts: int, seed: int) -> None:
    """Say what each word of LINE earns: D's word on how the line may go on, and G's surprise."""
    from gan_core.runs.library.models import open_model
    from gan_core.writing import graded

    model = open_model(where)
    for one in graded(model, line, rollouts, seed):
        click.echo(f"{one.word:16} reward {one.reward:.3f}  surprise {one.surprise:.2f} nats")

"""The commands of text: lines written, one graded, a caption drawn."""

from __future__ import annotations

from pathlib import Path

import click

from gan_core.cli.group import cli
from gan_core.cli.models import EITHER
from gan_core.files.atomic import write_out
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


@cli.command()
@EITHER
@click.argument("caption")
@click.option("--n", type=click.IntRange(1, 64), default=6, show_default=True, help="How many.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the first.")
@click.option("--raw", is_flag=True, help="The plain weights of G instead of its EMA.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A PNG; in a row.")
def illustrate(where: str, caption: str, n: int, seed: int, raw: bool, out: Path) -> None:
    """Draw CAPTION, in English or Chinese, by a model that draws what a text says.

    Words that it has never seen are named and passed over.
    """
    from gan_core.illustration import illustrate
    from gan_core.pictures import grid, png, to_bytes
    from gan_core.runs.library.models import open_model

    drawing = illustrate(open_model(where, raw=raw), caption, n, seed)
    write_out(out, png(grid(to_bytes(drawing.pictures), n, 2, 255)))
    for word in drawing.unknown:
        click.echo(f"never seen, so passed over: {word}")
    click.echo(f"{n} pictures in {out}")

"""Commands that look and take home: recipes, sample, ship."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from gan_core import recipes
from gan_core.cli.group import cli
from gan_core.data.melody import is_melody
from gan_core.data.spec import Spec, Tokens
from gan_core.errors import N_, UserError, unknown
from gan_core.files.atomic import write_out

EITHER = click.argument("where", metavar="CHECKPOINT_OR_RUN")


def echo_json(value: Any) -> None:
    """Print `value` as readable JSON."""
    click.echo(json.dumps(value, indent=1))


@cli.command("recipes")
@click.option("--json", "as_json", is_flag=True, help="All settings with bounds, as JSON.")
def list_recipes(as_json: bool) -> None:
    """List the GANs that can be trained."""
    if as_json:
        echo_json([describe_recipe(recipe) for recipe in recipes.RECIPES.values()])
        return
    for recipe in recipes.RECIPES.values():
        click.echo(f"{recipe.name:10} {recipe.title}: {recipe.about}")
        click.echo(f"{'':10} presets: {', '.join(recipe.presets)}. {recipe.paper}")


def describe_recipe(recipe: recipes.Recipe) -> dict[str, Any]:
    """Return a recipe as plain values: texts, presets in full, settings with their bounds."""
    return {
        "name": recipe.name,
        "title": recipe.title,
        "about": recipe.about,
        "paper": recipe.paper,
        "differs": recipe.differs,
        "conditional": recipe.conditional,
        "items": recipe.items.kind,
        "made_from": None if recipe.source is None else recipe.source.kind,
        "second_domain": None if recipe.other is None else recipe.other.kind,
        "presets": {name: recipe.preset(name).model_dump() for name in recipe.presets},
        "origins": dict(recipe.origins),
        "settings": recipe.settings.model_json_schema()["properties"],
    }


@cli.command()
@EITHER
@click.option("--n", type=int, default=64, show_default=True, help="How many.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the first.")
@click.option("--label", help="For conditional models; default: the classes in turn, one a row.")
@click.option("--raw", is_flag=True, help="The plain weights of G instead of its EMA.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A .png, .txt, .mid or .npy file; without it, texts are printed.",
)
def sample(where: str, n: int, seed: int, label: str | None, raw: bool, out: Path | None) -> None:
    """Draw items: a .png or .txt as the grid of a run shows them, melodies as .mid, or .npy.

    .npy holds pictures as float32 in [-1, 1], N C H W, and tokens as int64, N T. A model that
    translates is given held-out sources of its data set.
    """
    from gan_core.runs.library.models import open_model
    from gan_core.sampling import draw_samples

    model = open_model(where, raw=raw)
    _require_format(out, model.spec)
    samples = draw_samples(model, n, seed, label)
    if out is None:
        click.echo(samples.sheet().content.decode(), nl=False)
        return
    write = {".npy": samples.npy, ".mid": samples.midi}
    write_out(out, write.get(out.suffix, lambda: samples.sheet().content)())
    click.echo(f"{n} {model.spec.kind} at step {model.step} in {out}")


def _require_format(out: Path | None, spec: Spec) -> None:
    """Refuse a file that items of `spec` cannot be written to, or none where they are no texts."""
    kinds = [".txt", ".npy"] if isinstance(spec, Tokens) else [".png", ".npy"]
    if out is None:
        if not isinstance(spec, Tokens):
            text = N_("Say where to: --out and a file that ends in {known}.")
            raise UserError(text, known=", ".join(kinds))
        return
    if is_melody(spec):
        kinds.append(".mid")
    elif out.suffix == ".mid":
        text = N_("Only melodies can be written as .mid. This model can be written as {known}.")
        raise UserError(text, known=", ".join(kinds))
    if out.suffix not in kinds:
        raise unknown(N_("--out must end in one of {known}, not {name!r}."), out.name, kinds)


@cli.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="Name of the model, or of the recorded run.")
@click.option("--recording", is_flag=True, help="Ship the run's recording, not its model.")
@click.option("--scores-on", "data_name", help="Data set to score against for the card.")
def ship(run: Path, name: str, recording: bool, data_name: str | None) -> None:
    """Put a trained run's model (or its recording) among the shipped ones, with its card."""
    from gan_core.runs.library.shipping import ship_model, ship_recording

    path = ship_recording(run, name) if recording else ship_model(run, name, data_name)
    click.echo(f"shipped as {path}")

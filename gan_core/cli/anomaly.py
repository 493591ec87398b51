"""The command that asks how unusual pictures are: what G cannot make of them."""

from __future__ import annotations

import click

from gan_core.cli.group import cli
from gan_core.cli.latent import open_space
from gan_core.cli.models import EITHER, echo_json

ODD = ("letters", "scratched", "spotted", "digits", "clothes")


@cli.command()
@EITHER
@click.option("--data", "data_name", default="mnist", show_default=True, help="Ordinary pictures.")
@click.option("--odd", default="letters", show_default=True, help=f"What is odd: {', '.join(ODD)}.")
@click.option("--n", type=int, default=64, show_default=True, help="Pictures of each kind.")
@click.option("--steps", type=int, default=100, show_default=True, help="Of each search.")
@click.option("--json", "as_json", is_flag=True, help="All scores, as JSON.")
def anomaly(where: str, data_name: str, odd: str, n: int, steps: int, as_json: bool) -> None:
    """Tell odd pictures from ordinary ones by what the model cannot make of them (AnoGAN)."""
    import torch

    from gan_core import data
    from gan_core.latent.anomaly import residuals, roc, to_mean
    from gan_core.latent.oddities import oddities, ordinary

    space, content = open_space(where, None), data.load(data_name)
    numbers = content.spec.to_numbers
    usual, unusual = numbers(ordinary(content, n)), numbers(oddities(odd, content, n))
    scores = torch.cat(list(residuals(space, torch.cat([usual, unusual]), steps=steps)))
    area = roc(scores[:n], scores[n:]).area
    floor = roc(to_mean(usual, content), to_mean(unusual, content)).area
    if as_json:
        parts = {"ordinary": scores[:n].tolist(), "odd": scores[n:].tolist()}
        echo_json({"area": area, "floor": floor, **parts})
    else:
        click.echo(
            f"area under the ROC curve {area:.3f}; by the mean picture, without G {floor:.3f}"
        )

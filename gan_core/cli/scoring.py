"""Commands that judge: score, probe, and fitting the classifiers that scores are taken with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from gan_core import data
from gan_core.cli.group import cli
from gan_core.cli.models import EITHER, echo_json
from gan_core.errors import N_, UserError


@cli.command()
@EITHER
@click.option("--data", "data_name", required=True, help="The data set to compare with.")
@click.option("--n", type=int, help="How many samples.  [default: 5000; stacked digits 26000]")
@click.option("--seed", type=int, default=1_000_000, show_default=True, help="Seed of the first.")
@click.option("--all", "everything", is_flag=True, help="Every score, not only the quick ones.")
@click.option("--only", multiple=True, metavar="KEY", help="This score; may be given repeatedly.")
@click.option("--raw", is_flag=True, help="The plain weights of G instead of its EMA.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def score(
    where: str,
    data_name: str,
    n: int | None,
    seed: int,
    everything: bool,
    only: tuple[str, ...],
    raw: bool,
    as_json: bool,
) -> None:
    """Score samples, each score beside that of as many real pictures."""
    from gan_core.metrics.score import score_model
    from gan_core.runs.library.models import open_model

    if everything and only:
        raise UserError(N_("Give --all or --only, not both."))
    content = data.load(data_name)
    which = only or ("all" if everything else "quick")
    scores = score_model(open_model(where, raw=raw), content, n, seed, which)
    if as_json:
        echo_json([asdict(row) for row in scores])
        return
    for row in scores:
        click.echo(
            f"{row.name:28} {_value_text(row.value)}   (n {row.n}, real: {_value_text(row.floor)})"
        )


def _value_text(value: float | list[float] | None) -> str:
    if value is None:
        return "not known at this n"
    if isinstance(value, list):
        return " ".join(f"{share:.3f}" for share in value)
    return f"{value:.4g}"


@cli.command()
@EITHER
@click.option("--data", "data_name", required=True, help="The data set whose classes are read.")
@click.option("--draws", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def probe(where: str, data_name: str, draws: int, as_json: bool) -> None:
    """Read classes from D's features with few labels, beside an untrained D and raw pixels."""
    from gan_core.inspection.probe import TITLES, probe_model
    from gan_core.runs.library.models import open_model

    probes = probe_model(open_model(where), data.load(data_name), draws=draws)
    if as_json:
        echo_json([asdict(row) for row in probes])
        return
    for row in probes:
        accuracy = f"{row.mean:.2%} +- {row.sd:.2%}   (n {row.n}, {draws} draws)"
        click.echo(f"{TITLES[row.what]:28} {row.per_class:4} labels a class: {accuracy}")


@cli.command("fit-classifier")
@click.option("--data", "data_name", default="mnist_full", show_default=True)
@click.option("--epochs", type=click.IntRange(1, 100), help="Default: as the shipped one.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--refresh", is_flag=True, help="Keep the net in --out; only its floors anew.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A .safetensors file.")
def fit_classifier(data_name: str, epochs: int | None, seed: int, refresh: bool, out: Path) -> None:
    """Train the classifier that scores pictures, with reference features and floors.

    With --data outlines it is Emoji-CNN, which needs none: they are those of the data scored.
    """
    from gan_core.metrics import ship_colour
    from gan_core.metrics.reference import EXTRACTORS, MNIST_CNN
    from gan_core.metrics.ship import refresh_classifier, ship_classifier

    def report(epoch: int, share: float) -> None:
        click.echo(f"epoch {epoch}: {share:.2%} of held-out read")

    if data_name == ship_colour.DATA and not refresh:
        length = epochs or ship_colour.EPOCHS
        echo_json(ship_colour.ship_emoji_cnn(out, epochs=length, seed=seed, report=report))
        return
    content = data.load(data_name)
    if refresh:
        echo_json(refresh_classifier(content, out))
        return
    length = epochs or EXTRACTORS.get(data_name, MNIST_CNN).epochs
    echo_json(ship_classifier(content, out, epochs=length, seed=seed, report=report))


@cli.command("fit-text-encoder")
@click.option("--epochs", type=click.IntRange(1, 1000), help="Default: as the shipped one.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A .safetensors file.")
def fit_text_encoder(epochs: int | None, seed: int, out: Path) -> None:
    """Train the encoders of captions and of their pictures, which StackGAN and `retrieval` use."""
    from gan_core.metrics import ship_text

    def report(epoch: int, share: float) -> None:
        click.echo(f"epoch {epoch}: {share:.2%} of held-out pictures nearest to their English name")

    length = epochs or ship_text.EPOCHS
    document = ship_text.ship_encoders(out, epochs=length, seed=seed, report=report)
    echo_json({key: value for key, value in document.items() if key != "words"})

"""The command that takes a run or a model home."""

from __future__ import annotations

from pathlib import Path

import click

from gan_core.cli.group import cli
from gan_core.cli.models import EITHER
from gan_core.errors import N_, unknown
from gan_core.files.atomic import write_out

OF_RUNS, OF_MODELS = (".zip", ".csv"), (".html", ".onnx", ".safetensors")


@cli.command()
@EITHER
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help=f"{', '.join(OF_RUNS)} of a run; {', '.join(OF_MODELS)} of a model.",
)
@click.option("--raw", is_flag=True, help="Of a model: the plain weights of G, not its EMA.")
def export(where: str, out: Path, raw: bool) -> None:
    """Take a run home, or a model.

    .zip: a run's whole folder. .csv: its readings. .html: a page that runs the model without a
    server or a network. .onnx: for other programs. .safetensors: G alone, for Ganvas.
    """
    if out.suffix in OF_RUNS:
        from gan_core.runs.reading.export import export_run

        export_run(Path(where), out)
    elif out.suffix in OF_MODELS:
        write_out(out, _packed(where, out.suffix, raw))
    else:
        raise unknown(
            N_("--out must end in one of {known}, not {name!r}."), out.name, OF_RUNS + OF_MODELS
        )
    click.echo(f"{where} is in {out}, {out.stat().st_size:,} bytes")


def _packed(where: str, ending: str, raw: bool) -> bytes:
    from gan_core.export.html import html_page
    from gan_core.export.onnx import onnx_bytes
    from gan_core.export.weights import weights_bytes
    from gan_core.runs.library.models import open_model

    model = open_model(where, raw=raw)
    if ending == ".html":
        return html_page(model, f"{model.recipe.title}, {Path(where).stem}").encode()
    return onnx_bytes(model) if ending == ".onnx" else weights_bytes(model)

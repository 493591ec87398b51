"""Commands of latent space: interpolate, project, directions."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gan_core.cli.group import cli
from gan_core.cli.models import EITHER
from gan_core.errors import N_, UserError, unknown
from gan_core.files.atomic import write_out

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.latent.space import Space

SPACE = click.option("--space", help="z or, of a style-based G, w; default: w where there is one.")
LABEL = click.option("--label", help="For conditional models.")
HOW = ("pca", "features", "weights")
FILMS = (".gif", ".mp4", ".png", ".npy")


def out_option(*endings: str, required: bool = True) -> Callable[[Any], Any]:
    """Return the option --out for files of `endings`."""
    kind = click.Path(path_type=Path)
    return click.option("--out", type=kind, required=required, help=f"A {', '.join(endings)} file.")


def refuse_ending(out: Path, *endings: str) -> None:
    """Raise a UserError where `out` ends otherwise."""
    if out.suffix not in endings:
        raise unknown(N_("--out must end in one of {known}, not {name!r}."), out.name, endings)


@cli.command()
@EITHER
@click.option("--seeds", default="0,1", show_default=True, help="Where it goes, by commas.")
@click.option("--kind", help="lerp or slerp; default: slerp in z, lerp in w.")
@click.option("--frames", type=int, default=48, show_default=True)
@click.option("--keys", help="Instead of seeds: when it is where, as 0:3,1.5:8 (second:seed).")
@click.option(
    "--rate", type=click.IntRange(1, 60), default=16, help="Frames a second, of keys and of .mp4."
)
@SPACE
@LABEL
@out_option(*FILMS)
def interpolate(
    where: str,
    seeds: str,
    kind: str | None,
    frames: int,
    keys: str | None,
    rate: int,
    space: str | None,
    label: str | None,
    out: Path,
) -> None:
    """Walk from seed to seed: a .gif, .mp4, a .png of all frames, or the points as .npy."""
    from gan_core.latent.walks import default_walk

    refuse_ending(out, *FILMS)
    here = open_space(where, space)
    kind = kind or default_walk(here)
    points = _timed(here, keys, rate, kind) if keys else _walked(here, seeds, frames, kind)
    write_out(out, _film(out, here, points, label, rate, timed=bool(keys)))
    click.echo(f"{len(points)} frames in {here.name} are in {out}")


def _walked(space: Space, seeds: str, frames: int, kind: str) -> Tensor:
    import torch

    from gan_core.latent.walks import walk

    return walk(torch.cat([space.points(1, seed) for seed in numbers(seeds)]), frames, kind)


def _timed(space: Space, keys: str, rate: int, kind: str) -> Tensor:
    from gan_core.latent.timeline import Key, film, keys_of

    return film([Key(at, space.points(1, seed)[0]) for at, seed in keys_of(keys)], rate, kind)


@cli.command()
@click.argument("picture", type=click.Path(path_type=Path))
@click.option("--model", "where", required=True, help="A checkpoint, a run or a shipped model.")
@click.option("--steps", type=int, default=200, show_default=True)
@click.option("--restarts", type=int, default=4, show_default=True, help="Searches side by side.")
@SPACE
@LABEL
@out_option(".gif", ".png", ".npy")
def project(
    picture: Path,
    where: str,
    steps: int,
    restarts: int,
    space: str | None,
    label: str | None,
    out: Path,
) -> None:
    """Find the point that makes PICTURE: it and what was found as .png, the way as .gif, .npy."""
    from gan_core.latent.projection import project as search

    refuse_ending(out, ".gif", ".png", ".npy")
    here = open_space(where, space)
    target = _picture(picture, here)
    places = search(here, target, label=label, steps=steps, restarts=restarts)
    path = deque(places, maxlen=None if out.suffix == ".gif" else 1)
    last = path[-1]
    write_out(out, _pair(target, [place.picture for place in path], last.point, out))
    click.echo(f"PSNR {last.psnr:.1f} dB, mean difference {last.residual:.3f}, in {out}")


@cli.command()
@EITHER
@click.option("--how", default="pca", show_default=True, help=", ".join(HOW))
@click.option("--count", type=int, default=5, show_default=True)
@SPACE
@out_option(".json", required=False)
def directions(where: str, how: str, count: int, space: str | None, out: Path | None) -> None:
    """Show the directions of latent space that matter most, or keep them in a .json file.

    pca: where points vary most (w; in z all are alike). features: what moves the pictures' pixels
    most. weights: what G's first layer, or its styles, stretch most; it needs no sample.
    """
    from gan_core.latent.steering import directions_of

    here = open_space(where, space)
    ways = directions_of(here, how, count)
    if out is not None:
        refuse_ending(out, ".json")
        document = {
            "model": where,
            "space": here.name,
            "how": how,
            "spread": ways.spread.tolist(),
            "vectors": ways.vectors.tolist(),
        }
        write_out(out, json.dumps(document).encode())
    for number, (vector, spread) in enumerate(zip(ways.vectors, ways.spread, strict=True), 1):
        largest = vector.abs().argsort(descending=True)[:3].tolist()
        numbers = ", ".join(f"{here.name}{at} {vector[at]:+.2f}" for at in largest)
        click.echo(f"{number:3}  spread {spread:.3f}  {numbers}")


def open_space(where: str, name: str | None) -> Space:
    """Return a space of the model at `where`; without a name w where there is one."""
    from gan_core.latent.space import space_of
    from gan_core.runs.library.models import open_model

    return space_of(open_model(where), name)


def numbers(text: str) -> list[int]:
    """Return the seeds of a text like "0,1,7".

    Raises:
        UserError: it is something else.
    """
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise UserError(
            N_("Seeds are whole numbers with commas, not {seeds!r}."), seeds=text
        ) from None


def _picture(path: Path, space: Space) -> Tensor:
    """Return the picture in a file as the model's pictures are, (C, H, W) in [-1, 1]."""
    from gan_core.data.prepare import prepared_picture

    spec = space.model.pictures
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(
            N_("{path} could not be read: {why}."), path=str(path), why=error.strerror
        ) from None
    return spec.to_numbers(prepared_picture(content, spec.size, grey=spec.channels == 1)[None])[0]


def _film(
    out: Path, space: Space, points: Tensor, label: str | None, rate: int, *, timed: bool
) -> bytes:
    import torch

    from gan_core.files.arrays import npy
    from gan_core.latent.timeline import frames_of
    from gan_core.pictures import gif, grid, png, timed_gif
    from gan_core.video import mp4

    if out.suffix == ".npy":
        return npy(points)
    frames = list(frames_of(space, points, label))
    if out.suffix == ".mp4":
        return mp4(frames, rate)
    if out.suffix == ".png":
        return png(grid(torch.stack(frames), 8), 2)
    return timed_gif(frames, rate) if timed else gif(frames)


def _pair(target: Tensor, path: list[Tensor], point: Tensor, out: Path) -> bytes:
    """Return what is looked for beside what was found: a picture, or a film of the search."""
    import torch

    from gan_core.files.arrays import npy
    from gan_core.pictures import gif, grid, png, to_bytes

    if out.suffix == ".npy":
        return npy(point)
    sheets = [grid(to_bytes(torch.stack([target, nearest])), 2) for nearest in path]
    return gif(sheets) if out.suffix == ".gif" else png(sheets[-1], 4)

"""Files of a lab at the command line: one to go on from, one to keep, G's points to take home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gan_core.errors import N_, UserError
from gan_core.files.atomic import write_out

if TYPE_CHECKING:
    from gan_core.lab.bench import Bench

F = TypeVar("F", bound=Callable[..., Any])


def from_a_file(command: F) -> F:
    """Give `command` the options that `lab_of_a_file` turns into a lab."""
    for option in (
        click.option(
            "--trained", is_flag=True, help="Go on from the lab that comes trained on --shape."
        ),
        click.option(
            "--open",
            "file",
            type=click.Path(path_type=Path),
            metavar="FILE.safetensors",
            help="Go on from a lab that was saved.",
        ),
    ):
        command = option(command)
    return command


def lab_of_a_file(file: Path | None, trained: bool, options: Mapping[str, Any]) -> Bench:
    """Return the lab of a file, or the one that comes trained on the shape asked for.

    Raises:
        UserError: other options say what the file says itself, or there is no such lab.
    """
    from gan_core.lab.saving import read_lab
    from gan_core.lab.trained import begin_trained

    words = {key for key, value in options.items() if value not in (None, ())}
    own = {"shape"} if trained else set()
    if words - own or (file is not None and trained):
        raise UserError(
            N_(
                "A saved lab has its own data, seed and settings: leave out the other options, "
                "and change settings with --change."
            )
        )
    return begin_trained(options["shape"] or "ring8") if file is None else read_lab(file)


def into_files(command: F) -> F:
    """Give `command` the options of `Output`."""
    for option in (
        click.option(
            "--save",
            "lab",
            type=click.Path(path_type=Path),
            metavar="FILE.safetensors",
            help="Write the lab at the end, to go on from with --open or on the page.",
        ),
        click.option(
            "--raw", is_flag=True, help="Those of the plain weights of G instead of its EMA."
        ),
        click.option(
            "--n", type=click.IntRange(1), default=2048, show_default=True, help="How many."
        ),
        click.option(
            "--points",
            type=click.Path(path_type=Path),
            metavar="FILE.npy",
            help="Write G's points at the end: float32, N x 2.",
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class Output:
    """What is written at the end: `n` points of G (of its average unless `raw`), the whole lab."""

    points: Path | None
    n: int
    raw: bool
    lab: Path | None

    @classmethod
    def of(cls, options: dict[str, Any]) -> Output:
        """Take what belongs here out of a command's options.

        Raises:
            UserError: a file has another ending than it must have.
        """
        output = cls(**{one.name: options.pop(one.name) for one in fields(cls)})
        check_name("--points", output.points, ".npy")
        check_name("--save", output.lab, ".safetensors")
        return output

    def write(self, bench: Bench) -> None:
        """Write the files that are wanted.

        Raises:
            UserError: one cannot be written there.
        """
        if self.points is not None:
            write_points(self.points, bench, self.n, self.raw)
        if self.lab is not None:
            write_lab(self.lab, bench)


def check_name(option: str, path: Path | None, ending: str) -> None:
    """Raise a UserError where a file to be written has another ending than `ending`."""
    if path is not None and path.suffix != ending:
        raise UserError(
            N_("{option} must end in {ending}, not {name!r}."),
            option=option,
            ending=ending,
            name=path.name,
        )


def write_lab(out: Path, bench: Bench) -> None:
    """Write the lab as it stands.

    Raises:
        UserError: it cannot be written there.
    """
    from gan_core.lab.saving import pack_lab

    write_out(out, pack_lab(bench))


def write_points(out: Path, bench: Bench, n: int, raw: bool) -> None:
    """Write n points of G (of its average unless `raw`) as float32 (n, 2).

    Raises:
        UserError: they cannot be written there.
    """
    import torch

    from gan_core.files.arrays import npy
    from gan_core.game import evaluating
    from gan_core.lab.drawing import Drawing
    from gan_core.rng import derive_seed

    stream = torch.Generator().manual_seed(derive_seed(bench.config.seed, "taken home"))
    net = Drawing(bench).generator(raw=raw)
    with evaluating(net):
        points = net(torch.randn(n, bench.settings.latent, generator=stream))
    write_out(out, npy(points))

"""Entry of the command line: commands, and errors as one clear line with the right exit code."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import click

from gan_core.cli.group import cli
from gan_core.errors import GanvasError


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 2 a wrong value, 1 a run that failed."""
    # Windows sends what is not shown but kept in a file in a code page without most letters.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(run(args))


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; an error is one line on standard error."""
    from gan_core.cli import (  # noqa: F401 - they register their commands
        anomaly,
        changing,
        data_sets,
        dirac,
        frames,
        lab,
        lab_lists,
        latent,
        latent_scores,
        mixing,
        models,
        own_directions,
        plane,
        scoring,
        taking_home,
        training,
        translating,
        writing,
    )

    try:
        code = cli.main(args=None if args is None else list(args), standalone_mode=False)
        return code if isinstance(code, int) else 0
    except GanvasError as error:
        return _complain(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else cli.get_help(click.Context(cli)))
        return 2
    except click.ClickException as error:
        return _complain(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        return _complain("stopped", 1)
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _complain(str(error), 1)


def _complain(text: str, code: int) -> int:
    click.echo(f"error: {' '.join(text.split())}", err=True)
    return code

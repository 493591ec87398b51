"""The group that every command belongs to."""

from __future__ import annotations

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Train, resume, sample and score GANs. Everything that a page can do, without a page."""

"""The versions that a run's exact course depends on."""

from __future__ import annotations

import platform

import torch

from gan_core import __version__


def versions() -> dict[str, str]:
    """Return the versions of this package, torch and Python, by name."""
    return {
        "ganvas": __version__,
        "torch": str(torch.__version__),
        "python": platform.python_version(),
    }

"""Trajectories for the page "Dirac-GAN", each played once for all visitors."""

from __future__ import annotations

import streamlit as st

from gan_core.dirac.rows import STEPS, STEPS_LIMIT, Row, Trajectory, play
from ui.dirac.controls import Asked

LOTS = (50, STEPS, STEPS_LIMIT)
"""Played are this many steps; fewer are the beginning of more, so the slider of steps is free."""


def trajectory(asked: Asked) -> Trajectory:
    """Return what was asked for.

    Raises:
        UserError: the start is the equilibrium.
    """
    lot = next(lot for lot in LOTS if lot >= asked.steps)
    return _played(asked.row, asked.together, asked.step, lot, asked.start).first(asked.steps)


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs={Row: lambda row: row.name})
def _played(
    row: Row, together: bool, step: float, steps: int, start: tuple[float, float]
) -> Trajectory:
    return play(row, together=together, step=step, steps=steps, start=start)

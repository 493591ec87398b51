"""Trajectories for the page "Dirac-GAN", each played once for all visitors."""

from __future__ import annotations

import streamlit as st

from gan_core.dirac.rows import STEPS, STEPS_LIMIT, Row, Trajectory, play
from ui.dirac.controls import Choice

LOTS = (50, STEPS, STEPS_LIMIT)
"""Played are this many steps; fewer are the beginning of more, so the slider of steps is free."""


def trajectory_of(choice: Choice) -> Trajectory:
    """Return what was asked for.

    Raises:
        UserError: the start is the equilibrium.
    """
    lot = next(lot for lot in LOTS if lot >= choice.steps)
    return _trajectory(choice.row, choice.together, choice.step, lot, choice.start).first(
        choice.steps
    )


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs={Row: lambda row: row.name})
def _trajectory(
    row: Row, together: bool, step: float, steps: int, start: tuple[float, float]
) -> Trajectory:
    return play(row, together=together, step=step, steps=steps, start=start)

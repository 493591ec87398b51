"""All rows of the Dirac-GAN in both orders: final over start distance."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from gan_core.dirac.rows import ROWS, Trajectory
from ui.dirac.controls import Choice, order_title
from ui.dirac.trajectories import trajectory_of
from ui.shell.language import _


def rows_table(choice: Choice) -> None:
    """Draw the table, folded; it is computed only when opened."""
    fold = st.expander(
        _("All rows in both orders"), icon=":material/table:", on_change="rerun", key="dirac_rows"
    )
    if not fold.open:
        return
    with fold:
        st.table(_computed(choice), hide_index=True)
        st.caption(
            _(
                "Final over start distance after {steps} steps of {h:g} from ({theta:g}, {psi:g}): "
                "small means that it converged, about 1 or more that it did not. Bold is what is "
                "shown above."
            ).format(steps=choice.steps, h=choice.step, theta=choice.start[0], psi=choice.start[1])
        )


def _computed(choice: Choice) -> dict[str, list[str]]:
    choices = [
        replace(choice, row=row, together=together)
        for row in ROWS.values()
        for together in (True, False)
    ]
    bar = st.progress(0.0, _("Playing all rows …"))
    cells = []
    for k, one in enumerate(choices):
        bar.progress(k / len(choices), _("Playing all rows …"))
        cells.append(_marked(ratio(trajectory_of(one)), one == choice))
    bar.empty()
    return {
        _("Loss and penalty"): [_marked(_(row.title), row == choice.row) for row in ROWS.values()],
        order_title(True): cells[::2],
        order_title(False): cells[1::2],
    }


def ratio(trajectory: Trajectory) -> str:
    """Return final over start distance in four digits, or when it diverged."""
    if trajectory.diverged:
        return _("diverged at step {step}").format(step=len(trajectory.visited) - 1)
    return f"{trajectory.ratio:.4g}"


def _marked(text: str, bold: bool) -> str:
    return f"**{text}**" if bold else text

"""The Dirac-GAN: two numbers that show whether training converges, and why."""

from __future__ import annotations

import streamlit as st

from gan_core.dirac.portrait import eigenvalues
from gan_core.errors import UserError
from ui.dirac.controls import choose
from ui.dirac.distance import distance_chart
from ui.dirac.local import command_fold, explanation, questions, readings
from ui.dirac.portrait import portrait
from ui.dirac.table import rows_table
from ui.dirac.trajectories import trajectory_of
from ui.dirac.words import SOURCE
from ui.shell.compute import one_thread
from ui.shell.language import _, say

one_thread()
st.title(_("Dirac-GAN"))
st.caption(
    _(
        "The smallest GAN there is ({source}): all real data are at 0, G puts all its mass at θ, "
        "and D is a straight line of slope ψ, higher towards where the real data are. Both ought "
        "to end at 0. Whether they do depends on the loss, the penalty and the step alone, so "
        "everything can be seen in one plane."
    ).format(source=SOURCE)
)
questions()
left, right = st.columns([3, 2], gap="medium")
with right:
    choice = choose()
try:
    trajectory = trajectory_of(choice)
except UserError as error:
    left.info(say(error), icon=":material/adjust:")
    st.stop()
local = eigenvalues(choice.row, choice.step, choice.together)
with left:
    portrait(choice, trajectory)
with right:
    readings(choice, trajectory, local)
explained, chart = st.columns([3, 2], gap="medium")
with explained:
    explanation(choice, trajectory, local)
with chart:
    distance_chart(choice, trajectory, local)
rows_table(choice)
command_fold(choice)

"""Scenes: settings of the lab that show one thing each; the numbers are in docs/phenomena.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gan_core.errors import N_
from gan_core.lab.config import LabConfig
from gan_core.lab.who import Who


@dataclass(frozen=True)
class Scene:
    """One thing to see: what to ask before, what to look for, and the settings. Texts translate.

    changes: from the preset "lab". who: who trains when it begins.
    """

    name: str
    title: str
    ask: str
    look: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    shape: str = "ring8"
    who: Who = "both"

    def config(self, seed: int = 0) -> LabConfig:
        """Return what the lab begins with."""
        return LabConfig(
            shape=self.shape, drawing="", seed=seed, who=self.who, changes=dict(self.changes)
        )


_PLAIN = {"r1": 0.0, "ema": 0.0}
_STRONG_D = {"lr": 1e-4, "d_rate": 50.0, "n_critic": 3}
_CRITIC = {
    "objective": "wasserstein", "n_critic": 5, "d_rate": 5.0, "lr": 2e-4, "beta1": 0.0,
    "beta2": 0.9,
}  # fmt: skip

SCENES = (
    Scene(
        "healthy",
        N_("It works"),
        N_("Will G find all eight modes, and how will both losses end?"),
        N_(
            "All modes fill, the field fades to one colour, and both losses settle at the dashed "
            "lines: D cannot tell any more. Those are the values of equilibrium, not zero."
        ),
    ),
    Scene(
        "collapse",
        N_("Mode collapse: D too fast"),
        N_("D learns 50 times as fast as G and moves thrice. Is a better judge a better teacher?"),
        N_(
            "G clings to a few modes; the others stay empty, however long you wait. Where a mode "
            "is lost D is flat, and flat means no arrows: nothing tells G what it lacks."
        ),
        {**_PLAIN, **_STRONG_D},
    ),
    Scene(
        "cure",
        N_("The cure: R1"),
        N_("The same, but D pays for being steep at real points. What changes?"),
        N_("D's field stays gentle, arrows reach across the empty places, and the modes fill."),
        {**_STRONG_D, "ema": 0.0},
    ),
    Scene(
        "hopping",
        N_("Mode hopping: G too fast"),
        N_("Now G learns twenty times as fast as D. Where will the fakes go?"),
        N_(
            "They run together to wherever D believes most; when D has learnt, they run on. "
            "Switch on the trails."
        ),
        {**_PLAIN, "d_rate": 0.05},
    ),
    Scene(
        "vanishing",
        N_("The vanishing gradient"),
        N_("Only D trains, on the minimax loss of 2014. What becomes of the arrows?"),
        N_(
            "D soon tells all fakes apart, its sigmoid saturates, and the arrows shrink to "
            "nothing: a perfect D teaches nothing. Change the objective to non-saturating: they "
            "are back, though D is the same."
        ),
        {**_PLAIN, "objective": "minimax"},
        who="D",
    ),
    Scene(
        "wgan_clip",
        N_("WGAN: weight clipping"),
        N_("The critic may not be steeper than its clipped weights allow. What can it draw?"),
        N_(
            "A critic of few slopes: the field is coarse, D's loss falls with the distance W1, "
            "and many weights lie at the bound."
        ),
        {**_PLAIN, **_CRITIC, "clip": 0.1},
    ),
    Scene(
        "wgan_gp",
        N_("WGAN-GP: a slope of one"),
        N_("Instead of clipping, the critic's slope between real and fake is held near 1."),
        N_("The arrows have nearly one length everywhere, and D's loss follows the distance W1."),
        {**_PLAIN, **_CRITIC, "gp": 1.0},
    ),
    Scene(
        "average",
        N_("The average is better than G"),
        N_("A high rate: G swings. Where is the average of its weights?"),
        N_("Switch between raw and EMA: the raw G jumps about, its average stands still."),
        {"lr": 4e-3, "r1": 0.02},
    ),
)  # fmt: skip

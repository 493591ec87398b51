"""Why each row of the Dirac-GAN does what it does, and questions to a class.

After Mescheder et al. 2018 (arXiv 1801.04406), sections 2 to 4; every number in the texts is held
by tests/ui/dirac/test_words.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.dirac.rows import ROWS
from gan_core.errors import N_
from ui.dirac.controls import Choice

SOURCE = "[Mescheder et al. 2018](https://arxiv.org/abs/1801.04406)"

_SPIRALS = N_(
    "R1 takes the square of D's slope on real data, here ψ², into D's loss (section 4.1): friction "
    "on ψ, which vanishes at the equilibrium, so that it may stay there. The eigenvalues become "
    "−γ/2 ± √(γ²/4 − 1/4): their real part is now below zero, and it spirals in at a steady rate "
    "(section 3.3). The smaller γ, the more turns it takes."
)
WHY = {
    "minimax": N_(
        "D is pushed by θ and G by −ψ: each turns the other aside, and nobody pushes towards "
        "(0, 0). Infinitely small steps run in circles: the eigenvalues are ±i/2, with no real "
        "part (section 2). A real step leaves the circle along its tangent, so moving together it "
        "spirals out however small h is; in turn, G answers the new D, and it keeps circling."
    ),
    "nonsaturating": N_(
        "Where D is right about the fake, G is pushed harder than in minimax, and that carries it "
        "inwards. But the nearer, the less the two differ: at (0, 0) the eigenvalues are ±i/2 "
        "again, so it comes in ever more slowly (section 2). Moving together, the tangent's "
        "drift outwards wins at a distance of about √(2h), and there it circles for good."
    ),
    "wgan": N_(
        "D's slope is all that G feels, and it does not weaken near the goal: ψ changes sign only "
        "after θ has passed 0. So it circles, with eigenvalues ±i. Clipping keeps ψ between the "
        "dashed lines, so that it cannot run away; but it does not settle either (section 3.1)."
    ),
    "wgan_gp": N_(
        "The penalty pulls |ψ| towards 1, also where θ is right and ψ ought to be 0. So D keeps a "
        "slope of about 1, pushes G past the goal, then turns round: it cycles (section 3.1). At "
        "ψ = 0 the penalty has a kink, so there are no eigenvalues."
    ),
    "r1_0.1": _SPIRALS,
    "r1_0.3": _SPIRALS,
    "r1_1": N_(
        "At γ = 1 the friction is just enough that it no longer circles: both eigenvalues are −1/2 "
        "(critical damping, section 3.3). Less γ makes detours, more makes G slow. Moving "
        "together, 300 steps leave about 10⁻¹⁴ of the distance: no other row comes near that."
    ),
    "r1_10": N_(
        "With so much friction D stays almost flat, and G hardly feels where to go: one eigenvalue "
        "is −0.025, so θ creeps. The other is −9.97, too quick for h = 0.2: ψ jumps to the other "
        "side at every step, times 1 − 0.2 · 9.97 = −0.995. Moving in turn that becomes −1.005, "
        "and it diverges: a penalty limits the step size."
    ),
}


@dataclass(frozen=True)
class Exercise:
    """A question to think about before looking, its answer, and what shows it."""

    name: str
    question: str
    answer: str
    choice: Choice


QUESTIONS = (
    Exercise(
        "smaller",
        N_("Minimax, together: it spirals out. Does a smaller step size h make it converge?"),
        N_(
            "No. Moving together, every step ends further out than it began, for every h (section "
            "2): near the equilibrium by the factor √(1 + h²/4). At h = 0.1, 600 steps end 1.6 "
            "times as far out as they began."
        ),
        Choice(ROWS["minimax"], step=0.1, steps=600),
    ),
    Exercise(
        "order",
        N_("Minimax again: what changes if D moves first and G then answers the new D?"),
        N_(
            "It neither runs away nor arrives: it circles. The update's eigenvalues then lie "
            "exactly on the unit circle. After 300 steps the distance is 1.03 times the start's, "
            "and it swings about that for ever."
        ),
        Choice(ROWS["minimax"], together=False),
    ),
    Exercise(
        "stronger",
        N_("R1 with γ = 1 converges well. Is γ = 10 ten times as good?"),
        N_(
            "It is worse: moving together 0.21 of the distance is left after 300 steps (γ = 1: "
            "1.5 · 10⁻¹⁴), and in turn it ends 45 times as far out as it began. At h = 0.1 it "
            "no longer jumps, but creeps: D is so flat that G learns almost nothing."
        ),
        Choice(ROWS["r1_10"], together=False),
    ),
)

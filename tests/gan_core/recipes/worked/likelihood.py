"""A score of one's own: how likely held-out sentences are to a model that speaks."""

from __future__ import annotations

from torch.nn.functional import cross_entropy

from gan_core.metrics.measure import Measure
from gan_core.metrics.result import Score
from gan_core.metrics.subject import HELD_OUT, TOKENS, Comparison, Need, Subject
from tests.gan_core.recipes.worked.seqgan import Speaker

WHY_NOT = "Only a model that speaks token by token says how likely the sentences of {data} are."


def speaks(there: Comparison) -> bool:
    return there.model is not None and isinstance(there.model.nets.get("G"), Speaker)


def nll(subject: Subject) -> Score:
    """Minus the log-likelihood of held-out sentences, a token, in nats (Yu et al. 2017)."""
    assert subject.model is not None and subject.data.held_out is not None
    held_out, training = subject.data.held_out.items, subject.data.items[:40]
    value, floor = (
        float(cross_entropy(subject.model.nets["G"](part).transpose(1, 2), part))
        for part in (held_out, training)
    )
    return Score("likelihood", "NLL", value, len(held_out), floor, "G")


NLL = Measure(
    "likelihood", "NLL", (TOKENS, HELD_OUT, Need(speaks, WHY_NOT)), nll, quick=True, better="lower"
)

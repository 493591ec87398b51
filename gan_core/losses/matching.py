"""A matching-aware D: a real picture beside another one's text counts as fake.

Reed et al. 2016 (arXiv 1605.05396), section 4.2; StackGAN (arXiv 1612.03242), section 3.3.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.answers import Fakes, Verdict, verdict
from gan_core.game import Terms, Turn
from gan_core.losses.adversarial import Duel, MoreOfD, by_item
from gan_core.losses.objectives import Adversarial


def strangers(items: Tensor, texts: Tensor) -> tuple[Tensor, Tensor]:
    """Return for each row another one whose item and whose text are both different, (N,).

    items (N, ...), texts (N, T): as the batch has them. It is the next such row; where there is
    none it is the row itself. The second answer says where there is one, bool (N,). The same
    picture may stand in a batch twice, with two captions that are both right.
    """
    count = len(items)
    same = equal_rows(items) | equal_rows(texts)
    order = (torch.arange(count)[:, None] + torch.arange(count)) % count
    order = order.to(items.device)
    differs = ~same.gather(1, order)
    first = differs.to(torch.uint8).argmax(1, keepdim=True)
    return order.gather(1, first)[:, 0], differs.any(1)


def equal_rows(rows: Tensor) -> Tensor:
    """Return which rows (N, ...) are the same, bool (N, N)."""
    _, group = torch.unique(rows.flatten(1), dim=0, return_inverse=True)
    same: Tensor = group[:, None] == group[None]
    return same


def matching(objective: Adversarial, duel: Duel, weight: float) -> MoreOfD | None:
    """Return the term of real pictures beside wrong texts, times `weight`; None where it is 0.

    Also read is how often D prefers the right text: "D/right text".
    """
    if not weight:
        return None

    def more(turn: Turn, on_real: Verdict, on_fake: Verdict, fake: Fakes) -> Terms:
        batch = turn.batch
        texts, condition = batch.src, duel.tell(turn)
        assert texts is not None and condition is not None  # who asks for the term has texts
        rows, there = turn.once("strangers", lambda: strangers(batch.x, texts))
        views = duel.augment(batch.x, turn.game.rng)
        on_wrong = verdict(turn.net(duel.d)(views, condition[rows]))
        turn.readings[f"{duel.d}/right text"] = _ahead(on_real, on_wrong, there)
        terms = by_item(objective.d(on_real.votes, on_wrong.votes))
        wrong = torch.stack([term for name, term in terms.items() if name != "real"]).sum(0)
        return {"wrong text": weight * wrong * there}

    return more


def _ahead(on_real: Verdict, on_wrong: Verdict, there: Tensor) -> Tensor:
    ahead = (on_real.logit > on_wrong.logit).float().detach()
    return (ahead * there).sum() / there.sum().clamp_min(1)

"""What G minimises at given fakes: the model's own loss, or an objective through D's verdict."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from torch import Tensor

from gan_core.answers import Fakes, as_fakes
from gan_core.data.base import Batch
from gan_core.errors import N_, UserError
from gan_core.game import Game, Loss, Player, Terms, Turn
from gan_core.losses.adversarial import by_item
from gan_core.losses.objectives import Adversarial
from gan_core.model import Model
from gan_core.rng import Rng
from gan_core.settings.adversarial import Augmentation, Objective
from gan_core.settings.training import Arithmetic
from gan_core.usage import Request


class NotThroughVerdict(UserError):
    """A GAN's own loss cannot be had through D's verdict on single fakes."""


def objective_of(model: Model) -> Adversarial | None:
    """Return the objective that the model's settings name, None where its recipe has another."""
    settings: Any = model.settings
    return settings.adversarial() if isinstance(settings, Objective) else None


def own_loss(model: Model) -> Loss:
    """Return what the model's G minimises in its last stage, as its recipe plays it.

    Without augmentation and noise, in float32: what is explained are the plain items.

    Raises:
        NotThroughVerdict: in its last stage no G moves.
    """
    settings: Any = model.settings
    plain: dict[str, Any] = {}
    if isinstance(settings, Augmentation):
        plain |= {"augment": "none", "noise": 0.0}
    if isinstance(settings, Arithmetic):
        plain |= {"precision": "float32"}
    design = replace(model.design, settings=settings.model_copy(update=plain))
    (*_, last) = design.stages(1)
    phases = [phase.moves for phase in last.phases if phase.every == 1]
    losses = {
        name: loss for moves in phases for name, loss in moves.items() if name not in model.judges
    }
    if not losses:
        raise NotThroughVerdict(N_("In the last stage of this GAN no G moves."))
    return losses[_maker(model, list(losses))]


def _maker(model: Model, names: list[str]) -> str:
    """Return which of the players `names` makes the items: the one that is asked last for them."""
    if len(names) == 1:
        return names[0]
    call_order = [names[0]]
    hooks = [
        model.nets[name].register_forward_hook(lambda *_, name=name: call_order.append(name))
        for name in names
    ]
    try:
        model.make(model.ask(1, sources=model.design.blank_sources(1)))
    finally:
        for hook in hooks:
            hook.remove()
    return call_order[-1]


def loss_through_d(
    model: Model, objective: Adversarial, request: Request, real: Batch | None
) -> Loss:
    """Return the loss of `objective` alone, through what D says of fakes made for `request`."""
    judge = model.recipe.use.judge

    def loss(turn: Turn) -> Terms:
        assert turn.fakes is not None
        turn.on_fake, partner = judge(model.nets, turn.fakes.x, request), None
        if objective.needs_real:
            items = turn.batch.x
            partner = judge(model.nets, items, request_of_real(request, real)).votes.detach()
        return by_item(objective.g(turn.on_fake.votes, partner))

    return loss


def request_of_real(request: Request, real: Batch | None) -> Request:
    """Return what D is told of the `real` items beside fakes for `request`: their own labels."""
    if real is None or real.y is None or request.y is None:
        return request
    return replace(request, y=real.y)


def turn_of(model: Model, fakes: Fakes, request: Request, real: Batch | None) -> Turn:
    """Return a turn of the model's game in which `fakes` are what G made.

    The game remembers what the model's does, and is a copy. real: as many real items as fakes, or
    none; a loss that reads them nevertheless is refused by UserError.
    """
    players = {
        name: Player(net, role="judges" if name in model.judges else "makes")
        for name, net in model.nets.items()
    }
    batch = (
        Batch(real.x, request.y, request.src)
        if real is not None and len(real) == len(fakes)
        else _NoReal(len(fakes), request)
    )
    game = Game(players, Rng(0, fakes.x.device), copy.deepcopy(model.memory))
    origin = {"z": request.z, "source": request.src}  # where the usage does not say it itself
    return Turn(game, batch, as_fakes(fakes, **origin))


class _NoReal(Batch):
    """A batch of which only labels and sources are here: nobody can read its items."""

    def __init__(self, count: int, request: Request) -> None:
        self.__dict__.update(y=request.y, src=request.src, count=count)

    @property
    def x(self) -> Tensor:
        raise UserError(
            N_(
                "This loss compares fakes with real pictures, and there are none here. Fetch the "
                "data set on the Data page, or choose another objective."
            )
        )

    def __len__(self) -> int:
        return int(self.__dict__["count"])

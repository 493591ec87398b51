"""Mixed precision: networks in bfloat16 where the machine has it, everything else in float32."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core import precision
from gan_core.data.base import Batch
from gan_core.game import Game, Player, Turn
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss
from gan_core.losses.objectives import NONSATURATING, RELATIVISTIC
from gan_core.losses.penalties import r1
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.precision import computing, in_full, native_bfloat16
from gan_core.rng import Rng, seeded

CPU = torch.device("cpu")


class Watched(nn.Module):
    """A network that notes in which precision its first product was made."""

    def __init__(self, net: nn.Module, latent: int = 0) -> None:
        super().__init__()
        self.net, self.latent = net, latent
        self.seen: list[torch.dtype] = []
        first = next(module for module in net.modules() if isinstance(module, nn.Linear))
        first.register_forward_hook(lambda _module, _inputs, out: self.seen.append(out.dtype))

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        return self.net(x, cond)


@pytest.fixture(params=[True, False], ids=["native", "emulated"])
def native(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(precision, "native_bfloat16", lambda kind: request.param)
    return bool(request.param)


def turn() -> Turn:
    g = seeded(1, lambda: Watched(Generator(3, [8], (1, 4, 4)), 3))
    d = seeded(2, lambda: Watched(Discriminator(16, [8])))
    game = Game({"G": Player(g), "D": Player(d)}, Rng(1))
    return Turn(game, Batch(torch.zeros(5, 1, 4, 4)))


def test_networks_compute_in_bfloat16_where_it_is_native(native: bool) -> None:
    wanted = torch.bfloat16 if native else torch.float32
    at = turn()
    for make in (critic_loss, generator_loss):
        terms = make(RELATIVISTIC, Duel(precision="mixed"))(at)
        assert all(term.dtype == torch.float32 for term in terms.values())
    for name in ("G", "D"):
        assert set(at.net(name).seen) == {wanted}
    assert all(value.dtype == torch.float32 for value in at.readings.values())


def test_float32_stays_float32(native: bool) -> None:
    at = turn()
    critic_loss(NONSATURATING)(at)
    generator_loss(NONSATURATING)(at)
    assert {*at.net("G").seen, *at.net("D").seen} == {torch.float32}


def test_a_penalty_keeps_ds_part_in_float32(native: bool) -> None:
    at = turn()
    critic_loss(NONSATURATING, Duel(precision="mixed"), penalties=[r1(1.0)])(at)
    assert set(at.net("D").seen) == {torch.float32}


def test_mixed_losses_are_close_to_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "native_bfloat16", lambda kind: True)
    losses = []
    for kind in ("float32", "mixed"):
        terms = critic_loss(NONSATURATING, Duel(precision=kind))(turn())
        losses.append(sum(term.mean().item() for term in terms.values()))
    assert losses[0] != losses[1]
    assert losses[1] == pytest.approx(losses[0], rel=0.02)


def test_weights_and_gradients_stay_in_float32(native: bool) -> None:
    at = turn()
    (loss, *_) = generator_loss(NONSATURATING, Duel(precision="mixed"))(at).values()
    grads = torch.autograd.grad(loss.mean(), list(at.net("G").parameters()))
    assert {grad.dtype for grad in grads} == {torch.float32}


def test_in_full_overrides_what_surrounds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "native_bfloat16", lambda kind: True)
    ones = torch.ones(2, 2)
    with computing("mixed", CPU):
        assert (ones @ ones).dtype == torch.bfloat16
        with in_full(CPU):
            assert (ones @ ones).dtype == torch.float32


def test_what_is_no_processor_has_no_native_bfloat16() -> None:
    assert not native_bfloat16("meta")

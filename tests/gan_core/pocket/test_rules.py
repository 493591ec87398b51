"""What each pocket game promises beside exact resume."""

from __future__ import annotations

from collections import Counter

import torch
from torch import Tensor, nn

from gan_core.data.spec import Tokens
from gan_core.game import Game, Turn
from gan_core.rng import Rng
from gan_core.runs.state import capture
from tests.gan_core.play import fresh
from tests.gan_core.pocket import wgan_gp
from tests.gan_core.recipes.worked import cyclegan, seqgan
from tests.gan_core.recipes.worked.play import make_of

FIRST = 8
"""Rounds of StackGAN's first stage."""
ROLLOUTS = 2


def count_moves(game: Game) -> Counter[str]:
    moves: Counter[str] = Counter()
    for name, player in game.players.items():
        assert player.opt is not None
        player.opt.register_step_post_hook(lambda *_, name=name: moves.update([name]))
    return moves


def test_the_critic_moves_twice_a_round_and_once_more_every_fourth() -> None:
    play = fresh(wgan_gp.make)
    moves = count_moves(play.game)
    play.advance(8)
    assert moves == {"D": 8 * 2 + 2, "G": 8}


def test_the_lazy_penalty_is_seen_in_its_own_rounds_only() -> None:
    events = [event for event in fresh(wgan_gp.make).rounds(20) if hasattr(event, "readings")]
    seen = [event.step for event in events if "D/r1" in event.readings]
    assert seen == [1, 5, 9, 13, 17]


def weights_of(game: Game, name: str) -> dict[str, Tensor]:
    return {key: value.clone() for key, value in game.net(name).state_dict().items()}


def same(a: dict[str, Tensor], b: dict[str, Tensor]) -> list[bool]:
    return [torch.equal(a[key], b[key]) for key in a]


def test_the_frozen_first_stage_keeps_every_bit_while_the_second_one_trains() -> None:
    play = fresh(make_of("small_stackgan"))
    born = weights_of(play.game, "G1"), weights_of(play.game, "G2")
    play.advance(FIRST)
    sketch = weights_of(play.game, "G1")
    assert "layers.1.running_mean" in sketch
    assert not any(same(born[0], sketch))
    assert all(same(born[1], weights_of(play.game, "G2")))
    play.advance(20)
    assert all(same(sketch, weights_of(play.game, "G1")))
    refined = weights_of(play.game, "G2")
    assert not torch.equal(born[1]["last.0.running_mean"], refined["last.0.running_mean"])


def test_the_frozen_first_stage_is_in_evaluation_mode_after_resuming_too() -> None:
    play = fresh(make_of("small_stackgan")).advance(FIRST + 2)
    modes = {name: player.net.training for name, player in play.game.players.items()}
    assert modes == {"G1": False, "D1": False, "G2": True, "D2": True}


def test_the_replay_pool_fills_and_then_hands_out_older_fakes() -> None:
    game = fresh(make_of("small_cyclegan")).game
    shown = [
        cyclegan.from_pool(game, torch.full((5, 1, 16, 16), float(n)), "a") for n in range(1, 7)
    ]
    assert game.memory["filled a"] == cyclegan.POOL and game.memory["filled b"] == 0
    levels = torch.stack(shown)[:, :, 0, 0, 0]
    assert levels[:2].tolist() == [[1.0] * 5, [2.0] * 5]
    later = levels[2:, :, None]
    own = torch.arange(3.0, 7.0).view(4, 1, 1)
    assert (later == own).any() and (later < own).any() and not (later > own).any()


def test_the_second_domain_is_drawn_apart_from_the_first() -> None:
    play = fresh(make_of("small_cyclegan"))
    pairs = [play.stages[0].batches(play.feed)[0] for _ in range(12)]
    first = torch.cat([batch.x for batch in pairs])
    second = torch.cat([batch.src for batch in pairs])
    assert len(first) == len(second) == 12 * 25
    assert second.flatten(1).mean(1).min() > 0 > first.flatten(1).mean(1).max()


class Tens(nn.Module):
    """A listener whose reward says which sentence it hears and how it goes on."""

    def forward(self, tokens: Tensor) -> Tensor:
        return torch.logit(tokens.float().mean(1) / 10)


def speaker() -> seqgan.Speaker:
    torch.manual_seed(3)
    return seqgan.Speaker(Tokens(4, tuple("abcde")), 6)


def heard(said: Tensor) -> Tensor:
    return seqgan.rewards(speaker(), Tens(), said, ROLLOUTS, Rng(4))


def test_a_sentence_is_paid_for_itself_alone() -> None:
    said = torch.arange(12).view(3, 4) % 5
    other = said.clone()
    other[1] = torch.tensor([4, 4, 4, 4])
    before, after = heard(said), heard(other)
    assert torch.equal(before[[0, 2]], after[[0, 2]])
    assert not torch.equal(before[1], after[1])
    torch.testing.assert_close(before[:, -1], said.float().mean(1) / 10)


def test_rewards_lie_by_sentence_and_then_by_token() -> None:
    class Marks(nn.Module):
        calls = 0

        def forward(self, tokens: Tensor) -> Tensor:
            t = min(self.calls // ROLLOUTS, 3)
            self.calls += 1
            return torch.logit((tokens[:, 0] * 100 + 10.0 * t) / 1000)

    said = torch.tensor([[0, 0, 0, 0], [1, 0, 0, 0], [2, 0, 0, 0]])
    paid = seqgan.rewards(speaker(), Marks(), said, ROLLOUTS, Rng(4))
    wanted = torch.tensor([[0, 10, 20, 30], [100, 110, 120, 130], [200, 210, 220, 230]])
    torch.testing.assert_close(paid * 1000, wanted.float())


def test_asking_for_rewards_leaves_modes_and_statistics_alone() -> None:
    play = fresh(make_of("small_seqgan")).advance(12)
    g, d = play.game.net("G"), play.game.net("D")
    d.train()
    before = weights_of(play.game, "D")
    said = seqgan.speak(Turn(play.game, play.stages[0].batches(play.feed)[0]))
    seqgan.rewards(g, d, said, ROLLOUTS, play.game.rng)
    assert all(same(before, weights_of(play.game, "D")))
    assert all(module.training for module in d.modules())


def test_two_players_over_one_net_have_two_optimizers_and_one_saved_net() -> None:
    play = fresh(make_of("small_seqgan")).advance(20)
    tensors, document = capture(play.game, play.feed, play.progress)
    assert play.game.net("G") is play.game.net("G mle")
    assert {key.split("/")[1] for key in tensors if key.startswith("net/")} == {"G", "D"}
    assert set(document["opt"]) == {"G mle", "G", "D"}

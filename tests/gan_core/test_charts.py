"""Which readings are drawn together where a recipe says nothing of it."""

from __future__ import annotations

from gan_core.charts import USUAL, usual_of


def test_players_of_other_names_have_the_usual_charts() -> None:
    readings = ["D1/real", "D1/loss", "D1/grad", "G1/loss", "D1(real)", "D1(fake)", "score/fd"]
    losses, outputs, gradients = usual_of(readings)
    assert [line.reading for line in losses.lines] == ["D1/loss", "G1/loss"]
    assert [line.name.render() for line in losses.lines] == ["D1", "G1"]
    assert [line.reading for line in outputs.lines] == ["D1(real)", "D1(fake)"]
    assert [line.reading for line in gradients.lines] == ["D1/grad"]
    assert (losses.key, outputs.key, gradients.key) == ("loss", "output", "grad")


def test_one_g_and_one_d_have_theirs() -> None:
    assert usual_of(["G/loss", "D/loss", "E/loss"]) == USUAL

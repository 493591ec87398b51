"""The page "Dirac-GAN": what is asked is played, drawn, said, and kept in the address."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.dirac.rows import ROWS, play
from tests.pages.conftest import Open

PAGE = "dirac.py"
FEW = {"rounds": "50"}


def series(app: AppTest) -> dict[str, Any]:
    spec = json.loads(app.get("echarts_chart")[0].proto.spec)
    return {one["id"]: one for one in spec["baseOption"]["series"]}


def path(app: AppTest) -> list[Any]:
    """The trajectory that is drawn, with the number of each step."""
    drawn = series(app)
    assert [one[:2] for one in drawn["steps"]["data"]] == drawn["way"]["data"]
    assert [drawn["mark 0"]["data"][0], drawn["mark 1"]["data"][0]] == [
        drawn["way"]["data"][0],
        drawn["way"]["data"][-1],
    ]
    return list(drawn["steps"]["data"])


def as_drawn(visited: list[tuple[float, float]]) -> Any:
    return [pytest.approx([*place, step], rel=1e-3) for step, place in enumerate(visited)]


def readings(app: AppTest) -> list[str]:
    return [one.value for one in app.metric]


def words(app: AppTest) -> str:
    return " ".join(one.value for one in app.markdown)


def test_it_opens_with_minimax_spiralling_out(open_page: Open) -> None:
    app = open_page(PAGE, **FEW)
    assert not app.exception and not app.error
    assert path(app) == as_drawn(play(ROWS["minimax"], together=True, steps=50).visited)
    assert readings(app) == ["1.188", "±0.5i", "× 1.0050"]
    assert "**spirals out**" in words(app)
    alt = app.get("echarts_chart")[0].proto.alt
    assert alt.startswith("Phase portrait of Minimax, moved together: from θ 1, ψ 1 in 50 steps")


def test_it_speaks_chinese(open_page: Open) -> None:
    app = open_page(PAGE, lang="zh", **FEW)
    assert not app.exception and not app.error
    assert readings(app) == ["1.188", "±0.5i", "× 1.0050"]
    assert "\u4e00" <= app.metric[0].label[0] <= "\u9fff"


def test_a_link_finds_it_again(open_page: Open) -> None:
    asked = {"row": "r1_0.3", "order": "turn", "h": "0.5", "theta": "-2.0", "psi": "0.5"}
    app = open_page(PAGE, **asked, **FEW)
    start = (-2.0, 0.5)
    wanted = play(ROWS["r1_0.3"], together=False, step=0.5, steps=50, start=start)
    assert path(app) == as_drawn(wanted.visited)
    assert readings(app)[:2] == [f"{wanted.ratio:.4g}", "−0.15 ± 0.477i"]
    assert "halved every" in words(app)


def test_nonsense_in_a_link_is_passed_over(open_page: Open) -> None:
    app = open_page(PAGE, row="r2", order="never", h="9", rounds="abc", theta="x")
    assert not app.exception and not app.error
    assert app.slider(key="h").value == 0.2 and app.slider(key="rounds").value == 300


def test_what_is_chosen_stays_in_the_address(open_page: Open) -> None:
    app = open_page(PAGE, **FEW)
    app.button_group(key="dirac_row").set_value("wgan").run()
    app.button_group(key="dirac_order").set_value("turn").run()
    app.slider(key="theta").set_value(-1.5).run()
    assert not app.exception and path(app)[0] == [-1.5, 1.0, 0]
    assert (app.query_params["row"], app.query_params["order"]) == ("wgan", "turn")
    assert "Clipping acts only at the dashed lines" in words(app)
    bounds = series(app)["mark 2"]["markLine"]["data"]
    assert bounds == [{"yAxis": -1.0}, {"yAxis": 1.0}]


def test_where_there_are_no_eigenvalues_none_are_shown(open_page: Open) -> None:
    app = open_page(PAGE, row="wgan_gp", **FEW)
    assert readings(app)[1:] == ["–", "–"] and "Near (0, 0)" not in words(app)


def test_the_equilibrium_is_no_start(open_page: Open) -> None:
    app = open_page(PAGE, theta="0.0", psi="0.0", **FEW)
    assert not app.exception and not app.get("echarts_chart")
    assert "is the equilibrium" in app.info[0].value
    app.slider(key="psi").set_value(1.0).run()
    assert not app.exception and app.get("echarts_chart")


def test_what_leaves_the_picture_or_diverges_is_said(open_page: Open) -> None:
    app = open_page(PAGE, row="r1_10", h="1.0", **FEW)
    assert not app.exception
    assert readings(app)[0] == "diverged at step 7"
    assert "It leaves the picture" in words(app)


def test_the_table_is_computed_when_opened(open_page: Open) -> None:
    app = open_page(PAGE, row="r1_1", order="turn", **FEW)
    assert not app.table
    app.session_state["dirac_rows"] = True
    app.run()
    assert not app.exception
    rows = app.table[0].value.values.tolist()
    assert len(rows) == 8 and rows[0][0] == "Minimax" and rows[0][1] == "1.188"
    chosen = play(ROWS["r1_1"], together=False, steps=50).ratio
    assert rows[6] == ["**NS + R1, γ = 1**", "0.004085", f"**{chosen:.4g}**"]


@pytest.mark.parametrize("name", ["smaller", "order", "stronger"])
def test_an_answer_sets_the_page_up(open_page: Open, name: str) -> None:
    from ui.dirac.words import QUESTIONS

    app = open_page(PAGE, theta="-1.0", **FEW)
    app.button(key=f"show_{name}").click().run()
    (shown,) = [one.choice for one in QUESTIONS if one.name == name]
    assert not app.exception
    assert app.query_params["row"] == shown.row.name
    wanted = play(shown.row, together=shown.together, step=shown.step, steps=shown.steps)
    assert path(app) == as_drawn(wanted.visited)


def test_the_command_prints_the_same(open_page: Open) -> None:
    app = open_page(PAGE, row="r1_0.1", psi="-0.5", **FEW)
    assert app.code[0].value == (
        "python -m gan_core dirac --row r1_0.1 --together --steps 50 --step-size 0.2 --start 1 -0.5"
    )

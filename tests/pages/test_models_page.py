"""The Models page: models trained for about as long stand together, the best first."""

from __future__ import annotations

from tests.pages.conftest import Open

BUDGETS = ["up to 15 min", "up to 60 min", "up to 240 min", "over 240 min"]


def test_rows_stand_by_data_then_budget_then_distance(open_page: Open) -> None:
    app = open_page("models.py")
    assert not app.exception
    (table,) = [one.value for one in app.dataframe if "Budget" in one.value.columns]
    places = [
        (data, BUDGETS.index(budget), distance)
        for data, budget, distance in zip(table["Data"], table["Budget"], table["FD"], strict=True)
    ]
    assert places == sorted(places) and len({budget for _, budget, _ in places}) > 1

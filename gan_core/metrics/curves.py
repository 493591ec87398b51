"""Which scores of a run are drawn together: what their measures say of them decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gan_core.charts import Chart, Line
from gan_core.errors import N_, Message
from gan_core.metrics import colour
from gan_core.metrics.measure import Better, Measure, Scale
from gan_core.metrics.reference import EXTRACTORS
from gan_core.metrics.score import measure_of

START = "score/"
"""What the readings of scores begin with; the score's key follows."""
TOGETHER: dict[Scale, str] = {
    "share": N_("Scores of the samples, as shares"),
    "ratio": N_("Scores of the samples, in ratio to real items"),
    "count": N_("Scores of the samples, counted"),
}
"""The scales on which several scores stand in one chart."""
_ARROWS: dict[Better, str] = {"higher": "{name} ↑", "lower": "{name} ↓", "near": "{name}"}


def charts_of_scores(
    readings: Sequence[str], data_name: str, floors: Collection[str] = ()
) -> list[Chart]:
    """Return the charts of those `readings` that are scores; each is in one.

    data_name: what the run learns from. floors: the readings whose floor is drawn too. A score
    that has no measure in this process is drawn alone, by its key.
    """
    charts: dict[str, tuple[Message | None, list[Line]]] = {}
    for reading in readings:
        if not reading.startswith(START):
            continue
        key = reading.removeprefix(START)
        measure = measure_of(key)
        title = None if measure is None else TOGETHER.get(measure.scale)
        name = f"score-{key}" if measure is None or title is None else f"scores-{measure.scale}"
        line = Line(reading, _title(key, measure, data_name), "G")
        charts.setdefault(name, (None if title is None else Message(title), []))[1].append(line)
    return [
        _chart(name, title or lines[0].name, lines, floors)
        for name, (title, lines) in charts.items()
    ]


def _title(key: str, measure: Measure | None, data_name: str) -> Message:
    """Return a score's name, with an arrow that says which way is better."""
    if measure is None:
        return Message("{name}", {"name": key})
    name = Message(measure.name, {"extractor": _extractor(data_name)})
    return Message(_ARROWS[measure.better], {"name": name})


def _extractor(data_name: str) -> str:
    features = EXTRACTORS.get(data_name)
    if features is not None:
        return features.name
    return colour.NAME if colour.is_ours(data_name) else "?"


def _chart(name: str, title: Message, lines: list[Line], floors: Collection[str]) -> Chart:
    alt = Message(N_("{name} by step"), {"name": title})
    if any(one.reading in floors for one in lines):
        title = Message(N_("{title} (dashed: of real items)"), {"title": title})
    return Chart(name, title, alt, tuple(lines))

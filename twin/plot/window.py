"""Lead time around an outage or a shock, week by week."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from twin.errors import InputError
from twin.plot.rows import WeekRow
from twin.plot.style import DASHES, FAINT, SERIES, SYMBOLS, axis, label, new_figure, safe

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_SCENARIOS = 8


def window_figure(
    rows: Iterable[WeekRow],
    start: float,
    end: float,
    event: str = "outage",
    title: str = "Lead time through the event",
) -> "go.Figure":
    """Mean lead time (days) of the orders placed in each week, with the interval of luck where it is given.

    `start` and `end` of the event, in days after day 0, are shaded. Raises `InputError` without a row.
    """
    table: dict[str, list[WeekRow]] = {}
    for row in rows:
        table.setdefault(row.scenario, []).append(row)
    if not 1 <= len(table) <= MOST_SCENARIOS:
        raise InputError(f"This figure shows 1 to {MOST_SCENARIOS} scenarios; there are {len(table)}.")
    figure = new_figure(title, _alt(table, start, end, event), 380)
    figure.add_vrect(
        x0=start,
        x1=end,
        fillcolor=FAINT,
        line_width=0,
        annotation_text=safe(event),
        annotation_position="top left",
    )
    for place, (name, weeks) in enumerate(table.items()):
        _draw(figure, place, name, sorted(weeks, key=lambda week: week.day))
    figure.update_layout(
        xaxis=axis("week in which the order was placed, first day (days after day 0)", showgrid=False),
        yaxis=axis("mean lead time (days)", rangemode="tozero"),
        legend={"orientation": "h", "x": 0, "y": -0.24, "yanchor": "top"},
    )
    return figure


def _draw(figure: "go.Figure", place: int, name: str, weeks: list[WeekRow]) -> None:
    colour = SERIES[place % len(SERIES)]
    days = [week.day for week in weeks]
    banded = [week for week in weeks if week.low is not None and week.high is not None]
    if banded:
        figure.add_scatter(
            x=[week.day for week in banded] + [week.day for week in reversed(banded)],
            y=[week.low for week in banded] + [week.high for week in reversed(banded)],
            fill="toself", fillcolor=_pale(colour), line={"width": 0}, hoverinfo="skip", showlegend=False,
            name="luck, 95 %", legendgroup=str(place),
        )  # fmt: skip
    figure.add_scatter(
        x=days, y=[week.mean for week in weeks], mode="lines+markers", name=label(name, width=40, lines=2),
        line={"color": colour, "width": 2, "dash": DASHES[place % len(DASHES)]},
        marker={"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7}, legendgroup=str(place),
        hovertemplate="week from day %{x}: %{y:.2f} days<extra></extra>",
    )  # fmt: skip


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"


def _alt(table: dict[str, list[WeekRow]], start: float, end: float, event: str) -> str:
    peaks = "; ".join(
        f"{name} at most {max(week.mean for week in weeks):.3g} days" for name, weeks in table.items()
    )
    return (
        f"Mean lead time by week of ordering around the {event} from day {start:g} to day {end:g}: {peaks}."
    )

"""Lead time week by week around an event, as a figure and a table."""

import json
from collections.abc import Sequence

from twin.experiment.values import Result, Week
from twin.kpi.windows import first_event, last_day
from twin.plot import WeekRow, window_figure
from twin.report.content import Block, Figure, Table
from twin.report.tables import NO_VALUE
from twin.scenario import Scenario
from twin.told import Told, in_unit

MOST = 8  # lines that one figure holds apart


def week_blocks(results: Sequence[Result], scenarios: Sequence[Scenario]) -> list[Block]:
    """What customers of the zones touched waited, week by week; nothing when there was no event."""
    shown = [result for result in results if result.weeks][:MOST]
    networks = [scenario.network for scenario in scenarios]
    start = first_event(networks)
    if not shown or start is None:
        return []
    rows = [
        WeekRow(result.scenario, week.day, week.mean, week.low, week.high)
        for result in shown
        for week in result.weeks
    ]
    title = "Lead time week by week, zones touched"
    drawn = window_figure(rows, start, max(start, last_day(networks)), event="event", title=title)
    figure = json.loads(drawn.to_json())
    caption = f"{title}: mean of the orders placed in each week, 95 % interval of luck"
    return [
        Figure(caption=caption, alt=figure["layout"]["meta"]["alt"], figure=figure),
        _table(shown, caption),
    ]


def _table(results: Sequence[Result], caption: str) -> Table:
    days = sorted({week.day for result in results for week in result.weeks})
    way = _way([week for result in results for week in result.weeks])
    cells = {
        (result.scenario, week.day): f"{way.bare(week.mean)}\n{way.span(week.low, week.high)}"
        for result in results
        for week in result.weeks
    }
    rows = tuple(
        (f"from day {day:g}", *(cells.get((result.scenario, day), NO_VALUE) for result in results))
        for day in days
    )
    columns = (way.many, *(result.scenario for result in results))
    return Table(
        caption=caption, columns=columns, rows=rows, numbers=tuple(range(1, len(columns))), folded=True
    )


def _way(weeks: Sequence[Week]) -> Told:
    """The unit in which the whole table is told: the one that suits the slowest week."""
    return in_unit("day", max((week.mean for week in weeks), default=0.0), *(week.high for week in weeks))

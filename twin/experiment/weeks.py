"""Service week by week around an event, from the daily series that the runs recorded."""

import math
from collections.abc import Sequence

from twin import stats
from twin.experiment.values import Week
from twin.records import Floats

WEEK = 7
BESIDE = 4  # weeks shown before the event and after the window


def weekly(series: Sequence[Floats], start: float, end: float) -> tuple[Week, ...]:
    """Mean lead time (days) of the orders placed in each week, from four weeks before the event to four after.

    `series` holds one table a replication (orders, sum of lead times, orders lost, by day); weeks count from the
    event's first day. A replication without an order in a week has no part in that week; a week without any order
    is left out.
    """
    if not series:
        return ()
    days = min(table.shape[1] for table in series)
    first = math.floor(start)
    opening = first - WEEK * min(BESIDE, first // WEEK)
    closing = min(days, math.ceil(end) + WEEK * BESIDE)
    weeks = (_week(series, day) for day in range(opening, closing - WEEK + 1, WEEK))
    return tuple(week for week in weeks if week is not None)


def _week(series: Sequence[Floats], day: int) -> Week | None:
    values = []
    for table in series:
        placed, waited, lost = (math.fsum(row[day : day + WEEK].tolist()) for row in table)
        if placed > lost:
            values.append(waited / (placed - lost))
    if not values:
        return None
    found = stats.luck(values)
    return Week(day=float(day), mean=found.mean, low=max(0.0, found.low), high=found.high)

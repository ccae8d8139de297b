"""Resilience: how long service holds after an event, how long until it is back, and how much was lost.

A disturbed run is compared, day by day and under the same luck, with the run without the event, over the zones
touched. In a week of orders service is worse when their mean lead time exceeds the undisturbed one by more
than a tenth of the undisturbed mean after the event, or when the share of lost orders exceeds it by more
than one in a hundred. Service has recovered at the first of two weeks in a row that are not worse.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from twin.kpi.windows import WEEK
from twin.records import Floats

LATER = 0.10
LOST_MORE = 0.01
RESILIENCE_NAMES = (
    "resilience.time_to_survive",
    "resilience.time_to_recover",
    "resilience.lost_service",
)


class Recovery(NamedTuple):
    """Days from the event to the first worse week, and to recovery; the horizon where it never comes."""

    time_to_survive: float
    time_to_recover: float


def pooled(series: Sequence[Floats]) -> Floats:
    """Sum of the daily series of several replications."""
    total = series[0].copy()
    for other in series[1:]:
        total += other
    return total


def recovery(disturbed: Floats, undisturbed: Floats, start: float) -> Recovery:
    """Times to survive and to recover, days from the event, by the rule of this module."""
    first, days = int(start), disturbed.shape[1]
    normal = _mean_lead(undisturbed, first, days)
    worse = [
        _worse(disturbed, undisturbed, day, normal) for day in range(first, max(first + 1, days - WEEK + 1))
    ]
    if not any(worse):
        return Recovery(days - start, 0.0)
    lost = worse.index(True)
    for day in range(lost + 1, len(worse)):
        if not worse[day] and not worse[min(day + WEEK, len(worse) - 1)]:
            return Recovery(float(lost), float(day))
    return Recovery(float(lost), days - start)


def _mean_lead(series: Floats, start: int, end: int) -> float:
    orders = math.fsum((series[0] - series[2])[start:end].tolist())
    return math.fsum(series[1, start:end].tolist()) / orders if orders > 0 else 0.0


def _worse(disturbed: Floats, undisturbed: Floats, day: int, normal: float) -> bool:
    end = day + WEEK
    later = _mean_lead(disturbed, day, end) - _mean_lead(undisturbed, day, end)
    return (
        later > LATER * normal
        or _lost_share(disturbed, day, end) - _lost_share(undisturbed, day, end) > LOST_MORE
    )


def _lost_share(series: Floats, start: int, end: int) -> float:
    orders = math.fsum(series[0, start:end].tolist())
    return math.fsum(series[2, start:end].tolist()) / orders if orders > 0 else 0.0


def lost_service(disturbed: Floats, undisturbed: Floats, start: float, end: float) -> float:
    """Order-days by which the orders placed in the window were later than undisturbed, summed over days.

    Each day counts its delivered orders x the difference of the mean lead times. Lost orders are not late:
    they show under `window.service.lost`.
    """
    parts = []
    for day in range(int(start), min(math.ceil(end), disturbed.shape[1])):
        orders = float(disturbed[0, day] - disturbed[2, day])
        if orders > 0 and undisturbed[0, day] - undisturbed[2, day] > 0:
            later = _mean_lead(disturbed, day, day + 1) - _mean_lead(undisturbed, day, day + 1)
            parts.append(orders * later)
    return math.fsum(parts)


def resilience(disturbed: Floats, undisturbed: Floats, start: float, end: float) -> dict[str, float]:
    """The `resilience.` KPIs of one replication against its undisturbed twin."""
    found = recovery(disturbed, undisturbed, start)
    values = (found.time_to_survive, found.time_to_recover, lost_service(disturbed, undisturbed, start, end))
    return dict(zip(RESILIENCE_NAMES, values, strict=True))

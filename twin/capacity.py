"""How much a site can make in a year: the station that limits it, in its open hours.

Nameplate figures: set-ups, breakdowns and yield are not taken off, so that a plant's capital does not
depend on how well it happens to run.
"""

import math
from collections.abc import Mapping, Sequence

from twin.knowledge import NOMINAL, Draw
from twin.spec.product import Product
from twin.spec.site import Shift, SitePattern, Station

DAYS_PER_YEAR = 365.0
HOURS_PER_DAY = 24.0
DAYS_PER_WEEK = 7


def open_hours_per_week(shifts: Sequence[Shift]) -> float:
    """Hours a week in which a site works; overlapping shifts count once; 168 without shifts.

    A shift whose end lies before its start goes on past midnight.
    """
    if not shifts:
        return HOURS_PER_DAY * DAYS_PER_WEEK
    return math.fsum(end - start for start, end in open_spans(shifts))


def open_spans(shifts: Sequence[Shift]) -> list[tuple[float, float]]:
    """Working spans of a week in hours from Monday 0:00, in order, overlapping ones merged."""
    return _merged(sorted(_spans(shifts)))


def _spans(shifts: Sequence[Shift]) -> list[tuple[float, float]]:
    """Working spans in hours from Monday 0:00; a span over the end of the week is cut in two."""
    week, spans = HOURS_PER_DAY * DAYS_PER_WEEK, []
    for shift in shifts:
        for day in shift.days:
            start = day * HOURS_PER_DAY + shift.start
            length = (
                shift.end - shift.start
                if shift.end > shift.start
                else shift.end + HOURS_PER_DAY - shift.start
            )
            spans.append((start, min(start + length, week)))
            if start + length > week:
                spans.append((0.0, start + length - week))
    return spans


def _merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def open_hours_per_year(shifts: Sequence[Shift]) -> float:
    """Hours of a 365-day year in which a site works."""
    return open_hours_per_week(shifts) / DAYS_PER_WEEK * DAYS_PER_YEAR


def process_days(station: Station, product: str, draw: Draw = NOMINAL) -> float:
    """Mean days of work of one server on one batch of a product."""
    times = {item.product: item.time for item in station.process_times}
    return draw(times.get(product, station.process_time).mean)


def capacity_per_year(site: SitePattern, product: Product, draw: Draw = NOMINAL) -> float:
    """Units a year of one product when the site makes nothing else; infinite when no step takes time.

    min over the stations of the route of servers x batch x open hours a year / process hours.
    Raises KeyError when the site lacks a station of the route: ask `can_make` first.
    """
    return capacity_of_mix(site, {product: 1.0}, draw)


def capacity_of_mix(site: SitePattern, demand: Mapping[Product, float], draw: Draw = NOMINAL) -> float:
    """Units a year of a mix of products, in proportion to their demand (equally when none is asked)."""
    total = math.fsum(demand.values())
    shares = {product: units / total if total > 0 else 1.0 / len(demand) for product, units in demand.items()}
    hours = open_hours_per_year(site.shifts)
    rates = (_rate(station, shares, draw) for station in site.stations)
    return min((hours * rate for rate in rates), default=math.inf)


def _rate(station: Station, shares: Mapping[Product, float], draw: Draw) -> float:
    """Mean units an hour through one station."""
    work = math.fsum(
        share * process_days(station, product.name, draw) * HOURS_PER_DAY * product.route.count(station.name)
        for product, share in shares.items()
    )
    return station.servers * station.batch / work if work > 0 else math.inf

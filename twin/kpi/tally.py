"""The physical amounts of a run, counted once from its records: the only place where the warm-up is cut.

Everything that happens from day 0 (the end of the warm-up) to the horizon counts, work and waiting by the
part of it that lies inside. Orders count when they were placed inside. Prices play no part here: they come
later and may be drawn many times over one tally.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from twin.capacity import open_spans
from twin.errors import RunError
from twin.knowledge import NOMINAL, Draw
from twin.kpi.service import Served, served
from twin.mobiles import all_sites
from twin.records import TICKS_PER_DAY, Floats, Ints, OperationResult, Outcome, RunLog
from twin.spec.events import Overtime, PriceShock
from twin.spec.flow import Demand
from twin.spec.network import Network
from twin.spec.site import Site

HOURS_PER_DAY = 24.0
KG_PER_TONNE = 1000.0


class Period(NamedTuple):
    """A stretch of time (ticks) in which no price moves, with the shocks and overtime that hold in it."""

    start: int
    end: int
    shocks: tuple[PriceShock, ...] = ()
    overtime: tuple[Overtime, ...] = ()


class Opened(NamedTuple):
    """Days that a site stood open, and the working hours in them."""

    site: int
    period: int
    days: float
    hours: float


class Work(NamedTuple):
    """Units worked at a station and the server hours that work and set-ups took."""

    site: int
    station: int
    period: int
    units: int
    hours: float
    setup_hours: float


class Making(NamedTuple):
    """Units of a product that a site finished well, and units that it scrapped."""

    site: int
    product: int
    period: int
    good: int
    scrapped: int


class Freight(NamedTuple):
    """What a lane carried: shipments, amount (units or kg), mass and transport work (t.km).

    `site` is the one that sent it, or that received it from a supplier (then `supplier` is not -1).
    """

    lane: int
    site: int
    supplier: int
    product: int
    material: int
    to_zone: bool
    period: int
    shipments: int
    amount: float
    kg: float
    tkm: float


class Stored(NamedTuple):
    """Stock held: unit-days (products) or kg-days (materials)."""

    site: int
    item: int
    amount_days: float


class Sold(NamedTuple):
    """Units of a product delivered to, or lost by, the customers of one demand row."""

    product: int
    demand: int
    delivered: int
    lost: int


@dataclass(frozen=True, eq=False)
class Tally:
    """Amounts of one run from day 0 to the horizon; index columns point into the lists of the run's log."""

    days: float
    places: tuple[Site, ...]
    periods: tuple[Period, ...]
    opened: tuple[Opened, ...]
    work: tuple[Work, ...]
    making: tuple[Making, ...]
    freight: tuple[Freight, ...]
    stored: tuple[Stored, ...]
    sold: tuple[Sold, ...]
    moves: tuple[tuple[int, int], ...]  # (site, times sent) of mobile factories
    orders: Served
    wip: float  # time average of orders released and not completed
    window: Served | None = None
    draw: Draw = NOMINAL  # the one that the run was made with

    @property
    def years(self) -> float:
        """Length of the counted time in years of 365 days."""
        return self.days / 365.0

    @property
    def delivered(self) -> int:
        """Units delivered."""
        return sum(row.delivered for row in self.sold)

    @property
    def lost(self) -> int:
        """Units lost."""
        return sum(row.lost for row in self.sold)


def tally(
    log: RunLog, network: Network, window: tuple[float, float] | None = None, draw: Draw = NOMINAL
) -> Tally:
    """Counts a run. `window` (days from day 0) adds the service of the orders placed in it.

    `draw` is the one the run was made with, for the days of price shocks, openings and promises.
    """
    places = places_of(log, network)
    periods = price_periods(log, network, draw)
    return Tally(
        days=(log.end - log.warm_up) / TICKS_PER_DAY,
        places=places,
        periods=periods,
        opened=tuple(_opened(log, places, periods, len(network.sites), draw)),
        work=tuple(_work(log, places, periods)),
        making=tuple(_making(log, network, periods)),
        freight=tuple(_freight(log, periods)),
        stored=tuple(_stored(log)),
        sold=tuple(_sold(log, network)),
        moves=tuple(_moves(log)),
        orders=served(log, network, placed_in(log, log.warm_up, log.end), draw),
        wip=_wip(log),
        window=None if window is None else served(log, network, placed_in(log, *_ticks(log, window)), draw),
        draw=draw,
    )


def placed_in(log: RunLog, start: int, end: int) -> np.ndarray:
    """Which orders were placed in [start, end), ticks."""
    return (log.orders.placed >= start) & (log.orders.placed < end)


def _ticks(log: RunLog, window: tuple[float, float]) -> tuple[int, int]:
    return log.warm_up + round(window[0] * TICKS_PER_DAY), log.warm_up + round(window[1] * TICKS_PER_DAY)


def places_of(log: RunLog, network: Network) -> tuple[Site, ...]:
    """The sites of a run in the order of its log: those of the network, then the mobile factories sent.

    Raises RunError when the log is of another network.
    """
    sites = all_sites(network)
    if tuple(site.name for site in sites) != log.sites:
        raise RunError("The records are of another network: their sites are not those of the specification.")
    return sites


def price_periods(log: RunLog, network: Network, draw: Draw) -> tuple[Period, ...]:
    """The counted time, cut wherever a price shock or overtime begins or ends."""
    events = [e for e in (*network.disruptions, *network.responses) if isinstance(e, PriceShock | Overtime)]
    spans = [
        (event, *_ticks(log, (draw(event.start), draw(event.start) + draw(event.length)))) for event in events
    ]
    inside = {t for _, start, end in spans for t in (start, end) if log.warm_up < t < log.end}
    cuts = sorted({log.warm_up, log.end} | inside)
    return tuple(
        Period(
            start,
            end,
            tuple(e for e, s, t in spans if isinstance(e, PriceShock) and s <= start and end <= t),
            tuple(e for e, s, t in spans if isinstance(e, Overtime) and s <= start and end <= t),
        )
        for start, end in pairwise(cuts)
    )


def overlap(starts: Ints, ends: Ints, period: Period) -> tuple[Ints, Ints]:
    """The part of each interval that lies inside a period; an end of -1 means that it had not ended."""
    closed = np.where(ends < 0, period.end, ends)
    first = np.clip(starts, period.start, period.end)
    return first, np.maximum(np.clip(closed, period.start, period.end), first)


def _inside(times: Ints, period: Period) -> np.ndarray:
    return (times >= period.start) & (times < period.end)


class OpenTime:
    """Working ticks of a site between two moments. Day 0, the end of the warm-up, is a Monday."""

    def __init__(self, site: Site, monday: int) -> None:
        hour = TICKS_PER_DAY // 24
        spans = [(round(start * hour), round(end * hour)) for start, end in open_spans(site.shifts)]
        self._starts = np.array([start for start, _ in spans], dtype=np.int64)
        self._ends = np.array([end for _, end in spans], dtype=np.int64)
        self._sums = np.concatenate(([0], np.cumsum(self._ends - self._starts)))
        self._monday = monday
        self._always = not site.shifts

    def between(self, starts: Ints, ends: Ints) -> Ints:
        """Open ticks in each interval."""
        return ends - starts if self._always else self._until(ends) - self._until(starts)

    def _until(self, ticks: Ints) -> Ints:
        week, rest = np.divmod(ticks - self._monday, 7 * TICKS_PER_DAY)
        index = np.searchsorted(self._starts, rest, side="right") - 1
        inside = self._sums[index] + np.minimum(rest, self._ends[index]) - self._starts[index]
        whole: Ints = week * self._sums[-1] + np.where(index >= 0, inside, 0)
        return whole


def _opened(
    log: RunLog, places: Sequence[Site], periods: Sequence[Period], fixed_sites: int, draw: Draw
) -> Iterator[Opened]:
    """When each site stood open; a mobile factory counts from the day it was sent until it left."""
    spans: list[tuple[int, int, int]] = []
    for index, site in enumerate(places[:fixed_sites]):
        opens = 0 if site.opens is None else _ticks(log, (draw(site.opens), 0.0))[0]
        closes = log.end if site.closes is None else _ticks(log, (draw(site.closes), 0.0))[0]
        spans.append((index, opens, closes))
    boxes = zip(log.mobiles.site.tolist(), log.mobiles.sent.tolist(), log.mobiles.left.tolist(), strict=True)
    spans += [(index, sent, log.end if left < 0 else left) for index, sent, left in boxes if sent >= 0]
    for number, period in enumerate(periods):
        for index, opens, closes in spans:
            start, end = max(opens, period.start), min(closes, period.end)
            if start < end:
                ticks = OpenTime(places[index], log.warm_up).between(np.array([start]), np.array([end]))
                yield Opened(
                    index,
                    number,
                    (end - start) / TICKS_PER_DAY,
                    int(ticks[0]) / TICKS_PER_DAY * HOURS_PER_DAY,
                )


def _work(log: RunLog, places: Sequence[Site], periods: Sequence[Period]) -> Iterator[Work]:
    """Units and server hours by site and station; closed hours inside a piece of work are not worked."""
    rows = log.operations
    for number, period in enumerate(periods):
        finished = np.where(
            _inside(rows.end, period) & (rows.result != OperationResult.INTERRUPTED), rows.units, 0
        )
        hours = _open_ticks(log, places, *overlap(rows.start, rows.end, period))
        setups = _open_ticks(log, places, *overlap(rows.setup_start, rows.start, period))
        for (site, station), (units, work, setup) in _sums(
            (rows.site, rows.station), (finished, hours, setups)
        ):
            if units or work or setup:
                yield Work(site, station, number, units, _hours(work), _hours(setup))


def _hours(ticks: int) -> float:
    return ticks / TICKS_PER_DAY * HOURS_PER_DAY


def _open_ticks(log: RunLog, places: Sequence[Site], starts: Ints, ends: Ints) -> Ints:
    ticks = ends - starts
    for index, site in enumerate(places):
        if site.shifts:
            here = log.operations.site == index
            ticks[here] = OpenTime(site, log.warm_up).between(starts[here], ends[here])
    return ticks


def _sums(
    keys: tuple[Ints, ...], columns: tuple[Ints, ...]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Integer sums of columns for each combination of keys, in the order of the keys."""
    if not len(keys[0]):
        return
    sizes = [int(key.max()) + 2 for key in keys]
    code = np.zeros(len(keys[0]), dtype=np.int64)
    for key, size in zip(keys, sizes, strict=True):
        code = code * size + (key + 1)
    groups, inverse = np.unique(code, return_inverse=True)
    totals = [np.zeros(len(groups), dtype=np.int64) for _ in columns]
    for total, column in zip(totals, columns, strict=True):
        np.add.at(total, inverse, column)
    for position, group in enumerate(groups):
        parts, rest = [], int(group)
        for size in reversed(sizes):
            parts.append(rest % size - 1)
            rest //= size
        yield tuple(reversed(parts)), tuple(int(total[position]) for total in totals)


def _making(log: RunLog, network: Network, periods: Sequence[Period]) -> Iterator[Making]:
    """Good units leave the last station of the route; scrapped units leave where they failed."""
    rows = log.operations
    last = _last_station(log, network)[rows.site, rows.product] if len(rows.site) else rows.station
    good = (rows.result == OperationResult.GOOD) & (rows.station == last)
    scrap = rows.result == OperationResult.SCRAP
    for number, period in enumerate(periods):
        inside = _inside(rows.end, period)
        columns = (np.where(inside & good, rows.units, 0), np.where(inside & scrap, rows.units, 0))
        for (site, product), (made, scrapped) in _sums((rows.site, rows.product), columns):
            if made or scrapped:
                yield Making(site, product, number, made, scrapped)


def _last_station(log: RunLog, network: Network) -> Ints:
    """For each site and product, the index of the last station of the product's route (-2: none)."""
    routes = {product.name: product.route for product in network.products}
    table = np.full((len(log.sites), len(log.products)), -2, dtype=np.int64)
    for site, stations in enumerate(log.stations):
        for product, name in enumerate(log.products):
            if routes[name][-1] in stations:
                table[site, product] = stations.index(routes[name][-1])
    return table


def _freight(log: RunLog, periods: Sequence[Period]) -> Iterator[Freight]:
    """Shipments by lane, site and what they carried, in the period in which they left."""
    rows = log.shipments
    supplied = rows.origin_kind == 1
    site = np.where(supplied, rows.target, rows.origin)
    supplier = np.where(supplied, rows.origin, -1)
    keys = (rows.lane, site, supplier, rows.product, rows.material, rows.target_kind)
    tkm = rows.kg * rows.km / KG_PER_TONNE
    for number, period in enumerate(periods):
        for (lane, at, seller, product, material, target), found in _groups(
            keys, _inside(rows.departed, period)
        ):
            sums = (exact_sum(column[found]) for column in (rows.amount, rows.kg, tkm))
            yield Freight(lane, at, seller, product, material, target != 0, number, len(found), *sums)


def _groups(keys: tuple[Ints, ...], chosen: np.ndarray) -> Iterator[tuple[tuple[int, ...], Ints]]:
    """The chosen rows for each combination of keys, in the order of the keys."""
    rows = np.flatnonzero(chosen)
    if not len(rows):
        return
    order = rows[np.lexsort(tuple(key[rows] for key in reversed(keys)))]
    table = np.stack([key[order] for key in keys])
    cuts = np.flatnonzero((table[:, 1:] != table[:, :-1]).any(axis=0)) + 1
    for found in np.split(order, cuts):
        yield tuple(int(key[found[0]]) for key in keys), found


def exact_sum(values: Floats) -> float:
    """Correctly rounded sum: the same digits on every machine and in every order."""
    return math.fsum(values.tolist())


def _stored(log: RunLog) -> Iterator[Stored]:
    """Area under each stock from day 0 to the horizon: every change holds from its moment to the end."""
    rows = log.moves
    remaining = (log.end - np.maximum(rows.time, log.warm_up)) / TICKS_PER_DAY
    inside = rows.time < log.end
    groups: dict[tuple[int, int], list[float]] = {}
    for site, item, area in zip(
        rows.site[inside].tolist(),
        rows.item[inside].tolist(),
        (rows.amount * remaining)[inside].tolist(),
        strict=True,
    ):
        groups.setdefault((site, item), []).append(area)
    for (site, item), areas in sorted(groups.items()):
        yield Stored(site, item, exact_sum(np.array(areas)))


def _sold(log: RunLog, network: Network) -> Iterator[Sold]:
    """Units delivered and lost from day 0 to the horizon, by product and demand row."""
    rows = log.orders
    demand = demand_of(log, network.demand)[rows.product, rows.zone] if len(rows.zone) else rows.zone
    arrived = (
        (rows.outcome == Outcome.DELIVERED) & (rows.delivered >= log.warm_up) & (rows.delivered < log.end)
    )
    gone = (rows.outcome == Outcome.LOST) & placed_in(log, log.warm_up, log.end)
    columns = (np.where(arrived, rows.units, 0), np.where(gone, rows.units, 0))
    for (product, row), (delivered, lost) in _sums((rows.product, demand), columns):
        yield Sold(product, row, delivered, lost)


def demand_of(log: RunLog, demands: Sequence[Demand]) -> Ints:
    """For each product and zone, the first demand row that asks for it there (-1: none)."""
    table = np.full((len(log.products), len(log.zones)), -1, dtype=np.int64)
    for number, demand in reversed(list(enumerate(demands))):
        product = log.products.index(demand.product)
        for zone, name in enumerate(log.zones):
            if demand.zones is None or name in demand.zones:
                table[product, zone] = number
    return table


def _moves(log: RunLog) -> Iterator[tuple[int, int]]:
    sent = log.mobiles.sent
    counted = (sent >= log.warm_up) & (sent < log.end)
    yield from sorted(Counter(log.mobiles.site[counted].tolist()).items())


def _wip(log: RunLog) -> float:
    """Area under the number of orders released and not completed, over the counted time."""
    rows = log.orders
    taken = rows.released >= 0
    whole = Period(log.warm_up, log.end)
    left = np.where(rows.made >= 0, rows.made, np.where(rows.outcome == Outcome.IN_SYSTEM, -1, rows.released))
    starts, ends = overlap(rows.released[taken], left[taken], whole)
    return int((ends - starts).sum()) / (log.end - log.warm_up)

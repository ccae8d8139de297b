"""Event windows: what happened to the orders placed while service suffered.

A three-week outage drowns in the mean of a year. So after a planned event (outage of a site, supplier or lane,
demand shock, factory sent) KPIs are also taken over the orders placed from its start until service has
recovered: `window.` for all of them, `touched.` for the zones touched, which are those that the stopped site
served in the undisturbed run. All scenarios of a comparison have the same window and the same zones.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from twin.knowledge import NOMINAL, Draw
from twin.kpi.service import punctual
from twin.records import TICKS_PER_DAY, Floats, Ints, Outcome, RunLog
from twin.spec.events import DemandShock, LaneOutage, Overtime, SendMobile, SiteOutage, SupplierOutage
from twin.spec.network import Network

WEEK = 7
MOST_ENDS = 60
MEASURES = ("lead_time_mean", "lead_time_p50", "lead_time_p95", "fill_rate", "otif", "lost")
SCOPES = ("window", "touched")
WINDOW_NAMES = tuple(f"{scope}.service.{name}" for scope in SCOPES for name in MEASURES)

Planned = SiteOutage | SupplierOutage | LaneOutage | DemandShock | SendMobile


def planned(network: Network) -> tuple[Planned, ...]:
    """The events of a network that have a start day and touch service."""
    events = (*network.disruptions, *network.responses)
    return tuple(event for event in events if isinstance(event, Planned))


def undisturbed(network: Network) -> Network:
    """The network without its planned events and without overtime: what would have been, under the same luck."""
    gone = (*planned(network), *(event for event in network.responses if isinstance(event, Overtime)))
    return network.model_copy(
        update={
            "disruptions": tuple(event for event in network.disruptions if event not in gone),
            "responses": tuple(event for event in network.responses if event not in gone),
        }
    )


@dataclass(frozen=True)
class Watch:
    """What a run records about its event window: from which day, to which horizon, for which zones.

    Zones that are touched are named; with none named all count as touched.
    """

    start: float
    horizon: float
    zones: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[float, ...]:
        """Days at which a window may end: whole weeks after the start, at most sixty of them, and the horizon."""
        weeks = max(1, math.ceil((self.horizon - self.start) / WEEK))
        step = WEEK * math.ceil(weeks / MOST_ENDS)
        inside = (self.start + step * n for n in range(1, weeks + 1))
        return (*(day for day in inside if day < self.horizon), self.horizon)

    def end_at(self, day: float) -> int:
        """Position of the first end at or after a day."""
        return next((n for n, end in enumerate(self.ends) if end >= day), len(self.ends) - 1)


def first_event(networks: Iterable[Network]) -> float | None:
    """Start of the earliest planned event of all networks, days; None without one."""
    return min((event.start.value for network in networks for event in planned(network)), default=None)


def last_day(networks: Iterable[Network]) -> float:
    """End of the longest planned outage or shock, days; 0 without one."""
    ends = (
        event.start.value + event.length.value
        for network in networks
        for event in planned(network)
        if not isinstance(event, SendMobile)
    )
    return max(ends, default=0.0)


def served_by_site(log: RunLog) -> Ints:
    """Orders delivered from day 0 on, by site (row) and zone (column)."""
    rows = log.orders
    kept = (rows.outcome == Outcome.DELIVERED) & (rows.placed >= log.warm_up) & (rows.site >= 0)
    table = np.zeros((len(log.sites), len(log.zones)), dtype=np.int64)
    np.add.at(table, (rows.site[kept], rows.zone[kept]), 1)
    return table


def touched_zones(network: Network, served: Ints) -> tuple[str, ...]:
    """Zones that a planned event concerns, given who served whom undisturbed; none named: all.

    A stopped site touches the zones that it served most; when it was no zone's main site, all it served.
    A demand shock touches its zone. Outages of suppliers and lanes touch every zone.
    """
    names = [zone.name for zone in network.zones]
    found: set[str] = set()
    for event in planned(network):
        if isinstance(event, SiteOutage):
            found |= _zones_of(served, [site.name for site in network.sites].index(event.site), names)
        elif isinstance(event, DemandShock) and event.zone is not None:
            found.add(event.zone)
        elif not isinstance(event, SendMobile):
            return ()
    return tuple(name for name in names if name in found)


def _zones_of(served: Ints, site: int, names: Sequence[str]) -> set[str]:
    mine = served[site]
    mainly = (mine == served.max(axis=0)) & (mine > 0)
    chosen = mainly if mainly.any() else mine > 0
    return {name for name, yes in zip(names, chosen.tolist(), strict=True) if yes}


def _touched(log: RunLog, watch: Watch) -> np.ndarray:
    wanted = np.array([not watch.zones or name in watch.zones for name in log.zones], dtype=bool)
    return wanted[log.orders.zone] if len(log.orders.zone) else np.zeros(0, dtype=bool)


def daily(log: RunLog, watch: Watch) -> Floats:
    """By day placed, for the zones touched: orders, sum of lead times (days), orders lost.

    Orders still open count with their age at the end, which is the least their lead time can be.
    """
    days = math.ceil(watch.horizon)
    rows = log.orders
    chosen = _touched(log, watch) & (rows.placed >= log.warm_up) & (rows.placed < log.end)
    day = np.minimum((rows.placed[chosen] - log.warm_up) // TICKS_PER_DAY, days - 1)
    arrived = np.where(rows.outcome[chosen] == Outcome.DELIVERED, rows.delivered[chosen], log.end)
    gone = rows.outcome[chosen] == Outcome.LOST
    waited = np.where(gone, 0, arrived - rows.placed[chosen])
    table = np.zeros((3, days), dtype=np.int64)
    np.add.at(table[0], day, 1)
    np.add.at(table[1], day, waited)
    np.add.at(table[2], day, gone)
    result: Floats = table.astype(np.float64)
    result[1] /= TICKS_PER_DAY
    return result


def table(log: RunLog, network: Network, watch: Watch, draw: Draw = NOMINAL) -> Floats:
    """Service measures for every possible end: [scope, end, measure], NaN where a measure is undefined."""
    rows = log.orders
    on_time, due = punctual(log, network, draw)
    arrived = rows.outcome == Outcome.DELIVERED
    lead = np.where(arrived, rows.delivered - rows.placed, -1)
    start = log.warm_up + round(watch.start * TICKS_PER_DAY)
    order = np.argsort(lead, kind="stable")
    columns = {
        "placed": rows.placed, "lead": lead, "units": rows.units, "due": due, "on_time": on_time,
        "lost": rows.outcome == Outcome.LOST, "touched": _touched(log, watch),
    }  # fmt: skip
    sorted_columns = {name: column[order] for name, column in columns.items()}
    result = np.full((len(SCOPES), len(watch.ends), len(MEASURES)), np.nan)
    for number, day in enumerate(watch.ends):
        end = log.warm_up + round(day * TICKS_PER_DAY)
        inside = (sorted_columns["placed"] >= start) & (sorted_columns["placed"] < end)
        result[0, number] = _measures(sorted_columns, inside)
        result[1, number] = _measures(sorted_columns, inside & sorted_columns["touched"])
    return result


def _measures(columns: Mapping[str, np.ndarray], chosen: np.ndarray) -> tuple[float, ...]:
    lead = columns["lead"][chosen]
    lead = lead[np.searchsorted(lead, 0) :]
    due, on_time = chosen & columns["due"], chosen & columns["on_time"]
    due_units, on_units = int(columns["units"][due].sum()), int(columns["units"][on_time].sum())
    due_orders = int(due.sum())
    return (
        int(lead.sum()) / len(lead) / TICKS_PER_DAY if len(lead) else math.nan,
        _quantile(lead, 0.5),
        _quantile(lead, 0.95),
        on_units / due_units if due_units else math.nan,
        int(on_time.sum()) / due_orders if due_orders else math.nan,
        float(int((chosen & columns["lost"]).sum())),
    )


def _quantile(lead: Ints, level: float) -> float:
    if not len(lead):
        return math.nan
    position = level * (len(lead) - 1)
    below = int(position)
    low, high = int(lead[below]), int(lead[min(below + 1, len(lead) - 1)])
    return (low + (position - below) * (high - low)) / TICKS_PER_DAY

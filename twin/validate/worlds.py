"""The same network told in another way: renamed, reordered, or with a stranger added. The run must not care."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from twin.records import RunLog
from twin.spec.network import Network

T = TypeVar("T")
Rows = list[tuple[Any, ...]]


def renamed(network: Network) -> Network:
    """Every site with another name and its old identity."""
    names = {site.name: f"plant {number} ({site.name[::-1]})" for number, site in enumerate(network.sites)}
    sites = tuple(s.model_copy(update={"name": names[s.name], "identity": s.luck}) for s in network.sites)

    def moved(event: Any) -> Any:
        changed = {
            field: names[getattr(event, field)]
            for field in ("site", "beside")
            if getattr(event, field, None) in names
        }
        return event.model_copy(update=changed)

    return network.model_copy(
        update={
            "sites": sites,
            "disruptions": tuple(moved(event) for event in network.disruptions),
            "responses": tuple(moved(event) for event in network.responses),
        }
    )


def reordered(network: Network) -> Network:
    """Sites and zones in the opposite order."""
    return network.model_copy(update={"sites": network.sites[::-1], "zones": network.zones[::-1]})


def by_name(log: RunLog, names: dict[str, str] | None = None) -> dict[str, Rows]:
    """A log with names for positions and its rows sorted: equal for the same run told in another way.

    `names` gives the sites of one telling the names of the other.
    """
    sites = tuple((names or {}).get(name, name) for name in log.sites)
    orders, work, down, ships, moves = log.orders, log.operations, log.downtime, log.shipments, log.moves
    placed = [
        (t, log.zones[z], log.products[p], v, u, sites[s] if s >= 0 else "", r, m, sh, d, o, n)
        for t, z, p, v, u, s, r, m, sh, d, o, n in _rows(
            orders.placed, orders.zone, orders.product, orders.variant, orders.units, orders.site, orders.released,
            orders.made, orders.shipped, orders.delivered, orders.outcome, orders.reroutes,
        )
    ]  # fmt: skip
    worked = [
        (sites[s], log.stations[s][q], a, b, e, p, u, r)
        for s, q, a, b, e, p, u, r in _rows(
            work.site,
            work.station,
            work.setup_start,
            work.start,
            work.end,
            work.product,
            work.units,
            work.result,
        )
    ]
    stopped = [
        (sites[s], "" if q < 0 else log.stations[s][q], a, e)
        for s, q, a, e in _rows(down.site, down.station, down.start, down.end)
    ]
    shipped = [
        (a, b, kg, km, amount, lane)
        for a, b, kg, km, amount, lane in _rows(
            ships.departed, ships.arrived, ships.kg, ships.km, ships.amount, ships.lane
        )
    ]
    moved = [
        (sites[s], i, t, a, k)
        for s, i, t, a, k in _rows(moves.site, moves.item, moves.time, moves.amount, moves.kind)
    ]
    tables: dict[str, Rows] = {
        "orders": placed,
        "work": worked,
        "stops": stopped,
        "shipments": shipped,
        "moves": moved,
    }
    return {name: sorted(rows) for name, rows in tables.items()}


def _rows(*columns: np.ndarray) -> Rows:
    return list(zip(*(column.tolist() for column in columns), strict=True))


def site_names(old: Sequence[Any], new: Sequence[Any]) -> dict[str, str]:
    """From the new names of the sites back to the old ones."""
    return {after.name: before.name for before, after in zip(old, new, strict=True)}

"""The record of a run, from its columns."""

import numpy as np

from twin.engine.orders import TRANSIT
from twin.engine.plan import GRAIN
from twin.engine.wiring import Wiring
from twin.records import (
    Downtime,
    Floats,
    Ints,
    Mobiles,
    Operations,
    Orders,
    Outcome,
    RunLog,
    Shipments,
    StockMoves,
)

_NEVER = -1
_NO_MOVES = np.empty((0, 3), dtype=np.int64)


def run_log(wiring: Wiring) -> RunLog:
    """Everything that happened, as arrays; what lies behind the end of the run has not happened."""
    plan, state, book = wiring.plan, wiring.state, wiring.book
    never = np.full(book.count, _NEVER, dtype=np.int64)
    columns = {
        "site": np.array(state.site, dtype=np.int64),
        "released": _scattered(book.placed, state.released),
        "made": np.array(state.made, dtype=np.int64),
        "shipped": _scattered(never, state.shipped),
        "delivered": _scattered(never, state.delivered),
        "outcome": np.frombuffer(bytes(state.outcome), dtype=np.uint8).astype(np.int64),
        "reroutes": _scattered(np.zeros(book.count, dtype=np.int64), state.reroutes),
        "shipment": _scattered(never, state.shipment),
    }
    columns["released"][columns["site"] < 0] = _NEVER
    shipments = _shipments(wiring, columns)
    orders = Orders(
        zone=book.zone,
        product=book.product,
        variant=book.variant,
        units=book.units,
        placed=book.placed,
        **columns,
    )
    return RunLog(
        sites=tuple(site.name for site in plan.sites),
        stations=tuple(tuple(plan.stations[q].name for q in site.stations) for site in plan.sites),
        zones=plan.zones,
        products=plan.products,
        materials=plan.materials,
        suppliers=plan.supplier_names,
        lanes=plan.lane_names,
        orders=orders,
        operations=_operations(wiring),
        downtime=_downtime(wiring),
        shipments=shipments,
        moves=_moves(wiring),
        mobiles=_mobiles(wiring),
        warm_up=plan.warm_up,
        end=plan.end,
        seed=wiring.seed,
        replication=wiring.replication,
        events=state.events - state.stale,
    )


def _scattered(base: Ints, some: dict[int, int]) -> Ints:
    """A column that is `base` but for some rows."""
    column = base.copy()
    if some:
        column[np.fromiter(some, dtype=np.int64, count=len(some))] = np.fromiter(
            some.values(), np.int64, len(some)
        )
    return column


def _shipments(wiring: Wiring, orders: dict[str, Ints]) -> Shipments:
    """Journeys of orders on plain lanes, computed here, after those that the run has watched."""
    plan, book = wiring.plan, wiring.book
    table = np.array(wiring.state.shipments, dtype=np.int64).reshape(-1, 9)
    amounts = np.array(wiring.state.shipment_amounts, dtype=np.float64).reshape(-1, 3)
    plain = np.array([lane.plain for lane in plan.lanes])
    left = np.nonzero((orders["made"] >= 0) & (orders["shipment"] < 0))[0]
    lane = plan.lane[orders["site"][left], book.zone[left]]
    left, lane = left[plain[lane]], lane[plain[lane]]
    site, zone = orders["site"][left], book.zone[left]
    departed = orders["made"][left]
    arrived = departed + _transit(wiring, left, site, zone, lane)
    orders["shipped"][left] = departed
    orders["shipment"][left] = table.shape[0] + np.arange(left.size)
    arrives = arrived < plan.end
    orders["delivered"][left] = np.where(arrives, arrived, _NEVER)
    orders["outcome"][left] = np.where(arrives, int(Outcome.DELIVERED), int(Outcome.IN_SYSTEM))
    units = book.units[left].astype(np.float64)
    zeros, ones = np.zeros(left.size, np.int64), np.ones(left.size, np.int64)
    rows = (
        lane,
        zeros,
        site,
        2 * ones - 1,
        zone,
        book.product[left],
        -ones,
        departed,
        np.where(arrives, arrived, -1),
    )
    names = (
        "lane",
        "origin_kind",
        "origin",
        "target_kind",
        "target",
        "product",
        "material",
        "departed",
        "arrived",
    )
    joined = {name: np.concatenate((table[:, n], rows[n])) for n, name in enumerate(names)}
    mass = np.array(plan.mass)
    return Shipments(
        **joined,
        amount=np.concatenate((amounts[:, 0], units)),
        kg=np.concatenate((amounts[:, 1], units * mass[book.product[left]])),
        km=np.concatenate((amounts[:, 2], plan.km[site, zone])),
    )


def _transit(wiring: Wiring, orders: Ints, site: Ints, zone: Ints, lane: Ints) -> Ints:
    """Ticks under way: known for the lane, or by the order's own luck where transit is random."""
    transit = wiring.plan.transit[site, zone]
    for plan in wiring.plan.lanes:
        if plan.transit is not None:
            mine = lane == plan.index
            transit[mine] = plan.transit.ticks(wiring.book.luck(TRANSIT)[orders[mine]])
    return transit


def _operations(wiring: Wiring) -> Operations:
    """Station by station; a row of a station without set-ups has no number of its own for their start."""
    plan, state, count = wiring.plan, wiring.state, wiring.book.count
    products, units = state.jobs_product(wiring.book), state.jobs_units(wiring.book)
    local = {q: number for site in plan.sites for number, q in enumerate(site.stations)}
    widths = [3 if station.setup is None else 4 for station in plan.stations]
    sizes = [len(rows) // width for rows, width in zip(state.operations, widths, strict=True)]
    table = np.empty((9, sum(sizes)), dtype=np.int64)
    at = 0
    for station, width, size in zip(plan.stations, widths, sizes, strict=True):
        rows = np.frombuffer(state.operations[station.index], dtype=np.int64).reshape(-1, width)
        part = table[:, at : at + size]
        part[0] = rows[:, 0]
        part[1], part[2] = station.site, local[station.index]
        part[5], part[6], part[7] = rows[:, 1], rows[:, width - 2], rows[:, width - 1]
        part[8] = 0
        part[3], part[4] = products[rows[:, 0]], units[rows[:, 0]]
        for row, result in state.results[station.index].items():
            part[8, row] = result
        for row, amount in state.sizes[station.index].items():
            part[4, row] = amount
        at += size
    if state.stock_job:
        table[0] = np.where(table[0] < count, table[0], -1)
    return Operations(*table)


def _downtime(wiring: Wiring) -> Downtime:
    """Stops that are over, and those that last at the end (end: never)."""
    plan, state = wiring.plan, wiring.state
    local = {q: number for site in plan.sites for number, q in enumerate(site.stations)}
    rows = np.array(state.downtime, dtype=np.int64).reshape(-1, 4)
    for site, since in enumerate(state.stopped_since):
        if since >= 0:
            rows = np.vstack((rows, [[site, -1, since, _NEVER]]))
    for server, since in enumerate(state.down_since):
        if since >= 0:
            station = plan.stations[wiring.station_of[server]]
            rows = np.vstack((rows, [[station.site, station.index, since, _NEVER]]))
    stations = np.array([local.get(q, -1) for q in rows[:, 1].tolist()], dtype=np.int64)
    return Downtime(rows[:, 0].copy(), stations, rows[:, 2].copy(), rows[:, 3].copy())


def _moves(wiring: Wiring) -> StockMoves:
    """Changes of stocks, stock by stock."""
    stocks, columns = wiring.plan.stocks, wiring.state.moves
    table = np.concatenate(
        [np.frombuffer(rows, dtype=np.int64).reshape(-1, 3) for rows in columns] or [_NO_MOVES]
    )
    sizes = [len(rows) // 3 for rows in columns]
    amount: Floats = table[:, 1] / GRAIN
    return StockMoves(
        site=np.repeat(np.array([stock.site for stock in stocks], dtype=np.int64), sizes),
        item=np.repeat(np.array([stock.item for stock in stocks], dtype=np.int64), sizes),
        time=table[:, 0].copy(),
        amount=amount,
        kind=table[:, 2].copy(),
    )


def _mobiles(wiring: Wiring) -> Mobiles:
    """Missions; a moment after the end of the run has not come."""
    end = wiring.plan.end
    missions = [m for m in wiring.plan.missions if m.sent < end]

    def moments(ticks: list[int]) -> Ints:
        return np.array([tick if tick < end else _NEVER for tick in ticks], dtype=np.int64)

    return Mobiles(
        site=np.array([m.site for m in missions], dtype=np.int64),
        sent=moments([m.sent for m in missions]),
        arrived=moments([m.arrived for m in missions]),
        ready=moments([m.ready for m in missions]),
        left=moments([m.left for m in missions]),
        km=np.array([m.km for m in missions], dtype=np.float64),
    )

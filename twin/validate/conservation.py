"""What must hold in every run, whatever the network: nothing appears, vanishes, or happens before its cause."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from twin.knowledge import NOMINAL
from twin.mobiles import all_sites
from twin.records import MoveKind, OperationResult, Outcome, RunLog
from twin.spec.network import Network

_RELATIVE = 1e-9
_GOOD, _REWORK, _STOPPED = OperationResult.GOOD, OperationResult.REWORK, OperationResult.INTERRUPTED


def violations(log: RunLog, network: Network) -> list[str]:
    """Every broken rule as one line; empty when all hold."""
    checks = (_orders, _times, _operations, _servers, _stops, _shelves, _materials, _shipments)
    return [line for check in checks for line in check(log, network)]


def _orders(log: RunLog, _network: Network) -> Iterator[str]:
    """Each order is delivered, lost or in the system, and its columns say the same."""
    orders = log.orders
    delivered, lost = orders.outcome == Outcome.DELIVERED, orders.outcome == Outcome.LOST
    if int(delivered.sum() + lost.sum() + (orders.outcome == Outcome.IN_SYSTEM).sum()) != orders.placed.size:
        yield "orders in are not orders delivered, lost and in the system"
    if (delivered != (orders.delivered >= 0)).any():
        yield "an order is delivered without a time, or has a time without being delivered"
    if (lost & (orders.made >= 0)).any():
        yield "a lost order has been made"
    if ((orders.shipped >= 0) & (orders.shipment < 0)).any():
        yield "an order has left without a shipment"


def _times(log: RunLog, _network: Network) -> Iterator[str]:
    """Placed, released, made, shipped, delivered, in this order and before the end."""
    orders = log.orders
    steps = (orders.placed, orders.released, orders.made, orders.shipped, orders.delivered)
    names = ("placed", "released", "made", "shipped", "delivered")
    for before, after, first, second in zip(steps, steps[1:], names, names[1:], strict=False):
        if ((after >= 0) & ((before < 0) | (after < before))).any():
            yield f"an order is {second} before it is {first}"
    if any((column >= log.end).any() for column in steps):
        yield "something happened after the end of the run"


def _operations(log: RunLog, network: Network) -> Iterator[str]:
    """An order that was made has had a good turn at every station of its route, one after the other."""
    work, orders = log.operations, log.orders
    if ((work.start < work.setup_start) | (work.end < work.start)).any():
        yield "a piece of work ends before it begins"
    batched = {(s.name, t.name) for s in all_sites(network) for t in s.stations if t.batch > 1}
    made_to_order = [p.fulfilment == "make_to_order" for p in network.products]
    turns: Counter[tuple[int, int]] = Counter()
    for order, result, site in zip(
        work.order.tolist(), work.result.tolist(), work.site.tolist(), strict=True
    ):
        if result == _GOOD and order >= 0:
            turns[order, site] += 1
    for order in np.nonzero(orders.made >= 0)[0].tolist():
        product, site = int(orders.product[order]), int(orders.site[order])
        if made_to_order[product] and not any(name == log.sites[site] for name, _ in batched):
            route = network.products[product].route
            if turns[order, site] < len(route):
                yield f"order {order} was made without passing every station"
    yield from _one_after_the_other(log)


def _one_after_the_other(log: RunLog) -> Iterator[str]:
    """An order is on one server at a time."""
    work = log.operations
    mine = work.order >= 0
    order, start, end = work.order[mine], work.setup_start[mine], work.end[mine]
    sort = np.lexsort((end, start, order))
    order, start, end = order[sort], start[sort], end[sort]
    if ((order[1:] == order[:-1]) & (start[1:] < end[:-1])).any():
        yield "an order is worked on in two places at once"


def _servers(log: RunLog, network: Network) -> Iterator[str]:
    """No station works on more pieces at once than it has servers: utilisation lies between 0 and 1."""
    work, sites = log.operations, all_sites(network)
    for index, site in enumerate(sites):
        for number, station in enumerate(site.stations):
            here = (work.site == index) & (work.station == number)
            if _most_at_once(work.setup_start[here], work.end[here]) > station.servers:
                yield f"station {station.name!r} of {site.name!r} has more pieces in work than servers"


def _most_at_once(start: NDArray[np.int64], end: NDArray[np.int64]) -> int:
    lasting = end > start
    times = np.concatenate((start[lasting], end[lasting]))
    change = np.concatenate((np.ones(int(lasting.sum()), int), -np.ones(int(lasting.sum()), int)))
    running = np.cumsum(change[np.lexsort((change, times))])
    return int(running.max(initial=0))


def _stops(log: RunLog, _network: Network) -> Iterator[str]:
    """Nobody works at a site that stands still."""
    work, down = log.operations, log.downtime
    for site, station, start, end in zip(
        down.site.tolist(), down.station.tolist(), down.start.tolist(), down.end.tolist(), strict=True
    ):
        if end >= 0 and end < start:
            yield "a stop ends before it begins"
        last = log.end if end < 0 else end
        if station < 0:
            during = (work.site == site) & (work.setup_start < last) & (work.end > start)
            if (during & (work.end > work.setup_start)).any():
                yield f"site {log.sites[site]!r} works while it stands still"


def _shelves(log: RunLog, _network: Network) -> Iterator[str]:
    """No stock is ever below nothing."""
    moves = log.moves
    for site, item in {*zip(moves.site.tolist(), moves.item.tolist(), strict=True)}:
        here = (moves.site == site) & (moves.item == item)
        grains = np.rint(moves.amount[here] * 1e6).astype(np.int64)
        if (np.cumsum(grains) < 0).any():
            yield f"stock of item {item} at {log.sites[site]!r} is below nothing"


def _materials(log: RunLog, network: Network) -> Iterator[str]:
    """What comes in is what was shipped; what goes out to customers is what they ordered."""
    moves, shipments, orders = log.moves, log.shipments, log.orders
    received = moves.amount[moves.kind == MoveKind.RECEIPT].sum()
    arrived = shipments.amount[
        (shipments.target_kind == 0) & (shipments.arrived >= 0) & (shipments.origin_kind != 2)
    ].sum()
    if abs(received - arrived) > _RELATIVE * max(1.0, abs(arrived)):
        yield f"receipts ({received:g}) are not what arrived ({arrived:g})"
    to_stock = np.array([p.fulfilment == "make_to_stock" for p in network.products])
    sold = orders.units[to_stock[orders.product] & (orders.made >= 0)].sum() if orders.placed.size else 0
    passed_on = shipments.amount[
        (shipments.target_kind == 0) & (shipments.origin_kind == 0) & (shipments.product >= 0)
    ].sum()
    shipped = -moves.amount[(moves.kind == MoveKind.SHIPPED) & (moves.item < len(network.products))].sum()
    if not sold - _RELATIVE <= shipped <= sold + passed_on + _in_loads(network) + _RELATIVE * max(1.0, sold):
        yield f"products taken from the shelf ({shipped:g}) are not those sold ({sold:g}) and passed on ({passed_on:g})"


def _in_loads(network: Network) -> float:
    """Goods that may wait for their load, vehicle or lane: no bound where lanes are watched."""
    watched = any(lane.consolidation or lane.vehicles for lane in network.lanes)
    closed = any(event.kind == "lane_outage" for event in network.disruptions)
    return float("inf") if watched or closed else 0.0


def _shipments(log: RunLog, network: Network) -> Iterator[str]:
    """Units shipped to zones are the units of the orders that left; mass is units times mass."""
    shipments, orders = log.shipments, log.orders
    out = shipments.target_kind == 1
    left = orders.shipped >= 0
    if shipments.amount[out].sum() != orders.units[left].sum():
        yield "units on the road are not the units of the orders that left"
    mass = np.array([NOMINAL(p.mass) for p in network.products])
    kg, expected = shipments.kg[out].sum(), (orders.units[left] * mass[orders.product[left]]).sum()
    if abs(kg - expected) > _RELATIVE * max(1.0, expected):
        yield f"the road carries {kg:g} kg, the orders weigh {expected:g} kg"
    if ((shipments.arrived >= 0) & (shipments.arrived < shipments.departed)).any():
        yield "a shipment arrives before it departs"

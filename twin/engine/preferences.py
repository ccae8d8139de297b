"""Which sites a zone's orders go to, in order of preference: computed once, before the run."""

import numpy as np
from numpy.typing import NDArray

from twin.engine.plan import DemandPlan, StationPlan
from twin.errors import InputError
from twin.knowledge import Draw
from twin.records import TICKS_PER_DAY
from twin.routes import NO_LANE, Routes
from twin.spec.flow import Lane, Mode
from twin.spec.network import Network
from twin.spec.product import Product
from twin.spec.site import Site

Floats = NDArray[np.float64]
_TONNE = 1000.0
_HOURS = 24.0
_DIGITS = 9


def choices(
    network: Network,
    sites: tuple[Site, ...],
    outbound: Routes,
    product_routes: list[list[tuple[int, ...]]],
    demand: list[DemandPlan],
    draw: Draw,
) -> list[list[tuple[int, ...]]]:
    """For each product and zone the sites that can serve it, best first; ties go by the name of the luck.

    Raises InputError for a zone with demand that no lane reaches.
    """
    rank = np.empty(len(sites), dtype=np.int64)
    rank[sorted(range(len(sites)), key=lambda s: sites[s].luck)] = np.arange(len(sites))
    result: list[list[tuple[int, ...]]] = []
    for number, product in enumerate(network.products):
        able = np.array([_serves(site, product, product_routes[number][s]) for s, site in enumerate(sites)])
        score = _score(network, sites, product, outbound, draw)
        zones: list[tuple[int, ...]] = []
        for zone in range(len(network.zones)):
            fit = np.nonzero(able & (outbound.lane[:, zone] != NO_LANE))[0]
            best = np.lexsort((rank[fit], outbound.km[fit, zone], np.round(score[fit, zone], _DIGITS)))
            zones.append(tuple(fit[best].tolist()))
        result.append(zones)
    for plan in demand:
        if not result[plan.product][plan.zone]:
            raise InputError(
                f"No lane leads from a site that has {network.products[plan.product].name!r} to zone "
                f"{network.zones[plan.zone].name!r}. Add a lane with destination 'zones'."
            )
    return result


def _serves(site: Site, product: Product, route: tuple[int, ...]) -> bool:
    """A made-to-order product comes from its makers, one made to stock from the sites that keep it."""
    if product.fulfilment == "make_to_stock":
        return any(stock.item == product.name for stock in site.stock)
    return bool(route)


def _score(
    network: Network, sites: tuple[Site, ...], product: Product, outbound: Routes, draw: Draw
) -> Floats:
    """What the policy wants small, by site and zone: km, EUR or kg CO2e of one unit."""
    policy = network.policy.dispatch
    if policy not in ("cheapest", "greenest"):
        return outbound.km
    modes = {mode.name: mode for mode in network.modes}
    tonnes = draw(product.mass) / _TONNE
    score = np.zeros_like(outbound.km)
    price = draw(product.price)
    for index, lane in enumerate(network.lanes):
        mode = modes[lane.mode]
        on_lane = outbound.lane == index
        per_km, fixed = (
            _freight(lane, mode, tonnes, price, draw) if policy == "cheapest" else _carbon(mode, tonnes, draw)
        )
        score = np.where(on_lane, outbound.km * per_km + fixed, score)
    own = np.array([_making(network, site, product, policy, draw) for site in sites])
    total: Floats = score + own[:, None]
    return total


def _freight(lane: Lane, mode: Mode, tonnes: float, price: float, draw: Draw) -> tuple[float, float]:
    share = draw(lane.duty) + draw(lane.margin)
    return tonnes * draw(mode.cost), draw(mode.cost_per_shipment) + share * price


def _carbon(mode: Mode, tonnes: float, draw: Draw) -> tuple[float, float]:
    return tonnes * draw(mode.carbon), 0.0


def _making(network: Network, site: Site, product: Product, policy: str, draw: Draw) -> float:
    """EUR or kg CO2e of making one unit: electricity and, for cost, operators' hours."""
    economies = {economy.country: economy for economy in network.economies}
    economy = economies.get(site.place.country)
    if economy is None:
        return 0.0
    total = 0.0
    for station in site.stations:
        if station.name not in product.route:
            continue
        energy = draw(station.energy)
        if policy == "greenest":
            total += energy * draw(economy.grid)
            continue
        own = {item.product: item.time for item in station.process_times}
        hours = draw(own.get(product.name, station.process_time).mean) * _HOURS / station.batch
        total += energy * draw(economy.electricity) + hours * draw(station.operators) * draw(economy.labour)
    return total


def pace(stations: list[StationPlan], routes: list[list[tuple[int, ...]]]) -> list[list[float]]:
    """Ticks per unit of the slowest station, by product and site; 0 where it is not made."""
    return [
        [
            0.0
            if not path
            else max(stations[q].process[p].mean / (stations[q].servers * stations[q].batch) for q in path)
            for path in row
        ]
        for p, row in enumerate(routes)
    ]


def promises(
    preferred: list[list[tuple[int, ...]]],
    stations: list[StationPlan],
    routes: list[list[tuple[int, ...]]],
    transit: NDArray[np.int64],
) -> list[list[dict[int, int]]]:
    """Ticks from order to receipt when nothing waits, by product, zone and site."""
    making = [
        [sum(int(stations[q].process[p].mean) for q in path) for path in row] for p, row in enumerate(routes)
    ]
    return [
        [{s: making[p][s] + int(transit[s, z]) for s in sites} for z, sites in enumerate(zones)]
        for p, zones in enumerate(preferred)
    ]


def days(ticks_: float) -> float:
    """Days of so many ticks."""
    return ticks_ / TICKS_PER_DAY

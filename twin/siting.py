"""The one written rule by which every design is placed and sized before any result is seen.

Where: the cities that make the population-weighted great-circle distance from the zones to their nearest
site small (the p-median problem): sites are added one after the other where they cut it most (Kuehn and
Hamburger 1963), then swapped for other cities as long as that helps (Teitz and Bart 1968). How large: each
station gets as many servers as keep it at or below the network's utilisation cap at mean demand, with set-ups
(one an order, whatever its units), breakdowns, yield and working hours counted. How much stock: `stocking.py`.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from twin.capacity import DAYS_PER_WEEK, HOURS_PER_DAY, open_hours_per_week
from twin.knowledge import NOMINAL, Draw
from twin.places import great_circle, great_circle_matrix
from twin.spec.flow import Demand, Zone
from twin.spec.network import Network
from twin.spec.place import Place
from twin.spec.product import Product, Variants
from twin.spec.site import Shift, Site, Station

Floats = NDArray[np.float64]


def spread(zones: Sequence[Zone], count: int) -> tuple[Place, ...]:
    """The places of `count` sites for these zones, those that serve most people first."""
    if count < 1:
        return ()
    candidates = sorted(zones, key=lambda zone: (-zone.share, zone.luck))
    weights = np.array([zone.share for zone in candidates])
    distance = _distances([zone.place for zone in candidates])
    chosen = _swapped(_greedy(weights, distance, min(count, len(candidates))), weights, distance)
    served = distance[chosen].argmin(axis=0)
    people = [math.fsum(weights[served == k]) for k in range(len(chosen))]
    order = sorted(range(len(chosen)), key=lambda k: (-people[k], chosen[k]))
    return tuple(candidates[chosen[k]].place for k in order)


def _greedy(weights: Floats, distance: Floats, count: int) -> list[int]:
    chosen: list[int] = []
    for _ in range(count):
        free = [i for i in range(len(weights)) if i not in chosen]
        chosen.append(min(free, key=lambda i: (_reach([*chosen, i], weights, distance), i)))
    return chosen


def _swapped(chosen: list[int], weights: Floats, distance: Floats) -> list[int]:
    best = _reach(chosen, weights, distance)
    improved = True
    while improved:
        improved = False
        for k in range(len(chosen)):
            for i in range(len(weights)):
                trial = [*chosen[:k], i, *chosen[k + 1 :]]
                if i not in chosen and (reach := _reach(trial, weights, distance)) < best - 1e-6:
                    chosen, best, improved = trial, reach, True
    return chosen


def _reach(chosen: list[int], weights: Floats, distance: Floats) -> float:
    """Population-weighted distance (person km) from the zones to the nearest chosen site."""
    return math.fsum(weights * distance[chosen].min(axis=0))


def _distances(places: Sequence[Place]) -> Floats:
    lat = np.array([place.lat for place in places])
    lon = np.array([place.lon for place in places])
    return great_circle_matrix(lat, lon, lat, lon)


def sized(network: Network) -> Network:
    """The network with servers by the rule."""
    load = loads(network)
    sites = tuple(_sized_site(site, load.get(site.name, {}), network) for site in network.sites)
    return network.model_copy(update={"sites": sites})


def shelves(network: Network) -> tuple[Site, ...]:
    """Sites that keep a product made to stock for customers: warehouses and micro-factories; without any, all makers."""
    near = tuple(
        site
        for site in network.sites
        if site.kind == "warehouse" or (site.kind == "micro_factory" and site.stations)
    )
    return near or tuple(site for site in network.sites if site.stations)


def source_of(shelf: Site, network: Network) -> Site:
    """Who fills a shelf: a maker its own, a warehouse the nearest maker."""
    if shelf.stations:
        return shelf
    makers = [site for site in network.sites if site.stations]
    return min(makers, key=lambda maker: (great_circle(maker.place, shelf.place), maker.luck))


def loads(network: Network) -> dict[str, dict[str, float]]:
    """Units a day that each maker (outer key) has to make, by product, when zones use their nearest site."""
    result: dict[str, dict[str, float]] = {}
    for demand in network.demand:
        product = network.product(demand.product)
        stocked = product.fulfilment == "make_to_stock"
        near = shelves(network) if stocked else network.makers(product)
        for name, units in asked(network, demand, near).items():
            maker = source_of(network.site(name), network).name if stocked else name
            entry = result.setdefault(maker, {})
            entry[demand.product] = entry.get(demand.product, 0.0) + units
    return result


def shelf_loads(network: Network) -> dict[str, dict[str, float]]:
    """Units a day that customers take from each shelf (outer key), by product."""
    result: dict[str, dict[str, float]] = {}
    for demand in network.demand:
        for name, units in asked(network, demand, shelves(network)).items():
            entry = result.setdefault(name, {})
            entry[demand.product] = entry.get(demand.product, 0.0) + units
    return result


def asked(network: Network, demand: Demand, sites: Sequence[Site]) -> dict[str, float]:
    """Units a day asked of each of these sites when every zone uses its nearest."""
    zones = [zone for zone in network.zones if demand.zones is None or zone.name in demand.zones]
    total = math.fsum(zone.share for zone in zones)
    result: dict[str, float] = {}
    for zone in zones:
        site = min(sites, key=lambda one: (great_circle(one.place, zone.place), one.luck))
        units = demand.per_day.value * demand.units * zone.share / total
        result[site.name] = result.get(site.name, 0.0) + units
    return result


def _sized_site(site: Site, load: dict[str, float], network: Network) -> Site:
    products = [network.product(name) for name in load]
    orders = units_per_order(network)
    stations = tuple(
        station.model_copy(
            update={
                "servers": servers_needed(site, station, load, products, network.sizing.utilisation, orders)
            }
        )
        for station in site.stations
    )
    return site.model_copy(update={"stations": stations})


def units_per_order(network: Network) -> dict[str, float]:
    """Mean units of an order, by product."""
    orders: dict[str, float] = {}
    units: dict[str, float] = {}
    for demand in network.demand:
        orders[demand.product] = orders.get(demand.product, 0.0) + demand.per_day.value
        units[demand.product] = units.get(demand.product, 0.0) + demand.per_day.value * demand.units
    return {name: units[name] / orders[name] if orders[name] else 1.0 for name in orders}


def servers_needed(
    site: Site,
    station: Station,
    load: dict[str, float],
    products: Sequence[Product],
    cap: float,
    order_units: Mapping[str, float],
) -> int:
    """Smallest number of servers with utilisation at or below `cap` for `load` units a day by product."""
    work = math.fsum(
        load[product.name] * days_per_unit(station, product, order_units.get(product.name, 1.0))
        for product in products
        if station.name in product.route
    )
    available = open_share(site.shifts) * availability(station)
    return max(1, math.ceil(round(work / (available * cap), 9)))


def days_per_unit(
    station: Station, product: Product, order_units: float = 1.0, draw: Draw = NOMINAL
) -> float:
    """Mean days of one server per good unit: process time and its part of an order's set-up, over batch and yield.

    A batch takes its set-up once, so the part of a unit is one over the larger of order and batch.
    """
    times = {item.product: item.time for item in station.process_times}
    process = draw(times.get(product.name, station.process_time).mean) / station.batch
    setup = draw(station.setup_time.mean) * change_share(product.variants) if station.setup_time else 0.0
    return (process + setup / max(order_units, station.batch)) / max(draw(station.good), 0.01)


def change_share(variants: Variants) -> float:
    """Chance that two orders in a row ask for different variants: 1 - sum of squared shares."""
    weights = variant_weights(variants)
    total = math.fsum(weights)
    return 1.0 - math.fsum((weight / total) ** 2 for weight in weights)


def variant_weights(variants: Variants) -> tuple[float, ...]:
    """Relative demand of each variant."""
    if variants.mix == "uniform":
        return (1.0,) * variants.count
    if variants.mix == "zipf":
        return tuple(1.0 / rank for rank in range(1, variants.count + 1))
    return variants.mix


def open_share(shifts: Sequence[Shift]) -> float:
    """Share of the week in which a site works; 1 without shifts."""
    return open_hours_per_week(shifts) / (HOURS_PER_DAY * DAYS_PER_WEEK)


def availability(station: Station, draw: Draw = NOMINAL) -> float:
    """Share of time that a server is up: mtbf / (mtbf + mttr)."""
    if station.failures is None:
        return 1.0
    up, down = draw(station.failures.mtbf.mean), draw(station.failures.mttr.mean)
    return up / (up + down)


def fitted(network: Network, draw: Draw) -> Network:
    """The design as its builder would size it if the numbers were those of the draw.

    Whoever builds a workshop knows how long an assembly takes; only we do not. So servers and warehouse stocks
    move with the work that the rule sees, in proportion to the stated numbers, which keeps every edit of the
    user: an added server or a demand that grew after the sizing stays added and grown.
    """
    if draw == NOMINAL:
        return network
    demand = {d.product: _ratio(draw(d.per_day), d.per_day.value) for d in network.demand}
    sites = tuple(_fitted_site(site, network, draw, demand) for site in network.sites)
    return network.model_copy(update={"sites": sites})


def _ratio(drawn: float, stated: float) -> float:
    return drawn / stated if stated else 1.0


def _fitted_site(site: Site, network: Network, draw: Draw, demand: dict[str, float]) -> Site:
    stations = tuple(_fitted_station(station, network, draw, demand) for station in site.stations)
    stock = tuple(
        item.model_copy(update={"order_up_to": math.ceil(item.order_up_to * demand.get(item.item, 1.0))})
        for item in site.stock
    )
    return site.model_copy(update={"stations": stations, "stock": stock})


def _fitted_station(station: Station, network: Network, draw: Draw, demand: dict[str, float]) -> Station:
    products = [p for p in network.products if station.name in p.route and p.name in demand]
    if not products:
        return station
    orders = units_per_order(network)
    stated = math.fsum(days_per_unit(station, p, orders[p.name]) for p in products) / availability(station)
    drawn = math.fsum(
        days_per_unit(station, p, orders[p.name], draw) * demand[p.name] for p in products
    ) / availability(station, draw)
    servers = max(1, math.ceil(round(station.servers * _ratio(drawn, stated), 9)))
    return station.model_copy(update={"servers": servers})

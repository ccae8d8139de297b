"""Demand as a rate over time: split between zones, by month, growing, with shocks."""

import math

import numpy as np
from numpy.typing import NDArray

from twin.engine.plan import DemandPlan, ShockPlan
from twin.knowledge import Draw
from twin.laws import law
from twin.spec.events import DemandShock
from twin.spec.flow import Demand, Zone
from twin.spec.network import Network
from twin.spec.product import Product
from twin.spec.scenario import RunSettings

_MONTH = 365.0 / 12.0
_YEAR = 365.0


def demand_plans(network: Network, settings: RunSettings, draw: Draw) -> list[DemandPlan]:
    """One plan for every product, zone and entry of the demand list whose share is not zero."""
    plans: list[DemandPlan] = []
    products = {product.name: index for index, product in enumerate(network.products)}
    zone_index = {zone.name: index for index, zone in enumerate(network.zones)}
    entries: dict[str, int] = {}
    for position, demand in enumerate(network.demand):
        entry = entries[demand.product] = entries.get(demand.product, -1) + 1
        edges, intensity = _intensity(demand, settings, draw)
        zones = [zone for zone in network.zones if demand.zones is None or zone.name in demand.zones]
        total = math.fsum(zone.share for zone in zones)
        for zone in zones:
            recorded = tuple(sorted(day for day, name in demand.recorded if name == zone.name))
            rate = draw(demand.per_day) * zone.share / total if total > 0 else 0.0
            if rate > 0 or recorded:
                plans.append(
                    DemandPlan(
                        luck=(zone.luck, demand.product, str(entry)),
                        entry=position,
                        product=products[demand.product],
                        zone=zone_index[zone.name],
                        rate=rate,
                        arrivals=demand.arrivals,
                        units=demand.units,
                        patience=None if demand.patience is None else law(demand.patience, draw),
                        lost=demand.unmet == "lost",
                        edges=edges,
                        intensity=intensity,
                        recorded=recorded,
                        shocks=_shocks(network, demand, zone, draw),
                    )
                )
    return plans


def _intensity(
    demand: Demand, settings: RunSettings, draw: Draw
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Days at which the rate changes, and the factor between them; growth goes month by month."""
    start, end, growth = -settings.warm_up, settings.horizon, draw(demand.growth)
    if all(factor == demand.season[0] for factor in demand.season) and growth == 0:
        return np.array([start, end]), np.array([demand.season[0]])
    months = range(math.ceil(start / _MONTH), math.floor(end / _MONTH) + 1)
    edges = np.array(sorted({start, end, *(month * _MONTH for month in months)}))
    middles = (edges[:-1] + edges[1:]) / 2
    season = [demand.season[math.floor(day / _MONTH) % 12] for day in middles]
    rising = [(1.0 + growth) ** (day / _YEAR) for day in middles]
    return edges, np.array([a * b for a, b in zip(season, rising, strict=True)])


def _shocks(network: Network, demand: Demand, zone: Zone, draw: Draw) -> tuple[ShockPlan, ...]:
    found: list[ShockPlan] = []
    for event in network.disruptions:
        if not isinstance(event, DemandShock):
            continue
        if event.zone not in (None, zone.name) or event.product not in (None, demand.product):
            continue
        start, length = draw(event.start), draw(event.length)
        same = sum(1 for shock in found if shock.start == start)
        found.append(ShockPlan(f"{start!r}/{same}", start, start + length, draw(event.factor)))
    return tuple(found)


def variant_shares(product: Product) -> NDArray[np.float64]:
    """Cumulative shares of a product's variants; the last is 1."""
    variants = product.variants
    if variants.mix == "uniform":
        weights = [1.0] * variants.count
    elif variants.mix == "zipf":
        weights = [1.0 / rank for rank in range(1, variants.count + 1)]
    else:
        weights = list(variants.mix)
    shares = np.cumsum(weights) / math.fsum(weights)
    shares[-1] = 1.0
    return shares

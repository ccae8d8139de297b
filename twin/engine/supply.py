"""Stocks, suppliers and collections as numbers: who keeps what, and where it comes from."""

import math

import numpy as np
from numpy.typing import NDArray

from twin.engine.plan import GRAIN, CollectionPlan, FailurePlan, StockPlan, SupplierPlan
from twin.errors import InputError
from twin.knowledge import Draw
from twin.laws import law, ticks
from twin.routes import NO_LANE, Routes
from twin.spec.events import SupplierOutage
from twin.spec.network import Network, can_make
from twin.spec.site import Collection, Site, Stock

_YEAR = 365.0
Bill = list[tuple[tuple[int, int], ...]]


def grains(amount: float) -> int:
    """Whole millionths of a kg or of a unit."""
    return math.floor(amount * GRAIN + 0.5)


def bills(network: Network, draw: Draw) -> Bill:
    """Materials that go into one unit of each product, what is lost of them included: (item, grains)."""
    items = {m.name: len(network.products) + n for n, m in enumerate(network.materials)}
    result: Bill = []
    for product in network.products:
        rows = []
        for part in product.bill:
            rows.append((items[part.material], grains(draw(part.amount))))
        result.append(tuple(rows))
    return result


def co_products(network: Network, draw: Draw) -> Bill:
    """What appears beside one unit of each product: (item, grains)."""
    index = {p.name: n for n, p in enumerate(network.products)}
    return [
        tuple((index[c.product], grains(draw(c.per_unit))) for c in p.co_products) for p in network.products
    ]


def stock_plans(
    network: Network, sites: tuple[Site, ...], inbound: Routes, between: Routes
) -> list[StockPlan]:
    """Every stock, in the order of the sites; InputError when nothing can fill one that is reordered."""
    finder = _Sources(network, sites, inbound, between)
    plans: list[StockPlan] = []
    for index, site in enumerate(sites):
        for stock in site.stock:
            item = finder.items[stock.item]
            up_to, quantity, point = (
                grains(stock.order_up_to),
                grains(stock.order_quantity),
                grains(stock.reorder_point),
            )
            full = point + quantity if stock.policy == "r_Q" else up_to
            plans.append(
                StockPlan(
                    index=len(plans),
                    site=index,
                    item=item,
                    policy=stock.policy,
                    reorder_point=point,
                    order_up_to=up_to,
                    order_quantity=quantity,
                    initial=full if stock.initial is None else grains(stock.initial),
                    source=finder.source(index, stock) if up_to or quantity else ("none", 0),
                    whole=item < len(network.products),
                )
            )
            _checked(plans[-1], stock, site)
    return plans


def _checked(plan: StockPlan, stock: Stock, site: Site) -> None:
    where = f"stock of {stock.item!r} at {site.name!r}"
    if plan.policy == "r_Q" and plan.order_quantity == 0 and plan.reorder_point > 0:
        raise InputError(f"The {where} reorders nothing: give an order_quantity.")
    if plan.policy == "s_S" and plan.order_up_to and plan.order_up_to <= plan.reorder_point:
        raise InputError(f"The {where} needs order_up_to above reorder_point ({stock.reorder_point:g}).")


class _Sources:
    """Where each stock is filled from."""

    def __init__(self, network: Network, sites: tuple[Site, ...], inbound: Routes, between: Routes) -> None:
        self._network, self._sites = network, sites
        self._inbound, self._between = inbound, between
        self._suppliers = {s.name: n for n, s in enumerate(network.suppliers)}
        self._site_index = {s.name: n for n, s in enumerate(sites)}
        self.items = {p.name: n for n, p in enumerate(network.products)}
        self.items |= {m.name: len(network.products) + n for n, m in enumerate(network.materials)}

    def source(self, site: int, stock: Stock) -> tuple[str, int]:
        """('supplier', k), ('site', k) or ('make', product) for a stock that is reordered."""
        named = stock.source
        if named is not None and named in self._suppliers:
            return self._reached("supplier", self._suppliers[named], site, stock)
        if named is not None and named != self._sites[site].name:
            return self._reached("site", self._site_index[named], site, stock)
        if self.items[stock.item] < len(self._network.products):
            return self._product_source(site, stock)
        return self._material_source(site, stock)

    def _reached(self, kind: str, source: int, site: int, stock: Stock) -> tuple[str, int]:
        lanes = self._inbound.lane if kind == "supplier" else self._between.lane
        if lanes[source, site] == NO_LANE:
            raise InputError(
                f"No lane leads from {stock.source!r} to site {self._sites[site].name!r}, which orders {stock.item!r} "
                "there. Add a lane whose destination is the site, its kind, or '*'."
            )
        return kind, source

    def _product_source(self, site: int, stock: Stock) -> tuple[str, int]:
        product = self._network.product(stock.item)
        if can_make(self._sites[site], product):
            return "make", self.items[stock.item]
        makers = [n for n, other in enumerate(self._sites) if n != site and can_make(other, product)]
        return self._nearest("site", makers, self._between, site, stock)

    def _material_source(self, site: int, stock: Stock) -> tuple[str, int]:
        sellers = next(m.suppliers for m in self._network.materials if m.name == stock.item)
        if sellers:
            return self._nearest(
                "supplier", [self._suppliers[s] for s in sellers], self._inbound, site, stock
            )
        keepers = [
            n
            for n, other in enumerate(self._sites)
            if n != site and any(s.item == stock.item for s in other.stock)
        ]
        if not keepers and any(c.material == stock.item for c in self._sites[site].collections):
            return "none", 0
        return self._nearest("site", keepers, self._between, site, stock)

    def _nearest(
        self, kind: str, candidates: list[int], pairs: Routes, site: int, stock: Stock
    ) -> tuple[str, int]:
        ends = self._network.suppliers if kind == "supplier" else self._sites
        reached = [n for n in candidates if pairs.lane[n, site] != NO_LANE]
        if not reached:
            raise InputError(
                f"Nothing fills the stock of {stock.item!r} at {self._sites[site].name!r}: no lane leads there from a "
                "supplier or a site that has it. Add a lane with that destination, or name a source."
            )
        return kind, min(reached, key=lambda n: (pairs.km[n, site], ends[n].luck))


def supplier_plans(network: Network, draw: Draw, warm_up: int) -> list[SupplierPlan]:
    """How long each supplier takes, and when it stands still."""
    plans: list[SupplierPlan] = []
    for index, supplier in enumerate(network.suppliers):
        stops = supplier.outages
        plans.append(
            SupplierPlan(
                index=index,
                luck=supplier.luck,
                lead=law(supplier.lead_time, draw),
                outages=None if stops is None else FailurePlan(law(stops.mtbf, draw), law(stops.mttr, draw)),
                windows=[
                    (
                        warm_up + ticks(draw(event.start)),
                        warm_up + ticks(draw(event.start) + draw(event.length)),
                    )
                    for event in network.disruptions
                    if isinstance(event, SupplierOutage)
                    and event.supplier == supplier.name
                    and draw(event.length) > 0
                ],
            )
        )
    return plans


def collection_plans(
    network: Network, sites: tuple[Site, ...], stock_of: dict[tuple[int, int], int], draw: Draw, away: Routes
) -> list[CollectionPlan]:
    """What is brought back to each site: kg a round by month, from the people within the radius."""
    items = {m.name: len(network.products) + n for n, m in enumerate(network.materials)}
    plans: list[CollectionPlan] = []
    for index, site in enumerate(sites):
        for collection in site.collections:
            stock = stock_of.get((index, items.get(collection.material, -1)))
            if stock is None:
                raise InputError(
                    f"Site {site.name!r} collects {collection.material!r} and has no stock of it: add one to its 'stock'."
                )
            plans.append(_collection(network, index, stock, collection, draw, away))
    return plans


def _collection(
    network: Network, site: int, stock: int, collection: Collection, draw: Draw, away: Routes
) -> CollectionPlan:
    people = np.array([zone.population for zone in network.zones])
    near = away.km[:, site] <= draw(collection.radius)
    served: NDArray[np.float64] = people[near]
    total = math.fsum(served.tolist())
    interval = draw(collection.interval)
    round_kg = draw(collection.per_person) * total * interval / _YEAR
    km = math.fsum((served * away.km[near, site]).tolist()) / total if total else 0.0
    lanes = away.lane[near, site]
    return CollectionPlan(
        site=site,
        stock=stock,
        interval=max(1, ticks(interval)),
        amounts=tuple(grains(round_kg * factor) for factor in collection.season),
        km=round(km, 3),
        lane=int(lanes[0]) if lanes.size else NO_LANE,
    )

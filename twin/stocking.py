"""How much stock by the written rule, and what a change of sites makes of it.

A shelf's base stock is the smallest that gives the asked fill rate under Poisson orders over its replenishment
time (Palm's theorem), in whole orders, for the zones nearest to it.
"""

import math
from collections.abc import Mapping

from scipy.special import pdtr

from twin.siting import shelf_loads, shelves, source_of, units_per_order
from twin.spec.network import Network
from twin.spec.site import Site, Stock, StockRule


def stocked(network: Network) -> Network:
    """Gives every shelf its base stock by the rule, for the zones nearest to it.

    What appears beside another product is not made for itself: its makers keep it as it comes, and begin with
    the stock that the rule asks for.
    """
    kept = ruled(network)
    sites = tuple(
        site.model_copy(update={"stock": (*kept.get(site.name, ()), *site.stock)}) for site in network.sites
    )
    return Network.model_validate({**{n: getattr(network, n) for n in Network.model_fields}, "sites": sites})


def ruled(network: Network) -> dict[str, tuple[Stock, ...]]:
    """The stocks that the rule asks for, by site; none when the network has no rule."""
    rules = network.sizing.stock
    if not rules:
        return {}
    asked, order = shelf_loads(network), units_per_order(network)
    beside = {co.product for product in network.products for co in product.co_products}
    kept: dict[str, tuple[Stock, ...]] = {}
    for shelf in shelves(network):
        load = asked.get(shelf.name, {})
        source = None if shelf.stations else source_of(shelf, network).name
        levels = {r.product: _level(load.get(r.product, 0.0), order[r.product], r, shelf) for r in rules}
        kept[shelf.name] = tuple(
            Stock(item=item, initial=level)
            if shelf.stations and item in beside
            else Stock(item=item, order_up_to=level, source=source)
            for item, level in levels.items()
        )
    for site in network.sites:
        if site.stations and site.name not in kept:
            kept[site.name] = tuple(Stock(item=item) for item in sorted(beside))
    return kept


def restocked(before: Network, after: Network) -> Network:
    """`after` a change of sites: what the rule had set is set anew for the new loads, and what an edit had made of it
    (half the stock) stays in proportion; a new site takes the proportion that all the others have."""
    old, new = ruled(before), ruled(after)
    if not new:
        return after
    shares = {
        (site.name, stock.item): _top(stock) / _top(ruled_stock)
        for site in before.sites
        for ruled_stock in old.get(site.name, ())
        for stock in site.stock
        if stock.item == ruled_stock.item and _top(ruled_stock)
    }
    usual = next(iter(shares.values())) if len({round(share, 9) for share in shares.values()}) == 1 else 1.0
    sites = tuple(_restocked(site, new.get(site.name, ()), shares, usual) for site in after.sites)
    return after.model_copy(update={"sites": sites})


def _top(stock: Stock) -> float:
    """The level up to which a stock is filled, or with which it begins."""
    return stock.order_up_to or stock.initial or 0.0


def _restocked(
    site: Site, wanted: tuple[Stock, ...], shares: Mapping[tuple[str, str], float], usual: float
) -> Site:
    own = {stock.item: stock for stock in site.stock}
    by_rule = tuple(
        _filled_to(own.get(stock.item, stock), _top(stock) * shares.get((site.name, stock.item), usual))
        for stock in wanted
    )
    items = {stock.item for stock in wanted}
    return site.model_copy(
        update={"stock": (*by_rule, *(stock for stock in site.stock if stock.item not in items))}
    )


def _filled_to(stock: Stock, level: float) -> Stock:
    """A stock with its levels in proportion, so that it is filled up to (or begins with) this one."""
    factor = level / _top(stock) if _top(stock) else 1.0
    fields = ("reorder_point", "order_up_to", "order_quantity")
    levels = {name: round(getattr(stock, name) * factor, 6) for name in fields}
    initial = None if stock.initial is None else round(stock.initial * factor, 6)
    return stock.model_copy(update={**levels, "initial": initial})


def _level(units_a_day: float, units: float, rule: StockRule, shelf: Site) -> float:
    """Base stock in whole orders: an order for 20 units takes its 20 at once; never less than one order."""
    if units_a_day == 0:
        return units
    days = rule.own.value if rule.own is not None and shelf.stations else rule.replenishment.value
    return round(units * base_stock_for(units_a_day / units, days, rule.fill_rate), 6)


def base_stock_for(units_a_day: float, lead_days: float, fill_rate: float) -> int:
    """Smallest S whose fill rate P(Poisson(demand x lead time) <= S - 1) reaches the target."""
    mean = units_a_day * lead_days
    level = max(1, math.floor(mean))
    while pdtr(level - 1, mean) < fill_rate:
        level += 1
    return level

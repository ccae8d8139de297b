"""Stocks, suppliers and collections as numbers."""

from twin.engine.plan import GRAIN, CollectionPlan, StockPlan, SupplierPlan
from twin.knowledge import Draw
from twin.spec.network import Network
from twin.spec.site import Site


def stock_plans(
    network: Network, sites: tuple[Site, ...], draw: Draw
) -> tuple[
    list[StockPlan],
    dict[tuple[int, int], int],
    list[tuple[tuple[int, int], ...]],
    list[tuple[tuple[int, int], ...]],
]:
    """Stocks, where they are, bills of materials and co-products."""
    materials = {m.name: len(network.products) + n for n, m in enumerate(network.materials)}
    products = {p.name: n for n, p in enumerate(network.products)}
    bill = [
        tuple((materials[b.material], round(draw(b.amount) / max(1e-9, 1 - draw(b.waste)) * GRAIN)) for b in p.bill)
        for p in network.products
    ]
    beside = [
        tuple((products[c.product], round(draw(c.per_unit) * GRAIN)) for c in p.co_products) for p in network.products
    ]
    return [], {}, bill, beside


def supplier_plans(network: Network, draw: Draw, warm_up: int) -> list[SupplierPlan]:
    """How long each supplier takes, and when it stands still."""
    return []


def collection_plans(
    network: Network, sites: tuple[Site, ...], stock_of: dict[tuple[int, int], int], draw: Draw
) -> list[CollectionPlan]:
    """What is brought back to each site."""
    return []

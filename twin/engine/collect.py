"""Reverse feedstock: at every round what the people around have kept comes in, more or less by the month."""

from twin.engine.replenish import FROM_ZONE
from twin.engine.stock import Stores
from twin.engine.wiring import Wiring
from twin.records import TICKS_PER_DAY, MoveKind

_MONTHS = 12
_MONTH = 365 * TICKS_PER_DAY // _MONTHS


def connect(wiring: Wiring, stores: Stores) -> None:
    """Handles 'collected'."""
    plan, kernel, state = wiring.plan, wiring.kernel, wiring.state

    def collected(index: int, _b: int) -> None:
        collection = plan.collections[index]
        now = kernel.env.now
        amount = collection.amounts[(now - plan.warm_up) // _MONTH % _MONTHS]
        kernel.after(collection.interval, "collected", index)
        if amount:
            stock = plan.stocks[collection.stock]
            kg = amount / 1_000_000
            material = stock.item - len(plan.products)
            state.shipments.extend(
                (collection.lane, FROM_ZONE, -1, 0, collection.site, -1, material, now, now)
            )
            state.shipment_amounts.extend((kg, kg, collection.km))
            stores.add(collection.stock, amount, MoveKind.COLLECTED)

    kernel.handlers["collected"] = collected

"""Stocks: base stock, (s, S), (r, Q), one period, and a supplier that fails.

Shelves start full. Warm-ups are fifty or more lead times; lead times end, so nothing is left of the start.
"""

from collections.abc import Callable

import numpy as np

from twin import theory
from twin.errors import RunError
from twin.records import Outcome, RunLog
from twin.spec import Network, Stock, Supplier, SupplierOutages, Variable
from twin.validate.case import Case
from twin.validate.textbook import (
    TICKS,
    counted,
    demand,
    per_order,
    place,
    product,
    site,
    station,
    system,
    time,
    time_average,
)

_TAIL = 50.0
_HADLEY = "Hadley and Whitin 1963"
ORDER, HOLDING, BACKLOG = (
    5.0,
    1.0,
    4.0,
)  # cost of an order; of a unit held and of a unit owed per unit of time
BULKS = {1: 0.8, 3: 0.2}
Read = Callable[[RunLog], float]


def shop(
    stock: Stock, per_unit: float, lead: Variable, bulks: dict[int, float] | None = None
) -> Callable[[], Network]:
    """Builder of a shop that is refilled by a supplier; `bulks` is the share of demands by size."""

    def build() -> Network:
        demands = tuple(demand(per_unit * share, units=size) for size, share in (bulks or {1: 1.0}).items())
        return system(
            (site("shop", station(), stock=(stock,)),), demands, (product(fulfilment="make_to_stock"),),
            suppliers=(Supplier(name="mill", place=place("mill"), lead_time=lead),),
        )  # fmt: skip

    return build


def from_shelf(expected: float, per_unit: float) -> Read:
    """Share of the orders met from the shelf."""

    def value(log: RunLog) -> float:
        rows = counted(log, _TAIL)
        at_once = log.orders.made[rows] == log.orders.placed[rows]
        return per_order(log, at_once.astype(float), expected, per_unit, _TAIL)

    return value


def owed(log: RunLog) -> float:
    """Mean units that customers wait for."""
    orders = log.orders
    return time_average(log, orders.placed, orders.made, orders.units.astype(float))


def shelf(log: RunLog) -> float:
    """Mean units on the shelf."""
    return time_average(log, log.moves.time, np.full(log.moves.time.size, -1), log.moves.amount)


def reorders(log: RunLog) -> float:
    """Deliveries in a unit of time."""
    arrived = (log.shipments.target_kind == 0) & (log.shipments.departed >= log.warm_up)
    return float(arrived.sum()) / ((log.end - log.warm_up) / TICKS)


def cost(log: RunLog) -> float:
    """Orders, holding and backlog in a unit of time."""
    return ORDER * reorders(log) + HOLDING * shelf(log) + BACKLOG * owed(log)


def _palm(stock: int, lead: Variable, law: str) -> tuple[Case, ...]:
    fill, waiting = theory.fill_rate(stock, 6), theory.backorders(stock, 6)
    build = shop(Stock(item="p", order_up_to=stock, source="mill"), 6, lead)
    name = f"Base stock {stock}, demand 6 over the {law} lead time"
    return (
        Case(
            f"{name}: fill rate",
            fill,
            "1",
            0.008,
            "Palm 1938",
            build,
            from_shelf(fill, 6),
            days=20,
            warm_up=1,
        ),
        Case(
            f"{name}: backorders",
            waiting,
            "units",
            0.015,
            "Palm 1938; METRIC, Sherbrooke 1968",
            build,
            owed,
            days=12,
            warm_up=1,
        ),
    )


def _quantities() -> tuple[Case, ...]:
    up_to = Stock(item="p", policy="s_S", reorder_point=4, order_up_to=10, source="mill")
    fixed = Stock(item="p", policy="r_Q", reorder_point=5, order_quantity=4, source="mill")
    lead = time(1, "fixed")
    fill = theory.reorder_fill(5, 4, 6)
    by_name = {"(s, S) = (4, 10)": (up_to, 4, 6), "(r, Q) = (5, 4)": (fixed, 5, 4)}
    costs = []
    for name, (stock, point, quantity) in by_name.items():
        held, waiting = theory.reorder_levels(point, quantity, 6)
        expected = ORDER * 6 / quantity + HOLDING * held + BACKLOG * waiting
        costs.append(Case(f"{name}, Poisson demand, fixed lead time: cost", expected, "EUR a unit of time", 0.12, _HADLEY,
                          shop(stock, 6, lead), cost, days=10, warm_up=1))  # fmt: skip
    return (
        *costs,
        Case("(r, Q) = (5, 4), Poisson demand, fixed lead time: fill rate", fill, "1", 0.008, _HADLEY, shop(fixed, 6, lead),
             from_shelf(fill, 6), days=15, warm_up=1),
    )  # fmt: skip


def _bulk() -> tuple[Case, ...]:
    """Demands of one unit (four in five) and of three; five demands a unit of time, lead time 1."""
    stock = Stock(item="p", policy="s_S", reorder_point=8, order_up_to=14, source="mill")
    build = shop(stock, 5, time(1, "fixed"), BULKS)
    demands, short = theory.bulk_reorder(6, BULKS)
    net = 14 - short - 5 * sum(size * share for size, share in BULKS.items())
    source = "renewal; Zipkin 2000, 6.5"
    return (
        Case("(s, S) = (8, 14), bulk demand: orders in a unit of time", 5 / demands, "orders", 0.005, source, build, reorders,
             days=30, warm_up=1),
        Case("(s, S) = (8, 14), bulk demand: mean stock less backorders", net, "units", 0.05, source, build,
             lambda log: shelf(log) - owed(log), days=40, warm_up=1),
    )  # fmt: skip


def _made_to_stock() -> tuple[Case, ...]:
    """One exponential machine refills a base stock of five, load 0.7."""

    def build() -> Network:
        works = site("works", station(), stock=(Stock(item="p", order_up_to=5),))
        return system((works,), (demand(0.7),), (product(fulfilment="make_to_stock"),))

    fill, waiting = theory.made_to_stock_fill(5, 0.7), theory.made_to_stock_backorders(5, 0.7)
    source = "Buzacott and Shanthikumar 1993"
    return (
        Case("Made to stock on one machine, load 0.7, base stock 5: fill rate", fill, "1", 0.016, source, build,
             from_shelf(fill, 0.7), days=150, warm_up=15),
        Case("Made to stock on one machine, load 0.7, base stock 5: backorders", waiting, "units", 0.08, source, build, owed,
             days=150, warm_up=15),
    )  # fmt: skip


def _newsvendor() -> Case:
    """A hundred papers, each with a demand of 6 and the stock that a critical ratio of 0.8 asks for; one day."""
    stock = theory.newsvendor_stock(6, 0.8)
    names = tuple(f"paper {n}" for n in range(100))

    def build() -> Network:
        kiosk = site("kiosk", station(), stock=tuple(Stock(item=name, initial=stock) for name in names))
        papers = tuple(product(name, fulfilment="make_to_stock") for name in names)
        return system((kiosk,), tuple(demand(0.06, name, unmet="lost") for name in names), papers)

    def sold(log: RunLog) -> float:
        return float((log.orders.made >= 0).sum()) / len(names)

    return Case("Newsvendor, demand 6, critical ratio 0.8: mean sales", theory.newsvendor_sales(stock, 6), "papers", 0.05,
                "Arrow, Harris and Marschak 1951", build, sold, days=1)  # fmt: skip


def _disrupted() -> Case:
    """Ten units at a time for 20 customers a unit of time; the supplier fails every 2 units, for half a unit."""
    quantity, per_unit, order, held, lost, cycles = 10, 20.0, 8.0, 0.5, 5.0, 400
    length, area, gone = theory.disrupted_cycle(quantity, per_unit, 0.5, 2.0)
    expected = (order + held * area + lost * gone) / length

    def build() -> Network:
        stock = Stock(item="p", policy="r_Q", order_quantity=quantity, source="mill")
        mill = Supplier(
            name="mill",
            place=place("mill"),
            lead_time=time(0, "fixed"),
            outages=SupplierOutages(mtbf=time(2), mttr=time(0.5)),
        )
        asked = demand(per_unit, arrivals="regular", unmet="lost")
        return system(
            (site("shop", station(), stock=(stock,)),),
            (asked,),
            (product(fulfilment="make_to_stock"),),
            suppliers=(mill,),
        )

    def value(log: RunLog) -> float:
        """Cost of the first cycles: their number is fixed, so there is no bias of a quotient."""
        orders, moves = log.orders, log.moves
        sold = orders.placed[orders.made >= 0]
        if sold.size < quantity * cycles:
            raise RunError("The run is too short for its cycles.")
        end = int(sold[quantity * cycles - 1])
        missed = int(((orders.outcome == Outcome.LOST) & (orders.placed <= end)).sum())
        on_shelf = float((np.maximum(end - moves.time, 0) * moves.amount).sum()) / TICKS
        spent = order * cycles + held * on_shelf + lost * missed
        return expected + (spent - expected * end / TICKS) / (cycles * length)

    return Case("EOQ with a supplier that fails: cost", expected, "EUR a unit of time", 0.6,
                "Parlar and Berkin 1991, for customers who come singly", build, value, days=4)  # fmt: skip


CASES: tuple[Case, ...] = (
    *_palm(8, time(1, "fixed"), "fixed"),
    *_palm(10, time(1, "lognormal", 1.0), "lognormal"),
    *_quantities(),
    *_bulk(),
    *_made_to_stock(),
    _newsvendor(),
    _disrupted(),
)

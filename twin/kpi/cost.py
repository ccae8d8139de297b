"""Cost accounts: for each, the amounts it is charged on and the price of one.

All amounts are of the time from day 0 to the horizon; accounts are EUR over that time and are divided by the
units delivered to customers, of every product (`cost.*`, EUR per unit). Wages, electricity, freight and
material follow the network's price shocks in the period in which they are used.

Three accounts are priced from the others (`derived`): stock is held at what a unit cost to make, lost sales
cost the contribution that was not earned, and the carbon price falls on the whole footprint.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twin.knowledge import Draw
from twin.kpi import capital
from twin.kpi.ledger import WHOLE_NETWORK, Entry, Part, Rates, Totals, nothing
from twin.kpi.physical import (
    Hauled,
    Used,
    Worked,
    hauled,
    hours_worked,
    shocked,
    staff_hours,
    staffed,
    used,
    used_in,
    worked,
)
from twin.kpi.registry import FOOTPRINT_STAGES
from twin.kpi.tally import Tally
from twin.spec.network import Network
from twin.spec.quantity import Quantity

MAKING = ("capex", "fixed", "labour", "setup", "energy", "material", "scrap")
VARIABLE = (
    "labour",
    "setup",
    "energy",
    "material",
    "scrap",
    "inbound",
    "outbound",
    "duty",
    "intermediary",
    "carbon",
)
KG_PER_TONNE = 1000.0
DAYS_PER_YEAR = 365.0


def fixed(tally: Tally, network: Network) -> Iterator[Entry]:
    """Account `fixed`: fixed cost a year x years open, EUR."""
    for row in staffed(tally):
        if not nothing(row.place.fixed_cost):
            price = Rates((("fixed cost a year", row.place.fixed_cost),))
            yield Entry(
                "fixed", row.place.name, "years open", row.days / DAYS_PER_YEAR, "year", price, fixed=True
            )


def labour(tally: Tally, network: Network) -> Iterator[Entry]:
    """Accounts `labour` and `setup`: hours paid x wage of the site's country, EUR.

    Operators are paid while their server works or is set up, at a premium in overtime; staff are paid
    whatever is made (see `staff_hours`).
    """
    for row, what, hours in hours_worked(tally):
        if not nothing(row.station.operators):
            price = _paid(Rates((("operators", row.station.operators),)), row, network)
            account = "labour" if what == "work" else "setup"
            yield Entry(account, row.place.name, f"hours of {what} at {row.station.name}", hours, "h", price)
    for open_row in staffed(tally):
        if not nothing(open_row.place.staff):
            amount, hours_price, what = staff_hours(open_row, network)
            wage = network.economy(open_row.place.place.country).labour
            price = shocked(Rates((*hours_price.parts, ("wage", wage))), open_row.period, "wage")
            unit = "h" if network.community is None else "year"
            yield Entry("labour", open_row.place.name, f"{what} of staff", amount, unit, price, fixed=True)


def _paid(rates: Rates, row: Worked, network: Network) -> Rates:
    wage = network.economy(row.place.place.country).labour
    premiums = tuple(
        ("overtime premium", event.premium)
        for event in row.period.overtime
        if event.site in (None, row.place.name)
    )
    return shocked(Rates((*rates.parts, ("wage", wage)), premiums), row.period, "wage")


def energy(tally: Tally, network: Network) -> Iterator[Entry]:
    """Account `energy`: units worked x kWh a unit x price of the site's country, EUR."""
    for row in worked(tally):
        if row.units and not nothing(row.station.energy):
            power = network.economy(row.place.place.country).electricity
            price = shocked(
                Rates((("kWh a unit", row.station.energy), ("electricity", power))), row.period, "electricity"
            )
            yield Entry(
                "energy", row.place.name, f"units worked at {row.station.name}", row.units, "unit", price
            )


def material(tally: Tally, network: Network) -> Iterator[Entry]:
    """Accounts `material` (good units, what is cut off included) and `scrap` (scrapped units), EUR."""
    for row in used(tally, network):
        if not nothing(row.item.amount, row.material.price):
            yield Entry(
                "scrap" if row.scrapped else "material", row.place.name,
                used_in(row),
                row.units, "unit", bought(row),
            )  # fmt: skip


def bought(row: Used) -> Rates:
    """What the material of one unit costs."""
    return shocked(
        Rates((("kg a unit", row.item.amount), ("price a kg", row.material.price))), row.period, "material"
    )


def freight(tally: Tally, network: Network) -> Iterator[Entry]:
    """Accounts `inbound` (materials) and `outbound` (products): t.km x rate + shipments x fee, EUR."""
    for row in hauled(tally, network):
        account = "inbound" if row.inbound else "outbound"
        if row.work and not nothing(row.mode.cost):
            price = shocked(Rates((*row.parts, ("rate a t.km", row.mode.cost))), row.period, "freight")
            yield Entry(account, row.place.name, row.what, row.work, "t.km", price)
        if row.shipments and not nothing(row.mode.cost_per_shipment):
            mass = row.parts[:1]  # an implied haul counts its loads by the mass of a unit
            price = shocked(
                Rates((*mass, ("fee a shipment", row.mode.cost_per_shipment))), row.period, "freight"
            )
            yield Entry(account, row.place.name, f"shipments on {row.what}", row.shipments, "shipment", price)


def trade(tally: Tally, network: Network) -> Iterator[Entry]:
    """Accounts `duty` and `intermediary`: duty and margin of a lane x value carried, EUR.

    Products count at their selling price, materials at what they are bought for. Intermediaries take their
    share of what goes on to customers.
    """
    for row in hauled(tally, network):
        value = _value(row)
        if not nothing(row.lane.duty):
            price = Rates((*value, ("duty", row.lane.duty)))
            yield Entry("duty", row.place.name, f"goods on {row.lane.name}", row.amount, "unit or kg", price)
        if not nothing(row.lane.margin) and row.product is not None:
            price = Rates((*value, ("margin", row.lane.margin)))
            yield Entry(
                "intermediary", row.place.name, f"goods on {row.lane.name}", row.amount, "unit", price
            )


def _value(row: Hauled) -> tuple[Part, ...]:
    if row.product is not None:
        return (("price", row.product.price),)
    if row.material is not None:
        return (*row.parts[:1], ("price a kg", row.material.price))
    return ()


def mobile(tally: Tally, network: Network) -> Iterator[Entry]:
    """Account `mobile`: moves of factories in a box x cost of a move, EUR."""
    for site, times in tally.moves:
        if network.move is not None and not nothing(network.move.cost):
            price = Rates((("cost of a move", network.move.cost),))
            yield Entry("mobile", tally.places[site].name, "moves", times, "move", price)


ACCOUNTS = (capital.annuities, capital.development, fixed, labour, energy, material, freight, trade, mobile)


def revenue(tally: Tally, network: Network) -> Iterator[Entry]:
    """`revenue`: units delivered x price x price factor, EUR; `unearned` is that of the units lost."""
    for row in tally.sold:
        product = network.products[row.product]
        parts: tuple[Part, ...] = (("price", product.price),)
        if row.demand >= 0:
            parts = (*parts, ("price factor", network.demand[row.demand].price_factor))
        for account, units in (("revenue", row.delivered), ("unearned", row.lost)):
            if units:
                yield Entry(account, WHOLE_NETWORK, f"units of {product.name}", units, "unit", Rates(parts))


class Derived(NamedTuple):
    """A line priced from the totals of the others: what it is, how much, and the price of one (EUR)."""

    account: str
    site: str
    what: str
    amount: float
    price: float
    formula: str


def derived(tally: Tally, network: Network, totals: Totals, draw: Draw) -> tuple[Derived, ...]:
    """Accounts `carbon`, `holding` and `lost_sales`, in this order (the last needs the first)."""
    carbon = Derived(
        "carbon", WHOLE_NETWORK, "footprint in tonnes",
        totals.of(f"co2.{stage}" for stage in FOOTPRINT_STAGES) / KG_PER_TONNE,
        draw(network.carbon_price), "footprint x carbon price",
    )  # fmt: skip
    lost = Derived(
        "lost_sales", WHOLE_NETWORK, "units lost", tally.lost,
        _contribution(tally, totals, carbon.amount * carbon.price), "price - variable cost, at least 0",
    )  # fmt: skip
    return (carbon, *_holding(tally, network, totals, draw), lost)


def _contribution(tally: Tally, totals: Totals, carbon: float) -> float:
    """Contribution of a lost unit: its price less the variable cost of a delivered one, EUR."""
    if not tally.lost:
        return 0.0
    cost = variable(totals, carbon) / tally.delivered if tally.delivered else 0.0
    return max(totals["unearned"] / tally.lost - cost, 0.0)


def variable(totals: Totals, carbon: float) -> float:
    """Cost that grows with the units made, EUR."""
    return totals.of(VARIABLE) - totals.fixed(VARIABLE) + carbon


def _holding(tally: Tally, network: Network, totals: Totals, draw: Draw) -> tuple[Derived, ...]:
    rate = draw(network.policy.holding_rate)
    made = sum(row.good for row in tally.making)
    making = totals.of(MAKING) / made if made else None
    rows = []
    for row in tally.stored:
        item = _item(row.item, network)
        is_product = row.item < len(network.products)
        value = making if is_product and making is not None else draw(item)
        rows.append(
            Derived(
                "holding", tally.places[row.site].name, f"{'unit' if is_product else 'kg'}-years of stock",
                row.amount_days / DAYS_PER_YEAR, value * rate, "value x holding rate",
            )
        )  # fmt: skip
    return tuple(rows)


def _item(item: int, network: Network) -> Quantity:
    """Price of a product or material by its stock index."""
    products = len(network.products)
    return network.products[item].price if item < products else network.materials[item - products].price

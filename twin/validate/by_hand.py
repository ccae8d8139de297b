"""Comparisons without luck: worked by hand, or exact by their nature."""

import numpy as np

from twin import theory
from twin.kpi import measure, tally
from twin.kpi.capital import recovery_factor
from twin.records import TICKS_PER_DAY, RunLog
from twin.run import simulate_network
from twin.spec import (
    BillItem,
    Capex,
    DemandShock,
    Economy,
    Failures,
    Lane,
    Material,
    Mode,
    Network,
    RunSettings,
    Site,
    Station,
    Stock,
    Supplier,
    Variable,
    given,
)
from twin.validate.case import Check
from twin.validate.textbook import UNIT, demand, failing, lane, place, product, site, station, system, time

_MINUTE = TICKS_PER_DAY // 1440
_DAY = RunSettings(horizon=1, warm_up=0, seed=1)


def _minutes(value: float) -> Variable:
    return Variable(mean=given(value / 1440, "day"))


def workshop() -> Network:
    """Orders at 8:00, 8:10, 8:20 and 12:00; cutting takes 30 minutes, pressing 45, the road two hours.

    Cut at 8:30, 9:00, 9:30, 12:30; pressed at 9:15, 10:00, 10:45, 13:15; delivered at 11:15, 12:00, 12:45, 15:15:
    lead times of 195, 230, 265 and 195 minutes, together 885.

    EUR of the day: energy 4 x (2 + 3) kWh x 0.20 = 4.00; labour 4 x 1.25 h x 40 = 200.00; material
    4 x 12 kg x 2 = 96.00; freight 4 x (10 kg x 100 km x 0.50 per t.km + 3) = 14.00; fixed 3650 / 365 = 10.00;
    capital 100,000 x 0.149029489 / 365 = 40.83; together 364.83. The press limits the works to 11,680 units a
    year, which is the size that the cost of 100,000 is for.
    """
    works = Site(
        name="works", kind="micro_factory", place=place("works"),
        stations=(
            Station(name="cut", process_time=_minutes(30), energy=given(2, "kWh"), operators=given(1, "person")),
            Station(name="press", process_time=_minutes(45), energy=given(3, "kWh"), operators=given(1, "person")),
        ),
        fixed_cost=given(3650, "EUR/year"),
        capex=Capex(cost=given(100_000, "EUR"), reference_capacity=given(11_680, "1"), life=given(10, "year"), wacc=given(0.08, "1/year")),
    )  # fmt: skip
    orders = tuple((minute / 1440, "town") for minute in (480, 490, 500, 720))
    van = Mode(
        name="van", speed=given(50, "km/h"), cost=given(0.5, "EUR/t.km"), cost_per_shipment=given(3, "EUR"),
        carbon=given(0.2, "kg CO2e/t.km"),
    )  # fmt: skip
    return system(
        (works,),
        (demand(0.04, arrivals="recorded", recorded=orders),),
        (product(route=("cut", "press"), bill=(BillItem(material="steel", amount=given(12, "kg")),)),),
        materials=(Material(name="steel", price=given(2, "EUR/kg")),),
        modes=(van,),
        lanes=(Lane(name="road", origin="*", destination="*", mode="van", distance=given(100, "km")),),
        economies=(
            Economy(
                country="GB",
                electricity=given(0.2, "EUR/kWh"),
                labour=given(40, "EUR/h"),
                grid=given(0.2, "kg CO2e/kWh"),
            ),
        ),
    )


def _lead_minutes() -> float:
    log = simulate_network(workshop(), _DAY)
    ticks = int((log.orders.delivered - log.orders.placed).sum())
    return ticks / _MINUTE


def _cents() -> float:
    network = workshop()
    counted = tally(simulate_network(network, _DAY), network)
    return round(measure(counted, network)["cost.landed"] * counted.delivered * 100)


def _drained() -> tuple[RunLog, Network]:
    """Two stations, failures, a random journey; orders stop half-way, so that everything has been delivered at the end."""
    works = site("works", station("cut", failures=failing(20, 4)), station("press", servers=2))
    stop = DemandShock(start=given(10, "day"), length=given(10, "day"), factor=given(0, "1"))
    network = system(
        (works,),
        (demand(0.6),),
        (product(route=("cut", "press")),),
        disruptions=(stop,),
        lanes=(lane(transit=time(5)),),
    )
    return simulate_network(network, RunSettings(horizon=20, warm_up=0, seed=7)), network


def _area_less_lead_times() -> float:
    """Ticks by which the area under the number of open orders differs from the sum of the lead times."""
    orders = _drained()[0].orders
    if (orders.delivered < 0).any():
        return float("nan")
    times = np.concatenate((orders.placed, orders.delivered))
    change = np.concatenate(
        (np.ones(orders.placed.size, np.int64), -np.ones(orders.delivered.size, np.int64))
    )
    order = np.argsort(times, kind="stable")
    number, spans = np.cumsum(change[order])[:-1], np.diff(times[order])
    return float(int((number * spans).sum()) - sum((orders.delivered - orders.placed).tolist()))


def _wip_over_flow() -> float:
    """L / (lambda W) from KPIs: work in progress over throughput times mean flow time."""
    log, network = _drained()
    counted = tally(log, network)
    orders = log.orders
    flow = float((orders.made - orders.released).mean()) / TICKS_PER_DAY
    return counted.wip / (orders.made.size / counted.days * flow)


def _shelf_ticks() -> float:
    """Unit-ticks on the shelf over ten cycles of ten units, twenty customers a unit of time, delivered at once."""
    stock = Stock(item="p", policy="r_Q", order_quantity=10, source="mill")
    mill = Supplier(name="mill", place=place("mill"), lead_time=time(0, "fixed"))
    network = system(
        (site("shop", station(), stock=(stock,)),),
        (demand(20, arrivals="regular"),),
        (product(fulfilment="make_to_stock"),),
        suppliers=(mill,),
    )
    log = simulate_network(network, RunSettings(horizon=6 * UNIT, warm_up=0, seed=1))
    end = int(5 * UNIT * TICKS_PER_DAY)
    area = np.rint(log.moves.amount).astype(np.int64) * np.maximum(end - log.moves.time, 0)
    return float(int(area.sum()))


def _replenished() -> float:
    """Unit-days on the shelf of the chain that SupplyNetPy publishes as its Model 1, over 59 days."""
    stock = Stock(item="p", policy="r_Q", reorder_point=500, order_quantity=500, initial=1000, source="mill")
    mill = Supplier(name="mill", place=place("mill"), lead_time=Variable(mean=given(2, "day")))
    every_other_day = tuple((float(day), "town") for day in range(0, 59, 2))
    network = system(
        (site("shop", station(), stock=(stock,)),),
        (demand(1, arrivals="recorded", recorded=every_other_day, units=120),),
        (product(fulfilment="make_to_stock"),),
        suppliers=(mill,),
    )
    log = simulate_network(network, RunSettings(horizon=59, warm_up=0, seed=1))
    area = np.rint(log.moves.amount).astype(np.int64) * (log.end - log.moves.time)
    return float(int(area.sum()) / TICKS_PER_DAY)


def _second_made() -> float:
    """Minute at which the second is made: two orders of three hours on a machine that fails after five hours of work.

    The second begins at 10:00, the machine fails at 12:00 and is mended at 14:00, the last hour ends at 15:00.
    """
    failures = Failures(mtbf=_minutes(300), mttr=_minutes(120), clock="operating")
    orders = ((0.0, "town"), (10 / 24, "town"))
    works = site("works", Station(name="make", process_time=_minutes(180), failures=failures))
    network = system((works,), (demand(0.01, arrivals="recorded", recorded=orders),))
    log = simulate_network(network, _DAY)
    return float(int(log.orders.made[1]) / _MINUTE)


def _twenty_over_one() -> float:
    """Capital of twenty works over one of twenty times the servers, cost by the power law with exponent 0.6."""

    def capital(sites: int, servers: int) -> float:
        capex = Capex(
            cost=given(1e6, "EUR"), reference_capacity=given(1000, "1"), exponent=given(0.6, "fraction"), life=given(10, "year"),
            wacc=given(0.08, "1/year"),
        )  # fmt: skip
        works = tuple(
            site(
                f"works {n}",
                station(process=_minutes(60), servers=servers),
                at=place(f"{n}", 40 + n / 2),
                capex=capex,
            )
            for n in range(sites)
        )
        network = system(works, (demand(0.2),))
        return measure(tally(simulate_network(network, _DAY), network), network)["capital.total"]

    return capital(20, 1) / capital(1, 20)


CHECKS: tuple[Check, ...] = (
    Check("Workshop by hand: lead times of four orders together", 885, "minutes", "by hand", _lead_minutes, whole=True),
    Check("Workshop by hand: cost of the day", 36_483, "cents", "by hand", _cents, whole=True),
    Check("Machine that fails while it works, by hand: second order made", 15 * 60, "minutes", "by hand", _second_made, whole=True),
    Check("Little's law, run that starts and drains empty: area less lead times", 0, "ticks", "Little 1961", _area_less_lead_times, whole=True),
    Check("Little's law, run that starts and drains empty: L / (lambda W) from KPIs", 1.0, "1", "Little 1961", _wip_over_flow),
    Check("EOQ without stops: unit-ticks on the shelf in ten cycles", 10 * 55 * 43_200_000, "ticks", "Harris 1913, units singly: Q (Q + 1) / 2 gaps", _shelf_ticks, whole=True),
    Check("(r, Q) = (500, 500), 120 every other day, lead time 2 days: unit-days on the shelf", 38_000, "unit-days",
          "SupplyNetPy, validation model 1: holding cost 7,600 at 0.2", _replenished, whole=True),
    Check("Disrupted EOQ: best order quantity of the published example", 772.811, "units", "Snyder and Shen, example 9.1 (formula alone)",
          lambda: round(theory.disrupted_eoq(1300, 8, 0.225, 5, 1.5, 14), 3)),
    Check("Annuity of 1,000,000 at 8 % over 10 years", 14_902_949, "cents", "capital recovery factor",
          lambda: round(1e8 * recovery_factor(0.08, 10)), whole=True),
    Check("Monthly payment of 200,000 at 7.5 % a year over 15 years", 1854.0247200054619, "EUR", "documentation of numpy-financial, pmt",
          lambda: 200_000 * recovery_factor(0.075 / 12, 180)),
    Check("Six-tenths rule: capital of twenty small works over a large one", theory.many_small(20, 0.6), "1", "power law of plant cost",
          _twenty_over_one),
)  # fmt: skip

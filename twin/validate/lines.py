"""Several stations, set-ups, yield, loads and vehicles, and machines that break down."""

from typing import Any

from twin import theory
from twin.records import RunLog
from twin.spec import Consolidation, Crew, Network, Variants, given
from twin.validate.case import Case
from twin.validate.queues import mean_flow, mean_wait
from twin.validate.textbook import (
    TICKS,
    UNIT,
    counted,
    demand,
    failing,
    lane,
    per_order,
    product,
    queue,
    site,
    station,
    system,
    time,
    time_average,
)

_JACKSON = "Jackson 1957, Kelly 1975"
_GAVER = "Gaver 1962 with Pollaczek-Khinchine"


def _number_in_system(log: RunLog) -> float:
    """Mean number of orders placed and not made."""
    return time_average(log, log.orders.placed, log.orders.made)


def _tandem() -> Network:
    """Two products: one through both stations, one through the second only, and one through the first only."""
    works = site("works", station("cut", time(1 / 8)), station("press", time(1 / 10)))
    routes = {"both": ("cut", "press"), "cut only": ("cut",), "press only": ("press",)}
    rates = {"both": 2.0, "cut only": 2.0, "press only": 5.0}
    return system(
        (works,),
        tuple(demand(r, n) for n, r in rates.items()),
        tuple(product(n, r) for n, r in routes.items()),
    )


def _scrapping() -> Network:
    """As above, and a quarter of what leaves the press begins its route again."""
    poor = station("press", time(1 / 10), good=given(0.75, "fraction"), on_fail="scrap")
    works = site("works", station("cut", time(1 / 8)), poor)
    routes = {"both": ("cut", "press"), "cut only": ("cut",), "press only": ("press",)}
    rates = {"both": 3.0, "cut only": 2.0, "press only": 3.0}
    return system(
        (works,),
        tuple(demand(r, n) for n, r in rates.items()),
        tuple(product(n, r) for n, r in routes.items()),
    )


def _jackson() -> tuple[Case, ...]:
    return (
        Case("Two stations, three routes (loads 0.5 and 0.7): mean number of orders", theory.jackson_number(0.5, 0.7),
             "orders", 0.1, _JACKSON, _tandem, _number_in_system, days=25, warm_up=5),
        Case("Two stations with scrap that begins again (loads 0.75 and 0.8): mean number of orders",
             theory.jackson_number(0.75, 0.8), "orders", 0.5, _JACKSON + "; loads of Ross's example, L = 7", _scrapping,
             _number_in_system, days=30, warm_up=10),
    )  # fmt: skip


def _saturated(buffer: int) -> Case:
    def build() -> Network:
        works = site("works", station("cut"), station("press", buffer=buffer))
        return system((works,), (demand(2.0),), (product(route=("cut", "press")),))

    def made(log: RunLog) -> float:
        return float((log.orders.made >= log.warm_up).sum()) / ((log.end - log.warm_up) / TICKS)

    return Case(
        f"Saturated line of two machines, buffer {buffer}: throughput", theory.two_machine_line(buffer), "pieces", 0.006,
        "Hunt 1956", build, made, days=50, warm_up=10,
    )  # fmt: skip


def _setups() -> Case:
    """Six variants, exponential work of 0.5 and a set-up of 0.3 whenever the variant changes (five times in six)."""
    change, work, setup = 5 / 6, 0.5, 0.3
    mean = work + change * setup
    second = 2 * work**2 + 2 * work * change * setup + change * setup**2
    arrivals = 0.8 / mean
    expected = theory.mg1_wait(arrivals, mean, second)

    def build() -> Network:
        works = site("works", station(process=time(work), setup_time=time(setup, "fixed")))
        return system((works,), (demand(arrivals),), (product(variants=Variants(count=6)),))

    return Case("M/G/1 with set-ups between six variants, load 0.8: mean wait", expected, "units", 0.12,
                "Pollaczek-Khinchine; work and set-ups of successive orders are independent", build,
                mean_wait(expected, arrivals), days=200, warm_up=20)  # fmt: skip


def _rework() -> Case:
    """A third of the pieces fails and is worked again at once: fixed work of 0.5."""
    mean, second = theory.geometric_moments(0.5, 0.25, 1 / 3)
    expected = theory.mg1_wait(1.0, mean, second)
    poor: dict[str, Any] = {"good": given(2 / 3, "fraction"), "on_fail": "rework"}
    return Case("M/G/1 with rework (a third fails), load 0.75: mean wait", expected, "units", 0.07,
                "Pollaczek-Khinchine with a geometric number of turns", queue(1.0, time(0.5, "fixed"), **poor),
                mean_wait(expected, 1.0), days=120, warm_up=20)  # fmt: skip


def _load() -> Case:
    """A van leaves with five orders: an order waits for (5 - 1) / 2 others on average."""
    expected = 2.0 / 0.5

    def build() -> Network:
        road = lane(consolidation=Consolidation(load=given(50, "kg"), wait=given(10_000 * UNIT, "day")))
        return system(
            (site("works", station(process=time(0, "fixed"), servers=1000)),), (demand(0.5),), lanes=(road,)
        )

    def wait(log: RunLog) -> float:
        rows = counted(log, 400)
        return per_order(
            log, (log.orders.shipped[rows] - log.orders.placed[rows]) / TICKS, expected, 0.5, 400
        )

    return Case("Loads of five orders, one every two units: mean wait for the load", expected, "units", 0.05,
                "(n - 1) / (2 lambda)", build, wait, days=60, warm_up=5)  # fmt: skip


def _vehicles() -> Case:
    """Two vans that are away for twice an exponential journey: M/M/2."""
    expected = theory.mmc_wait(0.75, 0.5, 2)

    def build() -> Network:
        road = lane(vehicles=2, transit=time(1))
        return system(
            (site("works", station(process=time(0, "fixed"), servers=1000)),), (demand(0.75),), lanes=(road,)
        )

    def wait(log: RunLog) -> float:
        rows = counted(log, 400)
        return per_order(
            log, (log.orders.shipped[rows] - log.orders.placed[rows]) / TICKS, expected, 0.75, 400
        )

    return Case("Two vans, load 0.75 (there and back): mean wait for a van", expected, "units", 0.2, "Erlang 1917",
                build, wait, days=200, warm_up=20)  # fmt: skip


# -- breakdowns


def _machines_down(log: RunLog) -> float:
    return time_average(log, log.downtime.start, log.downtime.end)


def _repair(crew: int) -> Case:
    """Five copiers, each fails after 2.5 units on average, a repair takes 0.4."""

    def build() -> Network:
        machines = station(servers=5, failures=failing(2.5, 0.4, crew="fitters"))
        return system((site("works", machines, crews=(Crew(name="fitters", size=crew),)),), (demand(0.001),))

    return Case(f"Machine repair, five machines and a crew of {crew}: mean number down",
                theory.machines_down(5, 0.4, 2.5, crew), "machines", 0.016, "birth and death; the copiers of the textbooks",
                build, _machines_down, days=30, warm_up=1)  # fmt: skip


def _calendar() -> Case:
    """Load 0.5 on a machine that is up for 20 and down for 4 units on average."""
    number = theory.broken_mm1_number(0.5, 1.0, 1 / 20, 1 / 4)
    expected = number / 0.5
    return Case("M/M/1 with failures by the calendar, work goes on: mean flow time", expected, "units", 0.2,
                "White and Christie 1958", queue(0.5, failures=failing(20, 4)), mean_flow(expected, 0.5),
                days=300, warm_up=20)  # fmt: skip


def _operating() -> Case:
    """Gamma work (cv 0.5); the machine fails after 5 units of work and takes one to mend."""
    mean, second = theory.completion_moments(1.0, 1.25, 1 / 5, 1.0)
    expected = theory.mg1_wait(0.6, mean, second)
    return Case("M/G/1 with failures while it works, work goes on: mean wait", expected, "units", 0.12, _GAVER,
                queue(0.6, time(1, "gamma", 0.5), failures=failing(5, 1, clock="operating")),
                mean_wait(expected, 0.6), days=200, warm_up=20)  # fmt: skip


def _restart() -> Case:
    """Orders far apart, fixed work of 1, failures after 2 units of work, repairs of 0.5; work begins again."""
    expected = theory.restarted(1.0, 0.5, 2.0)

    def flow(log: RunLog) -> float:
        made = log.orders.made >= 0
        return float((log.orders.made - log.orders.placed)[made].mean() / TICKS)

    machine = failing(2, 0.5, clock="operating", work="restart")
    return Case("Work that begins again after a failure: mean completion time", expected, "units", 0.02,
                "Gaver 1962, preemptive repeat",
                queue(0.005, time(1, "fixed"), failures=machine, demand_arrivals="regular"), flow, days=1999, warm_up=0)  # fmt: skip


CASES: tuple[Case, ...] = (
    *_jackson(),
    *(_saturated(buffer) for buffer in (0, 2, 5)),
    _setups(),
    _rework(),
    _load(),
    _vehicles(),
    _repair(1),
    _repair(2),
    _calendar(),
    _operating(),
    _restart(),
)

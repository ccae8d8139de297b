"""Space and chance: the nearest site, pooling, overflow to a neighbour, sites that are down, demand that changes."""

import math

import numpy as np

from twin import theory
from twin.places import EARTH_RADIUS_KM
from twin.records import TICKS_PER_DAY, Outcome, RunLog
from twin.spec import DemandShock, Network, Zone, given
from twin.validate.case import Case, Luck
from twin.validate.queues import mean_wait
from twin.validate.textbook import (
    counted,
    demand,
    failing,
    lane,
    per_order,
    place,
    queue,
    site,
    station,
    system,
    time,
)

_SITES, _CUSTOMERS = 20, 40


def _globe(luck: Luck, available: float) -> Network:
    """Sites and customers anywhere on the globe; each customer orders once, on day 1. Made at once."""
    heights, angles = luck.uniform(-1, 1, _SITES + _CUSTOMERS), luck.uniform(-180, 180, _SITES + _CUSTOMERS)
    spots = [
        place(f"{n}", math.degrees(math.asin(h)), a)
        for n, (h, a) in enumerate(zip(heights.tolist(), angles.tolist(), strict=True))
    ]
    outages = None if available == 1 else failing(10 * available, 10 * (1 - available))
    make = station(process=time(0, "fixed"), servers=_CUSTOMERS)
    sites = tuple(site(f"works {p.name}", make, at=p, outages=outages) for p in spots[:_SITES])
    zones = tuple(Zone(name=f"town {p.name}", place=p, weight=1) for p in spots[_SITES:])
    asked = demand(0.01, arrivals="recorded", recorded=tuple((1.0, zone.name) for zone in zones))
    return system(sites, (asked,), zones=zones)


def _nearest(available: float, aim: float) -> Case:
    expected = theory.nearest_on_sphere(_SITES, EARTH_RADIUS_KM, available)
    what = "" if available == 1 else f", each up {available:.0%} of the time"
    return Case(
        f"Twenty sites at random on the globe{what}: km to the nearest", expected, "km", aim,
        "nearest of N random points; in the plane 1 / (2 sqrt(q n))", lambda luck: _globe(luck, available),
        lambda log: float(log.shipments.km.mean()), days=1.5, fresh=True,
    )  # fmt: skip


def _pooled(sites: int, servers: int, aim: float, days: float) -> Case:
    """Load 0.75 on 60 servers in all, spread over sites that each serve their own town."""
    arrivals = 45.0
    expected = theory.mmc_wait(arrivals / sites, 1.0, servers)

    def build() -> Network:
        spots = [place(f"{n}", 40 + n / 2) for n in range(sites)]
        works = tuple(site(f"works {p.name}", station(servers=servers), at=p) for p in spots)
        towns = tuple(Zone(name=f"town {p.name}", place=p, weight=1) for p in spots)
        return system(works, (demand(arrivals),), zones=towns)

    where = "one site" if sites == 1 else f"{sites} sites"
    return Case(f"Pooling, M/M/{servers} at {where}, load 0.75: mean wait", expected, "services", aim, "Erlang 1917", build,
                mean_wait(expected, arrivals, 100), days=days, warm_up=3)  # fmt: skip


def _overflow() -> Case:
    """Three servers nearby and two farther off, no room to wait: the neighbour gets B(3) - B(5) of the orders."""
    load = 4.0
    expected = theory.erlang_b(load, 3) - theory.erlang_b(load, 5)

    def build() -> Network:
        near = site("near", station(servers=3, buffer=0), at=place("near", 50))
        far = site("far", station(servers=2, buffer=0), at=place("far", 52))
        return system((near, far), (demand(load, unmet="lost"),))

    def elsewhere(log: RunLog) -> float:
        rows = counted(log, 50)
        there: np.ndarray = log.orders.site[rows] == log.sites.index("far")
        return per_order(log, there.astype(float), expected, load, 50)

    return Case("Overflow to a neighbour, offered 4 to 3 + 2 servers: its share", expected, "1", 0.005,
                "Erlang 1917; the overflow of a full group", build, elsewhere, days=15, warm_up=1)  # fmt: skip


_DOWN, _TIMES, _APART = (
    0.1,
    20,
    0.2,
)  # orders 20 units apart: the stops of one have ended long before the next


def _risk(sites: int) -> Network:
    """Sites that are down a tenth of the time; every town orders twenty times from its own site, or not at all."""
    spots = [place(f"{n}", 40 + n) for n in range(sites)]
    make = station(process=time(0, "fixed"))
    works = tuple(site(f"works {p.name}", make, at=p, outages=failing(9, 1)) for p in spots)
    towns = tuple(Zone(name=f"town {p.name}", place=p, weight=1) for p in spots)
    lanes = tuple(
        lane(name=f"road {p.name}", origin=f"works {p.name}", destination=f"town {p.name}") for p in spots
    )
    days = tuple((day * _APART, town.name) for day in range(1, _TIMES + 1) for town in towns)
    return system(
        works, (demand(0.01, arrivals="recorded", recorded=days, unmet="lost"),), zones=towns, lanes=lanes
    )


def _unserved(log: RunLog) -> np.ndarray:
    """Share of the towns that are not served, time by time."""
    lost: np.ndarray = log.orders.outcome == Outcome.LOST
    return np.array(lost.reshape(_TIMES, -1).mean(axis=1))


def _diversified() -> tuple[Case, ...]:
    source = "Schmitt, Sun, Snyder and Shen 2015"

    def spread(log: RunLog) -> float:
        return float(((_unserved(log) - _DOWN) ** 2).mean())

    def share(log: RunLog) -> float:
        return float(_unserved(log).mean())

    cases = []
    for sites, aim, aim_share in ((1, 0.008, 0.01), (10, 0.001, 0.006)):
        name = "One site" if sites == 1 else f"{sites} sites"
        cases += [
            Case(f"{name}, each down a tenth of the time: share unserved", _DOWN, "1", aim_share, source,
                 lambda n=sites: _risk(n), share, days=(_TIMES + 1) * _APART),
            Case(f"{name}, each down a tenth of the time: variance of the share unserved",
                 theory.served_variance(sites, _DOWN), "1", aim, source, lambda n=sites: _risk(n), spread, days=(_TIMES + 1) * _APART),
        ]  # fmt: skip
    return tuple(cases)


def _demand() -> tuple[Case, ...]:
    """Two hundred orders a day; February is a month of half as many again; a shock triples or halves ten days."""
    month = 365 / 12

    def orders(start: float, end: float) -> object:
        def value(log: RunLog) -> float:
            days = (log.orders.placed - log.warm_up) / TICKS_PER_DAY
            return float(((days >= start) & (days < end)).sum()) / (end - start)

        return value

    season = (0.5, 1.5) * 6
    found = [Case("Demand with a season: orders a day in February", 300.0, "orders", 3.0, "rate x factor",
                  queue(2.0, time(0.1), demand_season=season), orders(month, 2 * month), days=65)]  # type: ignore[arg-type]  # fmt: skip
    for factor in (3.0, 0.5):

        def build(times: float = factor) -> Network:
            shock = DemandShock(start=given(20, "day"), length=given(10, "day"), factor=given(times, "1"))
            return system((site("works", station(process=time(0.1))),), (demand(2.0),), disruptions=(shock,))

        found.append(Case(f"Demand under a shock of {factor:g}: orders a day", 200 * factor, "orders", 3 * factor, "rate x factor",
                          build, orders(20, 30), days=31))  # type: ignore[arg-type]  # fmt: skip
    return tuple(found)


CASES: tuple[Case, ...] = (
    _nearest(1.0, 80),
    _nearest(0.9, 100),
    _pooled(20, 3, 0.04, 6),
    _pooled(1, 60, 0.0006, 5),
    _overflow(),
    *_diversified(),
    *_demand(),
)

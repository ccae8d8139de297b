"""Small networks for exact traces: one product, fixed times in hours, orders given one by one."""

from typing import Any

from twin.engine import Engine
from twin.records import TICKS_PER_DAY, RunLog
from twin.run import plan_of, simulate_network
from twin.spec import (
    Demand,
    Lane,
    Mode,
    Network,
    Place,
    Policy,
    Product,
    RunSettings,
    Site,
    Station,
    Variable,
    Zone,
    given,
)

HOUR = TICKS_PER_DAY // 24


def fixed(hours: float) -> Variable:
    """A fixed time in hours."""
    return Variable(mean=given(hours / 24, "day"))


def hours(value: float) -> Any:
    """A quantity of time in hours."""
    return given(value / 24, "day")


def place(name: str, lat: float = 50.0) -> Place:
    """A point on one meridian; a degree is 111.19 km."""
    return Place(name=name, country="GB", lat=lat, lon=0.0)


def site(name: str, lat: float = 50.0, stations: tuple[Station, ...] | None = None, **more: Any) -> Site:
    """A micro-factory with one server of two hours unless told otherwise."""
    default = (Station(name="make", process_time=fixed(2)),)
    return Site(name=name, kind="micro_factory", place=place(name, lat), stations=stations or default, **more)


def network(
    orders: tuple[tuple[float, str], ...],
    sites: tuple[Site, ...] | None = None,
    zones: tuple[Zone, ...] | None = None,
    policy: Policy | None = None,
    product: dict[str, Any] | None = None,
    demand: dict[str, Any] | None = None,
    lane: dict[str, Any] | None = None,
    more_products: tuple[Product, ...] = (),
    **more: Any,
) -> Network:
    """A network whose orders come at given hours: ((hour, zone), ...); transit takes one hour."""
    recorded = tuple((hour / 24, zone) for hour, zone in orders)
    route = product.pop("route", ("make",)) if product else ("make",)
    return Network(
        name="small",
        products=(
            Product(name="p", mass=given(10, "kg"), price=given(100, "EUR"), route=route, **(product or {})),
            *more_products,
        ),
        sites=sites or (site("a"),),
        zones=zones or (Zone(name="z", place=place("z"), population=1000),),
        demand=(
            Demand(
                product="p",
                per_day=given(1, "1/day"),
                arrivals="recorded",
                recorded=recorded,
                **(demand or {}),
            ),
        ),
        modes=(
            Mode(
                name="van",
                speed=given(50, "km/h"),
                cost=given(0.3, "EUR/t.km"),
                carbon=given(0.2, "kg CO2e/t.km"),
            ),
        ),
        lanes=(
            Lane(
                name="out", origin="*", destination="*", mode="van", **({"transit": fixed(1)} | (lane or {}))
            ),
        ),
        policy=policy or Policy(),
        **more,
    )


def run(net: Network, days: float = 10, warm_up: float = 0, replication: int = 0, seed: int = 1) -> RunLog:
    """The log of one run."""
    return simulate_network(net, RunSettings(horizon=days, warm_up=warm_up, seed=seed), replication)


def engine(net: Network, days: float = 10, replication: int = 0) -> Engine:
    """A run that has not begun."""
    return Engine(plan_of(net, RunSettings(horizon=days, warm_up=0)), 1, replication)


def in_hours(ticks: Any) -> list[float]:
    """A column of ticks as hours; never stays -1."""
    return [-1 if t < 0 else t / HOUR for t in ticks.tolist()]

"""Textbook systems as networks of the twin, and what is read from their runs.

The unit of time of the textbooks is a hundredth of a day here, so that a run of a year holds 36,500 of them.
"""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from twin.errors import RunError
from twin.records import TICKS_PER_DAY, Floats, Ints, RunLog
from twin.spec import (
    Demand,
    Failures,
    Lane,
    Mode,
    Network,
    Place,
    Product,
    Site,
    Station,
    Variable,
    Zone,
    given,
)

UNIT = 0.01  # days in a textbook's unit of time
TICKS = TICKS_PER_DAY * UNIT
Shape = Literal["fixed", "exponential", "gamma", "lognormal", "uniform", "weibull"]
AT_ONCE = Variable(mean=given(0.0, "day"))


def time(mean: float, shape: Shape = "exponential", cv: float = 0.0) -> Variable:
    """A random time in textbook units."""
    return Variable(mean=given(mean * UNIT, "day"), shape=shape, cv=cv)


def length(mean: float) -> Any:
    """A fixed time in textbook units."""
    return given(mean * UNIT, "day")


def rate(per_unit: float) -> Any:
    """Orders in a textbook unit of time."""
    return given(per_unit / UNIT, "1/day")


def place(name: str, lat: float = 50.0, lon: float = 0.0) -> Place:
    """A point on the map."""
    return Place(name=name, country="GB", lat=lat, lon=lon)


def station(name: str = "make", process: Variable | None = None, **more: Any) -> Station:
    """One operation; exponential work of mean 1 unless told otherwise."""
    return Station(name=name, process_time=process or time(1), **more)


def site(name: str = "works", *stations: Station, at: Place | None = None, **more: Any) -> Site:
    """A works with stations, one of exponential work unless told otherwise."""
    return Site(
        name=name, kind="micro_factory", place=at or place(name), stations=stations or (station(),), **more
    )


def product(name: str = "p", route: tuple[str, ...] = ("make",), **more: Any) -> Product:
    """A product of 10 kg."""
    return Product(name=name, mass=given(10, "kg"), price=given(100, "EUR"), route=route, **more)


def demand(per_unit: float, name: str = "p", **more: Any) -> Demand:
    """Orders for a product, Poisson unless told otherwise."""
    return Demand(product=name, per_day=rate(per_unit), **more)


def mode() -> Mode:
    """A van."""
    return Mode(
        name="van", speed=given(50, "km/h"), cost=given(0.3, "EUR/t.km"), carbon=given(0.2, "kg CO2e/t.km")
    )


def lane(**more: Any) -> Lane:
    """One lane for everything; goods arrive at once unless told otherwise."""
    fields: dict[str, Any] = {
        "name": "road",
        "origin": "*",
        "destination": "*",
        "mode": "van",
        "transit": AT_ONCE,
    } | more
    return Lane(**fields)


def system(
    sites: tuple[Site, ...],
    demands: tuple[Demand, ...],
    products: tuple[Product, ...] | None = None,
    zones: tuple[Zone, ...] | None = None,
    **more: Any,
) -> Network:
    """A network of works and customers; one product and one zone unless told otherwise."""
    parts: dict[str, Any] = {"modes": (mode(),), "lanes": (lane(),)} | more
    return Network(
        name="textbook",
        sites=sites,
        demand=demands,
        products=products or (product(),),
        zones=zones or (Zone(name="town", place=place("town"), weight=1),),
        **parts,
    )


def queue(
    arrivals: float, process: Variable | None = None, servers: int = 1, **more: Any
) -> Callable[[], Network]:
    """Builder of a queue: one works, one station; `more` goes to the station, `demand_*` to the demand."""
    asked = {key.removeprefix("demand_"): more.pop(key) for key in list(more) if key.startswith("demand_")}
    rest = {key: more.pop(key) for key in ("policy",) if key in more}

    def build() -> Network:
        return system(
            (site("works", station(process=process, servers=servers, **more)),),
            (demand(arrivals, **asked),),
            **rest,
        )

    return build


def failing(mtbf: float, mttr: float, **more: Any) -> Failures:
    """Exponential failures and repairs."""
    return Failures(mtbf=time(mtbf), mttr=time(mttr), **more)


# -- what is read from a run


def counted(log: RunLog, tail: float) -> Ints:
    """Rows of the orders placed from day 0 to `tail` units before the end, when all of them have been served."""
    placed = log.orders.placed
    return np.nonzero((placed >= log.warm_up) & (placed < log.end - tail * TICKS))[0]


def per_order(log: RunLog, values: Floats, expected: float, arrivals: float, tail: float) -> float:
    """Mean of an order's value, free of the bias of a quotient.

    e + (sum of values - e x orders) / (arrivals x time): its mean is the stationary mean whatever e is, because
    the mean number of orders is known; with e = the expected value the luck of that number drops out.
    """
    time_counted = (log.end - log.warm_up) / TICKS - tail
    return expected + float((values - expected).sum()) / (arrivals * time_counted)


def waits(log: RunLog, rows: Ints) -> Floats:
    """Time of each order from placing to the start of its first operation, in textbook units."""
    first = np.full(log.orders.placed.size, np.iinfo(np.int64).max, dtype=np.int64)
    mine = log.operations.order >= 0
    np.minimum.at(first, log.operations.order[mine], log.operations.setup_start[mine])
    if (first[rows] == np.iinfo(np.int64).max).any():
        raise RunError(
            "An order of the counted window has not been begun: the tail of this case is too short."
        )
    return np.asarray((first[rows] - log.orders.placed[rows]) / TICKS)


def flows(log: RunLog, rows: Ints) -> Floats:
    """Time of each order from placing to made, in textbook units."""
    made = log.orders.made[rows]
    if (made < 0).any():
        raise RunError(
            "An order of the counted window has not been made: the tail of this case is too short."
        )
    return np.asarray((made - log.orders.placed[rows]) / TICKS)


def time_average(log: RunLog, starts: Ints, ends: Ints, weights: Floats | float = 1.0) -> float:
    """Mean of a number over the counted time from the spans that add to it; an end of -1 is none yet."""
    last = np.where(ends < 0, log.end, ends)
    inside = np.clip(last, log.warm_up, log.end) - np.clip(starts, log.warm_up, log.end)
    return float((inside * weights).sum()) / (log.end - log.warm_up)

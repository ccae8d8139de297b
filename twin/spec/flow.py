"""What moves between sites, suppliers and customers: modes, lanes, suppliers, zones, demand."""

from typing import Literal

from pydantic import Field

from twin.spec.place import Place
from twin.spec.product import Name
from twin.spec.quantity import (
    CarbonPerTonneKm,
    Distance,
    Duration,
    EventRatio,
    Frozen,
    Mass,
    Money,
    MoneyPerTonneKm,
    PerDay,
    Rate,
    Share,
    Speed,
    Time,
    given,
)


class Mode(Frozen):
    """A means of transport: speed while moving, hours a day on the move, cost and WTW emissions per t.km.

    Road distance is great circle x circuity. `load` is what one vehicle carries.
    """

    name: Name
    speed: Speed
    hours_per_day: float = Field(default=24.0, gt=0, le=24)
    handling: Time = given(0.0, "day")
    cost: MoneyPerTonneKm
    cost_per_shipment: Money = given(0.0, "EUR")
    carbon: CarbonPerTonneKm
    circuity: EventRatio = given(1.0, "1")
    load: Mass | None = None


class Consolidation(Frozen):
    """Orders wait for a load: a shipment leaves when `load` kg have gathered or after `wait` days."""

    load: Mass
    wait: Time


class Lane(Frozen):
    """A rule for how goods go from an origin to a destination; the first lane that fits is used.

    Origin: a site or supplier by name, or `kind:central_plant`, `suppliers`, or `*`. Destination: a zone or
    site by name, `zones`, `kind:...`, or `*`. `distance` and `transit` replace what the map gives.
    """

    name: Name
    origin: str
    destination: str
    mode: Name
    distance: Distance | None = None
    transit: Duration | None = None
    consolidation: Consolidation | None = None
    vehicles: int | None = Field(default=None, ge=1, le=100_000)
    duty: Rate = Field(default=given(0.0, "fraction"), description="customs duty as a share of value")
    margin: Rate = Field(default=given(0.0, "fraction"), description="intermediaries' share of the price")


class SupplierOutages(Frozen):
    """Random stops of a supplier."""

    mtbf: Duration
    mttr: Duration


class Supplier(Frozen):
    """Someone who sells materials: where, how long an order takes, and random stops."""

    name: Name
    identity: str = ""
    place: Place
    lead_time: Duration
    outages: SupplierOutages | None = None

    @property
    def luck(self) -> str:
        """Name of the supplier's random streams."""
        return self.identity or self.name


class Zone(Frozen):
    """Customers of one place; its share of demand is its weight (population when none is given)."""

    name: Name
    identity: str = ""
    place: Place
    population: float = Field(default=0, ge=0, allow_inf_nan=False)
    weight: float | None = Field(default=None, ge=0, allow_inf_nan=False)

    @property
    def luck(self) -> str:
        """Name of the zone's random streams."""
        return self.identity or self.name

    @property
    def share(self) -> float:
        """Weight in the split of demand between zones."""
        return self.population if self.weight is None else self.weight


class Demand(Frozen):
    """Orders for one product, split between zones by their shares.

    `recorded` lists the days of past orders instead of drawing them. `season` holds twelve monthly factors
    (mean 1), `growth` is per year. Customers wait for ever unless `patience` says how long; `unmet` says
    what an order does that no site can take now: it waits (`backorder`) or is `lost`.
    """

    product: Name
    per_day: PerDay
    arrivals: Literal["poisson", "regular", "recorded"] = "poisson"
    recorded: tuple[tuple[float, str], ...] = Field(default=(), description="(day, zone) pairs")
    units: int = Field(default=1, ge=1, le=1_000_000)
    season: tuple[float, ...] = Field(default=(1.0,) * 12, min_length=12, max_length=12)
    growth: EventRatio = Field(default=given(0.0, "1"), description="per year, e.g. 0.05")
    patience: Duration | None = None
    promise: Time | None = Field(
        default=None, description="lead time promised to customers: what on time means"
    )
    unmet: Literal["backorder", "lost"] = "backorder"
    zones: tuple[Name, ...] | None = None
    price_factor: Share = given(1.0, "fraction")

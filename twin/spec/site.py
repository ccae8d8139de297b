"""Sites and their stations, stocks, people and capital."""

from typing import Literal

from pydantic import Field

from twin.spec.place import Place
from twin.spec.product import Name
from twin.spec.quantity import (
    Carbon,
    Distance,
    Duration,
    Energy,
    EventRatio,
    EventShare,
    Frozen,
    Litres,
    Mass,
    Money,
    MoneyPerYear,
    People,
    PerYear,
    Rate,
    Share,
    Time,
    Years,
    given,
)

SiteKind = Literal["central_plant", "micro_factory", "mobile_factory", "warehouse"]


class Failures(Frozen):
    """Breakdowns: mean time between failures and to repair.

    `clock` says whether the machine ages by the calendar or while it works; `work` says what becomes of
    the unit in it: it goes on (`resume`), begins again (`restart`) or is lost (`scrap`).
    """

    mtbf: Duration
    mttr: Duration
    clock: Literal["calendar", "operating"] = "calendar"
    work: Literal["resume", "restart", "scrap"] = "resume"
    crew: Name | None = None


class Crew(Frozen):
    """Repair people shared by the stations of a site; without one, every failure has its own repairer."""

    name: Name
    size: int = Field(ge=1, le=1000)


class ProductTime(Frozen):
    """A process time that holds for one product only."""

    product: Name
    time: Duration


class Station(Frozen):
    """One operation of a site: parallel servers with process and set-up times.

    `batch` units of one product are worked together (waiting at most `batch_wait`); `buffer` limits the
    units waiting before the station (a full buffer blocks the station before it); `good` is the share of
    units that pass, the others are scrapped or worked again.
    """

    name: Name
    servers: int = Field(default=1, ge=1, le=100_000)
    process_time: Duration
    process_times: tuple[ProductTime, ...] = ()
    setup_time: Duration | None = Field(default=None, description="work when the variant changes, days")
    batch: int = Field(default=1, ge=1, le=100_000)
    batch_wait: Time | None = None
    buffer: int | None = Field(default=None, ge=0)
    failures: Failures | None = None
    good: EventShare = given(1.0, "fraction")
    on_fail: Literal["scrap", "rework"] = "scrap"
    energy: Energy = Field(default=given(0.0, "kWh"), description="electricity per unit, kWh")
    operators: People = Field(default=given(0.0, "person"), description="people per busy server")
    water: Litres = given(0.0, "L")


class Stock(Frozen):
    """What a site keeps of one item (a product or a material) and how it reorders it.

    `base_stock` orders one for one up to `order_up_to`; `s_S` orders up to S when the inventory position
    falls to s (`reorder_point`) or below; `r_Q` orders Q (`order_quantity`) at r. Amounts are units of a
    product or kg of a material. `source` is a supplier, a site, or None for the nearest that has it.
    """

    item: Name
    policy: Literal["base_stock", "s_S", "r_Q"] = "base_stock"
    reorder_point: float = Field(default=0, ge=0, allow_inf_nan=False)
    order_up_to: float = Field(default=0, ge=0, allow_inf_nan=False)
    order_quantity: float = Field(default=0, ge=0, allow_inf_nan=False)
    initial: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    source: Name | None = None


class StockRule(Frozen):
    """Stock by the rule: the base stock that gives `fill_rate` over `replenishment` days.

    Warehouses and micro-factories keep it; without any, the plant does. A shelf beside the machines that fill
    it is back after `own` days instead.
    """

    product: Name
    fill_rate: float = Field(default=0.95, gt=0, lt=1)
    replenishment: Time
    own: Time | None = None


class Shift(Frozen):
    """Working hours on some days of the week: days 0 (Monday) to 6, hours 0 to 24."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    start: float = Field(ge=0, lt=24)
    end: float = Field(gt=0, le=24)


class Collection(Frozen):
    """Reverse feedstock: what the people around bring back, within a radius and with a season.

    `per_person` kg a year times the population of the zones within `radius` times the month's factor,
    picked up every `interval`; it enters the site's stock of `material`.
    """

    material: Name
    per_person: Mass
    radius: Distance
    interval: Time = given(7.0, "day")
    season: tuple[float, ...] = Field(default=(1.0,) * 12, min_length=12, max_length=12)


class Capex(Frozen):
    """Investment of one site.

    `scaled`: cost x (capacity / reference_capacity) ** exponent (the power law of plant cost; exponent 0.6
    is the six-tenths rule). `modular`: cost per module of reference_capacity, the n-th module of the whole
    network costing (1 - learning) ** log2(n) of the first. Capacity in units a year.
    """

    rule: Literal["scaled", "modular"] = "scaled"
    cost: Money
    reference_capacity: EventRatio = Field(description="units a year of the reference plant or of one module")
    exponent: Rate = given(1.0, "fraction")
    learning: Share = given(0.0, "fraction")
    life: Years
    wacc: PerYear
    carbon: Carbon = Field(
        default=given(0.0, "kg CO2e"), description="embodied in the reference plant or one module"
    )


class RampUp(Frozen):
    """After opening, capacity rises in a straight line from `start` (share) to 1 over `length` days."""

    length: Time
    start: EventShare = given(0.3, "fraction")


class SitePattern(Frozen):
    """What a site is, wherever it stands."""

    name: Name
    kind: SiteKind
    stations: tuple[Station, ...] = Field(default=(), max_length=200)
    products: tuple[Name, ...] | None = None
    stock: tuple[Stock, ...] = ()
    shifts: tuple[Shift, ...] = Field(default=(), description="empty: open around the clock")
    crews: tuple[Crew, ...] = ()
    outages: Failures | None = Field(default=None, description="random stops of the whole site")
    collections: tuple[Collection, ...] = ()
    capex: Capex | None = None
    fixed_cost: MoneyPerYear = given(0.0, "EUR/year")
    staff: People = Field(default=given(0.0, "person"), description="people paid whatever is made")
    build_time: Time = given(0.0, "day")
    ramp_up: RampUp | None = None


class Template(SitePattern):
    """A kind of site that can be opened at any place."""

    def at(self, name: str, place: Place) -> "Site":
        """A site of this kind at a place."""
        fields = {key: getattr(self, key) for key in SitePattern.model_fields if key != "name"}
        return Site(name=name, place=place, template=self.name, **fields)


class Site(SitePattern):
    """A place that makes, or only keeps, products.

    `identity` is the name of the site's luck: it stays when the site is renamed. A site opens on day
    `opens` (capital is committed `build_time` earlier) and then ramps up.
    """

    identity: str = ""
    place: Place
    template: Name | None = None
    opens: Time | None = Field(default=None, description="first day of production; none: open from the start")
    closes: Time | None = None

    @property
    def luck(self) -> str:
        """Name of the site's random streams."""
        return self.identity or self.name


class Move(Frozen):
    """What it takes to bring in a mobile factory: loading, road speed, setting up, ramping up.

    `home` is where the boxes stand; none: at the site nearest to where one is needed.
    """

    home: Place | None = None
    loading: Time
    speed: Distance = Field(description="km a day on the road")
    setup: Time
    ramp_up: RampUp | None = None
    cost: Money = given(0.0, "EUR")

"""The plan of a run: the specification as plain numbers and lists, read once with a draw.

Nothing here is a pydantic object; positions replace names. Times are ticks, amounts of stock are whole
millionths of a kg or unit (`GRAIN`), so that balances are exact.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from twin.calendars import Calendar
from twin.laws import Law

GRAIN = 1_000_000
NEVER = -1


@dataclass(slots=True)
class FailurePlan:
    """Breakdowns of a server or stops of a site; crew -1: a repairer is always there."""

    mtbf: Law
    mttr: Law
    operating: bool = False
    work: str = "resume"
    crew: int = -1


def required(failures: FailurePlan | None) -> FailurePlan:
    """The failures of something that was built because it has some."""
    if failures is None:
        raise AssertionError("breakdowns were filed for something that has none")
    return failures


@dataclass(slots=True)
class StationPlan:
    """One station: its servers are numbered `first` to `first + servers - 1` in the whole network."""

    index: int
    site: int
    name: str
    first: int
    servers: int
    process: dict[int, Law]  # by product
    setup: Law | None = None
    batch: int = 1
    batch_wait: int | None = None
    buffer: int | None = None
    failures: FailurePlan | None = None
    good: float = 1.0
    rework: bool = False


@dataclass(slots=True)
class StockPlan:
    """A stock of one item at one site. Source: ('supplier', k), ('site', k), ('make', product) or ('none', 0)."""

    index: int
    site: int
    item: int  # product index, or number of products + material index
    policy: str
    reorder_point: int
    order_up_to: int
    order_quantity: int
    initial: int
    source: tuple[str, int]
    whole: bool = False  # units of a product, not kg


@dataclass(slots=True)
class CollectionPlan:
    """Feedstock that people bring to a site: stock index, amount per round by month."""

    site: int
    stock: int
    interval: int
    amounts: tuple[int, ...]
    km: float
    lane: int


@dataclass(slots=True)
class SitePlan:
    """One site. `opens` 0: from the start; `closes` -1: never. A mobile site waits for its mission."""

    index: int
    name: str
    luck: str
    stations: list[int]
    outages: FailurePlan | None = None
    calendar: Calendar | None = None
    opens: int = 0
    closes: int = NEVER
    ramp: tuple[int, float] | None = None
    crews: list[int] = field(default_factory=list)  # indices of its crews


@dataclass(slots=True)
class MissionPlan:
    """A mobile factory: sent, arrived, ready, left (-1: stays); ramp-up and road km; the site it stands by."""

    site: int
    sent: int
    arrived: int
    ready: int
    left: int
    ramp: tuple[int, float] | None
    km: float
    beside: int


@dataclass(slots=True)
class Window:
    """Something that holds from one tick to another, with a size."""

    target: int
    start: int
    end: int
    size: float = 1.0


@dataclass(slots=True)
class CommonModePlan:
    """A cause that stops several sites at once."""

    luck: str
    mtbf: Law
    mttr: Law
    sites: tuple[int, ...]


@dataclass(slots=True)
class ShockPlan:
    """Orders times `factor` between two days (from the end of the warm-up) in the streams it touches."""

    luck: str
    start: float
    end: float
    factor: float


@dataclass(slots=True)
class DemandPlan:
    """Orders of one product from one zone."""

    luck: tuple[str, ...]
    entry: int  # position in the list of demand
    product: int
    zone: int
    rate: float  # orders a day before season and growth
    arrivals: str
    units: int
    patience: Law | None
    lost: bool
    edges: NDArray[np.float64]  # days from the end of the warm-up
    intensity: NDArray[np.float64]  # factor of the rate between two edges
    recorded: tuple[float, ...]
    shocks: tuple[ShockPlan, ...]


@dataclass(slots=True)
class LanePlan:
    """A lane's rules. `plain`: orders leave at once and nothing has to be watched."""

    index: int
    transit: Law | None
    load: int  # consolidation, GRAIN of kg; 0 none
    wait: int
    vehicles: int  # 0: as many as needed
    outages: list[tuple[int, int]]

    @property
    def plain(self) -> bool:
        """Whether a shipment leaves when its order is made and arrives after a known time."""
        return not (self.load or self.vehicles or self.outages)


@dataclass(slots=True)
class SupplierPlan:
    """A supplier: how long an order takes, and when it stands still."""

    index: int
    luck: str
    lead: Law
    outages: FailurePlan | None
    windows: list[tuple[int, int]]


@dataclass(slots=True, eq=False)
class Plan:
    """Everything a run needs besides seed and replication."""

    warm_up: int
    end: int
    sites: list[SitePlan]
    stations: list[StationPlan]
    servers: int
    crews: list[int]  # size of each crew
    products: tuple[str, ...]
    zones: tuple[str, ...]
    materials: tuple[str, ...]
    lane_names: tuple[str, ...]
    supplier_names: tuple[str, ...]
    mass: list[float]  # kg of one unit, by product
    variants: list[NDArray[np.float64]]  # cumulative shares of the variants, by product
    routes: list[list[tuple[int, ...]]]  # [product][site]: stations in order; () where not made
    choices: list[list[tuple[int, ...]]]  # [product][zone]: sites in order of preference
    promise: list[list[dict[int, int]]]  # [product][zone][site]: ticks without waiting, for 'fastest'
    pace: list[list[float]]  # [product][site]: ticks per unit of the slowest station
    uniform_choice: list[bool]  # [product]: every zone can be served by every maker
    lane: NDArray[np.int64]  # [site, zone]
    km: NDArray[np.float64]
    transit: NDArray[np.int64]  # [site, zone] mean ticks
    lanes: list[LanePlan]
    dispatch: str
    queue_cap: int  # 0: none
    limited: bool  # a queue cap or a first buffer can turn orders away
    reroute: bool
    same_variant_first: bool
    demand: list[DemandPlan]
    steps: int  # longest route
    demand_units: bool  # some order is for more than one unit
    outages: list[Window]
    overtime: list[Window]
    common: list[CommonModePlan]
    missions: list[MissionPlan]
    suppliers: list[SupplierPlan]
    stocks: list[StockPlan]
    stock_of: dict[tuple[int, int], int]  # (site, item): stock
    bill: list[tuple[tuple[int, int], ...]]  # [product]: (item, GRAIN of kg per unit)
    co_products: list[tuple[tuple[int, int], ...]]  # [product]: (item, GRAIN per unit)
    to_stock: list[bool]  # [product]
    collections: list[CollectionPlan]
    supplier_lane: NDArray[np.int64]  # [supplier, site]
    supplier_km: NDArray[np.float64]
    supplier_transit: NDArray[np.int64]
    site_lane: NDArray[np.int64]  # [site, site]
    site_km: NDArray[np.float64]
    site_transit: NDArray[np.int64]

    @property
    def helpers(self) -> dict[int, tuple[int, ...]]:
        """Mobile factories that stand by a site and share its orders."""
        found: dict[int, tuple[int, ...]] = {}
        for mission in self.missions:
            if mission.beside >= 0:
                found[mission.beside] = (*found.get(mission.beside, ()), mission.site)
        return found

    @property
    def counts_load(self) -> bool:
        """Whether somebody asks how many orders are in a site."""
        return self.dispatch == "least_loaded" or bool(self.helpers)

    def item(self, number: int) -> str:
        """Name of a product or material by its item number."""
        products = len(self.products)
        return self.products[number] if number < products else self.materials[number - products]

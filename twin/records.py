"""What a run writes down: columns, one row per thing that happened, and no averages.

Times are integer ticks (microseconds) since the start of the run, warm-up included; -1 means "never".
Site, station, zone, product, lane, material and supplier columns hold positions in the name lists of `RunLog`.
Every KPI is computed afterwards from these columns.
"""

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TICKS_PER_DAY = 86_400_000_000


class Outcome(IntEnum):
    """What has become of an order at the end of the run."""

    IN_SYSTEM = 0
    DELIVERED = 1
    LOST = 2


class MoveKind(IntEnum):
    """Why a stock changed."""

    INITIAL = 0
    RECEIPT = 1
    ISSUE = 2
    MADE = 3
    SHIPPED = 4
    COLLECTED = 5
    SCRAPPED = 6


class OperationResult(IntEnum):
    """How a unit left a station."""

    GOOD = 0
    SCRAP = 1
    REWORK = 2
    INTERRUPTED = 3


@dataclass(frozen=True, eq=False)
class Orders:
    """One row per customer order: luck belongs to the order, so designs can be compared order by order."""

    zone: Ints
    product: Ints
    variant: Ints
    units: Ints
    placed: Ints
    site: Ints  # site that served it (maker, or warehouse that shipped it); -1 none yet
    released: Ints  # taken by its last site
    made: Ints
    shipped: Ints
    delivered: Ints
    outcome: Ints
    reroutes: Ints
    shipment: Ints  # row in Shipments, -1 none


@dataclass(frozen=True, eq=False)
class Operations:
    """One row per piece of work: an order (or a lot for stock, order -1) on one server of a station.

    Work that a stop has cut into pieces has one row for each; all but the last are INTERRUPTED, so that the
    rows cover the time that was worked (in a site with shifts: clip them to its open hours). A batch has one
    row, under its first order and with the units of all.
    """

    order: Ints
    site: Ints
    station: Ints
    product: Ints
    units: Ints
    setup_start: Ints
    start: Ints  # work begins (after any set-up)
    end: Ints
    result: Ints


@dataclass(frozen=True, eq=False)
class Downtime:
    """One row per stop: of a server of a station, or of the whole site (station -1); end -1: it lasts."""

    site: Ints
    station: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class Shipments:
    """One row per shipment. `origin` and `target` index the site, supplier or zone list by their kinds.

    Origin kind 2 is a round of collection from the people around (origin -1, km their mean distance); its
    lane may be -1. A load of several orders has one row, under the product of its first.
    """

    lane: Ints
    origin_kind: Ints  # 0 site, 1 supplier, 2 people around a site
    origin: Ints
    target_kind: Ints  # 0 site, 2 zone
    target: Ints
    product: Ints  # product index; -1 for a material
    material: Ints  # material index; -1 for a product
    amount: Floats  # units of the product or kg of the material
    kg: Floats
    km: Floats
    departed: Ints
    arrived: Ints


@dataclass(frozen=True, eq=False)
class StockMoves:
    """One row per change of a stock: item is a product index, or number of products + material index."""

    site: Ints
    item: Ints
    time: Ints
    amount: Floats  # signed
    kind: Ints


@dataclass(frozen=True, eq=False)
class Mobiles:
    """One row per factory in a box that was sent."""

    site: Ints  # index of the mobile site in RunLog.sites
    sent: Ints
    arrived: Ints
    ready: Ints
    left: Ints
    km: Floats


@dataclass(frozen=True, eq=False)
class RunLog:
    """The whole record of one run. Mobile factories that were sent stand at the end of `sites`."""

    sites: tuple[str, ...]
    stations: tuple[tuple[str, ...], ...]  # per site
    zones: tuple[str, ...]
    products: tuple[str, ...]
    materials: tuple[str, ...]
    suppliers: tuple[str, ...]
    lanes: tuple[str, ...]
    orders: Orders
    operations: Operations
    downtime: Downtime
    shipments: Shipments
    moves: StockMoves
    mobiles: Mobiles
    warm_up: int  # ticks
    end: int  # ticks; end of the horizon, warm-up included
    seed: int
    replication: int
    events: int


def fingerprint(log: RunLog) -> str:
    """SHA-256 of everything in a log, in hexadecimal: two logs are the same run when it is the same."""
    digest = hashlib.sha256()
    for part in fields(log):
        value = getattr(log, part.name)
        if not is_dataclass(value):
            digest.update(f"{part.name}={value!r};".encode())
            continue
        for column in fields(value):
            array = np.ascontiguousarray(getattr(value, column.name))
            digest.update(f"{part.name}.{column.name}:{array.dtype.str}{array.shape};".encode())
            digest.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
    return digest.hexdigest()

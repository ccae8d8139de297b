"""Amounts of a tally joined with their specification: work, materials, haulage, people.

Money, carbon and local income are counted from the same amounts, so they are named once, here. Materials that
a site keeps no stock of have no shipments in the records: they are taken to come as they are used from the
nearest of their suppliers, over the first lane that fits, in vehicles as full as the lane or mode allows.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from twin.kpi.ledger import Part, Rates
from twin.kpi.tally import Freight, Period, Tally
from twin.places import great_circle_matrix
from twin.routes import leads_to, leaves_from
from twin.spec.flow import Lane, Mode, Supplier
from twin.spec.network import Network
from twin.spec.place import Place
from twin.spec.product import BillItem, Material, Product
from twin.spec.site import Site, Station

KG_PER_TONNE = 1000.0
DAYS_PER_YEAR = 365.0


class Worked(NamedTuple):
    """Work at one station in one price period: units, server hours of work and of set-up."""

    place: Site
    station: Station
    period: Period
    units: int
    hours: float
    setup_hours: float


class Used(NamedTuple):
    """Units of a product made at a site that took an amount of a material; scrapped or good."""

    place: Site
    product: Product
    item: BillItem
    material: Material
    period: Period
    units: int
    scrapped: bool


class Hauled(NamedTuple):
    """Transport work: `work` x the product of `parts` is t.km; `shipments` x the first of them, if any."""

    place: Site
    lane: Lane
    mode: Mode
    inbound: bool
    period: Period
    work: float
    shipments: float
    parts: tuple[Part, ...]
    supplier: Supplier | None
    material: Material | None
    product: Product | None
    amount: float

    @property
    def what(self) -> str:
        """The haul in words."""
        return f"{self.lane.name} by {self.mode.name}"


class Staffed(NamedTuple):
    """Days and open hours of a site in one price period."""

    place: Site
    period: Period
    days: float
    hours: float


def worked(tally: Tally) -> Iterator[Worked]:
    """Every piece of work of the tally."""
    for row in tally.work:
        place = tally.places[row.site]
        station = place.stations[row.station]
        yield Worked(place, station, tally.periods[row.period], row.units, row.hours, row.setup_hours)


def staffed(tally: Tally) -> Iterator[Staffed]:
    """Every stretch in which a site stood open."""
    for row in tally.opened:
        place = tally.places[row.site]
        yield Staffed(place, tally.periods[row.period], row.days, row.hours)


def available_hours(tally: Tally) -> float:
    """Server hours open, over all stations."""
    return math.fsum(row.hours * station.servers for row in staffed(tally) for station in row.place.stations)


def busy_hours(tally: Tally) -> float:
    """Server hours of work and set-up, over all stations."""
    return math.fsum(part for row in tally.work for part in (row.hours, row.setup_hours))


def used(tally: Tally, network: Network) -> Iterator[Used]:
    """Every material of every unit made, good or scrapped."""
    materials = {material.name: material for material in network.materials}
    for row in tally.making:
        product = network.products[row.product]
        for item in product.bill:
            for units, scrapped in ((row.good, False), (row.scrapped, True)):
                if units:
                    yield Used(
                        tally.places[row.site], product, item, materials[item.material],
                        tally.periods[row.period], units, scrapped,
                    )  # fmt: skip


def used_in(row: Used) -> str:
    """What a material went into, in words."""
    return f"{row.material.name} in {'scrapped' if row.scrapped else 'good'} units of {row.product.name}"


def hauled(tally: Tally, network: Network) -> Iterator[Hauled]:
    """Every haul: shipments of the records, then the implied ones of materials without stock."""
    modes = {mode.name: mode for mode in network.modes}
    for row in tally.freight:
        lane = network.lanes[row.lane]
        yield _recorded(row, lane, modes[lane.mode], tally, network)
    yield from _implied(tally, network, modes)


def _recorded(row: Freight, lane: Lane, mode: Mode, tally: Tally, network: Network) -> Hauled:
    return Hauled(
        place=tally.places[row.site],
        lane=lane,
        mode=mode,
        inbound=row.material >= 0,
        period=tally.periods[row.period],
        work=row.tkm,
        shipments=row.shipments,
        parts=(),
        supplier=network.suppliers[row.supplier] if row.supplier >= 0 else None,
        material=network.materials[row.material] if row.material >= 0 else None,
        product=network.products[row.product] if row.product >= 0 else None,
        amount=row.amount,
    )


def _implied(tally: Tally, network: Network, modes: dict[str, Mode]) -> Iterator[Hauled]:
    for row in used(tally, network):
        if any(stock.item == row.material.name for stock in row.place.stock):
            continue
        source = nearest_supplier(row.material, row.place.place, network)
        lane = None if source is None else lane_between(source, row.place, network)
        if source is None or lane is None:
            continue
        mode = modes[lane.mode]
        km, extra = _km(lane, mode, source.place, row.place.place)
        load = lane.consolidation.load if lane.consolidation else mode.load
        yield Hauled(
            place=row.place,
            lane=lane,
            mode=mode,
            inbound=True,
            period=row.period,
            work=row.units * km / KG_PER_TONNE,
            shipments=row.units / load.value if load is not None and load.value > 0 else 0.0,
            parts=(("kg a unit", row.item.amount), *extra),
            supplier=source,
            material=row.material,
            product=None,
            amount=row.units,
        )


def _km(lane: Lane, mode: Mode, origin: Place, target: Place) -> tuple[float, tuple[Part, ...]]:
    """Distance of a lane and the quantities that it still has to be multiplied with."""
    if lane.distance is not None:
        return 1.0, (("distance", lane.distance),)
    return great_circle_km(origin, target), (("circuity", mode.circuity),)


def great_circle_km(a: Place, b: Place) -> float:
    """Great-circle distance, km."""
    lat, lon = np.array([a.lat]), np.array([a.lon])
    return float(great_circle_matrix(lat, lon, np.array([b.lat]), np.array([b.lon]))[0, 0])


def nearest_supplier(material: Material, place: Place, network: Network) -> Supplier | None:
    """The nearest of a material's suppliers; None when it names none (it is bought where it is used)."""
    sellers = [supplier for supplier in network.suppliers if supplier.name in material.suppliers]
    return min(sellers, key=lambda s: (great_circle_km(s.place, place), s.luck), default=None)


def lane_between(source: Supplier, target: Site, network: Network) -> Lane | None:
    """The first lane that fits a haul from a supplier to a site."""
    return next(
        (lane for lane in network.lanes if leaves_from(lane, source) and leads_to(lane, target)), None
    )


def shocked(rates: Rates, period: Period, item: str) -> Rates:
    """A price with the shocks on an item that hold in a period."""
    shocks = tuple((f"{item} shock", shock.factor) for shock in period.shocks if shock.item == item)
    return Rates((*rates.parts, *shocks), rates.surcharges, rates.scale)


def hours_worked(tally: Tally) -> Iterator[tuple[Worked, str, float]]:
    """Server hours with what they were: ("work" or "set-up", hours)."""
    for row in worked(tally):
        if row.hours:
            yield row, "work", row.hours
        if row.setup_hours:
            yield row, "set-up", row.setup_hours


def staff_hours(row: Staffed, network: Network) -> tuple[float, Rates, str]:
    """Paid hours of the staff of a site as amount x price: full-time people, or present while it is open.

    With `community.hours_per_job` staff are full-time jobs, paid that many hours a year; without it they are
    people present in every open hour.
    """
    if network.community is None:
        return row.hours, Rates((("staff", row.place.staff),)), "open hours"
    parts = (("staff", row.place.staff), ("hours of a job", network.community.hours_per_job))
    return row.days / DAYS_PER_YEAR, Rates(parts), "years open"

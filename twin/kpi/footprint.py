"""Footprint by stage, and what is used up: carbon, transport work, electricity, water, plastic, waste.

Transport is counted the ISO 14083 way: mass x distance of every shipment (t.km) x the well-to-wheel factor of
its mode. Amounts are those of the time from day 0 to the horizon, whatever becomes of the goods later.
"""

from collections.abc import Iterator

from twin.kpi import capital
from twin.kpi.ledger import Entry, Rates, nothing
from twin.kpi.physical import Hauled, hauled, used, used_in, worked
from twin.kpi.tally import Tally
from twin.spec.network import Network


def material(tally: Tally, network: Network) -> Iterator[Entry]:
    """Stage `material`: kg worked (waste and scrap included) x carbon of making it, kg CO2e."""
    for row in used(tally, network):
        if not nothing(row.material.carbon, row.item.amount):
            price = Rates((("kg a unit", row.item.amount), ("carbon of the material", row.material.carbon)))
            yield Entry("co2.material", row.place.name, used_in(row), row.units, "unit", price)


def energy(tally: Tally, network: Network) -> Iterator[Entry]:
    """Stage `energy`: units worked x kWh a unit x grid intensity of the site's country, kg CO2e."""
    for row in worked(tally):
        if row.units and not nothing(row.station.energy):
            grid = network.economy(row.place.place.country).grid
            price = Rates((("kWh a unit", row.station.energy), ("grid", grid)))
            yield Entry(
                "co2.energy", row.place.name, f"units worked at {row.station.name}", row.units, "unit", price
            )


def transport(tally: Tally, network: Network) -> Iterator[Entry]:
    """Stages `inbound` and `outbound`: t.km x well-to-wheel factor of the mode, kg CO2e."""
    for row in hauled(tally, network):
        if not nothing(row.mode.carbon):
            price = Rates((*row.parts, ("carbon of the mode", row.mode.carbon)))
            yield Entry(f"co2.{_direction(row)}", row.place.name, row.what, row.work, _work_unit(row), price)


def embodied(tally: Tally, network: Network) -> Iterator[Entry]:
    """Stage `embodied`: carbon of building the sites, spread over their lives, kg CO2e."""
    return capital.embodied(tally, network)


def transport_work(tally: Tally, network: Network) -> Iterator[Entry]:
    """`tkm`: mass x distance of all shipments, t.km."""
    for row in hauled(tally, network):
        yield Entry("tkm", row.place.name, row.what, row.work, _work_unit(row), Rates(row.parts))


def electricity(tally: Tally, network: Network) -> Iterator[Entry]:
    """`kwh`: units worked x kWh a unit."""
    for row in worked(tally):
        if row.units and not nothing(row.station.energy):
            price = Rates((("kWh a unit", row.station.energy),))
            yield Entry(
                "kwh", row.place.name, f"units worked at {row.station.name}", row.units, "unit", price
            )


def water(tally: Tally, network: Network) -> Iterator[Entry]:
    """`water`: units worked x litres a unit."""
    for row in worked(tally):
        if row.units and not nothing(row.station.water):
            price = Rates((("litres a unit", row.station.water),))
            yield Entry(
                "water", row.place.name, f"units worked at {row.station.name}", row.units, "unit", price
            )


def plastic(tally: Tally, network: Network) -> Iterator[Entry]:
    """`plastic`: kg of material worked x its plastic share."""
    for row in used(tally, network):
        if not nothing(row.material.plastic):
            price = Rates((("kg a unit", row.item.amount), ("plastic share", row.material.plastic)))
            yield Entry("plastic", row.place.name, used_in(row), row.units, "unit", price)


def waste(tally: Tally, network: Network) -> Iterator[Entry]:
    """`waste`: what is cut off good units, and all that went into scrapped ones, kg."""
    for row in used(tally, network):
        parts = (("kg a unit", row.item.amount),)
        if row.scrapped:
            yield Entry("waste", row.place.name, used_in(row), row.units, "unit", Rates(parts))
        elif not nothing(row.item.waste):
            price = Rates((*parts, ("waste share", row.item.waste)))
            yield Entry("waste", row.place.name, used_in(row), row.units, "unit", price)


STAGES = (material, energy, transport, embodied)
USES = (transport_work, electricity, water, plastic, waste)


def _direction(row: Hauled) -> str:
    return "inbound" if row.inbound else "outbound"


def _work_unit(row: Hauled) -> str:
    return "unit.km/1000" if row.parts else "t.km"

"""Directional tests under common random numbers: what must get better or worse when one thing changes."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from tests.validation import hand_made
from twin.knowledge import NOMINAL
from twin.kpi import Tally, measure, tally
from twin.kpi.capital import Investment
from twin.run import simulate
from twin.scenario import Scenario
from twin.spec.events import SiteOutage
from twin.spec.load import read_network
from twin.spec.network import Network
from twin.spec.quantity import Quantity, given
from twin.spec.scenario import RunSettings

SETTINGS = RunSettings(horizon=90, warm_up=10, seed=3)
LUCK = range(4)
STATION = (
    "{name: make, servers: 2, process_time: 6 h, setup_time: 3 h, energy: 5 kWh, operators: 2, water: 3 L}"
)
ZONES = (
    "zones:\n  - {name: Lille, place: {name: Lille, country: FR, lat: 50.63, lon: 3.06}, population: 500000}\n"
    "  - {name: Nice, place: {name: Nice, country: FR, lat: 43.7, lon: 7.27}, population: 500000}\n"
)
SITES = "".join(
    f"  - name: {name}\n    kind: micro_factory\n    place: {{name: {name}, country: FR, lat: {lat}, lon: {lon}}}\n"
    "    stations:\n      - {name: make, servers: 2, process_time: 6 h, energy: 20 kWh, operators: 2}\n"
    for name, lat, lon in (("Lille", 50.63, 3.06), ("Nice", 43.7, 7.27))
)


@lru_cache
def plant() -> Network:
    """One workshop of four servers in Lyon for Lyon, Lille and Nice."""
    text = hand_made.NETWORK.replace("servers: 2", "servers: 4").replace("per_day: 1", "per_day: 9")
    return read_network(text.replace("setup_time: 3 h, ", "").replace("zones:\n", ZONES))


@lru_cache
def spread() -> Network:
    """Two more workshops in Lille and Nice, each with a hungrier machine."""
    text = hand_made.NETWORK.replace("per_day: 1", "per_day: 9").replace("setup_time: 3 h, ", "")
    return read_network(text.replace("zones:\n", SITES + ZONES))


@lru_cache
def counted(which: Callable[[], Network], replication: int) -> Tally:
    """A run of a network, counted."""
    network = which()
    return tally(simulate(Scenario(name="run", base=network, settings=SETTINGS), replication), network)


def priced(which: Callable[[], Network], kpi: str, **changes: Any) -> list[float]:
    """A KPI over the same records under other prices, in each replication."""
    network = which().model_copy(update=changes)
    return [measure(counted(which, j), network)[kpi] for j in LUCK]


def rise(which: Callable[[], Network], kpi: str, **changes: Any) -> list[float]:
    """What the change adds to the KPI."""
    return [b - a for a, b in zip(priced(which, kpi), priced(which, kpi, **changes), strict=True)]


def lead(network: Network, replication: int) -> float:
    """Mean lead time of a run, days."""
    log = simulate(Scenario(name="run", base=network, settings=SETTINGS), replication)
    return measure(tally(log, network), network)["service.lead_time_mean"]


def modes(network: Network, factor: float) -> tuple[Any, ...]:
    """The modes with dearer t.km."""
    return tuple(mode.model_copy(update={"cost": mode.cost.scaled(factor)}) for mode in network.modes)


@pytest.mark.parametrize("factor", [1.2, 2.0])
def test_dearer_diesel_hurts_the_plant_that_ships_farther(factor: float) -> None:
    far = rise(plant, "cost.outbound", modes=modes(plant(), factor))
    near = rise(spread, "cost.outbound", modes=modes(spread(), factor))
    assert all(a > b >= 0 for a, b in zip(far, near, strict=True))


def test_a_cleaner_grid_favours_the_energy_hungry_route() -> None:
    cleaner = tuple(e.model_copy(update={"grid": e.grid.scaled(0.5)}) for e in plant().economies)
    hungry = rise(spread, "footprint.total", economies=cleaner)
    modest = rise(plant, "footprint.total", economies=cleaner)
    assert all(a < b < 0 for a, b in zip(hungry, modest, strict=True))


def test_a_carbon_price_falls_on_every_gram() -> None:
    found = rise(plant, "cost.carbon", carbon_price=given(200, "EUR"))
    footprint = priced(plant, "footprint.total")
    assert found == pytest.approx([kg / 1000 * 100 for kg in footprint])


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.6), (0.6, 0.9)])
def test_a_higher_exponent_favours_small_sites(low: float, high: float) -> None:
    capex = plant().sites[0].capex
    assert capex is not None

    def capital(size: float, exponent: float) -> float:
        changed = capex.model_copy(update={"exponent": Quantity(value=exponent, unit="fraction")})
        return Investment(changed, size)(NOMINAL)

    assert capital(0.1, high) < capital(0.1, low)
    assert capital(10, high) > capital(10, low)


def test_more_machines_mean_shorter_waits() -> None:
    def with_servers(count: int) -> Network:
        site = plant().sites[0]
        station = site.stations[0].model_copy(update={"servers": count})
        return plant().model_copy(update={"sites": (site.model_copy(update={"stations": (station,)}),)})

    for j in LUCK:
        waits = [lead(with_servers(count), j) for count in (3, 4, 6)]
        assert waits[0] > waits[1] > waits[2]


def test_longer_outages_hurt_the_single_plant_more() -> None:
    def down(network: Network, days: float) -> Network:
        event = SiteOutage(site="Lyon", start=given(20, "day"), length=given(days, "day"))
        return network.model_copy(update={"disruptions": (event,)})

    for j in LUCK:
        single = lead(down(plant(), 14), j) - lead(down(plant(), 7), j)
        several = lead(down(spread(), 14), j) - lead(down(spread(), 7), j)
        assert single > several >= 0


@pytest.mark.parametrize("which", [plant, spread])
def test_orders_in_are_orders_delivered_lost_and_open(which: Callable[[], Network]) -> None:
    for j in LUCK:
        orders = counted(which, j).orders
        assert orders.placed == len(orders.lead) + orders.lost + orders.open
        assert orders.placed > 500

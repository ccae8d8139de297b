"""Directional tests on the cases themselves: the same records, or the same luck, with one thing changed."""

from functools import lru_cache

import pytest

from twin.cases import load_case
from twin.edits import EDIT
from twin.knowledge import NOMINAL, Draw
from twin.kpi import Tally, measure, tally
from twin.run import simulate_network
from twin.spec.network import Network
from twin.spec.scenario import RunSettings

SETTINGS = RunSettings(horizon=150, warm_up=60, seed=11)
LUCK = range(2)


@lru_cache
def network(case: str, design: str) -> Network:
    """The network of a design."""
    return load_case(case).network(design)


@lru_cache
def counted(case: str, design: str, replication: int) -> Tally:
    """A run of a design, counted."""
    built = network(case, design)
    return tally(simulate_network(built, SETTINGS, replication), built)


def kpi(case: str, design: str, key: str, replication: int, draw: Draw = NOMINAL) -> float:
    """A KPI over the records of a run, priced at a draw."""
    return measure(counted(case, design, replication), network(case, design), draw)[key]


def moved(case: str, design: str, key: str, replication: int, low: Draw, high: Draw) -> float:
    """What a KPI gains from one draw to another over the same records."""
    return kpi(case, design, key, replication, high) - kpi(case, design, key, replication, low)


@pytest.mark.parametrize(
    ("case", "far", "near", "source"),
    [
        ("relocalize", "far-plant", "plant", "fact:truck_cost_per_tkm_us"),
        ("relocalize", "plant", "network", "fact:truck_cost_per_tkm_us"),
        ("afyren", "plant", "network", "fact:sea_container_cost_per_tkm"),
    ],
)
def test_dearer_freight_hurts_the_design_that_ships_farther(
    case: str, far: str, near: str, source: str
) -> None:
    cheap, dear = Draw({source: 0.1}), Draw({source: 0.9})
    for j in LUCK:
        assert (
            moved(case, far, "cost.landed", j, cheap, dear)
            > moved(case, near, "cost.landed", j, cheap, dear)
            >= 0
        )


def test_a_higher_exponent_favours_the_smaller_plants() -> None:
    low, high = Draw({"fact:capex_scale_exponent": 0.2}), Draw({"fact:capex_scale_exponent": 0.8})
    giant = [kpi("afyren", "plant", "capital.total", 0, draw) for draw in (low, high)]
    regional = [kpi("afyren", "network", "capital.total", 0, draw) for draw in (low, high)]
    assert regional[1] / giant[1] < regional[0] / giant[0]


def test_a_cleaner_grid_favours_the_design_that_uses_it() -> None:
    dirty, clean = Draw({"fact:grid_carbon_TH": 0.9}), Draw({"fact:grid_carbon_TH": 0.1})
    for j in LUCK:
        assert moved("afyren", "network", "footprint.total", j, dirty, clean) < 0
        assert moved("afyren", "plant", "footprint.total", j, dirty, clean) == pytest.approx(0, abs=1e-9)


def test_a_longer_outage_hurts_the_single_plant_more() -> None:
    def lead(design: str, days: float, replication: int) -> float:
        stop = EDIT.validate_python({"kind": "site_outage", "site": "Lyon", "start": 30, "days": days})
        built = stop.apply(network("resilience", design))
        return measure(tally(simulate_network(built, SETTINGS, replication), built), built)[
            "service.lead_time_mean"
        ]

    for j in LUCK:
        single = lead("plant", 28, j) - lead("plant", 7, j)
        several = lead("network", 28, j) - lead("network", 7, j)
        assert single > several


def test_more_machines_mean_shorter_waits() -> None:
    plant = network("bright-machines", "plant")
    station = plant.sites[0].stations[0]
    for j in LUCK:
        waits = []
        for more in (0, 3):
            bigger = station.model_copy(update={"servers": station.servers + more})
            site = plant.sites[0].model_copy(update={"stations": (bigger, *plant.sites[0].stations[1:])})
            built = plant.model_copy(update={"sites": (site,)})
            run = tally(simulate_network(built, SETTINGS, j), built)
            waits.append(measure(run, built)["service.lead_time_mean"])
        assert waits[1] < waits[0]


def test_a_tariff_hurts_only_who_crosses_the_border() -> None:
    source = "assumed:lanes.Mexico to customers.duty"
    free, dear = Draw({source: 0.05}), Draw({source: 0.95})
    assert moved("bright-machines", "plant", "cost.duty", 0, free, dear) > 0
    assert moved("bright-machines", "network", "cost.landed", 0, free, dear) == 0

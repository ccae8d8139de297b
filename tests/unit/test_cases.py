"""The cases load, every design is placed and sized by the rule, and nothing carries a number without a parent."""

import math

import pytest

from twin.cases import keys, load_case
from twin.edits import EDIT
from twin.errors import InputError
from twin.knowledge import NOMINAL, Draw, quantities
from twin.places import great_circle_km
from twin.siting import (
    availability,
    days_per_unit,
    fitted,
    loads,
    open_share,
    spread,
    units_per_order,
)
from twin.spec import Place, Zone
from twin.stocking import base_stock_for


@pytest.mark.parametrize("key", keys())
def test_every_design_of_every_case_builds(key: str) -> None:
    case = load_case(key)
    assert {"plant", "network", "hybrid"} <= set(case.designs)
    assert case.baseline in case.designs
    for design in case.designs:
        network = case.network(design)
        assert network.makers(network.products[0])


@pytest.mark.parametrize("key", keys())
def test_every_range_holds_its_value_and_has_a_parent(key: str) -> None:
    network = load_case(key).network("network")
    for path, quantity, _ in quantities(network):
        if quantity.uncertain:
            assert quantity.source.startswith(("fact:", "assumed:")), path
            assert quantity.source != "assumed:unnamed", path


@pytest.mark.parametrize("key", keys())
def test_no_station_is_busier_than_the_rule_allows(key: str) -> None:
    case = load_case(key)
    for design in case.designs:
        network = case.network(design)
        order = units_per_order(network)
        for site_name, load in loads(network).items():
            site = network.site(site_name)
            for station in site.stations:
                work = math.fsum(
                    units * days_per_unit(station, network.product(name), order[name])
                    for name, units in load.items()
                    if station.name in network.product(name).route
                )
                capacity = station.servers * open_share(site.shifts) * availability(station)
                assert work <= capacity * network.sizing.utilisation * (1 + 1e-6), (
                    design,
                    site_name,
                    station.name,
                )


def reach(chosen: tuple[Place, ...], zones: tuple[Zone, ...]) -> float:
    return math.fsum(
        zone.share * min(great_circle_km(zone.place.lat, zone.place.lon, p.lat, p.lon) for p in chosen)
        for zone in zones
    )


def test_rule_places_better_than_the_largest_cities_and_no_swap_helps() -> None:
    zones = load_case("avatar").network("network").zones
    chosen = spread(zones, 5)
    assert len({place.name for place in chosen}) == 5
    best = reach(chosen, zones)
    assert best <= reach(tuple(zone.place for zone in zones[:5]), zones)
    for k in range(5):
        for zone in zones:
            assert reach((*chosen[:k], zone.place, *chosen[k + 1 :]), zones) >= best - 1e-6


def test_base_stock_reaches_its_fill_rate() -> None:
    # Poisson demand over the lead time with mean 6: S = 8 fills 0.744, S = 10 fills 0.916 (Palm).
    assert base_stock_for(6, 1, 0.74) == 8
    assert base_stock_for(3, 2, 0.916) == 10


def test_unknown_case_and_design_name_the_known() -> None:
    with pytest.raises(InputError, match="Did you mean avatar"):
        load_case("avatr")
    with pytest.raises(InputError, match="Known: plant, network, hybrid"):
        load_case("avatar").network("swarm")


def test_a_design_fits_the_numbers_of_a_draw_and_keeps_what_the_user_changed() -> None:
    network = load_case("avatar").network("network")
    slow = Draw({"assumed:templates.workshop.stations.assemble.process_time.mean": 0.9})
    before = sum(s.servers for site in network.sites for s in site.stations if s.name == "assemble")
    after = sum(
        s.servers for site in fitted(network, slow).sites for s in site.stations if s.name == "assemble"
    )
    assert after > before
    assert fitted(network, NOMINAL) == network
    busier = EDIT.validate_python({"kind": "demand", "factor": 1.2}).apply(network)
    assert fitted(busier, slow).sites == fitted(network, slow).sites

"""Every edit changes what it says, says it in a sentence, and refuses what cannot be."""

import pytest

from twin.cases import keys, load_case
from twin.economies import known
from twin.edits import EDIT, AddSite, InventoryEdit, MoveSite, RemoveSite, SetSiteCount
from twin.errors import InputError
from twin.run import simulate_network
from twin.scenario import Scenario
from twin.spec import Network, RunSettings


@pytest.fixture(scope="module")
def network() -> Network:
    return load_case("avatar").network("network")


@pytest.fixture(scope="module")
def plant() -> Network:
    return load_case("avatar").network("plant")


def edited(network: Network, **edit: object) -> Network:
    return EDIT.validate_python(edit).apply(network)


def sentence(**edit: object) -> str:
    return EDIT.validate_python(edit).describe()


def test_outage_by_text_and_number_is_the_same(network: Network) -> None:
    a = edited(network, kind="site_outage", site="lyon", start="60 days", days="3 weeks")
    b = edited(network, kind="site_outage", site="Lyon", start=60, days=21)
    assert a.disruptions == b.disruptions
    assert a.disruptions[0].length.value == 21
    assert (
        sentence(kind="site_outage", site="Lyon", start=60, days=21) == "Lyon is down from day 60 for 21 days"
    )


def test_unknown_site_names_the_nearest(network: Network) -> None:
    with pytest.raises(InputError, match=r"No site named 'Lyonn'.*Nearest: Lyon"):
        edited(network, kind="site_outage", site="Lyonn", start=0, days=1)


def test_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        EDIT.validate_python({"kind": "site_outage", "site": "Lyon", "start": 0, "days": -3})


def test_site_count_places_and_sizes_anew(network: Network) -> None:
    twenty = edited(network, kind="set_site_count", count=20)
    assert len(twenty.sites) == 20
    assert {site.kind for site in twenty.sites} == {"micro_factory"}
    assert "Paris" in {site.name for site in twenty.sites}
    with pytest.raises(InputError, match="at most 40"):
        edited(network, kind="set_site_count", count=41)


def test_country_moves_zones_sites_and_prices(network: Network) -> None:
    kenya = edited(network, kind="set_country", country="Kenya")
    assert {zone.place.country for zone in kenya.zones} == {"KE"}
    assert {site.place.country for site in kenya.sites} == {"KE"}
    assert kenya.economy("KE").grid.source == "fact:grid_carbon_KE"


@pytest.mark.parametrize("code", known())
def test_a_network_moves_to_every_country_with_facts(network: Network, code: str) -> None:
    moved = edited(network, kind="set_country", country=code)
    assert {thing.place.country for thing in (*moved.zones, *moved.sites)} == {code}
    here = moved.economy(code)
    assert [here.electricity.source, here.labour.source, here.grid.source] == [
        f"fact:elec_price_industry_{code}",
        f"fact:labour_cost_mfg_{code}",
        f"fact:grid_carbon_{code}",
    ]


def test_a_country_with_fewer_cities_gives_those_it_has(network: Network) -> None:
    estonia = edited(network, kind="set_country", country="Estonia")
    assert 10 <= len(estonia.zones) < len(network.zones)
    assert [demand.per_day for demand in estonia.demand] == [demand.per_day for demand in network.demand]
    assert len(estonia.sites) <= len(estonia.zones)


def test_a_country_without_facts_is_refused_with_those_that_have_them(network: Network) -> None:
    with pytest.raises(InputError, match=r"No facts for country NA.*Countries with all: .*ES.*IT"):
        edited(network, kind="set_country", country="Namibia")


def test_a_plant_with_stores_moves_to_another_country_with_its_sources(plant: Network) -> None:
    kenya = edited(plant, kind="set_country", country="Kenya")
    (maker,) = (site.name for site in kenya.sites if site.kind == "central_plant")
    sources = {item.source for site in kenya.sites if site.kind == "warehouse" for item in site.stock}
    assert sources == {maker}


def test_add_move_remove_resize(network: Network) -> None:
    bigger = edited(network, kind="resize_site", factor=2)
    assert [s.servers for site in bigger.sites for s in site.stations] == [
        2 * s.servers for site in network.sites for s in site.stations
    ]
    added = edited(network, kind="add_site", city="Brest")
    assert added.site("Brest").template == "workshop"
    moved = edited(added, kind="move_site", site="Brest", city="Quimper")
    assert moved.site("Quimper").luck == "Brest"
    removed = edited(moved, kind="remove_site", site="Quimper")
    assert [site.name for site in removed.sites] == [site.name for site in network.sites]


def test_last_maker_cannot_be_removed(plant: Network) -> None:
    with pytest.raises(InputError, match="only site that makes anything"):
        edited(plant, kind="remove_site", site="Douai")


def test_a_box_leaves_after_it_comes() -> None:
    network = load_case("resilience").network("network")
    sent = edited(network, kind="send_mobile", to="Lyon", arrives=40, leaves=41)
    assert len(sent.responses) == len(network.responses) + 1
    for leaves in (25, 40):
        with pytest.raises(ValueError, match=rf"cannot leave on day {leaves}: it comes on day 40"):
            edited(network, kind="send_mobile", to="Lyon", arrives=40, leaves=leaves)
    with pytest.raises(ValueError, match="it comes on day 30"):
        edited(network, kind="send_mobile", to="Lyon", start=30, leaves=12)


def test_demand_by_factor_zone_and_rate(network: Network) -> None:
    rate = network.demand[0].per_day.value
    assert edited(network, kind="demand", factor=2).demand[0].per_day.value == 2 * rate
    assert edited(network, kind="demand", per_day=3).demand[0].per_day.source == "given"
    lyon = edited(network, kind="demand", factor=3, zone="Lyon")
    share = {z.name: z.share for z in network.zones}
    grown = sum(share.values()) + 2 * share["Lyon"]
    assert lyon.demand[0].per_day.value == pytest.approx(rate * grown / sum(share.values()))
    paris = next(z for z in lyon.zones if z.name == "Paris")
    assert lyon.demand[0].per_day.value * paris.share / sum(z.share for z in lyon.zones) == pytest.approx(
        rate * share["Paris"] / sum(share.values())
    )


def test_prices_keep_their_range_when_scaled_and_lose_it_when_set(network: Network) -> None:
    dearer = edited(network, kind="price", item="freight", factor=1.2)
    old, new = network.modes[0].cost, dearer.modes[0].cost
    assert new.value == pytest.approx(old.value * 1.2)
    assert new.high == pytest.approx((old.high or 0) * 1.2)
    clean = edited(network, kind="price", item="grid_carbon", value=0.01, country="FR")
    assert clean.economy("FR").grid.value == 0.01
    assert not clean.economy("FR").grid.uncertain


def test_sentences() -> None:
    assert sentence(kind="price", item="freight", factor=1.2) == "freight costs up 20 %"
    assert sentence(kind="demand", factor=0.5) == "demand down 50 %"
    assert sentence(kind="set_site_count", count=1) == "1 making site, placed and sized by the rule"
    assert (
        sentence(kind="send_mobile", to="Lyon", arrives=65) == "a factory in a box arrives on day 65 at Lyon"
    )


def test_path_edit_reaches_any_value_and_names_the_nearest(network: Network) -> None:
    site = network.sites[0].name
    done = edited(network, kind="set", path=f"sites.{site}.stations.assemble.process_time.mean", value="10 h")
    assert done.site(site).stations[0].process_time.mean.value == pytest.approx(10 / 24)
    with pytest.raises(InputError, match="Did you mean assemble"):
        edited(network, kind="set", path=f"sites.{site}.stations.asemble.servers", value=4)
    with pytest.raises(InputError, match="servers"):
        edited(network, kind="set", path=f"sites.{site}.stations.assemble.servers", value=-4)


def test_scenario_undoes_and_keeps_its_parent(network: Network) -> None:
    base = Scenario(name="base", base=network)
    one = base.edited(EDIT.validate_python({"kind": "demand", "factor": 2}))
    assert one.network != base.network
    assert base.edits == ()
    assert one.undone().network == base.network
    assert one.undone().digest == base.digest != one.digest
    with pytest.raises(InputError, match="cannot be undone"):
        base.undone()


def test_outage_past_the_horizon_and_too_many_orders_are_refused(network: Network) -> None:
    late = Scenario(name="late", base=network, settings=RunSettings(horizon=50)).edited(
        EDIT.validate_python({"kind": "site_outage", "site": "Lyon", "start": 60, "days": 1})
    )
    with pytest.raises(InputError, match="past the horizon of 50 days"):
        _ = late.network
    much = Scenario(name="much", base=network).edited(
        EDIT.validate_python({"kind": "demand", "per_day": 90_000})
    )
    with pytest.raises(InputError, match="orders in one run"):
        _ = much.network


def _all_designs() -> list[tuple[str, str]]:
    return [(key, design) for key in keys() for design in load_case(key).designs]


@pytest.mark.parametrize(("key", "design"), _all_designs())
def test_every_design_runs_with_other_sites(key: str, design: str) -> None:
    network = load_case(key).network(design)
    taken = {site.name for site in network.sites}
    free = next(zone.name for zone in network.zones if zone.name not in taken)
    edits = [
        MoveSite(site=network.sites[0].name, city=free),
        AddSite(city=free),
        SetSiteCount(count=3),
        RemoveSite(site=network.sites[-1].name),
    ]
    for edit in edits[: 4 if len(network.sites) > 1 else 3]:
        log = simulate_network(edit.apply(network), RunSettings(horizon=3, warm_up=0))
        assert log.events > 0


def test_a_new_site_of_a_network_that_makes_to_stock_gets_its_stock_by_the_rule() -> None:
    network = load_case("relocalize").network("network")
    more = AddSite(city="Gainesville", country="US").apply(network)
    stocks = {site.name: site.stock[0].order_up_to for site in more.sites}
    before = {site.name: site.stock[0].order_up_to for site in network.sites}
    assert stocks["Gainesville"] > 0
    assert stocks["Jacksonville"] < before["Jacksonville"]
    assert stocks["Atlanta"] == before["Atlanta"]


def test_half_the_stock_stays_half_when_a_site_is_added() -> None:
    network = load_case("relocalize").network("network")
    halved = AddSite(city="Savannah", country="US").apply(InventoryEdit(factor=0.5).apply(network))
    whole = AddSite(city="Savannah", country="US").apply(network)
    for small, large in zip(halved.sites, whole.sites, strict=True):
        assert small.stock[0].order_up_to == pytest.approx(large.stock[0].order_up_to / 2)


def test_a_store_whose_plant_moves_or_closes_is_filled_by_another() -> None:
    plant = load_case("avatar").network("plant")
    moved = MoveSite(site="Douai", city="Reims").apply(plant)
    assert {stock.source for site in moved.sites if not site.stations for stock in site.stock} == {"Reims"}
    acids = load_case("afyren").network("network")
    left = RemoveSite(site="Khon Kaen").apply(acids)
    assert "Khon Kaen" not in {stock.source for site in left.sites for stock in site.stock}
    assert all("Khon Kaen" not in lane.origin for lane in left.lanes)

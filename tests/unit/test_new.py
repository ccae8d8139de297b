"""A network of one's own: tables become a network that runs, and every problem in them is named at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.new import new
from twin.draft import TABLES, Wish, from_country, from_folder, template, write
from twin.economies import known
from twin.errors import InputError
from twin.places import cities
from twin.run import simulate_network
from twin.spec import RunSettings
from twin.spec.load import load_network, read_network


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "bakery"
    template(folder)
    return folder


def change(folder: Path, table: str, old: str, new_text: str) -> None:
    path = folder / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new_text), encoding="utf-8")


def test_the_template_is_a_network_that_runs(tables: Path) -> None:
    network = read_network(write(from_folder(tables), "Made from tables."), "bakery.yaml")
    assert [site.name for site in network.sites] == ["Tours", "Angers"]
    assert network.site("Tours").stations[0].process_time.mean.value == pytest.approx(40 / 1440)
    assert network.demand[0].per_day.value == 18
    log = simulate_network(network, RunSettings(horizon=20, warm_up=2))
    assert (log.orders.delivered >= 0).sum() > 300


def test_every_problem_is_named_at_once(tables: Path) -> None:
    change(tables, "sites.csv", "40 min", "forty")
    change(tables, "sites.csv", "Angers,micro_factory,Angers", "Angers,factory,Angrrs")
    change(tables, "zones.csv", "Cholet,Cholet", "Le Mans,Xyzzy")
    change(tables, "products.csv", "10 kg", "10 km")
    (tables / "lanes.csv").unlink()
    with pytest.raises(InputError) as caught:
        from_folder(tables)
    said = str(caught.value)
    for words in (
        "sites.csv, row 2, process_time: 'forty' is not a time",
        "sites.csv, row 3, kind: 'factory' is none of",
        "'Angrrs' in France",
        "Nearest: Angers",
        "zones.csv, row 3, name: 'Le Mans' is used by zones.csv, row 2",
        "'Xyzzy'",
        "'10 km' is not a mass",
        "lanes.csv: cannot be read",
    ):
        assert words in said
    assert len(said.splitlines()) == 7


@pytest.mark.parametrize(
    ("table", "old", "new_text", "says"),
    [
        ("sites.csv", "name,kind", "name,sort", "lacks the column(s) kind"),
        ("sites.csv", "80 000 EUR,10 years", "80 000 EUR,", "life: is empty; capex needs it"),
        ("sites.csv", "80 000 EUR", "80,000 EUR", "cells more than columns"),
        (
            "sites.csv",
            "Tours,micro_factory,Tours,FR",
            "Tours,micro_factory,Windhoek,NA",
            "No facts for country NA",
        ),
        ("zones.csv", "name,city", "name,town", "unknown column 'town'"),
        ("products.csv", ",18,", ",0,", "orders_per_day: 0 must be more than 0"),
        ("products.csv", ",18,", ",nan,", "orders_per_day: 'nan'"),
        ("lanes.csv", "*,zones", "Lyon,zones", "names unknown origin 'Lyon'"),
        ("lanes.csv", ",van,", ",cart,", "'cart' is none of van, lorry"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(
    tables: Path, table: str, old: str, new_text: str, says: str
) -> None:
    change(tables, table, old, new_text)
    with pytest.raises(InputError) as caught:
        from_folder(tables)
    assert says in str(caught.value)


def test_a_table_from_a_spreadsheet_may_start_with_a_byte_order_mark(tables: Path) -> None:
    text = (tables / "zones.csv").read_text(encoding="utf-8")
    (tables / "zones.csv").write_text("\ufeff" + text, encoding="utf-8")
    assert len(from_folder(tables)["zones"]) == 3


def test_a_country_gives_a_network_placed_and_sized_by_the_rule() -> None:
    raw = from_country(Wish(country="FR", cities=12, product="bicycle", sites=3))
    network = read_network(write(raw, "First guess."), "bicycle.yaml")
    assert (len(network.sites), len(network.zones)) == (3, 12)
    assert network.title == "bicycle: 3 micro-factories for 12 cities of France"
    assert all(site.stations[0].servers >= 1 for site in network.sites)
    assert network.products[0].mass.source.startswith("assumed:")


@pytest.mark.parametrize("code", known())
def test_every_country_with_facts_makes_a_network(code: str) -> None:
    raw = from_country(Wish(country=code, cities=min(20, len(cities(code))), product="bicycle"))
    network = read_network(write(raw, "First guess."), "bicycle.yaml")
    here = network.economy(code)
    assert 0.02 < here.electricity.value < 0.4
    assert 0.5 < here.labour.value < 75
    assert 0.01 < here.grid.value < 1


def test_two_cities_of_one_name_are_told_apart() -> None:
    raw = from_country(Wish(country="US", cities=150, product="bicycle", sites=3))
    names = [zone["name"] for zone in raw["zones"]]
    assert "Columbus" in names
    assert "Columbus (GA)" in names
    raw = from_country(Wish(country="SK", cities=20, product="bicycle", sites=3))
    assert {"Komárno", "Komárno (2)"} <= {zone["name"] for zone in raw["zones"]}


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish(country="FR", cities=5, product="x", sites=6), "one a city at most"),
        (Wish(country="FR", cities=0, product="x"), "ask for 1 to 500"),
        (Wish(country="NA", cities=5, product="x"), "No facts for country NA"),
        (Wish(country="FR", cities=5, product="x", mass=0), "--mass 0: must be more than 0"),
    ],
)
def test_a_wish_that_cannot_be_says_so(wish: Wish, says: str) -> None:
    with pytest.raises(InputError, match=says):
        from_country(wish)


def test_the_command_writes_a_file_once_and_checks_without_writing(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    checked = runner.invoke(new, ["--from", str(tables), "--check"])
    assert checked.exit_code == 0
    assert "2 sites, 3 zones" in checked.output
    assert not (tmp_path / "bakery.yaml").exists()
    assert runner.invoke(new, ["--from", str(tables)]).exit_code == 0
    assert load_network(tmp_path / "bakery.yaml").name == "bakery"
    again = runner.invoke(new, ["--from", str(tables)])
    assert isinstance(again.exception, InputError)
    assert "is there already" in str(again.exception)


def test_many_problems_come_one_a_line_with_exit_code_2(tables: Path) -> None:
    for name in TABLES:
        (tables / name).unlink()
    failed = CliRunner().invoke(new, ["--from", str(tables)])
    assert failed.exit_code == 2
    assert "4 problems" in failed.stderr
    assert len(failed.stderr.splitlines()) == 5


def test_exactly_one_way_is_asked_for() -> None:
    failed = CliRunner().invoke(new, ["--cities", "5"])
    assert "Give one of --from" in str(failed.exception)

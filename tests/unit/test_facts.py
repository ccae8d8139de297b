"""The facts table: the project's own rows hold, and a wrong row is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from twin import economies
from twin.errors import InputError
from twin.facts import COLUMNS, load_facts, read_facts
from twin.units import known

HEAD = ",".join(COLUMNS)
GOOD = "grid_x,0.5,0.4,0.6,kg CO2e/kWh,X,2023,a page,"


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "facts.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_the_project_table_loads_with_all_its_rows() -> None:
    facts = load_facts()
    assert len(facts) >= 284
    for fact in facts.values():
        assert fact.low <= fact.value <= fact.high
        assert known(fact.unit)
        assert fact.source


def test_an_unseen_source_is_an_assumption() -> None:
    facts = load_facts()
    assert facts["ef_artic_truck"].verified
    assert not facts["truck_cost_per_tkm_eu"].verified
    assert not facts["elec_price_industry_US"].verified


def test_a_country_has_all_three_facts_or_is_not_offered() -> None:
    facts = load_facts()
    asked = "ES IT PT PL NL BE GB IE AT CZ SE CA JP ZA MA NG VN ID TR BR CN DE FR IN KE MX TH US"
    assert set(asked.split()) <= set(economies.known())
    for code in economies.known():
        electricity, labour, grid = (
            facts[f"{row}_{code}"] for row in ("elec_price_industry", "labour_cost_mfg", "grid_carbon")
        )
        assert facts.value(electricity.id, "EUR/kWh")[0] < 0.4
        assert facts.value(labour.id, "EUR/h")[0] < 75
        assert facts.value(grid.id, "kg CO2e/kWh")[0] < 1
        for fact in (electricity, labour, grid):
            assert fact.low < fact.high
            assert fact.scope.startswith(code)


def test_values_come_in_the_asked_unit() -> None:
    facts = load_facts()
    assert facts.value("ef_artic_truck", "kg CO2e/kg.km") == pytest.approx((0.0962e-3, 0.0743e-3, 0.1193e-3))
    assert facts.value("cnc_mttr", "day") == pytest.approx((8 / 24, 2 / 24, 2.0))
    assert facts.value("wacc_auto", "1/yr")[0] == 0.0938
    assert facts.value("capex_afyren_per_tpy", "EUR.yr/t")[0] == 3875.0


def test_dollars_become_euros_at_the_tables_rate() -> None:
    facts = load_facts()
    assert facts.usd_per_eur == 1.107
    assert facts.value("truck_cost_per_km_us", "EUR/km")[0] == pytest.approx(1.404 / 1.107)
    assert facts.value("vehicle_price_ulive", "USD")[0] == pytest.approx(15_000 * 1.107)
    assert facts.value("vehicle_price_ev_us", "USD")[0] == 56_520


def test_an_unknown_fact_gets_the_nearest() -> None:
    facts = load_facts()
    with pytest.raises(InputError, match=r"no fact 'ef_artic_truk'.*Nearest: ef_artic_truck"):
        facts.value("ef_artic_truk", "kg CO2e/t.km")
    assert facts.nearest("wacc_car")[0].startswith("wacc")
    with pytest.raises(InputError, match="Fact 'wacc_auto': 'per year' cannot be told in 'km'"):
        facts.value("wacc_auto", "km")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (GOOD.replace("0.5", "0.9"), r"line 2 \(grid_x\): the value 0.9 lies outside its range 0.4 to 0.6"),
        (GOOD.replace("0.5", "nan"), "finite numbers"),
        (GOOD.replace("0.5", "1e999"), "finite numbers"),
        (GOOD.replace("0.5", "1_0"), "finite numbers"),
        (GOOD.replace("kWh", "furlong"), "the unit 'kg CO2e/furlong' is not known"),
        (GOOD.replace("2023", "23"), "the year '23' is not between"),
        (GOOD.replace("2023", "3023"), "the year '3023' is not between"),
        (GOOD.replace("a page", " "), "source is empty"),
        (GOOD.replace(",X,", ",,"), "scope is empty"),
        (GOOD.replace("grid_x", "Grid X"), "the id must be small letters"),
        (GOOD + ",more", "10 columns instead of 9"),
        ("", "columns instead of 9"),
        (GOOD.replace("a page", '"a page'), "not valid CSV"),
        (GOOD.replace("kg CO2e", "USD"), "need the row 'fx_usd_per_eur'"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        read_facts(table(tmp_path, row))
    assert str(refused.value).startswith("facts.csv")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = table(tmp_path, GOOD, GOOD, GOOD.replace("0.5", "7").replace("2023", "x"))
    with pytest.raises(InputError) as refused:
        read_facts(path)
    lines = str(refused.value).splitlines()
    assert len(lines) == 4
    assert "line 3 (grid_x): this id is used twice" in lines[0]
    assert all(line.startswith("facts.csv, line ") for line in lines)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the columns must be id, value, low"):
        read_facts(table(tmp_path, GOOD, head=HEAD.replace("id", "name")))
    with pytest.raises(InputError, match="no such file"):
        read_facts(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("key", "again"),
    [
        ("truck_cost_per_tkm_us", lambda f: f("truck_cost_per_km_us") / 15 / (1 - f("truck_empty_share"))),
        ("fx_usd_per_eur", lambda f: 16_600 / f("vehicle_price_ulive")),
        ("cnc_mtbf", lambda f: 4_000 / f("cnc_failures_per_year")),
        ("afyren_sales_price", lambda f: 35e6 / 16_000),
        ("capex_afyren_per_tpy", lambda f: 62e6 / 16_000),
        ("textile_biorecycling_energy", lambda f: (207 + 44.8 + 98.5) / 3.6),
        ("afyren_fossil_acid_footprint", lambda f: 30_000 / 16_000 / (1 - 1 / 5)),
        ("afyren_bio_acid_footprint", lambda f: f("afyren_fossil_acid_footprint") / 5),
        ("truck_average_speed", lambda f: 90.89 / 2.260 * 1.609344),
        ("truck_cost_per_km_us", lambda f: 2.260 / 1.609344),
        ("truck_revenue_per_tkm_us_ltl", lambda f: 0.242 / 1.460),
    ],
)
def test_two_routes_to_one_number_agree(key: str, again: Callable[[Callable[[str], float]], float]) -> None:
    facts = load_facts()
    assert again(lambda other: facts[other].value) == pytest.approx(facts[key].value, rel=0.01)

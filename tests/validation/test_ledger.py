"""A run priced by hand: every account to the cent, and two routes to each main number."""

import math

import pytest

from tests.validation import hand_made
from twin.kpi import COST_ACCOUNTS, FOOTPRINT_STAGES, by_site, explain, measure, tally

CRF = 0.08 * 1.08**10 / (1.08**10 - 1)
UNITS = 4  # delivered from day 0 on: 1 of order 0, 2 of order 1, 1 of order 2
EUR = {
    "capex": 100_000 * CRF * 10 / 365,  # 2 servers x 8760 h / 6 h = 2920 units a year = the reference
    "development": 36_500 / 10 * 10 / 365,  # WACC 0: straight line
    "fixed": 365 * 10 / 365,
    "labour": 2 * 15 * 40 + 1 * 240 * 40,  # 0.125 + 0.25 + 0.25 days at two people; one of staff, open always
    "setup": 2 * 3 * 40,
    "energy": 4 * 5 * 0.2,  # 2 + 1 + 1 units worked from day 0 on
    "material": 3 * 12 * 2,  # 3 good units
    "scrap": 1 * 12 * 2,
    "inbound": 4 * 12 * 100 / 1000 * 0.5,  # nothing in stock: the steel comes as it is used
    "outbound": (20 + 10) * 50 / 1000 * 0.5 + 2 * 3,  # the shipment of day -0.5 does not count
    "duty": 3 * 1000 * 0.1,
    "intermediary": 3 * 1000 * 0.2,
    "mobile": 0.0,
}
KG = {
    "material": 4 * 12 * 1.5,
    "energy": 20 * 0.05,
    "inbound": 4.8 * 0.2,
    "outbound": 1.5 * 0.2,
    "embodied": 3650 / 10 * 10 / 365,
}
EUR["carbon"] = math.fsum(KG.values()) / 1000 * 100
EUR["holding"] = (
    (sum(EUR[a] for a in ("capex", "fixed", "labour", "setup", "energy", "material", "scrap")) / 3)
    * 0.365
    * (4 * 10 - 1 * 5)
    / 365
)
VARIABLE = 2 * 15 * 40 + sum(
    EUR[a]
    for a in ("setup", "energy", "material", "scrap", "inbound", "outbound", "duty", "intermediary", "carbon")
)
EUR["lost_sales"] = 1000 - VARIABLE / UNITS


@pytest.fixture(name="kpis")
def _kpis() -> dict[str, float]:
    return measure(tally(hand_made.log(), hand_made.network()), hand_made.network())


@pytest.mark.parametrize("account", COST_ACCOUNTS)
def test_each_account_to_the_cent(kpis: dict[str, float], account: str) -> None:
    assert kpis[f"cost.{account}"] * UNITS == pytest.approx(EUR[account], abs=0.005)


def test_the_accounts_add_up_to_the_landed_cost(kpis: dict[str, float]) -> None:
    assert kpis["cost.landed"] == pytest.approx(math.fsum(EUR.values()) / UNITS, abs=0.0005)
    parts = math.fsum(kpis[f"cost.{account}"] for account in COST_ACCOUNTS)
    assert abs(parts - kpis["cost.landed"]) < 1e-9


@pytest.mark.parametrize("stage", FOOTPRINT_STAGES)
def test_each_stage_of_the_footprint(kpis: dict[str, float], stage: str) -> None:
    assert kpis[f"footprint.{stage}"] * UNITS == pytest.approx(KG[stage], abs=1e-9)


def test_what_is_used_up(kpis: dict[str, float]) -> None:
    assert kpis["footprint.total"] * UNITS == pytest.approx(sum(KG.values()))
    assert kpis["footprint.tkm"] * UNITS == pytest.approx(4.8 + 1.5)
    assert kpis["footprint.kwh"] * UNITS == pytest.approx(20)
    assert kpis["footprint.water"] * UNITS == pytest.approx(12)
    assert kpis["footprint.plastic"] * UNITS == pytest.approx(4 * 12 * 0.5)
    assert kpis["footprint.waste"] * UNITS == pytest.approx(3 * 12 * 0.25 + 12)


def test_money(kpis: dict[str, float]) -> None:
    years = 10 / 365
    spent = sum(EUR.values()) - EUR["lost_sales"]
    cash = (UNITS * 1000 - spent + EUR["capex"] + EUR["development"]) / years
    assert kpis["money.revenue"] == pytest.approx(4000 / years)
    assert kpis["money.margin"] == pytest.approx((4000 - spent) / years)
    assert kpis["capital.total"] == pytest.approx(136_500)
    assert kpis["capital.before_first_sale"] == pytest.approx(136_500)
    assert kpis["money.npv"] == pytest.approx(cash / CRF - 136_500)
    assert "money.payback" not in kpis  # cash is negative: it never pays back
    assert kpis["money.break_even"] == pytest.approx((spent - VARIABLE) / years / (1000 - VARIABLE / UNITS))


def test_service(kpis: dict[str, float]) -> None:
    assert kpis["service.lead_time_mean"] == pytest.approx(
        (1 + 1) / 2
    )  # orders 1 and 2; order 0 came before day 0
    assert kpis["service.lost"] == 1
    assert kpis["service.backlog"] == 1
    assert kpis["service.fill_rate"] == pytest.approx(3 / 4)
    assert kpis["service.otif"] == pytest.approx(2 / 3)
    assert kpis["service.utilisation"] == pytest.approx((15 + 3) / (2 * 240))
    assert kpis["service.wip"] == pytest.approx((0.25 + 0.5 + 0.5) / 10)


def test_by_site_is_another_route_to_the_same_totals(kpis: dict[str, float]) -> None:
    network = hand_made.network()
    table = by_site(tally(hand_made.log(), network), network)
    assert set(table) == {"Lyon", ""}
    total = math.fsum(row[account] for row in table.values() for account in COST_ACCOUNTS if account in row)
    assert total == pytest.approx(kpis["cost.landed"] * UNITS, abs=1e-6)
    carbon = math.fsum(row.get(f"co2.{stage}", 0.0) for row in table.values() for stage in FOOTPRINT_STAGES)
    assert carbon == pytest.approx(kpis["footprint.total"] * UNITS)
    assert table["Lyon"]["hours"] == pytest.approx(2 * (15 + 3) + 240)


def test_an_explanation_adds_up_and_ends_in_facts(kpis: dict[str, float]) -> None:
    network = hand_made.network()
    tree = explain("cost.landed", network, tally(hand_made.log(), network))
    accounts = [node for node in tree.children if node.unit == "EUR/unit"]
    assert math.fsum(node.value for node in accounts) == pytest.approx(kpis["cost.landed"])
    assert math.fsum(node.share or 0.0 for node in accounts) == pytest.approx(1.0)
    text = "\n".join(tree.lines())
    assert "wage: 40 EUR/h" in text
    assert "life: 10 year" in text


def test_dearer_diesel_costs_what_the_tonne_kilometres_say(kpis: dict[str, float]) -> None:
    dearer = hand_made.network(hand_made.NETWORK.replace("cost: 0.5 EUR/t.km", "cost: 0.6 EUR/t.km"))
    found = measure(tally(hand_made.log(), dearer), dearer)
    moved = (found["cost.inbound"] + found["cost.outbound"]) - (kpis["cost.inbound"] + kpis["cost.outbound"])
    assert moved * UNITS == pytest.approx(0.1 * 6.3)

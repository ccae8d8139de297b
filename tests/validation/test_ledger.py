"""A run priced by hand: every account to the cent, and two routes to each main number."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.validation import hand_made
from twin.kpi import COST_ACCOUNTS, FOOTPRINT_STAGES, by_site, explain, measure, tally
from twin.records import Mobiles
from twin.spec import (
    Community,
    Move,
    Overtime,
    Policy,
    PriceShock,
    SendMobile,
    Shift,
    Template,
    given,
)

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


def _with(**changes: object) -> dict[str, float]:
    network = hand_made.network().model_copy(update=changes)
    return measure(tally(hand_made.log(), network), network)


def _shock(item: str, factor: float = 2.0) -> dict[str, float]:
    """KPIs with a price doubled from day 2 to day 4, in which order 2 was made and shipped."""
    event = {
        "item": item,
        "start": given(2, "day"),
        "length": given(2, "day"),
        "factor": given(factor, "fraction"),
    }
    return _with(disruptions=(PriceShock.model_validate(event),))


def test_price_shocks_act_in_their_days_alone(kpis: dict[str, float]) -> None:
    def more(item: str, account: str) -> float:
        return (_shock(item)[f"cost.{account}"] - kpis[f"cost.{account}"]) * UNITS

    assert more("wage", "labour") == pytest.approx(
        2 * 12 * 40 + 48 * 40
    )  # half a day of work, two days of staff
    assert more("wage", "setup") == pytest.approx(0)  # the set-up was on day 0
    assert more("freight", "outbound") == pytest.approx(10 * 50 / 1000 * 0.5 + 3)
    assert more("freight", "inbound") == pytest.approx(2 * 12 * 100 / 1000 * 0.5)
    assert more("material", "material") == pytest.approx(24)
    assert more("material", "scrap") == pytest.approx(24)
    assert more("electricity", "energy") == pytest.approx(2 * 5 * 0.2)
    assert _shock("electricity", 1.0) == pytest.approx(kpis)


def test_overtime_is_paid_at_its_premium(kpis: dict[str, float]) -> None:
    event = Overtime(
        start=given(2, "day"), length=given(2, "day"), factor=given(2, "1"), premium=given(0.5, "fraction")
    )
    found = _with(responses=(event,))
    assert (found["cost.labour"] - kpis["cost.labour"]) * UNITS == pytest.approx(0.5 * 2 * 12 * 40)


def test_a_factory_in_a_box_costs_its_move_and_its_days() -> None:
    plain = hand_made.network()
    fields = {name: getattr(plain.sites[0], name) for name in Template.model_fields if name != "name"}
    box = Template(name="box", **{**fields, "kind": "mobile_factory", "staff": given(0, "person")})
    sent = SendMobile(
        template="box", place=plain.sites[0].place, start=given(3, "day"), leaves=given(8, "day")
    )
    move = Move(
        loading=given(1, "day"), speed=given(400, "km"), setup=given(1, "day"), cost=given(2500, "EUR")
    )
    network = plain.model_copy(update={"templates": (box,), "responses": (sent,), "move": move})
    log = hand_made.log()
    mobiles = Mobiles(
        site=hand_made.whole(1),
        sent=hand_made.days(13),
        arrived=hand_made.days(14),
        ready=hand_made.days(15),
        left=hand_made.days(18),
        km=np.zeros(1),
    )
    log = replace(log, sites=("Lyon", "box at Lyon"), stations=(("make",), ("make",)), mobiles=mobiles)
    found, table = measure(tally(log, network), network), by_site(tally(log, network), network)
    assert found["cost.mobile"] * UNITS == pytest.approx(2500)
    assert table["box at Lyon"]["capex"] == pytest.approx(100_000 * CRF * 5 / 365)  # from day 3 to day 8
    assert table["box at Lyon"]["fixed"] == pytest.approx(5)
    assert found["capital.total"] == pytest.approx(236_500)


def test_staff_are_full_time_jobs_where_the_hours_of_a_job_are_known() -> None:
    terms = {"hours_per_job": given(1600, "1"), "displacement": given(0.25, "fraction")}
    terms |= {"local_spend": given(0.4, "fraction"), "multiplier": given(1.5, "1")}
    network = hand_made.network().model_copy(
        update={
            "community": Community.model_validate(terms),
            "policy": Policy(holding_rate=given(0.365, "1/year"), sourcing_radius=given(600, "km")),
        }
    )
    found = measure(tally(hand_made.log(), network), network)
    years = 10 / 365
    staff = 1600 * years
    assert found["cost.labour"] * UNITS == pytest.approx((2 * 15 + staff) * 40)
    assert found["community.jobs"] == pytest.approx((2 * 18 + staff) / years / 1600)
    assert found["community.jobs_net"] == pytest.approx(found["community.jobs"] * 0.75)
    assert found["community.local_spend"] == 1.0  # Lille is some 560 km from Lyon
    wages, bought = (2 * 18 + staff) * 40, 4 * 24
    assert found["community.local_income"] == pytest.approx((wages + bought) / years * 0.4 * 1.5)


def test_working_hours_are_those_of_the_shifts() -> None:
    plain = hand_made.network()
    site = plain.sites[0].model_copy(update={"shifts": (Shift(start=0, end=6),)})
    network = plain.model_copy(update={"sites": (site,)})
    found = by_site(tally(hand_made.log(), network), network)
    # Day 0 is a Monday: of the work on days 0 and 2 the first six hours count; staff eight days of six hours
    work, setup, staff = 3 + 6, 3, 8 * 6
    assert found["Lyon"]["hours"] == pytest.approx(2 * (work + setup) + staff)

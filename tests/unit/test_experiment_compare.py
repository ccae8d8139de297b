"""Experiments on a small network: both intervals, windows, influences, the same digits however they are run."""

import pickle
from pathlib import Path

import pytest

from tests.validation import hand_made
from twin.edits import SendMobileEdit, SiteOutageEdit
from twin.errors import InputError
from twin.experiment import Cancelled, Comparison, Result, Store, compare, job, run
from twin.experiment.replicate import EVENT_DRAWS
from twin.knowledge import at_level, draws
from twin.scenario import Scenario
from twin.spec.load import read_network
from twin.spec.scenario import RunSettings

SETTINGS = RunSettings(horizon=60, warm_up=10, replications=6, draws=100, seed=7)
STEEL = "price: {assumed: 2 EUR/kg, low: 1 EUR/kg, high: 4 EUR/kg, id: steel}"
POWER = "electricity: {assumed: 0.2 EUR/kWh, low: 0.19 EUR/kWh, high: 0.21 EUR/kWh, id: power}"
SLOW = "process_time: {assumed: 6 h, low: 5 h, high: 9 h, id: work}"


def text(*swaps: tuple[str, str]) -> str:
    """The workshop with other words."""
    found = hand_made.NETWORK
    for old, new in swaps:
        assert old in found
        found = found.replace(old, new)
    return found


def scenario(*swaps: tuple[str, str], name: str = "base", settings: RunSettings = SETTINGS) -> Scenario:
    """The workshop as a scenario."""
    return Scenario(name=name, base=read_network(text(*swaps)), settings=settings)


PRICED = scenario(("price: 2 EUR/kg", STEEL))


def test_without_uncertain_parameters_there_is_no_knowledge_interval() -> None:
    found = run(scenario(), workers=1)
    assert found.runs == SETTINGS.replications
    assert found.draws == 0
    assert all(estimate.knowledge is None for estimate in found.estimates.values())
    lead = found.estimates["service.lead_time_mean"]
    assert lead.low < lead.mean < lead.high


def test_one_price_gives_the_quantiles_of_its_range() -> None:
    found = run(PRICED, workers=1)
    assert found.runs == SETTINGS.replications  # prices need no runs of their own
    assert found.event_draws == 0
    quantity = PRICED.network.materials[0].price
    levels = sorted(draw.levels["assumed:steel"] for draw in draws([PRICED.network], 100, 7))
    material = found.estimates["cost.material"]
    assert material.knowledge is not None
    # every good unit holds 12 kg; units made and delivered differ by what is under way
    per_kg = material.mean / quantity.value
    for got, level in zip(material.knowledge, (0.05, 0.95), strict=True):
        assert got / per_kg == pytest.approx(at_level(quantity, level), rel=0.01)
    assert levels[0] < 0.02
    lead = found.estimates["service.lead_time_mean"]
    assert lead.knowledge == pytest.approx((lead.mean, lead.mean), rel=1e-12)


def test_a_parameter_that_changes_events_gets_runs_of_its_own() -> None:
    found = run(scenario(("process_time: 6 h", SLOW)), workers=1)
    assert found.event_draws == EVENT_DRAWS
    assert found.runs == SETTINGS.replications + EVENT_DRAWS
    lead = found.estimates["service.lead_time_mean"]
    assert lead.knowledge is not None
    assert lead.knowledge[1] - lead.knowledge[0] > 0.03
    assert found.illustrative
    assert [i.source for i in found.weakest] == ["assumed:work"]


def test_the_same_digits_with_one_worker_with_two_and_from_the_store(tmp_path: Path) -> None:
    store = Store(tmp_path / "results.sqlite")
    both = [scenario(("process_time: 6 h", SLOW)), scenario(("2 EUR/kg", "3 EUR/kg"), name="dear")]
    alone = compare(both, workers=1, store=store)
    again = compare(both, workers=2, store=store)
    assert alone.stored_runs == 0
    assert again.runs == 0
    assert again.stored_runs == alone.runs
    apart = compare(both, workers=2)
    for other in (again, apart):
        assert [r.estimates for r in other.results] == [r.estimates for r in alone.results]
        assert other.differences == alone.differences
        assert other.influences == alone.influences


def test_copies_of_a_scenario_share_a_network_and_another_seed_keeps_its_own() -> None:
    one, other = scenario(), scenario(settings=SETTINGS.model_copy(update={"seed": 8}))
    copies = [pickle.loads(pickle.dumps(one)) for _ in range(2)]  # noqa: S301 (our own bytes)
    assert job._known(copies[0]).network is job._known(copies[1]).network
    assert job._known(other).settings.seed == 8


def test_values_go_to_json_and_back() -> None:
    found = compare([PRICED, scenario(("2 EUR/kg", "3 EUR/kg"), name="dear")], workers=1)
    assert Comparison.model_validate_json(found.model_dump_json()) == found
    assert Result.model_validate_json(found.results[0].model_dump_json()) == found.results[0]
    row = found.rows()[0]
    assert (row.scenario, row.kpi, row.unit) == ("base", "cost.landed", "EUR/unit")


def test_better_only_when_neither_interval_holds_zero() -> None:
    dear_power = scenario(("electricity: 0.2 EUR/kWh", POWER), ("price: 2 EUR/kg", STEEL), name="dear")
    cheap = scenario(("electricity: 0.2 EUR/kWh", "electricity: 0.1 EUR/kWh"), name="cheap")
    found = compare([dear_power, cheap], workers=1)
    energy = found.difference("cost.energy", "cheap")
    assert energy.difference == pytest.approx(-0.5, abs=0.02)  # 5 kWh a unit
    assert energy.high < 0
    assert energy.knowledge is not None
    assert energy.knowledge[1] < 0
    assert (energy.base, energy.better) == ("dear", "cheap")
    # the price of steel is known to no better than a factor of two: nobody is better on material
    material = found.difference("cost.material", "cheap")
    assert material.better is None
    assert (
        found.difference("service.utilisation", "cheap").better is None
    )  # no good direction, and no difference
    assert found.influences[0].source == "assumed:steel"
    assert {a.fact for a in found.assumptions} == {"steel", "power"}
    assert found.illustrative


def test_shared_parameters_move_both_scenarios_together() -> None:
    other = scenario(("price: 2 EUR/kg", STEEL), ("fixed_cost: 365", "fixed_cost: 3650"), name="fixed")
    found = compare([PRICED, other], workers=1)
    difference = found.difference("cost.landed", "fixed")
    assert difference.knowledge is not None
    width = difference.knowledge[1] - difference.knowledge[0]
    each = found.results[0].estimates["cost.landed"].knowledge
    assert each is not None
    assert width < 0.05 * (each[1] - each[0])
    assert difference.better == "base"
    assert found.crn_ratio["cost.landed"] > 10


def _two_sites() -> Scenario:
    box = (
        "templates:\n  - name: box\n    kind: mobile_factory\n    stations:\n"
        "      - {name: make, servers: 2, process_time: 6 h}\n"
    )
    second = (
        "  - name: Paris\n    kind: micro_factory\n    place: {name: Paris, country: FR, lat: 48.86, lon: 2.35}\n"
        "    stations:\n      - {name: make, servers: 1, process_time: 6 h}\nzones:\n"
        "  - {name: Paris, place: {name: Paris, country: FR, lat: 48.86, lon: 2.35}, population: 500000}\n"
    )
    network = read_network(text(("zones:\n", second), ("per_day: 1", "per_day: 5")) + box)
    return Scenario(name="calm", base=network, settings=SETTINGS)


def test_an_outage_is_seen_in_its_window_and_undisturbed_luck_is_shared() -> None:
    calm = _two_sites()
    down = calm.edited(SiteOutageEdit(site="Lyon", start=20, days=14), name="down")
    helped = down.edited(SendMobileEdit(to="Lyon", start=20, arrives=22), name="helped")
    found = compare([calm, down, helped], workers=1)
    assert found.runs == 3 * SETTINGS.replications + 1  # the calm one is the undisturbed twin of the others
    assert found.window is not None
    assert found.window.start == 20
    assert found.window.end >= 34
    assert found.window.zones == ("Lyon",)
    whole = found.difference("service.lead_time_mean", "down").difference
    touched = found.difference("touched.service.lead_time_mean", "down").difference
    assert touched > 2 * whole > 0  # the mean over the horizon drowns it
    help_matters = found.difference("touched.service.lead_time_mean", "helped", "down")
    assert help_matters.better == "helped"
    times = {
        name: found.result(name).estimates["resilience.time_to_recover"].mean for name in ("down", "helped")
    }
    assert 0 < times["helped"] < times["down"]
    assert "resilience.time_to_recover" not in found.result("calm").estimates


def test_a_run_alone_has_its_window_against_its_own_undisturbed_twin() -> None:
    down = _two_sites().edited(SiteOutageEdit(site="Lyon", start=20, days=14), name="down")
    found = run(down, workers=1)
    assert found.runs == 2 * SETTINGS.replications + 1
    assert found.estimates["resilience.time_to_recover"].mean > 0


@pytest.mark.parametrize(
    ("scenarios", "base", "message"),
    [
        ([PRICED], None, "1 scenarios cannot be compared"),
        ([PRICED, PRICED], None, "Two scenarios are named 'base'"),
        ([PRICED, scenario(name="b")], "c", "No scenario named 'c'"),
        (
            [PRICED, scenario(name="b", settings=SETTINGS.model_copy(update={"seed": 8}))],
            None,
            "differ in horizon",
        ),
    ],
)
def test_what_cannot_be_compared_is_said(scenarios: list[Scenario], base: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        compare(scenarios, base=base)


def test_the_base_can_be_named() -> None:
    other = scenario(("2 EUR/kg", "3 EUR/kg"), name="dear")
    found = compare([PRICED, other], base="dear", workers=1)
    assert found.base == "dear"
    assert [r.scenario for r in found.results] == ["base", "dear"]
    assert found.difference("cost.material", "base").difference < 0


def test_what_stands_unused_in_a_network_is_no_reason_for_doubt() -> None:
    box = (
        "templates:\n  - name: box\n    kind: mobile_factory\n    stations:\n"
        "      - {name: make, servers: 2, process_time: {assumed: 6 h, low: 5 h, high: 9 h, id: box}}\n"
    )
    swap = ("economies:\n", "economies:\n  - {country: DE, electricity: 0.2 EUR/kWh, labour: {assumed: 1 EUR/h, low: 0 EUR/h, high: 2 EUR/h, id: far}, grid: 0.1}\n")  # fmt: skip
    base = Scenario(name="base", base=read_network(text(swap) + box), settings=SETTINGS)
    calm = run(base, workers=1)
    assert calm.assumptions == ()
    assert calm.runs == SETTINGS.replications
    assert not calm.illustrative
    sent = run(base.edited(SendMobileEdit(to="Lyon", start=20, arrives=22), name="sent"), workers=1)
    assert [row.fact for row in sent.assumptions] == ["box"]


def test_work_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        run(PRICED, workers=1, cancelled=lambda: True)

"""Capital: annuity, power law, learning, what is committed before the first sale."""

import pytest

from tests.validation import hand_made
from twin.capacity import capacity_per_year, open_hours_per_week
from twin.knowledge import NOMINAL
from twin.kpi import measure, tally
from twin.kpi.capital import Investment, capacity, learned, recovery_factor
from twin.spec.network import Network
from twin.spec.quantity import given
from twin.spec.site import Shift


def test_the_recovery_factor_is_the_textbooks() -> None:
    assert 1e6 * recovery_factor(0.08, 10) == pytest.approx(149_029.49, abs=0.005)
    # 200 000 at 7.5 % a year over 15 years, paid monthly
    assert 200_000 * recovery_factor(0.075 / 12, 180) == pytest.approx(1854.0247200055, abs=1e-9)
    assert recovery_factor(0.0, 8) == 1 / 8
    assert recovery_factor(1e-9, 8) == pytest.approx(1 / 8)


def test_twenty_small_plants_cost_more_than_one_large_by_the_six_tenths_rule() -> None:
    capex = hand_made.network().sites[0].capex
    assert capex is not None
    large, small = Investment(capex, 1.0)(NOMINAL), Investment(capex, 1 / 20)(NOMINAL)
    assert 20 * small / large == pytest.approx(20**0.4)


def test_numbering_up_learns_over_the_whole_network() -> None:
    assert learned(0.2, 1, 1) == 1.0
    assert learned(0.2, 2, 1) == pytest.approx(0.8)
    assert learned(0.2, 4, 1) == pytest.approx(0.64)
    assert learned(0.2, 1, 4) == pytest.approx(learned(0.2, 1, 2) + learned(0.2, 3, 2))
    assert learned(0.0, 7, 3) == 3.0


def _with_two_sites(**capex: object) -> Network:
    network = hand_made.network()
    site = network.sites[0]
    assert site.capex is not None
    first = site.model_copy(update={"capex": site.capex.model_copy(update=capex)})
    second = first.model_copy(
        update={"name": "Paris", "opens": given(100, "day"), "build_time": given(30, "day")}
    )
    return Network.model_validate(
        {n: getattr(network, n) for n in Network.model_fields} | {"sites": (first, second)}
    )


def test_modules_are_numbered_in_the_order_of_opening_and_committed_when_building_begins() -> None:
    network = _with_two_sites(
        rule="modular", learning=given(0.1, "fraction"), reference_capacity=given(2000, "1")
    )
    log = hand_made.log()
    log = log.__class__(**{**log.__dict__, "sites": ("Lyon", "Paris"), "stations": (("make",), ("make",))})
    found = measure(tally(log, network), network)
    # 2920 units a year are two modules of 2000 at each site
    assert found["capital.total"] == pytest.approx(36_500 + 100_000 * learned(0.1, 1, 4))
    assert found["capital.before_first_sale"] == pytest.approx(36_500 + 100_000 * learned(0.1, 1, 2))
    # Paris opens after the horizon of ten days: it costs no annuity yet
    years = 10 / 365
    assert found["cost.capex"] * 4 == pytest.approx(
        100_000 * learned(0.1, 1, 2) * recovery_factor(0.08, 10) * years
    )


def test_capacity_is_that_of_the_bottleneck_in_its_open_hours() -> None:
    network = hand_made.network()
    site, product = network.sites[0], network.products[0]
    assert capacity_per_year(site, product) == pytest.approx(2 * 8760 / 6)
    day_shift = site.model_copy(update={"shifts": (Shift(start=8, end=16),)})
    assert capacity_per_year(day_shift, product) == pytest.approx(2 * 8760 / 6 * 40 / 168)
    assert capacity(site, network) == pytest.approx(2920)
    in_batches = site.stations[0].model_copy(update={"batch": 5})
    assert capacity_per_year(site.model_copy(update={"stations": (in_batches,)}), product) == pytest.approx(
        5 * 2920
    )


def test_shifts_that_overlap_count_once_and_nights_run_over_midnight() -> None:
    assert open_hours_per_week(()) == 168
    assert open_hours_per_week((Shift(start=8, end=16), Shift(start=12, end=20))) == pytest.approx(5 * 12)
    assert open_hours_per_week((Shift(days=(6,), start=22, end=6),)) == pytest.approx(8)

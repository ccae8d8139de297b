"""Event windows and resilience on orders made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from tests.validation import hand_made
from twin.kpi.resilience import lost_service, recovery, resilience
from twin.kpi.tally import tally
from twin.kpi.windows import (
    Watch,
    daily,
    first_event,
    last_day,
    planned,
    served_by_site,
    table,
    touched_zones,
    undisturbed,
)
from twin.records import Orders, RunLog
from twin.spec import DemandShock, Overtime, PriceShock, SiteOutage, SupplierOutage, given
from twin.spec.network import Network

OUTAGE = SiteOutage(site="Lyon", start=given(20, "day"), length=given(14, "day"))
PRICE = PriceShock(item="wage", start=given(1, "day"), length=given(2, "day"), factor=given(2, "fraction"))


def network(*events: object, responses: tuple[object, ...] = ()) -> Network:
    """The workshop with events."""
    return hand_made.network().model_copy(update={"disruptions": events, "responses": responses})


def orders(leads: list[float], lost: frozenset[int] = frozenset()) -> RunLog:
    """One order a day at noon, from day 0 on, with a lead time each; some lost. No warm-up, no work."""
    count = len(leads)
    placed = np.arange(count) + 0.5
    arrived = np.where(np.isin(np.arange(count), list(lost)), -1, placed + leads)
    outcome = np.where(np.isin(np.arange(count), list(lost)), 2, np.where(arrived < count, 1, 0))
    zero, never = np.zeros(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    delivered = hand_made.days(*np.where(outcome == 1, arrived, -1).tolist())
    rows = Orders(
        zone=zero, product=zero, variant=zero, units=zero + 1, placed=hand_made.days(*placed.tolist()),
        site=np.where(outcome == 1, 0, -1), released=never, made=never, shipped=never, delivered=delivered,
        outcome=outcome.astype(np.int64), reroutes=zero, shipment=never,
    )  # fmt: skip
    return replace(hand_made.log(), orders=rows, warm_up=0, end=int(hand_made.days(count)[0]))


def test_planned_events_are_those_that_start_on_a_day_and_touch_service() -> None:
    shocked = network(
        OUTAGE,
        PRICE,
        responses=(Overtime(start=given(3, "day"), length=given(2, "day"), factor=given(2, "1")),),
    )
    assert planned(shocked) == (OUTAGE,)
    plain = undisturbed(shocked)
    assert plain.disruptions == (PRICE,)
    assert plain.responses == ()
    assert first_event([plain]) is None
    assert first_event([plain, shocked]) == 20
    assert last_day([plain, shocked]) == 34


def test_window_ends_are_whole_weeks_and_never_too_many() -> None:
    watch = Watch(60, 90)
    assert watch.ends == (67, 74, 81, 88, 90)
    assert watch.ends[watch.end_at(70)] == 74
    assert watch.ends[watch.end_at(500)] == 90
    assert len(Watch(0, 36_525).ends) <= 61


def test_zones_touched_are_those_that_the_stopped_site_served_most() -> None:
    served = np.array([[5, 0], [1, 9]])
    two = network(OUTAGE).model_copy(
        update={"zones": tuple(network().zones[0].model_copy(update={"name": n}) for n in ("near", "far"))}
    )
    assert touched_zones(two, served) == ("near",)
    assert touched_zones(two, np.array([[1, 2], [5, 9]])) == (
        "near",
        "far",
    )  # nobody's main site: all it served
    supplier = SupplierOutage(supplier="mill", start=given(20, "day"), length=given(14, "day"))
    assert touched_zones(two.model_copy(update={"disruptions": (supplier,)}), served) == ()
    shock = DemandShock(start=given(2, "day"), length=given(3, "day"), factor=given(2, "1"), zone="far")
    assert touched_zones(two.model_copy(update={"disruptions": (shock,)}), served) == ("far",)
    assert served_by_site(orders([1.0] * 10)).tolist() == [[9]]  # the last one is still under way


def test_the_window_table_agrees_with_a_tally_over_the_same_days() -> None:
    log = orders([1.0 + 0.1 * (n % 7) for n in range(60)], lost=frozenset({25, 26}))
    watch = Watch(20, 60)
    found = table(log, network(), watch)
    by_tally = tally(replace(log, orders=log.orders), network(), window=(20, watch.ends[1])).window
    assert by_tally is not None
    mean, median, high, fill, otif, lost = found[0, 1]
    assert mean == pytest.approx(by_tally.lead.mean() / hand_made.TICKS_PER_DAY)
    assert (lost, by_tally.lost) == (2, 2)
    assert fill == otif == pytest.approx(12 / 14)
    assert median <= high
    assert np.array_equal(found[0], found[1])  # no zones named: all are touched


def test_daily_series_count_orders_waiting_and_losses() -> None:
    series = daily(orders([2.0] * 10, lost=frozenset({3})), Watch(0, 10))
    assert series[0].tolist() == [1.0] * 10
    assert series[1].tolist() == [2.0, 2.0, 2.0, 0.0, 2.0, 2.0, 2.0, 2.0, 1.5, 0.5]  # the last are still open
    assert series[2].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]


def test_recovery_is_the_first_of_two_good_weeks_after_the_first_bad_one() -> None:
    calm = daily(orders([1.0] * 100), Watch(20, 100))
    leads = [1.0] * 100
    leads[23:44] = [4.0] * 21  # worse from day 23 to day 43
    hurt = daily(orders(leads), Watch(20, 100))
    found = recovery(hurt, calm, 20)
    assert found.time_to_survive == 0  # the week from day 20 on holds bad days
    assert found.time_to_recover == 24  # day 44 is the first with a good week ahead
    assert lost_service(hurt, calm, 20, 60) == pytest.approx(21 * 3.0)
    assert recovery(calm, calm, 20) == (80, 0)
    assert resilience(hurt, calm, 20, 60)["resilience.lost_service"] == pytest.approx(63.0)


def test_losing_orders_is_worse_service_too_and_may_last_to_the_end() -> None:
    calm = daily(orders([1.0] * 100), Watch(20, 100))
    hurt = daily(orders([1.0] * 100, lost=frozenset(range(40, 100, 3))), Watch(20, 100))
    found = recovery(hurt, calm, 20)
    assert found.time_to_survive == 14  # the week from day 34 to 40 holds the first loss
    assert found.time_to_recover == 80

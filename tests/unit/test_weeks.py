"""Weeks around an event: counted from its first day, each replication once, nothing made of weeks without orders."""

import numpy as np
import pytest

from twin.experiment.weeks import weekly
from twin.records import Floats


def table(days: int, lead: dict[int, float], lost: int = 0) -> Floats:
    """One order a day that waits one day, or as `lead` says; so many lost on every day besides."""
    placed = np.full(days, 1.0 + lost)
    waited = np.array([lead.get(day, 1.0) for day in range(days)])
    return np.array([placed, waited, np.full(days, float(lost))])


def test_weeks_count_from_the_event() -> None:
    weeks = weekly([table(365, {})], 60.0, 81.0)
    assert [week.day for week in weeks] == [32.0, 39.0, 46.0, 53.0, 60.0, 67.0, 74.0, 81.0, 88.0, 95.0, 102.0]
    assert {week.mean for week in weeks} == {1.0}


def test_an_early_event_begins_where_the_days_begin() -> None:
    assert weekly([table(40, {})], 5.0, 12.0)[0].day == 5.0
    assert weekly([table(40, {})], 9.0, 12.0)[0].day == 2.0


def test_the_mean_is_over_orders_that_arrived_and_the_interval_over_replications() -> None:
    lead = dict.fromkeys(range(60, 67), 8.0)
    weeks = {week.day: week for week in weekly([table(90, lead, lost=2), table(90, {})], 60.0, 67.0)}
    assert weeks[60.0].mean == pytest.approx(4.5)
    assert weeks[60.0].low < 4.5 < weeks[60.0].high
    assert weeks[53.0].low == weeks[53.0].high == 1.0


def test_a_week_without_orders_is_left_out() -> None:
    empty = table(60, {})
    empty[:, 14:21] = 0.0
    assert 14.0 not in {week.day for week in weekly([empty], 7.0, 28.0)}
    assert weekly([], 7.0, 28.0) == ()

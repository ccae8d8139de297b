"""Intervals against tabulated values and against scipy."""

import math

import pytest
from scipy import stats as reference

from twin import stats


def test_luck_is_the_student_interval() -> None:
    values = [4.1, 5.3, 3.9, 4.8, 5.0]
    found = stats.luck(values)
    low, high = reference.t.interval(0.95, 4, loc=found.mean, scale=reference.sem(values))
    assert found == pytest.approx((4.62, low, high))
    # t(4, 0.975) = 2.776445 in the tables
    assert stats.student(4, 0.975) == pytest.approx(2.7764451)


def test_one_value_has_no_width_and_equal_values_neither() -> None:
    assert stats.luck([3.0]) == (3.0, 3.0, 3.0)
    assert stats.luck([2.0, 2.0, 2.0]) == (2.0, 2.0, 2.0)


def test_pairs_cancel_what_they_share() -> None:
    a = [1.0, 9.0, 4.0, 7.0]
    b = [x + 0.5 for x in a]
    assert stats.paired(a, b) == (0.5, 0.5, 0.5)
    assert not stats.paired(a, b).holds_zero
    assert stats.luck([-1.0, 1.0]).holds_zero


def test_pairs_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError):
        stats.paired([1.0], [1.0, 2.0])


def test_quantiles_are_type_seven() -> None:
    values = [15.0, 20.0, 35.0, 40.0, 50.0]
    assert stats.quantile(values, 0.4) == pytest.approx(29.0)
    assert stats.quantile(values, 0.0) == 15.0
    assert stats.quantile(values, 1.0) == 50.0
    assert stats.knowledge([float(i) for i in range(101)]) == pytest.approx((5.0, 95.0))


def test_variance_ratio_counts_the_replications_saved() -> None:
    a = [1.0, 2.0, 3.0, 4.0]
    assert stats.variance_ratio(a, [x + 1.0 for x in a]) is None  # nothing varies in the pairs
    b = [1.1, 2.0, 2.9, 4.2]
    apart = stats.variance(a) + stats.variance(b)
    together = stats.variance([y - x for x, y in zip(a, b, strict=True)])
    assert stats.variance_ratio(a, b) == pytest.approx(apart / together)
    independent = stats.variance_ratio([1.0, -1.0, 1.0, -1.0], [1.0, 1.0, -1.0, -1.0])
    assert independent == pytest.approx(1.0)


def test_rank_correlation_agrees_with_scipy_also_with_ties() -> None:
    a = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]
    b = [2.0, 7.0, 1.0, 8.0, 2.0, 8.0, 1.0, 8.0]
    assert stats.rank_correlation(a, b) == pytest.approx(reference.spearmanr(a, b).statistic)
    assert stats.rank_correlation(a, [1.0] * 8) == 0.0
    assert stats.rank_correlation(a, [math.exp(x) for x in a]) == pytest.approx(1.0)


def test_the_mean_does_not_depend_on_the_order() -> None:
    values = [1e16, 1.0, -1e16, 3.0]
    assert stats.mean(values) == stats.mean(values[::-1]) == 1.0

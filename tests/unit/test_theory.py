"""The formulas that the twin is compared with, held against published numbers and against other ways to them."""

import doctest
import math

import numpy as np
import pytest
from scipy import stats as scipy_stats

from twin import theory
from twin.validate import coverage


def test_every_formula_has_a_number_to_check_and_it_holds():
    formulas = [
        f for f in vars(theory).values() if callable(f) and getattr(f, "__module__", "") == "twin.theory"
    ]
    assert len(formulas) > 20
    assert all(">>>" in f.__doc__ for f in formulas)
    found = doctest.testmod(theory)
    assert found.attempted >= len(formulas)
    assert found.failed == 0


def stationary(rates):
    """Stationary distribution of a Markov chain from its matrix of rates."""
    generator = rates - np.diag(rates.sum(axis=1))
    system = np.vstack((generator.T, np.ones(len(rates))))
    return np.linalg.lstsq(system, np.append(np.zeros(len(rates)), 1.0), rcond=None)[0]


def test_failures_by_the_calendar_from_the_chain_itself():
    arrivals, service, failure, repair, most = 0.5, 1.0, 1 / 20, 1 / 4, 120
    rates = np.zeros((2 * most, 2 * most))
    for n in range(most):
        up, down = n, most + n
        rates[up, down], rates[down, up] = failure, repair
        if n + 1 < most:
            rates[up, up + 1] = rates[down, down + 1] = arrivals
        if n:
            rates[up, up - 1] = service
    share = stationary(rates)
    number = sum((i % most) * p for i, p in enumerate(share))
    assert theory.broken_mm1_number(arrivals, service, failure, repair) == pytest.approx(number, rel=1e-6)


def test_two_machines_and_a_buffer_from_the_chain_itself():
    # pieces at the second machine, in the buffer, and kept by the first: a birth and death chain
    for buffer in (0, 3):
        rates = np.zeros((buffer + 3, buffer + 3))
        for n in range(buffer + 2):
            rates[n, n + 1] = rates[n + 1, n] = 1.0
        assert theory.two_machine_line(buffer) == pytest.approx(1 - stationary(rates)[0])


def test_stock_formulas_from_the_poisson_law():
    law = scipy_stats.poisson(6)
    assert theory.fill_rate(8, 6) == pytest.approx(law.cdf(7))
    assert theory.backorders(8, 6) == pytest.approx(sum((n - 8) * law.pmf(n) for n in range(9, 80)))
    assert theory.newsvendor_stock(6, 0.8) == law.ppf(0.8)


def test_bulk_demand_from_a_long_sum():
    draws = np.random.default_rng(5).choice([1, 3], p=[0.8, 0.2], size=(200_000, 6))
    gone = draws.cumsum(axis=1)
    needed = 1 + (gone < 6).sum(axis=1)
    demands, _ = theory.bulk_reorder(6, {1: 0.8, 3: 0.2})
    assert abs(needed.mean() - demands) < 5 * needed.std() / math.sqrt(needed.size)


def test_disrupted_eoq_tends_to_the_published_formula():
    def singly(scale):
        length, area, lost = theory.disrupted_cycle(773 * scale, 1300 * scale, 1.5, 14)
        return (8 * scale + 0.225 * area + 5 * lost) / length / scale

    published = theory.disrupted_eoq_cost(773, 1300, 8, 0.225, 5, 1.5, 14)
    assert abs(singly(1000) - published) < abs(singly(10) - published) / 50


def test_many_sites_on_a_globe_are_as_in_the_plane():
    sites, radius = 5000, 1.0
    plane = theory.nearest_in_plane(sites / (4 * math.pi * radius**2))
    assert theory.nearest_on_sphere(sites, radius) == pytest.approx(plane, rel=1e-3)
    assert theory.nearest_on_sphere(sites, radius, 0.9) == pytest.approx(plane / math.sqrt(0.9), rel=1e-3)


def test_erlang_a_lies_between_its_limits():
    patient = theory.erlang_a_lost(2, 1, 3, 1e-9)
    hasty = theory.erlang_a_lost(2, 1, 3, 1e9)
    assert patient < 1e-6
    assert hasty == pytest.approx(theory.erlang_b(2, 3), rel=1e-6)


def test_share_of_a_count_has_its_interval():
    low, high = coverage.wilson(1900, 2000)
    assert low == pytest.approx(0.93957, abs=1e-4)
    assert high == pytest.approx(0.95873, abs=1e-4)

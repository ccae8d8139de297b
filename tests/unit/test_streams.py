"""Streams of luck and the laws of random times."""

import math

import numpy as np
import pytest
from scipy import special, stats

from twin import laws, streams


def test_a_stream_is_its_name():
    assert streams.key(1, 2, "a", "b") == streams.key(1, 2, "a", "b")
    others = {
        streams.key(1, 2, "a", "b"),
        streams.key(1, 3, "a", "b"),
        streams.key(2, 2, "a", "b"),
        streams.key(1, 2, "ab"),
    }
    assert len(others) == 4


def test_rows_do_not_depend_on_how_many_are_asked_for():
    stream = streams.key(1, 0, "orders", "Leeds")
    few, many = streams.uniforms(stream, 5, 8), streams.uniforms(stream, 500, 8)
    assert (few == many[:5]).all()
    filler, block = streams.Filler(), np.empty((5, 8))
    for other in (7, stream, 2**127 + 1, stream):
        filler.fill(other, block)
        assert (block == streams.uniforms(other, 5, 8)).all()


def test_a_tape_is_read_by_position():
    tape, other = streams.Tape(5), streams.Tape(5)
    straight = [tape.at(n) for n in range(200)]
    jumping = [other.at(n) for n in (150, 3, 199, 64, 63)]
    assert jumping == [straight[n] for n in (150, 3, 199, 64, 63)]
    assert straight == np.random.Generator(np.random.Philox(key=5)).random(200).tolist()


def test_hashed_numbers_are_even():
    drawn = [streams.uniform(7, n) for n in range(4000)]
    assert 0 < min(drawn) < max(drawn) < 1
    assert stats.kstest(drawn, "uniform").pvalue > 0.001


U = np.concatenate(
    (np.random.Generator(np.random.Philox(3)).random(5000), [1e-16, 2.0**-53, 0.5, 1 - 2.0**-53])
)


def test_logarithm_exponential_and_normal_quantile():
    assert np.allclose(laws.log(U), np.log(U), rtol=2e-15, atol=0)
    assert np.allclose(laws.exp(40 * (U - 0.5)), np.exp(40 * (U - 0.5)), rtol=2e-15, atol=0)
    assert np.allclose(laws.normal(U), special.ndtri(U), rtol=1e-13, atol=1e-14)


SHAPES = [
    ("fixed", 0),
    ("exponential", 1),
    ("gamma", 0.5),
    ("gamma", 2),
    ("lognormal", 1.2),
    ("uniform", 0.4),
    ("weibull", 0.5),
    ("weibull", 2),
]


@pytest.mark.parametrize(("shape", "cv"), SHAPES)
def test_mean_one_and_the_spread_asked_for(shape, cv):
    grid = (np.arange(100_000) + 0.5) / 100_000
    drawn = laws.unit(shape, cv, grid)
    assert drawn.mean() == pytest.approx(1, rel=2e-3)
    assert drawn.std() == pytest.approx(cv, rel=0.03, abs=1e-9)
    assert (np.diff(drawn) >= 0).all()


@pytest.mark.parametrize(("shape", "cv"), SHAPES)
def test_one_number_has_the_digits_of_many(shape, cv):
    law = laws.Law(shape, cv, 3.3e9)
    many = law.ticks(U).tolist()
    assert [law.tick(u) for u in U.tolist()] == many
    assert all(isinstance(t, int) and t >= 0 for t in many)


def test_the_form_of_a_weibull_time():
    for cv in (0.1, 0.5, 1.0, 3.0):
        k = laws.weibull_form(cv)
        ratio = math.gamma(1 + 2 / k) / math.gamma(1 + 1 / k) ** 2 - 1
        assert math.sqrt(ratio) == pytest.approx(cv, rel=1e-9)

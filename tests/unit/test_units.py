"""Quantities at the border: what is read, what is refused, and how figures are shown."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import InputError
from twin.units import convert, dimension, known, quantity, readable


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("3 weeks", "day", 21.0),
        ("8 h", "day", 8 / 24),
        ("1 yr", "month", 12.0),
        ("3 jours", "day", 3.0),
        ("250 km", "km", 250.0),
        ("250", "km", 250.0),
        (250, "km", 250.0),
        ("EUR 15 000", "EUR", 15_000.0),
        ("15\u202f000 EUR", "EUR", 15_000.0),
        ("€15,000", "EUR", 15_000.0),
        ("EUR 1.2 million", "EUR", 1_200_000.0),
        ("15k EUR", "EUR", 15_000.0),
        ("EUR 12 per vehicle", "EUR/unit", 12.0),
        ("$0.05/kWh", "USD/kWh", 0.05),
        ("12 %", "fraction", 0.12),
        ("-5 percent", "fraction", -0.05),
        ("0.0962 kg CO2e/t.km", "kg CO2e/t.km", 0.0962),
        ("1 kg CO2e/t.km", "kg CO2e/kg.km", 0.001),
        ("1.5 h/unit", "day/unit", 1.5 / 24),
        ("1.5 h/unit", "day", 1.5 / 24),
        ("4 per year", "1/yr", 4.0),
        ("8.76 per year", "1/day", 8.76 / 365),
        ("1e3 kg", "t", 1.0),
        ("3 people", "person", 3.0),
        ("EUR 5000 per t/yr", "EUR.yr/t", 5000.0),
        ("2.1 L/kg ice", "L/kg", 2.1),
        ("36 MJ", "kWh", 10.0),
        ("5 kW", "kWh/h", 5.0),
    ],
)
def test_reads_a_quantity(text: object, unit: str, expected: float) -> None:
    assert quantity(text, unit) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("given_text", "unit"),
    [
        ("9**9**8 km", "km"),
        ("nan", "day"),
        ("inf day", "day"),
        ("1e999 km", "km"),
        ("1e5 million EUR", "EUR"),
        ("", "day"),
        ("km", "km"),
        ("1,5 h", "day"),
        ("1 2 km", "km"),
        ("1,000,00 km", "km"),
        ("3-5 weeks", "day"),
        ("5 .. km", "km"),
        ("5 km/", "km"),
        ("5 km^9", "km"),
        ("5 mt", "kg"),
        ("5 kg CO2", "kg"),
        ("5 km", "day"),
        ("3 vehicles", "fraction"),
        ("12 %", "unit"),
        ("USD 5", "EUR"),
        ("EUR 5 EUR", "EUR"),
        ("__import__('os').system('x') km", "km"),
        ("1 " + "(" * 60 + "km", "km"),
        ("1 " + "km." * 30 + "km", "km"),
        (True, "day"),
        (None, "EUR/kWh"),
        ([1], "km"),
        (math.nan, "day"),
        (10**400, "day"),
        (-math.inf, "day"),
    ],
)
def test_refuses_in_one_line_that_names_the_field(given_text: object, unit: str) -> None:
    started = time.perf_counter()
    with pytest.raises(InputError, match=r"^demand\.growth: '.*' is not ") as refused:
        quantity(given_text, unit, where="demand.growth")
    assert "\n" not in str(refused.value)
    assert time.perf_counter() - started < 1.0


def test_error_says_what_is_allowed() -> None:
    with pytest.raises(InputError) as refused:
        quantity("3 furlong", "day", where="demand.growth")
    expected = "demand.growth: '3 furlong' is not a time. Write a number and a unit such as '3 weeks'."
    assert str(refused.value).startswith(expected)


def test_a_long_text_is_refused_and_shown_short() -> None:
    with pytest.raises(InputError) as refused:
        quantity("9" * 50_000, "km")
    assert len(str(refused.value)) < 250


def test_a_misspelt_unit_gets_the_nearest_name() -> None:
    with pytest.raises(InputError, match="nearest is 'weeks'"):
        quantity("3 weks", "day")


def test_dollars_become_euros_only_at_a_stated_rate() -> None:
    assert quantity("USD 1107", "EUR", usd_per_eur=1.107) == pytest.approx(1000.0)
    assert convert(2.0, "USD/km", "EUR/km", usd_per_eur=1.25) == pytest.approx(1.6)
    assert convert(1.6, "EUR/km", "USD/km", usd_per_eur=1.25) == pytest.approx(2.0)
    with pytest.raises(InputError, match="only at a stated rate"):
        quantity("USD 1107", "EUR")


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf])
def test_an_exchange_rate_must_be_positive(rate: float) -> None:
    with pytest.raises(InputError, match="exchange rate"):
        convert(1.0, "USD", "EUR", usd_per_eur=rate)


def test_dimensions_in_words() -> None:
    assert dimension("weeks") == "time"
    assert dimension("EUR/kWh") == "money per energy"
    assert dimension("km/h") == "speed"
    assert dimension("Mt/yr") == "mass per time"
    assert dimension("ratio") == "fraction"
    assert not known("furlong")
    with pytest.raises(InputError, match="furlong"):
        dimension("furlong")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.35, "day", "8.4 hours"),
        (0.35, "day/unit", "8.4 hours per unit"),
        (1.0, "day", "1 day"),
        (0.0, "day", "0 days"),
        (365.0, "day", "365 days"),
        (800.0, "day", "2.19 years"),
        (15_000.0, "EUR", "EUR 15,000"),
        (1_234_567.0, "EUR", "EUR 1.23 million"),
        (7.5, "EUR", "EUR 7.50"),
        (0.171, "EUR/kWh", "EUR 0.171 per kWh"),
        (0.12, "fraction", "12%"),
        (0.274, "ratio", "0.274"),
        (1.3, "ratio road/great circle", "1.3"),
        (0.0962, "kg CO2e/t.km", "96.2 g CO2e per t.km"),
        (12_345.0, "kg CO2e", "12.3 t CO2e"),
        (3.0, "person", "3 people"),
        (5.0, "order", "5 orders"),
        (1440.0, "km/day", "60 km/h"),
        (120.0, "kWh/day", "5 kW"),
        (4.0, "1/yr", "4 per year"),
        (1e-7, "kWh", "0.0000001 kWh"),
        (-1500.0, "EUR", "EUR -1,500"),
    ],
)
def test_readable_figures(value: float, unit: str, text: str) -> None:
    assert readable(value, unit) == text


def test_readable_refuses_what_is_no_figure() -> None:
    with pytest.raises(InputError, match="finite"):
        readable(math.nan, "EUR")


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_readable_never_shows_an_exponent(value: float) -> None:
    shown = readable(value, "EUR")
    assert "e" not in shown.replace("EUR", "").lower()
    assert len(shown) < 40


@given(
    st.floats(min_value=1e-6, max_value=1e9), st.sampled_from([("week", "min"), ("t", "g"), ("MJ", "kWh")])
)
def test_there_and_back_is_the_same_figure(value: float, pair: tuple[str, str]) -> None:
    one, other = pair
    assert convert(convert(value, one, other), other, one) == pytest.approx(value, rel=1e-14)


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_cleanly(text: str) -> None:
    value, said = 0.0, "one line"
    try:
        value = quantity(text, "km")
    except InputError as refused:
        said = str(refused)
    assert math.isfinite(value)
    assert len(said.splitlines()) == 1
    assert said.isprintable()

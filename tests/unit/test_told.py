"""Quantities in words: one unit for a value and its intervals, the right plural."""

import pytest

from twin.told import days, in_unit, ways


@pytest.mark.parametrize(
    ("value", "beside", "words"),
    [
        (0.583, (0.3, 0.9), "14 hours"),
        (1.0, (), "1 day"),
        (-1.0, (), "−1 day"),
        (0.9996, (), "1 day"),
        (1 / 24, (), "1 hour"),
        (0.02, (0.5,), "28.8 minutes"),
        (2.14, (0.1, 3.0), "2.14 days"),
        (0.0, (0.2,), "0 hours"),
        (0.02, (60.0,), "0.02 days"),  # hours would make the interval endless
    ],
)
def test_a_time_is_told_in_the_unit_that_suits_it(
    value: float, beside: tuple[float, ...], words: str
) -> None:
    assert in_unit("day", value, *beside).whole(value) == words


def test_a_value_and_its_interval_share_the_unit() -> None:
    way = in_unit("day", 0.5, -0.25, 2.0)
    assert (way.bare(0.5), way.span(-0.25, 2.0), way.many) == ("12", "−6 to 48", "hours")


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1.0, "job", "1 job"), (4.0, "person", "4 people"), (0.125, "fraction", "12.5 %"),
        (2.0, "1", "2"), (12.0, "kg CO2e/unit", "12 kg CO2e/unit"),
    ],
)  # fmt: skip
def test_other_units_stay_and_have_their_plural(value: float, unit: str, words: str) -> None:
    assert in_unit(unit, value).whole(value) == words


def test_a_length_in_days_is_told_as_it_was_given() -> None:
    assert [days(n) for n in (1, 21, 0.5, 1.5, 1 / 24)] == [
        "1 day",
        "21 days",
        "12 hours",
        "1.5 days",
        "1 hour",
    ]


def test_every_way_of_a_time_is_known() -> None:
    assert [way.many for way in ways("day")] == ["days", "hours", "minutes"]

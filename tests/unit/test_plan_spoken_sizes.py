"""Quantities as they are spoken: shifts, cents behind euros, lengths of time with a word between."""

import pytest

from assistant.plan.schema import ScenarioPlan, edit_from
from assistant.plan.text.amounts import amounts
from assistant.plan.text.words import read


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("deux fois huit heures, six jours sur sept", [("hours_per_day", 16), ("days_per_week", 6)]),
        ("two seven-hour shifts a day", [("hours_per_day", 14)]),
        ("two shifts of eight hours", [("hours_per_day", 16)]),
        ("trois équipes de huit heures", [("hours_per_day", 24)]),
        ("3x8", [("hours_per_day", 24)]),
        ("deux fois plus", [("factor", 2)]),
        ("two shops, eight hours later", [("count", 2), ("days", 1 / 3)]),
        ("five shifts of eight hours", [("count", 5), ("days", 1 / 3)]),
        ("pay of two euros fifty an hour", [("money", 2.5)]),
        ("2 euros 50 de l'heure", [("money", 2.5)]),
        ("30 euros 40 days", [("money", 30), ("days", 40)]),
        ("5 euros 20 % more", [("money", 5), ("percent", 20)]),
        ("une taxe à cent cinquante euros la tonne", [("money", 150)]),
        ("a hundred and fifty euros", [("money", 150)]),
        ("over two full years", [("days", 730)]),
        ("trois bonnes semaines", [("days", 21)]),
        ("three good sites", [("count", 3)]),
    ],
)
def test_quantities_as_people_speak_them(words: str, wanted: list[tuple[str, float]]) -> None:
    found = [(amount.kind, amount.value) for amount in amounts(read(words)) if not amount.weak]
    assert [kind for kind, _ in found] == [kind for kind, _ in wanted]
    assert [value for _, value in found] == pytest.approx([value for _, value in wanted])


def test_a_price_of_a_megawatt_hour_says_so() -> None:
    (price,) = amounts(read("150 euros per megawatt-hour"))
    assert (price.kind, price.value, price.per) == ("money", 150, "MWh")


def test_an_event_told_twice_is_one() -> None:
    stop = edit_from({"kind": "site_outage", "site": "Lyon", "start": 40, "days": 15})
    more = edit_from({"kind": "demand", "factor": 1.2})
    plan = ScenarioPlan(case="resilience", design="network").edited(stop, stop, more)
    assert plan.edits == (stop, more)
    assert plan.edited(stop, more).edits == (stop, more, more)

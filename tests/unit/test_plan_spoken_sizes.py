"""Quantities as they are spoken: shifts, cents behind euros, lengths of time with a word between."""

import pytest

from assistant.plan.names.corrections import heard
from assistant.plan.names.world import TwinWorld
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
        ("une fois et demie la demande", [("factor", 1.5)]),
        ("une fois l'an pour dix jours", [("rate", 1 / 365), ("days", 10)]),
        ("twice a year", [("rate", 2 / 365)]),
        ("twice a tonne", [("factor", 2)]),
        ("150 vehicles a month", [("rate", 5)]),
        ("une fois par mois", [("rate", 1 / 30)]),
        ("half a million", [("count", 500_000)]),
        ("quinze jours dès le 45e", [("days", 15), ("day", 45)]),
        ("from the 60th for two weeks", [("day", 60), ("days", 14)]),
        ("le 45e atelier", [("count", 45)]),
        ("send orders to the 2nd and 3rd sites", [("count", 2), ("count", 3)]),
        ("au 2e et au 3e atelier", [("count", 2), ("count", 3)]),
        ("fermé du 2 au 16 mai", [("day", 121), ("day", 135)]),
        ("from the 3rd to the 9th of June", [("day", 153), ("day", 159)]),
        ("on divise les salaires par 20 %", [("percent", 20)]),
        ("divide wages in Lyon by 3 weeks", [("days", 21)]),
        ("à partir d'1 000 unités", [("count", 1000)]),
        ("from the 1,000th on", [("day", 1000)]),
        ("from 6 April for a month", [("day", 95), ("days", 30)]),
        ("le 5 mai, 20 jours", [("day", 124), ("days", 20)]),
        ("from the 5th of March on", [("day", 63)]),
        ("nine days from d 182", [("days", 9), ("day", 182)]),
        ("on divise l'investissement par deux", [("factor", 0.5)]),
        ("16h x 6d", [("days", 2 / 3), ("days", 6)]),
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


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (
            "Lyon is shut for three weeks from day 12, no wait, Dijon",
            "is shut for three weeks from day 12 , Dijon",
        ),
        ("we pay 500,000, sorry, 800,000 euros", "we pay 800,000 euros"),
        ("Lyon, no, Dijon is shut", "Dijon is shut"),
        (
            "with 12 sites freight rises, no wait, wages rise by 10 %",
            "with 12 sites freight rises , no wait , wages rise by 10 %",
        ),
        ("wages up 10 % for 3 weeks, no wait, 20 %", "wages up for 3 weeks , 20 %"),
        (
            "Lyon shut for 3 weeks from day 12, no wait, Dijon for 5 weeks",
            "shut for from day 12 , Dijon for 5 weeks",
        ),
    ],
)
def test_only_what_was_said_last_is_meant(words: str, kept: str) -> None:
    world = TwinWorld()
    text, _ = heard(read(words), world, world.names("resilience", "network", None))
    assert " ".join(word.text for word in text.words) == kept

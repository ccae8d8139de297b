"""Reading a question: words, quantities, names, clauses."""

import pytest

from assistant.plan.planner import checked
from assistant.plan.text import lexicon
from assistant.plan.text.amounts import amounts
from assistant.plan.text.lexicon import vocabulary
from assistant.plan.text.numbers import number_table
from assistant.plan.text.words import cleaned, fold, read, stem
from twin.errors import InputError


def quantities(text: str) -> list[tuple[str, float]]:
    return [(a.kind, round(a.value, 4)) for a in amounts(read(text)) if not a.weak]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("three weeks from day 60", [("days", 21), ("day", 60)]),
        ("a fortnight", [("days", 14)]),
        ("two and a half weeks", [("days", 17.5)]),
        ("une semaine et demie", [("days", 10.5)]),
        ("from day 20 to day 50", [("day", 20), ("day", 50)]),
        ("day 20 to 50", [("day", 20), ("day", 50)]),
        ("20-50 days", [("days", 20), ("days", 50)]),
        ("two or four weeks", [("days", 14), ("days", 28)]),
        ("-3 weeks", [("days", -21)]),
        ("by 20 percent", [("percent", 20)]),
        ("une hausse de 25 %", [("percent", 25)]),
        ("a third of its capacity", [("percent", 33.3333)]),
        ("demand doubles", [("factor", 2)]),
        ("half as many", [("factor", 0.5)]),
        ("2x", [("factor", 2)]),
        ("three times", [("factor", 3)]),
        ("EUR 15 000", [("money", 15000)]),
        ("€1.2 million", [("money", 1_200_000)]),
        ("35 cents a kilowatt-hour", [("money", 0.35)]),
        ("80 euros a tonne", [("money", 80)]),
        ("20 orders a day", [("rate", 20)]),
        ("16 hours a day, six days a week", [("hours_per_day", 16), ("days_per_week", 6)]),
        ("quatre-vingt-dix jours", [("days", 90)]),
        ("deux cent cinquante", [("count", 250)]),
        ("two dozen sites", [("count", 24)]),
        ("twenty-five", [("count", 25)]),
        ("in March", [("month", 3)]),
    ],
)
def test_quantities_are_read_in_english_and_french(text: str, expected: list[tuple[str, float]]) -> None:
    assert quantities(text) == expected


def test_every_unit_says_its_kind_and_its_name() -> None:
    assert [word for word, unit in number_table()["units"].items() if not {"kind", "unit"} <= set(unit)] == []


def test_shares_behind_a_number_of_shifts_are_shares() -> None:
    assert quantities("two shifts of 8 % more") == [("count", 2.0), ("percent", 8.0)]
    assert quantities("three times 5 percent") == [("factor", 3.0), ("percent", 5.0)]


def test_an_article_is_no_number() -> None:
    assert quantities("compare one plant with a network") == []


def test_a_number_without_its_figure_is_marked() -> None:
    assert [a.vague for a in amounts(read("down for a few weeks"))] == [True]


def test_words_remember_where_they_stood() -> None:
    text = read("What if l'Usine stops?")
    assert [text.raw[w.start : w.end] for w in text.words if w.letters] == [
        "What",
        "if",
        "l",
        "Usine",
        "stops",
    ]


def test_folding_and_stems() -> None:
    assert (fold("Orléans"), stem("factories"), stem("usines"), stem("bus")) == (
        "orleans",
        "factory",
        "usine",
        "bus",
    )


def test_control_characters_leave_and_spaces_become_one() -> None:
    assert cleaned("a\x00b\u202e \t c\x1b[31m") == "ab c[31m"


@pytest.mark.parametrize("text", ["", "   ", "?!", "\x00\x01"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="empty"):
        checked(text)


def test_a_question_longer_than_ten_kilobytes_is_refused() -> None:
    with pytest.raises(InputError, match="10 kB"):
        checked("x" * 10_001)


def test_the_longest_phrase_wins() -> None:
    marks = vocabulary().marks(read("a factory in a box"))
    assert [m.get("thing") for m in marks if m.has("thing")] == ["mobile"]


@pytest.mark.parametrize(
    "name",
    [
        "designs",
        "kpis",
        "params",
        "verbs",
        "acts",
        "policies",
        "things",
        "kinds",
        "fillers",
        "worlds",
        "topics",
        "exemplars",
        "messages",
    ],
)
def test_the_data_files_load(name: str) -> None:
    assert lexicon.load(name)


def test_every_parameter_names_an_edit_of_the_twin() -> None:
    from twin.edits import EDIT

    kinds = set(EDIT.json_schema()["discriminator"]["mapping"])
    assert {spec["edit"]["kind"] for spec in lexicon.load("params").values()} <= kinds
    assert {entry["edit"]["kind"] for entry in lexicon.load("policies")} <= kinds


def test_every_result_word_names_known_kpis() -> None:
    from twin.kpi.registry import KPIS

    named = {kpi for entry in lexicon.load("kpis").values() for kpi in entry["kpis"]}
    assert named <= set(KPIS)


def test_exemplar_labels_are_known() -> None:
    known = {
        *lexicon.load("params"),
        *lexicon.load("acts"),
        "site_outage",
        "send_mobile",
        "add_site",
        "remove_site",
        "move_site",
        "none",
    }
    labels = {label.partition(":")[0] for label in lexicon.load("exemplars")["operations"]}
    assert labels <= known

"""How people really speak: shares in words, corrections, several events, asides; each mechanism on its own."""

import pytest
import yaml

from assistant.plan.names.spelling import corrected, known_stems
from assistant.plan.names.world import TwinWorld
from assistant.plan.planner import Planner
from assistant.plan.text.amounts import amounts
from assistant.plan.text.lexicon import FOLDER, is_filler, load, plain_vocabulary, stems_of, vocabulary
from assistant.plan.text.words import read

PLANNER = Planner()


def sizes(text: str) -> list[tuple[str, float]]:
    return [(a.kind, round(a.value, 3)) for a in amounts(read(text)) if not a.weak]


def edits(question: str) -> list[str]:
    """The edits of the last scenario of a plan, described; empty when it asks."""
    plan = PLANNER.plan(question)
    return [e.describe() for e in plan.scenarios[-1].edits] if plan.runs else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("diesel is half as dear again", [("factor", 1.5)]),
        ("half as much again", [("factor", 1.5)]),
        ("the world wants half as much butyric acid again", [("factor", 1.5)]),
        ("half as many bags of ice again", [("factor", 1.5)]),
        ("demande fois 1,8 du jour 170 au jour 190", [("factor", 1.8), ("day", 170), ("day", 190)]),
        ("à la fois 3 sites", [("count", 3)]),
        ("as much again", [("factor", 2)]),
        ("two fifths of what it was", [("percent", 40)]),
        ("up by a sixth", [("percent", 16.667)]),
        ("moitié moins de commandes", [("factor", 0.5)]),
        ("un quart de moins", [("percent", 25)]),
        ("les trois quarts", [("percent", 75)]),
        ("4 in 10 of them", [("percent", 40)]),
        ("une sur cinq", [("percent", 20)]),
        ("one half the size", [("percent", 50)]),
        ("a third off", [("percent", 33.333)]),
        ("fivefold", [("factor", 5)]),
        ("the third week", []),
        ("30 euro cents", [("money", 0.3)]),
        ("4 mois de 30 jours", [("days", 120)]),
        ("a month n a half", [("days", 45)]),
        ("minus 50 orders a day", [("rate", -50)]),
    ],
)
def test_shares_and_multiples_in_words(text: str, expected: list[tuple[str, float]]) -> None:
    assert sizes(text) == expected


@pytest.mark.parametrize(
    ("question", "kept", "gone"),
    [
        ("The Ulive network with wages up 4%, no sorry, 9 %", "9", "4"),
        ("Avatar network: close Nice, no wait, make that Angers", "Angers", "Nice"),
        ("Réseau Avatar : le gazole prend 25 %, non attends, 35 %", "35", "25"),
    ],
)
def test_a_correction_in_mid_sentence_keeps_the_last_value(question: str, kept: str, gone: str) -> None:
    found = " ".join(edits(question))
    assert kept in found
    assert gone not in found


def test_a_no_that_corrects_nothing_takes_nothing_back() -> None:
    assert edits("Lyon is down for 3 weeks from day 10, no overtime") == [
        "Lyon is down from day 10 for 21 days"
    ]


def test_each_site_has_its_own_time() -> None:
    assert edits("Paris is down for five weeks from day 90 and Lille for ten days") == [
        "Paris is down from day 90 for 35 days",
        "Lille is down from day 90 for 10 days",
    ]


def test_a_time_told_by_another_event() -> None:
    assert edits(
        "Dijon is down on day 20 for two weeks. Lyon is down for three weeks right after Dijon is back."
    ) == [
        "Dijon is down from day 20 for 14 days",
        "Lyon is down from day 34 for 21 days",
    ]


def test_as_long_as_the_event_before() -> None:
    found = edits(
        "Lille is out for twelve days from day 50 and Paris works 40 percent overtime over those same days"
    )
    assert found[0] == "Lille is down from day 50 for 12 days"
    assert "from day 50 for 12 days" in found[1]
    assert "Paris" in found[1]


def test_what_is_absent_needs_no_leaving_out() -> None:
    assert edits("Lyon is down for a month from day 30, no factory in a box") == [
        "Lyon is down from day 30 for 30 days"
    ]


def test_both_ways_of_a_policy() -> None:
    plan = PLANNER.plan("If Nantes stops for ten days, do the neighbours help or not?")
    told = {tuple(e.describe() for e in s.edits) for s in plan.scenarios if len(s.edits) == 2}
    assert len(told) == 2


def test_more_numbers_than_slots_are_asked_about() -> None:
    assert PLANNER.plan("Lyon is shut for three weeks for two months from day 20").kind == "clarify"


def test_a_supplier_by_what_it_makes_and_by_its_town() -> None:
    first = edits("The firm that makes the Ulive's batteries is down for a month from day 100")
    second = edits("The company in Poitiers is down for ten days from day 5 in the Ulive network")
    assert first == ["supplier battery maker ships nothing from day 100 for 30 days"]
    assert second == ["supplier parts maker ships nothing from day 5 for 10 days"]


def test_the_ulive_in_kenya_is_a_case_of_its_own_unless_the_network_is_put_there() -> None:
    assert PLANNER.plan("Ulive in Kenya: sales up 20 %").scenarios[0].case == "avatar-kenya"
    assert PLANNER.plan("What if the Ulive network stands in Kenya?").scenarios[-1].case == "avatar"


def test_boxes_are_the_sites_of_bayers_network() -> None:
    plan = PLANNER.plan("Bayer: compare the big plant with the containers")
    assert {s.design for s in plan.scenarios} == {"plant", "network"}


def test_a_capitalised_town_is_never_a_misspelt_word() -> None:
    world = TwinWorld()
    text, notes = corrected(read("a stop in Paris and electrcity"), known_stems(world, None))
    assert "paris" in [w.key for w in text.words]
    assert notes == ("I read 'electrcity' as 'electricity'",)


def test_a_word_left_aside_is_said() -> None:
    plan = Planner(meaning=_Silent()).plan("Wages up 12 % in the Ulive network, moans my flibberty uncle")
    assert plan.runs
    assert any("took no notice" in line for line in plan.assumed)


def test_an_unknown_word_beside_a_change_is_asked_about_without_exemplars() -> None:
    assert PLANNER.plan("Flibber the Ulive network with wages up 12 % blorping").kind == "clarify"


class _Silent:
    """Exemplars that know nothing."""

    def operation(self, clause: str) -> None:
        return None

    def kind(self, question: str) -> None:
        return None


def test_spoken_phrases_are_data_of_known_sorts_and_no_phrase_is_empty() -> None:
    known = {"act", "dir", "param", "param_up", "param_down", "param_weak", "thing"}
    assert set(load("spoken")) <= known
    assert all(stems_of(p) for groups in load("spoken").values() for words in groups.values() for p in words)


def test_spoken_phrases_hold_no_number_that_would_be_swallowed() -> None:
    swallowed = [
        p for groups in load("spoken").values() for words in groups.values() for p in words
        if any(not a.weak for a in amounts(read(p)))
    ]  # fmt: skip
    assert swallowed == []


def test_single_everyday_words_stay_out_of_the_spoken_vocabulary() -> None:
    single = [
        p for sort, groups in load("spoken").items() if sort != "dir" for words in groups.values() for p in words
        if len(stems_of(p)) == 1 and is_filler(stems_of(p)[0])
    ]  # fmt: skip
    assert single == []


def test_idiom_is_known_but_nothing_is_read_as_a_part_of_it() -> None:
    assert plain_vocabulary().words() < vocabulary().words()


def test_every_file_of_the_vocabulary_is_yaml_of_text() -> None:
    for file in FOLDER.glob("*.yaml"):
        assert yaml.safe_load(file.read_text(encoding="utf-8"))

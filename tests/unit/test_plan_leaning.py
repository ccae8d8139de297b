"""Follow-ups: everything that a question could make of what stands, and how the candidates are ranked."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assistant.hashing import places
from assistant.plan.learnt.compose import Composer
from assistant.plan.learnt.frames import Frame
from assistant.plan.learnt.lean import BACK, LEAN_PLACES, ranked, steps
from assistant.plan.learnt.steps import merged, with_frames
from assistant.plan.learnt.worlds import world_of
from assistant.plan.names.world import TwinWorld
from assistant.plan.planner import Planner
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.thread import Thread
from tests.unit.blank_reading import Mute, blank_weights

WORLD = TwinWorld()


def _after(question: str) -> Thread:
    return Thread().after(Planner(WORLD).plan(question))


def _steps(question: str, thread: Thread) -> dict[str, list[Any]]:
    """What a follow-up could make of what stands: edits of each candidate, by what it does."""
    composer = Composer(WORLD, blank_weights({}), Mute())
    grammar = Planner(WORLD).plan(question, thread)
    _, found = steps(question, thread, grammar, composer)
    told: dict[str, list[Any]] = {}
    for step in found:
        told.setdefault(step.act, []).append([[e.describe() for e in plan.edits] for plan in step.plans])
    return told


def test_a_number_may_take_the_place_of_the_one_that_stands() -> None:
    told = _steps("And 25 %?", _after("What if wages rise by 20 % in the Ulive network?"))
    assert [["wages up 25 %"]] in told["set price.factor"]
    assert [["wages down 25 %"]] in told["set price.factor"]


def test_a_place_may_replace_or_join_the_one_that_stands() -> None:
    told = _steps("Toulouse", _after("What if Lyon is down for three weeks?"))
    (instead,), (both,) = told["set site_outage.site"][0], told["too site_outage.site"][0]
    assert [edit.split(" is ")[0] for edit in instead] == ["Toulouse"]
    assert [edit.split(" is ")[0] for edit in both] == ["Lyon", "Toulouse"]


def test_a_change_may_be_taken_back_or_kept_alone_and_a_design_may_change() -> None:
    thread = _after("What if wages rise by 20 % and freight costs rise by 10 % in the Ulive network?")
    told = _steps("hm", thread)
    assert [["freight costs up 10 %"]] in [*told["drop price"], *told.get("only price", [])]
    assert [["wages up 20 %", "freight costs up 10 %"]] in told["design"]
    assert any(len(plans) == 2 for plans in told["design beside"])


def test_a_part_may_become_the_whole_and_a_shock_may_last() -> None:
    told = _steps("completely", _after("What if Lyon loses half of its capacity for 10 days?"))
    assert told["wholly"] == [[["Lyon is down from day 60 for 10 days"]]]
    told = _steps(
        "for good", _after("What if freight costs double for 30 days from day 5 in the Ulive network?")
    )
    assert told["lasting"] == [[["freight costs times 2"]]]


def _edits(question: str, thread: Thread) -> list[list[list[str]]]:
    """Every candidate's edits."""
    return [plans for found in _steps(question, thread).values() for plans in found]


@pytest.mark.parametrize(
    ("first", "then", "wanted"),
    [
        (
            "What if Lyon is down for three weeks from day 60?",
            "Two weeks longer",
            [["Lyon is down from day 60 for 35 days"]],
        ),
        (
            "What if Lyon is down for three weeks from day 60?",
            "half as long",
            [["Lyon is down from day 60 for 10.5 days"]],
        ),
        (
            "What if Lyon is down for three weeks from day 60?",
            "a month later",
            [["Lyon is down from day 90 for 21 days"]],
        ),
        (
            "What if the cost of capital is 8 % in the Ulive network?",
            "9 % or 11 %?",
            [["cost of capital (WACC) set to 9 %"], ["cost of capital (WACC) set to 11 %"]],
        ),
        (
            "What if every order goes to the cheapest site in the Ulive network?",
            "no, to the fastest",
            [["orders go to the fastest site"]],
        ),
        (
            "What if wages rise by 20 % and freight costs rise by 10 % in the Ulive network?",
            "leave the wages alone, and freight up 30 %",
            [["freight costs up 30 %"]],
        ),
        (
            "What if demand in Lyon rises by 20 % in the Ulive network?",
            "only for 30 days from day 10",
            [["demand in Lyon up 20 % from day 10 for 30 days"]],
        ),
        (
            "What if demand in Lyon rises by 20 % in the Ulive network?",
            "in the whole country",
            [["demand up 20 %"]],
        ),
    ],
)
def test_what_people_ask_next_is_among_the_candidates(first: str, then: str, wanted: list[list[str]]) -> None:
    assert wanted in _edits(then, _after(first))


def test_a_length_of_time_is_the_events_and_not_the_runs() -> None:
    thread = _after("What if Lyon is down for one week from day 5, over 30 days with 2 replications?")
    told = _steps("two weeks instead", thread)
    assert "set run.horizon" not in told
    lengths = [edits[-1] for (edits,) in told["set site_outage.days"]]
    assert "Lyon is down from day 5 for 14 days" in lengths


def test_the_same_may_be_asked_of_another_case() -> None:
    thread = _after("What if wages rise by 20 % in the Ulive network?")
    composer = Composer(WORLD, blank_weights({}), Mute())
    question = "and for the Re-Fresh towns?"
    _, found = steps(question, thread, Planner(WORLD).plan(question, thread), composer)
    moved = [step.plans for step in found if step.act == "case"]
    assert [[plan.case for plan in plans] for plans in moved] == [["re-fresh"]]
    assert [e.describe() for e in moved[0][0].edits] == ["wages up 20 %"]


def test_two_alternatives_may_be_meant_together() -> None:
    plan = ScenarioPlan(case="resilience", design="network")
    wage, freight = Frame("price.wage", (("factor", 1.2),)), Frame("price.freight", (("factor", 2.0),))
    both = with_frames(plan, [wage]), with_frames(plan, [freight])
    thread = Thread((Plan(kind="compare", question="x", scenarios=both),))
    assert [["wages up 20 %", "freight costs times 2"]] in _steps("both at once", thread)["joined"]


def test_the_same_change_told_anew_takes_the_old_ones_place() -> None:
    nearest, fastest = Frame("policy.dispatch.nearest", ()), Frame("policy.dispatch.fastest", ())
    lyon, paris = (Frame("site_outage", (("days", 9.0), ("site", name))) for name in ("Lyon", "Paris"))
    assert merged([nearest, lyon], [fastest]) == [lyon, fastest]
    assert merged([lyon], [paris]) == [lyon, paris]
    partly = Frame("site_outage_partial", (("days", 9.0), ("share", 0.5), ("site", "Lyon")))
    assert merged([lyon, paris], [partly]) == [paris, partly]


def test_each_world_is_a_candidate_once_and_the_grammars_is_marked() -> None:
    thread = _after("What if wages rise by 20 % in the Ulive network?")
    composer = Composer(WORLD, blank_weights({}), Mute())
    grammar = Planner(WORLD).plan("And 25 %?", thread)
    _, found = steps("And 25 %?", thread, grammar, composer)
    marked = [step for step in found if step.plan is not None]
    assert [step.act for step in marked] == ["set price.factor"]
    assert marked[0].plan is grammar
    worlds = [world_of(step.plans) for step in found if step.plans and step.act not in BACK]
    assert len(worlds) == len(set(worlds))


def test_the_ranking_follows_its_weights() -> None:
    thread = _after("What if wages rise by 20 % in the Ulive network?")
    composer = Composer(WORLD, blank_weights({}), Mute())
    told, found = steps("And 25 %?", thread, Planner(WORLD).plan("And 25 %?", thread), composer)
    weights = blank_weights({})
    weights.lean[places(["act drop price"], LEAN_PLACES)] = 9.0
    best, chance = ranked(told, found, weights)[0]
    assert best.act == "drop price"
    assert chance > 0.9


def test_what_the_encoder_says_of_an_act_counts_too() -> None:
    thread = _after("What if wages rise by 20 % in the Ulive network?")
    weights = replace(blank_weights({}), acts=("drop price",), act_vector=np.array([[9.0]], np.float32))
    told, found = steps(
        "hm", thread, Planner(WORLD).plan("hm", thread), Composer(WORLD, blank_weights({}), Mute())
    )
    best, chance = ranked(replace(told, vector=np.ones(1, np.float32)), found, weights)[0]
    assert best.act == "drop price"
    assert chance > 0.9

"""What the changes of a question make together: alternatives, designs of their own, and what one takes from another."""

import pytest

from assistant.plan.learnt.alternatives import (
    APART,
    EACH_ITS_OWN,
    FIRST_SHARED,
    LAST_SHARED,
    ONE_MORE,
    ONE_SIDE,
    TOGETHER,
    one_sided,
    variants,
)
from assistant.plan.learnt.compose import Composer
from assistant.plan.learnt.fill import Draught, Filled, drawn
from assistant.plan.learnt.frames import Frame
from assistant.plan.learnt.lessons import Role
from assistant.plan.learnt.reader import WhenNeeded
from assistant.plan.learnt.worlds import world_of
from assistant.plan.names.world import TwinWorld
from assistant.plan.planner import Planner
from assistant.plan.read.answers import GO_ON
from assistant.plan.schema import ScenarioPlan
from assistant.plan.thread import Thread
from tests.unit.blank_reading import Mute, blank_weights
from twin.edits import EDIT

WORLD = TwinWorld()
NAMES = WORLD.names("resilience", "network", None)


def test_changes_may_be_taken_together_or_apart() -> None:
    composer = Composer(WORLD, blank_weights({}), Mute())
    wage, freight = Frame("price.wage", (("factor", 1.2),)), Frame("price.freight", (("factor", 2.0),))
    draught = Draught({"price.wage": [wage], "price.freight": [freight]})
    assert variants(draught, ("network",), 0.0) == {TOGETHER: [("network", [wage, freight])]}
    ways = variants(draught, ("network",), 0.5)
    assert ways[TOGETHER] == [("network", [wage, freight])]
    assert ways[APART] == [("network", [wage]), ("network", [freight])]
    plans = composer._scenarios("resilience", ("network",), ways[APART])
    assert [len(plan.edits) for plan in plans] == [0, 1, 1]


def test_alternatives_may_share_what_is_said_first_or_last() -> None:
    wage, freight = Frame("price.wage", (("factor", 1.2),)), Frame("price.freight", (("factor", 2.0),))
    stock = Frame("inventory", (("factor", 1.5),))
    draught = Draught(
        {"price.freight": [freight], "price.wage": [wage], "inventory": [stock]},
        said={wage: 0, freight: 1, stock: 2},
    )
    ways = {way: [frames for _, frames in taken] for way, taken in variants(draught, ("plant",), 0.5).items()}
    assert ways[FIRST_SHARED] == [[wage, freight], [wage, stock]]
    assert ways[LAST_SHARED] == [[wage, stock], [freight, stock]]
    assert ways[ONE_MORE] == [[wage, freight], [wage, freight, stock]]


def test_a_change_may_belong_to_one_of_two_designs() -> None:
    """'The plant with dearer freight against the network as it is'; 'wages up in the plant, freight in the network'."""
    composer = Composer(WORLD, blank_weights({}), Mute())
    wage, freight = Frame("price.wage", (("factor", 1.2),)), Frame("price.freight", (("factor", 2.0),))
    one = Draught({"price.freight": [freight]}, said={freight: 0})
    spots = [("plant", 0), ("network", 9)]
    sides = {
        taken[0][1] == [freight]: side
        for _, taken, side in one_sided(one, ("plant", "network"), spots, {0: 3})
    }
    assert sides == {True: 3.0, False: 0.0}  # before it and nearest to it
    both = Draught({"price.freight": [freight], "price.wage": [wage]}, said={wage: 0, freight: 1})
    dealt = list(one_sided(both, ("plant", "network"), spots, {0: 2, 1: 11}))
    assert [way for way, _, _ in dealt].count(ONE_SIDE) == 2
    own = next(taken for way, taken, side in dealt if way == EACH_ITS_OWN and side == 1.0)
    assert own == [("plant", [wage]), ("network", [freight])]
    behind = one_sided(both, ("plant", "network"), [("plant", 4), ("network", 14)], {0: 2, 1: 11})
    assert own in [taken for way, taken, side in behind if way == EACH_ITS_OWN and side == 2.0]
    plans = composer._scenarios("resilience", ("plant", "network"), own)
    assert [(plan.design, [edit.kind for edit in plan.edits]) for plan in plans] == [
        ("plant", ["price"]),
        ("network", ["price"]),
    ]


def test_a_changed_design_beside_an_unchanged_other_one_is_a_world_of_its_own() -> None:
    plain = ScenarioPlan(case="resilience", design="network")
    dear = ScenarioPlan(case="resilience", design="plant").edited(
        EDIT.validate_python({"kind": "price", "item": "freight", "factor": 2.0})
    )
    assert world_of((plain, dear)) != world_of((dear,))
    assert world_of((dear.model_copy(update={"edits": ()}), dear)) == world_of((dear,))


def test_numbers_go_to_the_names_that_they_stand_next_to() -> None:
    """'Lyon and Dijon are out: Dijon for six days, Lyon for eight.'"""
    outage = "site_outage"
    roles = tuple(
        (at, Role(outage, slot, how), value)
        for at, slot, how, value in (
            (0, "site", "named", "Lyon"),
            (1, "site", "named", "Dijon"),
            (2, "site", "named", "Dijon"),
            (3, "days", "for", 6.0),
            (4, "site", "named", "Lyon"),
            (5, "days", "for", 8.0),
        )
    )
    frames = drawn((outage,), Filled(roles), WORLD.names("resilience", "network", None), {}).frames[outage]
    assert {frame.get("site"): frame.get("days") for frame in frames} == {"Dijon": 6.0, "Lyon": 8.0}


def test_what_has_no_length_or_start_of_its_own_takes_that_of_the_rest() -> None:
    """'Lyon is out for three weeks from day 40, freight doubles over those weeks.'"""
    roles = (
        (0, Role("site_outage", "site", "named"), "Lyon"),
        (1, Role("price_shock.freight", "days", "for"), 21.0),
        (2, Role("price_shock.freight", "start", "day"), 40.0),
        (3, Role("price_shock.freight", "factor", "times"), 2.0),
    )
    names = WORLD.names("resilience", "network", None)
    draught = drawn(("site_outage", "price_shock.freight"), Filled(roles), names, {})
    assert not draught.missing
    (stop,) = draught.frames["site_outage"]
    assert (stop.get("start"), stop.get("days"), draught.lent) == (40.0, 21.0, 1)


def test_a_box_leans_on_a_stop_without_a_date() -> None:
    """'Lyon is down for three weeks, send the box a week later.'"""
    roles = (
        (0, Role("site_outage", "site", "named"), "Lyon"),
        (1, Role("site_outage", "days", "for"), 21.0),
        (2, Role("send_mobile", "arrives", "after"), 7.0),
    )
    draught = drawn(("send_mobile", "site_outage"), Filled(roles), NAMES, {})
    assert not draught.missing
    (box,) = draught.frames["send_mobile"]
    assert (box.get("to"), box.get("arrives")) == ("Lyon", 67.0)


def test_two_stops_do_not_lean_on_each_other() -> None:
    roles = (
        (0, Role("site_outage", "site", "named"), "Lyon"),
        (1, Role("site_outage", "site", "named"), "Dijon"),
        (2, Role("site_outage", "start", "after"), 10.0),
        (3, Role("site_outage", "days", "for"), 5.0),
    )
    frames = drawn(("site_outage",), Filled(roles), NAMES, {}).frames["site_outage"]
    assert [frame.get("start") for frame in frames] == [10.0, 10.0]


def test_a_name_is_chosen_by_the_words_around_its_number() -> None:
    """'Separation uses a quarter less power, fermenting goes faster': each number has its own station."""
    names = WORLD.names("afyren", "network", None)
    first, other = names.stations[:2]
    roles = (
        (0, Role("station.energy", "factor", "down"), 0.75),
        (1, Role("station.process_time", "factor", "down"), 0.85),
    )
    chances = {f"station:{first}": 0.8, f"station:{other}": 0.8}
    near = {(0, f"station:{other}"): 0.9, (1, f"station:{first}"): 0.9}
    draught = drawn(
        ("station.energy", "station.process_time"),
        Filled(roles),
        names,
        chances,
        near=lambda at, name: near.get((at, name), 0.0),
    )
    assert [frame.get("station") for frame in draught.every] == [other, first]


@pytest.mark.parametrize(
    ("words", "designs"),
    [
        ("the plant at 20 hours a day against the containers just as they are", {"network"}),
        ("la grande usine telle quelle face aux conteneurs avec des salaires doublés", {"plant"}),
        ("the plant against the network with wages up 20 %", frozenset()),
    ],
)
def test_a_design_may_be_said_to_stay_as_it_is(words: str, designs: set[str]) -> None:
    composer = Composer(WORLD, blank_weights({}), Mute())
    assert composer.seen(words, "relocalize", "network").untouched == designs


@pytest.mark.parametrize(
    "words",
    [
        "bright machines: wages up 20 % in the Guadalajara plant, freight up 30 % for the cells",
        "the plant running twenty hours a day against the containers just as they are, relocalize",
    ],
)
def test_changes_to_one_design_each_are_never_run_for_both(words: str) -> None:
    """Each of these was run for both designs without asking."""
    plan = Planner(WORLD, learnt=WhenNeeded()).plan(words)
    changed = [{edit.kind for edit in each.edits} for each in plan.scenarios]
    assert plan.kind == "clarify" or len({*map(frozenset, changed)}) > 1


def test_settings_of_the_run_and_numbers_of_sites_are_dealt_out_to_no_design() -> None:
    wage, days = Frame("price.wage", (("factor", 1.2),)), Frame("run.horizon", (("horizon", 90.0),))
    sites = Frame("set_site_count", (("count", 4.0),))
    draught = Draught(
        {"price.wage": [wage], "run.horizon": [days], "set_site_count": [sites]},
        said={wage: 0, sites: 1, days: 2},
    )
    spots = [("plant", 1), ("network", 9)]
    for _, taken, _ in one_sided(draught, ("plant", "network"), spots, {0: 3, 1: 8, 2: 12}):
        assert all({sites, days} <= {*frames} for _, frames in taken)
    counts = Draught({"set_site_count": [sites], "run.horizon": [days]}, said={sites: 0, days: 1})
    assert not list(one_sided(counts, ("plant", "network"), spots, {0: 8, 1: 12}))


@pytest.mark.parametrize("sites", ["two", "ten"])
@pytest.mark.parametrize("length", ["", " over 9000 days"])
def test_a_plant_against_so_many_sites_is_run(sites: str, length: str) -> None:
    """The number of sites and the length of the run were dealt out to a design each, and asked about."""
    words = f"Compare one big plant with {sites} micro-factories for the Ulive in France{length}"
    plan = Planner(WORLD, learnt=WhenNeeded()).plan(words)
    assert [each.design for each in plan.scenarios] == ["plant", "network"]
    assert not any(edit.kind != "run" for each in plan.scenarios for edit in each.edits)


def test_changes_dealt_out_by_the_words_are_told_and_asked_about() -> None:
    words = "bright machines: wages up 20 % in the Guadalajara plant, freight up 30 % for the cells"
    plan = Planner(WORLD, learnt=WhenNeeded()).plan(words)
    assert plan.kind == "clarify"
    assert plan.choices == (GO_ON,)
    assert plan.message.index("wages up 20 %") < plan.message.index("freight costs up 30 %")
    run = Planner(WORLD, learnt=WhenNeeded()).plan("yes", Thread().after(plan))
    told = {each.design: [edit.model_dump()["item"] for edit in each.edits] for each in run.scenarios}
    assert told == {"plant": ["wage"], "network": ["freight"]}

"""The learnt reading: frames and back, what a mention may say, how mentions are dealt out, and what is trusted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.hashing import WIDE, packed, places
from assistant.plan.learnt import choose
from assistant.plan.learnt.choose import CHOICE_PLACES, Candidate, of_candidate
from assistant.plan.learnt.compose import Composed
from assistant.plan.learnt.fill import Filled, Scores, drawn, filled
from assistant.plan.learnt.frames import Frame, complete, fields_of, frames_of, frames_of_fields, slots
from assistant.plan.learnt.lessons import Role, lesson
from assistant.plan.learnt.mentions import mentions, ways
from assistant.plan.learnt.reader import Reader, WhenNeeded
from assistant.plan.learnt.traits import of_mention, parts_of, plain, shape
from assistant.plan.learnt.weights import Near, load, save
from assistant.plan.names.link import pieces
from assistant.plan.names.world import TwinWorld
from assistant.plan.planner import Planner
from assistant.plan.read.answers import GO_ON
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.text.words import read
from assistant.plan.thread import Thread
from tests.unit.blank_reading import Mute, blank_weights
from twin.edits import EDIT

WORLD = TwinWorld()
NAMES = WORLD.names("resilience", "network", None)

EDITS: list[dict[str, Any]] = [
    {"kind": "site_outage", "site": "Lyon", "start": 60.0, "days": 21.0},
    {"kind": "site_outage", "site": "Lyon", "start": 60.0, "days": 21.0, "share": 0.4},
    {"kind": "send_mobile", "to": "Lyon", "arrives": 65.0, "count": 2},
    {"kind": "price", "item": "wage", "factor": 1.1},
    {"kind": "price", "item": "duty", "value": 0.0},
    {"kind": "price_shock", "item": "freight", "start": 5.0, "days": 30.0, "factor": 2.0},
    {"kind": "policy", "dispatch": "greenest"},
    {"kind": "policy", "reroute": False},
    {"kind": "policy", "queue_cap": 20},
    {"kind": "shifts", "hours_per_day": 24.0, "days_per_week": 7},
    {"kind": "shifts", "hours_per_day": 16.0, "days_per_week": 6},
    {"kind": "station", "item": "mtbf", "factor": 2.0, "station": "test"},
    {"kind": "capex", "item": "wacc", "value": 0.09},
    {"kind": "run", "horizon": 730.0},
    {"kind": "run", "replications": 40},
    {"kind": "set_site_count", "count": 12},
    {"kind": "move_site", "site": "Lyon", "city": "Nancy"},
    {"kind": "demand_growth", "per_year": 0.05},
]


@pytest.mark.parametrize("fields", EDITS, ids=lambda fields: "-".join(map(str, fields.values()))[:40])
def test_an_edit_comes_back_from_its_frames(fields: dict[str, Any]) -> None:
    edit = EDIT.validate_python(fields)
    (frame,) = frames_of(edit)
    assert EDIT.validate_python(fields_of(frame)) == edit
    assert complete(frame.label, {slot for slot, _ in frame.slots}) == ""


def test_what_is_open_is_no_slot_and_what_is_needed_is_missed() -> None:
    (frame,) = frames_of_fields({"kind": "site_outage", "site": "Lyon", "start": "*", "days": 21})
    assert frame == Frame("site_outage", (("days", 21.0), ("site", "Lyon")))
    assert complete("site_outage", {"site"}) == "days"
    assert complete("price.wage", set()) == "factor"
    assert complete("price.duty.zero", set()) == ""
    assert "station" in slots("station.mtbf")


def _mention(question: str, at: int = 0) -> Any:
    text = read(question)
    return mentions(text, pieces(text, WORLD, NAMES), NAMES)[at]


@pytest.mark.parametrize(
    ("question", "label", "slot", "values"),
    [
        ("wages 20 % up", "price.wage", "factor", {"up": 1.2, "down": 0.8, "to": 0.2}),
        ("twice the wages", "price.wage", "factor", {"times": 2.0, "over": 0.5}),
        ("three weeks", "site_outage", "days", {"for": 21.0}),
        ("until day 90", "site_outage", "days", {"until": 90.0}),
        ("8 days later", "send_mobile", "arrives", {"after": 8.0}),
        ("at 9 %", "capex.wacc", "value", {"set": 0.09}),
        ("28 euros an hour", "price.wage", "value", {"set": 28.0}),
        ("0.05 kg per kWh", "price.grid_carbon", "value", {"set": 0.05}),
        ("over 12 years", "capex.life", "value", {"set": 12.0}),
        ("within 200 km", "policy.sourcing_radius", "sourcing_radius", {"within": 200.0}),
        ("a third of it", "site_outage_partial", "share", {"lost": 1 / 3}),
    ],
)
def test_the_ways_of_a_number(question: str, label: str, slot: str, values: dict[str, float]) -> None:
    found = dict(ways(_mention(question), label, slot, NAMES))
    for how, value in values.items():
        assert found[how] == pytest.approx(value), how


def test_a_place_names_a_site_a_zone_or_a_city() -> None:
    lyon, rennes = _mention("Lyon is down"), _mention("a site in Rennes")
    assert dict(ways(lyon, "site_outage", "site", NAMES)) == {"named": "Lyon"}
    assert not ways(rennes, "site_outage", "site", NAMES)
    assert dict(ways(rennes, "add_site", "city", NAMES)) == {"named": "Rennes"}
    assert not ways(lyon, "site_outage", "days", NAMES)


def test_figures_that_end_a_name_are_no_number() -> None:
    text = read("less CO2 in F3 after 20 days")
    assert [m.sort for m in mentions(text, pieces(text, WORLD, NAMES), NAMES) if m.amount] == ["days"]


def test_a_lesson_traces_its_gold_to_the_words() -> None:
    turn: dict[str, Any] = {
        "q": "Lyon is down from day 100 to day 130 and wages rise by 10 %.",
        "kind": "compare",
        "scenarios": [
            {
                "case": "resilience",
                "design": "network",
                "edits": [
                    {"kind": "site_outage", "site": "Lyon", "start": 100, "days": 30},
                    {"kind": "price", "item": "wage", "factor": 1.1},
                ],
            }
        ],
    }
    own = lesson("x", turn, WORLD)
    assert own.whole
    assert not own.branched
    assert {(r.slot, r.how) for r in own.roles.values()} == {
        ("site", "named"),
        ("start", "day"),
        ("days", "until"),
        ("factor", "up"),
    }
    turn["scenarios"][0]["edits"][1]["factor"] = 1.37
    assert lesson("x", turn, WORLD).missing == ["price.wage.factor=1.37"]


def test_shape_forgets_names_and_keeps_their_sorts() -> None:
    def told(question: str) -> list[str]:
        text = read(question)
        found = pieces(text, WORLD, NAMES)
        return shape(text, found, mentions(text, found, NAMES))

    assert told("Lyon stops for 3 weeks") == told("Dijon stops for 10 days")
    assert told("Lyon stops for 3 weeks") != told("Lyon stops on day 3")


def test_in_plain_words_a_question_tells_what_is_asked_and_not_of_whom() -> None:
    def told(question: str) -> str:
        text = read(question)
        found = pieces(text, WORLD, NAMES)
        return plain(text, found, mentions(text, found, NAMES))

    assert told("Lyon stops for 3 weeks") == told("Dijon stops for 10 days") == "the site stops for some days"


def test_a_share_that_ranks_a_site_is_no_share() -> None:
    def sorts(question: str) -> list[str]:
        text = read(question)
        return [mention.sort for mention in mentions(text, pieces(text, WORLD, NAMES), NAMES)]

    assert sorts("a ninth workshop in Nancy") == sorts("un neuvième atelier à Nancy") == ["place"]
    assert sorts("wages a ninth lower") == ["percent"]


def test_a_mention_sees_what_is_spoken_of_on_either_side() -> None:
    text = read("wages rise by 20 % while freight falls by 10 %")
    named = pieces(text, WORLD, NAMES)
    first, second = (set(of_mention(text, mentions(text, named, NAMES), at, named)) for at in (0, 1))
    assert {"B param=wage", "A param=freight", "B dir=up"} <= first
    assert {"B param=freight", "B dir=down"} <= second


def _filled(question: str, labels: tuple[str, ...], told: dict[str, float]) -> tuple[list[Filled], Scores]:
    text = read(question)
    named = pieces(text, WORLD, NAMES)
    found = mentions(text, named, NAMES)
    scores = Scores(text, found, named, blank_weights(told))
    return filled(labels, NAMES, scores), scores


def test_mentions_are_dealt_out_and_made_into_frames() -> None:
    liked = {"site:named": 3.0, "days:for": 3.0, "start:day": 3.0}
    best, _ = _filled("Lyon stops on day 40 for 10 days", ("site_outage",), liked)
    draught = drawn(("site_outage",), best[0], NAMES, {})
    assert draught.frames["site_outage"] == [
        Frame("site_outage", (("days", 10.0), ("site", "Lyon"), ("start", 40.0)))
    ]
    assert not draught.missing
    assert not best[0].left


def test_two_places_are_two_edits_and_an_open_slot_is_named() -> None:
    liked = {"site:named": 3.0, "days:for": 3.0}
    best, _ = _filled("Lyon and Dijon stop for 10 days", ("site_outage",), liked)
    draught = drawn(("site_outage",), best[0], NAMES, {})
    assert [frame.get("site") for frame in draught.frames["site_outage"]] == ["Lyon", "Dijon"]
    assert draught.more == 1
    best, _ = _filled("Lyon stops", ("site_outage",), liked)
    assert drawn(("site_outage",), best[0], NAMES, {}).missing == "site_outage.days"


def test_a_number_without_a_role_is_left_and_counted() -> None:
    best, _ = _filled(
        "Lyon stops for 10 days, by 7 %", ("site_outage",), {"site:named": 3.0, "days:for": 3.0}
    )
    assert len(best[0].left) == 1


def test_roles_of_one_kind_share_what_was_learnt() -> None:
    up, down = parts_of("price.wage", "factor", "up"), parts_of("price.wage", "factor", "down")
    assert not {*up} & {*down}
    assert {*up} & {*parts_of("price.freight", "factor", "up")} == {"factor:up", "price.factor:up"}
    assert Role("price.wage", "factor", "up") != Role("price.wage", "factor", "down")


def test_weights_in_eight_bits_keep_their_order() -> None:
    table = np.array([[0.5, -2.0], [0.1, 1.0], [-0.4, 0.0]], np.float32)
    small, scale = packed(table)
    assert small.dtype == np.int8
    assert np.allclose(small * scale, table, atol=0.02)


def test_weights_come_back_from_their_file(tmp_path: Path) -> None:
    told = blank_weights({"site:named": 3.0})
    told.choice[7] = 0.25
    near = Near(
        ("price.wage", "none"),
        ("none", "factor:up"),
        np.sort(places(["L1 pay"], WIDE)),
        np.array([[3]], np.int8),
        np.ones(1, np.float32),
        np.zeros(1, np.float32),
        np.array([[0.5, -0.5, 0.0, 0.25]], np.float32),
        np.zeros(4, np.float32),
    )
    save(tmp_path / "weights.npz", replace(told, labels=("price.wage",), lean=told.lean + 0.5, near=near))
    found = load(tmp_path / "weights.npz")
    assert found.near.of(["L1 pay"]) == near.of(["L1 pay"])
    spoken, parts = near.of(["L1 pay"])
    assert spoken["price.wage"] > spoken["none"] + 10
    assert parts == {"none": 0.0, "factor:up": pytest.approx(4.5)}
    assert found.labels == ("price.wage",)
    assert found.choice[7] == 0.25
    assert found.lean == pytest.approx(0.5, abs=0.01)


# ---- which reading is meant


def _reading(score: float, *edits: dict[str, Any]) -> Composed:
    plan = ScenarioPlan(case="resilience", edits=tuple(EDIT.validate_python(edit) for edit in edits))
    labels = tuple(frame.label for edit in plan.edits for frame in frames_of(edit))
    return Composed((plan,), score, {"role": score}, labels=labels, case="resilience")


WAGE, FREIGHT = ({"kind": "price", "item": item, "factor": 1.2} for item in ("wage", "freight"))


@pytest.mark.parametrize(
    ("untouched", "changed", "trait"),
    [
        ({"plant"}, "plant", "touched said"),
        ({"plant"}, "network", "touched others"),
        ({"plant"}, "", "touched nothing"),
        ((), "plant", "touched none"),
    ],
)
def test_the_choice_sees_whether_a_design_that_stays_as_it_is_is_changed(
    untouched: Any, changed: str, trait: str
) -> None:
    wage = (EDIT.validate_python(WAGE),)
    plans = tuple(
        ScenarioPlan(case="resilience", design=design, edits=wage if design == changed else ())
        for design in ("plant", "network")
    )
    said = frozenset(untouched)
    reading = Composed(plans, -1.0, {"role": -1.0}, case="resilience", untouched=said)
    silent = Plan(kind="clarify", question="q")
    assert trait in of_candidate(Candidate(reading), [reading], {}, silent, 5)
    alone = Plan(kind="compare", question="q", scenarios=plans)
    assert f"grammar alone {trait}" in of_candidate(Candidate(grammar=alone), [reading], {}, alone, 5)


def test_each_world_is_chosen_from_once_and_none_of_them_comes_last() -> None:
    found = [_reading(-1.0, WAGE), _reading(-2.0, FREIGHT), _reading(-2.5, WAGE)]
    grammar = Planner(WORLD).plan("What if freight costs rise by 20 % for the eight sites case?")
    assert grammar.runs
    *worlds, none = choose.candidates(found, grammar)
    assert [one.reading.labels for one in worlds if one.reading] == [("price.wage",), ("price.freight",)]
    assert [one.grammar is grammar for one in worlds] == [False, True]
    assert sum(one.mass for one in worlds) == pytest.approx(1)
    assert worlds[0].mass == pytest.approx((1 + np.exp(-1.5)) / (1 + np.exp(-1) + np.exp(-1.5)))
    assert none.reading is None is none.grammar


def test_the_choice_follows_its_weights() -> None:
    found = [_reading(-1.0, WAGE), _reading(-2.0, FREIGHT)]
    asked = Plan(kind="clarify", question="x")
    weights = np.zeros(CHOICE_PLACES, np.float32)
    weights[places(["label price.freight"], CHOICE_PLACES)] = 9.0
    best, chance = choose.ranked(found, {}, asked, 5, weights)[0]
    assert best.reading is found[1]
    assert chance > 0.9
    weights[places(["none any"], CHOICE_PLACES)] = 20.0
    best, chance = choose.ranked(found, {}, asked, 5, weights)[0]
    assert best.reading is None
    assert chance > 0.9


class _Doubting:
    """A learnt reading that doubts everything until it is confirmed."""

    def plan(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        return Plan(kind="clarify", question=question, message="Is that what you mean?", choices=(GO_ON,))

    def confirmed(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        return grammar


@pytest.mark.parametrize("answer", ["yes", GO_ON, "oui", "ok, go ahead"])
def test_a_doubtful_reading_runs_once_it_is_confirmed(answer: str) -> None:
    planner = Planner(WORLD, learnt=_Doubting())
    asked = planner.plan("What if Lyon is down for three weeks?")
    assert asked.choices == (GO_ON,)
    thread = Thread().after(asked)
    assert planner.plan(answer, thread).runs
    assert not planner.plan("no", thread).runs


# ---- the weights that are shipped

BOTH = Planner(WORLD, learnt=WhenNeeded())


@pytest.mark.parametrize(
    ("question", "edit"),
    [
        (
            "Could the equipment at Re-Fresh be written off over fifteen years? Show me the effect on unit cost.",
            "life of the equipment set to 15 years",
        ),
        ("Textile sorters in Kenya get a pay rise of 12 %; what happens to cost?", "wages up 12 %"),
        ("Les loyers des ateliers Ulive grimpent de 30 %, et alors ?", "fixed cost of a site up 30 %"),
        (
            "Afyren's French-and-Thai combination: what about a wage of 27 euros an hour?",
            "wages set to 27 EUR/h",
        ),
    ],
)
def test_wordings_that_nobody_foresaw_are_understood(question: str, edit: str) -> None:
    plan = BOTH.plan(question)
    assert plan.runs, plan.message
    assert [e.describe() for e in plan.scenarios[-1].edits] == [edit]


def test_a_wording_that_leaves_a_doubt_is_told_right_and_run_by_yes() -> None:
    question = "AFYREN's twin setup in France and Siam: 27 euros an hour for the hands?"
    asked = BOTH.plan(question)
    assert asked.choices == (GO_ON,)
    plan = BOTH.plan("yes", Thread().after(asked))
    assert [plan.design for plan in plan.scenarios] == ["hybrid", "hybrid"]
    assert [e.describe() for e in plan.scenarios[-1].edits] == ["wages set to 27 EUR/h"]


@pytest.mark.parametrize(
    "question",
    [
        "Could the Bayer containers work longer shifts, and what would it do to the cost?",
        "La grande usine est-elle moins chère que le réseau si l'électricité coûte 40 % de plus ?",
        "Deliver Tesla's cars from the micro-factories by air express and tell me the lead time.",
    ],
)
def test_what_lacks_its_size_its_case_or_its_means_is_asked_back(question: str) -> None:
    assert not BOTH.plan(question).runs


@pytest.mark.parametrize(
    "question",
    [
        "Why did Infarm pull out of Europe?",
        "Pourquoi Arrival a fait faillite ?",
        "Local Motors went bust when",
        "Où se trouve l'usine NEOXY d'AFYREN ?",
    ],
)
def test_what_only_the_material_can_tell_is_looked_up(question: str) -> None:
    assert Planner(WORLD).plan(question).kind in ("clarify", "refuse")
    plan = BOTH.plan(question)
    assert (plan.kind, plan.query) == ("evidence", question)


def test_what_is_neither_to_run_nor_to_look_up_is_asked_back() -> None:
    question = "asdkj qwop zzt fnord 12 12 blip"
    assert Planner(WORLD).plan(question).kind == "evidence"
    plan = BOTH.plan(question)
    assert plan.kind == "clarify"
    assert "what the cases say" in plan.message


def test_a_very_long_question_is_read_once() -> None:
    plan = BOTH.plan("What if Lyon is down for three weeks? " + "The weather is fine. " * 200)
    assert plan.kind in ("compare", "clarify")


@pytest.mark.parametrize(
    "question",
    [
        "Compare one big plant with two micro-factories for the Ulive in France over 30 days with 2 replications",
        "What happens to lead times if Lyon is down for one week from day 5, over 30 days with 2 replications?",
        "What if the Ulive network stands in Kenya?",
    ],
)
def test_where_one_reading_says_more_than_the_other_it_is_run(question: str) -> None:
    assert BOTH.plan(question).runs


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Ulive network: let the Lyon workshop work -3 hours a day, five days a week.", "greater than 0"),
        ("Dans le réseau Ulive, Nice s'arrête au jour 30 pour une durée de moins huit jours.", "below zero"),
    ],
)
def test_less_than_nothing_is_refused(words: str, why: str) -> None:
    """Both were run with the number's sign left out."""
    plan = Planner(WORLD, learnt=WhenNeeded()).plan(words)
    assert plan.kind in ("clarify", "refuse")
    assert why in plan.message


def test_a_box_that_would_leave_before_it_comes_is_not_sent() -> None:
    """It was run, and never helped."""
    question = (
        "Dijon s'arrête du jour 30 au jour 60, l'usine en boîte y arrive au jour 40 et repart au jour 25."
    )
    plan = Planner(WORLD, learnt=WhenNeeded()).plan(question)
    assert not plan.runs
    assert "which does it leave" in plan.message


def test_what_a_case_holds_is_described_however_it_is_asked() -> None:
    plan = Planner(WORLD, learnt=WhenNeeded()).plan("Rappelez-moi ce qu'il y a dans le cas Gigafactory.")
    assert (plan.kind, plan.scenarios[0].case) == ("describe", "gigafactory")


def test_a_number_of_workshops_beside_a_case_is_a_number() -> None:
    """'Eight workshops' is a name of the usual case, so that two cases were seen here."""
    plan = Planner(WORLD, learnt=WhenNeeded()).plan("What would a Ulive cost out of eight workshops?")
    assert (plan.scenarios[-1].case, plan.scenarios[-1].sites) == ("avatar", 8)


@pytest.mark.parametrize(
    "question",
    [
        "Compare eight workshops with fourteen, on cost and carbon.",
        "Eight workshops or twelve, which is cheaper?",
    ],
)
def test_a_number_of_workshops_tells_no_case(question: str) -> None:
    """'Eight workshops' is a name of the usual case, which such a comparison used to run."""
    plan = Planner(WORLD, learnt=WhenNeeded()).plan(question)
    assert plan.kind == "clarify"


def test_what_a_reading_leaves_aside_is_named() -> None:
    reader = Reader(WORLD, Mute(), blank_weights({}))
    plan = reader._plan("x", replace(_reading(-1.0, WAGE), left=("three weeks",), assumed=("it starts",)))
    assert plan is not None
    assert plan.assumed == ("it starts", "'three weeks' changes nothing, as I read it")

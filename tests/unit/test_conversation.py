"""Conversations: what a follow-up changes, what it points at, and how a question back is completed by its answer."""

from typing import Any

import pytest

from assistant.plan.follow.going_back import steps_back
from assistant.plan.planner import Planner
from assistant.plan.schema import Plan
from assistant.plan.standing import focus, newest, shown, stages
from assistant.plan.thread import Thread

PLANNER = Planner()


def talk(*questions: str) -> tuple[Plan, Thread]:
    """The plan of the last question and the conversation before it."""
    thread = Thread()
    for earlier in questions[:-1]:
        thread = thread.after(PLANNER.plan(earlier, thread))
    return PLANNER.plan(questions[-1], thread), thread


def worlds(*questions: str) -> list[tuple[str, tuple[str, ...]]]:
    """What is talked of after a conversation: base and edits in words."""
    plan, _ = talk(*questions)
    assert plan.runs, plan.message
    return [(p.base, tuple(told(e) for e in p.edits)) for p in focus(plan.scenarios)]


def told(edit: Any) -> str:
    fields = edit.model_dump(exclude_defaults=True, exclude_none=True)
    fields.pop("kind", None)
    return " ".join(
        [edit.kind, *(f"{k}={v:g}" if isinstance(v, float) else f"{k}={v}" for k, v in fields.items())]
    )


PARIS = "Paris is closed for ten days from day 60"
WAGES = "What if wages go up 15% in the Ulive workshops?"
BOX = "Marseille is out for 3 weeks from day 100 and a factory in a box comes after 4 days"


# ---- where a conversation stands


def test_what_is_talked_of_leaves_out_the_base_and_the_step_before() -> None:
    plan, _ = talk(BOX)
    assert len(plan.scenarios) == 3
    assert [len(p.edits) for p in focus(plan.scenarios)] == [2]


def test_the_edit_said_last_comes_first() -> None:
    _, thread = talk(WAGES, "and electricity by 20%", "jobs?")
    assert [getattr(e, "item", "") for e in newest(thread)] == ["electricity", "wage"]
    assert len(stages(thread)) == 2


def test_the_unedited_world_is_shown_beside() -> None:
    plan, _ = talk(PARIS)
    assert [len(p.edits) for p in shown(focus(plan.scenarios))] == [0, 1]


# ---- adding, replacing, taking away


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ((PARIS, "and Lyon too"), {"Paris", "Lyon"}),
        ((PARIS, "And Marseille for 20 days as well"), {"Paris", "Marseille"}),
        ((PARIS, "And Lyon during the same ten days."), {"Paris", "Lyon"}),
        ((PARIS, "Lyon instead"), {"Lyon"}),
        ((PARIS, "from Lille, not Paris"), {"Lille"}),
        ((PARIS, "and Lyon too", "forget Paris"), {"Lyon"}),
        ((PARIS, "and Lyon too", "only Lyon"), {"Lyon"}),
        ((PARIS, "same for Nantes", "and the two together?"), {"Paris", "Nantes"}),
        ((PARIS, "pareil pour Nantes", "et les deux ensemble ?"), {"Paris", "Nantes"}),
    ],
)
def test_places(questions: tuple[str, ...], expected: set[str]) -> None:
    plan, _ = talk(*questions)
    assert {e.site for p in focus(plan.scenarios) for e in p.edits if e.kind == "site_outage"} == expected


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("and 20?", ("price item=wage factor=1.2",)),
        ("down 20 instead", ("price item=wage factor=0.8",)),
        ("and electricity by 20%", ("price item=wage factor=1.15", "price item=electricity factor=1.2")),
        ("and electricity too", ("price item=wage factor=1.15", "price item=electricity factor=1.15")),
        ("the same rise in freight", ("price item=wage factor=1.15", "price item=freight factor=1.15")),
        ("the other way round", ("price item=wage factor=0.85",)),
        ("twice that", ("price item=wage factor=1.3",)),
    ],
)
def test_sizes(follow_up: str, expected: tuple[str, ...]) -> None:
    assert worlds(WAGES, follow_up) == [("avatar/network", expected)]


@pytest.mark.parametrize(
    ("follow_up", "days"),
    [("three weeks", 21), ("what if it's three?", 3), ("twice as long", 20), ("until day 90", 30)],
)
def test_lengths(follow_up: str, days: float) -> None:
    plan, _ = talk(PARIS, follow_up)
    assert [e.days for p in focus(plan.scenarios) for e in p.edits] == [days]


def test_a_bare_number_takes_the_unit_of_the_one_before() -> None:
    assert worlds("Lyon is down for four weeks from day 60", "and six?")[0][1] == (
        "site_outage site=Lyon start=60 days=42",
    )


def test_boxes_are_counted_and_taken_away() -> None:
    assert "count=2" in worlds(BOX, "and two boxes?")[0][1][1]
    assert worlds(BOX, "without any box")[0][1] == ("site_outage site=Marseille start=100 days=21",)


def test_an_event_by_its_everyday_name() -> None:
    surge = "Relocalize micro-factories, demand times 2.5 for 12 days from day 180"
    assert worlds(surge, "run overtime of 40% in the same days", "and without the heatwave?")[0][1] == (
        "overtime start=180 days=12 factor=1.4",
    )


def test_neighbours_help_or_not() -> None:
    assert "policy reroute=False" in worlds(PARIS, "and if the neighbours refuse to help?")[0][1]
    assert "policy reroute=True" in worlds(PARIS, "sans les voisins", "and with their help?")[0][1]


def test_a_shock_that_stays_is_a_change() -> None:
    shock = "Freight costs 70% more for 60 days from day 60 in the Ulive network"
    assert worlds(shock, "and if it stays like that forever?")[0][1] == ("price item=freight factor=1.7",)


# ---- designs, cases, several at once


COMPARED = "Compare one big plant with the network for the Ulive"


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ((COMPARED, "just the plant"), ["avatar/plant"]),
        ((COMPARED, "and the hybrid as well"), ["avatar/hybrid", "avatar/network", "avatar/plant"]),
        ((COMPARED, "same for AFYREN"), ["afyren/network", "afyren/plant"]),
        (
            ("Ulive with 8 shops", "and 14", "put both side by side"),
            ["avatar/network/14", "avatar/network/8"],
        ),
        (("How many jobs in the Ulive plant?", "in the shops?"), ["avatar/network"]),
        (
            ("How many jobs in the Ulive plant?", "in the shops?", "freight doubles, for both"),
            ["avatar/network", "avatar/plant"],
        ),
    ],
)
def test_designs(questions: tuple[str, ...], expected: list[str]) -> None:
    plan, _ = talk(*questions)
    assert sorted(p.base for p in focus(plan.scenarios)) == expected


def test_a_change_for_one_of_the_designs_alone() -> None:
    found = dict(worlds(COMPARED, "what if freight doubles?", "only for the network"))
    assert found == {"avatar/plant": (), "avatar/network": ("price item=freight factor=2",)}


def test_a_whole_question_of_its_own_begins_afresh() -> None:
    assert worlds(PARIS, "What if demand for the Ulive doubles in the network?") == [
        ("avatar/network", ("demand factor=2",))
    ]


# ---- going back


def test_undo_by_steps_and_to_the_first() -> None:
    assert talk(PARIS, "three weeks", "four weeks", "undo both")[0].scenarios == talk(PARIS)[0].scenarios
    plan, thread = talk(PARIS, "three weeks", "four weeks", "back to the first one")
    assert (plan.kind, plan.steps) == ("undo", 2)
    assert thread.after(plan).plans == thread.plans[:1]


def test_undo_of_a_named_change_and_of_everything() -> None:
    assert worlds(WAGES, "and electricity by 20%", "undo the wages")[0][1] == (
        "price item=electricity factor=1.2",
    )
    assert worlds(WAGES, "and electricity by 20%", "back to square one") == [("avatar/network", ())]


def test_an_undo_never_goes_further_than_the_conversation() -> None:
    plan, thread = talk(PARIS, "undo both")
    assert plan.kind == "undo"
    assert steps_back.__doc__
    assert thread.after(plan).plans == ()


# ---- questions back


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("What if Lyon is down from day 60?", "two weeks", "site_outage site=Lyon start=60 days=14"),
        ("What if a workshop is down for three weeks from day 60?", "Dijon", "site_outage site=Dijon start=60 days=21"),
        ("What if Grenoble stops for 12 days from day 60?", "sorry, Lyon", "site_outage site=Lyon start=60 days=12"),
        ("What if Grenoble stops for 12 days from day 60?", "the first one", "site_outage site=Lyon start=60 days=12"),
        ("What if Paris or Lille is down for two weeks from day 60?", "Lille", "site_outage site=Lille start=60 days=14"),
        ("Lille down for a few weeks from day 60", "four weeks", "site_outage site=Lille start=60 days=28"),
        ("What if Lyon stops for three weeks from day 400?", "day 100", "site_outage site=Lyon start=100 days=21"),
        ("What if demand changes by 20% for the ice network?", "up", "demand factor=1.2"),
        ("What if demand goes up for Re-Fresh?", "a quarter", "demand factor=1.25"),
        ("What if wages rise 10%?", "the Ulive shops", "price item=wage factor=1.1"),
        ("What if electricity changes by 30% for Bayer?", "down", "price item=electricity factor=0.7"),
        ("What if a supplier of the Ulive network fails for three weeks from day 60?", "battery maker",
         "supplier_outage supplier=battery maker start=60 days=21"),
        ("Add a workshop to the Ulive network", "in Brest", "add_site city=Brest"),
        ("Close a workshop in the Ulive network for good", "Angers", "remove_site site=Angers"),
        ("Move the Nice workshop of the Ulive network", "to Toulon", "move_site site=Nice city=Toulon"),
        ("Ulive network by boat", "flatbed", "transport_mode mode=flatbed"),
        ("What if Lyon is down for three weeks from day 60 and robots weld the frames?", "leave it out",
         "site_outage site=Lyon start=60 days=21"),
        ("Que se passe-t-il si Lyon tombe en panne le jour 60 ?", "dix jours", "site_outage site=Lyon start=60 days=10"),
    ],
)  # fmt: skip
def test_an_answer_completes_the_question(question: str, answer: str, expected: str) -> None:
    assert talk(question)[0].kind == "clarify"
    assert worlds(question, answer)[-1][1] == (expected,)


def test_an_answer_does_not_change_what_stood_before() -> None:
    found = worlds(PARIS, "what if a workshop loses its power from day 20?", "Lyon for two weeks")
    assert "site_outage site=Lyon start=20 days=14" in found[-1][1]


def test_a_question_of_its_own_is_no_answer() -> None:
    assert talk("What if Lyon is down?", "Compare plant and network for the Ulive")[0].kind == "compare"


def test_an_open_question_can_be_let_go() -> None:
    plan, thread = talk("What if Lyon is down?", "never mind")
    assert plan.kind == "help"
    assert not thread.after(plan).open_question


# ---- asked, not refused, and with an example of the user's own case


@pytest.mark.parametrize(
    "question",
    ["Tesla's factories end up cheaper to build than planned.", "Give every Avatar workshop zero workers and infinite output.",
     "Put Re-Fresh's network upside down."],
)  # fmt: skip
def test_a_known_network_is_never_outside_the_material(question: str) -> None:
    assert talk(question)[0].kind == "clarify"


def test_the_example_is_of_the_case_that_was_spoken_of() -> None:
    assert "afyren" in talk("AFYREN's network shall be something else entirely")[0].message


def test_the_case_last_spoken_of_is_meant() -> None:
    assert [p.case for p in talk("Describe the Re-Fresh case", "what if demand doubles?")[0].scenarios] == [
        "re-fresh"
    ] * 2


def test_a_result_alone_keeps_the_scenarios() -> None:
    plan, thread = talk(PARIS, "and the carbon?")
    assert plan.kpis == ("co2",)
    assert [p.edits for p in plan.scenarios] == [p.edits for p in thread.last]


def test_a_box_is_sent_and_the_stop_stays_where_it_is() -> None:
    found = worlds("Dijon is knocked out on day 30 for 18 days", "bring a container factory on day 40")[0][1]
    assert found == ("site_outage site=Dijon start=30 days=18", "send_mobile to=Dijon start=30 arrives=40")


def test_one_price_instead_of_another() -> None:
    assert worlds("AFYREN network, freight 50% dearer", "how about materials instead of freight?") == [
        ("afyren/network", ("price item=material factor=1.5",))
    ]

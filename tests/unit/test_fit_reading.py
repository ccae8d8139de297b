"""Fitting the learnt reading: what is learnt from a few examples, and which step of a conversation counts as right."""

from typing import Any

import numpy as np
import pytest

from assistant.fitting import leaning as fit_leaning
from assistant.fitting import near as fit_near
from assistant.fitting import reading as fit_reading
from assistant.fitting.near import roles_of
from assistant.fitting.reading import Sample
from assistant.hashing import WIDE, packed, places
from assistant.plan.learnt import weights
from assistant.plan.learnt.lean import LEAN_PLACES
from assistant.plan.learnt.lessons import Lesson, lesson
from assistant.plan.learnt.steps import Step
from assistant.plan.learnt.traits import of_mention, parts_of
from assistant.plan.learnt.weights import NOTHING
from assistant.plan.names.world import TwinWorld
from assistant.plan.schema import Plan, ScenarioPlan, edit_from

WAGE: dict[str, Any] = {"kind": "price", "item": "wage", "factor": 1.1}
GOLD: dict[str, Any] = {"case": "resilience", "design": "network", "edits": [WAGE]}


def _sample(text: str, *labels: str, groups: tuple[str, ...] = ("op",)) -> Sample:
    return Sample(text, f"plain {text}", frozenset(text.split()), frozenset(labels), frozenset(groups))


def test_labels_are_learnt_from_traits_and_unknown_groups_teach_nothing() -> None:
    samples = [_sample("pay rises", "price.wage"), _sample("pay falls", "price.wage")] * 4
    samples += [_sample("lorries stop", "lane_outage"), _sample("lorries wait", "lane_outage")] * 4
    samples += [_sample("pay lorries", "kind:evidence", groups=("kind",))] * 4
    labels, keys, parts = fit_reading.fit_labels(samples, np.zeros((len(samples), 1), np.float32))
    table, scale = packed(parts[0])
    blank = np.zeros(1, np.float32)
    found = weights.Weights(labels, keys, table, scale, parts[1], parts[2], blank, blank)
    wages = found.of_labels(["pay", "rises"], np.zeros(1, np.float32))
    assert wages["price.wage"] > 0.5 > wages["lane_outage"]
    assert len(places(["pay"], WIDE)) == 1


def test_two_questions_are_taken_as_one(monkeypatch: Any) -> None:
    monkeypatch.setattr(fit_reading, "PAIRS", 30)
    vectors = fit_reading.Vectors()
    groups = ("op", "kind", "case")
    samples = [
        _sample("pay rises", "price.wage", "kind:run", "case:avatar", groups=groups),
        _sample("lorries stop", "lane_outage", "kind:run", groups=groups),
        _sample("pay or freight", "price.freight", "kind:run", "parted:yes", groups=groups),
        _sample("why", "kind:evidence", groups=("kind",)),
    ]
    found = fit_reading.two_in_one(samples, vectors)
    assert found
    for one in found:
        assert one.labels == {"price.wage", "lane_outage"}
        assert one.traits == {"pay", "rises", "lorries", "stop"}
        assert one.groups == {"op"}
        assert np.linalg.norm(vectors.query(one.question)) == pytest.approx(1, abs=1e-5)


def _step(*edits: dict[str, Any], design: str = "network", act: str = "add") -> Step:
    plan = ScenarioPlan(case="resilience", design=design, edits=tuple(edit_from(edit) for edit in edits))
    return Step(act, (plan,))


def test_a_step_is_right_when_it_gives_what_was_wanted() -> None:
    turn = {"q": "x", "kind": "compare", "scenarios": [GOLD]}
    assert fit_leaning.right(turn, _step(WAGE))
    assert not fit_leaning.right(turn, _step(WAGE, design="plant"))
    assert not fit_leaning.right(turn, _step({**WAGE, "factor": 1.2}))
    assert not fit_leaning.right(turn, _step(WAGE, {"kind": "demand", "factor": 2}))
    assert not fit_leaning.right({**turn, "kind": "why"}, _step(WAGE))
    assert not fit_leaning.right(turn, Step("aside why"))


def test_what_the_gold_leaves_open_may_be_anything() -> None:
    stop = {"kind": "site_outage", "site": "Lyon", "start": "*", "days": 10}
    turn = {"q": "x", "kind": "compare", "scenarios": [{**GOLD, "edits": [stop]}]}
    assert fit_leaning.right(turn, _step({**stop, "start": 33.0}))
    assert not fit_leaning.right(turn, _step({**stop, "start": 33.0, "days": 11}))


def test_asking_back_is_right_where_declining_is() -> None:
    assert fit_leaning.right({"q": "x", "kind": "refuse"}, Step("aside clarify"))
    assert not fit_leaning.right({"q": "x", "kind": "evidence"}, Step("aside clarify"))
    grammars = Step("grammar evidence", plan=Plan(kind="evidence", question="x"))
    assert fit_leaning.right({"q": "x", "kind": "evidence"}, grammars)


def test_the_ranking_learns_which_step_words_ask_for(monkeypatch: Any) -> None:
    def sight(words: str, right: str) -> fit_leaning.Sight:
        acts = ("too", "set")
        choice = [(places([f"{act}|{words}"], LEAN_PLACES), act == right) for act in acts]
        return fit_leaning.Sight(choice, tuple((act,) for act in acts), np.zeros(1, np.float32))

    found, _, _ = fit_leaning.fit([sight("as well", "too"), sight("instead", "set")] * 5)

    def score(act: str, words: str) -> float:
        return float(found[places([f"{act}|{words}"], LEAN_PLACES)].sum())

    assert score("too", "as well") > score("set", "as well")
    assert score("set", "instead") > score("too", "instead")


def test_the_ranking_learns_which_act_a_vector_speaks_for(monkeypatch: Any) -> None:
    monkeypatch.setattr(fit_leaning, "LEAST", 1)

    def sight(vector: list[float], right: str) -> fit_leaning.Sight:
        choice = [(np.array([3]), act == right) for act in ("too", "set")]
        return fit_leaning.Sight(choice, (("too",), ("set",)), np.array(vector, np.float32))

    _, acts, rows = fit_leaning.fit([sight([1, 0], "too"), sight([0, 1], "set")] * 5)
    assert acts == ("set", "too")
    assert rows[1] @ [1, 0] > rows[0] @ [1, 0]
    assert rows[0] @ [0, 1] > rows[1] @ [0, 1]


def test_a_later_turn_teaches_the_operation_that_it_brings_in() -> None:
    stop = {"kind": "site_outage", "site": "Lyon", "start": 5, "days": 9}

    def turn(question: str, *edits: dict[str, Any]) -> dict[str, Any]:
        return {"q": question, "kind": "compare", "scenarios": [{**GOLD, "edits": list(edits)}]}

    talk = {
        "turns": [turn("Lyon stops", stop), turn("and dearer hands", stop, WAGE), turn("12 %", stop, WAGE)]
    }
    found = fit_reading.changes([talk], TwinWorld())
    assert [(one.question, one.labels, one.groups) for one in found] == [
        ("and dearer hands", {"price.wage"}, {"op"})
    ]


def _lesson(question: str, *edits: dict[str, Any], case: str = "resilience") -> Lesson:
    scenarios = [{"case": case, "design": "network", "edits": list(edits)}]
    return lesson(question, {"q": question, "kind": "compare", "scenarios": scenarios}, TwinWorld())


def test_words_around_a_number_tell_its_operation() -> None:
    freight = {"kind": "price", "item": "freight", "factor": 1.2}
    taught = [
        one
        for size, share in (("20 %", 1.2), ("30 %", 1.3), ("40 %", 1.4), ("50 %", 1.5))
        for one in (
            _lesson(f"pay goes up {size}", WAGE | {"factor": share}),
            _lesson(f"lorries cost {size} more", freight | {"factor": share}),
            _lesson(f"pay goes up {size} in all 8 sites", WAGE | {"factor": share}),
        )
    ]
    found = fit_near.fit(taught, TwinWorld())
    assert found.labels[: found.operations] == ("price.freight", "price.wage", NOTHING)
    for words, label in (("lorries cost 35 % more", "price.freight"), ("pay goes up 25 %", "price.wage")):
        asked = _lesson(words)
        at = next(at for at, mention in enumerate(asked.mentions) if mention.sort == "percent")
        told, _ = found.of(of_mention(asked.text, asked.mentions, at, asked.pieces))
        assert max(told, key=lambda name: told[name]) == label
        assert sum(np.exp(list(told.values()))) == pytest.approx(1, abs=1e-4)


def test_words_around_a_number_tell_what_it_is_for() -> None:
    """'Down by 30 %' and 'down to 30 %' are two ways of one slot."""
    taught = [
        one
        for size in (20, 30, 40, 60)
        for one in (
            _lesson(f"pay falls by {size} %", WAGE | {"factor": 1 - size / 100}),
            _lesson(f"pay falls to {size} %", WAGE | {"factor": size / 100}),
        )
    ]
    found = fit_near.fit(taught, TwinWorld())
    for words, how in (("pay falls by 35 %", "down"), ("pay falls to 35 %", "to")):
        asked = _lesson(words)
        _, parts = found.of(of_mention(asked.text, asked.mentions, 0, asked.pieces))
        score = {
            role.how: sum(parts.get(part, 0.0) for part in parts_of(role.label, role.slot, role.how))
            for role in roles_of(["price.wage"], asked, 0, TwinWorld().names("resilience", "network", None))
            if role.slot == "factor"
        }
        assert max(score, key=lambda way: score[way]) == how
        assert parts[NOTHING] < score[how]


def test_words_around_a_number_tell_the_name_that_goes_with_it() -> None:
    edits = [
        {"kind": "station", "item": "energy", "factor": share, "station": station}
        for station in ("separate", "ferment")
        for share in (0.8, 0.7, 0.6, 0.9)
    ]
    words = {"separate": "separation", "ferment": "fermenting"}
    taught = [
        _lesson(
            f"{words[edit['station']]} takes {round(100 - 100 * edit['factor'])} % less power",
            edit,
            case="afyren",
        )
        for edit in edits
    ]
    found = fit_near.fit(taught, TwinWorld())
    asked = _lesson("separation takes 25 % less power", case="afyren")
    told, _ = found.of(of_mention(asked.text, asked.mentions, len(asked.mentions) - 1, asked.pieces))
    assert told["station:separate"] > 0.5 > told["station:ferment"]

"""What a question is about by its sense, and the second reading by frames."""

import numpy as np
import pytest

from assistant.fit_sense import bank, encoded, fit, kept
from assistant.plan.frames import meant
from assistant.plan.planner import Planner
from assistant.plan.sense import KINDS, Classifier, Sense, features, label_of, rather, sensed


def test_features_are_words_pairs_and_runs_of_letters() -> None:
    assert list(features("Diesel up 30%")) == [
        "diesel",
        "up",
        "0",
        "diesel_up",
        "up_0",
        "#dies",
        "#iese",
        "#esel",
    ]


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("A burst pipe closes the Orlando ice place for nine days.", "site_outage"),
        ("Bosses want the payroll trimmed by eight percent.", "price.wage"),
        ("Et si on ouvrait aussi une boutique à Rouen ?", "add_site"),
        ("What am I allowed to ask you?", "help"),
        ("Which real firms tried this and went bust?", "evidence"),
    ],
)
def test_the_likeliest_label_is_the_one_meant(question: str, label: str) -> None:
    assert sensed(question).ranked[0][0] == label


def test_the_bank_has_enough_of_every_label() -> None:
    counts = {
        label: sum(label in own for _, own in bank()) for label in {x for _, own in bank() for x in own}
    }
    assert min(counts.values()) >= 25
    assert counts.keys() >= KINDS


def test_a_fit_tells_its_own_labels_apart_and_survives_being_written(tmp_path) -> None:
    examples = [(f"diesel goes up {n} percent", frozenset({"a"})) for n in range(30)]
    examples += [(f"close the shop for {n} days", frozenset({"b"})) for n in range(30)]
    path = tmp_path / "weights.npz"
    np.savez(path, **kept(fit(examples, ["a", "b"], encoded(examples)), ["a", "b"]))
    judge = Classifier(None, path)
    assert judge.sense("diesel goes up").ranked[0][0] == "a"
    assert judge.sense("close the shop").ranked[0][0] == "b"


def test_labels_of_edits_name_the_item() -> None:
    assert label_of({"kind": "price", "item": "freight"}) == "price.freight"
    assert label_of({"kind": "policy", "reroute": False}) == "policy.reroute"
    assert label_of({"kind": "site_outage", "share": 0.5}) == "site_outage_partial"


def test_meant_needs_one_clear_label_or_two() -> None:
    assert meant(Sense((("demand", 0.9), ("variants", 0.02), ("shifts", 0.01)))) == ("demand",)
    assert meant(Sense((("demand", 0.9), ("variants", 0.8), ("shifts", 0.01)))) == ("demand", "variants")
    assert meant(Sense((("demand", 0.3), ("variants", 0.2), ("shifts", 0.2)))) is None
    assert meant(Sense((("evidence", 0.9), ("variants", 0.02)))) is None


def test_a_kind_is_only_overruled_when_the_sense_is_sure() -> None:
    assert rather("evidence", Sense((("help", 0.9), ("evidence", 0.05))), named=False) == "help"
    assert rather("evidence", Sense((("help", 0.5), ("evidence", 0.05))), named=False) == "evidence"
    assert rather("evidence", Sense((("describe", 0.9), ("evidence", 0.05))), named=False) == "evidence"


def test_a_second_reading_runs_what_the_clauses_did_not_give() -> None:
    question = "cap the queue at 20 orders a shop n turn ppl away after that; ulive; how many walk"
    assert not Planner().plan(question).runs
    plan = Planner(sense=sensed).plan(question)
    assert [edit.describe() for edit in plan.scenarios[-1].edits] == [
        "a site takes no order beyond 20 waiting"
    ]


@pytest.mark.parametrize(
    "question",
    [
        "cap the queue at 20 or 30 orders a shop; ulive; how many walk",  # alternatives
        "cap the queue at 20 orders a shop for 3 weeks; ulive; how many walk",  # a number that no slot takes
        "cap the queue at 20 orders a shop but not in Lyon; ulive; how many walk",  # a denial
    ],
)
def test_a_second_reading_never_passes_over_what_changes_the_meaning(question: str) -> None:
    assert not Planner(sense=sensed).plan(question).runs

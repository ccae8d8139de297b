"""The scorer of plan questions: what counts as the same, what as asked, what as wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation import plan as scoring
from assistant.plan.planner import Planner
from twin.errors import InputError

LYON = "What if Lyon is down for three weeks from day 60?"
OUTAGE = {"kind": "site_outage", "site": "Lyon", "start": 60, "days": 21}


def outcome(question: str, kind: str, *scenarios: dict[str, Any], design: str = "network") -> str:
    gold = [{"case": "resilience", "design": design, "edits": [s]} for s in scenarios]
    row = {"id": "x", "tier": "A", "turns": [{"q": question, "kind": kind, "scenarios": gold}]}
    return scoring.score([row], Planner())[0].outcome


def test_the_wanted_scenario_and_its_base_are_exact() -> None:
    assert outcome(LYON, "compare", OUTAGE) == "exact"


def test_what_the_question_leaves_open_may_be_assumed() -> None:
    assert outcome("What if Lyon is down for three weeks?", "compare", {**OUTAGE, "start": "*"}) == "exact"


@pytest.mark.parametrize(
    "other", [{**OUTAGE, "days": 22}, {**OUTAGE, "site": "Dijon"}, {"kind": "demand", "factor": 2}]
)
def test_another_scenario_is_a_wrong_run(other: dict[str, Any]) -> None:
    assert outcome(LYON, "compare", other) == "wrong_run"


def test_another_design_is_a_wrong_run() -> None:
    assert outcome(LYON, "compare", OUTAGE, design="plant") == "wrong_run"


def test_running_where_asking_was_right_is_a_wrong_run() -> None:
    assert outcome(LYON, "clarify") == "wrong_run"


def test_asking_where_running_was_right_is_asked() -> None:
    assert outcome("What if Lyon is down?", "compare", OUTAGE) == "asked"


def test_two_kinds_may_both_be_right() -> None:
    assert outcome("What is the optimal number of sites for the Ulive?", "refuse|clarify") == "exact"


def test_a_refusal_and_a_question_back_are_alike_where_one_of_them_is_right() -> None:
    assert outcome("What if Atlantis is down for two weeks?", "refuse") == "exact"


def test_tallies_come_by_tier_with_bounds() -> None:
    row = {
        "id": "x",
        "tier": "B",
        "turns": [
            {
                "q": LYON,
                "kind": "compare",
                "scenarios": [{"case": "resilience", "design": "network", "edits": [OUTAGE]}],
            }
        ],
    }
    report = scoring.as_json(scoring.score([row], Planner()), "set")
    assert [t["tier"] for t in report["tiers"]] == ["B", "all"]
    assert report["tiers"][0]["exact"]["share"] == 1.0
    assert report["tiers"][0]["exact"]["low"] < 0.5


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "plan_x.jsonl"
    file.write_text(json.dumps({"id": "x"}) + "\n")
    with pytest.raises(InputError, match="line 1"):
        scoring.load(file)

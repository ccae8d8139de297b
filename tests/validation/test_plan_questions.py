"""The planner on its development set: plain wording must be understood, and nothing wrong may run."""

import pytest

from assistant.evaluation import plan as scoring
from assistant.plan.learnt.reader import WhenNeeded
from assistant.plan.planner import Planner
from twin.paths import corpus_root

LEAST_EXACT, MOST_WRONG = 0.98, 0.02


@pytest.mark.parametrize(
    "planner", [Planner(), Planner(learnt=WhenNeeded())], ids=["grammar", "both readings"]
)
def test_plain_questions_are_understood(planner: Planner) -> None:
    results = scoring.score(scoring.load(corpus_root() / "questions" / "plan_dev.jsonl"), planner)
    missed = [f"{r.question}: {r.detail}" for r in results if r.outcome != "exact"]
    assert sum(r.outcome == "exact" for r in results) >= LEAST_EXACT * len(results), missed
    assert sum(r.outcome == "wrong_run" for r in results) <= MOST_WRONG * len(results), missed

"""Other models in the same loop: a server on loopback that speaks the OpenAI protocol stands for them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import models, tools
from assistant.models import without_secrets
from assistant.plan.planner import Planner
from assistant.plan.schema import ScenarioPlan
from assistant.plan.thread import Thread
from assistant.plan.trace import untraced
from assistant.session import Session
from assistant.settings import settings
from tests.unit.fake_openai import FakeOpenAI, calls, says
from twin.errors import InputError

pytest.importorskip("langchain_openai")
LYON = "What happens to lead times if Lyon is down for three weeks from day 60?"
BASE = {"case": "resilience", "design": "network"}
OUTAGE = {"kind": "site_outage", "site": "Lyon", "start": 60, "days": 21}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary1234567890")
    monkeypatch.setattr(models, "TIMEOUT_SECONDS", 2)

    def ran(bench: tools.Bench, plans: Any, plan: Any = None) -> tools.ToolResult:
        sections = {"finding": "The lead time is 4.27 days.", "statement": "I compare."}
        return bench.add(
            tools.ToolResult(
                "compare",
                {},
                sections,
                citations=(tools.answer.Cited(source="run", passage="run", text="4.27"),),
            )
        )

    def nothing(bench: tools.Bench, query: str, case: str = "") -> tools.ToolResult:
        return bench.add(tools.ToolResult("find_evidence", {"query": query}, {"evidence": "Nothing."}))

    monkeypatch.setattr(tools, "run_scenarios", ran)
    monkeypatch.setattr(tools, "find_evidence", nothing)
    monkeypatch.setattr(tools, "for_and_against", nothing)
    return


def session(server: FakeOpenAI) -> Session:
    return Session(None, None, settings(model="openai:fake", model_url=server.url))


def test_a_model_calls_a_tool_and_answers_from_it() -> None:
    with FakeOpenAI(
        calls("compare", {"scenarios": [BASE, {**BASE, "edits": [OUTAGE]}]}),
        says("The lead time is 4.27 days."),
    ) as server:
        talk = session(server)
        answer = talk.ask(LYON)
    assert answer.answer == "The lead time is 4.27 days."
    assert answer.model == "openai:fake"
    assert [step.tool for step in answer.steps] == ["compare"]
    assert talk.tokens == 36
    assert {tool["function"]["name"] for tool in server.requests[0]["tools"]} >= {
        "compare",
        "run_scenario",
        "find_evidence",
        "undo",
    }


def test_what_leaves_the_machine_is_said_once() -> None:
    heard: list[str] = []
    with FakeOpenAI(says("Hello."), says("Hello.")) as server:
        session(server).ask("hello there", say=heard.append)
        session(server).ask("hello again", say=heard.append)
    assert sum("are sent to its" in text for text in heard) == 1


@pytest.mark.parametrize("fault", [500, 429, 401, 3.0])
def test_a_model_that_fails_gives_way_and_it_is_said(fault: Any) -> None:
    with FakeOpenAI(*[fault] * 4) as server:
        answer = session(server).ask(LYON)
    assert "The model openai:fake failed" in answer.answer
    assert "the embedded planner answers instead" in answer.answer
    assert answer.model == "embedded"
    assert "canary" not in answer.answer


def test_arguments_that_do_not_fit_come_back_to_the_model() -> None:
    with FakeOpenAI(calls("compare", {"scenarios": "all"}), says("I could not run that?")) as server:
        answer = session(server).ask(LYON)
    assert answer.kind == "clarify"
    assert "scenarios" in json.dumps(server.requests[1]["messages"][-1])


def test_arguments_that_are_no_json_make_the_embedded_planner_answer() -> None:
    with FakeOpenAI(calls("compare", "{not json")) as server:
        answer = session(server).ask(LYON)
    assert "no JSON" in answer.answer
    assert answer.model == "embedded"


def test_a_number_that_nobody_said_is_refused() -> None:
    wrong = {**BASE, "edits": [{**OUTAGE, "days": 23}]}
    with FakeOpenAI(calls("compare", {"scenarios": [BASE, wrong]}), says("For how long?")) as server:
        session(server).ask(LYON)
    told = json.dumps(server.requests[1]["messages"])
    assert "23" in told
    assert "not in the question" in told


def test_a_number_that_no_result_backs_is_not_shown() -> None:
    with FakeOpenAI(
        calls("compare", {"scenarios": [BASE, {**BASE, "edits": [OUTAGE]}]}),
        says("The lead time is 9.99 days."),
    ) as server:
        answer = session(server).ask(LYON)
    assert "9.99" not in answer.answer
    assert "4.27" in answer.answer


def test_a_tool_that_is_not_ours_is_refused() -> None:
    with FakeOpenAI(calls("shell", {"command": "ls"}), says("I cannot do that.")) as server:
        session(server).ask("list the files")
    assert "not a valid tool" in json.dumps(server.requests[1]["messages"])


def test_a_model_that_calls_for_ever_is_stopped() -> None:
    with FakeOpenAI(*[calls("list_cases", {})] * 30) as server:
        session(server).ask("cases?")
    assert len(server.requests) <= 8


def test_keys_stay_out_of_messages() -> None:
    assert "sk-" not in without_secrets("bad key sk-canary1234567890 given")


def test_an_unknown_provider_is_one_clear_line() -> None:
    with pytest.raises(InputError, match=r"cannot start|needs"):
        Session(None, "nobody:nothing").ask("hello there")


# ---- the check of a model's scenarios by the user's own words


PLANNER = Planner()


def problem(question: str, *edits: dict[str, Any], **more: Any) -> str:
    return untraced(
        (ScenarioPlan.model_validate({**BASE, **more, "edits": list(edits)}),), question, Thread(), PLANNER
    )


def test_scenarios_in_the_users_words_pass() -> None:
    assert problem(LYON, OUTAGE) == ""


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        ({**OUTAGE, "days": 22}, "22"),
        ({**OUTAGE, "site": "Dijon"}, "Dijon"),
        ({**OUTAGE, "start": 61}, "61"),
        ({**OUTAGE, "share": 0.4}, "0.4"),
    ],
)
def test_scenarios_beyond_the_users_words_do_not(edit: dict[str, Any], word: str) -> None:
    assert word in problem(LYON, edit)


def test_a_number_left_unused_is_told() -> None:
    assert "is used by no scenario" in problem(
        "What if Lyon is down for three weeks from day 60 and demand rises by 35%?", OUTAGE
    )


# ---- the question sets with another model


def test_a_model_is_scored_by_what_it_calls() -> None:
    from assistant.evaluation import plan as scoring
    from assistant.evaluation.model import ModelPlanner

    turn = {"q": LYON, "kind": "compare", "scenarios": [{**BASE, "edits": [OUTAGE]}]}
    rows = [{"id": str(i), "tier": "A", "turns": [turn]} for i in range(4)]
    right, wrong = {**BASE, "edits": [OUTAGE]}, {**BASE, "edits": [{**OUTAGE, "days": 22}]}
    replies = [
        calls("compare", {"scenarios": [BASE, right]}),
        calls("compare", {"scenarios": [BASE, wrong]}),
        says("For how long?"),
        calls("find_evidence", {"query": "Lyon"}),
    ]
    with FakeOpenAI(*replies) as server:
        results = scoring.score(rows, ModelPlanner("openai:fake", server.url))
    assert [r.outcome for r in results] == ["exact", "asked", "asked", "other"]

"""A remote model's words in the terminal: line by line, each after its check."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import models, tools
from assistant.answer import Answer
from assistant.cli.telling import Telling
from assistant.session import Session
from assistant.settings import settings
from assistant.streaming import Listener
from tests.unit.fake_openai import FakeOpenAI, calls, says

QUESTION = "What happens to lead times if Lyon is down for three weeks from day 60?"
BASE = {"case": "resilience", "design": "network"}
OUTAGE = {"kind": "site_outage", "site": "Lyon", "start": 60, "days": 21}
RUN = calls("compare", {"scenarios": [BASE, {**BASE, "edits": [OUTAGE]}]})


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary1234567890")
    monkeypatch.setattr(models, "TIMEOUT_SECONDS", 2)

    def ran(bench: tools.Bench, plans: Any, plan: Any = None) -> tools.ToolResult:
        cited = (tools.answer.Cited(source="run", passage="run", text="4.27"),)
        return bench.add(tools.ToolResult("compare", {}, {"finding": "It takes 4.27 days."}, citations=cited))

    monkeypatch.setattr(tools, "run_scenarios", ran)
    return


def asked(*replies: Any) -> tuple[Answer, list[str], list[str], int]:
    pytest.importorskip("langchain_openai")
    lines: list[str] = []
    steps: list[str] = []
    with FakeOpenAI(*replies) as server:
        talk = Session(None, None, settings(model="openai:fake", model_url=server.url))
        answer = talk.ask(QUESTION, words=lines.append, step=steps.append)
    return answer, lines, steps, talk.tokens


def test_lines_come_as_they_are_checked_and_tokens_are_counted() -> None:
    text = "The outage delays Lyon.\n\nIt takes 4.27 days."
    answer, lines, steps, tokens = asked(RUN, says(text))
    assert answer.answer == text
    assert lines == ["The outage delays Lyon.", "", "It takes 4.27 days."]
    assert steps == ["openai:fake calls compare"]
    assert tokens == 36


def test_nothing_is_shown_from_the_first_line_that_does_not_trace() -> None:
    answer, lines, _, _ = asked(RUN, says("The outage delays Lyon.\nIt takes 9.99 days.\nThat is long."))
    assert lines == ["The outage delays Lyon."]
    assert "9.99" not in answer.answer
    assert "4.27" in answer.answer


def test_words_before_a_result_are_held_back() -> None:
    _, lines, _, _ = asked(says("For how long?"))
    assert lines == []


def test_a_line_is_shown_when_it_is_whole() -> None:
    from langchain_core.messages import AIMessageChunk

    lines: list[str] = []
    listener = Listener("m", lambda text: True, lambda: True, lines.append)
    for part in ("2.", "1 days", "\nand", " more"):
        listener.hear(AIMessageChunk(content=part, id="1"))
    assert lines == ["2.1 days"]
    listener.rest()
    assert lines == ["2.1 days", "and more"]


def test_the_terminal_prints_what_was_not_shown_yet(capsys: pytest.CaptureFixture[str]) -> None:
    telling = Telling()
    telling.say("I compare.")
    telling.words("One.")
    telling.finish(
        Answer(question="q", kind="simulation", answer="I compare.\n\nOne.\nTwo.", seconds=1.2), ", 36 tokens"
    )
    printed = capsys.readouterr()
    assert printed.out.split() == ["I", "compare.", "One.", "Two."]
    assert "(embedded, 1.2 s, 36 tokens)" in printed.err

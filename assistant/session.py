"""A conversation: it plans, runs, answers, remembers, and can be resumed, branched and exported.

With a name it is kept in SQLite by LangGraph's checkpointer, one thread a name; without one it lives in memory.
"""

import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant import checker
from assistant.answer import Answer, Cited, RunOf, Step
from assistant.desk import bench_of
from assistant.models import EMBEDDED, Chosen, model, without_secrets
from assistant.plan.planner import checked
from assistant.plan.thread import Thread
from assistant.prompts import prompt
from assistant.settings import Settings, settings
from assistant.streaming import Listener
from assistant.tools import ToolResult
from twin.errors import FrugalTwinError, InputError
from twin.paths import data_home

Say = Callable[[str], None]
Progress = Callable[[int, int], None]

FILE = "sessions.sqlite"
_NAME = re.compile(r"^[\w][\w .-]{0,59}$")
_KINDS = {
    "run": "simulation", "compare": "simulation", "why": "simulation", "assumptions": "simulation", "explain": "simulation", "undo": "simulation",
    "report": "simulation", "branch": "simulation", "evidence": "evidence", "describe": "help", "list": "help", "help": "help",
    "clarify": "clarify", "refuse": "refuse",
}  # fmt: skip


class Session:
    """One conversation. Not for use by two threads at once; two sessions do not mix."""

    def __init__(
        self, name: str | None = None, model_setting: str | None = None, chosen: Settings | None = None
    ) -> None:
        if name is not None and not _NAME.match(name):
            raise InputError(
                f"A session's name has letters, digits, spaces, dots and dashes, up to 60; not {name[:60]!r}."
            )
        self.settings = chosen or settings(model=model_setting)
        self.name = name
        self.bench = bench_of(self.settings)
        self.tokens = 0
        self.drawing = True  # whether a comparison is drawn into a file
        self._agent: Any = None
        self._chosen: Chosen | None = None
        self._saver: Any = None
        self._connection: sqlite3.Connection | None = None
        self._turns: list[Answer] = []
        self._step: Say | None = None
        self._words: Say | None = None

    # ---- the conversation

    def ask(
        self,
        question: str,
        *,
        say: Say | None = None,
        step: Say | None = None,
        words: Say | None = None,
        progress: Progress | None = None,
        reading: Progress | None = None,
        report: Path | None = None,
    ) -> Answer:
        """Answers a question. `say` gets the plan restated before anything runs; `progress` counts runs.

        With `words` a remote model's answer is given line by line as it comes, each line after its check, and `step`
        gets the tools that it calls. `reading` counts passages while the corpus is read for the first time; `report` names a file for a report.

        Raises InputError for an empty or endless question and for wrong settings, RunError when the work fails.
        """
        started = time.perf_counter()
        text = checked(question)
        bench = self.bench
        bench.begin()
        bench.say, bench.progress = say or bench.say, progress or bench.progress
        bench.reading = reading or bench.reading
        bench.write_report = self._write_last
        self._step, self._words = step, words
        notices = self._first_words(text)
        if notices:
            bench.say("\n\n".join(notices))
        final, used, fallen = self._turn(text)
        answer = self._answer(text, final, used, time.perf_counter() - started)
        if fallen:
            answer = answer.model_copy(update={"answer": f"{fallen}\n\n{answer.answer}"})
        if report is not None:
            answer = answer.model_copy(update={"report": self._report(answer, report)})
        self._turns.append(answer)
        if bench.branch_to:
            self.branch(bench.branch_to).close()
            bench.branch_to = ""
        return answer

    def thread(self) -> Thread:
        """What the conversation has run so far."""
        from assistant.embedded import thread_of

        return thread_of(self.messages())

    def messages(self) -> list[Any]:
        """The messages of the conversation so far, up to its last whole turn."""
        state = self._whole_turn()
        return list(state.values.get("messages", ())) if state is not None else []

    def _whole_turn(self) -> Any:
        """The state after the last turn that came to its end, or None; a turn that was cut off is passed over."""
        agent, config = self._started(), self._config()
        for state in agent.get_state_history(config):
            if not state.next and state.values.get("messages"):
                return state
        return None

    def undo(self) -> Answer:
        """Takes the last change back."""
        return self.ask("undo")

    def branch(self, name: str) -> "Session":
        """A new conversation of another name that begins where this one stands."""
        messages = self.messages()
        other = Session(name, self.settings.model, self.settings)
        other._started().update_state(other._config(), {"messages": messages}, as_node="model")
        other.bench.last = self.bench.last
        return other

    def export(self) -> dict[str, Any]:
        """The conversation as plain JSON: what was asked, called and answered."""
        turns = []
        for message in self.messages():
            turn: dict[str, Any] = {"role": message.type, "text": str(message.content)}
            if getattr(message, "tool_calls", None):
                turn["calls"] = [{"tool": c["name"], "args": c["args"]} for c in message.tool_calls]
            turns.append(turn)
        return {"session": self.name or "", "turns": turns}

    def warm(self) -> None:
        """Imports what an answer needs, in the background, while the user types."""
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def _warm(self) -> None:
        try:
            from assistant.agent import agent  # noqa: F401 - imported for its time
            from twin.experiment import warm

            warm()
        except Exception:  # noqa: S110 - only a head start: the question itself will say what is wrong
            pass

    def close(self) -> None:
        """Lets go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._agent = None

    def tokens_said(self) -> str:
        """', 1234 tokens' for a remote model, else nothing."""
        return f", {self.tokens} tokens" if self.tokens else ""

    # ---- a turn

    def _first_words(self, text: str) -> list[str]:
        """The plan restated, at once; for a remote model, once, what leaves the machine."""
        if self.settings.model != EMBEDDED:
            return _remote_notice(self.settings)
        plan = self.bench.planned(text, self.thread() if self.name or self._agent else Thread())
        return [plan.statement] if plan.statement else []

    def _turn(self, text: str) -> tuple[Any, list[Any], str]:
        """Runs the agent; a remote model that fails gives way to the embedded planner, said aloud."""
        try:
            return (*self._invoke(text), "")
        except FrugalTwinError:
            raise
        except Exception as error:
            if self._chosen is None or not self._chosen.remote:
                raise
            failed = self._chosen.setting
            self._embed()
            self.bench.begin()
            reason = without_secrets(f"{type(error).__name__}: {error}")[:160]
            notice = f"The model {failed} failed ({reason}); the embedded planner answers instead."
            self.bench.say(notice)
            return (*self._invoke(text), notice)

    def _embed(self) -> None:
        from dataclasses import replace

        self.settings = replace(self.settings, model=EMBEDDED)
        self._agent = None

    def _invoke(self, text: str) -> tuple[Any, list[Any]]:
        from langchain_core.messages import HumanMessage

        agent, before = self._started(), self._whole_turn()
        self.bench.thread = self.thread()
        self.bench.question = self.bench.question or text
        config = self._config()
        if before is not None:
            config["configurable"]["checkpoint_id"] = before.config["configurable"]["checkpoint_id"]
        else:
            self._saver.delete_thread(self.name or "memory")
        state = self._run(agent, {"messages": [HumanMessage(text)]}, config)
        messages = state["messages"]
        last_question = max(i for i, m in enumerate(messages) if m.type == "human")
        turn = messages[last_question + 1 :]
        if getattr(turn[-1], "invalid_tool_calls", None) and not turn[-1].content:
            raise ValueError("it called a tool with arguments that are no JSON")
        self.tokens = sum((m.usage_metadata or {}).get("total_tokens", 0) for m in turn if m.type == "ai")
        return turn[-1], turn

    def _run(self, agent: Any, question: dict[str, Any], config: dict[str, Any]) -> Any:
        """The agent's last state; where somebody listens to a remote model, its words are passed on as they come."""
        if self._words is None or self._chosen is None or not self._chosen.remote:
            return agent.invoke(question, config)
        listener = self._listener(self._chosen.setting)
        state: Any = None
        for mode, part in agent.stream(question, config, stream_mode=["messages", "values"]):
            if mode == "values":
                state = part
            else:
                listener.hear(part[0])
        listener.rest()
        return state

    def _listener(self, name: str) -> Listener:
        bench = self.bench

        def traced(text: str) -> bool:
            return not checker.faults(text, checker.sources(bench.question, bench))

        listener = Listener(name, traced, lambda: bool(bench.results))
        listener.words, listener.step = self._words or listener.words, self._step or listener.step
        return listener

    def _started(self) -> Any:
        if self._agent is None:
            os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
            from assistant.agent import agent

            self._chosen = model(self.settings.model, self.bench, self.settings.model_url)
            self._agent = agent(self._chosen.chat, self.bench, self._memory(), self._chosen.remote)
        return self._agent

    def _memory(self) -> Any:
        if self._saver is not None:
            return self._saver
        if self.name is None:
            from langgraph.checkpoint.memory import InMemorySaver

            self._saver = InMemorySaver()
        else:
            from langgraph.checkpoint.sqlite import SqliteSaver

            self.settings.sessions_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._connection = sqlite3.connect(
                self.settings.sessions_folder / FILE, check_same_thread=False, timeout=30
            )
            self._saver = SqliteSaver(self._connection)
            self._saver.setup()
        return self._saver

    def _config(self) -> dict[str, Any]:
        return {"configurable": {"thread_id": self.name or "memory"}, "recursion_limit": 40}

    # ---- the answer

    def _answer(self, text: str, final: Any, turn: list[Any], seconds: float) -> Answer:
        results = self.bench.results
        shown = str(final.text if hasattr(final, "text") and not callable(final.text) else final.content)
        shown = self._verified(shown, text)
        ran = next((r for r in reversed(results) if r.scenarios), None)
        return Answer(
            question=text,
            kind=self._kind(final, results),
            answer=shown,
            citations=_cited(results),
            steps=[
                Step(tool=c["name"], args=c["args"]) for m in turn if m.type == "ai" for c in m.tool_calls
            ],
            scenarios=_scenarios(ran),
            kpis=_kpis(ran),
            differences=[d.model_dump(mode="json") for d in ran.comparison.differences]
            if ran and ran.comparison
            else [],
            assumptions=_assumptions(ran),
            figures=self._figures(ran),
            report=next((r.report for r in reversed(results) if r.report), None),
            model=self._chosen.setting if self._chosen else EMBEDDED,
            seconds=round(seconds, 3),
        )

    def _kind(self, final: Any, results: list[ToolResult]) -> Any:
        planned = (
            self.bench.plan.kind if self.bench.plan and not (self._chosen and self._chosen.remote) else None
        )
        if final.response_metadata.get("kind") == "clarify":
            return "clarify"
        if planned == "evidence" and results and not any(r.supported for r in results):
            return "refuse"
        if planned:
            return _KINDS[planned]
        if any(r.scenarios for r in results):
            return "simulation"
        if any(r.citations for r in results):
            return "evidence"
        return "help" if results else "clarify" if str(final.content).rstrip().endswith("?") else "refuse"

    def _verified(self, shown: str, text: str) -> str:
        """The text when every number in it traces; else the sections that the tools composed, and a word about it."""
        faults = checker.faults(shown, checker.sources(text, self.bench))
        if not faults:
            return shown
        if self._chosen is not None and self._chosen.remote and self.bench.results:
            from assistant.answer import joined

            sections: dict[str, str] = {}
            for result in reversed(self.bench.results):
                for name, body in result.sections.items():
                    sections.setdefault(name, body)
            told = "The model's own words held a number that no result or passage backs; these are the tools' words."
            return joined({**sections, "notice": told})
        return shown

    def _figures(self, ran: ToolResult | None) -> list[str]:
        """The comparison as a figure in a file of its own; none when nothing was compared."""
        if ran is None or ran.comparison is None or not self.drawing:
            return []
        from assistant.figures import write_figure

        return [str(write_figure(ran.comparison))]

    def _report(self, answer: Answer, path: Path) -> str:
        """Writes the page of an answer; InputError when the folder is not there or nothing can be reported."""
        from assistant.report_answer import answer_page, write_page

        if not path.resolve().parent.is_dir():
            raise InputError(
                f"There is no folder {path.resolve().parent.name!r} to write {path.name} into. Make it first."
            )
        return str(write_page(path, answer_page(self, answer)))

    def _write_last(self) -> Path:
        """The report of the last result of the conversation, in the user's folder."""
        ran = next(r for r in reversed(self.bench.results) if r.scenarios)
        question = (ran.plan.question if ran.plan else "") or self.bench.question
        answer = Answer(
            question=question,
            kind="simulation",
            answer="",
            model=self._chosen.setting if self._chosen else EMBEDDED,
        )
        folder = data_home() / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", question.lower()).strip("-")[:50] or "report"
        return Path(self._report(answer, folder / f"{name}-{ran.scenarios[0].digest[:8]}.html"))


def _cited(results: list[ToolResult]) -> list[Cited]:
    found: dict[str, Cited] = {}
    for result in results:
        for item in result.citations:
            found.setdefault(item.passage, item)
    return list(found.values())


def _scenarios(ran: ToolResult | None) -> list[RunOf]:
    if ran is None or ran.plan is None:
        return []
    return [
        RunOf(
            name=scenario.name,
            base=plan.base,
            edits=[
                {**edit.model_dump(mode="json", exclude_none=True), "words": edit.describe()}
                for edit in plan.edits
            ],
            spec=scenario.model_dump(mode="json"),
            hash=scenario.digest,
        )
        for plan, scenario in zip(ran.plan.scenarios, ran.scenarios, strict=False)
    ]


def _kpis(ran: ToolResult | None) -> dict[str, dict[str, Any]]:
    if ran is None:
        return {}
    results = ran.comparison.results if ran.comparison else ((ran.result,) if ran.result else ())
    table: dict[str, dict[str, Any]] = {}
    for result in results:
        table[result.scenario] = {
            kpi: {
                "mean": e.mean, "low": e.low, "high": e.high, "unit": e.unit,
                "knowledge": {"low": e.knowledge[0], "high": e.knowledge[1]} if e.knowledge else None,
            }
            for kpi, e in result.estimates.items()
        }  # fmt: skip
    return table


def _assumptions(ran: ToolResult | None) -> list[dict[str, Any]]:
    value = (ran.comparison or ran.result) if ran else None
    if value is None:
        return []
    return [a.model_dump(mode="json", exclude={"unsourced"}) for a in value.assumptions]


def _remote_notice(chosen: Settings) -> list[str]:
    """What leaves the machine, said once per model."""
    file = chosen.sessions_folder / "told.json"
    told = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    if chosen.model in told:
        return []
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([*told, chosen.model]), encoding="utf-8")
    return [" ".join(prompt("remote").format(model=chosen.model).split())]

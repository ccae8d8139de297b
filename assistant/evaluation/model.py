"""Another model as a planner, for the question sets: one call a turn, nothing is run.

The model sees the same system prompt and tools as in a conversation; what it calls is its plan. A call that the
tools would refuse counts as a question back, as the user would see one.
"""

from typing import Any

from pydantic import ValidationError

from assistant.models import model
from assistant.plan.planner import Planner
from assistant.plan.scenarios import scenario_of
from assistant.plan.schema import SCENARIOS, Plan, ScenarioPlan
from assistant.plan.thread import Thread
from assistant.plan.trace import untraced
from assistant.prompts import prompt
from assistant.tools import Bench
from twin.errors import InputError

_KINDS = {
    "find_evidence": "evidence",
    "list_cases": "list",
    "describe": "describe",
    "explain_difference": "why",
    "undo": "undo",
    "assumptions": "assumptions",
}


class ModelPlanner:
    """Plans with a chat model through its tool calls."""

    def __init__(self, setting: str, url: str | None = None) -> None:
        from assistant.agent import toolbox

        bench = Bench()
        self._chat = model(setting, bench, url).chat.bind_tools(toolbox(bench))
        self._reader = Planner()

    def plan(self, question: str, thread: Thread = Thread()) -> Plan:  # noqa: B008 - a frozen value
        """What the model's first reply asks the tools to do."""
        reply = self._chat.invoke(_messages(question, thread))
        calls = reply.tool_calls
        run = next((c for c in calls if c["name"] in ("compare", "run_scenario")), None)
        if run is not None:
            return self._checked(question, thread, run["args"])
        if calls:
            kind = _KINDS.get(calls[0]["name"], "help")
            scenarios = thread.plans[-2].scenarios if kind == "undo" and len(thread.plans) > 1 else ()
            return Plan(kind=kind, question=question, query=question, scenarios=scenarios)  # type: ignore[arg-type]
        return Plan(
            kind="clarify" if str(reply.content).rstrip().endswith("?") else "refuse", question=question
        )

    def _checked(self, question: str, thread: Thread, arguments: dict[str, Any]) -> Plan:
        try:
            raw = arguments.get("scenarios") or [arguments.get("scenario")]
            plans: tuple[ScenarioPlan, ...] = SCENARIOS.validate_python(raw)
            for plan in plans:
                scenario_of(plan)
        except (ValidationError, InputError) as error:
            return Plan(kind="clarify", question=question, message=str(error)[:300])
        problem = untraced(plans, question, thread, self._reader)
        if problem:
            return Plan(kind="clarify", question=question, message=problem)
        return Plan(kind="compare" if len(plans) > 1 else "run", question=question, scenarios=plans)


def _messages(question: str, thread: Thread) -> list[Any]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

    messages: list[Any] = [SystemMessage(prompt("system"))]
    for number, plan in enumerate(thread.plans):
        told = [p.model_dump(mode="json", exclude_none=True) for p in plan.scenarios]
        name, arguments = (
            ("compare", {"scenarios": told}) if len(told) > 1 else ("run_scenario", {"scenario": told[0]})
        )
        call = {"name": name, "args": arguments, "id": f"turn{number}", "type": "tool_call"}
        messages += [
            HumanMessage(plan.question or "Run this."),
            AIMessage("", tool_calls=[call]),
            ToolMessage("done", tool_call_id=f"turn{number}"),
            AIMessage("Done."),
        ]
    return [*messages, HumanMessage(question)]

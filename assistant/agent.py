"""The agent loop: LangChain's `create_agent` with our tools, limits on calls, and a checkpointer.

The same loop drives the embedded planner and any other model. A tool call is checked by the schema of the tool,
by the twin (the scenario must be buildable), and, for other models, by the user's own words (`assistant.plan.trace`).
"""

import json
from collections.abc import Callable
from typing import Any, Literal

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware, ToolCallLimitMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.checkpoint.base import BaseCheckpointSaver
from pydantic import BaseModel, ConfigDict, Field

from assistant import tools
from assistant.plan.schema import MAX_SCENARIOS, ScenarioPlan
from assistant.plan.trace import untraced
from assistant.prompts import prompt
from assistant.tools import Bench, ToolResult
from twin.errors import InputError

MOST_MODEL_CALLS = 6
MOST_TOOL_CALLS = 8


class _Args(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NoArgs(_Args):
    """Nothing to say."""


class Undo(_Args):
    """How far to go back."""

    steps: int = Field(default=1, ge=1, le=100, description="number of answers to go back")


class FindEvidence(_Args):
    """What to look up."""

    query: str = Field(min_length=1, max_length=2000, description="the question or topic, in words")
    stance: Literal["answer", "for_and_against"] = Field(
        default="answer", description="an answer, or both sides of a matter"
    )
    case: str = Field(default="", max_length=60, description="key of the case in hand, for both sides")


class RunScenario(_Args):
    """One scenario to run."""

    scenario: ScenarioPlan
    kpis: list[str] = Field(
        default_factory=list,
        max_length=12,
        description="results asked for: lead_time, cost, co2, capital, jobs, ...",
    )


class Compare(_Args):
    """Scenarios to compare; the first is the base."""

    scenarios: list[ScenarioPlan] = Field(min_length=2, max_length=MAX_SCENARIOS)
    kpis: list[str] = Field(
        default_factory=list,
        max_length=12,
        description="results asked for: lead_time, cost, co2, capital, jobs, ...",
    )


class Describe(_Args):
    """Scenarios to describe."""

    scenarios: list[ScenarioPlan] = Field(min_length=1, max_length=MAX_SCENARIOS)


class ExplainKpi(_Args):
    """A result to walk down to its facts."""

    kpi: str = Field(
        min_length=1,
        max_length=60,
        description="one result: cost, lead_time, co2, capital, jobs, ..., or a key as cost.labour",
    )
    scenarios: list[ScenarioPlan] = Field(
        default_factory=list, max_length=MAX_SCENARIOS, description="left out: the scenarios that stand"
    )


class Branch(_Args):
    """A name for the conversation from here on."""

    name: str = Field(default="", max_length=60)


def toolbox(bench: Bench, verify: bool = False) -> list[BaseTool]:
    """The tools over a bench; `verify` checks scenarios against the user's own words as well."""

    def checked(plans: list[ScenarioPlan]) -> None:
        if verify and plans:
            problem = untraced(tuple(plans), bench.question, bench.thread, bench.planner)
            if problem:
                raise InputError(problem)

    def compare(scenarios: list[ScenarioPlan], kpis: list[str] | None = None) -> ToolResult:
        checked(scenarios)
        return tools.run_scenarios(bench, scenarios, _intent(bench, scenarios, kpis))

    def run_scenario(scenario: ScenarioPlan, kpis: list[str] | None = None) -> ToolResult:
        checked([scenario])
        return tools.run_scenarios(bench, [scenario], _intent(bench, [scenario], kpis))

    def evidence(query: str, stance: str = "answer", case: str = "") -> ToolResult:
        if stance == "answer":
            return tools.find_evidence(bench, query)
        return tools.for_and_against(bench, query, case)

    def explain_kpi(kpi: str, scenarios: list[ScenarioPlan] | None = None) -> ToolResult:
        checked(scenarios or [])
        return tools.explain_kpi(bench, kpi, scenarios or ())

    return [
        _tool(
            "find_evidence", "Find passages of the corpus of cases, with citations.", FindEvidence, evidence
        ),
        _tool("list_cases", "List the cases that the twin can run.", NoArgs, lambda: tools.list_cases(bench)),
        _tool(
            "describe",
            "Describe the networks of scenarios: sites, customers, demand, changes.",
            Describe,
            lambda scenarios: tools.describe(bench, scenarios),
        ),
        _tool("run_scenario", "Run the digital twin of one scenario.", RunScenario, run_scenario),
        _tool(
            "compare",
            "Run the digital twin of several scenarios under the same luck and compare them.",
            Compare,
            compare,
        ),
        _tool(
            "explain_difference",
            "Say which parts of cost and footprint moved in the last comparison.",
            NoArgs,
            lambda: tools.explain_difference(bench),
        ),
        _tool(
            "assumptions",
            "List the uncertain parameters of the last result and how much each weighs.",
            NoArgs,
            lambda: tools.assumptions(bench),
        ),
        _tool(
            "explain_kpi",
            "Say where a result comes from: its parts, formulas, facts with ranges and sources, and their shares.",
            ExplainKpi,
            explain_kpi,
        ),
        _tool(
            "build_report",
            "Write the last result as one self-contained HTML page.",
            NoArgs,
            lambda: tools.build_report(bench),
        ),
        _tool(
            "undo",
            "Go back to the scenarios before the last change, or by several changes.",
            Undo,
            lambda steps=1: tools.undo(bench, steps),
        ),
        _tool(
            "branch",
            "Keep the conversation up to here under a name and go on in it.",
            Branch,
            lambda name="": tools.branch(bench, name),
        ),
    ]


def _intent(bench: Bench, plans: list[ScenarioPlan], kpis: list[str] | None) -> Any:
    """The embedded planner's plan when it is what the call carries out, so that its assumptions are told."""
    plan = bench.plan
    if (
        plan is not None
        and plan.runs
        and len(plan.scenarios) == len(plans)
        and all(a.same_world(b) for a, b in zip(plan.scenarios, plans, strict=True))
    ):
        return plan
    from assistant.plan.schema import Plan

    return Plan(kind="compare" if len(plans) > 1 else "run", question=bench.question, kpis=tuple(kpis or ()))


def _tool(name: str, description: str, schema: type[BaseModel], work: Callable[..., ToolResult]) -> BaseTool:
    def call(**arguments: Any) -> str:
        try:
            result = work(**arguments)
        except InputError as error:
            return json.dumps({"error": str(error)}, ensure_ascii=False)
        return json.dumps({"sections": result.sections}, ensure_ascii=False)

    return StructuredTool.from_function(
        func=call, name=name, description=description, args_schema=schema, handle_tool_error=False
    )


def agent(chat: BaseChatModel, bench: Bench, saver: "BaseCheckpointSaver[Any]", verify: bool) -> Any:
    """The agent: model, tools, limits, memory."""
    limits: list[Any] = [
        ModelCallLimitMiddleware(run_limit=MOST_MODEL_CALLS, exit_behavior="end"),
        ToolCallLimitMiddleware(run_limit=MOST_TOOL_CALLS),
    ]
    return create_agent(
        chat,
        toolbox(bench, verify),
        system_prompt=prompt("system"),
        checkpointer=saver,
        middleware=limits,
    )

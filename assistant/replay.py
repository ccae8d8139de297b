"""A plan carried out again, by the tools and the words that the conversation itself uses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.answer import Cited
from assistant.plan.scenarios import canonical, scenario_of
from assistant.plan.schema import Plan, first_problem
from assistant.plan.thread import Thread
from assistant.settings import settings
from twin.errors import InputError
from twin.report import Inputs, Limits

if TYPE_CHECKING:
    from assistant.plan.planner import Planner
    from assistant.tools import Bench, ToolResult

EMBEDDED = "embedded"
GIVEN = "given"  # the plan stands as it is: another model proposed it, or it cannot be planned again
REPORTABLE = ("run", "compare", "why", "assumptions", "explain", "evidence")


@dataclass(frozen=True)
class Replay:
    """What carrying a plan out gave."""

    inputs: Inputs
    text: str
    citations: tuple[Cited, ...]
    places: dict[str, str]
    ran: "ToolResult | None"


def replayed(
    inputs: Inputs,
    progress: Callable[[int, int], None] | None = None,
    keep: bool = False,
    limits: Limits | None = None,
) -> Replay:
    """Plans the questions again where the embedded planner planned them, runs the plan, and composes the answer.

    With `keep`, runs come from the store; without, everything is run again. InputError when the questions lead to
    nothing that runs, or to more than the limits allow: a page of a stranger may ask for anything.
    """
    from assistant.desk import bench_of

    bench = bench_of(settings(model=EMBEDDED))
    bench.keep = keep
    bench.progress = progress or bench.progress
    if inputs.model == EMBEDDED:
        plan, thread = planned(inputs.questions, bench.planner)
    else:
        plan, thread = _given(inputs.plan), Thread()
    if plan.kind not in REPORTABLE:
        raise InputError(f"The last question asks for '{plan.kind}', which no report can hold.")
    if limits is not None:
        limits.check(scenario_of(canonical(wanted)) for wanted in (*plan.scenarios, *thread.last))
    text = carried_out(plan, thread, bench)
    ran = next((result for result in reversed(bench.results) if result.scenarios), None)
    again = inputs.model_copy(
        update={"plan": plan.model_dump(mode="json"), "scenarios": ran.scenarios if ran is not None else ()}
    )
    return Replay(again, text, cited(bench.results), places(bench), ran)


def _given(raw: Mapping[str, Any]) -> Plan:
    """The plan that a page holds; InputError when it is none."""
    try:
        return Plan.model_validate(raw)
    except ValidationError as error:
        raise InputError(f"The plan in the report is not valid: {first_problem(error, 'plan')}") from None


def planned(questions: Sequence[str], planner: "Planner") -> tuple[Plan, Thread]:
    """The plan of the last question, after those before it; nothing is run."""
    from langchain_core.messages import AIMessage, HumanMessage

    from assistant.embedded import _calls, thread_of

    messages: list[Any] = []
    plan, thread = Plan(kind="help"), Thread()
    for question in questions:
        thread = thread_of(messages)
        plan = planner.plan(question, thread)
        told = {"kind": plan.kind, "question": plan.question}
        messages += [HumanMessage(question), AIMessage("", tool_calls=_calls(plan), response_metadata=told)]
        if plan.kind != "clarify":
            messages.append(AIMessage("done"))
    return plan, thread


def carried_out(plan: Plan, thread: Thread, bench: "Bench") -> str:
    """The words of the answer to a plan; the results stay in the bench."""
    from langchain_core.messages import ToolMessage

    from assistant.agent import toolbox
    from assistant.embedded import _calls, _closing

    bench.begin()
    bench.question, bench.thread, bench.plan = plan.question, thread, plan
    tools = {tool.name: tool for tool in toolbox(bench)}
    messages: list[Any] = [
        ToolMessage(tools[call["name"]].invoke(call["args"]), tool_call_id=call["id"])
        for call in _calls(plan)
    ]
    return str(_closing(messages).content)


def cited(results: Sequence["ToolResult"]) -> tuple[Cited, ...]:
    """Every passage cited, once, in order."""
    found = {item.passage: item for result in reversed(results) for item in reversed(result.citations)}
    return tuple(reversed(found.values()))


def places(bench: "Bench") -> dict[str, str]:
    """How a text names each passage it cites: title and section."""
    if bench.retriever is None:
        return {}
    return {passage.id: passage.citation for passage in bench.retriever.passages}

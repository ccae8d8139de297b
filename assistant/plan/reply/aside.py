"""Plans that run nothing: evidence, a description, why, undo, a report, help."""

import re

from assistant.plan.names.world import World
from assistant.plan.read.finish import Ask
from assistant.plan.read.ground import usual_design
from assistant.plan.read.reading import Reading
from assistant.plan.reply.kinds import message
from assistant.plan.reply.statement import named
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.thread import Thread


def aside(kind: str, question: str, result: Reading, thread: Thread, world: World) -> Plan:
    if kind in ("why", "assumptions", "report", "branch", "describe") and thread.last:
        return Plan(
            kind=kind,  # type: ignore[arg-type]
            question=question,
            scenarios=thread.last,
            query=question,
            name=_label(question),
        )
    if kind == "explain":
        return _explained(question, result, thread, world)
    if kind == "undo":
        raise Ask("There is nothing to undo: nothing has been run in this conversation.")
    if kind in ("report", "branch", "assumptions"):
        raise Ask(
            f"There is no result yet. Run something first, then ask for {'a ' if kind != 'assumptions' else 'the '}{kind}."
        )
    if kind == "describe":
        return _describe(question, result, world)
    if kind == "why":
        kind = "evidence"
    if kind == "optimise":
        return Plan(kind="refuse", question=question, message=message("optimise"))
    return Plan(kind=kind, question=question, query=question, message=message(kind))  # type: ignore[arg-type]


def undone(question: str, thread: Thread, steps: int) -> Plan:
    """Back by so many answers."""
    left = thread.plans[:-steps]
    return Plan(
        kind="undo",
        question=question,
        scenarios=left[-1].scenarios if left else (),
        query=question,
        steps=steps,
    )


def _describe(question: str, result: Reading, world: World) -> Plan:
    cases = [str(v) for v in result.piece_values("case")]
    if not cases:
        raise Ask("Which case shall I describe?", tuple(case.key for case in world.cases()))
    designs = [call.design for call in result.designs] or [usual_design(world, cases[0])]
    counts = result.designs[0].counts if result.designs else []
    plans = tuple(
        ScenarioPlan(case=cases[0], design=d, sites=counts[0] if counts and d != "plant" else None)
        for d in designs
    )
    return Plan(kind="describe", question=question, scenarios=named(plans), query=question)


def _explained(question: str, result: Reading, thread: Thread, world: World) -> Plan:
    """Where a result comes from: of the scenarios that stand, or of the case and designs named."""
    cases = {str(v) for v in result.piece_values("case")}
    standing = [p for p in thread.last if not cases or p.case in cases]
    designs = {call.design for call in result.designs}
    scenarios = tuple(p for p in standing if not designs or p.design in designs)
    if not scenarios and not cases:
        raise Ask("In which case?", tuple(case.key for case in world.cases()))
    if not scenarios:
        scenarios = _describe(question, result, world).scenarios
    return Plan(
        kind="explain", question=question, scenarios=scenarios, query=question, kpis=tuple(result.kpis)
    )


def _label(question: str) -> str:
    """A name that the user gives a branch: what stands in quotes, or after 'as' or 'call this'."""
    match = re.search(r"[\"'“«]([^\"'”»]{1,60})[\"'”»]", question) or re.search(
        r"\b(?:as|called|named|call (?:this|it)|name (?:this|it))\s+([\w -]{1,40})$", question, re.IGNORECASE
    )
    return match[1].strip() if match else ""

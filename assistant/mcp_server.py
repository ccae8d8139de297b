"""The same tools for any client of the Model Context Protocol, over standard input and output.

The client's own language model calls them; their arguments are checked by the same schemas and the same twin.
One server process is one conversation.
"""

from collections.abc import Callable
from typing import Any, Literal

from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError

from assistant import tools
from assistant.answer import joined
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.prompts import prompt
from assistant.tools import Bench, ToolResult
from twin.errors import FrugalTwinError


def server(bench: Bench | None = None) -> FastMCP:
    """The server with its tools; `run()` serves until the client goes."""
    desk = bench or Bench()
    mcp = FastMCP("frugal-twin", instructions=prompt("system"))

    @mcp.tool(
        description="Answer a question in plain words, English or French: plans, runs the twin, finds evidence."
    )
    def ask(question: str) -> str:
        return _asked(desk, question)

    @mcp.tool(
        description="Find passages of the corpus of cases, with citations; an answer, or both sides of a matter."
    )
    def find_evidence(query: str, stance: Literal["answer", "for_and_against"] = "answer") -> str:
        find = tools.find_evidence if stance == "answer" else tools.for_and_against
        return _told(lambda: find(desk, query))

    @mcp.tool(description="List the cases that the twin can run.")
    def list_cases() -> str:
        return _told(lambda: tools.list_cases(desk))

    @mcp.tool(description="Describe the networks of scenarios: sites, customers, demand, changes.")
    def describe(scenarios: list[ScenarioPlan]) -> str:
        return _told(lambda: tools.describe(desk, scenarios))

    @mcp.tool(description="Run the digital twin of one scenario.")
    def run_scenario(scenario: ScenarioPlan, kpis: list[str] | None = None) -> str:
        return _told(lambda: _ran(desk, [scenario], kpis))

    @mcp.tool(
        description="Run the digital twin of several scenarios under the same luck; the first is the base."
    )
    def compare(scenarios: list[ScenarioPlan], kpis: list[str] | None = None) -> str:
        return _told(lambda: _ran(desk, scenarios, kpis))

    @mcp.tool(description="Say which parts of cost and footprint moved in the last comparison.")
    def explain_difference() -> str:
        return _told(lambda: tools.explain_difference(desk))

    @mcp.tool(description="List the uncertain parameters of the last result and how much each weighs.")
    def assumptions() -> str:
        return _told(lambda: tools.assumptions(desk))

    @mcp.tool(
        description="Say where a result comes from: its parts, formulas, facts with ranges and sources, and their shares."
    )
    def explain_kpi(kpi: str, scenarios: list[ScenarioPlan] | None = None) -> str:
        return _told(lambda: tools.explain_kpi(desk, kpi, scenarios or ()))

    return mcp


def _ran(bench: Bench, plans: list[ScenarioPlan], kpis: list[str] | None) -> ToolResult:
    intent = Plan(kind="compare" if len(plans) > 1 else "run", kpis=tuple(kpis or ()))
    result = tools.run_scenarios(bench, plans, intent)
    if result.plan is not None:
        bench.thread = bench.thread.after(result.plan)
    return result


def _told(work: Callable[[], ToolResult]) -> str:
    try:
        return joined(work().sections)
    except FrugalTwinError as error:
        raise ToolError(str(error)) from None


_SESSIONS: dict[int, Any] = {}


def _asked(bench: Bench, question: str) -> str:
    """One question through the whole assistant; the server's questions are one conversation."""
    from assistant.session import Session

    talk = _SESSIONS.setdefault(id(bench), Session(None, "embedded"))
    try:
        return str(talk.ask(question).answer)
    except FrugalTwinError as error:
        raise ToolError(str(error)) from None

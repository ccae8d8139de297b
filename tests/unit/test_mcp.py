"""The tools over the Model Context Protocol, with the protocol's own client."""

import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("mcp")


def test_a_client_lists_and_calls_the_tools(tmp_path: Path) -> None:
    import anyio
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant.cli", "mcp"],
        env={**os.environ, "FRUGAL_TWIN_HOME": str(tmp_path)},
        cwd=str(Path(__file__).parents[2]),
    )

    async def talk() -> tuple[set[str], str, str, bool]:
        async with stdio_client(parameters) as (reading, writing), ClientSession(reading, writing) as client:
            await client.initialize()
            names = {tool.name for tool in (await client.list_tools()).tools}
            cases = await client.call_tool("list_cases", {})
            wrong = await client.call_tool("describe", {"scenarios": [{"case": "avatr"}]})
            return names, str(cases.content[0]), str(wrong.content[0]), bool(wrong.isError)

    names, cases, wrong, failed = anyio.run(talk)
    assert names == {
        "ask",
        "find_evidence",
        "list_cases",
        "describe",
        "run_scenario",
        "compare",
        "explain_difference",
        "assumptions",
        "explain_kpi",
    }
    assert "avatar" in cases
    assert failed
    assert "Did you mean avatar" in wrong

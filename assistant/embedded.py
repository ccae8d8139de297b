"""The embedded planner as a LangChain chat model: it binds tools, calls them, streams, and needs no key.

It reads the conversation's messages, plans the last question, and emits tool calls; when the tools have answered,
it puts their sections together. Import this module lazily: it imports LangChain.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict

from assistant.answer import joined
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.thread import Thread
from assistant.tools import Bench, topic

NAME = "embedded"
_FREE = UsageMetadata(input_tokens=0, output_tokens=0, total_tokens=0)


class EmbeddedPlanner(BaseChatModel):
    """Plans with the embedded planner over a bench; the same input gives the same messages."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    bench: Bench
    name: str | None = NAME

    @property
    def _llm_type(self) -> str:
        return "frugal-twin-embedded"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[Any, AIMessage]:
        """The model with tools; it calls only those that are bound."""
        return self.bind(
            tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self._next(messages)
        meta = message.response_metadata
        if message.tool_calls:
            calls: list[Any] = [
                {
                    "name": c["name"],
                    "args": json.dumps(c["args"]),
                    "id": c["id"],
                    "index": i,
                    "type": "tool_call_chunk",
                }
                for i, c in enumerate(message.tool_calls)
            ]
            yield ChatGenerationChunk(
                message=AIMessageChunk(
                    content="",
                    tool_call_chunks=calls,
                    response_metadata=meta,
                    usage_metadata=_FREE,
                    chunk_position="last",
                )
            )
            return
        parts = re.split(r"(?<=\s)", str(message.content))
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            chunk = ChatGenerationChunk(
                message=AIMessageChunk(
                    content=part,
                    response_metadata=meta if last else {},
                    usage_metadata=_FREE if last else None,
                    chunk_position="last" if last else None,
                )
            )
            if run_manager:
                run_manager.on_llm_new_token(part, chunk=chunk)
            yield chunk

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        if isinstance(messages[-1], ToolMessage):
            return _closing(messages)
        question = next(str(m.content) for m in reversed(messages) if isinstance(m, HumanMessage))
        plan = self.bench.planned(question, thread_of(messages[:-1]))
        calls = _calls(plan)
        meta = {"kind": plan.kind, "model_name": NAME, "question": plan.question}
        if not calls:
            return AIMessage(content=words(plan), response_metadata=meta, usage_metadata=_FREE)
        return AIMessage(content="", tool_calls=calls, response_metadata=meta, usage_metadata=_FREE)


def words(plan: Plan) -> str:
    """What a plan that calls no tool says: the question back with its choices, the refusal, the help."""
    if plan.kind == "clarify" and plan.choices:
        return f"{plan.message}\n\n" + "\n".join(f"- {choice}" for choice in plan.choices)
    return plan.message


def _call(name: str, args: dict[str, Any]) -> dict[str, Any]:
    digest = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([name, args], sort_keys=True)).hex[:16]
    return {"name": name, "args": args, "id": f"call_{digest}", "type": "tool_call"}


def _calls(plan: Plan) -> list[Any]:
    """The tool calls that carry a plan out."""
    scenarios = [p.model_dump(mode="json", exclude_none=True) for p in plan.scenarios]
    match plan.kind:
        case "run":
            return [
                _call("run_scenario", {"scenario": scenarios[0], "kpis": list(plan.kpis)}),
                _both_sides(plan),
            ]
        case "compare":
            return [_call("compare", {"scenarios": scenarios, "kpis": list(plan.kpis)}), _both_sides(plan)]
        case "evidence":
            return [_call("find_evidence", {"query": plan.query})]
        case "describe":
            return [_call("describe", {"scenarios": scenarios})]
        case "list":
            return [_call("list_cases", {})]
        case "why":
            return [_call("explain_difference", {}), _both_sides(plan)]
        case "assumptions":
            return [_call("assumptions", {})]
        case "explain":
            return [_call("explain_kpi", {"kpi": plan.kpis[0], "scenarios": scenarios})]
        case "report":
            return [_call("build_report", {})]
        case "undo":
            return [_call("undo", {"steps": plan.steps} if plan.steps > 1 else {})]
        case "branch":
            return [_call("branch", {"name": plan.name})]
        case _:
            return []


def _both_sides(plan: Plan) -> dict[str, Any]:
    case = plan.scenarios[0].case if plan.scenarios else ""
    return _call("find_evidence", {"query": topic(plan), "stance": "for_and_against", "case": case})


def _closing(messages: list[BaseMessage]) -> AIMessage:
    """The answer from the tools' messages of this turn."""
    sections: dict[str, str] = {}
    errors: list[str] = []
    for message in reversed(messages):
        if not isinstance(message, ToolMessage):
            break
        body = _body(message)
        if "error" in body:
            errors.append(str(body["error"]))
        for name, text in body.get("sections", {}).items():
            sections.setdefault(name, str(text))
    text = joined(sections) or "\n\n".join(errors)
    meta = {"kind": "clarify" if errors and not sections else "answer", "model_name": NAME}
    return AIMessage(content=text, response_metadata=meta, usage_metadata=_FREE)


def _body(message: ToolMessage) -> dict[str, Any]:
    try:
        body = json.loads(str(message.content))
    except ValueError:
        return {"error": str(message.content)[:500]}
    return body if isinstance(body, dict) else {"error": "the tool gave no object"}


def thread_of(messages: Sequence[BaseMessage]) -> Thread:
    """The conversation as the planner needs it, from the tool calls in its messages, whichever model made them."""
    thread = Thread()
    question, failed = "", _failed(messages)
    for message in messages:
        if isinstance(message, HumanMessage):
            question = str(message.content)
        elif isinstance(message, AIMessage) and message.tool_calls:
            question = str(message.response_metadata.get("question") or question)
            for call in message.tool_calls:
                if call["id"] not in failed:
                    thread = _after_call(thread, call["name"], call["args"], question)
        elif isinstance(message, AIMessage) and message.response_metadata.get("kind") == "clarify":
            asked = str(message.response_metadata.get("question") or question)
            thread = Thread(thread.plans, asked, thread.topic)
        elif isinstance(message, AIMessage):
            thread = Thread(thread.plans, topic=thread.topic)
    return thread


def _failed(messages: Sequence[BaseMessage]) -> set[str]:
    return {
        m.tool_call_id
        for m in messages
        if isinstance(m, ToolMessage) and (m.status == "error" or "error" in _body(m))
    }


def _after_call(thread: Thread, name: str, args: dict[str, Any], question: str) -> Thread:
    if name == "undo":
        return Thread(thread.plans[: -int(args.get("steps", 1))])
    if name in ("describe", "find_evidence", "explain_kpi"):
        return Thread(thread.plans, topic=question)
    if name not in ("compare", "run_scenario"):
        return thread
    raw = args.get("scenarios") or [args.get("scenario")]
    plans = tuple(ScenarioPlan.model_validate(item) for item in raw)
    return thread.after(
        Plan(
            kind="compare" if len(plans) > 1 else "run",
            question=question,
            scenarios=plans,
            kpis=tuple(args.get("kpis", ())),
        )
    )

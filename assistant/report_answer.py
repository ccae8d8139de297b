"""From an answer to a report, and back: the same plan is carried out again and the same page must come out.

    questions --> plan --> tools --> words, passages, results --> blocks --> page

`blocks` is also what the chat shows, so a report says what the reader saw.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer, Cited
from assistant.plan.schema import Plan
from assistant.replay import EMBEDDED, GIVEN, REPORTABLE, Replay, planned, replayed
from twin.errors import InputError
from twin.report import Citation, Citations, Heading, Inputs, Limits, Notice, Paragraph, ReportContent, render
from twin.report.compared import RECIPE as SCENARIOS
from twin.report.compared import (
    assumption_blocks,
    exact,
    figure_block,
    rows_of,
    scenarios_content,
    spec_blocks,
)
from twin.report.content import Block
from twin.report.maker import maker
from twin.report.maps import map_blocks
from twin.report.tables import difference_table, kpi_table
from twin.report.weeks import week_blocks

if TYPE_CHECKING:
    from assistant.session import Session
    from assistant.tools import ToolResult

ANSWER = "answer"
_ILLUSTRATIVE = "**Illustrative**"
_LONGEST_TITLE = 90
_TRAILING = 3  # questions after the one that was answered: "write the report"
Progress = Callable[[int, int], None]


def blocks(
    text: str, citations: Sequence[Cited], places: Mapping[str, str], ran: "ToolResult | None"
) -> tuple[Block, ...]:
    """An answer as blocks: what it rests on, its words, the figure, all results, passages, what was run.

    `places` gives, for the id of a passage, the words by which the text cites it.
    """
    shown: list[Block] = [_prose(part) for part in _parts(_linked(text, citations, places))]
    results = _results(ran)
    if results:
        rows = rows_of(results)
        shown += [figure_block(rows), kpi_table(rows, folded=True)]
    if ran is not None and results:
        shown += week_blocks(results, ran.scenarios)
    if ran is not None and ran.comparison is not None:
        shown.append(difference_table(ran.comparison.differences, "All differences", folded=True))
    if ran is not None and ran.scenarios:
        shown += map_blocks(ran.scenarios)
    if ran is not None and (value := ran.comparison or ran.result) is not None:
        shown += assumption_blocks(value.assumptions)
    if citations:
        shown += [Heading(text="Passages cited"), _citations(citations, places)]
    if ran is not None and ran.scenarios:
        shown += [Heading(text="What was run"), *spec_blocks(ran.scenarios)]
    return tuple(shown)


def _results(ran: "ToolResult | None") -> tuple[Any, ...]:
    if ran is None:
        return ()
    if ran.comparison is not None:
        return ran.comparison.results
    return (ran.result,) if ran.result is not None else ()


def _parts(text: str) -> list[str]:
    """The opening that warns, apart from the rest."""
    paragraphs = text.split("\n\n")
    at = next((i for i, part in enumerate(paragraphs[:3]) if part.startswith(_ILLUSTRATIVE)), None)
    if at is None:
        return [text] if text.strip() else []
    rest = "\n\n".join(paragraphs[:at] + paragraphs[at + 1 :])
    return [part for part in (paragraphs[at], rest) if part.strip()]


def _prose(markdown: str) -> Block:
    return Notice(markdown=markdown) if markdown.startswith(_ILLUSTRATIVE) else Paragraph(markdown=markdown)


def _linked(text: str, citations: Sequence[Cited], places: Mapping[str, str]) -> str:
    """Every `[title, section]` of a cited passage becomes a number that opens the passage."""
    from assistant.evidence import escaped

    numbers: dict[str, list[int]] = {}
    for number, item in enumerate(citations, start=1):
        numbers.setdefault(f"[{escaped(places.get(item.passage, item.passage))}]", []).append(number)
    for words, wanted in numbers.items():
        # Passages of one section are cited by the same words; they follow each other in the text as in the list.
        for number in wanted[:-1]:
            text = text.replace(words, _link(number), 1)
        text = text.replace(words, _link(wanted[-1]))
    return text


def _link(number: int) -> str:
    return f"[\\[{number}\\]](#cite-{number})"


def _citations(citations: Sequence[Cited], places: Mapping[str, str]) -> Citations:
    return Citations(
        items=tuple(
            Citation(
                source=item.source, passage=item.passage, text=item.text, title=places.get(item.passage, "")
            )
            for item in citations
        )
    )


# ---- the page


def content(told: Replay) -> ReportContent:
    """The report of an answer."""
    inputs, ran = told.inputs, told.ran
    question = inputs.questions[-1]
    value = (ran.comparison or ran.result) if ran is not None else None
    by = "the embedded planner, which plans the questions again when the page is checked"
    given = "another model; checking starts from the plan"
    planner = Paragraph(markdown=f"Planned by {by if inputs.model == EMBEDDED else given}.")
    return ReportContent(
        title=question if len(question) <= _LONGEST_TITLE else question[: _LONGEST_TITLE - 1].rstrip() + "…",
        question="\n".join(inputs.questions),
        blocks=(*blocks(told.text, told.citations, told.places, ran), planner),
        inputs=inputs,
        results=exact(value) if value is not None else {},
    )


def answer_page(talk: "Session", answer: Answer) -> str:
    """The page of the last answer of a conversation, made by the path that checking takes."""
    return render(content(replayed(inputs_of(talk, answer), keep=True)), maker())


def inputs_of(talk: "Session", answer: Answer) -> Inputs:
    """The questions so far, the plan that was carried out and the scenarios that were run.

    The plan is taken as it stands when another model proposed it, or when the questions alone do not lead to it.
    InputError when the answer rests neither on a run nor on the material.
    """
    ran = next((result for result in reversed(talk.bench.results) if result.scenarios), None)
    plan = talk.bench.plan if talk.bench.plan is not None and talk.bench.plan.kind in REPORTABLE else None
    plan = plan or (ran.plan if ran is not None else None)
    if plan is None:
        raise InputError(
            "This answer rests on no run and on no passage, so there is nothing to report. Compare something."
        )
    asked = tuple(str(message.content) for message in talk.messages() if message.type == "human")
    if answer.model == EMBEDDED:
        # The last words may only have asked for the report.
        for count in range(len(asked), max(0, len(asked) - _TRAILING), -1):
            again, _ = planned(asked[:count], talk.bench.planner)
            if _same(again, plan):
                return Inputs(
                    recipe=ANSWER, questions=asked[:count], model=EMBEDDED, plan=again.model_dump(mode="json")
                )
    return Inputs(recipe=ANSWER, questions=(answer.question,), model=GIVEN, plan=plan.model_dump(mode="json"))


def _same(again: Plan, plan: Plan) -> bool:
    """Whether two plans do the same, whatever their scenarios are called."""
    pairs = zip(again.scenarios, plan.scenarios, strict=False)
    alike = len(again.scenarios) == len(plan.scenarios) and all(a.same_world(b) for a, b in pairs)
    return again.kind == plan.kind and again.query == plan.query and alike


def scenarios_page(targets: Sequence[str], progress: Progress) -> str:
    """The page of scenarios that are named like those of `run` and `compare`."""
    from assistant.targets import scenarios
    from twin.experiment import Store

    wanted = tuple(scenario for target in targets for scenario in scenarios(target))
    inputs = Inputs(recipe=SCENARIOS, scenarios=wanted)
    return render(scenarios_content(inputs, progress=progress, store=Store()), maker())


def recipes(
    progress: Progress | None = None, limits: Limits | None = None
) -> Mapping[str, Callable[[Inputs], ReportContent]]:
    """How to make each kind of report again: by running, with nothing taken from the store."""
    return {
        ANSWER: lambda inputs: content(replayed(inputs, progress, limits=limits or Limits())),
        SCENARIOS: lambda inputs: scenarios_content(inputs, progress=progress),
    }


def write_page(path: Path, page: str) -> Path:
    """Writes the page whole or not at all."""
    from assistant.search.seal import write_whole

    write_whole(path, page.encode())
    return path

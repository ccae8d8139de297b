"""The report of scenarios that were run without the assistant: figure, tables, what was run."""

import json
from collections.abc import Sequence
from typing import Any

from twin.experiment import Comparison, Result, Row, compare, run
from twin.experiment.driver import Progress
from twin.experiment.store import Store
from twin.experiment.values import Assumption, Influence
from twin.plot import comparison_figure
from twin.report.content import Block, Figure, Heading, Inputs, Notice, Paragraph, ReportContent, Specs, Table
from twin.report.maps import map_blocks
from twin.report.tables import difference_table, kpi_table, number
from twin.report.weeks import week_blocks
from twin.scenario import Scenario
from twin.told import days, in_unit

RECIPE = "scenarios"
_VOLATILE = {"seconds", "runs", "stored_runs"}  # how long it took and what was still in the store


def scenarios_content(
    inputs: Inputs, *, progress: Progress | None = None, store: Store | None = None
) -> ReportContent:
    """Runs the scenarios and says what came out; the first is the base of all differences."""
    scenarios = inputs.scenarios
    if len(scenarios) == 1:
        result = run(scenarios[0], progress=progress, store=store)
        return _content(inputs, (result,), None, result.illustrative, result.weakest, result.assumptions)
    found = compare(scenarios, progress=progress, store=store)
    return _content(inputs, found.results, found, found.illustrative, found.weakest, found.assumptions)


def _content(
    inputs: Inputs,
    results: Sequence[Result],
    found: Comparison | None,
    illustrative: bool,
    weakest: Sequence[Influence],
    assumptions: Sequence[Assumption],
) -> ReportContent:
    names = [result.scenario for result in results]
    title = f"{names[0]} and {len(names) - 1} more" if len(names) > 3 else " and ".join(names)
    rows = rows_of(results)
    differences = found.differences if found else ()
    blocks: list[Block] = [*_opening(illustrative, weakest), Heading(text="Results"), figure_block(rows)]
    blocks += [kpi_table(rows), *week_blocks(results, inputs.scenarios)]
    if differences:
        blocks += [
            Heading(text="Differences"),
            difference_table(differences, "Under the same luck and the same draws"),
        ]
    blocks += [*map_blocks(inputs.scenarios), *assumption_blocks(assumptions)]
    blocks += [Heading(text="What was run"), *spec_blocks(inputs.scenarios)]
    return ReportContent(
        title=title,
        question="\n".join(inputs.questions),
        blocks=tuple(blocks),
        inputs=inputs,
        results=exact(found or results[0]),
    )


def rows_of(results: Sequence[Result]) -> tuple[Row, ...]:
    """Tidy rows of several results."""
    rows = []
    for result in results:
        for kpi, e in result.estimates.items():
            least, most = e.knowledge or (None, None)
            rows.append(Row(result.scenario, kpi, e.mean, e.low, e.high, least, most, e.unit))
    return tuple(rows)


def exact(value: Comparison | Result) -> dict[str, Any]:
    """All digits of a result that a second run gives again; not how long it took."""
    raw: dict[str, Any] = json.loads(value.model_dump_json(exclude=_VOLATILE))
    for result in raw.get("results", ()):
        for name in _VOLATILE:
            result.pop(name, None)
    return raw


def figure_block(rows: Sequence[Any], title: str = "Scenarios compared") -> Figure:
    """The comparison as a figure with its words."""
    figure = comparison_figure(rows, title=title)
    raw = json.loads(figure.to_json())
    return Figure(caption=title, alt=raw["layout"]["meta"]["alt"], figure=raw)


def spec_blocks(scenarios: Sequence[Scenario]) -> list[Block]:
    """Each scenario in words, and folded in full."""
    blocks: list[Block] = []
    for scenario in scenarios:
        settings = scenario.run_settings
        blocks.append(
            Paragraph(
                markdown=f"**{_plain(scenario.name)}**: {_plain(scenario.describe())}. {days(settings.horizon)} after "
                f"{days(settings.warm_up)} of warm-up, {settings.replications} replications, {settings.draws} draws, "
                f"seed {settings.seed}."
            )
        )
        name = f"Specification of {scenario.name}, what differs from the defaults"
        blocks.append(Specs(name=name, digest=scenario.digest, text=_spec_text(scenario)))
    return blocks


def _spec_text(scenario: Scenario) -> str:
    """The specification in short, one item of a list in a line; the page's data hold it in full."""
    raw = json.loads(scenario.model_dump_json(exclude_defaults=True))
    lines: list[str] = []
    for part, value in (*raw.pop("base").items(), *raw.items()):
        items = value if isinstance(value, list) else [value]
        lines += [
            f"{part}: {json.dumps(item, ensure_ascii=False, separators=(', ', ': '))}" for item in items
        ]
    return "\n".join(lines)


def assumption_blocks(assumptions: Sequence[Assumption]) -> list[Block]:
    """The uncertain numbers and where they come from, folded."""
    if not assumptions:
        return []
    rows = tuple(_assumed(row) for row in assumptions)
    columns = ("", "unit", "value", "range", "source")
    table = Table(
        caption=f"Uncertain numbers: {len(rows)}", columns=columns, rows=rows, numbers=(2, 3), folded=True
    )
    return [Heading(text="Assumptions"), table]


def _assumed(row: Assumption) -> tuple[str, ...]:
    way = in_unit(row.unit, row.value, row.low, row.high)
    source = "nobody published it" if row.unsourced else row.source
    return (row.fact, way.many, number(row.value, way), way.span(row.low, row.high), source)


def _range(item: Influence) -> str:
    way = in_unit(item.unit, item.value, item.low, item.high)
    return f"{way.span(item.low, item.high)} {_plain(way.many)}".rstrip()


def _opening(illustrative: bool, weakest: Sequence[Influence]) -> list[Block]:
    if not illustrative:
        return []
    named = ", ".join(f"{_plain(item.source)} ({_range(item)})" for item in weakest)
    words = "**Illustrative.** These results rest on numbers that nobody has published."
    return [Notice(markdown=f"{words} Those that matter most: {named}." if named else words)]


def _plain(text: str) -> str:
    """Text without meaning in Markdown."""
    return "".join(
        f"\\{mark}" if mark in "\\`*_{}[]<>()#+-.!|&~" else mark for mark in " ".join(text.split())
    )

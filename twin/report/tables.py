"""KPI rows and differences as tables of finished text."""

from collections.abc import Iterable, Sequence

from twin.experiment.values import Difference
from twin.kpi.registry import KPIS
from twin.plot.rows import Kpi
from twin.report.content import Table
from twin.units import figure

NO_VALUE = "-"
PERCENT = 100
UNIT_WORDS = {"fraction": "%", "day": "days", "job": "jobs"}


def kpi_table(rows: Sequence[Kpi], caption: str = "All results", folded: bool = False) -> Table:
    """One row per KPI, one column per scenario: mean, 95 % interval of luck, 90 % range of knowledge."""
    scenarios = list(dict.fromkeys(row.scenario for row in rows))
    cells = {(row.scenario, row.kpi): row for row in rows}
    units = {row.kpi: row.unit for row in rows}
    return Table(
        caption=f"{caption}: mean, 95 % interval of luck, 90 % range of knowledge",
        columns=("", "unit", *scenarios),
        rows=tuple(
            (title(kpi), UNIT_WORDS.get(unit, unit), *(_cell(cells.get((name, kpi))) for name in scenarios))
            for kpi, unit in units.items()
        ),
        numbers=tuple(range(2, len(scenarios) + 2)),
        folded=folded,
    )


def difference_table(
    differences: Iterable[Difference], caption: str = "Differences", folded: bool = False
) -> Table:
    """One row per difference b - a with both intervals, and which scenario is better, if either is."""
    rows = tuple(
        (
            title(row.kpi),
            UNIT_WORDS.get(row.unit, row.unit),
            f"{row.a} minus {row.b}",
            number(row.difference, row.unit),
            _span(row.low, row.high, row.unit),
            _knowledge(row),
            row.better or "neither: an interval holds zero",
        )
        for row in differences
    )
    columns = ("", "unit", "difference", "mean", "luck, 95 %", "knowledge, 90 %", "better")
    return Table(caption=caption, columns=columns, rows=rows, numbers=(3, 4, 5), folded=folded)


def title(kpi: str) -> str:
    """The KPI's title in the registry, or its key."""
    return KPIS[kpi].title if kpi in KPIS else kpi


def number(value: float | None, unit: str) -> str:
    """A figure without its unit, which has a column of its own; shares in percent."""
    if value is None:
        return NO_VALUE
    return f"{figure(value * PERCENT)} %" if unit == "fraction" else figure(value)


def _cell(row: Kpi | None) -> str:
    if row is None:
        return NO_VALUE
    lines = [number(row.mean, row.unit)]
    if row.low is not None and row.high is not None:
        lines.append(f"luck {_span(row.low, row.high, row.unit)}")
    if row.knowledge_low is not None and row.knowledge_high is not None:
        lines.append(f"knowledge {_span(row.knowledge_low, row.knowledge_high, row.unit)}")
    return "\n".join(lines)


def _span(low: float | None, high: float | None, unit: str) -> str:
    return NO_VALUE if low is None or high is None else f"{number(low, unit)} to {number(high, unit)}"


def _knowledge(row: Difference) -> str:
    return NO_VALUE if row.knowledge is None else _span(*row.knowledge, row.unit)

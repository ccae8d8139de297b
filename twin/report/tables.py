"""KPI rows and differences as tables of finished text."""

from collections.abc import Iterable, Sequence

from twin.experiment.values import Difference
from twin.kpi.registry import KPIS
from twin.plot.rows import Kpi
from twin.report.content import Table
from twin.told import Told, in_unit

NO_VALUE = "-"


def kpi_table(rows: Sequence[Kpi], caption: str = "All results", folded: bool = False) -> Table:
    """One row per KPI, one column per scenario: mean, 95 % interval of luck, 90 % range of knowledge."""
    scenarios = list(dict.fromkeys(row.scenario for row in rows))
    cells = {(row.scenario, row.kpi): row for row in rows}
    ways = {kpi: _way([row for row in rows if row.kpi == kpi]) for kpi in dict.fromkeys(r.kpi for r in rows)}
    return Table(
        caption=f"{caption}: mean, 95 % interval of luck, 90 % range of knowledge",
        columns=("", "unit", *scenarios),
        rows=tuple(
            (title(kpi), way.many, *(_cell(cells.get((name, kpi)), way) for name in scenarios))
            for kpi, way in ways.items()
        ),
        numbers=tuple(range(2, len(scenarios) + 2)),
        folded=folded,
    )


def _way(rows: Sequence[Kpi]) -> Told:
    """The unit in which a row of the table is told: the one that suits its largest mean."""
    ends = (end for row in rows for end in (row.low, row.high, row.knowledge_low, row.knowledge_high))
    return in_unit(
        rows[0].unit, max(abs(row.mean) for row in rows), *(end for end in ends if end is not None)
    )


def difference_table(
    differences: Iterable[Difference], caption: str = "Differences", folded: bool = False
) -> Table:
    """One row per difference b - a with both intervals, and which scenario is better, if either is."""
    rows = tuple(_difference(row) for row in differences)
    columns = ("", "unit", "difference", "mean", "luck, 95 %", "knowledge, 90 %", "better")
    return Table(caption=caption, columns=columns, rows=rows, numbers=(3, 4, 5), folded=folded)


def _difference(row: Difference) -> tuple[str, ...]:
    way = in_unit(row.unit, row.difference, row.low, row.high, *(row.knowledge or ()))
    return (
        title(row.kpi),
        way.many,
        f"{row.b} minus {row.a}",
        number(row.difference, way),
        way.span(row.low, row.high),
        NO_VALUE if row.knowledge is None else way.span(*row.knowledge),
        row.better or "neither: an interval holds zero",
    )


def title(kpi: str) -> str:
    """The KPI's title in the registry, or its key."""
    return KPIS[kpi].title if kpi in KPIS else kpi


def number(value: float | None, way: Told) -> str:
    """A figure without its unit, which has a column of its own; shares in percent."""
    if value is None:
        return NO_VALUE
    return f"{way.bare(value)} %" if way.many == "%" else way.bare(value)


def _cell(row: Kpi | None, way: Told) -> str:
    if row is None:
        return NO_VALUE
    lines = [number(row.mean, way)]
    if row.low is not None and row.high is not None:
        lines.append(f"luck {way.span(row.low, row.high)}")
    if row.knowledge_low is not None and row.knowledge_high is not None:
        lines.append(f"knowledge {way.span(row.knowledge_low, row.knowledge_high)}")
    return "\n".join(lines)

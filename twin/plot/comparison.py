"""Scenarios beside each other: cost by account, CO2e by stage, service, capital and jobs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin.errors import InputError
from twin.plot.panels import PANELS, UNIT_WORDS, Dots, Panel, Stack
from twin.plot.rows import Kpi, KpiRow, kpi_rows
from twin.plot.style import INK, SERIES, SYMBOLS, axis, label, new_figure, safe

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_SCENARIOS = 12
_BAR = 0.46  # thickness of a bar; scenarios stand one apart
_LANE = 0.39  # the intervals run this far below the middle of a bar
_MOST_SHARE = 1.01  # a share ends at 100 %, with room for its mark
_TITLE, _FOOT, _ROW, _LEGEND_LINE = 30, 46, 46, 19  # pixels


def comparison_figure(rows: Iterable[Kpi], title: str = "Scenarios compared") -> "go.Figure":
    """One panel per question a reader has, from tidy KPI rows; a KPI that has no row has no panel.

    The thick line is the 95 % interval of luck (replications), the thin line the 90 % range of
    knowledge (draws of the uncertain numbers). Raises `InputError` without a row to draw or with more than 12
    scenarios.
    """
    table = _Table.of(kpi_rows(rows))
    shown = [panel for panel in PANELS if panel.kpi in table.kpis]
    if not shown:
        raise InputError("None of the rows holds a KPI that this figure shows, such as cost.landed.")
    lines = _lines(shown)
    heights = [_height(line, table) for line in lines]
    figure = new_figure(title, _alt(table, shown), sum(heights) + 96)
    tops = [sum(heights[:index]) for index in range(len(heights))]
    number = 0
    for line, top, height in zip(lines, tops, heights, strict=True):
        for column, panel in enumerate(line):
            number += 1
            box = _Box.of(top, height, sum(heights), column, len(line))
            _draw(figure, panel, table, box, number)
    _key(figure)
    figure.update_layout(barmode="stack", bargap=0, margin={"t": 52, "b": 36})
    return figure


@dataclass(frozen=True)
class _Table:
    """Rows by scenario and KPI, scenarios in the order in which they came."""

    scenarios: tuple[str, ...]
    kpis: frozenset[str]
    cells: Mapping[tuple[str, str], KpiRow]

    @classmethod
    def of(cls, rows: Sequence[KpiRow]) -> "_Table":
        scenarios = tuple(dict.fromkeys(row.scenario for row in rows))
        if len(scenarios) > MOST_SCENARIOS:
            raise InputError(
                f"{len(scenarios)} scenarios do not fit one figure. Allowed: {MOST_SCENARIOS}. Compare fewer."
            )
        return cls(
            scenarios, frozenset(row.kpi for row in rows), {(row.scenario, row.kpi): row for row in rows}
        )

    def of_kpi(self, kpi: str) -> list[tuple[int, KpiRow]]:
        """Position of a scenario (0 on top) and its row, where it has one."""
        found = ((place, self.cells.get((name, kpi))) for place, name in enumerate(self.scenarios))
        return [(place, row) for place, row in found if row is not None]


@dataclass(frozen=True)
class _Box:
    """Where a panel stands, as shares of the drawing area; `top` is its upper edge with the heading."""

    left: float
    right: float
    bottom: float
    upper: float
    top: float
    first: bool

    @classmethod
    def of(cls, top: int, height: int, total: int, column: int, columns: int) -> "_Box":
        left, right = ((0.0, 0.74), (0.0, 0.47), (0.53, 1.0))[0 if columns == 1 else 1 + column]
        return cls(
            left,
            right,
            max(0.0, 1 - (top + height - _FOOT) / total),
            1 - (top + _TITLE) / total,
            1 - top / total,
            column == 0,
        )


def _lines(panels: Sequence[Panel]) -> list[list[Panel]]:
    """Stacks take a whole line, dots stand two in a line."""
    lines: list[list[Panel]] = []
    for panel in panels:
        beside = lines and isinstance(panel, Dots) and len(lines[-1]) == 1 and isinstance(lines[-1][0], Dots)
        if beside:
            lines[-1].append(panel)
        else:
            lines.append([panel])
    return lines


def _height(line: Sequence[Panel], table: _Table) -> int:
    bars = _ROW * len(table.scenarios)
    legend = max(
        (_LEGEND_LINE * len(_parts(panel, table)) for panel in line if isinstance(panel, Stack)), default=0
    )
    return _TITLE + _FOOT + max(bars, legend - _FOOT)


def _parts(panel: Stack, table: _Table) -> list[str]:
    """The parts of a stack that are more than nothing in some scenario."""
    return [part for part in panel.parts if any(row.mean != 0 for _, row in table.of_kpi(part))]


def _draw(figure: "go.Figure", panel: Panel, table: _Table, box: _Box, number: int) -> None:
    suffix = "" if number == 1 else str(number)
    rows = table.of_kpi(panel.kpi)
    unit = next((row.unit for _, row in rows), "")
    if isinstance(panel, Stack):
        _draw_parts(figure, panel, table, suffix)
        figure.update_layout({f"legend{suffix}": _legend(box)})
    _draw_intervals(figure, panel, rows, suffix)
    figure.update_layout(
        {
            f"xaxis{suffix}": axis(
                UNIT_WORDS.get(unit, unit),
                domain=[box.left, box.right],
                anchor=f"y{suffix}",
                rangemode="tozero" if panel.from_zero else "normal",
                autorangeoptions={"clipmax": _MOST_SHARE} if unit == "fraction" else None,
                tickformat=_tick_format(unit),
                nticks=7,
            ),
            f"yaxis{suffix}": axis(
                domain=[box.bottom, box.upper],
                anchor=f"x{suffix}",
                range=[len(table.scenarios) - 0.4, -0.5],
                tickvals=list(range(len(table.scenarios))),
                ticktext=[label(name) for name in table.scenarios]
                if box.first
                else [""] * len(table.scenarios),
                showgrid=False,
                zeroline=False,
                ticklen=6,
                tickcolor="rgba(0,0,0,0)",
            ),
        }
    )
    figure.add_annotation(
        text=f"<b>{safe(panel.title)}</b>", xref="paper", yref="paper", x=box.left, y=box.top, xanchor="left",
        yanchor="top", showarrow=False, font={"size": 13},
    )  # fmt: skip


def _draw_parts(figure: "go.Figure", panel: Stack, table: _Table, suffix: str) -> None:
    for part in _parts(panel, table):
        name, look = panel.parts[part]
        rows = table.of_kpi(part)
        figure.add_bar(
            orientation="h",
            name=name,
            x=[row.mean for _, row in rows],
            y=[place for place, _ in rows],
            width=_BAR,
            xaxis=f"x{suffix}",
            yaxis=f"y{suffix}",
            legend=f"legend{suffix}",
            marker={
                "color": look.colour,
                "line": {"width": 0.5, "color": INK},
                "pattern": {
                    "shape": look.pattern,
                    "size": 6,
                    "solidity": 0.35,
                    "bgcolor": look.colour,
                    "fgcolor": "#222",
                },
            },
            customdata=[[safe(row.scenario), safe(row.unit)] for _, row in rows],
            hovertemplate="%{customdata[0]}<br>"
            + safe(name)
            + ": %{x:,.4~g} %{customdata[1]}<extra></extra>",
        )


def _draw_intervals(
    figure: "go.Figure", panel: Panel, rows: Sequence[tuple[int, KpiRow]], suffix: str
) -> None:
    offset = _LANE if isinstance(panel, Stack) else 0.0
    for place, row in rows:
        colour = INK if isinstance(panel, Stack) else SERIES[place % len(SERIES)]
        common = {
            "y": [place + offset] * 2,
            "xaxis": f"x{suffix}",
            "yaxis": f"y{suffix}",
            "showlegend": False,
            "marker": {"symbol": "line-ns-open", "size": 8, "color": colour},
            "hoverinfo": "skip",
        }
        if row.knowledge_low is not None and row.knowledge_high is not None:
            thin = {"mode": "lines+markers", "line": {"width": 2, "color": colour}, "name": "knowledge"}
            figure.add_scatter(x=[row.knowledge_low, row.knowledge_high], **thin, **common)
        if row.low is not None and row.high is not None:
            thick = {"mode": "lines", "line": {"width": 7, "color": colour}, "name": "luck"}
            figure.add_scatter(x=[row.low, row.high], **thick, **common)
        figure.add_trace(_mean(panel, place, offset, row, colour, suffix))


def _mean(panel: Panel, place: int, offset: float, row: KpiRow, colour: str, suffix: str) -> dict[str, Any]:
    luck, knowledge = _range(row.low, row.high), _range(row.knowledge_low, row.knowledge_high)
    outline = {"width": 1, "color": "white"}
    return {
        "x": [row.mean],
        "y": [place + offset],
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        "mode": "markers",
        "name": "mean",
        "showlegend": False,
        "marker": {"size": 10, "symbol": SYMBOLS[place % len(SYMBOLS)], "color": colour, "line": outline},
        "customdata": [[safe(row.scenario), safe(row.unit), luck, knowledge]],
        "hovertemplate": f"%{{customdata[0]}}<br>{safe(panel.title)}: %{{x:,.4~g}} %{{customdata[1]}}"
        "<br>luck, 95 %: %{customdata[2]}<br>knowledge, 90 %: %{customdata[3]}<extra></extra>",
    }


def _legend(box: _Box) -> dict[str, Any]:
    return {
        "x": 0.77,
        "y": box.top,
        "xanchor": "left",
        "yanchor": "top",
        "traceorder": "normal",
        "bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 11},
        "tracegroupgap": 0,
    }


def _key(figure: "go.Figure") -> None:
    """What thick and thin mean, in words under the panels."""
    figure.add_annotation(
        text="Thick line: luck, 95 % interval over replications. "
        "Thin line: knowledge, 90 % of the draws from the facts' ranges.",
        xref="paper", yref="paper", x=0, y=0, yshift=-2, xanchor="left", yanchor="top", showarrow=False,
        font={"size": 11},
    )  # fmt: skip


def _range(low: float | None, high: float | None) -> str:
    return "not drawn" if low is None or high is None else f"{low:,.4g} to {high:,.4g}"


def _tick_format(unit: str) -> str:
    return ".0%" if unit == "fraction" else "~s"


def _alt(table: _Table, panels: Sequence[Panel]) -> str:
    """The figure in words, for readers who do not see it."""
    said = []
    for panel in panels:
        values = "; ".join(
            f"{row.scenario} {row.mean:,.4g} ({_range(row.low, row.high)})"
            for _, row in table.of_kpi(panel.kpi)
        )
        said.append(f"{panel.title}: {values}")
    return f"Comparison of {', '.join(table.scenarios)}. " + ". ".join(said) + "."

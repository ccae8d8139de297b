"""Figures from tidy rows: they draw what they are given and compute no result.

Every function returns a plain Plotly figure that needs no network, with a transparent background and mid-grey
ink that reads on light and on dark pages, and with its description in words under `layout.meta.alt`.
"""

from twin.plot.comparison import comparison_figure
from twin.plot.map import map_figure
from twin.plot.outlines import Outline, load_outlines
from twin.plot.rows import FlowRow, KpiRow, SiteRow, WeekRow, ZoneRow
from twin.plot.window import window_figure

__all__ = [
    "FlowRow",
    "KpiRow",
    "Outline",
    "SiteRow",
    "WeekRow",
    "ZoneRow",
    "comparison_figure",
    "load_outlines",
    "map_figure",
    "window_figure",
]

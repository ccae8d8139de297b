"""One look for all figures: colours that colour-blind readers can tell apart, patterns, ink, safe text."""

import html
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Okabe and Ito (2008), Color Universal Design; their black is replaced by a grey that shows on dark pages.
ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE, GREY = (
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
    "#999999",
)
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, GREY)
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "x")
DASHES = ("solid", "dash", "dot", "dashdot")
INK = "#7a7a7a"  # 4.3 : 1 on white, 4.4 : 1 on #111
FAINT = "rgba(128,128,128,0.25)"
CLEAR = "rgba(0,0,0,0)"
FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


class Look(NamedTuple):
    """Colour and pattern of one part of a stacked bar."""

    colour: str
    pattern: str = ""


def safe(text: str) -> str:
    """Text without meaning as markup: Plotly reads a subset of HTML in every label."""
    return html.escape(text, quote=False)


def label(text: str, width: int = 26, lines: int = 3) -> str:
    """A name broken into short lines for the side of an axis, safe and never endless."""
    broken = textwrap.wrap(text, width=width, max_lines=lines, placeholder=" …") or ["(no name)"]
    return "<br>".join(safe(line) for line in broken)


def new_figure(title: str, alt: str, height: int) -> "go.Figure":
    """An empty figure in the house's look; `alt` says in words what it shows. Height in pixels."""
    import plotly.graph_objects as go

    return go.Figure(
        layout={
            "template": {},
            "title": {
                "text": safe(title),
                "x": 0,
                "xref": "container",
                "pad": {"l": 8},
                "font": {"size": 16},
            },
            "meta": {"alt": alt},
            "height": height,
            "margin": {"l": 8, "r": 16, "t": 48, "b": 8},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": {"family": FONT, "size": 12, "color": INK},
            "hoverlabel": {"font": {"family": FONT}, "align": "left"},
            "hovermode": "closest",
            "colorway": list(SERIES),
        }
    )


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """Settings of one axis in the house's look."""
    return {
        "title": {"text": safe(title), "standoff": 4},
        "gridcolor": FAINT,
        "zerolinecolor": INK,
        "zerolinewidth": 1,
        "linecolor": FAINT,
        "automargin": True,
        **more,
    }

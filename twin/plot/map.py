"""Sites, customers and flows on outlines that travel with the kit: no tiles, no network."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from twin.errors import InputError
from twin.plot.outlines import Frame, Outline, frame_around, mercator, thinned
from twin.plot.rows import FlowRow, SiteRow, ZoneRow
from twin.plot.style import BLUE, CLEAR, GREEN, GREY, INK, ORANGE, PURPLE, VERMILION, new_figure, safe

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_MARKS = 3_000
_LAND = "rgba(128,128,128,0.16)"
_BORDER = "rgba(128,128,128,0.55)"
_STEPS = 250  # the finest step of a coast, as a share of the map's width
_BEND = 0.12  # how far a flow's line leaves the straight one, as a share of its length
_KINDS = {
    "central_plant": ("large plant", "square", VERMILION, 17),
    "micro_factory": ("micro-factory", "circle", BLUE, 11),
    "mobile_factory": ("mobile factory", "diamond", PURPLE, 13),
    "warehouse": ("stock", "triangle-up", GREEN, 11),
}
_OTHER = ("site", "hexagon", GREEN, 11)


def map_figure(
    sites: Sequence[SiteRow],
    zones: Sequence[ZoneRow] = (),
    flows: Sequence[FlowRow] = (),
    outlines: Iterable[Outline] = (),
    title: str = "Where it is made and where it goes",
) -> "go.Figure":
    """A map in Mercator's projection around all sites and zones; flows bend and are as wide as their amount.

    Raises `InputError` when there is nothing to show or more than 3000 marks.
    """
    points = [(site.lon, site.lat) for site in sites] + [(zone.lon, zone.lat) for zone in zones]
    if not points or len(points) + len(flows) > MOST_MARKS:
        raise InputError(
            f"A map shows 1 to {MOST_MARKS} places and flows; there are {len(points) + len(flows)}."
        )
    frame = frame_around(points)
    figure = new_figure(title, _alt(sites, zones, flows), 520)
    _draw_land(figure, frame, outlines)
    _draw_flows(figure, flows)
    _draw_zones(figure, zones)
    _draw_sites(figure, sites)
    hidden = {"visible": False, "fixedrange": False}
    figure.update_layout(
        xaxis={**hidden, "range": [frame.west, frame.east]},
        yaxis={**hidden, "range": [mercator(frame.south), mercator(frame.north)], "scaleanchor": "x"},
        legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "bgcolor": CLEAR},
        dragmode="pan",
    )
    return figure


def _draw_land(figure: "go.Figure", frame: Frame, outlines: Iterable[Outline]) -> None:
    """The rings near the frame; wider than it, so that the map fills a box of another shape."""
    width, height = frame.east - frame.west, frame.north - frame.south
    wide = Frame(frame.west - width, frame.south - height / 4, frame.east + width, frame.north + height / 4)
    finest = width / _STEPS
    lon: list[float | None] = []
    lat: list[float | None] = []
    for outline in outlines:
        if wide.touches(outline) and (thin := thinned(outline, finest, wide)):
            lon += [*thin.lon, None]
            lat += [*(round(mercator(value), 2) for value in thin.lat), None]
    figure.add_scatter(
        x=lon, y=lat, mode="lines", fill="toself", fillcolor=_LAND, line={"width": 0.8, "color": _BORDER},
        hoverinfo="skip", showlegend=False, name="land",
    )  # fmt: skip


def _draw_flows(figure: "go.Figure", flows: Sequence[FlowRow]) -> None:
    most = max((flow.amount for flow in flows), default=0.0)
    named: set[bool] = set()
    for flow in flows:
        x, y = _bend(flow)
        width = 0.8 + 5 * math.sqrt(flow.amount / most) if most > 0 else 0.8
        figure.add_scatter(
            x=x, y=y, mode="lines+markers",
            line={"width": round(width, 2), "color": ORANGE if flow.rerouted else GREY,
                  "dash": "dot" if flow.rerouted else "solid", "shape": "spline"},
            marker={"symbol": "arrow", "size": [0] * (len(x) - 1) + [8 + width], "angleref": "previous",
                    "color": ORANGE if flow.rerouted else GREY},
            opacity=0.75, name="rerouted" if flow.rerouted else "flow, as wide as its amount",
            legendgroup=str(flow.rerouted), showlegend=flow.rerouted not in named,
            hovertemplate=f"{safe(flow.origin)} to {safe(flow.target)}: "
            f"{flow.amount:,.4g} {safe(flow.unit)}<extra></extra>",
        )  # fmt: skip
        named.add(flow.rerouted)


def _bend(flow: FlowRow) -> tuple[list[float], list[float]]:
    """Five points of a gentle bow from origin to target, to the left of the way."""
    x0, y0, x1, y1 = flow.from_lon, mercator(flow.from_lat), flow.to_lon, mercator(flow.to_lat)
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    bows = [4 * share * (1 - share) * _BEND for share in shares]
    x = [round(x0 + (x1 - x0) * share - (y1 - y0) * bow, 3) for share, bow in zip(shares, bows, strict=True)]
    y = [round(y0 + (y1 - y0) * share + (x1 - x0) * bow, 3) for share, bow in zip(shares, bows, strict=True)]
    return x, y


def _draw_zones(figure: "go.Figure", zones: Sequence[ZoneRow]) -> None:
    most = max((zone.share for zone in zones), default=0.0) or 1.0
    figure.add_scatter(
        x=[zone.lon for zone in zones], y=[round(mercator(zone.lat), 3) for zone in zones], mode="markers",
        marker={"size": [round(5 + 20 * math.sqrt(zone.share / most), 1) for zone in zones],
                "color": "rgba(230,159,0,0.35)", "line": {"width": 1, "color": ORANGE}},
        name="customers, as large as their demand",
        customdata=[[safe(zone.name), zone.share] for zone in zones],
        hovertemplate="%{customdata[0]}: %{customdata[1]:.1%} of demand<extra></extra>",
    )  # fmt: skip


def _draw_sites(figure: "go.Figure", sites: Sequence[SiteRow]) -> None:
    by_look: dict[tuple[str, str, str, int], list[SiteRow]] = {}
    for site in sites:
        by_look.setdefault(_KINDS.get(site.kind, _OTHER), []).append(site)
    names: dict[str, Any] = {"mode": "markers+text"} if len(sites) <= 25 else {"mode": "markers"}
    outline, font = {"width": 1.5, "color": "white"}, {"size": 11, "color": INK}
    for (word, symbol, colour, size), rows in by_look.items():
        figure.add_scatter(
            x=[row.lon for row in rows], y=[round(mercator(row.lat), 3) for row in rows],
            marker={"symbol": symbol, "size": size, "color": colour, "line": outline},
            text=[safe(row.name) for row in rows], textposition="top center", textfont=font,
            name=word, customdata=[[safe(row.name), safe(row.note)] for row in rows],
            hovertemplate=f"%{{customdata[0]}} ({safe(word)})<br>%{{customdata[1]}}<extra></extra>", **names,
        )  # fmt: skip


def _alt(sites: Sequence[SiteRow], zones: Sequence[ZoneRow], flows: Sequence[FlowRow]) -> str:
    places = ", ".join(site.name for site in sites[:30]) or "none"
    return f"Map with {len(sites)} sites ({places}), {len(zones)} customer zones and {len(flows)} flows."

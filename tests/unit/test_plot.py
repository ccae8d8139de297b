"""Figures show the rows they are given, exactly, and nothing that a name brings along."""

import json

import pytest

from twin.errors import InputError
from twin.kpi.registry import COST_ACCOUNTS, FOOTPRINT_STAGES, KPIS
from twin.plot import (
    FlowRow,
    KpiRow,
    SiteRow,
    WeekRow,
    ZoneRow,
    comparison_figure,
    load_outlines,
    map_figure,
    window_figure,
)
from twin.plot.outlines import Outline, frame_around, mercator, thinned
from twin.plot.panels import COST_PARTS, FOOTPRINT_PARTS, PANELS


def rows(*scenarios: str) -> list[KpiRow]:
    """Every KPI that the figure shows, another value for each."""
    names = [name for panel in PANELS for name in (panel.kpi, *getattr(panel, "parts", {}))]
    return [
        KpiRow(
            scenario,
            kpi,
            mean=10.0 + place + number,
            low=9.0 + place + number,
            high=11.0 + place + number,
            knowledge_low=5.0 + number,
            knowledge_high=99.0 + number,
            unit="EUR",
        )
        for place, scenario in enumerate(scenarios)
        for number, kpi in enumerate(names)
    ]


def test_every_account_is_drawn_with_its_own_value() -> None:
    table = rows("plant", "network")
    figure = comparison_figure(table)
    drawn = {trace.name: list(trace.x) for trace in figure.data if trace.type == "bar"}
    for part, (name, _) in COST_PARTS.items():
        expected = [row.mean for row in table if row.kpi == part]
        assert expected in [list(t.x) for t in figure.data if t.type == "bar" and t.name == name]
    assert "capex, per year" in drawn


def test_luck_is_thick_and_knowledge_thin() -> None:
    table = [row for row in rows("plant") if row.kpi == "service.fill_rate"]
    figure = comparison_figure(table)
    lines = {trace.name: trace for trace in figure.data if "lines" in trace.mode}
    assert list(lines["luck"].x) == [table[0].low, table[0].high]
    assert list(lines["knowledge"].x) == [table[0].knowledge_low, table[0].knowledge_high]
    assert lines["luck"].line.width > 2 * lines["knowledge"].line.width


def test_without_knowledge_no_thin_line() -> None:
    figure = comparison_figure([KpiRow("plant", "cost.landed", 5.0, 4.0, 6.0, unit="EUR")])
    assert "knowledge" not in {trace.name for trace in figure.data}


def test_two_accounts_never_look_the_same() -> None:
    looks = [look for _, look in COST_PARTS.values()]
    assert len(set(looks)) == len(looks)


def test_every_account_and_stage_of_the_registry_has_a_look() -> None:
    assert set(COST_PARTS) == {f"cost.{name}" for name in COST_ACCOUNTS}
    assert set(FOOTPRINT_PARTS) == {f"footprint.{name}" for name in FOOTPRINT_STAGES}
    assert {panel.kpi for panel in PANELS} <= set(KPIS)


def test_every_axis_with_numbers_says_its_unit() -> None:
    layout = comparison_figure(rows("plant", "network")).to_plotly_json()["layout"]
    titles = [value["title"]["text"] for name, value in layout.items() if name.startswith("xaxis")]
    assert len(titles) == len(PANELS)
    assert set(titles) == {"EUR"}


def test_alt_text_says_the_values() -> None:
    alt = comparison_figure([KpiRow("plant", "cost.landed", 1234.5, 1200.0, 1300.0, unit="EUR")]).layout.meta[
        "alt"
    ]
    assert "plant 1,234 (1,200 to 1,300)" in alt


def test_names_are_text_not_markup() -> None:
    evil = "<a href='javascript:alert(1)'>x</a><img src=x onerror=alert(1)>"
    figure = comparison_figure(rows(evil, "b"), title=evil)
    place = {"lat": 45.0, "lon": 4.0}
    drawn = map_figure(
        [SiteRow(evil, "micro_factory", note=evil, **place)],
        [ZoneRow(evil, share=0.5, **place)],
        [FlowRow(evil, evil, 45.0, 4.0, 46.0, 5.0, 1.0, unit=evil)],
    )
    weeks = window_figure([WeekRow(evil, 0.0, 1.0)], 0.0, 7.0, event=evil, title=evil)
    for each in (figure, drawn, weeks):
        each.layout.meta = None  # the words for the page, which escapes them itself
        text = each.to_json()
        assert "<a" not in text
        assert "<img" not in text
        assert "&lt;img" in text


def test_the_figure_is_small_clear_and_the_same_each_time() -> None:
    first, second = (comparison_figure(rows("plant", "network")).to_json() for _ in range(2))
    assert first == second
    assert len(first) < 60_000
    layout = json.loads(first)["layout"]
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_cannot_be_drawn_is_named(value: float) -> None:
    with pytest.raises(InputError, match=r"cost.landed of 'plant' is (nan|inf)"):
        comparison_figure([KpiRow("plant", "cost.landed", value)])


def test_nothing_to_draw_and_too_much_are_said() -> None:
    with pytest.raises(InputError, match="None of the rows"):
        comparison_figure([KpiRow("plant", "cost.unknown", 1.0)])
    with pytest.raises(InputError, match="13 scenarios do not fit"):
        comparison_figure(rows(*(f"s{number}" for number in range(13))))
    with pytest.raises(InputError, match="1 to 3000 places"):
        map_figure([])


def test_outlines_hold_the_world_once() -> None:
    outlines = load_outlines()
    countries = {outline.country for outline in outlines}
    assert {"France", "Kenya", "Brazil", "Indonesia"} <= countries
    assert "Antarctica" not in countries
    assert all(-180 <= lon <= 180 for outline in outlines for lon in outline.lon)
    assert all(-90 <= lat <= 90 for outline in outlines for lat in outline.lat)


def test_a_map_of_france_draws_france_and_stays_small() -> None:
    sites = [SiteRow("Lyon", "micro_factory", 45.76, 4.84), SiteRow("Lille", "central_plant", 50.63, 3.06)]
    figure = map_figure(sites, outlines=load_outlines())
    land = next(trace for trace in figure.data if trace.name == "land")
    assert len(land.x) > 500
    assert len(figure.to_json()) < 80_000
    assert not any(
        trace.type.startswith("scatterg") for trace in figure.data
    )  # those ask the network for outlines


def test_projection_and_frame() -> None:
    assert mercator(0.0) == pytest.approx(0.0, abs=1e-9)
    assert mercator(60.0) == pytest.approx(75.456, abs=1e-3)  # ln(tan 75 deg) in degrees
    frame = frame_around([(2.0, 45.0), (2.0, 45.0)])
    assert frame.west < 0 < 4 < frame.east


def test_a_speck_of_land_is_left_out() -> None:
    speck = Outline("x", (0.0, 0.01, 0.01, 0.0), (0.0, 0.0, 0.01, 0.0))
    assert thinned(speck, 0.1, frame_around([(0.0, 0.0)])) is None

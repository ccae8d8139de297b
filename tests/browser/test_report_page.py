"""A report in a browser that has no network: drawn, silent, readable, and deaf to what names try to run."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from twin.plot import KpiRow, SiteRow, ZoneRow, comparison_figure, load_outlines, map_figure
from twin.report import (
    Citation,
    Citations,
    Figure,
    Heading,
    Inputs,
    Maker,
    Notice,
    Paragraph,
    ReportContent,
    Specs,
    render,
)
from twin.report.tables import kpi_table

SHOTS = Path(__file__).parent / "shots"
MAKER = Maker(kit="0.1.0", python="3.11", numpy="2.3")


def rows(*names: str) -> list[KpiRow]:
    """A few results for each scenario."""
    means = {
        "cost.landed": 9_000.0,
        "cost.material": 6_000.0,
        "cost.labour": 3_000.0,
        "service.fill_rate": 0.93,
    }
    units = {"service.fill_rate": "fraction"}
    return [
        KpiRow(
            name,
            kpi,
            mean=mean * (1 + place / 10),
            low=mean * 0.95,
            high=mean * 1.15,
            knowledge_low=mean * 0.8,
            knowledge_high=mean * 1.3,
            unit=units.get(kpi, "EUR/unit"),
        )
        for place, name in enumerate(names)
        for kpi, mean in means.items()
    ]


def content(title: str, first: str, second: str) -> ReportContent:
    table = rows(first, second)
    compared = comparison_figure(table, title=title)
    sites = [
        SiteRow(first, "central_plant", 45.76, 4.84, note=second),
        SiteRow(second, "micro_factory", 48.9, 2.4),
    ]
    drawn = map_figure(sites, [ZoneRow(first, 43.3, 5.4, 0.6)], outlines=load_outlines(), title=title)
    figures = [
        Figure(caption=title, alt=figure.layout.meta["alt"], figure=json.loads(figure.to_json()))
        for figure in (compared, drawn)
    ]
    return ReportContent(
        title=title,
        question=first,
        inputs=Inputs(recipe="test", questions=(first, second), plan={"said": first}),
        results={"said": second},
        blocks=(
            Notice(markdown=f"**Illustrative.** {first}"),
            Heading(text="Answer"),
            Paragraph(markdown=f"{first} costs less than {second} [1](#cite-1)."),
            *figures,
            kpi_table(table),
            Citations(items=(Citation(source=first, passage="p1", text=second, title=title),)),
            Specs(name=first, digest="ab" * 32, text=json.dumps({"name": second})),
        ),
    )


def opened(page: Any, folder: Path, made: ReportContent) -> None:
    path = folder / "report.html"
    path.write_bytes(render(made, MAKER).encode())
    page.context.set_offline(True)
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    assert page.evaluate("document.documentElement.dataset.drawn") == "yes"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_report_draws_without_a_network(page: Any, tmp_path: Path, theme: str) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.emulate_media(color_scheme=theme)
    opened(
        page, tmp_path, content("One plant or ten micro-factories", "One large plant", "Ten micro-factories")
    )
    assert len(requested) == 1  # the file itself
    assert requested[0].startswith("file:")
    names = page.locator(".js-plotly-plot").first.evaluate("g => g.data.map(t => t.name)")
    assert {"material", "labour", "luck", "knowledge"} <= set(names)
    assert page.locator(".js-plotly-plot .barlayer .trace").count() == 2
    assert page.locator(".js-plotly-plot").nth(1).locator(".scatterlayer .trace").count() >= 3
    assert page.locator("table tbody tr").count() == 4
    shown = page.locator("main").inner_text()
    assert "How to check this page" in shown
    assert "does not prove who made the page" in shown
    assert page.watch.errors == []
    page.screenshot(path=SHOTS / f"report-{theme}.png", full_page=True)


def test_nothing_in_a_report_runs_but_its_own_two_scripts(
    page: Any, tmp_path: Path, payloads: tuple[str, ...]
) -> None:
    everything = " ".join(payloads)
    names = [payloads[at : at + 3] for at in range(0, len(payloads), 3)]
    for number, (title, first, second) in enumerate(
        [*names, (everything, everything, f"{everything} again")]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        opened(page, folder, content(title, first, second))
        page.evaluate("document.querySelectorAll('summary').forEach((fold) => fold.click())")
        page.mouse.move(400, 400)
        targets = page.evaluate("[...document.links].map((link) => link.getAttribute('href'))")
        assert not any(re.match(r"\s*(javascript|data):", target, re.IGNORECASE) for target in targets), first
        assert page.evaluate("window.ran") is None, (title, first, second)
    assert page.watch.outside == []

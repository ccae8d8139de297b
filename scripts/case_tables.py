"""Writes the tables of docs/cases.md: nine cases by design and KPI, what would flip them, and the claims' verdicts.

    .venv/bin/python scripts/case_tables.py            all cases and the ledger (some minutes)
    .venv/bin/python scripts/case_tables.py avatar     only this case; the others keep what stands there

Text between `<!-- case KEY -->` and `<!-- end -->` (and `<!-- claims -->`) is replaced, the rest is left alone.
"""

import re
import sys
from pathlib import Path

from twin import units
from twin.cases import keys, load_case
from twin.claims import VERDICTS, Checked, check
from twin.corpus import load_pages
from twin.edits import EDIT, AnyEdit
from twin.experiment import Comparison, Store, compare
from twin.experiment.influence import influences
from twin.experiment.replicate import Sample, measure
from twin.experiment.values import Influence
from twin.kpi.registry import KPIS
from twin.scenario import Scenario

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cases.md"
MAIN = (
    "cost.landed",
    "capital.total",
    "service.lead_time_mean",
    "service.fill_rate",
    "footprint.total",
    "footprint.tkm",
    "community.jobs",
    "community.local_income",
)
EVENT = ("touched.service.lead_time_mean", "window.service.lead_time_mean", "resilience.time_to_recover")
OUTAGE = {"kind": "site_outage", "site": "Lyon", "start": 100, "days": 42}
BOX = {"kind": "send_mobile", "to": "Lyon", "start": 101, "leaves": 142}
SIGNIFICANT = 3


def scenarios(key: str) -> list[Scenario]:
    """The designs of a case; of the resilience case with Lyon down for six weeks, with and without a box."""
    case = load_case(key)
    if key != "resilience":
        return [Scenario(name=name, base=case.network(name), settings=case.settings) for name in case.designs]
    stories: dict[str, tuple[str, list[dict[str, object]]]] = {
        "network": ("network", [OUTAGE]),
        "plant": ("plant", [OUTAGE]),
        "hybrid": ("hybrid", [OUTAGE]),
        "network + box": ("network", [OUTAGE, BOX]),
    }
    return [
        Scenario(name=name, base=case.network(design), edits=_edits(raw), settings=case.settings)
        for name, (design, raw) in stories.items()
    ]


def _edits(raw: list[dict[str, object]]) -> tuple[AnyEdit, ...]:
    return tuple(EDIT.validate_python(item) for item in raw)


def number(value: float) -> str:
    """Three significant figures, with words for millions."""
    for size, word in ((1e9, " bn"), (1e6, " m")):
        if abs(value) >= size:
            return f"{value / size:.{SIGNIFICANT}g}{word}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{SIGNIFICANT}g}"


def section(key: str, found: Comparison, samples: dict[str, Sample]) -> str:
    """The table of a case, who wins, and what would flip it."""
    case = load_case(key)
    names = [result.scenario for result in found.results]
    kpis = (*(EVENT if key == "resilience" else ()), *MAIN)
    lines = [
        f"| KPI | {' | '.join(names)} | better |",
        f"|---|{'---:|' * len(names)}---|",
        *(_line(kpi, found) for kpi in kpis if any(kpi in result.estimates for result in found.results)),
        "",
        *(_flip(samples[case.baseline], samples[name], found) for name in names if name != case.baseline),
        "",
        _evidence(key),
    ]
    return "\n".join(lines)


def _line(kpi: str, found: Comparison) -> str:
    cells = []
    for result in found.results:
        e = result.estimates.get(kpi)
        known = f"<br>[{number(e.knowledge[0])}, {number(e.knowledge[1])}]" if e and e.knowledge else ""
        cells.append(
            "not defined" if e is None else f"{number(e.mean)}<br>({number(e.low)}, {number(e.high)}){known}"
        )
    return f"| {KPIS[kpi].title}, {KPIS[kpi].unit} | {' | '.join(cells)} | {_winner(kpi, found)} |"


def _winner(kpi: str, found: Comparison) -> str:
    """The design that beats every other for sure; else those that are beaten are named, else no clear difference."""
    rows = [row for row in found.differences if row.kpi == kpi]
    wins: dict[str, set[str]] = {}
    for row in rows:
        if row.better is not None:
            wins.setdefault(row.better, set()).add(row.a if row.better == row.b else row.b)
    others = len(found.results) - 1
    best = [name for name, beaten in wins.items() if len(beaten) == others]
    if best:
        return f"**{best[0]}**"
    pairs = [f"{name} over {', '.join(sorted(beaten))}" for name, beaten in sorted(wins.items())]
    return "; ".join(pairs) or "no clear difference"


def _flip(a: Sample, b: Sample, found: Comparison) -> str:
    """In words: how the landed cost compares, and the assumptions that move the difference most."""
    row = found.difference("cost.landed", b.name, a.name)
    spread = [
        y - x for x, y in zip(a.knowledge("cost.landed") or [], b.knowledge("cost.landed") or [], strict=True)
    ]
    other = sum((value > 0) != (row.difference > 0) for value in spread)
    moved = influences("cost.landed", spread, [a, b])[:3] if spread else ()
    causes = "; ".join(_cause(item) for item in moved) or "nothing stands out over the draws"
    span = f", knowledge {number(row.knowledge[0])} to {number(row.knowledge[1])}" if row.knowledge else ""
    return (
        f"- Landed cost, {b.name} less {a.name}: {number(row.difference)} {row.unit}{span}; the other way in {other} of "
        f"{len(spread)} draws. What moves it most: {causes}."
    )


def _cause(item: Influence) -> str:
    words = item.source.partition(":")[2].replace("templates.", "").replace(".mean", "")
    mark = "" if not item.unsourced else ", assumed"
    way = "raises" if item.correlation > 0 else "lowers"
    return f"`{words}` ({units.readable(item.low, item.unit)} to {units.readable(item.high, item.unit)}{mark}; more {way} it)"


def _evidence(key: str) -> str:
    """What the pages of the case hold for and against the article."""
    pages = [page for page in load_pages() if page.twin_case == key or page.slug == load_case(key).page]
    stances = [item.stance for page in pages for item in getattr(page, "evidence", ())]
    counts = {name: stances.count(name) for name in ("supports", "qualifies", "contradicts")}
    links = ", ".join(f"`{page.slug}`" for page in pages)
    return (
        f"Evidence ({links}): {counts['supports']} records support the article, {counts['qualifies']} qualify it, "
        f"{counts['contradicts']} contradict it."
    )


def ledger(rows: tuple[Checked, ...]) -> str:
    """Counts of verdicts, then every testable claim with what the twin gives."""
    counts = "; ".join(f"{verdict}: {sum(row.verdict == verdict for row in rows)}" for verdict in VERDICTS)
    disputed = sum(any(item.stance == "contradicts" for item in row.later) for row in rows)
    lines = [
        f"{len(rows)} claims. {counts}. Later evidence on the pages contradicts {disputed} of the {len(rows)}.",
        "",
        "| Claim | Figure | Statistic of the twin: mean, luck, knowledge | Verdict |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{row.entry.id}` | {row.figure} | {'<br>'.join(item.describe() for item in row.found)} | {row.verdict} |"
        for row in rows
        if row.found
    ]
    lines += ["", "Not testable:", "", "| Claim | Figure | Enters | Why |", "|---|---|---|---|"]
    lines += [
        f"| `{row.entry.id}` | {row.figure} | {row.entry.enters} | {row.entry.why} |"
        for row in rows
        if not row.found
    ]
    return "\n".join(lines)


def put(page: str, mark: str, text: str) -> str:
    """The page with the text between a mark and the end that follows it replaced."""
    pattern = re.compile(rf"(<!-- {re.escape(mark)} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not pattern.search(page):
        raise SystemExit(f"docs/cases.md has no <!-- {mark} -->.")
    return pattern.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", page)


def main(wanted: list[str]) -> None:
    """Runs what is wanted and writes the page after each."""
    for key in wanted or list(keys()):
        if key == "claims":
            continue
        base = load_case(key).baseline
        ordered = sorted(scenarios(key), key=lambda scenario: scenario.name != base)
        found = compare(ordered, base=base, store=Store())
        samples = {sample.name: sample for sample in measure(ordered, store=Store()).samples}
        text = section(key, found, samples)
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), f"case {key}", text), encoding="utf-8")
        print(f"{key}: {found.runs} runs, {found.stored_runs} kept, {found.seconds:.0f} s")
    if not wanted or "claims" in wanted:
        rows = check(store=Store())
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), "claims", ledger(rows)), encoding="utf-8")
        print("claims written")


if __name__ == "__main__":
    main(sys.argv[1:])

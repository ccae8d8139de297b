"""Answers: the typed value that `ask --json` prints, and the words composed from results and evidence.

Order of a simulated answer: what it rests on, the finding with both intervals, the table, why, the evidence for
and against, what was assumed, what the model cannot say. Nothing is written here that a result, an edit, a passage
or the question does not hold; `assistant.checker` checks that.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.phrases import (
    clear,
    finding,
    moved,
    parameter,
    ranges,
    shown,
    title,
    told,
    value_and_range,
    weight_by_source,
    within,
)
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.text.lexicon import load
from twin.experiment.values import Assumption, Comparison, Estimate, Influence, Result
from twin.told import Told, in_unit

AnswerKind = Literal["evidence", "simulation", "clarify", "refuse", "help"]
HEADLINE = ("service.lead_time_mean", "cost.landed", "footprint.total", "capital.total")
TABLE = (
    "service.lead_time_mean", "service.lead_time_p95", "service.fill_rate", "cost.landed", "capital.total",
    "footprint.total", "community.jobs",
)  # fmt: skip
WINDOWED = ("service.lead_time_mean", "service.fill_rate")


class Said(BaseModel):
    """Base of the values of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cited(Said):
    """A passage that the answer leans on."""

    source: str
    passage: str
    text: str


class Step(Said):
    """A tool call and its arguments."""

    tool: str
    args: dict[str, Any]


class RunOf(Said):
    """A scenario that was run: its base, edits in words, full specification and digest."""

    name: str
    base: str
    edits: list[dict[str, Any]]
    spec: dict[str, Any]
    hash: str


class Answer(Said):
    """One answer. The keys are the contract of `ask --json`."""

    question: str
    kind: AnswerKind
    answer: str
    citations: list[Cited] = Field(default_factory=list)
    steps: list[Step] = Field(default_factory=list)
    scenarios: list[RunOf] = Field(default_factory=list)
    kpis: dict[str, dict[str, Any]] = Field(default_factory=dict)
    differences: list[dict[str, Any]] = Field(default_factory=list)
    assumptions: list[dict[str, Any]] = Field(default_factory=list)
    figures: list[str] = Field(default_factory=list)
    report: str | None = None
    model: str = "embedded"
    seconds: float = 0.0

    def _repr_mimebundle_(self, **_wanted: object) -> dict[str, str]:
        """How a notebook shows it: clean HTML, Markdown, or the words alone."""
        from twin.report.markdown import to_html

        return {"text/html": to_html(self.answer), "text/markdown": self.answer, "text/plain": self.answer}


# ---- which results to speak of


def asked(kpis: Iterable[str]) -> list[str]:
    """The KPI names that the asked results stand for."""
    table = load("kpis")
    return [name for group in kpis for name in table.get(group, {}).get("kpis", ())]


def headline(plan_kpis: Sequence[str], known: Iterable[str], event: bool) -> list[str]:
    """The KPIs of the finding, in order: those asked for, else the four that decide; service by its event window."""
    there = set(known)
    wanted = asked(plan_kpis)[:4] or list(HEADLINE)
    if event:
        wanted = [_windowed(kpi, there) for kpi in wanted]
    return [kpi for kpi in dict.fromkeys(wanted) if kpi in there]


def _windowed(kpi: str, there: set[str]) -> str:
    options = (f"touched.{kpi}", f"window.{kpi}", kpi)
    return next((name for name in options if name in there), kpi) if kpi.startswith("service.") else kpi


def table_kpis(plan_kpis: Sequence[str], known: Iterable[str], event: bool) -> list[str]:
    """The rows of the table."""
    there = set(known)
    rows = [*asked(plan_kpis), *TABLE]
    if event:
        rows = [f"{window}.{kpi}" for kpi in WINDOWED for window in ("touched", "window")] + rows
    return [kpi for kpi in dict.fromkeys(rows) if kpi in there]


# ---- the sections


def opening(illustrative: bool, weakest: Sequence[Influence]) -> str:
    """'Illustrative' and the three unsourced parameters that matter most; empty when everything is sourced."""
    if not illustrative:
        return ""
    names = [f"{parameter(item.source)} ({value_and_range(item)})" for item in weakest[:3]]
    rest = (
        f" The three that matter most: {'; '.join(names)}."
        if len(names) == 3
        else (f" What matters most: {'; '.join(names)}." if names else "")
    )
    return f"**Illustrative**: this rests on parameters that nobody has published.{rest}"


def comparison_finding(comparison: Comparison, kpis: Sequence[str]) -> str:
    """The finding of a comparison: every other scenario against the base, one paragraph each."""
    lines = []
    for result in comparison.results:
        if result.scenario == comparison.base:
            continue
        found = [
            d
            for d in comparison.differences
            if d.a == comparison.base and d.b == result.scenario and d.kpi in kpis
        ]
        parts = [finding(d) for d in sorted(found, key=lambda d: (not clear(d), kpis.index(d.kpi)))]
        if parts and all(not clear(d) for d in found):
            lines.append(
                f"**No clear difference** between **{result.scenario}** and **{comparison.base}**: {'; '.join(parts)}."
            )
        elif parts:
            lines.append(f"**{result.scenario}** against **{comparison.base}**: {'; '.join(parts)}.")
    return "\n\n".join(lines)


def run_finding(result: Result, kpis: Sequence[str]) -> str:
    """The finding of a single run."""
    parts = [
        f"{within(kpi)} {shown(e.mean, e.unit, told(e))} ({ranges(e)})"
        for kpi in kpis
        if (e := result.estimates.get(kpi)) is not None
    ]
    return f"**{result.scenario}**: {'; '.join(parts)}."


def table(results: Sequence[Result], kpis: Sequence[str]) -> str:
    """The results as a Markdown table: mean, then luck in round and knowledge in square brackets."""
    head = "| | unit | " + " | ".join(_cell(r.scenario) for r in results) + " |"
    lines = [head, "|---|---|" + "---:|" * len(results)]
    for kpi in kpis:
        row = [r.estimates.get(kpi) for r in results]
        way = row_unit([e for e in row if e is not None])
        cells = [_estimate(e, way) for e in row]
        lines.append(f"| {_cell(title(kpi))} | {_cell(way.many)} | {' | '.join(cells)} |")
    lines.append("")
    lines.append("Mean, (95 % interval of luck), [middle 90 % of knowledge].")
    return "\n".join(lines)


def row_unit(row: Sequence[Estimate]) -> Told:
    """The unit in which all cells of a row are told: the one that suits the largest mean."""
    largest = max((abs(e.mean) for e in row), default=0.0)
    beside = [v for e in row for v in (e.low, e.high, *(e.knowledge or ()))]
    return in_unit(row[0].unit if row else "1", largest, *beside)


def _estimate(e: Estimate | None, way: Told) -> str:
    if e is None:
        return "n/a"
    knowledge = f" [{way.span(*e.knowledge)}]" if e.knowledge else ""
    return f"{way.bare(e.mean)} ({way.span(e.low, e.high)}){knowledge}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def why(comparison: Comparison) -> str:
    """Which accounts move the cost and the footprint most, for each scenario against the base."""
    lines = [
        line
        for result in comparison.results
        if result.scenario != comparison.base
        for line in _moved(comparison, result.scenario)
    ]
    return "\n".join(lines)


def _moved(comparison: Comparison, name: str) -> list[str]:
    lines = []
    for group, total in (("cost", "cost.landed"), ("footprint", "footprint.total")):
        parts = [
            d for d in comparison.differences
            if d.a == comparison.base and d.b == name and d.kpi.startswith(f"{group}.") and d.kpi != total and _adds_up(d.kpi) and d.difference
        ]  # fmt: skip
        parts.sort(key=lambda d: -abs(d.difference))
        if parts:
            words = [moved(d) for d in parts[:3]]
            lines.append(f"- {title(total)}, **{name}** against **{comparison.base}**: {', '.join(words)}.")
    return lines


_NO_PART = frozenset(
    {"footprint.tkm", "footprint.kwh", "footprint.water", "footprint.plastic", "footprint.waste"}
)


def _adds_up(kpi: str) -> bool:
    return kpi not in _NO_PART


def assumptions_text(plan: Plan, assumptions: Sequence[Assumption], influences: Sequence[Influence]) -> str:
    """What was assumed because nobody said, and the uncertain parameters that weigh most."""
    lines = [f"- {text[0].upper()}{text[1:]}." for text in plan.assumed]
    weight = weight_by_source(influences)
    by_fact = {a.fact: a for a in assumptions}
    known = {source: by_fact.get(source) or by_fact.get(source.partition(":")[2]) for source in weight}
    ranked = sorted(weight, key=lambda s: (-weight[s], s))
    for source in [s for s in ranked if known[s] is not None][:5]:
        a = known[source]
        if a is None:
            continue
        lines.append(f"- {parameter(source)}: {value_and_range(a)} ({a.source}).")
    return "\n".join(lines)


def limits_text(plans: Sequence[ScenarioPlan]) -> str:
    """What the models of these cases cannot say."""
    from twin.cases import load_case

    limits = dict.fromkeys(limit for plan in plans for limit in load_case(plan.case).limits)
    return "\n".join(f"- {limit}" for limit in limits)


def joined(sections: dict[str, str]) -> str:
    """The sections that have text, with their headings, in the fixed order."""
    order = (
        "notice",
        "statement",
        "changed",
        "opening",
        "finding",
        "table",
        "why",
        "evidence",
        "assumptions",
        "limits",
    )
    heads = {
        "why": "Why",
        "evidence": "Evidence",
        "assumptions": "Assumptions",
        "limits": "What the model cannot say",
    }
    parts = []
    for name in order:
        text = sections.get(name, "").strip()
        if text:
            parts.append(f"**{heads[name]}**\n\n{text}" if name in heads else text)
    return "\n\n".join(parts)

"""Answers: the typed value that `ask --json` prints, and the words composed from results and evidence.

Order of a simulated answer: what it rests on, the finding with both intervals, the table, why, the evidence for
and against, what was assumed, what the model cannot say. Nothing is written here that a result, an edit, a passage
or the question does not hold; `assistant.numbers` checks that.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.plan.lexicon import load
from assistant.plan.schema import Plan, ScenarioPlan
from twin.experiment.values import Assumption, Comparison, Difference, Estimate, Influence, Result
from twin.kpi.registry import KPIS
from twin.units import figure, readable

AnswerKind = Literal["evidence", "simulation", "clarify", "refuse", "help"]
HEADLINE = ("service.lead_time_mean", "cost.landed", "footprint.total", "capital.total")
TABLE = (
    "service.lead_time_mean", "service.lead_time_p95", "service.fill_rate", "cost.landed", "capital.total",
    "footprint.total", "community.jobs",
)  # fmt: skip
WINDOWED = ("service.lead_time_mean", "service.fill_rate")
_WINDOWS = {"touched": "zones touched, during the event", "window": "whole network, during the event"}


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


# ---- words for KPIs


def title(kpi: str) -> str:
    """A KPI in words: 'Mean lead time (zones touched, during the event)'."""
    head, _, rest = kpi.partition(".")
    if head in _WINDOWS:
        return f"{title(rest)} ({_WINDOWS[head]})"
    known = KPIS.get(kpi)
    return known.title if known else kpi


def shown(value: float, unit: str) -> str:
    """A value with its unit, as an answer shows it; a minus is a true minus."""
    return ("\u2212" if value < 0 else "") + readable(abs(value), unit)


def bare(value: float, unit: str) -> str:
    """A value without its unit, for a table or an interval; fractions in percent."""
    number = value * 100 if unit == "fraction" else value
    return ("\u2212" if number < 0 else "") + figure(abs(number))


def unit_words(unit: str) -> str:
    """A unit as a column of a table shows it."""
    if unit == "fraction":
        return "%"
    return f"{unit}s" if unit in ("day", "job", "order", "year", "person") else unit


def interval(low: float, high: float, unit: str) -> str:
    """'1.9 to 2.3' in the KPI's unit."""
    return f"{bare(low, unit)} to {bare(high, unit)}"


def ranges(item: Estimate | Difference) -> str:
    """Both intervals, named: luck and knowledge, in the unit of the KPI."""
    unit = f" {unit_words(item.unit)}"
    luck = f"luck {interval(item.low, item.high, item.unit)}"
    if item.knowledge is None:
        return f"{luck}{unit}"
    return f"{luck}, knowledge {interval(*item.knowledge, item.unit)}{unit}"


def clear(difference: Difference) -> bool:
    """Whether neither interval of a difference holds zero."""
    spans = [(difference.low, difference.high), *([difference.knowledge] if difference.knowledge else [])]
    return all(low > 0 or high < 0 for low, high in spans)


def sized(value: float, unit: str) -> str:
    """The size of a difference in the unit of its intervals, so that they can be set side by side."""
    return (
        shown(value, unit)
        if unit.startswith("EUR") or unit == "fraction"
        else f"{bare(value, unit)} {unit_words(unit)}"
    )


_SHORTER = ("lead_time", "payback", "time_to_recover", "time_to_survive", "design_time")


def finding(difference: Difference) -> str:
    """One difference in a sentence fragment with its size, unit and both intervals."""
    name = title(difference.kpi)
    name = name[0].lower() + name[1:] if not name[:2].isupper() else name
    if not any((difference.difference, difference.low, difference.high, *(difference.knowledge or ()))):
        return f"{name} the same"
    if not clear(difference):
        return f"no clear difference in {name} ({sized(difference.difference, difference.unit)}; {ranges(difference)})"
    timed = any(word in difference.kpi for word in _SHORTER)
    words = ("shorter", "longer") if timed else ("lower", "higher")
    size = sized(abs(difference.difference), difference.unit)
    return f"{name} {size} {words[0] if difference.difference < 0 else words[1]} ({ranges(difference)})"


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


def _of_unit(unit: str) -> str:
    """A unit behind a value; none for a bare ratio or a count a day, whose name says it."""
    return "" if unit in ("1", "1/day") else f" {unit_words(unit)}"


def opening(illustrative: bool, weakest: Sequence[Influence]) -> str:
    """'Illustrative' and the three unsourced parameters that matter most; empty when everything is sourced."""
    if not illustrative:
        return ""
    names = [
        f"{parameter(item.source)} ({bare(item.value, item.unit)}{_of_unit(item.unit)}, range {interval(item.low, item.high, item.unit)})"
        for item in weakest[:3]
    ]
    rest = (
        f" The three that matter most: {'; '.join(names)}."
        if len(names) == 3
        else (f" What matters most: {'; '.join(names)}." if names else "")
    )
    return f"**Illustrative**: this rests on parameters that nobody has published.{rest}"


_GROUPS = frozenset(
    {
        "modes",
        "templates",
        "stations",
        "products",
        "materials",
        "suppliers",
        "lanes",
        "designs",
        "demand",
        "mean",
        "capex",
        "failures",
    }
)
_SAID = {
    "cost": "cost", "carbon": "carbon factor", "per_day": "orders a day", "mtbf": "time between failures", "mttr": "repair time",
    "process_time": "process time", "wacc": "cost of capital", "price": "price",
}  # fmt: skip


def parameter(source: str) -> str:
    """An uncertain source in words: 'assumed:templates.plant.capex.cost' becomes 'plant, capital cost'."""
    kind, _, path = source.partition(":")
    steps = (path or kind).split(".")
    capital = "capex" in steps
    words = [
        _SAID.get(step, step).replace("_", " ") for step in steps if step not in _GROUPS or len(steps) == 1
    ]
    if capital and words:
        words[-1] = f"capital {words[-1]}"
    return ", ".join(words) or source


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
        f"{title(kpi)[0].lower()}{title(kpi)[1:]} {shown(e.mean, e.unit)} ({ranges(e)})"
        for kpi in kpis
        if (e := result.estimates.get(kpi)) is not None
    ]
    return f"**{result.scenario}**: {'; '.join(parts)}."


def table(results: Sequence[Result], kpis: Sequence[str]) -> str:
    """The results as a Markdown table: mean, then luck in round and knowledge in square brackets."""
    head = "| | unit | " + " | ".join(_cell(r.scenario) for r in results) + " |"
    lines = [head, "|---|---|" + "---:|" * len(results)]
    for kpi in kpis:
        unit = next((r.estimates[kpi].unit for r in results if kpi in r.estimates), "")
        cells = [_estimate(r.estimates.get(kpi)) for r in results]
        lines.append(f"| {_cell(title(kpi))} | {_cell(unit_words(unit))} | {' | '.join(cells)} |")
    lines.append("")
    lines.append("Mean, (95 % interval of luck), [middle 90 % of knowledge].")
    return "\n".join(lines)


def _estimate(estimate: Estimate | None) -> str:
    if estimate is None:
        return "n/a"
    e = estimate
    knowledge = f" [{interval(*e.knowledge, e.unit)}]" if e.knowledge else ""
    return f"{bare(e.mean, e.unit)} ({interval(e.low, e.high, e.unit)}){knowledge}"


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
            words = [
                f"{title(d.kpi).lower()} {'+' if d.difference > 0 else ''}{sized(d.difference, d.unit)}"
                for d in parts[:3]
            ]
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
    weight: dict[str, float] = {}
    for item in influences:
        weight[item.source] = max(weight.get(item.source, 0.0), item.share)
    by_fact = {a.fact: a for a in assumptions}
    known = {source: by_fact.get(source) or by_fact.get(source.partition(":")[2]) for source in weight}
    ranked = sorted(weight, key=lambda s: (-weight[s], s))
    for source in [s for s in ranked if known[s] is not None][:5]:
        a = known[source]
        if a is None:
            continue
        lines.append(
            f"- {parameter(source)}: {bare(a.value, a.unit)}{_of_unit(a.unit)}, range {interval(a.low, a.high, a.unit)} ({a.source})."
        )
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

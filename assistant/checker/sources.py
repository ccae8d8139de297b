"""Where the numbers of an answer may come from: results, parameters, passages, the plan and the question.

Every figure is kept in each way in which it may be told, with its unit, so that '14 hours' and '0.583 days' are the
same and '14 days' is not.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from assistant.checker.marks import Mark, canonical, marks
from assistant.explaining import Explained
from assistant.phrases import parameter, title, weight_by_source, weight_of
from assistant.plan.text.amounts import amounts
from assistant.plan.text.words import fold, read
from assistant.tools import Bench, ToolResult
from twin.experiment.explain import Node
from twin.experiment.values import Assumption, Comparison, Difference, Estimate, Influence, Result
from twin.told import MINUS, ways
from twin.units import readable

ROLES = ("low", "high", "knowledge_low", "knowledge_high")


@dataclass(frozen=True)
class Form:
    """One way of telling a number: key and unit as in `Mark`, and what it is of its fact."""

    key: str
    unit: str
    role: str


Values = tuple[tuple[str, float], ...]
"""The numbers of a fact by what they are: value, size (without its sign), share, and the ends of its intervals."""


@dataclass(frozen=True)
class Fact:
    """What a result, a parameter or a line of an explanation says. `name` is how a text names it, folded.

    `scenarios` holds one name for a value; of a difference first the one spoken of, then the one it is set against.
    `direction` is the sign of a difference. `turned` marks a difference told from the other side.
    """

    name: str
    values: Values
    unit: str
    scenarios: tuple[str, ...] = ()
    direction: float = 0.0
    turned: bool = False
    source: str = ""

    @cached_property
    def forms(self) -> frozenset[Form]:
        """Each of its numbers in every way of telling it; made when the first figure is held against it."""
        units = {"share": "fraction"}
        return frozenset(
            f for role, value in self.values for f in told(value, units.get(role, self.unit), role)
        )

    @cached_property
    def units(self) -> frozenset[str]:
        """The names of its unit, as the column of a table may show them."""
        return frozenset(canonical(way.many) for way in ways(self.unit))


@dataclass(frozen=True)
class Quote:
    """A passage that was cited: the names under which a text may cite it, its words, and its figures with those beside."""

    names: frozenset[str]
    words: str
    figures: frozenset[tuple[str, str, str]]
    year: str = ""


@dataclass
class Sources:
    """Everything that an answer may take numbers from.

    `free` maps a figure to the words beside it; `listed` says which of them stand in brackets behind a name, as in
    'Tampa (5 servers)'; `definitions` are formulas, which an answer quotes word by word.
    """

    results: list[Fact] = field(default_factory=list)
    parameters: list[Fact] = field(default_factory=list)
    parts: list[Fact] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    free: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    listed: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    scenarios: tuple[str, ...] = ()
    definitions: set[str] = field(default_factory=set)

    def allow(self, *texts: str) -> None:
        """Figures of these texts may stand in the answer, beside the same words."""
        for text in texts:
            for mark in marks(text):
                self.free.setdefault(mark.key, set()).add(beside(mark))
                if name := behind(mark, text):
                    self.listed.setdefault(name, set()).add((mark.key, beside(mark)[1]))

    def allow_amounts(self, question: str) -> None:
        """What the words of a question amount to: 'three weeks' lets 21 days be told."""
        for amount in amounts(read(question)):
            unit = {"days": "day", "percent": "%"}.get(amount.kind, "")
            day = "day" if amount.kind == "day" else ""
            self.free.setdefault(f"{amount.value:g}", set()).add((day, unit))


def beside(mark: Mark) -> tuple[str, str]:
    """The words before and after a figure that say what it counts."""
    return mark.before, mark.unit or mark.after


_NAMED = re.compile(r"([A-ZÀ-Þ][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]*)*) \([^()]*$")


def behind(mark: Mark, text: str) -> str:
    """The name in front of the bracket that a figure stands in: 'Tampa' of 'Tampa (micro factory, 5 servers)'; else ''."""
    found = _NAMED.search(text[: mark.start])
    return fold(found[1]) if found else ""


def sources(question: str, bench: Bench) -> Sources:
    """The numbers of this turn's results, plan, passages and question."""
    found = Sources()
    found.allow(question, "95 %", "90 %")
    found.allow_amounts(question)
    for result in bench.results:
        _add(found, result)
    if bench.plan is not None:
        plan = bench.plan
        found.allow(plan.statement, plan.message, plan.changed, *plan.assumed, *plan.choices)
        for wanted in plan.scenarios:
            found.allow(wanted.name, *(edit.describe() for edit in wanted.edits))
            if wanted.sites:
                found.allow(f"{wanted.sites} sites")
    return found


_OF_RESULTS = (
    "run_scenario", "compare", "explain_difference", "assumptions", "explain_kpi", "undo", "build_report",
)  # fmt: skip
_PLAIN = ("statement", "changed", "notice", "limits")


def _add(found: Sources, result: ToolResult) -> None:
    told = _PLAIN if result.tool in _OF_RESULTS else tuple(result.sections)
    found.allow(*(text for name, text in result.sections.items() if name in told and name != "evidence"))
    if result.tool == "assumptions":
        found.allow(result.sections.get("finding", ""))
    if result.report:
        found.allow(result.report)
    found.quotes += [_quote(passage) for passage in result.passages]
    for cited in result.citations:
        found.allow(cited.text)
        if not result.passages:
            names = frozenset({cited.source, cited.passage})
            found.quotes.append(Quote(names, bare_words(cited.text), _figures(cited.text)))
    for scenario in result.scenarios:
        found.allow(scenario.name, scenario.describe())
    if result.plan is not None:
        found.allow(*result.plan.assumed)
    if result.comparison is not None:
        _add_comparison(found, result.comparison)
    if result.result is not None:
        _add_result(found, result.result)
    for item in result.explained:
        _add_explained(found, item)


def _quote(passage: Any) -> Quote:
    names = frozenset({passage.citation, passage.source, passage.id})
    return Quote(names, bare_words(passage.plain), _figures(passage.plain), str(passage.year or ""))


_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def _figures(text: str) -> frozenset[tuple[str, str, str]]:
    """The figures of a passage as an answer shows it, without Markdown's marks."""
    shown = _LINK.sub(r"\1", text).replace("`", "").replace("**", "")
    return frozenset((mark.key, *beside(mark)) for mark in marks(shown))


def bare_words(text: str) -> str:
    """A text's letters and digits alone, for telling whether it is quoted."""
    return " ".join("".join(char if char.isalnum() else " " for char in fold(text)).split())


# ---- results


def _add_comparison(found: Sources, comparison: Comparison) -> None:
    for result in comparison.results:
        _add_result(found, result)
    found.scenarios = tuple(r.scenario for r in comparison.results)
    for difference in comparison.differences:
        found.results += [_difference(difference), _turned(difference)]
    _add_parameters(found, comparison.influences, comparison.assumptions)


def _add_result(found: Sources, result: Result) -> None:
    found.scenarios = (*found.scenarios, result.scenario)
    found.results += [
        Fact(fold(title(kpi)), _estimate(e), e.unit, (result.scenario,))
        for kpi, e in result.estimates.items()
    ]
    _add_parameters(found, result.influences, result.assumptions)


def _estimate(e: Estimate) -> Values:
    return (("value", e.mean), *_roles(e.low, e.high, *(e.knowledge or ())))


def _difference(d: Difference) -> Fact:
    spans = _roles(d.low, d.high, *(d.knowledge or ()))
    values = (("value", d.difference), ("size", abs(d.difference)), *spans)
    return Fact(fold(title(d.kpi)), values, d.unit, (d.b, d.a), d.difference)


def _turned(d: Difference) -> Fact:
    """The same difference told from the other side."""
    knowledge = None if d.knowledge is None else (-d.knowledge[1], -d.knowledge[0])
    other = {"a": d.b, "b": d.a, "difference": -d.difference, "low": -d.high, "high": -d.low}
    return replace(_difference(d.model_copy(update={**other, "knowledge": knowledge})), turned=True)


def _roles(*ends: float) -> Values:
    return tuple(zip(ROLES, ends, strict=False))


def told(value: float, unit: str, role: str) -> Iterator[Form]:
    """A value in every way in which an answer may tell it."""
    for way in ways(unit):
        yield Form(way.bare(value).replace(",", "").replace(MINUS, "-"), canonical(way.one), role)
    if unit.startswith(("EUR", "kg CO2e")):
        for mark in marks(readable(abs(value), unit)):
            yield Form(("-" if value < 0 else "") + mark.key, mark.unit, role)


# ---- parameters and explanations


def _add_parameters(
    found: Sources, influences: Sequence[Influence], assumptions: Iterable[Assumption]
) -> None:
    listed, weights = {a.fact: a.source for a in assumptions}, weight_by_source(influences)
    for item in influences:
        source = listed.get(item.source) or listed.get(item.source.partition(":")[2], "")
        found.parameters.append(_parameter(item, item.source, source, weights[item.source]))
    for row in assumptions:
        found.parameters.append(_parameter(row, row.fact, row.source, weight_of(weights, row.fact)))


def _parameter(item: Influence | Assumption, key: str, source: str, weight: float) -> Fact:
    values = (("value", item.value), *_roles(item.low, item.high), ("share", weight))
    return Fact(fold(parameter(key)), values, item.unit, source=source)


def _add_explained(found: Sources, item: Explained) -> None:
    found.scenarios = tuple(dict.fromkeys((*found.scenarios, item.scenario)))
    root, own = item.root, (item.scenario,)
    found.results.append(Fact(fold(title(item.kpi)), (("value", root.value),), root.unit, own))
    found.definitions.add(root.formula.partition(" (")[0])
    found.allow(f"first of {item.replications} runs")
    found.parts += [replace(part, scenarios=own) for part in _parts(root)]
    for row, share in item.facts:
        found.parts.append(replace(_parameter(row, row.fact, row.source, share), scenarios=own))


def _parts(node: Node) -> Iterator[Fact]:
    for child in node.children:
        share: Values = () if child.share is None else (("share", child.share),)
        values = (("value", child.value), *share)
        yield Fact(fold(child.title), values, child.unit, source=child.formula)
        yield from (part for part in _parts(child) if part.values[0][0] == "value")

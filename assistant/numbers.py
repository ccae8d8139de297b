"""The number checker: every number of an answer traces to a passage, a run, an edit or the question.

A number beside a result must be that result's: in a line that names KPIs, a figure must belong to one of them,
and in a table to its row and column. Units and signs are checked where the figure carries them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.answer import bare, shown, title, unit_words
from assistant.plan.amounts import amounts
from assistant.plan.words import fold, read
from assistant.tools import Bench, ToolResult
from twin.experiment.values import Difference, Estimate

_NUMBER = re.compile(r"(?<![\w.])([\u2212-]?)(\d[\d,]*(?:\.\d+)?)(\s?(?:million|billion|%))?")


_CITES = re.compile(r"\[[^\]\[]{3,}\](?:\([^)]*\))?\s*$")  # a line that ends by citing a passage


@dataclass(frozen=True)
class Fact:
    """A number that a result holds, as an answer may show it."""

    kpi: str
    scenarios: frozenset[str]
    texts: frozenset[str]
    unit: str
    signed: float = 0.0


@dataclass
class Sources:
    """Everything that an answer may take numbers from."""

    facts: list[Fact] = field(default_factory=list)
    free: set[str] = field(default_factory=set)
    scenarios: tuple[str, ...] = ()
    base: str = ""


def sources(question: str, bench: Bench) -> Sources:
    """The numbers of this turn's results, plan, passages and question."""
    found = Sources()
    found.free |= _plain(question) | {_told(a.value) for a in amounts(read(question))}
    for result in bench.results:
        _add_result(found, result)
    if bench.plan is not None:
        for text in (
            bench.plan.statement,
            bench.plan.message,
            bench.plan.changed,
            *bench.plan.assumed,
            *bench.plan.choices,
        ):
            found.free |= _plain(text)
        for plan in bench.plan.scenarios:
            found.free |= _plain(
                f"{plan.name} {plan.sites or ''} " + "; ".join(e.describe() for e in plan.edits)
            )
    found.free |= {"95", "90", "95%", "90%"}
    return found


def _add_result(found: Sources, result: ToolResult) -> None:
    for citation in result.citations:
        found.free |= _plain(citation.text) | _plain(citation.passage) | _plain(citation.source)
    found.free |= _plain(result.sections.get("evidence", "")) if result.citations else set()
    for name in ("statement", "assumptions", "limits", "opening", "notice"):
        found.free |= _plain(result.sections.get(name, ""))
    if result.tool in ("describe", "list_cases", "assumptions", "build_report", "branch"):
        found.free |= _plain(" ".join(result.sections.values()))
    for scenario in result.scenarios:
        found.free |= _plain(scenario.name) | _plain(scenario.describe())
    if result.comparison is not None:
        found.base = result.comparison.base
        found.scenarios = tuple(r.scenario for r in result.comparison.results)
        found.facts += [
            _of_estimate(kpi, r.scenario, e)
            for r in result.comparison.results
            for kpi, e in r.estimates.items()
        ]
        found.facts += [_of_difference(d) for d in result.comparison.differences]
    elif result.result is not None:
        found.scenarios = (result.result.scenario,)
        found.facts += [
            _of_estimate(kpi, result.result.scenario, e) for kpi, e in result.result.estimates.items()
        ]


def _of_estimate(kpi: str, scenario: str, e: Estimate) -> Fact:
    values = [e.mean, e.low, e.high, *(e.knowledge or ())]
    return Fact(kpi, frozenset({scenario}), frozenset(t for v in values for t in _texts(v, e.unit)), e.unit)


def _of_difference(d: Difference) -> Fact:
    values = [d.difference, abs(d.difference), d.low, d.high, *(d.knowledge or ())]
    return Fact(
        d.kpi,
        frozenset({d.a, d.b}),
        frozenset(t for v in values for t in _texts(v, d.unit)),
        d.unit,
        d.difference,
    )


def _texts(value: float, unit: str) -> Iterator[str]:
    """A value as it may be written: bare, and inside its readable form."""
    yield from _plain(bare(value, unit))
    yield from _plain(shown(value, unit))
    if unit == "fraction":
        yield from (f"{text}%" for text in _plain(bare(value, unit)))


def _told(value: float) -> str:
    return f"{value:g}"


def _plain(text: str) -> set[str]:
    """Every number of a text, in one way of writing: no thousands commas, sign kept, words of size kept."""
    return {_key(match) for match in _NUMBER.finditer(text)}


def _key(match: re.Match[str]) -> str:
    sign = "-" if match[1] else ""
    number = match[2].rstrip(",").replace(",", "")
    size = (match[3] or "").strip()
    return f"{sign}{number}{' ' + size if size and size != '%' else size}"


def faults(answer: str, known: Sources) -> list[str]:
    """What does not trace, one line each: the number and where it stands. An empty list is a clean answer."""
    problems: list[str] = []
    header: list[str] = []
    for line in answer.splitlines():
        if line.lstrip().startswith("|"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            if not any(_NUMBER.search(cell) for cell in cells[1:]) or not header:
                header = header or cells
                continue
            problems += _row_faults(cells, header, known)
        else:
            header = [] if line.strip() else header
            problems += _line_faults(line, known)
    return problems


def _row_faults(cells: list[str], header: list[str], known: Sources) -> list[str]:
    """A row of a results table: each figure belongs to the row's KPI and the column's scenario."""
    facts = [f for f in known.facts if _same(title(f.kpi), cells[0])]
    if not facts:
        return [
            f"{match[0].strip()} in the table"
            for cell in cells
            for match in _NUMBER.finditer(cell)
            if not _free(match, known)
        ]
    problems = []
    for name, cell in list(zip(header, cells, strict=False))[1:]:
        if fold(name) == "unit":
            problems += [] if _same(cell, unit_words(facts[0].unit)) else [f"unit '{cell}' of {cells[0]}"]
            continue
        own = set().union(*(f.texts for f in facts if f.scenarios == {name.replace(chr(92), "")}), set())
        problems += [
            f"{match[0].strip()} under {cells[0]} of {name}"
            for match in _NUMBER.finditer(cell)
            if _key(match) not in own
        ]
    return problems


def _same(one: str, other: str) -> bool:
    return fold(one).strip("* ") == fold(other).strip("* ")


def _free(match: re.Match[str], known: Sources) -> bool:
    key = _key(match)
    return key in known.free or key.rstrip("%") in known.free


def _line_faults(line: str, known: Sources) -> list[str]:
    """A line of words: figures beside a KPI must be that KPI's, in the scenarios that the line names."""
    problems: list[str] = []
    if _CITES.search(line):
        return [f"{m[0].strip()} in a cited line" for m in _NUMBER.finditer(line) if not _free(m, known)]
    told = [name for name in known.scenarios if name and name in line]
    bare_line = line
    for name in sorted(told, key=len, reverse=True):
        bare_line = bare_line.replace(name, " ")
    for part in _parts(bare_line):
        kpis = _named(part, known)
        for match in _NUMBER.finditer(part):
            if not kpis:
                if not _free(match, known):
                    problems.append(f"{match[0].strip()} in '{part.strip()[:60]}'")
                continue
            if not any(_fits(match, part, fact, told, known) for fact in known.facts if fact.kpi in kpis):
                problems.append(f"{match[0].strip()} beside {title(kpis[0])}")
    return problems


def _parts(line: str) -> list[str]:
    """The statements of a line: sentences and what stands between semicolons, brackets kept with their statement."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(line):
        depth += (char == "(") - (char == ")")
        ends = (char == ";" and depth <= 0) or (
            char in ".!?" and depth <= 0 and line[index + 1 : index + 2] in (" ", "")
        )
        if ends:
            parts.append(line[start : index + 1])
            start = index + 1
    return [*parts, line[start:]]


def _named(part: str, known: Sources) -> list[str]:
    """The KPIs that a statement names, the longest titles first, so that a longer title hides a shorter one in it."""
    text = fold(part)
    found: list[str] = []
    for kpi in sorted({f.kpi for f in known.facts}, key=lambda k: -len(title(k))):
        name = fold(title(kpi))
        if name in text:
            found.append(kpi)
            text = text.replace(name, " ")
    return found


_DOWN = ("shorter", "lower", "less", "sooner", "cheaper", "fewer", "faster", "below")
_UP = ("longer", "higher", "more", "later", "dearer", "slower", "above")


def _fits(match: re.Match[str], part: str, fact: Fact, told: list[str], known: Sources) -> bool:
    if _key(match) not in fact.texts:
        return False
    if told and not fact.scenarios & set(told):
        return False
    if len(told) >= 2 and len(fact.scenarios) == 2 and not fact.scenarios <= set(told):
        return False
    return _unit_fits(match, part, fact) and _sign_fits(match, part, fact, told)


_UNITS = {
    "EUR": ("eur",), "day": ("day",), "fraction": ("%",), "kg CO2e": ("kg", "t co2e", "g co2e"),
}  # fmt: skip
_FOREIGN = ("day", "hour", "week", "eur", "kg", "%", "tonne", "kwh", "year", "km")


def _unit_fits(match: re.Match[str], part: str, fact: Fact) -> bool:
    """A unit right beside the figure must be one of the fact's."""
    after = fold(part[match.end() : match.end() + 10]).lstrip()
    before = fold(part[max(0, match.start() - 5) : match.start()]).rstrip()
    own = fold(fact.unit)
    readable = fold(" ".join(fact.texts))
    for unit in _FOREIGN:
        beside = (
            after.startswith(unit)
            or before.endswith(unit)
            or (unit == "%" and (match[3] or "").strip() == "%")
        )
        if beside and not _unit_known(unit, own) and unit not in readable:
            return False
    return True


def _unit_known(unit: str, own: str) -> bool:
    alike = {
        "%": ("fraction",),
        "hour": ("day",),
        "day": ("day",),
        "week": (),
        "tonne": (),
        "year": ("year",),
        "kg": ("kg",),
        "km": ("km", "t.km"),
    }
    return unit in own or any(word in own for word in alike.get(unit, ()))


def _sign_fits(match: re.Match[str], part: str, fact: Fact, told: list[str]) -> bool:
    """'2.1 days shorter' must be a difference below zero."""
    after = fold(part[match.end() : match.end() + 30].split("(")[0])
    if not fact.signed:
        return not any(f" {word}" in f" {after}" for word in (*_DOWN, *_UP)) or (
            len(fact.scenarios) == 1 and len(told) < 2
        )
    if any(re.search(rf"\b{word}\b", after) for word in _DOWN):
        return fact.signed < 0
    if any(re.search(rf"\b{word}\b", after) for word in _UP):
        return fact.signed > 0
    return True

"""Faults planted into real answers by a seeded program, to see whether the number checker finds them.

Six kinds: a wrong number, and a right number under the wrong KPI, unit, sign, scenario or source. Each planting
changes a text so that it says something untrue; what would stay true (two equal rows swapped, the sign of a zero)
is not planted.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from assistant.checker.marks import Mark, marks
from assistant.checker.sources import Quote, bare_words
from twin.told import MINUS

Kind = Literal["number", "kpi", "unit", "sign", "scenario", "source"]
KINDS: tuple[Kind, ...] = ("number", "kpi", "unit", "sign", "scenario", "source")
_SHOWN = 60


Change = tuple[tuple[int, str], ...]
"""Lines to put in place of others, by their number."""


@dataclass(frozen=True)
class Planted:
    """An answer with one fault in it: what was there and what stands there now."""

    kind: Kind
    text: str
    before: str
    after: str


def planted(
    text: str, kind: Kind, luck: random.Random, scenarios: Sequence[str], quotes: Sequence[Quote]
) -> Planted | None:
    """The answer with one fault of a kind, or None when it offers no place for one."""
    lines = text.splitlines()
    options: dict[Kind, Callable[[], Iterator[Change]]] = {
        "number": lambda: _numbers(lines, luck),
        "kpi": lambda: _kpis(lines),
        "unit": lambda: _units(lines),
        "sign": lambda: _signs(lines),
        "scenario": lambda: _scenarios(lines, scenarios),
        "source": lambda: _sources(lines, quotes),
    }
    found = list(options[kind]())
    if not found:
        return None
    changes = luck.choice(found)
    before = "; ".join(_around(lines[at], new) for at, new in changes)
    after = "; ".join(_around(new, lines[at]) for at, new in changes)
    for at, new in changes:
        lines[at] = new
    return Planted(kind, "\n".join(lines), before, after)


def _around(line: str, other: str) -> str:
    """The part of a line where it differs from the other."""
    same = next((i for i, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), 0)
    return line[max(0, same - _SHOWN // 2) : same + _SHOWN]


def _figures(line: str) -> list[Mark]:
    """The figures of a line, without the counters of a list."""
    return [m for m in marks(line) if not re.fullmatch(r"\(\d\)", line[max(0, m.start - 1) : m.end + 1])]


def _numbers(lines: Sequence[str], luck: random.Random) -> Iterator[Change]:
    """One figure of an answer with a digit changed, two digits swapped, or ten times as large."""
    for at, line in enumerate(lines):
        for mark in _figures(line):
            found = re.search(r"\d[\d,.]*\d|\d", line[mark.start : mark.end])
            if found is None:
                continue
            new = _wrong(found[0], luck)
            start = mark.start + found.start()
            yield ((at, line[:start] + new + line[start + len(found[0]) :]),)


def _wrong(number: str, luck: random.Random) -> str:
    places = [i for i, char in enumerate(number) if char.isdigit()]
    pairs = [(i, j) for i, j in pairwise(places) if number[i] != number[j] and (i or number[j] != "0")]
    way = luck.choice(["digit", "swap", "tenfold"])
    if way == "swap" and pairs:
        i, j = luck.choice(pairs)
        return number[:i] + number[j] + number[i + 1 : j] + number[i] + number[j + 1 :]
    if way == "tenfold" and "." not in number and float(number.replace(",", "")):
        return f"{int(number.replace(',', '')) * 10:,}" if "," in number else f"{number}0"
    i = luck.choice(places)
    digit = luck.choice([d for d in "123456789" if d != number[i]])
    return number[:i] + digit + number[i + 1 :]


# ---- the right number under the wrong name


def _rows(lines: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Tables: the line of the header and the lines of the rows."""
    header, rows = -1, list[int]()
    for at, line in enumerate([*lines, ""]):
        if not line.startswith("|"):
            if header >= 0 and rows:
                yield header, rows
            header, rows = -1, []
        elif header < 0:
            header = at
        elif not line.startswith("|---"):
            rows.append(at)


def _cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line)


def _kpis(lines: Sequence[str]) -> Iterator[Change]:
    """Two rows of a table, or two results of a finding, change names; their figures differ."""
    for _, rows in _rows(lines):
        for one, two in pairwise(rows):
            a, b = _cells(lines[one]), _cells(lines[two])
            if [m.key for c in a[2:] for m in marks(c)] != [m.key for c in b[2:] for m in marks(c)]:
                yield ((one, "|".join([a[0], b[1], *a[2:]])), (two, "|".join([b[0], a[1], *b[2:]])))
    for at, line in enumerate(lines):
        match = re.match(r"\*\*[^:]*\*\*: (.*)\.$", line)
        parts = match[1].split("; ") if match else []
        said = [re.match(r"([^\d()]+(?:\([^\d]*\) )?)(?=\S*\d)(.*)", part) for part in parts]
        for left, right in pairwise(said):
            if left and right and left[2] != right[2] and "difference" not in left[1] + right[1]:
                yield ((at, line.replace(left[0], f"{right[1]}{left[2]}", 1)),)


_OTHER_UNIT = (
    ("days", "hours"), ("hours", "days"), ("minutes", "hours"), ("EUR/unit", "EUR/year"), ("kg CO2e/unit", "t CO2e/unit"),
    ("per unit", "per year"), ("EUR ", "USD "), ("%", " EUR"), ("million", "billion"), ("kg CO2e/t.km", "kg CO2e/kWh"),
    ("jobs", "days"), ("EUR/kWh", "EUR/kg"),
)  # fmt: skip


def _units(lines: Sequence[str]) -> Iterator[Change]:
    """A unit beside a figure, or in the column of units, becomes another."""
    for at, line in enumerate(lines):
        for right, wrong in _OTHER_UNIT:
            for match in re.finditer(rf"(?<![A-Za-z]){re.escape(right)}(?![A-Za-z/])", line):
                if _counts(line, match):
                    yield ((at, line[: match.start()] + wrong + line[match.end() :]),)


def _counts(line: str, match: re.Match[str]) -> bool:
    """Whether a unit belongs to a figure that is not zero."""
    if line.startswith("|"):
        in_unit = line[: match.start()].count("|") == 2 and line[match.end() :].lstrip().startswith("|")
        return in_unit and any(m.key.strip("-") != "0" for m in marks(line[match.end() :]))
    return any(m.start <= match.start() <= m.end and m.key.strip("-") != "0" for m in marks(line))


_TURNED = {"shorter": "longer", "longer": "shorter", "higher": "lower", "lower": "higher"}


def _signs(lines: Sequence[str]) -> Iterator[Change]:
    """A figure loses its minus or gets one, or 'shorter' becomes 'longer'."""
    for at, line in enumerate(lines):
        if line.startswith("|") or " against " in line or "range " in line or ": " in line[:60]:
            for mark in _figures(line):
                if mark.key.strip("-0.") and (line.startswith("|") or "**" in line or "range" in line):
                    yield ((at, _turned_sign(line, mark)),)
        for match in re.finditer(r"(?<=\S )(shorter|longer|higher|lower)(?= \()", line):
            yield ((at, line[: match.start()] + _TURNED[match[0]] + line[match.end() :]),)


def _turned_sign(line: str, mark: Mark) -> str:
    said = line[mark.start : mark.end]
    start = mark.start + len(said) - len(said.lstrip())
    if line[start] in (MINUS, "-"):
        return line[:start] + line[start + 1 :]
    return line[:start] + MINUS + line[start + 1 if line[start] == "+" else start :]


def _scenarios(lines: Sequence[str], scenarios: Sequence[str]) -> Iterator[Change]:
    """Two columns change names, or a line speaks of another scenario than its figures."""
    for header, rows in _rows(lines):
        head = _cells(lines[header])
        columns = [i for i, cell in enumerate(head) if cell.strip().replace("\\", "") in scenarios]
        for i, j in pairwise(columns):
            if any(_cells(lines[r])[i].strip() != _cells(lines[r])[j].strip() for r in rows):
                new = list(head)
                new[i], new[j] = head[j], head[i]
                yield ((header, "|".join(new)),)
    for at, line in enumerate(lines):
        match = re.search(r"\*\*(?P<one>[^*]+)\*\* against \*\*(?P<two>[^*]+)\*\*", line)
        if match and re.search(r"shorter|longer|higher|lower|[+\u2212]", line[match.end() :]):
            turned = f"**{match['two']}** against **{match['one']}**"
            yield ((at, line[: match.start()] + turned + line[match.end() :]),)
        for other in scenarios if match else ():
            if match and other not in (match["one"], match["two"]) and _differs(lines, at, match, other):
                yield ((at, line[: match.start("one")] + other + line[match.end("one") :]),)


def _differs(lines: Sequence[str], at: int, match: re.Match[str], other: str) -> bool:
    """Whether the same kind of line says something else of the other scenario."""
    head, rest = lines[at][: match.start("one")], lines[at][match.end("one") :]
    twin = [line for line in lines if line.startswith(f"{head}{other}** against **{match['two']}**")]
    return bool(twin) and all(line[len(head) + len(other) :] != rest for line in twin)


def _sources(lines: Sequence[str], quotes: Sequence[Quote]) -> Iterator[Change]:
    """Two cited lines change their sources, or two parameters do."""
    cited = [(at, m) for at, line in enumerate(lines) if (m := re.search(r"\[((?:[^\[\]\\]|\\.)+)\]$", line))]
    for at, match in cited:
        said = re.sub(r"^\W*(\*[^*]+\*|\*\*[^*]+\*\*)( \(\d+\))?:", "", lines[at][: match.start()])
        words = bare_words(re.sub(r"\\(.)", r"\1", said).removesuffix("... "))
        for _, other in cited:
            label = re.sub(r"\\(.)", r"\1", other[1])
            own = [q for q in quotes if label in q.names]
            if other[1] != match[1] and own and not any(words in q.words for q in own):
                yield ((at, lines[at][: match.start()] + other[0]),)
    listed = [
        (at, m) for at, line in enumerate(lines) if (m := re.match(r"- .*, range [^(]*\((.*)\)\.$", line))
    ]
    for at, match in listed:
        for _, other in listed:
            if other[1] != match[1]:
                yield ((at, lines[at][: match.start(1)] + other[1] + lines[at][match.end(1) :]),)

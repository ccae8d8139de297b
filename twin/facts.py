"""The facts table: every published parameter with its value, range, unit, year and source.

`corpus/facts/parameters.csv` holds one row a fact, in the unit in which it was published. A source that
begins with UNVERIFIED means that no page was seen: the row counts as an assumption. `low` and `high` are
our judgement unless the note names a source.
"""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from twin import units
from twin.errors import InputError
from twin.paths import corpus_root
from twin.quoted import quoted
from twin.safe_yaml import read_text

COLUMNS = ("id", "value", "low", "high", "unit", "scope", "year", "source", "note")
EXCHANGE_RATE = "fx_usd_per_eur"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_ID = re.compile(r"[a-z][A-Za-z0-9_]{1,63}")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table, in the unit in which it was published."""

    id: str
    value: float
    low: float
    high: float
    unit: str
    scope: str
    year: int
    source: str
    note: str

    @property
    def verified(self) -> bool:
        """False when no page was seen: the row is an assumption."""
        return not self.source.startswith("UNVERIFIED")


class Facts(Mapping[str, Fact]):
    """Facts by id, in the order of the table."""

    def __init__(self, rows: Mapping[str, Fact]) -> None:
        self._rows = dict(rows)

    def __getitem__(self, key: str) -> Fact:
        return self._rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def usd_per_eur(self) -> float:
        """US dollars for one euro, by the table."""
        return self.fact(EXCHANGE_RATE).value

    def fact(self, key: str) -> Fact:
        """The fact of that id; raises `InputError` with the nearest ids."""
        found = self._rows.get(key)
        if found is None:
            near = self.nearest(key)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            raise InputError(f"There is no fact '{quoted(key)}' in the table.{hint}")
        return found

    def nearest(self, key: str, limit: int = 3) -> tuple[str, ...]:
        """Ids that look like `key`, the most alike first."""
        from rapidfuzz import fuzz, process

        found = process.extract(
            key[:100], sorted(self._rows), scorer=fuzz.WRatio, limit=limit, score_cutoff=60
        )
        return tuple(match for match, _, _ in found)

    def value(self, key: str, unit: str) -> tuple[float, float, float]:
        """Value, low and high in the asked unit; dollars are exchanged at the table's own rate.

        Raises `InputError` when there is no such fact, or when it measures something else.
        """
        fact = self.fact(key)
        rate = self.usd_per_eur if "USD" in fact.unit or "USD" in unit else None
        try:
            value, low, high = (
                units.convert(number, fact.unit, unit, usd_per_eur=rate)
                for number in (fact.value, fact.low, fact.high)
            )
        except InputError as error:
            raise InputError(f"Fact '{key}': {error}") from None
        return value, low, high


@lru_cache(maxsize=1)
def load_facts() -> Facts:
    """The project's whole table."""
    return read_facts(corpus_root() / "facts" / "parameters.csv")


def read_facts(path: Path) -> Facts:
    """The facts of a CSV file; raises `InputError` with one line for each wrong row."""
    reader = csv.reader(io.StringIO(read_text(path, path.name), newline=""), strict=True)
    facts: dict[str, Fact] = {}
    problems: list[str] = []
    try:
        header = tuple(next(reader, ()))
        if header != COLUMNS:
            raise InputError(f"{path.name}: the columns must be {', '.join(COLUMNS)}.")
        for row in reader:
            where = f"{path.name}, line {reader.line_num} ({quoted(row[0]) if row else 'empty'})"
            wrong = _problems(row)
            if row and row[0] in facts:
                wrong.append("this id is used twice")
            problems += [f"{where}: {problem}." for problem in wrong]
            if not wrong:
                facts[row[0]] = _fact(row)
    except csv.Error as error:
        raise InputError(f"{path.name}, line {reader.line_num}: this is not valid CSV: {error}.") from None
    if not problems and EXCHANGE_RATE not in facts and any("USD" in fact.unit for fact in facts.values()):
        problems = [f"{path.name}: rows in USD need the row '{EXCHANGE_RATE}'."]
    if problems:
        raise InputError("\n".join(problems))
    return Facts(facts)


def _problems(row: list[str]) -> list[str]:
    """All that is wrong with a row, told without its place."""
    if len(row) != len(COLUMNS):
        return [f"{len(row)} columns instead of {len(COLUMNS)}"]
    key, value, low, high, unit, scope, year, source, _ = row
    wrong = []
    if not _ID.fullmatch(key):
        wrong.append("the id must be small letters, digits and '_', as in 'ef_artic_truck'")
    numbers = [float(text) if _NUMBER.fullmatch(text) else math.nan for text in (value, low, high)]
    if not all(math.isfinite(number) for number in numbers):
        wrong.append("value, low and high must be finite numbers")
    elif not numbers[1] <= numbers[0] <= numbers[2]:
        wrong.append(f"the value {value} lies outside its range {low} to {high}")
    if not units.known(unit):
        wrong.append(f"the unit '{quoted(unit)}' is not known")
    if not (re.fullmatch(r"\d{4}", year) and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        wrong.append(f"the year '{quoted(year)}' is not between {_FIRST_YEAR} and {_LAST_YEAR}")
    if not source.strip():
        wrong.append("the source is empty; name the page, or write UNVERIFIED")
    if not scope.strip():
        wrong.append("the scope is empty; say what or where the number is about")
    return wrong


def _fact(row: list[str]) -> Fact:
    """The fact of a row that has no problems."""
    key, value, low, high, unit, scope, year, source, note = row
    return Fact(key, float(value), float(low), float(high), unit, scope, int(year), source, note)

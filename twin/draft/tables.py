"""The tables of a network of one's own: CSV files read with a line for everything that is wrong in them."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from twin import units
from twin.errors import InputError
from twin.quoted import quoted
from twin.safe_yaml import read_text

MAX_ROWS = 20_000


@dataclass(frozen=True)
class Column:
    """A column of a table: its unit (none: a word), whether it must be filled, what it may be."""

    name: str
    unit: str | None = None
    needed: bool = False
    one_of: tuple[str, ...] = ()
    low: float | None = None
    whole: bool = False
    above: bool = False  # whether `low` itself is excluded


@dataclass
class Problems:
    """Everything that is wrong, in the order in which it was found."""

    lines: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Notes a problem."""
        self.lines.append(f"{where}: {what}")

    def raise_any(self) -> None:
        """Raises InputError with one line for each problem, if there is any."""
        if self.lines:
            raise InputError("\n".join(self.lines))


@dataclass(frozen=True)
class Row:
    """One row: its place in the file, its cells as written, and its figures in base units."""

    where: str
    words: dict[str, str]
    figures: dict[str, float]

    def word(self, name: str) -> str:
        """The text of a cell; empty when nothing stands in it."""
        return self.words.get(name, "")

    def said(self, name: str, unit: str) -> str:
        """A figure as it was written, with its base unit where none was."""
        text = self.word(name)
        return text if any(c.isalpha() or c in "%€$" for c in text) else f"{text} {unit}"

    def figure(self, name: str) -> float | None:
        """The figure of a cell, None when nothing stands in it."""
        return self.figures.get(name)


def rows(path: Path, columns: tuple[Column, ...], problems: Problems) -> list[Row]:
    """The rows of a table; what is wrong goes to `problems`, and rows with wrong cells keep the others."""
    try:
        text = read_text(path, path.name)
    except (InputError, OSError) as error:
        problems.add(path.name, f"cannot be read: {error}")
        return []
    try:
        table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        problems.add(path.name, f"is not valid CSV: {error}")
        return []
    header = [cell.strip() for cell in table[0]] if table else []
    if not _header_fits(path.name, header, columns, problems):
        return []
    known = {column.name: column for column in columns}
    found = [
        _row(
            f"{path.name}, row {number}",
            dict(zip(header, cells, strict=False)),
            len(cells) - len(header),
            known,
            problems,
        )
        for number, cells in enumerate(table[1 : MAX_ROWS + 1], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if len(table) - 1 > MAX_ROWS:
        problems.add(path.name, f"has {len(table) - 1} rows; at most {MAX_ROWS}")
    if not found:
        problems.add(path.name, "has no rows below the first; fill in at least one")
    _doubles(path.name, found, problems)
    return found


def _header_fits(name: str, header: list[str], columns: tuple[Column, ...], problems: Problems) -> bool:
    known = {column.name for column in columns}
    missing = [column.name for column in columns if column.needed and column.name not in header]
    unknown = [cell for cell in header if cell not in known]
    if missing:
        problems.add(name, f"the first row lacks the column(s) {', '.join(missing)}")
    for cell in unknown:
        problems.add(name, f"unknown column '{quoted(cell)}'. Known: {', '.join(sorted(known))}")
    for cell in sorted({cell for cell in header if header.count(cell) > 1}):
        problems.add(name, f"column '{quoted(cell)}' is there twice")
    return not missing


def _row(
    where: str, cells: dict[str, str], surplus: int, known: dict[str, Column], problems: Problems
) -> Row:
    if surplus > 0:
        problems.add(
            where, f"{surplus} cells more than columns; a comma inside a cell needs quotes around it"
        )
    words: dict[str, str] = {}
    figures: dict[str, float] = {}
    for name, column in known.items():
        text = cells.get(name, "").strip()
        if not text:
            if column.needed:
                problems.add(f"{where}, {name}", "is empty; it must be filled")
            continue
        if column.unit is None:
            if column.one_of and text not in column.one_of:
                problems.add(f"{where}, {name}", f"'{quoted(text)}' is none of {', '.join(column.one_of)}")
                continue
            words[name] = text
        else:
            words[name] = text
            _figure(f"{where}, {name}", text, column, figures, problems)
    return Row(where, words, figures)


def _figure(where: str, text: str, column: Column, figures: dict[str, float], problems: Problems) -> None:
    try:
        value = units.quantity(text, column.unit or "1")
    except InputError as error:
        problems.add(where, str(error))
        return
    if column.low is not None and (value < column.low or (column.above and value == column.low)):
        problems.add(where, f"{text} must be {'more than' if column.above else 'at least'} {column.low:g}")
    elif column.whole and value != int(value):
        problems.add(where, f"{text} must be a whole number")
    else:
        figures[column.name] = value


def _doubles(name: str, found: list[Row], problems: Problems) -> None:
    seen: dict[str, str] = {}
    for row in found:
        key = row.word("name")
        if key and key in seen:
            problems.add(f"{row.where}, name", f"'{quoted(key)}' is used by {seen[key]} already")
        seen.setdefault(key, row.where)


def each(found: list[Row], build: Callable[[Row], dict[str, object] | None]) -> Iterator[dict[str, object]]:
    """What every row becomes, rows that cannot be built left out."""
    for row in found:
        built = build(row)
        if built is not None:
            yield built

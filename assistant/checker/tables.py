"""Rows of tables: results under their scenarios, parameters and parts under their columns."""

from collections.abc import Iterator, Sequence

from assistant.checker.marks import Mark, canonical, marks
from assistant.checker.sources import ROLES, Fact, Sources
from assistant.checker.told import free_faults, told
from assistant.plan.text.words import fold


def row_faults(cells: Sequence[str], header: Sequence[str], known: Sources) -> Iterator[str]:
    """A row of a table: of results, where columns are scenarios, or of parameters and parts."""
    name, columns = fold(cells[0]).strip("* \u00b7"), [fold(cell) for cell in header]
    if any(cell in known.scenarios for cell in header[1:]):
        facts = [fact for fact in known.results if fact.name == name and len(fact.scenarios) == 1]
        yield from _result_row(cells, header, facts, known) if facts else free_faults(" ".join(cells), known)
        return
    of = header[0].removeprefix("facts of ")
    held = known.parts if of in known.scenarios else (*known.parameters, *known.parts, *known.results)
    facts = [
        fact for fact in held if fact.name == name and (of not in known.scenarios or of in fact.scenarios)
    ]
    if not facts:
        yield from free_faults(" ".join(cells), known)
        return
    yield from _parameter_row(cells, columns, facts)


def _result_row(
    cells: Sequence[str], header: Sequence[str], facts: Sequence[Fact], known: Sources
) -> Iterator[str]:
    unit = next((canonical(c) for c, name in zip(cells, header, strict=False) if fold(name) == "unit"), None)
    if unit is not None and unit not in facts[0].units:
        yield f"unit '{unit}' of {cells[0]}"
        return
    for name, cell in list(zip(header, cells, strict=False))[1:]:
        if fold(name) == "unit":
            continue
        own = [fact for fact in facts if fact.scenarios == (name,)]
        for mark, role in _roles_of_cell(cell):
            wanted = mark.unit or unit
            if not any(told(mark, fact, wanted, role) for fact in own):
                yield f"{mark.shown} under {cells[0]} of {name}"


def _roles_of_cell(cell: str) -> Iterator[tuple[Mark, str]]:
    """Figures of a cell: the mean, (luck), [knowledge]."""
    seen = {"(": 0, "[": 0}
    for mark in marks(cell):
        before = cell[: mark.start]
        bracket = next((b for b, e in (("(", ")"), ("[", "]")) if before.count(b) > before.count(e)), "")
        if not bracket:
            yield mark, "value"
            continue
        yield mark, ROLES[seen[bracket] + (2 if bracket == "[" else 0)] if seen[bracket] < 2 else "none"
        seen[bracket] += 1


_COLUMN_ROLES = {"value": ("value",), "range": ("low", "high"), "share": ("share",), "weight": ("share",)}


def _parameter_row(cells: Sequence[str], columns: Sequence[str], facts: Sequence[Fact]) -> Iterator[str]:
    """A row of a parameter or of a part: one fact of that name has its values, its unit and its source."""
    problems = [list(_against(cells, columns, fact)) for fact in facts]
    yield from min(problems, key=len)


def _against(cells: Sequence[str], columns: Sequence[str], fact: Fact) -> Iterator[str]:
    unit = next((canonical(c) for c, name in zip(cells, columns, strict=False) if name == "unit"), None)
    if unit is not None and unit not in fact.units:
        yield f"unit '{unit}' of {cells[0]}"
    for column, cell in list(zip(columns, cells, strict=False))[1:]:
        if column in ("source", "how"):
            if " ".join(cell.split()) != " ".join(fact.source.replace("|", "/").split()):
                yield f"source '{cell[:40]}' of {cells[0]}"
            continue
        if column == "unit":
            continue
        heading = canonical(column)
        if column not in _COLUMN_ROLES and heading not in fact.units:
            yield f"unit '{column}' of {cells[0]}"
        roles = _COLUMN_ROLES.get(column, ("value",))
        for at, mark in enumerate(marks(cell)):
            wanted = mark.unit or (heading if heading in fact.units else unit)
            if not told(mark, fact, wanted, roles[min(at, len(roles) - 1)]):
                yield f"{mark.shown} under {column} of {cells[0]}"

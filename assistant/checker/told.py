"""Whether a figure is what a result, a parameter, the plan or the question says."""

from collections.abc import Iterator

from assistant.checker.marks import Mark, marks
from assistant.checker.sources import Fact, Sources, behind, beside


def told(mark: Mark, fact: Fact, unit: str | None, role: str) -> bool:
    """Whether a figure is one of the fact's, in that unit and role; '' is any role but the size without its sign."""
    for form in fact.forms:
        if form.key != mark.key or (role and form.role != role):
            continue
        if unit is not None and unit != form.unit and not same_unit(unit, form.unit):
            continue
        if not role and form.role == "size":
            continue
        return True
    return False


def same_unit(unit: str, own: str) -> bool:
    """'EUR' for 'EUR/unit' is the same money; 'EUR/year' is not."""
    return "/" not in unit and own.startswith(f"{unit}/")


def free_faults(text: str, known: Sources) -> Iterator[str]:
    """Figures that belong to no result: each stands beside the same words in the plan or the question."""
    text = text.replace("\x01", " ").replace("\x02", " ")
    for mark in marks(text):
        if not (_free(mark, known) and _of_its_name(mark, text, known)):
            yield f"{mark.shown} in '{' '.join(text.split())[:60]}'"


def _of_its_name(mark: Mark, text: str, known: Sources) -> bool:
    """Whether a figure in brackets behind a name is told of that name; true where nothing is told of it so."""
    told_of = known.listed.get(behind(mark, text))
    return told_of is None or (mark.key, beside(mark)[1]) in told_of


def _free(mark: Mark, known: Sources) -> bool:
    here = beside(mark)
    for there in known.free.get(mark.key, ()):
        if not any(here) or not any(there):
            return True
        if any(a and a == b for a, b in zip(here, there, strict=True)):
            return True
    return False

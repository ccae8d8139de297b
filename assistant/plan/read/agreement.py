"""Whether what is about to run agrees with what was said: every length, day, share and factor of the question stands in
some scenario, as it is or turned into what the edit holds (30 % more is the factor 1.3; a stop from day 100 to day 160
lasts 60 days)."""

from collections.abc import Iterable, Sequence

from assistant.plan.schema import ScenarioPlan
from assistant.plan.text.measures import Amount

YEAR = 365.0
"""Days that may only say how often: '6 % a year'."""

_TRACED = frozenset({"days", "day", "percent", "factor"})


def numbers_of(plan: ScenarioPlan) -> list[float]:
    """Every number that a scenario holds: its sites and the fields of its edits."""
    held: list[float] = [float(plan.sites)] if plan.sites else []
    for edit in plan.edits:
        values = edit.model_dump(exclude_none=True).values()
        held += [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return held


def unplaced(said: Iterable[Amount], plans: Sequence[ScenarioPlan]) -> Amount | None:
    """The first quantity that stands in no scenario, in no form; None when all do."""
    used = {value for plan in plans for value in numbers_of(plan)}
    near = (
        used | {abs(1 - v) for v in used} | {1 / v for v in used if v} | {abs(1 - 1 / v) for v in used if v}
    )
    near |= {v * 100 for v in near} | {v * 365 for v in used}
    near |= {a + sign * b for a in used for b in used for sign in (1, -1)}
    for amount in said:
        if not amount.weak and all(abs(amount.value - v) > 1e-6 * max(1.0, abs(v)) for v in near):
            return amount
    return None


def traced(said: Iterable[Amount | None]) -> list[Amount]:
    """The quantities that have to stand in a scenario: lengths, days, shares and factors."""
    return [
        amount
        for amount in said
        if amount is not None
        and amount.kind in _TRACED
        and not (amount.kind == "days" and amount.value == YEAR)
    ]

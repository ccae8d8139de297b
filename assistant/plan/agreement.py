"""Whether what is about to run agrees with what was said: checks that no reading can make of itself.

Numbers: every length, day, share and factor of the question stands in some scenario, as it is or turned into what the
edit holds (30 % more is the factor 1.3; a stop from day 100 to day 160 lasts 60 days). Sense: the classifier, which
knows nothing of the grammar, finds the operations that the scenarios hold, and none that they lack.
"""

from collections.abc import Iterable, Sequence

from assistant.plan.measures import Amount
from assistant.plan.schema import ScenarioPlan
from assistant.plan.sense import RUNNING, Sense, label_of

LACKING = 0.5
"""Probability from which an operation that no scenario holds raises a doubt."""

STRANGE = 0.02
"""Probability below which an operation that a scenario holds raises a doubt."""

IDLE = 0.1
"""Probability that anything is to be run at all, below which a run without a change raises a doubt."""

YEAR = 365.0
"""Days that may only say how often: '6 % a year'."""

_FREE = frozenset({"compare_designs", "run_plain", "run_settings", "set_site_count"})
_TRACED = frozenset({"days", "day", "percent", "factor"})
_FAMILY = {"demand_shock": "demand", "demand_growth": "demand", "site_outage_partial": "site_outage"}


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
        if amount is not None and amount.kind in _TRACED and not (amount.kind == "days" and amount.value == YEAR)
    ]


def doubtful(sense: Sense, plans: Sequence[ScenarioPlan]) -> bool:
    """Whether the sense of the whole question speaks of other operations than the scenarios hold."""
    held = {label_of(edit.model_dump(exclude_none=True)) for plan in plans for edit in plan.edits}
    known = {_FAMILY.get(label, label) for label in held}
    if not held and not any(plan.sites for plan in plans):
        return sum(sense.of(label) for label in RUNNING) < IDLE
    lacking = [
        label
        for label, p in sense.operations
        if p > LACKING and label not in _FREE and not _among(_FAMILY.get(label, label), known)
    ]
    likely: dict[str, float] = {}
    for label, p in sense.ranked:
        family = _FAMILY.get(label, label)
        likely[family] = max(p, likely.get(family, 0.0))
    strange = [
        label for label in known - _FREE if likely.get(label, 0.0) < STRANGE and not _shocked(label, likely)
    ]
    return bool(lacking or strange)


def _among(label: str, held: set[str]) -> bool:
    """Whether an operation is held, a price by its shock and a shock by any price."""
    prices = {one for one in held if one.startswith("price")}
    return (
        label in held
        or (label == "price_shock" and bool(prices))
        or (label.startswith("price.") and "price_shock" in held)
    )


def _shocked(label: str, likely: dict[str, float]) -> bool:
    """Whether a price is meant by its shock, or a shock by a price."""
    if label == "price_shock":
        return any(p >= STRANGE for one, p in likely.items() if one.startswith("price."))
    return label.startswith("price.") and likely.get("price_shock", 0.0) >= STRANGE

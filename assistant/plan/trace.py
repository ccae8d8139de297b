"""Whether the scenarios that a language model proposes are what the user said: the same reading, as a check.

Every number and place of the proposed edits must come from the question, from the conversation, or from what the
embedded planner would assume; and every number of the question must be used by some edit.
"""

from typing import Any

from assistant.plan.planner import Planner
from assistant.plan.read.agreement import unplaced
from assistant.plan.schema import ScenarioPlan
from assistant.plan.text.amounts import amounts
from assistant.plan.text.words import fold, read
from assistant.plan.thread import Thread
from twin.errors import InputError

_OWN = ("kind", "name", "resize")
_USUAL = frozenset({0.0, 1.0, 60.0, 365.0})


def untraced(plans: tuple[ScenarioPlan, ...], question: str, thread: Thread, planner: Planner) -> str:
    """What in the proposed scenarios nobody said, in one line; empty when all of it traces."""
    try:
        own = planner.plan(question, thread)
    except InputError:
        return ""
    numbers, words = _said(question, thread, own.scenarios)
    for plan in plans:
        for value in _values(plan):
            if isinstance(value, str) and fold(value) not in words:
                return f"'{value}' is not in the question or the conversation. Use only places and names that the user said, or ask."
            if isinstance(value, float) and not any(
                abs(value - n) <= 1e-6 * max(1.0, abs(n)) for n in numbers
            ):
                return f"The number {value:g} is not in the question or the conversation. Use only numbers that the user said, or ask."
    return _unused(question, plans)


def _values(plan: ScenarioPlan) -> list[Any]:
    found: list[Any] = [float(plan.sites)] if plan.sites else []
    for edit in plan.edits:
        for name, value in edit.model_dump(exclude_none=True).items():
            if name in _OWN or isinstance(value, bool):
                continue
            if isinstance(value, int | float):
                found.append(float(value))
            elif name in ("site", "zone", "to", "city", "supplier", "lane", "country"):
                found.append(str(value))
    return found


def _said(question: str, thread: Thread, own: tuple[ScenarioPlan, ...]) -> tuple[set[float], set[str]]:
    numbers = set(_USUAL)
    said = amounts(read(question))
    base = [a.value for a in said]
    shares = [a.value / 100 for a in said if a.kind in ("percent", "count")]
    numbers.update(
        base,
        shares,
        (1 + v for v in shares),
        (1 - v for v in shares),
        (1 / v for v in base if v),
        (v / 365 for v in base),
    )
    past = [v for plan in (*own, *(p for t in thread.plans for p in t.scenarios)) for v in _values(plan)]
    numbers.update(v for v in past if isinstance(v, float))
    starts = [v for v in numbers if v > 1]
    numbers.update(a + b for a in base for b in starts)
    words = {fold(v) for v in past if isinstance(v, str)}
    text = fold(question)
    for end in range(1, 4):
        tokens = [w.key for w in read(question).words]
        words.update(" ".join(tokens[i : i + end]) for i in range(len(tokens)))
    words.update(part.strip("'s ") for part in text.split())
    return numbers, words


def _unused(question: str, plans: tuple[ScenarioPlan, ...]) -> str:
    left = unplaced((a for a in amounts(read(question)) if a.kind != "month"), plans)
    if left is None:
        return ""
    return f"The user's '{left.value:g}' ({left.kind}) is used by no scenario. Use it, or ask what it stands for."

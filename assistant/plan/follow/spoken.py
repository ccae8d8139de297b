"""Which number of the conversation made an edit, so that a bare number takes its unit and its sense."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from assistant.plan.text.amounts import Amount, amounts
from assistant.plan.text.words import read
from assistant.plan.thread import Thread
from twin import units
from twin.edits import AnyEdit

Sense = Callable[[float], float]

_SENSES: tuple[Sense, ...] = (
    lambda s: 1 + s,
    lambda s: 1 - s,
    lambda s: s,
    lambda s: 1 / (1 + s),
    lambda s: 1 / (1 - s),
    lambda s: 1 / s,
)
_FACTOR_SENSES: tuple[Sense, ...] = (lambda s: s, lambda s: 1 / s)


_DOWN = frozenset(
    {"fall", "falls", "drop", "drops", "less", "lower", "cut", "cheaper", "by", "baisse", "baissent", "moins", "reduce", "reduced", "down", "fewer"}
)  # fmt: skip


def _told(thread: Thread) -> Iterator[tuple[Amount, str]]:
    for plan in reversed(thread.plans):
        for line in plan.question.splitlines():
            yield from ((amount, line) for amount in amounts(read(line)) if not amount.weak)


def said(thread: Thread) -> Iterator[Amount]:
    """The numbers of the conversation, those of the last question first."""
    yield from (amount for amount, _ in _told(thread))


def sense_of(edit: AnyEdit, thread: Thread) -> tuple[Amount, Sense] | None:
    """The number that made a factor, and how: 20 % more, 20 % less, 20 % of it, twice as often, ..."""
    factor = getattr(edit, "factor", None)
    if factor is None:
        return None
    for amount, line in _told(thread):
        share = amount.value / 100 if amount.kind == "percent" else amount.value
        if amount.part and abs(share - factor) < 1e-6 and not _DOWN & {w.key for w in read(line).words}:
            return amount, _SENSES[2]  # 'half the time' is half of it, 'falls by half' half less
        senses = _SENSES if amount.kind == "percent" else _FACTOR_SENSES if amount.kind == "factor" else ()
        for sense in senses:
            if share not in (0, 1) and abs(sense(share) - factor) < 1e-6:
                return amount, sense
    return None


def in_its_unit(number: float, edit: AnyEdit, thread: Thread, bare: Amount) -> Amount | None:
    """A bare number as the kind of quantity that made an edit, or None when no number of the conversation did."""
    found: list[tuple[float, Amount]] = []
    for amount in said(thread):
        fields = edit.model_dump(exclude_none=True)
        if any(_made(amount, name, value) for name, value in fields.items()):
            told = _as(number, amount, bare)
            found.append((abs(_distance(told.value, amount.value)), told))
    sensed = sense_of(edit, thread)
    if sensed is not None:
        found.append((0.0, _as(number, sensed[0], bare)))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _distance(one: float, other: float) -> float:
    return (max(one, other) / min(one, other)) if min(one, other) > 0 else 1e9


def _made(amount: Amount, name: str, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if amount.kind == "days":
        return name in ("days", "horizon") and abs(amount.value - value) < 1e-6
    if amount.kind == "percent":
        return name in ("value", "share", "per_year") and abs(amount.value / 100 - value) < 1e-9
    if amount.kind in ("money", "mass", "count"):
        return (
            name in ("value", "count", "queue_cap", "hours_per_day", "days_per_week")
            and abs(amount.value - value) < 1e-6
        )
    return False


def _as(number: float, model: Amount, bare: Amount) -> Amount:
    scale = 1.0
    if model.kind == "days" and model.unit not in ("", "day"):
        scale = units.convert(1, model.unit, "day")
    return replace(
        model, value=number * scale, first=bare.first, last=bare.last, lead=bare.lead, part=False, signed=0
    )

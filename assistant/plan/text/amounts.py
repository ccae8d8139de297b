"""The quantities of a question: numbers in figures and words, with their units and their place in the text.

A quantity is told in its base unit (days, EUR, km, kg, kWh); the words it was read from stay known, so that
the coverage rule can say which of them nobody used.

>>> from assistant.plan.text.words import read
>>> [(a.kind, a.value) for a in amounts(read("three and a half weeks from day 60, 20% more"))]
[('days', 24.5), ('day', 60.0), ('percent', 20.0)]
"""

from dataclasses import replace

from assistant.plan.text.factors import factor_at
from assistant.plan.text.measures import Amount, bare_period, money_first, with_unit
from assistant.plan.text.moments import DATE, day_at, month_at, month_days
from assistant.plan.text.numbers import number_vocabulary
from assistant.plan.text.shares import share_at
from assistant.plan.text.shifts import shifts_at
from assistant.plan.text.words import Text, Word
from twin import units

__all__ = ["Amount", "amounts", "month_days", "number_vocabulary"]


def amounts(text: Text) -> tuple[Amount, ...]:
    """Every quantity of the question, in order."""
    found: list[Amount] = []
    at = 0
    while at < len(text.words):
        amount = None if _glued(text.words, at) else _amount_at(text.words, at)
        if amount is None:
            at += 1
            continue
        alone = _alone(text.words, amount.last)
        found.append(replace(amount, lead=_lead(text.words, amount.first), alone=alone))
        at = max(amount.last, at + 1)
    return tuple(_joined_up(text.words, found))


def _glued(words: tuple[Word, ...], at: int) -> bool:
    """Whether figures are the end of a name: 'CO2', 'F3'."""
    return bool(at) and words[at].number and words[at - 1].letters and words[at - 1].end == words[at].start


_ON = frozenset(
    ["to", "au", "a", "until", "till", "and", "et", "or", "ou", "on", "in", "for", "at", "each", "then", "pour", "pendant", "puis", "chez",
     "more", "less", "plus", "moins", "again", "jusqu", "but", "mais", "with", "avec", "while", "across", "everywhere", "partout"]
)  # fmt: skip


def _alone(words: tuple[Word, ...], at: int) -> bool:
    """Whether nothing stands here that a number before it could count."""
    return at >= len(words) or not words[at].letters or words[at].key in _ON


_ORDINAL = frozenset({"the", "le", "st", "nd", "rd", "th", "er"})
_RANGE = frozenset({"to", "-", "and", "until", "till", "through", "a", "au", "jusqu", "et", "or", "ou", ","})


def _joined_up(words: tuple[Word, ...], found: list[Amount]) -> list[Amount]:
    """Units carried over a range or a list: 'day 20 to 50', '20-50 days', 'two or four weeks'."""
    result = list(found)
    for index in range(len(result) - 1, 0, -1):
        left, right = result[index - 1], result[index]
        gap = words[left.last : right.first]
        link = {word.key for word in gap}
        if left.kind == right.kind == "days" and link in ({"of"}, {"de"}):
            if left.value % 30 == 0 and right.value in (28, 30, 31):
                result[index - 1 : index + 1] = [
                    replace(left, value=left.value / 30 * right.value, last=right.last)
                ]
            continue
        if left.kind == "count" and right.unit == DATE and 0 < len(gap) <= 4 and link <= _RANGE | _ORDINAL:
            which = right.value - float(words[right.first].text) + left.value
            result[index - 1] = replace(left, kind="day", value=which, unit=DATE, weak=False)
            continue
        if not 0 < len(gap) <= 2 or not link <= _RANGE | {"the", "day", "jour"}:
            minus = right.signed < 0 and left.last == right.first and words[right.first].key == "-"
            if not minus:
                continue
            right = replace(right, value=abs(right.value), signed=0, first=right.first + 1, lead="-")
            result[index] = right
        if (
            left.kind == "count"
            and right.kind in ("days", "percent", "factor", "hours_per_day")
            and not left.signed
        ):
            result[index - 1] = _as_unit(left, right)
        elif (left.kind == "day" and right.kind == "count" and not link & {"and", "et"} | (link & {","})) or (
            left.kind == "day" and right.kind == "count" and left.lead in ("between", "entre")
        ):
            result[index] = replace(right, kind="day", weak=False)
    return result


def _as_unit(left: Amount, right: Amount) -> Amount:
    scale = 1.0
    if right.kind == "days" and right.unit not in ("", "day"):
        scale = units.convert(1, right.unit, "day")
    return replace(left, kind=right.kind, value=left.value * scale, unit=right.unit, weak=False)


_FRENCH = frozenset(
    {"le", "la", "les", "des", "du", "une", "et", "est", "que", "si", "passe", "passent", "passait"}
)


def _lead(words: tuple[Word, ...], first: int) -> str:
    """The word before a quantity. An English article ('a 10 % rise') is none; a French 'à' may lack its accent."""
    if not first:
        return ""
    before = words[first - 1]
    if before.key == "a" and before.text.lower() == "a" and not _FRENCH & {word.key for word in words}:
        return ""
    return before.key


def _amount_at(words: tuple[Word, ...], at: int) -> Amount | None:
    return (
        day_at(words, at)
        or month_at(words, at)
        or share_at(words, at)
        or shifts_at(words, at)
        or factor_at(words, at)
        or money_first(words, at)
        or with_unit(words, at)
        or bare_period(words, at)
    )

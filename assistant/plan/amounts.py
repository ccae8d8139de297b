"""The quantities of a question: numbers in figures and words, with their units and their place in the text.

A quantity is told in its base unit (days, EUR, km, kg, kWh); the words it was read from stay known, so that
the coverage rule can say which of them nobody used.

>>> from assistant.plan.words import read
>>> [(a.kind, a.value) for a in amounts(read("three and a half weeks from day 60, 20% more"))]
[('days', 24.5), ('day', 60.0), ('percent', 20.0)]
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.plan.words import Text, Word, stem
from twin import units

FOLDER = Path(__file__).parent / "lexicon"
_MONTH_STARTS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Amount:
    """A quantity: its kind, its value in the base unit, and the words (from `first`, without `last`) it stands in.

    Kinds: `count`, `days` (a length), `day` (a point in time), `percent`, `factor`, `money`, `distance`, `mass`,
    `energy`, `rate` (a count per day), `month` (a calendar month, by number). `per` holds the unit after "per".
    `weak` marks what may be an article ("one", "un"). `lead` is the word before it ("by", "to", "from", ...).
    `part` marks a fraction in words ("a third"), which is a percentage of something.
    """

    kind: str
    value: float
    first: int
    last: int
    unit: str = ""
    per: str = ""
    weak: bool = False
    signed: int = 0
    lead: str = ""
    part: bool = False
    vague: bool = False


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((FOLDER / "numbers.yaml").read_text(encoding="utf-8"))
    return table


def number_vocabulary() -> frozenset[str]:
    """Every word that this module reads, for the spelling step."""
    table = _table()
    parts = ("words", "scales", "fractions", "factors", "units", "months")
    return frozenset(word for part in parts for word in table[part]) | frozenset(table["vague"])


@dataclass(frozen=True)
class _Number:
    value: float
    first: int
    last: int
    weak: bool = False
    part: bool = False


def amounts(text: Text) -> tuple[Amount, ...]:
    """Every quantity of the question, in order."""
    found: list[Amount] = []
    at = 0
    while at < len(text.words):
        amount = _amount_at(text.words, at)
        if amount is None:
            at += 1
            continue
        found.append(replace(amount, lead=_lead(text.words, amount.first)))
        at = max(amount.last, at + 1)
    return tuple(_joined_up(text.words, found))


_RANGE = frozenset({"to", "-", "and", "until", "till", "through", "a", "au", "jusqu", "et", "or", "ou", ","})


def _joined_up(words: tuple[Word, ...], found: list[Amount]) -> list[Amount]:
    """Units carried over a range or a list: 'day 20 to 50', '20-50 days', 'two or four weeks'."""
    result = list(found)
    for index in range(len(result) - 1, 0, -1):
        left, right = result[index - 1], result[index]
        gap = words[left.last : right.first]
        link = {word.key for word in gap}
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


def _lead(words: tuple[Word, ...], first: int) -> str:
    return words[first - 1].key if first else ""


def _amount_at(words: tuple[Word, ...], at: int) -> Amount | None:
    return (
        _day_point(words, at)
        or _month(words, at)
        or _factor(words, at)
        or _money_first(words, at)
        or _with_unit(words, at)
        or _bare_period(words, at)
    )


def _key(words: tuple[Word, ...], at: int) -> str:
    return stem(words[at].key) if 0 <= at < len(words) else ""


def _number(words: tuple[Word, ...], at: int) -> _Number | None:
    """A number in figures or in words beginning at `at`, with halves and thousands."""
    if at >= len(words):
        return None
    start = at
    if _key(words, at) in ("a", "an", "un", "une", "la") and _key(words, at + 1) in (
        *_table()["groups"],
        *_table()["fractions"],
    ):
        at += 1
        if _key(words, at) in _table()["fractions"]:
            return _fraction(words, start, at, 1)
    elif _key(words, at) == "the" and _key(words, at + 1) in ("half",):
        return None
    number = _digits(words, at) or _spelled(words, at)
    if number is None:
        return _fraction(words, start, at, 1)
    if (
        _key(words, number.last) in _table()["fractions"]
        and _key(words, number.last) != "second"
        and number.value < 10
    ):
        part = _fraction(words, start, number.last, number.value)
        if part:
            return part
    number = _and_a_half(words, number)
    if _key(words, number.last) in ("of", "de", "d") and _key(words, number.last - 1) in _table()["groups"]:
        number = replace(number, last=number.last + 1)
    return replace(number, first=start)


def _fraction(words: tuple[Word, ...], start: int, at: int, count: float) -> _Number | None:
    pair = _table()["fractions"].get(_key(words, at))
    if pair is None:
        return None
    last = at + 1
    if _key(words, last) in ("of", "de", "d"):
        last += 1
    if _key(words, last) in ("a", "an", "un", "une") and _key(words, last + 1) in _table()["units"]:
        last += 1
    return _Number(count * pair[0] / pair[1], start, last, part=True)


def _and_a_half(words: tuple[Word, ...], number: _Number) -> _Number:
    at = number.last
    if _key(words, at) not in ("and", "et"):
        return number
    skip = 1 if _key(words, at + 1) in ("a", "un", "une") else 0
    if _key(words, at + 1 + skip) in ("half", "demi", "demie"):
        return replace(number, value=number.value + 0.5, last=at + 2 + skip, weak=False)
    return number


def _digits(words: tuple[Word, ...], at: int) -> _Number | None:
    if not words[at].number:
        return None
    written = words[at].text
    if "," in written and len(written.rsplit(",", 1)[1]) != 3:
        written = written.replace(",", ".")
    value = float("".join(char for char in written if char.isdigit() or char == "."))
    last = at + 1
    close = last < len(words) and words[last].start - words[at].end <= 1
    scale = _table()["scales"].get(_key(words, last)) if close and _key(words, last) != "cent" else None
    if close and scale is None and words[last].text in ("m", "M") and _money_near(words, at, last):
        scale = 1_000_000
    if scale:
        value, last = value * scale, last + 1
    return _Number(value, at, last)


def _money_near(words: tuple[Word, ...], at: int, after: int) -> bool:
    before, behind = _key(words, at - 1), _key(words, after + 1)
    kinds = _table()["units"]
    return any(kinds.get(key, {}).get("kind") == "money" for key in (before, behind))


def _spelled(words: tuple[Word, ...], at: int) -> _Number | None:
    """Number words: 'two hundred and fifty', 'quatre-vingt-dix', 'a dozen', 'one'."""
    values, scales, weak = _table()["words"], _table()["scales"], _table()["weak"]
    total, current, last = 0.0, None, at
    while last < len(words):
        key = words[last].key if words[last].key in values else _key(words, last)
        if (
            key in ("and", "et")
            and current is not None
            and (current % 100 == 0 or current in (20, 30, 40, 50, 60))
        ):
            if _key(words, last + 1) in values and _fits(current, values[_key(words, last + 1)]):
                last += 1
                continue
            break
        if key in values and (current is None or _fits(current, values[key])):
            value = values[key]
            current = (
                value
                if current is None
                else (current - 4 + 80 if value == 20 and current % 100 == 4 else current + value)
            )
        elif key in scales and len(key) > 1 and (current is not None or key in ("cent", "mille")):
            if scales[key] == 100:
                current = (current or 1) * 100
            else:
                total, current = total + (current or 1) * scales[key], 0
        else:
            break
        last += 1
    if current is None:
        return None
    single = last == at + 1
    if _key(words, last) in ("dozen", "douzaine", "dizaine", "centaine") and not total:
        return _Number(current * values[_key(words, last)], at, last + 1)
    return _Number(total + current, at, last, weak=single and words[at].key in weak)


def _fits(current: float, value: float) -> bool:
    """Whether a number word goes on: 'twenty' + 'five', 'hundred' + 'ten', 'quatre' + 'vingt', 'soixante' + 'dix'."""
    tail = current % 100
    if value == 20 and tail == 4:
        return True
    if current >= 100 and tail == 0:
        return value < 100
    if tail in (60, 80):
        return value < 20
    return tail in (20, 30, 40, 50, 70, 90) and value < 10


def _unit_at(words: tuple[Word, ...], at: int) -> tuple[dict[str, Any], int] | None:
    table = _table()
    two = f"{_key(words, at)} {_key(words, at + 1)}"
    if two in table["unit_phrases"]:
        return table["units"][table["unit_phrases"][two]], at + 2
    key = words[at].key if at < len(words) else ""
    if key == "cent" and at and not words[at - 1].number:
        return None  # the French hundred
    for form in (key, stem(key)):
        if form in table["units"]:
            return table["units"][form], at + 1
    return None


def _per(words: tuple[Word, ...], at: int) -> tuple[str, int]:
    """A unit after 'per', '/', 'a', 'par' behind an amount, and where it ends."""
    if _key(words, at) in ("per", "/", "par", "a", "an", "each", "every", "la", "l", "le"):
        skip = 2 if _key(words, at + 1) in ("of", "de") else 1
        unit = _unit_at(words, at + skip)
        if unit is not None and unit[0]["kind"] != "percent":
            return str(unit[0]["unit"]), unit[1]
    return "", at


def _with_unit(words: tuple[Word, ...], at: int) -> Amount | None:
    sign, start = _sign(words, at)
    number = _number(words, start)
    if number is None:
        return _vague(words, at)
    found = _unit_at(words, number.last)
    if found is None:
        return _count(words, at, number, sign)
    unit, last = found
    if unit["kind"] == "days" and number.weak and words[number.first].key in ("single", "score"):
        return None
    if unit["kind"] == "percent":
        return Amount("percent", number.value, at, last, unit="%", signed=sign)
    if unit["kind"] == "days":
        return _hours(words, at, number, unit, last) or _period(words, at, number, unit, last, sign)
    per, last = _per(words, _past_carbon(words, last) if unit["kind"] == "mass" else last)
    value = round(number.value * unit.get("factor", 1), 9)
    return Amount(
        unit["kind"], -value if sign < 0 else value, at, last, unit=unit["unit"], per=per, signed=sign
    )


def _past_carbon(words: tuple[Word, ...], at: int) -> int:
    """Past 'of CO2' in '0.02 kg of CO2 per kWh', when a 'per' follows."""
    here = at
    while here < len(words) and words[here].key in ("of", "de", "co", "2", "e"):
        here += 1
    return here if _key(words, here) in ("per", "/", "par", "a") else at


def _sign(words: tuple[Word, ...], at: int) -> tuple[int, int]:
    if words[at].key in ("-", "+") and at + 1 < len(words) and words[at + 1].number:
        return (-1 if words[at].key == "-" else 1), at + 1
    if words[at].key in ("minus", "negative") and at + 1 < len(words):
        return -1, at + 1
    return 0, at


def _period(
    words: tuple[Word, ...], at: int, number: _Number, unit: dict[str, Any], last: int, sign: int
) -> Amount:
    value = units.convert(number.value * unit.get("factor", 1), unit["unit"], "day")
    value, last = _and_a_half_unit(words, value, unit, last)
    return Amount("days", -value if sign < 0 else value, at, last, unit=unit["unit"], signed=sign)


def _hours(
    words: tuple[Word, ...], at: int, number: _Number, unit: dict[str, Any], last: int
) -> Amount | None:
    """'10 hours a day', 'six days a week': working time, not a length of time."""
    pair = {("h", "day"): "hours_per_day", ("day", "week"): "days_per_week"}
    if (
        unit["unit"] == "day"
        and _key(words, last) in ("sur", "out")
        and _key(words, last + 1) in ("sept", "7", "of")
    ):
        return Amount("days_per_week", number.value, at, last + 2)
    if _key(words, last) not in ("per", "/", "par", "a", "each", "every", "sur"):
        return None
    after = _unit_at(words, last + 1)
    kind = pair.get((unit["unit"], after[0]["unit"])) if after else None
    return Amount(kind, number.value, at, after[1]) if kind and after else None


def _and_a_half_unit(
    words: tuple[Word, ...], value: float, unit: dict[str, Any], last: int
) -> tuple[float, int]:
    """'a week and a half', 'un mois et demi'."""
    if _key(words, last) not in ("and", "et"):
        return value, last
    skip = 1 if _key(words, last + 1) in ("a", "un", "une") else 0
    if _key(words, last + 1 + skip) in ("half", "demi", "demie"):
        return value + units.convert(0.5 * unit.get("factor", 1), unit["unit"], "day"), last + 2 + skip
    return value, last


def _bare_period(words: tuple[Word, ...], at: int) -> Amount | None:
    """'a week', 'an hour', 'une semaine', 'a fortnight', 'a whole month'."""
    if words[at].key not in ("a", "an", "une", "un", "one", "full", "whole", "another"):
        return None
    here = at + 1
    while _key(words, here) in ("full", "whole", "entire", "good", "single"):
        here += 1
    found = _unit_at(words, here)
    if found is None or found[0]["kind"] != "days" or len(words[here].key) < 2:
        return None
    before = words[at - 1] if at else None
    if before is not None and (
        before.number
        or (before.letters and _key(words, at - 1) in ("order", "unit", "commande", "once", "piece"))
    ):
        return None
    return _period(words, at, _Number(1, at, here), found[0], found[1], 0)


def _count(words: tuple[Word, ...], at: int, number: _Number, sign: int) -> Amount | None:
    if number.part:
        return Amount("percent", number.value * 100, at, number.last, unit="%", part=True)
    per, last = _rate(words, number.last)
    if per and not number.weak:
        days = units.convert(1, per, "day")
        return Amount("rate", number.value / days, at, last, unit="1/day", per=per)
    value = -number.value if sign < 0 else number.value
    return Amount("count", value, at, number.last, weak=number.weak, signed=sign)


def _rate(words: tuple[Word, ...], at: int) -> tuple[str, int]:
    """'20 a day', '20 orders per week', '150 vehicles a month'."""
    for skip in (0, 1, 2):
        if skip and not (at + skip <= len(words) and words[at + skip - 1].letters):
            break
        if skip and _key(words, at + skip - 1) in (
            "shift",
            "equipe",
            "day",
            "and",
            "to",
            "or",
            "in",
            "for",
            "from",
            "per",
            "a",
            "un",
            "une",
        ):
            break
        here = at + skip
        if _key(words, here) in ("per", "/", "a", "par", "each", "every", "an"):
            unit = _unit_at(words, here + 1)
            if unit is not None and unit[0]["kind"] == "days":
                return str(unit[0]["unit"]), unit[1]
    return "", at


def _factor(words: tuple[Word, ...], at: int) -> Amount | None:
    """'doubles', 'x 3', '3x', 'three times', 'half as many', 'divided by two', 'by a factor of 2'."""
    table = _table()
    word = words[at].key
    for form in (word, stem(word)):
        if form in table["factors"] and not (form == "double" and _key(words, at + 1) == "check"):
            return Amount("factor", float(table["factors"][form]), at, at + 1)
    joined = at + 1 < len(words) and words[at].end == words[at + 1].start
    before = at > 0 and words[at - 1].number and words[at - 1].end == words[at].start
    if (word in ("x", "×") and (joined or not before)) or (
        word in ("times", "time", "factor") and _key(words, at + 1) != "a"
    ):
        here = at + 2 if _key(words, at + 1) == "of" else at + 1
        number = _number(words, here)
        return Amount("factor", number.value, at, number.last) if number and not number.part else None
    if word in ("divided", "divise", "divisee", "diviser") and _key(words, at + 1) in ("by", "par"):
        number = _number(words, at + 2)
        return Amount("factor", 1 / number.value, at, number.last) if number and number.value else None
    if word in ("multiplied", "multiplie", "multipliee", "multiplier") and _key(words, at + 1) in (
        "by",
        "par",
    ):
        number = _number(words, at + 2)
        return Amount("factor", number.value, at, number.last) if number else None
    number = _number(words, at)
    if number is None:
        return None
    after = _key(words, number.last)
    follows = number.last + 1 < len(words) and words[number.last + 1].number
    if after in ("x", "×") and not (follows and words[number.last].start != words[number.last - 1].end):
        return Amount("factor", number.value, at, number.last + 1)
    if (
        after in ("time", "fold", "foi", "fois")
        and not number.part
        and _key(words, number.last + 1) not in ("a", "per", "par")
    ):
        return Amount("factor", number.value, at, number.last + 1)
    if number.part and after in ("as", "the", "its") and words[number.last - 1].key not in ("of", "de", "d"):
        return Amount("factor", number.value, at, number.last + 1)
    return None


def _money_first(words: tuple[Word, ...], at: int) -> Amount | None:
    """'€ 50', 'EUR 15 000', '$50k'."""
    unit = _table()["units"].get(words[at].key)
    if unit is None or unit["kind"] != "money" or at + 1 >= len(words) or not words[at + 1].number:
        return None
    number = _digits(words, at + 1)
    if number is None or unit.get("factor"):
        return None
    per, last = _per(words, number.last)
    return Amount("money", number.value, at, last, unit=unit["unit"], per=per)


def _day_point(words: tuple[Word, ...], at: int) -> Amount | None:
    """'day 60', 'jour 60', 'd60', 'the 60th day', 'week 5' (its first day), 'month 3'."""
    found = _unit_at(words, at)
    if (
        words[at].key in ("j", "d", "t")
        and at + 1 < len(words)
        and words[at + 1].number
        and words[at].end == words[at + 1].start
    ):
        return Amount("day", float(words[at + 1].text.replace(",", "")), at, at + 2)
    if words[at].number and _key(words, at + 1) in ("st", "nd", "rd", "th", "e", "eme", "ieme"):
        unit = _unit_at(words, at + 2)
        if unit is not None and unit[0]["kind"] == "days":
            step = units.convert(unit[0].get("factor", 1), unit[0]["unit"], "day")
            which = float(words[at].text)
            return Amount("day", which if step == 1 else step * (which - 1), at, unit[1])
    if found is None or found[0]["kind"] != "days" or len(words[at].key) < 2:
        return None
    here = found[1]
    if _key(words, here) in ("number", "no", "nr"):
        here += 1
    number = _digits(words, here) if here < len(words) and words[here].number else None
    if number is None and here < len(words):
        number = _spelled(words, here)
        number = None if number is None or (number.weak and words[here].key != "one") else number
    if number is None or (_unit_at(words, number.last) is not None and found[0]["unit"] != "day"):
        return None
    if _unit_at(words, number.last) is not None and _key(words, number.last) != "for":
        return None
    step = units.convert(found[0].get("factor", 1), found[0]["unit"], "day")
    return Amount("day", number.value if step == 1 else step * (number.value - 1), at, number.last)


def _month(words: tuple[Word, ...], at: int) -> Amount | None:
    """A calendar month by name: day 0 is 1 January. 'March' and 'May' need a capital or a 'in' before them."""
    month = _table()["months"].get(words[at].key)
    if month is None:
        return None
    if words[at].key in ("march", "mars") and not (
        words[at].capital or _key(words, at - 1) in ("in", "of", "en")
    ):
        return None
    return Amount("month", float(month), at, at + 1)


def month_days(month: float) -> tuple[float, float]:
    """First day (day 0 is 1 January) and length of a calendar month by its number 1 to 12."""
    index = int(month) - 1
    return float(_MONTH_STARTS[index]), float(_MONTH_LENGTHS[index])


def _vague(words: tuple[Word, ...], at: int) -> Amount | None:
    """'a few weeks', 'several sites': a quantity without its number."""
    start = at
    if words[at].key in ("a", "an") and _key(words, at + 1) in _table()["vague"]:
        at += 1
    if _key(words, at) not in _table()["vague"]:
        return None
    here = at + 1 + (_key(words, at + 1) in ("of", "de", "more"))
    unit = _unit_at(words, here)
    if unit is None or unit[0]["kind"] not in ("days", "percent") or len(words[here].key) < 2:
        return None
    return Amount(unit[0]["kind"], 0.0, start, unit[1], vague=True)

"""Numbers with their units: lengths of time, money, percents, rates, counts."""

from dataclasses import dataclass
from typing import Any

from assistant.plan.text.numbers import Number, digits_at, key_at, number_at, number_table
from assistant.plan.text.words import Word, stem
from twin import units


@dataclass(frozen=True)
class Amount:
    """A quantity: its kind, its value in the base unit, and the words (from `first`, without `last`) it stands in.

    Kinds: `count`, `days` (a length), `day` (a point in time), `percent`, `factor`, `money`, `distance`, `mass`,
    `energy`, `rate` (a count per day), `month` (a calendar month, by number). `per` holds the unit after "per".
    `weak` marks what may be an article ("one", "un"). `lead` is the word before it ("by", "to", "from", ...).
    `part` marks a fraction in words ("a third"), which is a percentage of something; `of` one that says what is left
    of it ("two thirds of the orders"), unless a verb takes it away. `alone` marks a number behind which nothing stands that
    it could count.
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
    of: bool = False
    vague: bool = False
    alone: bool = False


_PER_ONE = frozenset({"hour", "hr", "order", "unit", "hou", "h"})


def unit_at(words: tuple[Word, ...], at: int) -> tuple[dict[str, Any], int] | None:
    table = number_table()
    two = f"{key_at(words, at)} {key_at(words, at + 1)}"
    if two in table["unit_phrases"]:
        return table["units"][table["unit_phrases"][two]], at + 2
    key = words[at].key if at < len(words) else ""
    if key == "an" and key_at(words, at + 1) in _PER_ONE:
        return None  # '28 an hour', and no French year
    if (
        words[at : at + 1]
        and words[at].text in ("d", "w")
        and at
        and words[at - 1].number
        and words[at - 1].end == words[at].start
    ):
        return table["units"]["day" if key == "d" else "week"], at + 1
    if key == "cent" and at and not words[at - 1].number and words[at].key != "cents":
        return None  # the French hundred
    for form in (key, stem(key)):
        if form in table["units"]:
            return table["units"][form], at + 1
    return None


def per_unit(words: tuple[Word, ...], at: int) -> tuple[str, int]:
    """A unit after 'per', '/', 'a', 'par' behind an amount, and where it ends."""
    if key_at(words, at) in ("per", "/", "par", "a", "an", "each", "every", "la", "l", "le", "de"):
        skip = 2 if key_at(words, at + 1) in ("of", "de", "l", "la") else 1
        if key_at(words, at) == "de" and skip == 1:
            return "", at
        unit = unit_at(words, at + skip)
        if unit is not None and unit[0]["kind"] != "percent":
            return str(unit[0]["unit"]), unit[1]
    return "", at


def with_unit(words: tuple[Word, ...], at: int) -> Amount | None:
    sign, start = sign_at(words, at)
    number = number_at(words, start)
    if number is None:
        return _vague(words, at)
    found = unit_at(words, number.last) or _full(words, number)
    if found is None:
        return _count(words, at, number, sign)
    unit, last = found
    if unit["kind"] == "days" and number.weak and words[number.first].key in ("single", "score"):
        return None
    if unit["kind"] == "percent":
        return Amount("percent", number.value, at, last, unit="%", signed=sign)
    if unit["kind"] == "days":
        return _hours(words, at, number, unit, last, sign) or period_at(words, at, number, unit, last, sign)
    value = round(number.value * unit.get("factor", 1), 9)
    if unit["kind"] == "money" and not unit.get("factor"):
        cents, last = _cents(words, last)
        value = round(value + cents, 9)
    per, last = per_unit(words, _past_carbon(words, last) if unit["kind"] == "mass" else last)
    return Amount(
        unit["kind"], -value if sign < 0 else value, at, last, unit=unit["unit"], per=per, signed=sign
    )


def _full(words: tuple[Word, ...], number: Number) -> tuple[dict[str, Any], int] | None:
    """The unit of time in 'two full years', 'trois bonnes semaines'."""
    if key_at(words, number.last) not in number_table()["full"]:
        return None
    found = unit_at(words, number.last + 1)
    return found if found is not None and found[0]["kind"] == "days" else None


def _cents(words: tuple[Word, ...], at: int) -> tuple[float, int]:
    """The cents of 'two euros fifty', '2 euros 50', as a part of one, and where they end."""
    number = number_at(words, at) if at < len(words) else None
    if number is None or number.part or number.weak or not 5 <= number.value < 100:
        return 0.0, at
    written = words[at].text if words[at].number else ""
    whole = number.value == int(number.value) and (not written or len(written) == 2)
    return (number.value / 100, number.last) if whole and unit_at(words, number.last) is None else (0.0, at)


def _past_carbon(words: tuple[Word, ...], at: int) -> int:
    """Past 'of CO2' in '0.02 kg of CO2 per kWh', when a 'per' follows."""
    here = at
    while here < len(words) and words[here].key in ("of", "de", "co", "2", "e"):
        here += 1
    return here if key_at(words, here) in ("per", "/", "par", "a") else at


_NOT_MINUS = frozenset({"au", "du", "de", "d", "le", "la", "les", "ou", "a", "en", "fois", "moitie", "et"})
"""What makes another meaning of 'moins' than a minus: 'au moins douze', 'de moins', 'plus ou moins'."""


def sign_at(words: tuple[Word, ...], at: int) -> tuple[int, int]:
    if words[at].key in ("-", "+") and at + 1 < len(words) and words[at + 1].number:
        return (-1 if words[at].key == "-" else 1), at + 1
    if words[at].key in ("minus", "negative") and at + 1 < len(words):
        return -1, at + 1
    long = key_at(words, at - 1) == "de" and key_at(words, at - 2) in ("duree", "delai", "longueur")
    if (
        words[at].key == "moins"
        and (long or key_at(words, at - 1) not in _NOT_MINUS)
        and number_at(words, at + 1)
    ):
        return -1, at + 1
    return 0, at


def period_at(
    words: tuple[Word, ...], at: int, number: Number, unit: dict[str, Any], last: int, sign: int
) -> Amount:
    value = units.convert(number.value * unit.get("factor", 1), unit["unit"], "day")
    value, last = _and_a_half_unit(words, value, unit, last)
    return Amount("days", -value if sign < 0 else value, at, last, unit=unit["unit"], signed=sign)


def _hours(
    words: tuple[Word, ...], at: int, number: Number, unit: dict[str, Any], last: int, sign: int
) -> Amount | None:
    """'10 hours a day', 'six days a week': working time, not a length of time."""
    value = -number.value if sign < 0 else number.value
    pair = {("h", "day"): "hours_per_day", ("day", "week"): "days_per_week"}
    if (
        unit["unit"] == "day"
        and key_at(words, last) in ("sur", "out")
        and key_at(words, last + 1) in ("sept", "7", "of")
    ):
        return Amount("days_per_week", value, at, last + 2)
    if key_at(words, last) not in ("per", "/", "par", "a", "each", "every", "sur"):
        return None
    after = unit_at(words, last + 1)
    kind = pair.get((unit["unit"], after[0]["unit"])) if after else None
    return Amount(kind, value, at, after[1], signed=sign) if kind and after else None


def _and_a_half_unit(
    words: tuple[Word, ...], value: float, unit: dict[str, Any], last: int
) -> tuple[float, int]:
    """'a week and a half', 'un mois et demi'."""
    if key_at(words, last) not in ("and", "et", "n"):
        return value, last
    skip = 1 if key_at(words, last + 1) in ("a", "un", "une") else 0
    if key_at(words, last + 1 + skip) in ("half", "demi", "demie"):
        return value + units.convert(0.5 * unit.get("factor", 1), unit["unit"], "day"), last + 2 + skip
    return value, last


def bare_period(words: tuple[Word, ...], at: int) -> Amount | None:
    """'a week', 'an hour', 'une semaine', 'a fortnight', 'a whole month'."""
    if words[at].key not in ("a", "an", "une", "un", "one", "full", "whole", "another"):
        return None
    here = at + 1
    while key_at(words, here) in ("full", "whole", "entire", "good", "single"):
        here += 1
    found = unit_at(words, here)
    if found is None or found[0]["kind"] != "days" or len(words[here].key) < 2:
        return None
    before = words[at - 1] if at else None
    if before is not None and (
        before.number or (before.letters and key_at(words, at - 1) in ("order", "unit", "commande", "piece"))
    ):
        return None
    return period_at(words, at, Number(1, at, here), found[0], found[1], 0)


def _count(words: tuple[Word, ...], at: int, number: Number, sign: int) -> Amount | None:
    if number.part:
        of = words[number.last - 1].key in ("of", "de", "d") or key_at(words, number.last) in ("des", "du")
        of = of and key_at(words, number.last) not in ("moin", "plus")
        return Amount("percent", number.value * 100, at, number.last, unit="%", part=True, of=of)
    per, last, days = _rate(words, number.last)
    if per and not number.weak:
        rate = number.value / days * (-1 if sign < 0 else 1)
        return Amount("rate", rate, at, last, unit="1/day", per=per)
    value = -number.value if sign < 0 else number.value
    return Amount("count", value, at, number.last, weak=number.weak, signed=sign)


def days_of(unit: dict[str, Any]) -> float:
    """The days of a unit of time: 30 of a month, 90 of a quarter."""
    return float(units.convert(unit.get("factor", 1), unit["unit"], "day"))


def _rate(words: tuple[Word, ...], at: int) -> tuple[str, int, float]:
    """'20 a day', '20 orders per week', '150 vehicles a month': the unit, where it ends, and its days."""
    for skip in (0, 1, 2):
        if skip and not (at + skip <= len(words) and words[at + skip - 1].letters):
            break
        if skip and key_at(words, at + skip - 1) in (
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
        if key_at(words, here) in ("per", "/", "a", "par", "each", "every", "an"):
            unit = unit_at(words, here + 1)
            if unit is not None and unit[0]["kind"] == "days":
                return str(unit[0]["unit"]), unit[1], days_of(unit[0])
    return "", at, 1.0


def money_first(words: tuple[Word, ...], at: int) -> Amount | None:
    """'€ 50', 'EUR 15 000', '$50k'."""
    unit = number_table()["units"].get(words[at].key)
    if unit is None or unit["kind"] != "money" or at + 1 >= len(words) or not words[at + 1].number:
        return None
    number = digits_at(words, at + 1)
    if number is None or unit.get("factor"):
        return None
    per, last = per_unit(words, number.last)
    return Amount("money", number.value, at, last, unit=unit["unit"], per=per)


def _vague(words: tuple[Word, ...], at: int) -> Amount | None:
    """'a few weeks', 'several sites': a quantity without its number."""
    start = at
    for phrase in number_table()["vague_times"]:
        said = phrase.split()
        if (
            words[at - 1].key in ("for", "pendant", "durant")
            and [w.key for w in words[at : at + len(said)]] == said
        ):
            return Amount("days", 0.0, at, at + len(said), vague=True)
    if words[at].key in ("a", "an") and key_at(words, at + 1) in number_table()["vague"]:
        at += 1
    if key_at(words, at) not in number_table()["vague"]:
        return None
    here = at + 1 + (key_at(words, at + 1) in ("of", "de", "more"))
    unit = unit_at(words, here)
    if unit is None or unit[0]["kind"] not in ("days", "percent") or len(words[here].key) < 2:
        return None
    return Amount(unit[0]["kind"], 0.0, start, unit[1], vague=True)

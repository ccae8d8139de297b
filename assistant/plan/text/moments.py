"""Points in time: days by number, calendar months."""

from assistant.plan.text.measures import Amount, unit_at
from assistant.plan.text.numbers import digits_at, key_at, number_table, spelled_at
from assistant.plan.text.words import Word
from twin import units

_MONTH_STARTS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_at(words: tuple[Word, ...], at: int) -> Amount | None:
    """'day 60', 'jour 60', 'd60', 'the 60th day', 'week 5' (its first day), 'month 3'."""
    found = unit_at(words, at)
    if (
        words[at].key in ("j", "d", "t")
        and at + 1 < len(words)
        and words[at + 1].number
        and words[at].end == words[at + 1].start
    ):
        return Amount("day", _figure(words, at + 1), at, at + 2)
    if words[at].number and key_at(words, at + 1) in ("st", "nd", "rd", "th", "e", "eme", "ieme"):
        unit = unit_at(words, at + 2)
        if unit is not None and unit[0]["kind"] == "days":
            step = units.convert(unit[0].get("factor", 1), unit[0]["unit"], "day")
            which = _figure(words, at)
            return Amount("day", which if step == 1 else step * (which - 1), at, unit[1])
        if _since(words, at) and _rests(words, at + 2):
            return Amount("day", _figure(words, at), at, at + 2)
    date = _date_at(words, at)
    if date is not None:
        return date
    if (
        words[at].key in ("j", "d")
        and at + 1 < len(words)
        and words[at + 1].number
        and _since(words, at)
        and _rests(words, at + 2)
    ):
        return Amount("day", _figure(words, at + 1), at, at + 2)
    ordinal = number_table()["day_ordinals"].get(words[at].key)
    if (
        ordinal
        and key_at(words, at + 1) in ("day", "jour")
        and key_at(words, at - 1) in ("the", "du", "le", "au", "a")
    ):
        return Amount("day", 0.0 if ordinal == 1 else float(ordinal), at, at + 2)
    if found is None or found[0]["kind"] != "days" or len(words[at].key) < 2:
        return None
    here = found[1]
    if key_at(words, here) in ("number", "no", "nr"):
        here += 1
    number = digits_at(words, here) if here < len(words) and words[here].number else None
    if number is None and here < len(words):
        number = spelled_at(words, here)
        number = None if number is None or (number.weak and words[here].key != "one") else number
    if number is None or (unit_at(words, number.last) is not None and found[0]["unit"] != "day"):
        return None
    if unit_at(words, number.last) is not None and key_at(words, number.last) != "for":
        return None
    step = units.convert(found[0].get("factor", 1), found[0]["unit"], "day")
    return Amount("day", number.value if step == 1 else step * (number.value - 1), at, number.last)


DATE = "date"
"""The unit of a day that is told as a day of a month."""

_SINCE = frozenset(
    {"from", "dès", "partir", "on", "starting", "until", "till", "jusqu", "au", "depuis", "begin"}
)


def _figure(words: tuple[Word, ...], at: int) -> float:
    number = digits_at(words, at)
    return number.value if number is not None else 0.0


def _since(words: tuple[Word, ...], at: int) -> bool:
    """Whether the words before say that a day follows: 'dès le 45e', 'from the 60th'."""
    before = words[max(0, at - 2) : at]
    return any(word.text.lower() in _SINCE or word.key in _SINCE for word in before)


def _rests(words: tuple[Word, ...], at: int) -> bool:
    """Whether nothing follows that could be counted, nor another ordinal."""
    if at >= len(words):
        return True
    if words[at].letters:
        return key_at(words, at) in ("on", "for", "pour", "pendant", "durant")
    return not any(word.number for word in words[at : at + 4])


def _date_at(words: tuple[Word, ...], at: int) -> Amount | None:
    """'6 April', '1er mai', 'the 5th of May': day 0 is 1 January."""
    if not words[at].number or not words[at].text.isdigit() or not 1 <= int(words[at].text) <= 31:
        return None
    here = at + 1
    while here < len(words) and key_at(words, here) in ("st", "nd", "rd", "th", "er", "of"):
        here += 1
    if here >= len(words):
        return None
    month = 5 if words[here].text in ("May", "mai") else number_table()["months"].get(words[here].key)
    if month is None:
        return None
    return Amount("day", month_days(month)[0] + int(words[at].text) - 1, at, here + 1, unit=DATE)


def month_at(words: tuple[Word, ...], at: int) -> Amount | None:
    """A calendar month by name: day 0 is 1 January. 'March' and 'May' need a capital or a 'in' before them."""
    month = number_table()["months"].get(words[at].key)
    if month is None:
        return None
    if words[at].key in ("march", "mars") and not (
        words[at].capital or key_at(words, at - 1) in ("in", "of", "en")
    ):
        return None
    return Amount("month", float(month), at, at + 1)


def month_days(month: float) -> tuple[float, float]:
    """First day (day 0 is 1 January) and length of a calendar month by its number 1 to 12."""
    index = int(month) - 1
    return float(_MONTH_STARTS[index]), float(_MONTH_LENGTHS[index])

"""Multiples: 'doubles', 'three times', 'x 3', 'divided by two'."""

from assistant.plan.text.measures import Amount, days_of, unit_at
from assistant.plan.text.numbers import key_at, number_at, number_table
from assistant.plan.text.words import Word, stem

_DIVIDED = frozenset({"divide", "divided", "divise", "divisee", "diviser", "divises", "divisez", "divisons"})
_EACH = frozenset({"a", "an", "per", "par", "l", "each", "every", "/"})
_TIMES_OF = frozenset(
    {
        "la",
        "une",
        "cette",
        "chaque",
        "des",
        "les",
        "de",
        "plusieurs",
        "autre",
        "premiere",
        "derniere",
        "prochaine",
    }
)
_OFTEN = {"once": 1.0, "twice": 2.0, "thrice": 3.0}


def factor_at(words: tuple[Word, ...], at: int) -> Amount | None:
    """'doubles', 'x 3', '3x', 'three times', 'half as many', 'divided by two', 'by a factor of 2'."""
    table = number_table()
    word = words[at].key
    often = _OFTEN.get(word)
    if often:
        rate = _rate(words, at, often, at + 1)
        if rate is not None:
            return rate
    for form in (word, stem(word)):
        if form in table["factors"] and not (form == "double" and key_at(words, at + 1) == "check"):
            return Amount("factor", float(table["factors"][form]), at, at + 1)
    joined = at + 1 < len(words) and words[at].end == words[at + 1].start
    before = at > 0 and words[at - 1].number and words[at - 1].end == words[at].start
    if (word in ("x", "×") and (joined or not before)) or (
        word in ("times", "time", "factor") and key_at(words, at + 1) != "a"
    ):
        here = at + 2 if key_at(words, at + 1) == "of" else at + 1
        number = number_at(words, here)
        if (
            number is None
            or number.part
            or ((unit := unit_at(words, number.last)) and unit[0]["kind"] == "days")
        ):
            return None  # '16h x 6d'
        return Amount("factor", number.value, at, number.last)
    if word == "fois" and key_at(words, at - 1) not in _TIMES_OF and not (at and words[at - 1].number):
        number = number_at(words, at + 1)  # 'demande fois 1,8'
        if number is None or number.part or unit_at(words, number.last) is not None:
            return None
        return Amount("factor", number.value, at, number.last)
    if word in _DIVIDED and key_at(words, at + 1) in ("by", "par"):
        number = number_at(words, at + 2)
        return Amount("factor", 1 / number.value, at, number.last) if number and number.value else None
    if word in ("by", "par") and any(key_at(words, at - step) in _DIVIDED for step in range(2, 5)):
        number = number_at(words, at + 1)
        if number is None or number.value <= 1 or unit_at(words, number.last) is not None:
            return None
        return Amount("factor", 1 / number.value, at, number.last)
    if word in ("multiplied", "multiplie", "multipliee", "multiplier") and key_at(words, at + 1) in (
        "by",
        "par",
    ):
        number = number_at(words, at + 2)
        return Amount("factor", number.value, at, number.last) if number else None
    number = number_at(words, at)
    if number is None:
        return None
    after = key_at(words, number.last)
    follows = number.last + 1 < len(words) and words[number.last + 1].number
    if after in ("x", "×") and not (follows and words[number.last].start != words[number.last - 1].end):
        return Amount("factor", number.value, at, number.last + 1)
    if (
        after in ("time", "fold", "foi", "fois")
        and not number.part
        and key_at(words, number.last + 1) not in ("a", "per")
    ):
        if key_at(words, number.last + 1) in ("l", "par"):
            rate = _rate(words, at, number.value, number.last + 1)
            if rate is not None or key_at(words, number.last + 1) == "par":
                return rate
        value, last = number.value, number.last + 1
        if key_at(words, last) == "et" and key_at(words, last + 1) in ("demi", "demie"):
            value, last = value + 0.5, last + 2
        return Amount("factor", value, at, last)
    if number.part and after in ("as", "the", "its") and words[number.last - 1].key not in ("of", "de", "d"):
        return Amount("factor", number.value, at, number.last + 1)
    return None


def _rate(words: tuple[Word, ...], at: int, times: float, after: int) -> Amount | None:
    """'twice a year', 'une fois par mois': so many times a day; None where no unit of time follows."""
    here = after + 1 + (key_at(words, after + 1) == "l")
    unit = unit_at(words, here) if key_at(words, after) in _EACH else None
    if unit is None or unit[0]["kind"] != "days":
        return None
    return Amount("rate", times / days_of(unit[0]), at, unit[1], unit="1/day", per=str(unit[0]["unit"]))

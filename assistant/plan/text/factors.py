"""Multiples: 'doubles', 'three times', 'x 3', 'divided by two'."""

from assistant.plan.text.measures import Amount
from assistant.plan.text.numbers import key_at, number_at, number_table
from assistant.plan.text.words import Word, stem


def factor_at(words: tuple[Word, ...], at: int) -> Amount | None:
    """'doubles', 'x 3', '3x', 'three times', 'half as many', 'divided by two', 'by a factor of 2'."""
    table = number_table()
    word = words[at].key
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
        return Amount("factor", number.value, at, number.last) if number and not number.part else None
    if word in ("divided", "divise", "divisee", "diviser") and key_at(words, at + 1) in ("by", "par"):
        number = number_at(words, at + 2)
        return Amount("factor", 1 / number.value, at, number.last) if number and number.value else None
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
        and key_at(words, number.last + 1) not in ("a", "per", "par")
    ):
        return Amount("factor", number.value, at, number.last + 1)
    if number.part and after in ("as", "the", "its") and words[number.last - 1].key not in ("of", "de", "d"):
        return Amount("factor", number.value, at, number.last + 1)
    return None

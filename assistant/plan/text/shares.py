"""Shares and multiples told in words: 'half as dear again', 'moitié moins', 'four in ten', 'half the size'."""

from assistant.plan.text.measures import Amount, unit_at
from assistant.plan.text.numbers import Number, digits_at, key_at, number_at, spelled_at
from assistant.plan.text.words import Word

_WHOLE = frozenset(
    {"the", "its", "it", "their", "our", "your", "my", "his", "what", "that", "this", "these", "those", "today",
     "le", "la", "les", "l", "sa", "son", "ses", "leur", "leurs", "nos", "notre", "votre", "vos", "ce", "cette", "ces"}
)  # fmt: skip
_LESS = frozenset({"moin", "less", "fewer", "lower", "smaller", "cheaper", "shorter"})


def share_at(words: tuple[Word, ...], at: int) -> Amount | None:
    """A share or a multiple beginning at `at`; None when the words say none."""
    return _as_much_again(words, at) or _in_ten(words, at) or _fraction(words, at)


def _as_much_again(words: tuple[Word, ...], at: int) -> Amount | None:
    """'as much again', 'as many again': twice."""
    if key_at(words, at) == "as" and key_at(words, at + 2) == "again" and words[at + 1].letters:
        return Amount("factor", 2.0, at, at + 3)
    return None


def _in_ten(words: tuple[Word, ...], at: int) -> Amount | None:
    """'4 in 10', 'one in five', 'une sur cinq', 'two out of three': a share of a whole."""
    one = digits_at(words, at) or spelled_at(words, at)
    if one is None:
        return None
    here = one.last
    if key_at(words, here) == "out" and key_at(words, here + 1) == "of":
        here += 2
    elif key_at(words, here) in ("in", "sur"):
        here += 1
    else:
        return None
    whole = (digits_at(words, here) or spelled_at(words, here)) if here < len(words) else None
    if whole is None or not one.value < whole.value <= 100 or unit_at(words, whole.last) is not None:
        return None
    return Amount("percent", 100 * one.value / whole.value, at, whole.last, unit="%", part=True, of=True)


def _fraction(words: tuple[Word, ...], at: int) -> Amount | None:
    number = number_at(words, at)
    if number is None or not number.part or number.value >= 1:
        return None
    bare = words[number.last - 1].key not in ("of", "de", "d")
    after = [key_at(words, number.last + step) for step in range(7)]
    if not bare:
        return _left(at, number) if after[0] in _WHOLE else None
    if after[0] == "as" and "again" in after[2:4]:
        return Amount("factor", 1 + number.value, at, number.last + after.index("again") + 1)
    if after[:2] in (["as", "much"], ["as", "many"]) and "again" in after:
        return Amount("factor", 1 + number.value, at, number.last + 2)  # 'half as much butyric acid again'
    if after[0] == "again":
        last = number.last + 1
        return Amount("factor", 1 + number.value, at, last + 2 if after[1] == "as" else last)
    if after[0] == "as":
        return Amount("factor", number.value, at, number.last + 1)
    if after[0] in _LESS and words[number.last - 1].key == "moitie" and number.first == number.last - 1:
        return Amount("factor", 1 - number.value, at, number.last + 1)
    if after[0] == "plus" and words[number.last - 1].key == "moitie":
        return Amount("factor", 1 + number.value, at, number.last + 1)
    if after[0] in ("off", "en") and after[0] == "off" and after[1] not in ("for", "work", "sick"):
        return Amount("percent", 100 * number.value, at, number.last + 1, unit="%", signed=-1, part=True)
    if after[0] in _WHOLE and words[number.last - 1].key == "half":
        return _left(at, number)
    return None


def _left(at: int, number: Number) -> Amount:
    return Amount("percent", 100 * number.value, at, number.last, unit="%", part=True, of=True)

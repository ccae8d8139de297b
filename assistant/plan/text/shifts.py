"""Working days told as shifts: 'two eight-hour shifts', 'trois équipes de huit heures', 'deux fois huit heures', '3x8'."""

from assistant.plan.text.measures import Amount, unit_at
from assistant.plan.text.numbers import key_at, number_at
from assistant.plan.text.words import Word

MOST, LONGEST = 4, 12
"""How many shifts a day may have, and how many hours a shift."""

_SHIFTS = frozenset({"shift", "shifts", "equipe", "equipes", "poste", "postes", "quart", "quarts"})
_TIMES = frozenset({"fois", "x", "times"})
_A_DAY = (("a", "day"), ("per", "day"), ("each", "day"), ("every", "day"), ("par", "jour"))


def shifts_at(words: tuple[Word, ...], at: int) -> Amount | None:
    """The hours a day of so many shifts of so many hours.

    >>> from assistant.plan.text.words import read
    >>> [shifts_at(read(text).words, 0).value for text in ("two seven-hour shifts a day", "3x8", "deux équipes de 9 heures")]
    [14.0, 24.0, 18.0]
    """
    count = number_at(words, at)
    if count is None or count.part or count.value not in range(1, MOST + 1):
        return None
    here, said = count.last, key_at(words, count.last)
    if said in _SHIFTS:
        if key_at(words, here + 1) not in ("of", "de", "d"):
            return None
        here += 2
    elif said in _TIMES:
        here += 1
    hours = number_at(words, here) if here < len(words) else None
    if hours is None or hours.part or not 1 <= hours.value <= LONGEST:
        return None
    unit = unit_at(words, hours.last)
    last = unit[1] if unit is not None and unit[0]["unit"] == "h" else 0
    if said == "x" and not last and hours.value in (7, 8, 12):
        last = hours.last
    if said not in _SHIFTS | _TIMES and key_at(words, last) not in _SHIFTS:
        return None
    if not last or count.value * hours.value > 24:
        return None
    last += key_at(words, last) in _SHIFTS
    last += 2 * ((key_at(words, last), key_at(words, last + 1)) in _A_DAY)
    return Amount("hours_per_day", float(count.value * hours.value), at, last)

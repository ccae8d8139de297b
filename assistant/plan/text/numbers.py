"""Numbers in figures and in words, English and French: values without their units."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.plan.text.words import Word, stem

FOLDER = Path(__file__).parent / "lexicon"


@lru_cache(maxsize=1)
def number_table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((FOLDER / "numbers.yaml").read_text(encoding="utf-8"))
    return table


def number_vocabulary() -> frozenset[str]:
    """Every word that this module reads, for the spelling step."""
    table = number_table()
    parts = ("words", "scales", "fractions", "factors", "units", "months")
    return frozenset(word for part in parts for word in table[part]) | frozenset(table["vague"])


@dataclass(frozen=True)
class Number:
    value: float
    first: int
    last: int
    weak: bool = False
    part: bool = False


def key_at(words: tuple[Word, ...], at: int) -> str:
    return stem(words[at].key) if 0 <= at < len(words) else ""


def number_at(words: tuple[Word, ...], at: int) -> Number | None:
    """A number in figures or in words beginning at `at`, with halves and thousands."""
    if at >= len(words):
        return None
    start = at
    if key_at(words, at) in ("a", "an", "un", "une", "la", "le") and key_at(words, at + 1) in (
        *number_table()["groups"],
        *number_table()["fractions"],
    ):
        at += 1
        million = _half_a_million(words, at)
        if million is not None:
            return replace(million, first=start)
        if key_at(words, at) in number_table()["fractions"]:
            return (
                fraction_at(words, start, at, 1)
                if words[start].key not in ("la", "le") or _halves(words, at)
                else None
            )
    elif key_at(words, at) == "the" and key_at(words, at + 1) in ("half",):
        return None
    million = _half_a_million(words, at)
    if million is not None:
        return replace(million, first=start)
    number = _decimal_at(words, at) or digits_at(words, at) or spelled_at(words, at) or _a_hundred(words, at)
    if number is None:
        return fraction_at(words, start, at, 1)
    if (
        key_at(words, number.last) in number_table()["fractions"]
        and key_at(words, number.last) != "second"
        and number.value < 10
    ):
        part = fraction_at(words, start, number.last, number.value)
        if part:
            return part
    number = _and_a_half(words, number)
    if (
        key_at(words, number.last) in ("of", "de", "d")
        and key_at(words, number.last - 1) in number_table()["groups"]
    ):
        number = replace(number, last=number.last + 1)
    return replace(number, first=start)


def fraction_at(words: tuple[Word, ...], start: int, at: int, count: float) -> Number | None:
    pair = number_table()["fractions"].get(key_at(words, at))
    if pair is None or (start == at and key_at(words, at) in number_table()["ordinals"]):
        return None
    last = at + 1
    if key_at(words, last) in ("of", "de", "d") and key_at(words, last + 1) not in ("moin", "plus"):
        last += 1
    if key_at(words, last) in ("a", "an", "un", "une") and key_at(words, last + 1) in number_table()["units"]:
        last += 1
    return Number(count * pair[0] / pair[1], start, last, part=True)


def _half_a_million(words: tuple[Word, ...], at: int) -> Number | None:
    """'half a million', 'demi-million': half of a large number."""
    if key_at(words, at) not in ("half", "demi"):
        return None
    here = at + 1
    while key_at(words, here) in ("a", "-"):
        here += 1
    scale = number_table()["scales"].get(key_at(words, here), 0) if len(key_at(words, here)) > 4 else 0
    return Number(scale / 2, at, here + 1) if scale >= 1000 else None


def _a_hundred(words: tuple[Word, ...], at: int) -> Number | None:
    """'a hundred', 'a thousand', 'a hundred million', 'a hundred and fifty'."""
    scales = number_table()["scales"]
    last, value = at + 1, 1.0
    if (
        words[at].text.lower() not in ("a", "an")
        or key_at(words, last) == "cent"
        or len(key_at(words, last)) < 4
        or key_at(words, last) not in scales
    ):
        return None
    while len(key_at(words, last)) >= 4 and key_at(words, last) in scales:
        value, last = value * scales[key_at(words, last)], last + 1
    rest = spelled_at(words, last + 1) if key_at(words, last) == "and" else None
    if value == 100 and rest is not None and not rest.weak:
        tail = rest.value % 1000 if rest.value >= 1000 else rest.value
        if rest.value < 100:
            return Number(100 + rest.value, at, rest.last)
        if tail == 0 and rest.value < 100_000:
            return Number(100_000 + rest.value, at, rest.last)
    return Number(value, at, last)


def _decimal_at(words: tuple[Word, ...], at: int) -> Number | None:
    """'.6', 'point seven', 'zero point eight five', 'zéro virgule six'."""
    here, whole = at, 0.0
    if words[at].key == ".":
        near = at + 1 < len(words) and words[at + 1].number and words[at + 1].start == words[at].end
        if not near or (at and words[at - 1].end == words[at].start):
            return None
        return Number(float("0." + words[at + 1].text), at, at + 2) if words[at + 1].text.isdigit() else None
    first = number_table()["words"].get(words[at].key)
    if first is not None and first < 10 and key_at(words, at + 1) in ("point", "virgule"):
        here, whole = at + 1, float(first)
    if key_at(words, here) not in ("point", "virgule"):
        return None
    digits, last = "", here + 1
    while last < len(words):
        value = number_table()["words"].get(words[last].key)
        if words[last].text.isdigit():
            digits += words[last].text
        elif value is not None and value < 10:
            digits += str(value)
        else:
            break
        last += 1
    return Number(whole + float("0." + digits), at, last) if digits and (whole or last - here <= 4) else None


def _halves(words: tuple[Word, ...], at: int) -> bool:
    """'la moitié', 'le tiers', 'le quart' are fractions; 'le troisième' is an ordinal."""
    return words[at].key in ("moitie", "tiers", "quart")


def _and_a_half(words: tuple[Word, ...], number: Number) -> Number:
    at = number.last
    if key_at(words, at) not in ("and", "et", "n"):
        return number
    skip = 1 if key_at(words, at + 1) in ("a", "un", "une") else 0
    if key_at(words, at + 1 + skip) in ("half", "demi", "demie"):
        half = replace(number, value=number.value + 0.5, last=at + 2 + skip, weak=False)
        scale = (
            number_table()["scales"].get(key_at(words, half.last))
            if len(key_at(words, half.last)) > 4
            else None
        )
        return replace(half, value=half.value * scale, last=half.last + 1) if scale else half
    return number


def digits_at(words: tuple[Word, ...], at: int) -> Number | None:
    if not words[at].number:
        return None
    written = words[at].text
    if "," in written and len(written.rsplit(",", 1)[1]) != 3:
        written = written.replace(",", ".")
    value = float("".join(char for char in written if char.isdigit() or char == "."))
    last = at + 1
    close = last < len(words) and words[last].start - words[at].end <= 1
    scale = (
        number_table()["scales"].get(key_at(words, last)) if close and key_at(words, last) != "cent" else None
    )
    if close and scale is None and words[last].text in ("m", "M") and _money_near(words, at, last):
        scale = 1_000_000
    if scale:
        value, last = value * scale, last + 1
    return Number(value, at, last)


def _money_near(words: tuple[Word, ...], at: int, after: int) -> bool:
    before, behind = key_at(words, at - 1), key_at(words, after + 1)
    kinds = number_table()["units"]
    return any(kinds.get(key, {}).get("kind") == "money" for key in (before, behind))


def spelled_at(words: tuple[Word, ...], at: int) -> Number | None:
    """Number words: 'two hundred and fifty', 'quatre-vingt-dix', 'a dozen', 'one'."""
    values, scales, weak = number_table()["words"], number_table()["scales"], number_table()["weak"]
    total, current, last = 0.0, None, at
    while last < len(words):
        key = words[last].key if words[last].key in values else key_at(words, last)
        if (
            key in ("and", "et")
            and current is not None
            and (current % 100 == 0 or current in (20, 30, 40, 50, 60))
        ):
            if key_at(words, last + 1) in values and _fits(current, values[key_at(words, last + 1)]):
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
        elif (
            words[last].key == "cents"
            and current is not None
            and not _hundreds(current, values, words[last - 1].key)
        ):
            break  # 'thirty five cents': money, and no French hundred
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
    if key_at(words, last) in ("dozen", "douzaine", "dizaine", "centaine") and not total:
        return Number(current * values[key_at(words, last)], at, last + 1)
    return Number(total + current, at, last, weak=single and words[at].key in weak)


_FRENCH_DIGITS = frozenset({"deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"})


def _hundreds(current: float, values: dict[str, float], before: str) -> bool:
    """Whether 'cents' counts hundreds: 'deux cents', and not 'nine cents' or 'trente cents'."""
    return current < 10 and before in _FRENCH_DIGITS and values.get(before) == current


def _fits(current: float, value: float) -> bool:
    """Whether a number word goes on: 'twenty' + 'five', 'hundred' + 'ten', 'quatre' + 'vingt', 'soixante' + 'dix'."""
    tail = current % 100
    if value == 20 and tail == 4:
        return True
    if current >= 100 and tail == 0:
        return value < 100
    if tail in (60, 80):
        return value < 20
    if tail == 10:
        return value in (7, 8, 9)  # 'dix-sept', 'dix-huit', 'dix-neuf'
    return tail in (20, 30, 40, 50, 70, 90) and value < 10

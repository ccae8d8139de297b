"""Figures in a text: sign, number, unit beside it, and the words on both sides.

>>> [(m.key, m.unit) for m in marks("2.1 days sooner, −EUR 1.2 million a year, 14 % less")]
[('2.1', 'day'), ('-1.2 million', 'eur/year'), ('14', '%')]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.plan.text.words import fold

_FIGURE = re.compile(
    r"(?<![\w.])(?P<sign>[\u2212+-])?\s?(?P<currency>(?:EUR|USD|US\$|€|\$)\s?)?(?P<inner>[\u2212-])?"
    r"(?!1/[a-z])"  # the unit "1/year" counts nothing
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<size>\s?(?:million|billion)\b)?"
)
_ATOM = r"(?:%|€|(?:kg|g|t)\s?CO2e|t\.km|order\.day|[A-Za-z]+[23²³]?)"
_UNIT = re.compile(
    rf"(?:\s{{0,3}}|-)(?P<above>{_ATOM})(?:\s?(?:/|\bper\b|\ba\b|\ban\b)\s?(?P<below>{_ATOM}))?"
)
_PER = re.compile(rf"\s?(?:/|\bper\b|\ba\b|\ban\b)\s?(?P<below>{_ATOM})")
_BEFORE = re.compile(r"([^\W\d_][\w'-]*)[\s:(*]*$", re.UNICODE)
_AFTER = re.compile(r"[\s*-]*([^\W\d_][\w'-]*)", re.UNICODE)

_UNITS = {
    "day": "day days d jour jours", "hour": "hour hours h heure heures", "minute": "minute minutes min",
    "week": "week weeks semaine semaines", "month": "month months mois", "year": "year years yr an ans",
    "%": "% percent pct", "eur": "eur € euro euros", "usd": "usd us$ $ dollar dollars", "kg": "kg", "t": "t tonne tonnes",
    "g": "g", "kg co2e": "kgco2e", "t co2e": "tco2e", "g co2e": "gco2e", "t.km": "t.km tkm", "kwh": "kwh", "mwh": "mwh",
    "gwh": "gwh", "km": "km", "mile": "mile miles", "m": "m", "l": "l litre litres", "m2": "m2 m²", "m3": "m3 m³",
    "job": "job jobs", "order": "order orders", "unit": "unit units", "person": "person people", "order.day": "order.day",
}  # fmt: skip
_CANONICAL = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "from",
        "to",
        "and",
        "or",
        "in",
        "at",
        "on",
        "by",
        "with",
        "than",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "as",
        "per",
        "over",
        "under",
        "about",
        "between",
        "up",
        "down",
        "one",
        "more",
        "less",
        "le",
        "la",
        "les",
        "de",
        "des",
        "du",
        "et",
        "ou",
        "en",
        "un",
        "une",
        "pour",
        "par",
        "sur",
        "dans",
    ]
)


@dataclass(frozen=True)
class Mark:
    """A figure in a text. `key` is one way of writing it; `unit` is '' where none stands beside it."""

    key: str
    unit: str
    before: str
    after: str
    start: int
    end: int
    shown: str
    plus: bool = False


def marks(text: str) -> list[Mark]:
    """Every figure of a text, in order."""
    return list(_marks(text))


def _marks(text: str) -> Iterator[Mark]:
    for match in _FIGURE.finditer(text):
        size = (match["size"] or "").strip()
        sign = "-" if match["sign"] in ("\u2212", "-") or match["inner"] else ""
        number = match["number"].replace(",", "")
        unit, end = _beside(text, match)
        before, after = _BEFORE.search(text[: match.start()]), _AFTER.match(text, match.end())
        yield Mark(
            f"{sign}{number}{' ' + size if size else ''}",
            unit,
            _neighbour(before[1] if before else ""),
            _neighbour(after[1] if after else ""),
            match.start(),
            end,
            text[match.start() : end].strip(),
            match["sign"] == "+",
        )


def _beside(text: str, match: re.Match[str]) -> tuple[str, int]:
    """The unit of a figure, one way of writing it, and where it ends."""
    if match["currency"]:
        below = _PER.match(text, match.end())
        word = _atom(below["below"]) if below else ""
        money = _atom(match["currency"].strip())
        return (f"{money}/{word}", below.end()) if below and word else (money, match.end())
    found = _UNIT.match(text, match.end())
    if not found or not _atom(found["above"]):
        return "", match.end()
    above, under = _atom(found["above"]), _atom(found["below"] or "")
    return (f"{above}/{under}", found.end()) if under else (above, found.end("above"))


def _atom(word: str) -> str:
    if len(word) == 1 and word.isupper() and word != "L":  # "3D" is no three days
        return ""
    return _CANONICAL.get("".join(word.lower().split()), "")


def canonical(unit: str) -> str:
    """A unit as a network writes it, in the way of `Mark.unit`: 'kg CO2e/unit', 'days', 'EUR per unit'.

    >>> canonical("EUR per unit"), canonical("days"), canonical("kg CO2e/unit"), canonical("")
    ('eur/unit', 'day', 'kg co2e/unit', '')
    """
    above, _, below = unit.replace(" per ", "/").partition("/")
    word, under = _atom(above) or fold(above.strip()), _atom(below) or fold(below.strip())
    return f"{word}/{under}" if under else word


def _neighbour(word: str) -> str:
    """A word beside a figure in one form; '' for a small word that says nothing."""
    plain = fold(word)
    if plain in _SMALL:
        return ""
    return _CANONICAL.get(plain, plain[:-1] if plain.endswith("s") and len(plain) > 3 else plain)

"""Units at the border: text such as "3 weeks" or "EUR 15 000" in, plain numbers inside.

Inside the twin there is one base unit per dimension: day, km, kg, kWh, EUR, kg CO2e, person, L, m2, and
their compounds. The names and the grammar of unit expressions are in `twin.unit_table`.

A number has thousands by comma, space or apostrophe, a decimal point, an exponent, and perhaps a word
("1.2 million EUR", "15k EUR"). Counting words (unit, vehicle, order, stop, ...) may be written or left
out beside a real unit: "1.5 h/unit" fits "day" and "day/unit"; a bare count never fits a fraction.

>>> quantity("3 weeks", "day"), quantity("EUR 15 000", "EUR"), quantity(0.5, "day")
(21.0, 15000.0, 0.5)
"""

import math
import numbers
import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from twin.errors import InputError
from twin.quoted import quoted
from twin.unit_table import DIMENSIONS, Measure, UnknownUnit, measure, nearest_name

LONGEST_TEXT = 100
LARGEST = 1e18

_MAGNITUDES = {"thousand": 3, "k": 3, "million": 6, "millions": 6, "billion": 9, "billions": 9, "bn": 9}

# Dimension: how an error names it, and a sample to follow.
_SAMPLES = {
    "time": ("a time", "3 weeks"),
    "distance": ("a distance", "250 km"),
    "mass": ("a mass", "350 kg"),
    "energy": ("an energy", "120 kWh"),
    "money": ("an amount of money", "EUR 15 000"),
    "US money": ("an amount in US dollars", "USD 15 000"),
    "emissions": ("an amount of emissions", "12 kg CO2e"),
    "volume": ("a volume", "200 L"),
    "area": ("an area", "80 m2"),
    "people": ("a number of people", "3 people"),
    "count": ("a count", "40 units"),
    "fraction": ("a fraction", "12 %"),
    "speed": ("a speed", "60 km/h"),
    "power": ("a power", "5 kW"),
}


class _Scale(NamedTuple):
    """A unit to show a figure in, from `least` of it upwards, with its name for one and for many."""

    unit: str
    least: float
    one: str
    many: str


_SCALES = {
    "time": (
        _Scale("yr", 2, "year", "years"),
        _Scale("day", 1, "day", "days"),
        _Scale("h", 1, "hour", "hours"),
        _Scale("min", 1, "minute", "minutes"),
        _Scale("s", 0, "second", "seconds"),
    ),
    "distance": (_Scale("km", 1, "km", "km"), _Scale("m", 0, "m", "m")),
    "mass": (_Scale("t", 10, "t", "t"), _Scale("kg", 1, "kg", "kg"), _Scale("g", 0, "g", "g")),
    "energy": (
        _Scale("GWh", 10, "GWh", "GWh"),
        _Scale("MWh", 10, "MWh", "MWh"),
        _Scale("kWh", 0, "kWh", "kWh"),
    ),
    "emissions": (
        _Scale("t CO2e", 10, "t CO2e", "t CO2e"),
        _Scale("kg CO2e", 1, "kg CO2e", "kg CO2e"),
        _Scale("g CO2e", 0, "g CO2e", "g CO2e"),
    ),
    "power": (_Scale("kW", 0, "kW", "kW"),),
}
_SPELLED = {"yr": "year", "d": "day", "h": "hour"}
_COMPOUNDS = {"distance per time": "speed", "energy per time": "power"}

_NUMBER = re.compile(
    r"(?P<sign>[+\-\u2212]?)\s?"
    r"(?P<whole>\d{1,3}(?:(?P<sep>[ ,'\u00a0\u202f\u2009])\d{3})(?:(?P=sep)\d{3})*(?!\d)|\d{1,18})?"
    r"(?P<decimals>\.\d{1,30})?(?P<exponent>[eE][+\-]?\d{1,3})?"
)
_MAGNITUDE = re.compile(r"\s*(thousand|millions?|billions?|bn|k)(?![A-Za-z])")
_CURRENCY = re.compile(r"(EUR|USD|US\$|€|\$)\s*(?=[+\-\u2212\d.])", re.IGNORECASE)


def quantity(
    text_or_number: object, unit: str, *, where: str = "", usd_per_eur: float | None = None
) -> float:
    """The figure in `unit` that a text or a bare number stands for; a bare number is taken as in `unit`.

    `where` names the field in the error. US dollars become euros (or the reverse) only when `usd_per_eur`
    is given. Raises `InputError` for booleans, NaN, infinity, unknown units, a unit of another dimension,
    and anything outside the grammar of this module.
    """
    if isinstance(text_or_number, bool) or not isinstance(text_or_number, str | numbers.Real):
        raise InputError(_wrong(where, text_or_number, unit))
    if not isinstance(text_or_number, str):
        return _bounded(_as_float(text_or_number), text_or_number, unit, where)
    value, written = _read(text_or_number, unit, where)
    value = _bounded(value, text_or_number, unit, where)
    if written is not None:
        try:
            ratio = _ratio(written, unit, usd_per_eur)
        except UnknownUnit as unknown:
            raise InputError(_wrong(where, text_or_number, unit, f" {_unknown(unknown.name)}")) from None
        except _Unfit as unfit:
            raise InputError(_wrong(where, text_or_number, unit, unfit.detail)) from None
        value = float(Fraction(value) * ratio)
    return _bounded(value, text_or_number, unit, where)


def convert(value: float, from_unit: str, to_unit: str, *, usd_per_eur: float | None = None) -> float:
    """`value` of `from_unit` told in `to_unit`; raises `InputError` when they do not measure the same."""
    value = _bounded(float(value), value, from_unit, "")
    try:
        return float(Fraction(value) * _ratio(from_unit, to_unit, usd_per_eur))
    except UnknownUnit as unknown:
        raise InputError(_unknown(unknown.name)) from None
    except _Unfit as unfit:
        both = f"'{quoted(from_unit)}' cannot be told in '{quoted(to_unit)}'."
        raise InputError(both + unfit.detail) from None


def known(unit: str) -> bool:
    """Whether `unit` is an expression out of known names."""
    try:
        measure(unit)
    except UnknownUnit:
        return False
    return True


def dimension(unit: str) -> str:
    """What a unit measures in words: "time", "money per energy", "fraction"; `InputError` when unknown."""
    try:
        _, dimensions = measure(unit)
    except UnknownUnit as unknown:
        raise InputError(_unknown(unknown.name)) from None
    above = [
        DIMENSIONS[name] + (f" ^{power}" if power > 1 else "") for name, power in dimensions if power > 0
    ]
    below = [
        DIMENSIONS[name] + (f" ^{-power}" if power < -1 else "") for name, power in dimensions if power < 0
    ]
    if not above and not below:
        return "fraction"
    words = " and ".join(above) or "number"
    words += f" per {' and '.join(below)}" if below else ""
    return _COMPOUNDS.get(words, words)


class _Unfit(Exception):
    """Two known units that do not measure the same; `detail` says more, or is empty."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


@lru_cache(maxsize=4096)
def _ratio(written: str, asked: str, usd_per_eur: float | None) -> Fraction:
    """Factor from the written to the asked unit; raises `UnknownUnit` or `_Unfit`."""
    if written == asked:
        measure(asked)
        return Fraction(1)
    factor, dimensions = measure(written)
    target, wanted = measure(asked)
    if dimensions == wanted:
        return factor / target
    factor, dimensions = _exchanged(factor, dimensions, dict(wanted).get("[eur]", 0), usd_per_eur)
    here = tuple(pair for pair in dimensions if pair[0] != "[item]")
    there = tuple(pair for pair in wanted if pair[0] != "[item]")
    if here != there or (not here and dimensions != wanted):
        currencies = {"[usd]", "[eur]"} & {name for name, _ in dimensions}
        differ = currencies and {"[usd]", "[eur]"} & {name for name, _ in wanted} - currencies
        raise _Unfit(" Dollars and euros are exchanged only at a stated rate." if differ else "")
    return factor / target


def _exchanged(
    factor: Fraction, dimensions: tuple[tuple[str, int], ...], euros: int, rate: float | None
) -> Measure:
    """Dollars told in euros (or the reverse) where a rate is given and the other currency is wanted."""
    powers = dict(dimensions)
    source, target = ("[usd]", "[eur]") if euros else ("[eur]", "[usd]")
    power = powers.get(source, 0)
    if rate is None or not power or powers.get(target):
        return factor, dimensions
    if not (math.isfinite(rate) and rate > 0):
        raise _Unfit(f" The exchange rate {rate} is not a positive number.")
    powers[target] = powers.pop(source)
    exact = Fraction(rate) ** power
    return (factor / exact if euros else factor * exact), tuple(sorted(powers.items()))


def _read(text: str, unit: str, where: str) -> tuple[float, str | None]:
    """The number in a text and the unit written beside it (None when there is none)."""
    if len(text) > LONGEST_TEXT:
        raise InputError(_wrong(where, text, unit, f" It is longer than {LONGEST_TEXT} characters."))
    rest = text.strip()
    currency = _CURRENCY.match(rest)
    rest = rest[currency.end() :] if currency else rest
    match = _NUMBER.match(rest)
    if match is None or not (match["whole"] or match["decimals"]):
        raise InputError(_wrong(where, text, unit))
    whole = re.sub(r"\D", "", match["whole"] or "0")
    sign = "-" if match["sign"] in ("-", "\u2212") else ""
    figures = f"{sign}{whole}{match['decimals'] or ''}{match['exponent'] or ''}"
    rest = rest[match.end() :]
    if re.match(r",\d", rest):
        raise InputError(_wrong(where, text, unit, " A decimal point is written '.', as in '1.5'."))
    size = _MAGNITUDE.match(rest)
    if size:
        figures = f"{figures}e{_MAGNITUDES[size[1]]}" if not match["exponent"] else "inf"
        rest = rest[size.end() :]
    written = f"{currency[1]}{rest}" if currency else rest.strip()
    if (
        rest[:1].isdigit()
        or rest[:1] == "."
        or (currency and rest and not rest.lstrip().startswith(("/", "per ")))
    ):
        raise InputError(_wrong(where, text, unit))
    return float(figures), written.strip() or None


def _as_float(number: numbers.Real) -> float:
    """A bare number as a float; infinity where it has too many digits to be one."""
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _bounded(value: float, given: object, unit: str, where: str) -> float:
    """The value, when it is finite and of a size that a network can have."""
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise InputError(_wrong(where, given, unit, " The number must be finite and at most 1e18."))
    return value


def _unknown(name: str) -> str:
    """What to say of a unit name that is not in the table."""
    hint = nearest_name(name)
    return f"Unit '{quoted(name, 20)}' is not known" + (f"; the nearest is '{hint}'." if hint else ".")


def _wrong(where: str, given: object, unit: str, detail: str = "") -> str:
    """One line: what is wrong and where, and a sample of what is allowed."""
    name, sample = _SAMPLES.get(dimension(unit), (f"in {unit}", f"1.5 {unit}"))
    before = f"{where}: " if where else ""
    return f"{before}'{quoted(given)}' is not {name}. Write a number and a unit such as '{sample}'.{detail}"


def readable(value: float, unit: str) -> str:
    """A figure as an answer shows it: 0.35 day is "8.4 hours", 15000 EUR is "EUR 15,000".

    About three significant digits, thousands by comma, never an exponent. `value` is in `unit`.
    """
    if not math.isfinite(value):
        raise InputError(f"{value} {unit} is not a finite figure and cannot be shown.")
    kind = dimension(unit)
    if kind == "speed":
        return f"{figure(convert(value, unit, 'km/h'))} km/h"
    if kind in ("power", "fraction"):
        return _told(value, unit)
    above, slash, below = _numerator(unit)
    text = _told(value, above)
    below = _SPELLED.get(below, below)
    return f"{text} per {below}" if slash else text


def figure(value: float) -> str:
    """A bare number with about three significant digits: 0.0962, 12.3, 1,235, 1.23 million."""
    size = abs(value)
    for limit, word in ((1e9, "billion"), (1e6, "million")):
        if size >= limit * 0.9995:
            return f"{figure(value / limit)} {word}"
    if size >= 999.5:
        return f"{value:,.0f}"
    if size < 1e-9:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(size)))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _numerator(unit: str) -> tuple[str, bool, str]:
    """A unit split at its first " per " or slash."""
    text = unit.strip()
    parts = re.split(r"\s+per\s+|^per\s+|/", text, maxsplit=1)
    return (parts[0] or "1", True, parts[1].strip("() ")) if len(parts) == 2 else (text, False, "")


def _told(value: float, unit: str) -> str:
    """The figure with the unit that suits its size."""
    if unit == "1":
        return figure(value)
    kind = dimension(unit)
    if kind in ("money", "US money"):
        return _money(value, "EUR" if kind == "money" else "USD")
    if kind == "fraction":
        share = unit.startswith(("fraction", "share", "%", "percent", "relative"))
        return f"{figure(convert(value, unit, '%'))}%" if share else figure(value)
    for scale in _SCALES.get(kind, ()):
        told = convert(value, unit, scale.unit)
        if abs(told) >= scale.least * (1 - 1e-9) and told:
            return f"{figure(told)} {scale.one if figure(told) == '1' else scale.many}"
    text = figure(value)
    if unit in ("person", "people"):
        return f"{text} {'person' if text == '1' else 'people'}"
    plural = kind in ("count", "time") and text != "1" and not unit.endswith("s")
    return f"{text} {unit}{'s' if plural else ''}"


def _money(value: float, currency: str) -> str:
    """Euros or dollars: cents only below a thousand and only when there are some."""
    size = abs(value)
    if 1 <= size < 999.5:
        cents = f"{value:.2f}"
        return f"{currency} {cents[:-3] if cents.endswith('.00') else cents}"
    return f"{currency} {figure(value)}"

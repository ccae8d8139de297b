"""Figures as people tell them: several of one quantity in one unit that suits them, with the right plural.

A time is told in days from a day upwards and in hours or minutes below; a value and its intervals share the unit, so
that they can be set side by side. Every other unit stays what it is. Only words change here, never a value.

>>> some = in_unit("day", 0.583, 0.3, 0.9)
>>> some.whole(0.583), some.span(0.3, 0.9), some.many
('14 hours', '7.2 to 21.6', 'hours')
>>> in_unit("day", 1.0).whole(1.0)
'1 day'
"""

from dataclasses import dataclass
from functools import lru_cache

from twin.units import convert, figure

MINUS = "\u2212"
LARGEST = 1000.0
"""No interval is told with more than so many hours or minutes; then the next larger unit serves."""

_TIMES = (("day", "day", "days"), ("h", "hour", "hours"), ("min", "minute", "minutes"))
_PLURALS = {
    "year": "years", "job": "jobs", "order": "orders", "person": "people", "unit": "units", "hour": "hours",
    "server": "servers", "site": "sites",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """The unit in which some figures are told: factor from their own unit, its name for one and for many."""

    factor: float
    one: str
    many: str

    def bare(self, value: float) -> str:
        """A figure without its unit; a minus is a true minus."""
        number = figure(abs(value * self.factor))
        return number if value >= 0 or number == "0" else f"{MINUS}{number}"

    def whole(self, value: float) -> str:
        """A figure with its unit: '1 day', '14 hours'."""
        text = self.bare(value)
        name = self.one if text.lstrip(MINUS) == "1" else self.many
        return f"{text} {name}".rstrip()

    def span(self, low: float, high: float) -> str:
        """An interval without its unit: '7.2 to 21.6'."""
        return f"{self.bare(low)} to {self.bare(high)}"


def in_unit(unit: str, value: float, *beside: float) -> Told:
    """How a value in a unit is told, with what stands beside it: its intervals, or the other cells of its row."""
    if unit == "fraction":
        return Told(100.0, "%", "%")
    if unit != "day":
        return Told(1.0, "" if unit == "1" else unit, "" if unit == "1" else _PLURALS.get(unit, unit))
    widest = max((abs(v) for v in (value, *beside)), default=0.0)
    return _time(abs(value) or widest, widest)


@lru_cache(maxsize=256)
def ways(unit: str) -> tuple[Told, ...]:
    """Every way in which a unit may be told; a checker of numbers asks for all of them."""
    if unit != "day":
        return (in_unit(unit, 0.0),)
    return tuple(Told(convert(1.0, "day", name), one, many) for name, one, many in _TIMES)


def days(count: float) -> str:
    """A length in days as it was given: '1 day', '21 days', and '12 hours' for half a day."""
    if 0 < count < 1 and float(count * 24).is_integer():
        hours = int(count * 24)
        return f"{hours} hour{'' if hours == 1 else 's'}"
    text = f"{round(count, 6):g}"
    return f"{text} day{'' if text == '1' else 's'}"


def _time(size: float, widest: float) -> Told:
    """Days from a day upwards, hours from an hour upwards, else minutes; the next larger where an interval is wide."""
    found = Told(1.0, "day", "days")
    for name, one, many in _TIMES[1:]:
        factor = convert(1.0, "day", name)
        rounded = float(figure(size * found.factor).replace(",", "").split()[0]) >= 1
        if not size or rounded or widest * factor >= LARGEST:
            return found
        found = Told(factor, one, many)
    return found

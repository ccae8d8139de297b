"""Quantities and names in words: a KPI, a value with its intervals, a difference, an uncertain parameter."""

from collections.abc import Iterable, Mapping

from twin.experiment.values import Assumption, Difference, Estimate, Influence
from twin.kpi.registry import KPIS
from twin.told import MINUS, Told, in_unit
from twin.units import readable

_WINDOWS = {"touched": "zones touched, during the event", "window": "whole network, during the event"}


def title(kpi: str) -> str:
    """A KPI in words: 'Mean lead time (zones touched, during the event)'."""
    head, _, rest = kpi.partition(".")
    if head in _WINDOWS:
        return f"{title(rest)} ({_WINDOWS[head]})"
    known = KPIS.get(kpi)
    return known.title if known else kpi


def within(kpi: str) -> str:
    """A KPI's title as it stands inside a sentence."""
    name = title(kpi)
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def told(item: Estimate | Difference) -> Told:
    """The unit in which a result and both its intervals are told."""
    value = item.mean if isinstance(item, Estimate) else item.difference
    return in_unit(item.unit, value, item.low, item.high, *(item.knowledge or ()))


def shown(value: float, unit: str, way: Told) -> str:
    """A value with its unit: money as 'EUR 62.73 per unit', the rest in the unit of its intervals."""
    if unit == "fraction":
        return f"{way.bare(value)}%"
    if not unit.startswith("EUR"):
        return way.whole(value)
    return (MINUS if value < 0 else "") + readable(abs(value), unit)


def ranges(item: Estimate | Difference) -> str:
    """Both intervals, named: luck and knowledge, in the unit of the KPI."""
    way = told(item)
    luck = f"luck {way.span(item.low, item.high)}"
    if item.knowledge is None:
        return f"{luck} {way.many}"
    return f"{luck}, knowledge {way.span(*item.knowledge)} {way.many}"


def clear(difference: Difference) -> bool:
    """Whether neither interval of a difference holds zero."""
    spans = [(difference.low, difference.high), *([difference.knowledge] if difference.knowledge else [])]
    return all(low > 0 or high < 0 for low, high in spans)


_SHORTER = ("lead_time", "payback", "time_to_recover", "time_to_survive", "design_time")


def finding(difference: Difference) -> str:
    """One difference in a sentence fragment with its size, unit and both intervals."""
    name, unit, way = within(difference.kpi), difference.unit, told(difference)
    if not any((difference.difference, difference.low, difference.high, *(difference.knowledge or ()))):
        return f"{name} the same"
    if not clear(difference):
        size = shown(difference.difference, unit, way)
        return f"no clear difference in {name} ({size}; {ranges(difference)})"
    timed = any(word in difference.kpi for word in _SHORTER)
    words = ("shorter", "longer") if timed else ("lower", "higher")
    size = shown(abs(difference.difference), unit, way)
    return f"{name} {size} {words[0] if difference.difference < 0 else words[1]} ({ranges(difference)})"


def moved(difference: Difference) -> str:
    """One account's part in a difference: 'outbound freight +EUR 0.643 per unit'."""
    sign = "+" if difference.difference > 0 else ""
    return f"{within(difference.kpi)} {sign}{shown(difference.difference, difference.unit, told(difference))}"


def value_and_range(item: Influence | Assumption) -> str:
    """A parameter's value and range: '16 hours, range 8 to 32'."""
    way = in_unit(item.unit, item.value, item.low, item.high)
    unit = "" if item.unit == "1/day" else item.unit  # its name says that it is orders a day
    value = way.whole(item.value) if unit else way.bare(item.value)
    return f"{value}, range {way.span(item.low, item.high)}"


_GROUPS = frozenset(
    [
        "modes",
        "templates",
        "stations",
        "products",
        "materials",
        "suppliers",
        "lanes",
        "designs",
        "demand",
        "mean",
        "capex",
        "failures",
    ]
)
_SAID = {
    "cost": "cost", "carbon": "carbon factor", "per_day": "orders a day", "mtbf": "time between failures", "mttr": "repair time",
    "process_time": "process time", "wacc": "cost of capital", "price": "price",
}  # fmt: skip


def parameter(source: str) -> str:
    """An uncertain source in words: 'assumed:templates.plant.capex.cost' becomes 'plant, capital cost'."""
    kind, _, path = source.partition(":")
    steps = (path or kind).split(".")
    capital = "capex" in steps
    words = [
        _SAID.get(step, step).replace("_", " ") for step in steps if step not in _GROUPS or len(steps) == 1
    ]
    if capital and words:
        words[-1] = f"capital {words[-1]}"
    return ", ".join(words) or source


def weight_by_source(influences: Iterable[Influence]) -> dict[str, float]:
    """How much each uncertain source weighs: its largest share in what moves a headline result."""
    weight: dict[str, float] = {}
    for item in influences:
        weight[item.source] = max(weight.get(item.source, 0.0), item.share)
    return weight


def weight_of(weight: Mapping[str, float], fact: str) -> float:
    """The weight of a listed assumption, whose name leaves out what kind of source it is."""
    return max((w for source, w in weight.items() if fact in (source, source.partition(":")[2])), default=0.0)

"""By how much something changes: a factor from a direction and a size, or a value to set."""

from assistant.plan.read.drafts import Draft
from assistant.plan.read.setting import Ask
from assistant.plan.text.amounts import Amount
from twin import units
from twin.errors import InputError


def factor_of(draft: Draft, what: str) -> float:
    """The factor that direction and size give together; Ask when one of them is missing."""
    size = next((s for s in draft.size if s.kind in ("percent", "factor")), None)
    if size is None:
        raise Ask(f"By how much should {what} change?", ("by 10 %", "by 20 %", "doubles"))
    inverted = draft.inverse
    way = draft.direction
    if way in ("faster", "often_down", "cleaner", "price_down"):
        way = "down"
    elif way in ("slower", "often_up", "dirtier", "price_up", "unreliable"):
        way = "up"
    if draft.param == "mtbf" and draft.direction in ("often_down", "often_up", "unreliable"):
        inverted, way = True, ("down" if draft.direction == "often_down" else "up")
    if (
        draft.param in ("process_time", "setup_time", "mttr")
        and draft.inverse
        and draft.direction in ("faster", "slower")
    ):
        way = "up" if draft.direction == "faster" else "down"
    factor = _by_factor(size, way, draft) if size.kind == "factor" else _by_percent(size, way, what)
    if factor <= 0:
        raise InputError(
            f"{what.capitalize()} cannot fall to {factor * 100:g} % of what it is. Ask for a change of less than 100 %."
        )
    return round(1 / factor if inverted else factor, 9)


def _by_factor(size: Amount, way: str, draft: Draft) -> float:
    down = way == "down"
    if down and size.value > 1:
        return 1 / size.value
    if draft.direction in ("faster",) and size.value > 1:
        return 1 / size.value
    return size.value


def _by_percent(size: Amount, way: str, what: str) -> float:
    share = size.value / 100
    if size.lead in ("to", "a") and way in ("", "set", "down", "up") and not size.signed:
        return share
    if size.signed:
        return 1 + size.signed * share
    if way == "up":
        return 1 + share
    if way == "down":
        return 1 - share
    if way == "factor_base":
        return share
    if size.of and size.value < 100:
        return share
    if size.part and size.value < 100 and size.lead in ("take", "takes", "at", "is", "one", "to"):
        return share
    raise Ask(
        f"Does {what} go up or down by {size.value:g} %?",
        (f"up by {size.value:g} %", f"down by {size.value:g} %"),
    )


_PER = {"EUR/kWh": ("kWh", 1.0), "EUR/h": ("h", 1.0), "EUR/t": ("t", 1.0), "EUR/yr": ("yr", 1.0)}


def value_of(draft: Draft, settable: str, what: str) -> float | None:
    """The value that a parameter is set to, in its base unit, or None when the words give a change instead."""
    size = draft.size[0] if draft.size else None
    if size is None:
        return None
    if size.kind == "money" and settable.startswith("EUR"):
        if draft.direction in ("up", "down", "price_up", "price_down") and size.lead in ("by", "de"):
            raise Ask(f"To which value should {what} go? I can set it, or change it by a percentage.")
        return money_in(size, settable, what)
    if draft.param == "learning" and size.kind == "percent" and size.lead not in ("by", "de"):
        return round(size.value / 100, 9)
    if (
        settable == "fraction"
        and size.kind == "percent"
        and (draft.direction in ("", "set") or size.lead in ("to", "of", "at", "a"))
        and not size.signed
    ):
        return round(size.value / 100, 9)
    if settable in ("1", "fraction", "kg/kWh") and size.kind == "count":
        return size.value
    if settable == "kg/kWh" and size.kind == "mass":
        return units.convert(size.value, size.unit, "kg")
    if settable == "yr" and size.kind == "days":
        return size.value / 365
    return None


def money_in(size: Amount, settable: str, what: str) -> float:
    """A sum of money in the unit in which a parameter is set; Ask when it is told in another currency or for another unit."""
    if size.unit != "EUR":
        raise Ask(f"I work in euros. How much is {what} in EUR?")
    if settable in _PER:
        wanted, scale = _PER[settable]
        per = size.per
        if wanted == "yr" and per in ("", "yr"):
            return size.value
        if wanted == "yr" and per == "month":
            return size.value * 12
        if wanted == "kWh" and per == "MWh":
            return size.value / 1000
        if wanted == "t" and per == "kg":
            return size.value * 1000
        if per not in ("", wanted):
            raise Ask(f"{what.capitalize()} is in {settable}. What is it in that unit?")
        return size.value * scale
    return size.value


def whole_of(draft: Draft, what: str) -> int:
    size = next((s for s in draft.size if s.kind == "count"), None)
    if size is None or size.value != int(size.value):
        raise Ask(f"How many {what}?")
    return int(size.value)

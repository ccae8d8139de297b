"""Another size or another number of the last change that had one."""

from typing import Any

from assistant.plan.changing import Plans, changed, mapped
from assistant.plan.follow.spoken import sense_of
from assistant.plan.read.finish import Ask
from assistant.plan.read.reading import Reading
from assistant.plan.standing import newest
from assistant.plan.text.amounts import Amount
from assistant.plan.thread import Thread
from twin.edits import AnyEdit

_DOWN = frozenset({"down", "price_down", "faster", "cleaner"})
_UP = frozenset({"up", "price_up", "slower", "dirtier"})


def with_size(amount: Amount, reading: Reading, plans: Plans, thread: Thread) -> Plans | None:
    """Another percent or multiple for the last change that had one."""
    edits = newest(thread)
    if relative(reading, amount):
        return scaled(amount, reading, plans, edits)
    for edit in edits:
        new = _resized(edit, amount, reading, thread)
        if new is not None:
            return swapped(plans, edit, new)
    return None


def _resized(edit: AnyEdit, amount: Amount, reading: Reading, thread: Thread) -> AnyEdit | None:
    share = amount.value / 100 if amount.kind == "percent" else amount.value
    if getattr(edit, "value", None) is not None:
        return changed(edit, value=round(share, 9)) if amount.kind == "percent" else None
    if edit.kind == "demand_growth":
        return changed(edit, per_year=round(share if amount.kind == "percent" else edit.per_year * share, 9))
    if edit.kind == "site_outage":
        if edit.share < 1 or "capacity" in reading.piece_values("param"):
            return changed(edit, share=share if amount.kind == "percent" else 1 - share)
        return None
    if getattr(edit, "factor", None) is not None:
        return changed(edit, factor=new_factor(amount, reading, edit, thread))
    return None


def new_factor(amount: Amount, reading: Reading, edit: AnyEdit, thread: Thread) -> float:
    """The factor that an amount gives in the sense of the one before, unless the words give it another."""
    directions = set(reading.piece_values("dir"))
    words = [word.key for word in reading.text.words]
    after = words[amount.last] if amount.last < len(words) else ""
    directions |= {word for word in ("up", "down") if word in words}
    directions |= {"down"} if after in ("moins", "less", "fewer", "lower") else set()
    directions |= {"up"} if after in ("plus", "more", "higher") else set()
    share = amount.value / 100 if amount.kind == "percent" else amount.value
    if amount.signed and amount.kind == "percent":
        return round(1 + amount.signed * share, 9)
    sensed = sense_of(edit, thread)
    old = float(getattr(edit, "factor", 1.0))
    if amount.kind == "factor":
        if sensed is not None and sensed[0].kind == "factor":
            return round(sensed[1](share), 9)
        return round(1 / share if directions & _DOWN and share > 1 else share, 9)
    if amount.part and not directions & (_UP | _DOWN) and words[amount.last - 1] in ("of", "de", "d"):
        return round(share, 9)
    if sensed is not None and sensed[0].kind == "percent" and not directions & (_UP | _DOWN):
        return round(sensed[1](share), 9)
    up = bool(directions & _UP) or (old >= 1 and not directions & _DOWN)
    return round(1 + share if up else 1 - share, 9)


# ---- 'twice that', 'le double', 'half as often'

_THAT = frozenset({"that", "this", "as", "it", "aussi", "cela", "ca"})
_OFTEN = frozenset({"often", "frequent", "frequently", "souvent", "frequence"})
_LONG = frozenset({"long", "longer", "lasts", "last", "lasted", "longtemps", "dure", "durait", "lasting"})


def relative(reading: Reading, amount: Amount) -> bool:
    """Whether an amount is a multiple of what stands rather than a size of its own: 'twice that', 'et le double ?'."""
    if amount.kind != "factor" and not amount.part:
        return False
    words = [word.key for word in reading.text.words]
    after = words[amount.last] if amount.last < len(words) else ""
    before = words[amount.first - 1] if amount.first else ""
    return (
        after in _THAT | _OFTEN
        or words[amount.last - 1] == "as"
        or before in ("le", "the", "la")
        or bool(set(words) & _LONG)
    )


def scaled(amount: Amount, reading: Reading, plans: Plans, edits: list[AnyEdit]) -> Plans | None:
    share = amount.value / 100 if amount.kind == "percent" else amount.value
    words = {word.key for word in reading.text.words}
    for edit in edits:
        fields = _times(edit, share, words)
        if fields:
            return swapped(plans, edit, changed(edit, **fields))
    return None


def _times(edit: Any, share: float, words: set[str]) -> dict[str, Any]:
    """The fields of an edit at a multiple of what they are."""
    if edit.kind == "common_mode" and words & _OFTEN:
        return {"every": round(edit.every / share, 9)}
    if getattr(edit, "days", None) and (words & _LONG or getattr(edit, "factor", None) is None):
        return {"days": round(edit.days * share, 9)}
    if words & _LONG:
        return {}
    if edit.kind == "demand_growth":
        return {"per_year": round(edit.per_year * share, 9)}
    if getattr(edit, "value", None) is not None:
        return {"value": round(edit.value * share, 9)}
    if getattr(edit, "factor", None) is not None:
        return {"factor": round(1 + (edit.factor - 1) * share, 9)}
    if getattr(edit, "count", None) and float(edit.count * share).is_integer():
        return {"count": int(edit.count * share)}
    return {}


def swapped(plans: Plans, old: AnyEdit, new: AnyEdit) -> Plans:
    """An edit in the place of another; edits of the same kind, item and size go with it."""
    fields = {k: v for k, v in new.model_dump().items() if v != old.model_dump().get(k)}

    def change(edit: AnyEdit, _plan: object) -> AnyEdit:
        if edit == old:
            return new
        alike = edit.kind == old.kind and getattr(edit, "item", None) == getattr(old, "item", None)
        if alike and all(getattr(edit, k, None) == getattr(old, k, None) for k in fields):
            return changed(edit, **fields)
        return edit

    return mapped(plans, change)


def whole_number(amount: Amount, what: str) -> int:
    """A count as a whole number of at least one; Ask when it is none."""
    if amount.value != int(amount.value) or amount.value < 1:
        raise Ask(f"{amount.value:g} is not a number of {what}. How many do you mean?")
    return int(amount.value)

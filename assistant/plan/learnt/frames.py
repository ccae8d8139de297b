"""Edits as frames: a label that says which operation is meant, and slots that hold its numbers and names.

Whatever an edit picks from a closed list (the price meant, the dispatch rule) is part of the label, since the words of a
question choose it; whatever is a number or a name is a slot, since one mention of the question fills it.

>>> from twin.edits import EDIT
>>> frames_of(EDIT.validate_python({"kind": "price", "item": "wage", "factor": 1.1}))
(Frame(label='price.wage', slots=(('factor', 1.1),)),)
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from twin.edits import AnyEdit

Value = float | str


@dataclass(frozen=True)
class Frame:
    """One operation with the values of its slots, sorted by slot."""

    label: str
    slots: tuple[tuple[str, Value], ...]

    def get(self, slot: str) -> Value | None:
        """The value of a slot, or None when it is open."""
        return dict(self.slots).get(slot)


NUMBERS: dict[str, tuple[str, ...]] = {
    "start": ("start",),
    "days": ("length",),
    "every": ("length",),
    "factor": ("factor",),
    "value": ("value",),
    "share": ("share",),
    "per_day": ("rate",),
    "per_year": ("yearly",),
    "count": ("count",),
    "arrives": ("arrival",),
    "leaves": ("departure",),
    "hours_per_day": ("hours",),
    "days_per_week": ("workdays",),
    "queue_cap": ("count",),
    "sourcing_radius": ("km",),
    "horizon": ("length",),
    "warm_up": ("length",),
    "replications": ("count",),
    "draws": ("count",),
    "seed": ("count",),
}
"""Slots that hold a number, and the sort of quantity that fills them."""

NAMES = frozenset(
    {"site", "to", "zone", "city", "supplier", "lane", "station", "product", "mode", "country", "item"}
)
"""Slots that hold a name."""

CHOSEN = ("supplier", "lane", "mode", "product", "station")
"""Slots whose name is one of a network's few, so that a description may choose it."""

_CHOSEN = {"price": "item", "price_shock": "item", "station": "item", "capex": "item"}
_LEVERS = ("dispatch", "reroute", "queue_cap", "sequencing", "sourcing_radius")
_RUN = ("horizon", "warm_up", "replications", "draws", "seed")
_SPOKEN = {True: "yes", False: "no"}


def frames_of(edit: AnyEdit) -> tuple[Frame, ...]:
    """The frames of an edit: one, or one for each lever of a policy and each setting of a run."""
    return frames_of_fields(edit.model_dump(exclude_none=True))


def frames_of_fields(fields: dict[str, Any]) -> tuple[Frame, ...]:
    """The frames of an edit given as its fields; '*' leaves a slot open."""
    kind = str(fields["kind"])
    told = {k: v for k, v in fields.items() if k != "kind" and v is not None and v != "*"}
    if kind == "policy":
        return tuple(_lever(name, told[name]) for name in _LEVERS if name in told)
    if kind == "run":
        return tuple(Frame(f"run.{name}", ((name, float(told[name])),)) for name in _RUN if name in told)
    if kind == "shifts":
        return (_shift(told),)
    label = kind
    if kind in _CHOSEN:
        label = f"{kind}.{told.pop(_CHOSEN[kind])}"
        if kind == "price" and told.get("value") == 0:
            label, told = f"{label}.zero", {}
    if kind == "site_outage" and told.get("share", 1) != 1:
        label = "site_outage_partial"
    elif kind == "site_outage":
        told.pop("share", None)
    if kind == "send_mobile":
        told = {k: v for k, v in told.items() if k != "start" and not (k == "count" and v == 1)}
    return (Frame(label, _slots(told)),)


def _lever(name: str, value: Any) -> Frame:
    if name in ("queue_cap", "sourcing_radius"):
        return Frame(f"policy.{name}", ((name, float(value)),))
    return Frame(f"policy.{name}.{_SPOKEN.get(value, value)}", ())


def _shift(told: dict[str, Any]) -> Frame:
    always = told.get("hours_per_day") == 24 and told.get("days_per_week") == 7
    return (
        Frame("shifts.always", _slots({k: v for k, v in told.items() if k == "site"}))
        if always
        else Frame("shifts", _slots(told))
    )


def _slots(told: dict[str, Any]) -> tuple[tuple[str, Value], ...]:
    kept = {k: (v if isinstance(v, str) else float(v)) for k, v in told.items() if k in NUMBERS or k in NAMES}
    return tuple(sorted(kept.items()))


REQUIRED: dict[str, tuple[str, ...]] = {
    "site_outage": ("site", "days"),
    "site_outage_partial": ("site", "days", "share"),
    "supplier_outage": ("supplier", "days"),
    "lane_outage": ("lane", "days"),
    "common_mode": ("every", "days"),
    "demand_shock": ("factor", "days"),
    "send_mobile": ("to",),
    "overtime": ("factor", "days"),
    "set_site_count": ("count",),
    "set_country": ("country",),
    "add_site": ("city",),
    "remove_site": ("site",),
    "move_site": ("site", "city"),
    "resize_site": ("factor",),
    "demand_growth": ("per_year",),
    "variants": ("count",),
    "inventory": ("factor",),
    "transport_mode": ("mode",),
    "policy.queue_cap": ("queue_cap",),
    "policy.sourcing_radius": ("sourcing_radius",),
    "run.horizon": ("horizon",),
    "run.warm_up": ("warm_up",),
    "run.replications": ("replications",),
    "run.draws": ("draws",),
    "run.seed": ("seed",),
}
"""Slots without which a frame cannot be run. Those of price shocks and stations go by their first word."""

_BY_HEAD = {"price_shock": ("factor", "days"), "station": ("factor",)}
EITHER = {"price": ("factor", "value"), "capex": ("factor", "value"), "demand": ("factor", "per_day")}
"""Frames that need one of two slots."""

OPTIONAL: dict[str, tuple[str, ...]] = {
    "site_outage": ("start",),
    "site_outage_partial": ("start",),
    "supplier_outage": ("start",),
    "lane_outage": ("start",),
    "demand_shock": ("start", "zone", "product"),
    "price_shock": ("start",),
    "send_mobile": ("arrives", "leaves", "count"),
    "overtime": ("start", "site"),
    "resize_site": ("site",),
    "demand": ("zone", "product"),
    "price": ("country",),
    "variants": ("product",),
    "station": ("station", "site"),
    "shifts": ("hours_per_day", "days_per_week", "site"),
    "shifts.always": ("hours_per_day", "days_per_week", "site"),
    "inventory": ("site", "item"),
    "capex": ("site",),
    "transport_mode": ("lane",),
}


def head(label: str) -> str:
    """The kind of edit that a label belongs to."""
    return label.partition(".")[0]


def required(label: str) -> tuple[str, ...]:
    """The slots that a label cannot do without."""
    return REQUIRED.get(label) or _BY_HEAD.get(head(label), ())


@cache
def slots(label: str) -> tuple[str, ...]:
    """Every slot of a label."""
    if label.endswith(".zero"):
        return ("value",)
    own = OPTIONAL.get(label, () if label in REQUIRED else OPTIONAL.get(head(label), ()))
    either = EITHER.get(head(label), ()) if label not in REQUIRED else ()
    return tuple(dict.fromkeys((*required(label), *either, *own)))


def complete(label: str, filled: set[str]) -> str:
    """The first slot that is missing, or nothing."""
    if label.endswith(".zero"):
        return ""
    missing = next((slot for slot in required(label) if slot not in filled), "")
    either = EITHER.get(head(label), ()) if label not in REQUIRED else ()
    return missing or ("" if not either or filled & set(either) else either[0])


def fields_of(frame: Frame) -> dict[str, Any]:
    """The fields of the edit that a frame stands for."""
    told: dict[str, Any] = dict(frame.slots)
    kind, _, rest = frame.label.partition(".")
    if kind == "policy":
        name, _, value = rest.partition(".")
        spoken = {"yes": True, "no": False}.get(value, value)
        return {
            "kind": "policy",
            name: spoken if value else _whole(told[name]) if name == "queue_cap" else told[name],
        }
    if kind == "run":
        return {"kind": "run", rest: told[rest] if rest in ("horizon", "warm_up") else _whole(told[rest])}
    if frame.label == "shifts.always":
        told |= {"hours_per_day": 24.0, "days_per_week": 7}
    if frame.label == "site_outage_partial":
        kind = "site_outage"
    if frame.label.endswith(".zero"):
        rest, told = rest.removesuffix(".zero"), {"value": 0.0}
    if kind in _CHOSEN:
        told[_CHOSEN[kind]] = rest
    for slot in ("count", "days_per_week"):
        if slot in told:
            told[slot] = _whole(told[slot])
    return {"kind": kind, **told}


def _whole(value: Value) -> Value | int:
    return int(value) if isinstance(value, float | int) and float(value).is_integer() else value

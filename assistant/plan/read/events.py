"""Typed edits of what happens at a time: outages, surges of demand, boxes that are sent, overtime."""

from typing import Any

from assistant.plan.read.drafts import EVERY, Draft
from assistant.plan.read.places import city_of, site_of, sites_of, zone_of
from assistant.plan.read.setting import Ask, Setting
from assistant.plan.read.sizes import factor_of
from assistant.plan.read.times import length_of, start_of
from assistant.plan.text.amounts import Amount
from twin.errors import InputError


def site_outage(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    share = _share(draft)
    sites = sites_of(draft, setting, "is down")
    start = start_of(draft, setting)
    days = length_of(draft, start, setting, "is it down")
    names = list(setting.names.makers) if sites == [None] else sites
    return [
        {"kind": "site_outage", "site": site, "start": start, "days": days, "share": share} for site in names
    ]


def _share(draft: Draft) -> float:
    """The share of capacity that an outage takes; 1 when nothing else is said."""
    if not draft.size:
        return 1.0
    size = draft.size[0]
    if draft.direction == "set" and size.kind == "percent" and size.lead in ("at", "to", "a"):
        return round(1 - size.value / 100, 9)
    lost = size.value / 100 if size.kind == "percent" else (1 - size.value if size.value < 1 else 0.0)
    if size.lead in ("to", "at", "a") and size.kind == "percent":
        lost = 1 - lost
    if not 0 < lost <= 1:
        raise InputError(
            f"A site can lose more than 0 and at most 100 % of its capacity, not {lost * 100:g} %."
        )
    return round(lost, 9)


def supplier_outage(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    sort = draft.op.split("_")[0]
    known = setting.names.suppliers if sort == "supplier" else setting.names.lanes
    name = draft.fixed.get(sort) or (known[0] if len(known) == 1 else None)
    if name is None:
        raise Ask(f"Which {sort} is out?" if known else f"This network has no {sort} to stop.", known[:12])
    start = start_of(draft, setting)
    return [
        {"kind": draft.op, sort: name, "start": start, "days": length_of(draft, start, setting, "is it out")}
    ]


def common_mode(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    every = next((d.value for d in draft.days if d.lead in EVERY or d.lead == "about"), None)
    lengths = [d.value for d in draft.days if d.lead not in EVERY]
    if every is None or not lengths:
        raise Ask(
            "How often does the common cause strike, and for how long? For example: every 180 days for 5 days."
        )
    return [{"kind": "common_mode", "every": every, "days": lengths[0]}]


def send_mobile(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    outage = next((e for e in reversed(setting.earlier) if e.kind == "site_outage"), None)
    fields: dict[str, Any] = {"kind": "send_mobile"}
    if draft.places:
        place = draft.places[0]
        fields["to"] = place.get("site") or city_of(place, setting)["city"]
    elif outage is not None:
        fields["to"] = outage.site
    else:
        raise Ask("Where should the factory in a box go?", setting.names.makers[:8])
    base = float(outage.start) if outage is not None else None
    day = next((p.value for p in draft.points if p.kind == "day" and p.lead not in ("until", "till")), None)
    until = next((p.value for p in draft.points if p.kind == "day" and p.lead in ("until", "till")), None)
    days_told = [p.value for p in draft.points if p.kind == "day"]
    if until is None and draft.leaving and len(days_told) == 2:
        until = days_told[1]
    if until is None and len(set(days_told)) > 1:
        raise Ask("Which of these days does the factory in a box arrive, and which does it leave?")
    staying = draft.leaving or any(d.lead in ("for", "pendant") for d in draft.days)
    stays = next(
        (
            d.value
            for d in draft.days
            if d.lead in ("for", "pendant") or (staying and d is draft.days[-1] and d.lead not in _OFFSET)
        ),
        None,
    )
    offset = next((d.value for d in draft.days if d.lead in _OFFSET or not staying), None)
    if draft.offset is not None:
        offset = draft.offset.value
    if day is None and base is None and offset is None:
        base = start_of(draft, setting)
    moment = day if day is not None else ((base or 0.0) + offset if offset is not None else None)
    if moment is None:
        fields["start"] = base
    elif draft.arriving:
        fields.update(start=base if base is not None and base <= moment else 0.0, arrives=moment)
    else:
        fields["start"] = moment
    if moment is not None and base is not None and moment < base:
        raise Ask(
            f"The factory in a box would come on day {moment:g}, before anything happens. On which day does it come?"
        )
    if until is not None:
        fields["leaves"] = until
    elif stays is not None:
        fields["leaves"] = (moment if moment is not None else float(base or 0.0)) + stays
    if draft.count is not None and not (draft.count.weak and draft.count.value == 1):
        fields["count"] = int(draft.count.value)
    return [fields]


_OFFSET = frozenset(
    {
        "after",
        "in",
        "within",
        "apres",
        "dans",
        "takes",
        "take",
        "needs",
        "later",
        "only",
        "about",
        "d",
        "bout",
        "de",
    }
)


def _same_time(draft: Draft, setting: Setting) -> None:
    """Overtime without a length lasts as long as the outage that it answers."""
    outage = next((e for e in reversed(setting.earlier) if e.kind in ("site_outage", "demand_shock")), None)
    if outage is not None and not draft.days and len(draft.points) < 2:
        draft.days.append(Amount("days", float(outage.days), 0, 0))
        setting.assumed.append("the overtime lasts as long as the event it answers")


def overtime(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    factor = factor_of(_upward(draft), "the pace in overtime") if draft.size else None
    if factor is None:
        raise Ask("By how much does overtime speed up the work?", ("by 25 %", "by 50 %"))
    start = start_of(draft, setting)
    _same_time(draft, setting)
    days = length_of(draft, start, setting, "do they work overtime")
    sites: list[str | None] = [site_of(p, setting) for p in draft.places] or [None]
    return [
        {"kind": "overtime", "site": site, "start": start, "days": days, "factor": factor} for site in sites
    ]


def _upward(draft: Draft) -> Draft:
    draft.direction = "up" if draft.direction in ("", "set", "faster") else draft.direction
    return draft


def demand(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    scope: dict[str, Any] = {}
    if draft.product and len(setting.names.products) > 1:
        scope["product"] = draft.product.get("product")
    zones: list[str | None] = [zone_of(piece, setting) for piece in draft.places]
    zones = zones or [None]
    rate = next((s for s in draft.size if s.kind == "rate"), None)
    if rate is not None and rate.lead not in ("by",):
        return [{"kind": "demand", "per_day": rate.value, **scope}]
    growth = _per_year(draft)
    factor = factor_of(draft, "demand")
    if growth:
        return [{"kind": "demand_growth", "per_year": round(factor - 1, 9)}]
    if draft.days or draft.points:
        start = start_of(draft, setting)
        try:
            days = length_of(draft, start, setting, "")
        except Ask:
            days = setting.horizon - start
            setting.assumed.append("it lasts to the end of the run")
        return [
            {
                "kind": "demand_shock",
                "start": start,
                "days": days,
                "factor": factor,
                **({"zone": z} if z else {}),
                **scope,
            }
            for z in zones
        ]
    return [{"kind": "demand", "factor": factor, **({"zone": z} if z else {}), **scope} for z in zones]


def _per_year(draft: Draft) -> bool:
    """Whether 'a year' stands as the pace of growth rather than as a length."""
    yearly = [
        d
        for d in draft.days
        if d.unit == "yr"
        and d.value == 365
        and d.lead in ("%", "percent", "per", "each", "every", "cent", "a", "par")
    ]
    if yearly:
        draft.days = [d for d in draft.days if d not in yearly]
    return bool(yearly) or bool(draft.fixed.pop("per_year", False))

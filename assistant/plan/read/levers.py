"""Typed edits of what holds for the whole run: prices, stations, capital, ways of working, the run itself."""

from typing import Any

from assistant.plan.names.link import mode_words
from assistant.plan.read.drafts import Draft
from assistant.plan.read.places import site_of
from assistant.plan.read.setting import Ask, Setting
from assistant.plan.read.sizes import factor_of, value_of, whole_of
from assistant.plan.read.times import length_of, start_of
from assistant.plan.text.lexicon import load
from assistant.plan.text.words import fold
from twin import units


def plain(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    if draft.op == "policy" and draft.param == "radius":
        km = next((s for s in draft.size if s.kind == "distance"), None)
        if km is None:
            raise Ask("To how many kilometres should the sourcing radius be set?")
        return [{"kind": "policy", "sourcing_radius": units.convert(km.value, km.unit, "km")}]
    if draft.op == "capex" and "item" not in draft.fixed:
        raise Ask("What about the capital cost should change?")
    if draft.op == "policy" and draft.param == "queue_cap":
        return [{"kind": "policy", "queue_cap": whole_of(draft, "waiting orders")}]
    return [{"kind": draft.op, **draft.fixed}]


def shifts(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    if "hours_per_day" not in draft.fixed and setting.names.hours:
        draft.fixed["hours_per_day"] = setting.names.hours
        setting.assumed.append(f"they go on working {setting.names.hours:g} hours a day")
    if "hours_per_day" not in draft.fixed:
        raise Ask("How many hours a day do they work?", ("8 hours", "16 hours", "24 hours"))
    sites: list[str | None] = [site_of(p, setting) for p in draft.places] or [None]
    days = draft.fixed.get("days_per_week")
    fields = {**draft.fixed, **({"days_per_week": int(float(days))} if days is not None else {})}
    return [{"kind": "shifts", **fields, "site": site} for site in sites]


def transport_mode(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    words = set(draft.fixed["words"])
    named = [mode for mode in setting.names.modes if set(fold(mode).split()) & words]
    if not named:
        wanted = {usual for usual, spoken in mode_words().items() if words & {fold(word) for word in spoken}}
        named = [
            mode
            for mode in setting.names.modes
            if any(set(fold(usual).split()) <= set(fold(mode).split()) for usual in wanted)
        ]
    if len(named) != 1:
        raise Ask("Which means of transport do you mean? This network knows these.", setting.names.modes[:12])
    fields = {"kind": "transport_mode", "mode": named[0]}
    return [{**fields, "lane": draft.fixed["lane"]} if draft.fixed.get("lane") else fields]


def price(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    spec = load("params")[draft.param]
    words = spec["words"][0]
    fields = {"kind": "price", "item": draft.fixed["item"]}
    if draft.country is not None:
        fields["country"] = str(draft.country.get("country")).split("|")[1]
    value = value_of(draft, spec.get("set", ""), words) if spec.get("set") else None
    if value is not None:
        return [{**fields, "value": value}]
    factor = factor_of(draft, words)
    if (draft.days or draft.points) and spec.get("shock"):
        start = start_of(draft, setting)
        days = length_of(draft, start, setting, "")
        return [
            {"kind": "price_shock", "item": spec["shock"], "start": start, "days": days, "factor": factor}
        ]
    return [{**fields, "factor": factor}]


def station(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    words = load("params")[draft.param]["words"][0]
    fields: dict[str, Any] = {
        "kind": "station",
        "item": draft.fixed["item"],
        "factor": factor_of(draft, words),
    }
    if draft.station is not None:
        fields["station"] = draft.station.get("station")
    sites: list[str | None] = [site_of(p, setting) for p in draft.places] or [None]
    return [{**fields, "site": site} for site in sites]


def capex(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    spec = load("params")[draft.param]
    words = spec["words"][0]
    fields: dict[str, Any] = {"kind": "capex", "item": draft.fixed["item"]}
    value = value_of(draft, spec.get("set", ""), words)
    fields.update({"value": value} if value is not None else {"factor": factor_of(draft, words)})
    sites: list[str | None] = [site_of(p, setting) for p in draft.places] or [None]
    return [{**fields, "site": site} for site in sites]


def inventory(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    fields: dict[str, Any] = {"kind": "inventory", **draft.fixed}
    if draft.param:
        fields["factor"] = factor_of(draft, "stock")
    sites: list[str | None] = [site_of(p, setting) for p in draft.places] or [None]
    return [{**fields, "site": site} for site in sites]


def variants(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    return [{"kind": "variants", "count": whole_of(draft, "variants")}]


def run(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    name = draft.fixed["field"]
    if name in ("horizon", "warm_up"):
        days = next((s.value for s in draft.size if s.kind == "days"), None)
        if days is None:
            raise Ask(f"How many days should the {name.replace('_', '-')} be?")
        return [{"kind": "run", name: days}]
    return [{"kind": "run", name: whole_of(draft, name)}]

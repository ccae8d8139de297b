"""From drafts to typed edits: defaults said aloud, open slots asked for, impossible values refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.plan.amounts import Amount, month_days
from assistant.plan.drafts import Draft
from assistant.plan.lexicon import load
from assistant.plan.link import Piece, mode_words
from assistant.plan.schema import ScenarioPlan, edit_from
from assistant.plan.words import fold
from assistant.plan.world import Names, World
from twin import units
from twin.edits import AnyEdit
from twin.errors import InputError


class Ask(Exception):
    """A question back: what is missing, and perhaps answers to choose from."""

    def __init__(self, message: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.choices = message, choices


@dataclass
class Setting:
    """What the drafts are finished against: the network's names, the world, the horizon, and what was assumed."""

    world: World
    names: Names
    case: str
    horizon: float = 365.0
    assumed: list[str] = field(default_factory=list)
    earlier: list[AnyEdit] = field(default_factory=list)


def where_it_fits(
    bases: Sequence[ScenarioPlan], edits: Sequence[AnyEdit], setting: Setting
) -> list[tuple[AnyEdit, ...]]:
    """Which of the edits each of several designs takes: a site that a design has not cannot stop there, and that is said."""
    taken: list[tuple[AnyEdit, ...]] = []
    for base in bases:
        known = {fold(site) for site in setting.world.names(base.case, base.design, base.sites).sites}
        own = tuple(
            e for e in edits if not getattr(e, "site", None) or fold(str(getattr(e, "site", ""))) in known
        )
        taken.append(own)
    if not any(len(own) == len(edits) for own in taken):
        return [tuple(edits)] * len(bases)
    for base, own in zip(bases, taken, strict=True):
        gone = [str(getattr(e, "site", "")) for e in edits if e not in own]
        if gone:
            setting.assumed.append(
                f"{gone[0]} has no site in the {base.design} design, which stays as it is there"
            )
    return taken


def finish(draft: Draft, setting: Setting) -> list[AnyEdit]:
    """The edits of a draft; raises Ask when a slot is open and InputError when a value cannot be."""
    if any(amount.vague for amount in (*draft.days, *draft.size)):
        raise Ask("How many exactly? I need a number there.")
    if any(amount.value < 0 for amount in (*draft.days, *draft.points, *draft.size)):
        raise InputError("A time or an amount below zero cannot be. Give a positive number.")
    build = _BUILDERS.get(draft.op, _plain)
    return [edit_from(fields) for fields in build(draft, setting)]


# ---- places


def _site(piece: Piece, setting: Setting, what: str = "is a site") -> str:
    """The site that a piece names; Ask with the sites there are."""
    site = piece.get("site")
    if site:
        return site
    name = piece.get("zone") or (piece.get("city") or "").split("|")[0] or piece.get("unknown") or "that"
    wanted = fold(name)
    for known in setting.names.sites:
        if fold(known) == wanted:
            return known
    sites = setting.names.makers or setting.names.sites
    raise Ask(f"There is no site in {name} in this network. Which site do you mean?", tuple(sites[:12]))


def _city(piece: Piece, setting: Setting) -> dict[str, str]:
    """City and country of a piece; Ask when nobody knows the place."""
    city = piece.get("city")
    if city:
        name, code = city.split("|")
        return {"city": name} if code == setting.names.country else {"city": name, "country": code}
    known = piece.get("zone") or piece.get("site")
    if known:
        return {"city": known}
    raise Ask(
        f"I do not know a place called {piece.get('unknown')}. Which city do you mean?",
        setting.names.zones[:5],
    )


def _sites(draft: Draft, setting: Setting, verb: str) -> list[str | None]:
    """The sites of a draft; None stands for every site."""
    if draft.places:
        return [_site(piece, setting) for piece in draft.places]
    if draft.fixed.pop("the_plant", False) or (len(setting.names.makers) == 1 and not draft.everywhere):
        return [setting.names.makers[0]]
    if draft.everywhere:
        return [None]
    if draft.any_site and draft.op == "site_outage":
        setting.assumed.append(f"it is {setting.names.makers[0]}, since you said one of the sites")
        return [setting.names.makers[0]]
    raise Ask(f"Which site {verb}?", setting.names.makers[:12])


# ---- times


def _start(draft: Draft, setting: Setting) -> float:
    """The first day: as said, else the start of the event before, else the usual day, said aloud."""
    points = [
        p
        for p in draft.points
        if p.kind == "day" and p.lead not in ("until", "till", "to", "jusqu", "and", "-")
    ]
    later = [d for d in draft.days if d.lead in ("after", "in", "apres", "dans") and len(draft.days) > 1]
    months = [p for p in draft.points if p.kind == "month"]
    if points:
        return points[0].value
    if months:
        if "day 0 is 1 January" not in setting.assumed:
            setting.assumed.append("day 0 is 1 January")
        return month_days(months[0].value)[0]
    if later:
        return later[0].value
    for edit in reversed(setting.earlier):
        start = getattr(edit, "start", None)
        if start is not None and draft.op in ("send_mobile", "overtime"):
            return float(start)
    usual = float(load("worlds")["event_start"])
    setting.assumed.append(f"it starts on day {usual:g}, since you did not say when")
    return usual


def _length(draft: Draft, start: float, setting: Setting, what: str) -> float:
    """How long: as said, or up to the last day said; Ask when neither is."""
    ends = [
        p.value
        for p in draft.points
        if p.kind == "day" and p.lead in ("until", "till", "to", "jusqu", "a", "au", "and", "-", "et")
    ]
    points = [p.value for p in draft.points if p.kind == "day"]
    lengths = [d for d in draft.days if d.lead not in ("after", "in", "apres", "dans")] or (
        [] if len(draft.days) != 1 else draft.days
    )
    if lengths:
        return lengths[0].value
    if ends or len(points) == 2:
        end = ends[-1] if ends else points[1]
        if end <= start:
            raise InputError(
                f"It would end on day {end:g}, before it starts on day {start:g}. Give a later end."
            )
        return end - start
    months = [p for p in draft.points if p.kind == "month"]
    if months:
        return month_days(months[0].value)[1]
    raise Ask(f"For how long {what}?", ("1 week", "3 weeks", "2 months"))


# ---- sizes


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
        return _money(size, settable, what)
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


def _money(size: Amount, settable: str, what: str) -> float:
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


# ---- the builders, one a kind of edit


def _plain(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    if draft.op == "policy" and draft.param == "radius":
        km = next((s for s in draft.size if s.kind == "distance"), None)
        if km is None:
            raise Ask("To how many kilometres should the sourcing radius be set?")
        return [{"kind": "policy", "sourcing_radius": units.convert(km.value, km.unit, "km")}]
    if draft.op == "capex" and "item" not in draft.fixed:
        raise Ask("What about the capital cost should change?")
    if draft.op == "policy" and draft.param == "queue_cap":
        return [{"kind": "policy", "queue_cap": _whole(draft, "waiting orders")}]
    return [{"kind": draft.op, **draft.fixed}]


def _whole(draft: Draft, what: str) -> int:
    size = next((s for s in draft.size if s.kind == "count"), None)
    if size is None or size.value != int(size.value):
        raise Ask(f"How many {what}?")
    return int(size.value)


def _site_outage(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    share = _share(draft)
    sites = _sites(draft, setting, "is down")
    start = _start(draft, setting)
    days = _length(draft, start, setting, "is it down")
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


def _supplier_outage(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    sort = draft.op.split("_")[0]
    known = setting.names.suppliers if sort == "supplier" else setting.names.lanes
    name = draft.fixed.get(sort) or (known[0] if len(known) == 1 else None)
    if name is None:
        raise Ask(f"Which {sort} is out?" if known else f"This network has no {sort} to stop.", known[:12])
    start = _start(draft, setting)
    return [
        {"kind": draft.op, sort: name, "start": start, "days": _length(draft, start, setting, "is it out")}
    ]


def _common_mode(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    every = next(
        (d.value for d in draft.days if d.lead in ("every", "each", "about", "tous", "toutes", "les")), None
    )
    lengths = [d.value for d in draft.days if d.lead not in ("every", "each", "tous", "toutes", "les")]
    if every is None or not lengths:
        raise Ask(
            "How often does the common cause strike, and for how long? For example: every 180 days for 5 days."
        )
    return [{"kind": "common_mode", "every": every, "days": lengths[0]}]


def _send_mobile(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    outage = next((e for e in reversed(setting.earlier) if e.kind == "site_outage"), None)
    fields: dict[str, Any] = {"kind": "send_mobile"}
    if draft.places:
        place = draft.places[0]
        fields["to"] = place.get("site") or _city(place, setting)["city"]
    elif outage is not None:
        fields["to"] = outage.site
    else:
        raise Ask("Where should the factory in a box go?", setting.names.makers[:8])
    base = float(outage.start) if outage is not None else None
    day = next((p.value for p in draft.points if p.kind == "day" and p.lead not in ("until", "till")), None)
    until = next((p.value for p in draft.points if p.kind == "day" and p.lead in ("until", "till")), None)
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
        base = _start(draft, setting)
    moment = day if day is not None else ((base or 0.0) + offset if offset is not None else None)
    if moment is None:
        fields["start"] = base
    elif draft.arriving:
        fields.update(start=base if base is not None and base <= moment else 0.0, arrives=moment)
    else:
        fields["start"] = moment
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


def _overtime(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    factor = factor_of(_upward(draft), "the pace in overtime") if draft.size else None
    if factor is None:
        raise Ask("By how much does overtime speed up the work?", ("by 25 %", "by 50 %"))
    start = _start(draft, setting)
    _same_time(draft, setting)
    days = _length(draft, start, setting, "do they work overtime")
    sites: list[str | None] = [_site(p, setting) for p in draft.places] or [None]
    return [
        {"kind": "overtime", "site": site, "start": start, "days": days, "factor": factor} for site in sites
    ]


def _upward(draft: Draft) -> Draft:
    draft.direction = "up" if draft.direction in ("", "set", "faster") else draft.direction
    return draft


def _shifts(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    if "hours_per_day" not in draft.fixed and setting.names.hours:
        draft.fixed["hours_per_day"] = setting.names.hours
        setting.assumed.append(f"they go on working {setting.names.hours:g} hours a day")
    if "hours_per_day" not in draft.fixed:
        raise Ask("How many hours a day do they work?", ("8 hours", "16 hours", "24 hours"))
    sites: list[str | None] = [_site(p, setting) for p in draft.places] or [None]
    days = draft.fixed.get("days_per_week")
    fields = {**draft.fixed, **({"days_per_week": int(float(days))} if days is not None else {})}
    return [{"kind": "shifts", **fields, "site": site} for site in sites]


def _transport_mode(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
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


def _demand(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    scope: dict[str, Any] = {}
    if draft.product and len(setting.names.products) > 1:
        scope["product"] = draft.product.get("product")
    zones: list[str | None] = [_zone(piece, setting) for piece in draft.places]
    zones = zones or [None]
    rate = next((s for s in draft.size if s.kind == "rate"), None)
    if rate is not None and rate.lead not in ("by",):
        return [{"kind": "demand", "per_day": rate.value, **scope}]
    growth = _per_year(draft)
    factor = factor_of(draft, "demand")
    if growth:
        return [{"kind": "demand_growth", "per_year": round(factor - 1, 9)}]
    if draft.days or draft.points:
        start = _start(draft, setting)
        try:
            days = _length(draft, start, setting, "")
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


def _zone(piece: Piece, setting: Setting) -> str:
    zone = piece.get("zone")
    if zone:
        return zone
    name = (
        piece.get("site") or (piece.get("city") or "").split("|")[0] or piece.get("unknown") or "that place"
    )
    match = next((z for z in setting.names.zones if fold(z) == fold(name)), None)
    if match:
        return match
    raise Ask(
        f"{name} is not one of the customer cities of this network. Which one do you mean?",
        setting.names.zones[:10],
    )


def _price(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
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
        start = _start(draft, setting)
        days = _length(draft, start, setting, "")
        return [
            {"kind": "price_shock", "item": spec["shock"], "start": start, "days": days, "factor": factor}
        ]
    return [{**fields, "factor": factor}]


def _station(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    words = load("params")[draft.param]["words"][0]
    fields: dict[str, Any] = {
        "kind": "station",
        "item": draft.fixed["item"],
        "factor": factor_of(draft, words),
    }
    if draft.station is not None:
        fields["station"] = draft.station.get("station")
    sites: list[str | None] = [_site(p, setting) for p in draft.places] or [None]
    return [{**fields, "site": site} for site in sites]


def _capex(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    spec = load("params")[draft.param]
    words = spec["words"][0]
    fields: dict[str, Any] = {"kind": "capex", "item": draft.fixed["item"]}
    value = value_of(draft, spec.get("set", ""), words)
    fields.update({"value": value} if value is not None else {"factor": factor_of(draft, words)})
    sites: list[str | None] = [_site(p, setting) for p in draft.places] or [None]
    return [{**fields, "site": site} for site in sites]


def _resize(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    factor = factor_of(draft, "capacity")
    sites: list[str | None] = [_site(p, setting) for p in draft.places] or [None]
    return [{"kind": "resize_site", "factor": factor, "site": site} for site in sites]


def _inventory(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    fields: dict[str, Any] = {"kind": "inventory", **draft.fixed}
    if draft.param:
        fields["factor"] = factor_of(draft, "stock")
    sites: list[str | None] = [_site(p, setting) for p in draft.places] or [None]
    return [{**fields, "site": site} for site in sites]


def _variants(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    return [{"kind": "variants", "count": _whole(draft, "variants")}]


def _run(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    name = draft.fixed["field"]
    if name in ("horizon", "warm_up"):
        days = next((s.value for s in draft.size if s.kind == "days"), None)
        if days is None:
            raise Ask(f"How many days should the {name.replace('_', '-')} be?")
        return [{"kind": "run", name: days}]
    return [{"kind": "run", name: _whole(draft, name)}]


def _add_site(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    if draft.places:
        return [{"kind": "add_site", **_city(piece, setting)} for piece in draft.places]
    if draft.count is None or draft.count.weak:
        raise Ask("In which city should the site be added?", setting.names.zones[:5])
    step = int(draft.count.value) * (-1 if draft.direction == "down" else 1)
    count = len(setting.names.makers) + step
    if count < 1:
        raise InputError(
            f"The network has {len(setting.names.makers)} making sites; {-step} fewer would leave none."
        )
    return [{"kind": "set_site_count", "count": count}]


def _remove_site(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    return [{"kind": "remove_site", "site": site} for site in _sites(draft, setting, "is removed") if site]


def _move_site(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    if len(draft.places) == 1 and draft.fixed.pop("the_plant", False) | (len(setting.names.makers) == 1):
        return [{"kind": "move_site", "site": setting.names.makers[0], **_city(draft.places[0], setting)}]
    if len(draft.places) < 2:
        raise Ask("Which site moves, and to which city?", setting.names.makers[:8])
    *sources, target = draft.places
    if len(sources) > 1:
        raise Ask(
            "Several sites cannot move to one city. Which one moves?",
            tuple(_site(p, setting) for p in sources),
        )
    return [{"kind": "move_site", "site": _site(sources[0], setting), **_city(target, setting)}]


_BUILDERS = {
    "site_outage": _site_outage,
    "supplier_outage": _supplier_outage,
    "lane_outage": _supplier_outage,
    "common_mode": _common_mode,
    "send_mobile": _send_mobile,
    "overtime": _overtime,
    "shifts": _shifts,
    "transport_mode": _transport_mode,
    "demand": _demand,
    "price": _price,
    "station": _station,
    "capex": _capex,
    "resize_site": _resize,
    "inventory": _inventory,
    "variants": _variants,
    "run": _run,
    "add_site": _add_site,
    "remove_site": _remove_site,
    "move_site": _move_site,
}

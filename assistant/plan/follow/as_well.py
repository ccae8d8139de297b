"""The last change made again for something else: 'and Lyon too', 'another in Brest', 'and energy, same rise', 'and assembly?'."""

from typing import Any

from assistant.plan.changing import Plans, changed, place_of
from assistant.plan.names.link import Piece
from assistant.plan.read.drafts import PLACE_SORTS
from assistant.plan.read.finish import Ask, Setting
from assistant.plan.read.pointing import points, take
from assistant.plan.read.reading import Reading
from assistant.plan.standing import focus, newest, shown
from assistant.plan.text.lexicon import load
from assistant.plan.thread import Thread
from twin.edits import AnyEdit

_ANOTHER = frozenset({"another", "autre", "one"})
_PLACED = {"site_outage": "site", "add_site": "city", "remove_site": "site", "supplier_outage": "supplier", "send_mobile": "to",
           "shifts": "site", "station": "site", "resize_site": "site", "overtime": "site", "capex": "site"}  # fmt: skip


def as_well(reading: Reading, plans: Plans, thread: Thread, setting: Setting) -> Plans:
    """The scenarios with the last change made again for the places, suppliers, prices or stations that are named."""
    if reading.drafts or reading.designs:
        return plans
    adding = _adds(reading)
    plans = _other_item(reading, plans, thread, adding)
    plans = _other_station(reading, plans, thread, adding)
    return _more_places(reading, plans, thread, setting) if adding else plans


def _adds(reading: Reading) -> bool:
    words = {word.key for word in reading.text.words}
    if points(reading, "meanwhile"):
        take(reading, points(reading, "meanwhile"))
        return True
    first = reading.text.words[0].key
    return (
        reading.says("also")
        or "another" in words
        or ("one" in words and "in" in words)
        or first in ("plus", "+")
    )


def _more_places(reading: Reading, plans: Plans, thread: Thread, setting: Setting) -> Plans:
    for piece in reading.free("supplier", *PLACE_SORTS):
        model = _like(piece, thread)
        if model is None:
            continue
        copy = changed(model, **{_PLACED[model.kind]: _name(piece, model, setting)}, **_own(reading, model))
        reading.use(piece)
        reading.touched = True
        if copy not in [e for p in plans for e in p.edits]:
            plans = _added(plans, model, copy)
    return plans


def _like(piece: Piece, thread: Thread) -> AnyEdit | None:
    """The last change that could be made again at this place or for this supplier."""
    sort = "supplier" if piece.has("supplier") else "site"
    return next(
        (
            e
            for e in newest(thread)
            if _PLACED.get(e.kind) and place_of(e) and (_PLACED[e.kind] == "supplier") == (sort == "supplier")
        ),
        None,
    )


def _name(piece: Piece, model: AnyEdit, setting: Setting) -> str:
    name = (
        piece.get("supplier")
        or piece.get("site")
        or piece.get("zone")
        or (piece.get("city") or "").split("|")[0]
    )
    if not name:
        raise Ask(
            f"I do not know a place called {piece.get('unknown')}. Which city do you mean?",
            setting.names.makers[:8],
        )
    if _PLACED[model.kind] == "site" and name not in setting.names.sites:
        raise Ask(
            f"There is no site in {name} in this network. Which site do you mean?", setting.names.makers[:12]
        )
    return name


def _own(reading: Reading, model: AnyEdit) -> dict[str, Any]:
    """The times that the question gives the further change: 'and Marseille for 20 days as well'."""
    fields: dict[str, Any] = {}
    for piece in reading.free("amount"):
        if piece.amount and piece.amount.kind == "days" and getattr(model, "days", None):
            fields["days"] = piece.amount.value
            reading.use(piece)
        elif piece.amount and piece.amount.kind == "day" and getattr(model, "start", None) is not None:
            fields["start"] = piece.amount.value
            reading.use(piece)
    return fields


def _added(plans: Plans, model: AnyEdit, copy: AnyEdit) -> Plans:
    grown = tuple(
        p.model_copy(update={"edits": (*p.edits, copy), "name": ""}) if model in p.edits else p
        for p in focus(plans)
    )
    return shown(grown, plans)


# ---- another price, another station


_PRICED = {"energy_use": "electricity", "transport": "freight"}


def _other_item(reading: Reading, plans: Plans, thread: Thread, adding: bool) -> Plans:
    """'and energy too, same rise' adds; 'and electricity?' after a change of the wage takes its place."""
    same = reading.says("same")
    for piece in reading.free("param", "kpi"):
        if piece.has("kpi") and not (adding or same):
            continue
        name = piece.get("param") or _PRICED.get(piece.get("kpi") or "", "")
        spec = load("params").get(name, {}).get("edit", {})
        if spec.get("kind") != "price" or "item" not in spec:
            continue
        model = next((e for e in newest(thread) if e.kind == "price" and getattr(e, "factor", None)), None)
        if model is None or getattr(model, "item", None) == spec["item"]:
            continue
        copy = changed(model, item=spec["item"])
        reading.use(piece)
        reading.touched = True
        reading.kpis[:] = [k for k in reading.kpis if k != piece.get("kpi")]
        if adding:
            plans = _added(plans, model, copy)
        else:
            plans = _swapped(plans, model, copy)
    return plans


def _other_station(reading: Reading, plans: Plans, thread: Thread, adding: bool) -> Plans:
    for piece in reading.free("station"):
        model = next((e for e in newest(thread) if e.kind == "station" and getattr(e, "station", None)), None)
        name = piece.get("station")
        if model is None or name == getattr(model, "station", None):
            continue
        copy = changed(model, station=name)
        reading.use(piece)
        reading.touched = True
        plans = _added(plans, model, copy) if adding else _swapped(plans, model, copy)
    return plans


def _swapped(plans: Plans, old: AnyEdit, new: AnyEdit) -> Plans:
    return tuple(
        p.model_copy(update={"edits": tuple(new if e == old else e for e in p.edits), "name": ""})
        for p in plans
    )

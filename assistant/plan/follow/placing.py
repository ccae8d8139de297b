"""The same elsewhere: a bare place or supplier takes the slot of the one that was said last."""

from collections.abc import Callable

from assistant.plan.changing import Plans, changed, giving, mapped, place_of
from assistant.plan.names.link import Piece
from assistant.plan.read.drafts import PLACE_SORTS
from assistant.plan.read.finish import Ask, Setting
from assistant.plan.read.reading import Reading
from assistant.plan.schema import ScenarioPlan, edit_from
from assistant.plan.standing import newest
from assistant.plan.thread import Thread
from twin.edits import AnyEdit

_SCOPED = ("station", "shifts", "capex", "resize_site", "overtime", "inventory")
_FIELDS = ("site", "zone", "to", "city")


def with_places(reading: Reading, plans: Plans, setting: Setting, thread: Thread) -> Plans:
    """The scenarios with the question's bare places in the place of those that stand."""
    plans = _with_supplier(reading, plans)
    places = reading.free(*PLACE_SORTS)
    if not places:
        return plans
    names = list(dict.fromkeys(_named(piece, setting) for piece in places))
    moved = _all_there(plans, names, setting, thread)
    if moved != plans or any(place_of(e) in names for p in plans for e in p.edits):
        reading.use(*places)
    return moved


def _with_supplier(reading: Reading, plans: Plans) -> Plans:
    """'the same for the parts maker'."""
    for piece in reading.free("supplier"):
        if any(e.kind == "supplier_outage" for p in plans for e in p.edits):
            plans = mapped(plans, giving("supplier_outage", supplier=piece.get("supplier")))
            reading.use(piece)
    return plans


def _named(piece: Piece, setting: Setting) -> str:
    name = piece.get("site") or piece.get("zone") or (piece.get("city") or "").split("|")[0]
    if not name:
        raise Ask(
            f"I do not know a place called {piece.get('unknown')}. Which city do you mean?",
            setting.names.makers[:8],
        )
    return name


def _all_there(plans: Plans, names: list[str], setting: Setting, thread: Thread) -> Plans:
    """The change at the place said last made at these places instead; what answers it there goes along."""
    placed = next((e for e in newest(thread) if any(getattr(e, f, None) for f in _FIELDS)), None)
    scoped = next((e for e in newest(thread) if e.kind in (*_SCOPED, "demand", "demand_shock")), None)
    if placed is not None and (
        scoped is None or newest(thread).index(placed) <= newest(thread).index(scoped)
    ):
        old = place_of(placed)
        return tuple(_each(p, lambda e: place_of(e) == old, names, setting) for p in plans)
    if scoped is not None:
        return tuple(_each(p, lambda e: e == scoped, names, setting) for p in plans)
    return plans


def _each(
    plan: ScenarioPlan, alike: Callable[[AnyEdit], bool], names: list[str], setting: Setting
) -> ScenarioPlan:
    edits: list[AnyEdit] = []
    for edit in plan.edits:
        edits += [_there(edit, name, setting) for name in names] if alike(edit) else [edit]
    return plan.model_copy(update={"edits": tuple(dict.fromkeys(edits)), "name": ""})


def _there(edit: AnyEdit, name: str, setting: Setting) -> AnyEdit:
    fields = [f for f in _FIELDS if getattr(edit, f, None)]
    if not fields and edit.kind in _SCOPED:
        fields = ["site"]
    if not fields and edit.kind in ("demand", "demand_shock"):
        fields = ["zone"]
    if edit.kind == "remove_site" and name not in setting.names.sites:
        return edit_from({"kind": "move_site", "site": edit.site, "city": name})
    if edit.kind == "move_site":
        fields = ["site"] if name in setting.names.sites else ["city"]
    elif "site" in fields and name not in setting.names.sites:
        raise Ask(
            f"There is no site in {name} in this network. Which site do you mean?",
            setting.names.makers[:12],
        )
    return changed(edit, **dict.fromkeys(fields, name)) if fields else edit

"""The same elsewhere: a bare place or supplier takes the slot of the one that stands."""

from assistant.plan.changing import Plans, changed, giving, mapped
from assistant.plan.drafts import PLACE_SORTS
from assistant.plan.finish import Ask, Setting
from assistant.plan.reading import Reading
from assistant.plan.schema import ScenarioPlan
from twin.edits import AnyEdit


def _with_supplier(reading: Reading, plans: Plans) -> Plans:
    """'the same for the parts maker'."""
    for piece in reading.free("supplier"):
        if any(e.kind == "supplier_outage" for p in plans for e in p.edits):
            plans = mapped(plans, giving("supplier_outage", supplier=piece.get("supplier")))
            reading.use(piece)
    return plans


def with_places(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    plans = _with_supplier(reading, plans)
    places = reading.free(*PLACE_SORTS)
    if not places:
        return plans
    if len(places) > 1:
        raise Ask(
            "I understood the places but not what should happen there. Say it with a verb, such as 'is down'."
        )
    piece = places[0]
    name = piece.get("site") or piece.get("zone") or (piece.get("city") or "").split("|")[0]
    if not name:
        raise Ask(
            f"I do not know a place called {piece.get('unknown')}. Which city do you mean?",
            setting.names.makers[:8],
        )

    def there(edit: AnyEdit, _plan: ScenarioPlan) -> AnyEdit:
        fields = [f for f in ("site", "zone", "to", "city") if getattr(edit, f, None)]
        if not fields and edit.kind in ("station", "shifts", "capex", "resize_site", "overtime", "inventory"):
            fields = ["site"]
        if not fields and edit.kind in ("demand", "demand_shock"):
            fields = ["zone"]
        if "site" in fields and name not in setting.names.sites and edit.kind != "move_site":
            raise Ask(
                f"There is no site in {name} in this network. Which site do you mean?",
                setting.names.makers[:12],
            )
        if edit.kind == "move_site":
            fields = ["city"]
        return changed(edit, **dict.fromkeys(fields, name)) if fields else edit

    moved = mapped(plans, there)
    if moved != plans:
        reading.use(piece)
    return moved

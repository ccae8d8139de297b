"""What scenarios would run, so that two readings can be told alike whatever their words."""

from collections.abc import Sequence

from assistant.plan.scenarios import canonical
from assistant.plan.schema import ScenarioPlan
from twin import places
from twin.edits import AnyEdit


def world_of(plans: Sequence[ScenarioPlan]) -> frozenset[tuple[object, ...]]:
    """What scenarios would run, whatever they are called and in whatever order their edits stand; the bases of what is changed left out."""
    told = [canonical(plan) for plan in plans]
    changed = {(p.case, p.design) for p in told if p.edits or p.sites}
    kept = [p for p in told if p.edits or p.sites or (p.case, p.design) not in changed]
    return frozenset((p.case, p.design, p.sites, frozenset(map(told_alike, p.edits))) for p in kept)


def told_alike(edit: AnyEdit) -> AnyEdit:
    """An edit told one way: a country by its code, a box by its arrival where that is told."""
    if edit.kind == "send_mobile" and edit.arrives is not None:
        return edit.model_copy(update={"start": 0.0})
    if edit.kind != "set_country":
        return edit
    found = places.find_country(edit.country)
    return edit.model_copy(update={"country": found.code}) if found else edit

"""Scenarios with their edits changed: what every kind of follow-up uses."""

from collections.abc import Callable
from typing import Any

from assistant.plan.schema import ScenarioPlan, edit_from
from twin.edits import AnyEdit

Plans = tuple[ScenarioPlan, ...]


def unique(plans: Plans) -> Plans:
    """The scenarios without doubles, in order."""
    kept: list[ScenarioPlan] = []
    for plan in plans:
        if not any(plan.same_world(other) for other in kept):
            kept.append(plan)
    return tuple(kept)


def mapped(plans: Plans, change: Any) -> Plans:
    """The plans with every edit changed; an arrival keeps its distance from the outage it answers."""
    return tuple(
        p.model_copy(update={"edits": tuple(change(e, p) for e in p.edits), "name": ""}) for p in plans
    )


def changed(edit: AnyEdit, **fields: Any) -> AnyEdit:
    return edit_from({**edit.model_dump(), **fields})


def giving(
    kind: str, has: str = "", item: object = None, **fields: Any
) -> Callable[[Any, ScenarioPlan], AnyEdit]:
    """A change of every edit of a kind (that has some field, and is about some item)."""

    def change(edit: Any, _plan: ScenarioPlan) -> AnyEdit:
        alike = edit.kind == kind and (item is None or getattr(edit, "item", None) == item)
        return (
            changed(edit, **fields) if alike and (not has or getattr(edit, has, None) is not None) else edit
        )

    return change


def dropping(plan: ScenarioPlan, gone: Callable[[AnyEdit], bool]) -> ScenarioPlan:
    return plan.model_copy(update={"edits": tuple(edit for edit in plan.edits if not gone(edit)), "name": ""})


def in_order(plans: Plans) -> list[AnyEdit]:
    """The edits of the conversation's scenarios, each once, the last said last."""
    return list(dict.fromkeys(edit for plan in plans for edit in plan.edits))


def has(plans: Plans, *kinds: str) -> bool:
    return any(edit.kind in kinds for plan in plans for edit in plan.edits)


def designs_compared(plans: Plans) -> bool:
    return len({(p.case, p.design, p.sites) for p in plans}) > 1


def place_of(edit: AnyEdit) -> str:
    """The place, supplier or lane that an edit is about; empty when it is about none."""
    return next(
        (
            str(found)
            for name in ("site", "to", "zone", "city", "supplier", "lane")
            if (found := getattr(edit, name, None))
        ),
        "",
    )

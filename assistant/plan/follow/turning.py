"""Changes turned round or made whole: 'the other way round', 'if they don't', 'all of it', 'if it stays like that for ever'."""

from typing import Any

from assistant.plan.changing import Plans, changed, has
from assistant.plan.read.drafts import Draft
from assistant.plan.read.pointing import points, take
from assistant.plan.read.reading import Reading
from assistant.plan.schema import edit_from
from assistant.plan.standing import focus, newest, shown
from assistant.plan.thread import Thread
from twin.edits import AnyEdit


def only_named(draft: Draft, plans: Plans) -> bool:
    """Whether a draft only names what stands already: it has no slot filled."""
    filled = (
        draft.places or draft.days or draft.points or draft.size or draft.count or draft.offset or draft.fixed
    )
    return draft.op in ("send_mobile", "overtime", "site_outage") and not filled and has(plans, draft.op)


def turned(reading: Reading, plans: Plans, thread: Thread) -> Plans:
    """The scenarios with the last change turned round, made whole or made lasting, when the words say so."""
    plans = _neighbours(reading, plans)
    if (
        any(not only_named(d, plans) for d in reading.drafts)
        or any(c.counts for c in reading.designs)
        or reading.free("site", "zone", "city", "unknown", "supplier")
    ):
        return plans
    for key, change in (("opposite", _opposite), ("whole", _whole), ("forever", _lasting)):
        marks = points(reading, key)
        if not marks:
            continue
        both = len(newest(thread)) > 1 and any(
            word.key in ("two", "both", "them", "deux") for word in reading.text.words
        )
        for edit in newest(thread):
            new = change(edit)
            if new is None:
                continue
            plans = _swapped(plans, edit, new)
            take(reading, marks)
            reading.drafts.clear()
            reading.designs.clear()
            if not both:
                break
    return plans


def _neighbours(reading: Reading, plans: Plans) -> Plans:
    """'without their help', 'with the neighbours, then': whether other sites take over, where something stops."""
    alone, helped = points(reading, "alone"), points(reading, "helped")
    known = any(d.op == "policy" for d in reading.drafts)
    stopped = any(e.kind in ("site_outage", "policy", "common_mode") for p in plans for e in p.edits)
    if not (alone or helped) or known or not stopped:
        return plans
    take(reading, [*alone, *helped])
    reading.used.update(i for p in reading.pieces if p.get("kind") == "help" for i in range(p.first, p.last))
    reading.designs[:] = [c for c in reading.designs if c.counts]
    edit = edit_from({"kind": "policy", "reroute": not alone})
    grown = tuple(
        p.model_copy(
            update={
                "edits": (
                    *(e for e in p.edits if not (e.kind == "policy" and e.reroute is not None)),
                    edit,
                ),
                "name": "",
            }
        )
        for p in focus(plans)
    )
    return shown(grown, plans)


def _swapped(plans: Plans, old: AnyEdit, new: AnyEdit) -> Plans:
    return tuple(
        p.model_copy(update={"edits": tuple(new if e == old else e for e in p.edits), "name": ""})
        for p in plans
    )


def _opposite(edit: AnyEdit) -> AnyEdit | None:
    """A rise becomes a fall of the same percent, help becomes none."""
    fields: dict[str, Any] = {}
    factor = getattr(edit, "factor", None)
    if edit.kind == "policy" and edit.reroute is not None:
        fields["reroute"] = not edit.reroute
    elif factor is not None and edit.kind != "overtime":
        mirrored = 2 - factor if 0 < factor < 2 else 1 / factor
        fields["factor"] = round(1 / factor if factor in (2.0, 0.5) else mirrored, 9)
    elif edit.kind == "demand_growth":
        fields["per_year"] = -edit.per_year
    return changed(edit, **fields) if fields else None


def _whole(edit: AnyEdit) -> AnyEdit | None:
    return changed(edit, share=1.0) if edit.kind == "site_outage" and edit.share < 1 else None


def _lasting(edit: AnyEdit) -> AnyEdit | None:
    """A shock that stays is a change for good."""
    if edit.kind == "price_shock":
        return edit_from({"kind": "price", "item": edit.item, "factor": edit.factor})
    if edit.kind == "demand_shock":
        fields = {k: getattr(edit, k) for k in ("zone", "product") if getattr(edit, k, None)}
        return edit_from({"kind": "demand", "factor": edit.factor, **fields})
    if edit.kind == "site_outage" and edit.share == 1:
        return edit_from({"kind": "remove_site", "site": edit.site})
    return None

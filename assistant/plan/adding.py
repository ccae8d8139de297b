"""Operations of a follow-up: added to what stands, or in place of the one of their kind."""

from assistant.plan.amounts import Amount
from assistant.plan.changing import Plans, changed, designs_compared, has, mapped
from assistant.plan.drafts import Draft
from assistant.plan.finish import Setting, finish, where_it_fits
from assistant.plan.link import Piece
from assistant.plan.reading import Reading
from assistant.plan.schema import ScenarioPlan
from twin.edits import AnyEdit, RunEdit


def operations(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    drafts = [d for d in reading.drafts if not d.negated and not (_bare(d) and has(plans, d.op))]
    if not drafts:
        return plans
    if not plans:
        return plans
    if len(drafts) == 1 and (moved := _later(drafts[0], reading, plans)) is not None:
        return moved
    chain = plans[-1]
    setting.earlier = list(chain.edits)
    if any(d.fixed.get("the_plant") for d in drafts) and any(p.design == "plant" for p in plans):
        setting.names = setting.world.names(plans[0].case, "plant", None)
    edits: list[AnyEdit] = []
    for draft in drafts:
        new = _completed(draft, plans, setting)
        edits.extend(new)
        setting.earlier.extend(new)
    if all(isinstance(e, RunEdit) for e in edits):
        return tuple(_replacing(p, edits) for p in plans)
    if _replaces(reading, edits, plans):
        return tuple(_replacing(p, edits) if has((p,), *{e.kind for e in edits}) else p for p in plans)
    responding = all(e.kind in ("send_mobile", "overtime") for e in edits)
    if designs_compared(plans):
        fitting = where_it_fits(plans, edits, setting)
        return tuple(p.edited(*own) if own else p for p, own in zip(plans, fitting, strict=True))
    if _fresh_start(reading):
        start = chain.model_copy(
            update={"edits": tuple(e for e in chain.edits if e.kind in ("set_country", "run")), "name": ""}
        )
        return (start, start.edited(*edits))
    base = plans if responding and len(plans) <= 3 else (plans[0], chain)
    return (*base, chain.edited(*edits))


def _fresh_start(reading: Reading) -> bool:
    """Whether a question in a conversation begins anew from the base: it says so."""
    return reading.says("base") and not reading.says("also")


def _bare(draft: Draft) -> bool:
    """Whether a draft only mentions an operation: it has no slot filled."""
    return draft.op in ("send_mobile", "overtime", "site_outage") and not (
        draft.places or draft.days or draft.points or draft.size or draft.count or draft.offset or draft.fixed
    )


def _later(draft: Draft, reading: Reading, plans: Plans) -> Plans | None:
    """'a week later than that': the arrival that stands, moved."""
    words = {word.key for word in reading.text.words}
    if (
        draft.op != "send_mobile"
        or draft.offset is None
        or not words & {"later", "earlier"}
        or "after" in words
    ):
        return None
    shift = draft.offset.value * (-1 if "earlier" in words else 1)
    if not any(getattr(e, "arrives", None) is not None for p in plans for e in p.edits):
        return None
    return mapped(
        plans,
        lambda e, p: changed(e, arrives=e.arrives + shift) if getattr(e, "arrives", None) is not None else e,
    )


def _completed(draft: Draft, plans: Plans, setting: Setting) -> list[AnyEdit]:
    """The edits of a draft; open slots come from the edit of the same kind that is already there."""
    same = next((e for p in reversed(plans) for e in reversed(p.edits) if e.kind == draft.op), None)
    if same is not None and draft.op == "site_outage":
        if (
            not draft.places
            and not draft.everywhere
            and len(setting.names.makers) > 1
            and not draft.fixed.get("the_plant")
        ):
            draft.places.append(Piece(0, 0, (("site", str(same.site)),)))  # type: ignore[union-attr]
        if not draft.days and len(draft.points) < 2:
            draft.days.append(Amount("days", float(same.days), 0, 0))  # type: ignore[union-attr]
        if not draft.points:
            draft.points.append(Amount("day", float(same.start), 0, 0))  # type: ignore[union-attr]
    return finish(draft, setting)


def _replaces(reading: Reading, edits: list[AnyEdit], plans: Plans) -> bool:
    kinds = {(e.kind, getattr(e, "item", None)) for e in edits}
    there = {(e.kind, getattr(e, "item", None)) for p in plans for e in p.edits}
    if not kinds <= there:
        return False
    return reading.says("instead") or not reading.says("also")


def _replacing(plan: ScenarioPlan, edits: list[AnyEdit]) -> ScenarioPlan:
    kept: list[AnyEdit] = []
    left = list(edits)
    for old in plan.edits:
        new = next(
            (e for e in left if (e.kind, getattr(e, "item", None)) == (old.kind, getattr(old, "item", None))),
            None,
        )
        if new is not None:
            left.remove(new)
            if isinstance(old, RunEdit) and isinstance(new, RunEdit):
                new = old.model_copy(
                    update={k: v for k, v in new.model_dump(exclude={"kind"}).items() if v is not None}
                )
        kept.append(new if new is not None else old)
    return plan.model_copy(update={"edits": (*kept, *left), "name": ""})

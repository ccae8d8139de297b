"""Operations of a follow-up: added to what stands, or in place of the one of their kind."""

from dataclasses import replace

from assistant.plan.changing import Plans, changed, designs_compared, mapped, place_of
from assistant.plan.follow.turning import only_named
from assistant.plan.names.link import Piece
from assistant.plan.read.answers import finish_with
from assistant.plan.read.drafts import Draft
from assistant.plan.read.finish import Ask, Setting, where_it_fits
from assistant.plan.read.reading import Reading
from assistant.plan.schema import ScenarioPlan
from assistant.plan.standing import focus, newest, shown
from assistant.plan.text.amounts import Amount
from assistant.plan.thread import Thread
from twin.edits import AnyEdit, RunEdit


def operations(reading: Reading, plans: Plans, setting: Setting, thread: Thread) -> Plans:
    """The scenarios with the question's operations: each in the place of the one of its kind, or added."""
    drafts = [d for d in reading.drafts if not d.negated and not only_named(d, plans)]
    if not drafts or not plans:
        return plans
    if len(drafts) == 1 and (moved := _later(drafts[0], reading, plans)) is not None:
        return moved
    edits = _edits(drafts, reading, plans, setting, thread)
    if all(isinstance(e, RunEdit) for e in edits):
        return tuple(_replacing(p, edits) for p in plans)
    if _fresh_start(reading):
        chain = plans[-1]
        start = chain.model_copy(
            update={"edits": tuple(e for e in chain.edits if e.kind in ("set_country", "run")), "name": ""}
        )
        return (start, start.edited(*edits))
    meant = _meant(drafts, reading, focus(plans))
    there = {_slot(e) for p in meant for e in p.edits}
    also = reading.says("also") and not reading.says("instead")
    new = [e for e in edits if also or _slot(e) not in there]
    instead = [e for e in edits if e not in new]
    reading.used.update(
        i for p in reading.pieces if ("act", "add") in p.means for i in range(p.first, p.last)
    )
    if instead:
        plans = _answers_follow(instead, plans)
        plans = tuple(
            _replacing(p, [e for e in instead if _slot(e) in {_slot(o) for o in p.edits}]) for p in plans
        )
        meant = _meant(drafts, reading, focus(plans))
    return _with_new(plans, meant, new, setting) if new else plans


def _edits(
    drafts: list[Draft], reading: Reading, plans: Plans, setting: Setting, thread: Thread
) -> list[AnyEdit]:
    setting.earlier = list(plans[-1].edits)
    if any(d.fixed.get("the_plant") for d in drafts) and any(p.design == "plant" for p in plans):
        setting.names = setting.world.names(plans[0].case, "plant", None)
    edits: list[AnyEdit] = []
    for draft in drafts:
        new = _completed(draft, reading, plans, setting, thread)
        edits.extend(e for e in new if e not in edits)
        setting.earlier.extend(new)
    return edits


def _meant(drafts: list[Draft], reading: Reading, now: Plans) -> Plans:
    """The scenarios that an operation is for: those of the one design that its words name, else all."""
    named = {call.design for call in reading.designs}
    if any(d.fixed.get("the_plant") for d in drafts):
        named.add("plant")
    everywhere = [p for p in reading.pieces if p.thing("everywhere")]
    if {w.key for p in everywhere for w in reading.text.words[p.first : p.last]} & _SMALL:
        named.add("network")
    chosen = tuple(p for p in now if p.design in named)
    return chosen if len(named) == 1 and chosen and len({p.design for p in now}) > 1 else now


def _answers_follow(instead: list[AnyEdit], plans: Plans) -> Plans:
    """What answered a stop goes along when another site stops instead: the box, the overtime."""
    stops = [e for e in instead if e.kind == "site_outage"]
    old = {place_of(e) for p in plans for e in p.edits if e.kind == "site_outage"}
    if len(stops) != 1 or len(old) != 1:
        return plans
    here, there = next(iter(old)), place_of(stops[0])

    def along(edit: AnyEdit, _plan: ScenarioPlan) -> AnyEdit:
        field = {"send_mobile": "to", "overtime": "site"}.get(edit.kind)
        return changed(edit, **{field: there}) if field and getattr(edit, field) == here else edit

    return mapped(plans, along)


_SMALL = frozenset(
    {"container", "containers", "workshop", "workshops", "shop", "shops", "atelier", "ateliers", "cell", "cells", "hub", "hubs", "conteneur", "conteneurs"}
)  # fmt: skip


def _with_new(plans: Plans, meant: Plans, edits: list[AnyEdit], setting: Setting) -> Plans:
    now = focus(plans)
    fitting = where_it_fits(meant, edits, setting) if designs_compared(meant) else [tuple(edits)] * len(meant)
    grown = {id(p): p.edited(*own) if own else p for p, own in zip(meant, fitting, strict=True)}
    return shown(tuple(grown.get(id(p), p) for p in now), plans)


def _slot(edit: AnyEdit) -> tuple[object, ...]:
    """What an edit sets: a second one of the same slot takes its place."""
    place = (
        place_of(edit) if edit.kind in ("add_site", "remove_site", "move_site", "shifts", "inventory") else ""
    )
    fields: tuple[object, ...] = ()
    if edit.kind == "policy":
        fields = tuple(k for k, v in edit.model_dump().items() if v is not None and k != "kind")
    return (
        edit.kind,
        getattr(edit, "item", None),
        getattr(edit, "country", None) if edit.kind == "price" else None,
        place,
        *fields,
    )


def _fresh_start(reading: Reading) -> bool:
    """Whether a question in a conversation begins anew from the base: it says so."""
    return reading.says("base") and not reading.says("also")


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


def _completed(
    draft: Draft, reading: Reading, plans: Plans, setting: Setting, thread: Thread
) -> list[AnyEdit]:
    """The edits of a draft; open slots come from the edit of the same kind that is already there."""
    same = next((e for e in newest(thread) if e.kind == draft.op), None)
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
    elif not draft.places and draft.op in ("site_outage", "send_mobile"):
        place = next((place_of(e) for e in newest(thread) if place_of(e) in setting.names.sites), "")
        if place and (draft.op == "send_mobile" or {w.key for w in reading.text.words} & _THERE):
            draft.places.append(Piece(0, 0, (("site", place),)))
    if same is not None and draft.op == "shifts":
        return [_other_hours(e, same, reading) for e in finish_with(draft, setting)]
    if (
        draft.param
        and not draft.size
        and reading.says("same") | ("meme" in {w.key for w in reading.text.words})
    ):
        _same_size(draft, thread)
    if draft.size and draft.param and draft.direction in ("", "set") and not draft.size[0].signed:
        return _in_the_same_direction(draft, setting, thread)
    return finish_with(draft, setting)


def _other_hours(new: AnyEdit, old: AnyEdit, reading: Reading) -> AnyEdit:
    """Hours a day and days a week: what the words leave open stays as it stands."""
    said = {p.amount.kind for p in reading.pieces if p.amount}
    fields: dict[str, float] = {}
    if new.kind == old.kind == "shifts":
        if "hours_per_day" not in said:
            fields["hours_per_day"] = old.hours_per_day
        if "days_per_week" not in said and not reading.says("alldays"):
            fields["days_per_week"] = old.days_per_week
    return changed(new, **fields)


_THERE = frozenset({"there", "it", "that", "this", "same", "y", "la", "meme"})


def _same_size(draft: Draft, thread: Thread) -> None:
    """'the same rise in freight': size and direction of the change before."""
    before = next((e for e in newest(thread) if getattr(e, "factor", None)), None)
    if before is not None:
        factor = float(before.factor)  # type: ignore[union-attr, arg-type]
        draft.size = [Amount("percent", round(abs(factor - 1) * 100, 9), 0, 0, unit="%")]
        draft.direction = "up" if factor > 1 else "down"


def _in_the_same_direction(draft: Draft, setting: Setting, thread: Thread) -> list[AnyEdit]:
    """'and electricity by 20 %' after a rise: a rise as well."""
    said = list(setting.assumed)
    try:
        return finish_with(draft, setting)
    except Ask:
        before = next((e for e in newest(thread) if getattr(e, "factor", None)), None)
        if before is None:
            raise
        setting.assumed[:] = said
        return finish_with(replace(draft, direction="up" if before.factor > 1 else "down"), setting)  # type: ignore[union-attr, operator]


def _replacing(plan: ScenarioPlan, edits: list[AnyEdit]) -> ScenarioPlan:
    kept: list[AnyEdit] = []
    left = list(edits)
    for old in plan.edits:
        new = next((e for e in left if _slot(e) == _slot(old)), None)
        if new is not None:
            left = [e for e in left if e is not new]
            if isinstance(old, RunEdit) and isinstance(new, RunEdit):
                new = old.model_copy(
                    update={k: v for k, v in new.model_dump(exclude={"kind"}).items() if v is not None}
                )
        kept.append(new if new is not None else old)
    return plan.model_copy(update={"edits": (*kept, *left), "name": ""})

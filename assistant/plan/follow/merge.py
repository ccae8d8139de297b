"""Follow-ups: what a question changes in the scenarios that the conversation already has.

A bare number, time, place, design or country takes the slot of its kind; an operation is added, or with "instead"
replaces the one of its kind; "without ..." takes an operation away. Anything that fits nowhere is asked about.
"""

from assistant.plan.changing import Plans, giving, has, mapped, unique
from assistant.plan.changing import changed as alter
from assistant.plan.follow.adding import operations
from assistant.plan.follow.as_well import as_well
from assistant.plan.follow.leaving_out import mention, without
from assistant.plan.follow.narrowing import narrowed
from assistant.plan.follow.redesign import other_countries, other_designs
from assistant.plan.follow.resizing import relative, scaled, swapped
from assistant.plan.follow.slots import slots
from assistant.plan.follow.turning import only_named, turned
from assistant.plan.read.finish import Setting
from assistant.plan.read.pointing import pointed
from assistant.plan.read.reading import Reading
from assistant.plan.schema import edit_from
from assistant.plan.standing import focus, newest, shown
from assistant.plan.thread import Thread


def follow(reading: Reading, thread: Thread, setting: Setting) -> Plans | None:
    """The scenarios after a follow-up, or None when the question changes nothing in them."""
    _contrast(reading)
    _of_what_stands(reading, thread.last)
    plans = pointed(reading, thread) or thread.last
    plans = _relative_to(reading, plans, thread)
    plans = _part_lost(reading, plans, thread)
    plans = _other_policy(reading, plans)
    plans = narrowed(reading, plans, thread)
    plans = without(reading, plans)
    plans = as_well(reading, plans, thread, setting)
    plans = turned(reading, plans, thread)
    plans = _box(reading, plans, thread)
    plans = slots(reading, plans, setting, thread)
    plans = other_designs(reading, plans, setting)
    plans = other_countries(reading, plans, setting)
    plans = operations(reading, plans, setting, thread)
    return unique(plans) if plans != thread.last or reading.touched else None


def _box(reading: Reading, plans: Plans, thread: Thread) -> Plans:
    """'bring a container factory on day 40' while a site stands still: a box for it, not another day of the stop."""
    stop = next((e for e in newest(thread) if e.kind == "site_outage"), None)
    if stop is None or reading.drafts or not reading.says("mobile") or has(plans, "send_mobile"):
        return plans
    if reading.says("without") or not has(plans, "site_outage"):
        return plans
    fields: dict[str, object] = {"kind": "send_mobile", "to": stop.site, "start": stop.start}
    for piece in reading.free("amount"):
        amount = piece.amount
        if amount and amount.kind in ("day", "days"):
            fields["arrives"] = amount.value if amount.kind == "day" else stop.start + amount.value
            reading.use(piece)
        elif amount and amount.kind == "count" and not amount.weak:
            fields["count"] = int(amount.value)
            reading.use(piece)
    reading.use(*[p for p in reading.pieces if p.thing("mobile")])
    return shown(tuple(p.edited(edit_from(fields)) for p in focus(plans)), plans)


_NOUNS = ("design", "site", "city", "zone")


def _of_what_stands(reading: Reading, plans: Plans) -> None:
    """'drop it to 10', 'down 40 instead': a number for what stands, no sites taken away and no stop."""
    words = {word.key for word in reading.text.words}
    for draft in list(reading.drafts):
        pronoun = (
            draft.op in ("add_site", "remove_site") and draft.count and words & {"it", "that", "le", "la"}
        )
        down = (
            draft.op == "site_outage"
            and "down" in words
            and not (draft.days or draft.points or has(plans, "site_outage"))
        )
        if (pronoun or down) and not draft.places and not any(p.has(*_NOUNS) for p in reading.pieces):
            amounts = [a for a in (draft.count, *draft.size) if a]
            if down and not amounts and not reading.counts:
                continue
            reading.drafts.remove(draft)
            for amount in amounts:
                reading.used.difference_update(range(amount.first, amount.last))


def _relative_to(reading: Reading, plans: Plans, thread: Thread) -> Plans:
    """'twice that growth': a multiple of the change that the words name."""
    for draft in list(reading.drafts):
        if not (draft.param and len(draft.size) == 1 and relative(reading, draft.size[0])):
            continue
        named = [gone for p in reading.pieces if p.has("param", "param_up") and (gone := mention(p))]
        edits = [e for e in newest(thread) if any(gone(e) for gone in named)]
        changed = scaled(draft.size[0], reading, plans, edits) if edits else None
        if changed is not None:
            reading.drafts.remove(draft)
            plans = changed
    return plans


def _part_lost(reading: Reading, plans: Plans, thread: Thread) -> Plans:
    """'what if only half of its capacity is lost?' after a stop: it stops in part."""
    part = next((d for d in reading.drafts if d.param == "capacity" and d.size and not d.places), None)
    stop = next((e for e in newest(thread) if e.kind == "site_outage"), None)
    lost = any(only_named(d, plans) for d in reading.drafts)
    if part is None or stop is None or not lost or part.size[0].kind != "percent":
        return plans
    reading.drafts.clear()
    reading.use(*[p for p in reading.pieces if p.has("act", "param")])
    return swapped(plans, stop, alter(stop, share=round(part.size[0].value / 100, 9)))


_NOT_THIS = (
    ("not",),
    ("pas",),
    ("rather", "than"),
    ("instead", "of"),
    ("plutot", "que"),
    ("plutot", "qu"),
    ("au", "lieu", "de"),
    ("and", "not"),
)


def _contrast(reading: Reading) -> None:
    """'from Nice, not Bordeaux', 'Lyon instead of Paris': the place after the contrast is the one that goes."""
    places = reading.free("site", "zone", "city", "supplier", "param")
    if len(places) < 2 or reading.drafts:
        return
    words = [word.key for word in reading.text.words]
    for piece in places:
        before = words[max(0, piece.first - 4) : piece.first]
        if any(tuple(before[i : i + len(mark)]) == mark for mark in _NOT_THIS for i in range(len(before))):
            start = piece.first - 3 if piece.first > 3 else 0
            reading.used.update(range(start, piece.last))
            reading.used.difference_update(
                i for p in places if p is not piece for i in range(p.first, p.last)
            )


_SUPERLATIVES = {
    "cheapest": "cheapest", "greenest": "greenest", "cleanest": "greenest", "fastest": "fastest", "quickest": "fastest", "nearest": "nearest", "closest": "nearest",
}  # fmt: skip


def _other_policy(reading: Reading, plans: Plans) -> Plans:
    """'the greenest?' after a question about dispatch."""
    if reading.drafts or not any(e.kind == "policy" and e.dispatch for p in plans for e in p.edits):
        return plans
    for index, word in enumerate(reading.text.words):
        rule = _SUPERLATIVES.get(word.key)
        if rule:
            reading.used.add(index)
            return mapped(plans, giving("policy", dispatch=rule))
    return plans

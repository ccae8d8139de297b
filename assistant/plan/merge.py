"""Follow-ups: what a question changes in the scenarios that the conversation already has.

A bare number, time, place, design or country takes the slot of its kind; an operation is added, or with "instead"
replaces the one of its kind; "without ..." takes an operation away. Anything that fits nowhere is asked about.
"""

from assistant.plan.adding import operations
from assistant.plan.as_well import as_well
from assistant.plan.changing import Plans, giving, mapped, unique
from assistant.plan.finish import Setting
from assistant.plan.leaving_out import without
from assistant.plan.narrowing import narrowed
from assistant.plan.pointing import pointed
from assistant.plan.reading import Reading
from assistant.plan.redesign import other_countries, other_designs
from assistant.plan.slots import slots
from assistant.plan.thread import Thread
from assistant.plan.turning import turned


def follow(reading: Reading, thread: Thread, setting: Setting) -> Plans | None:
    """The scenarios after a follow-up, or None when the question changes nothing in them."""
    _contrast(reading)
    plans = pointed(reading, thread) or thread.last
    plans = _other_policy(reading, plans)
    plans = narrowed(reading, plans, thread)
    plans = without(reading, plans)
    plans = as_well(reading, plans, thread, setting)
    plans = turned(reading, plans, thread)
    plans = slots(reading, plans, setting, thread)
    plans = other_designs(reading, plans, setting)
    plans = other_countries(reading, plans, setting)
    plans = operations(reading, plans, setting, thread)
    return unique(plans) if plans != thread.last or reading.touched else None


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
    places = reading.free("site", "zone", "city", "supplier")
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

"""Follow-ups: what a question changes in the scenarios that the conversation already has.

A bare number, time, place, design or country takes the slot of its kind; an operation is added, or with "instead"
replaces the one of its kind; "without ..." takes an operation away. Anything that fits nowhere is asked about.
"""

from assistant.plan.adding import operations
from assistant.plan.changing import Plans, giving, mapped, unique
from assistant.plan.finish import Setting
from assistant.plan.leaving_out import without
from assistant.plan.reading import Reading
from assistant.plan.redesign import other_countries, other_designs
from assistant.plan.slots import slots


def follow(reading: Reading, last: Plans, setting: Setting) -> Plans | None:
    """The scenarios after a follow-up, or None when the question changes nothing in them."""
    plans = _other_policy(reading, last)
    plans = _only(reading, plans)
    plans = without(reading, plans)
    plans = slots(reading, plans, setting)
    plans = other_designs(reading, plans)
    plans = other_countries(reading, plans, setting)
    plans = operations(reading, plans, setting)
    return unique(plans) if plans != last else None


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


def _only(reading: Reading, plans: Plans) -> Plans:
    """'just the plant', 'only for the network': one design of those that stand side by side."""
    words = {word.key for word in reading.text.words}
    designs = {call.design for call in reading.designs}
    if not words & {"only", "just", "seulement", "uniquement", "rien"} or len(designs) != 1 or reading.drafts:
        return plans
    design = next(iter(designs))
    kept = tuple(p for p in plans if p.design == design)
    if not kept:
        return plans
    reading.designs.clear()
    base = kept[0].model_copy(update={"edits": (), "name": ""})
    return unique((base, *kept)) if kept[0].edits and len(kept) == 1 else kept

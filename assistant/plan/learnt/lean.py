"""A question that leans on the conversation: everything that it could make of what stands, ranked by what was learnt.

Candidates are whole next steps: a slot of a standing change set anew, the change made elsewhere too, a change added or taken
back, another design instead of or beside what stands, back to an earlier answer, the grammar's own reading. Each says what it
does (its act) and how well the words fit it; the ranking is a softmax over all of them, and its probability is the trust.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.plan.learnt.compose import DESIGNS, Composer, Seen, design_chance, design_sets, label_sets
from assistant.plan.learnt.fill import Filled, drawn, filled
from assistant.plan.learnt.frames import (
    CHOSEN,
    NAMES,
    Frame,
    Value,
    fields_of,
    frames_of,
    head,
    required,
    slots,
)
from assistant.plan.learnt.hashing import places
from assistant.plan.learnt.traits import of_question
from assistant.plan.learnt.weights import Numbers, softmax
from assistant.plan.learnt.worlds import world_of
from assistant.plan.schema import Plan, ScenarioPlan, edit_from
from assistant.plan.standing import focus, stages
from assistant.plan.text.words import fold
from assistant.plan.thread import Thread
from twin.errors import InputError

Plans = tuple[ScenarioPlan, ...]
LEAN_PLACES = 1 << 19
FILLINGS, ADDED, CROSSED = 5, 6, 3
"""How many ways of dealing out the mentions, how many sets of new labels, and how many of the best are crossed with a design."""


@dataclass
class Step:
    """What a question could make of what stands: the scenarios that it would be about, what it does, and its signs."""

    act: str
    plans: Plans = ()
    signs: dict[str, float] = field(default_factory=dict)
    plan: Plan | None = None
    """The grammar's own plan, when the step is that or comes to the same."""

    @property
    def aside(self) -> str:
        """The kind of answer that runs nothing, or nothing."""
        return self.act.removeprefix("aside ") if self.act.startswith("aside ") else ""


@dataclass(frozen=True)
class Told:
    """A question as it is read against the conversation."""

    seen: Seen
    chances: dict[str, float]
    standing: Plans
    traits: frozenset[str]


def steps(question: str, thread: Thread, grammar: Plan, composer: Composer) -> tuple[Told, list[Step]]:
    """Every candidate, each world once; the grammar's plan is always among them."""
    standing = focus(thread.last)
    seen = composer.seen(question, standing[-1].case, standing[-1].design)
    traits = of_question(seen.text, seen.pieces, seen.mentions)
    told = Told(seen, composer.chances(seen), standing, traits)
    changed = [*_set(told), *_chosen(told), *_added(told), *_loosened(told), *_dropped(told)]
    found = [Step("same", standing), *changed, *_designs(told, changed), *_back(thread)]
    found += [*_afresh(question, told, composer), *(Step(f"aside {kind}") for kind in ASIDES)]
    return told, _once(found, grammar)


def _afresh(question: str, told: Told, composer: Composer) -> Iterator[Step]:
    """A question that names a case may stand on its own."""
    named = composer.named(question)
    if not named:
        return
    reading = next(
        (r for r in composer.compose(question)[1] if r.scenarios and not r.missing and not r.left), None
    )
    if reading is not None:
        where = "same" if reading.case == told.standing[-1].case else "other"
        signs = {"role": max(-8.0, reading.signs["role"]), "prior": max(-8.0, reading.signs["prior"])}
        yield Step(f"afresh {where}", focus(reading.scenarios), signs)


ASIDES = ("clarify", "evidence", "describe", "why", "report", "refuse", "help")
"""Kinds of answer that run nothing."""


def _once(found: Sequence[Step], grammar: Plan) -> list[Step]:
    """Each world once; the one that the grammar means too is marked, and is a step of its own where nobody else means it."""
    kept: dict[object, Step] = {}
    for step in found:
        kept.setdefault((step.aside or (step.act in BACK and step.act)) or world_of(step.plans), step)
    kind = {"list": "describe"}.get(grammar.kind, grammar.kind)
    key = world_of(focus(grammar.scenarios)) if grammar.runs else kind
    if grammar.runs or kind in ASIDES:
        own = kept.setdefault(key, Step("grammar alone", focus(grammar.scenarios)))
    else:
        own = kept.setdefault("grammar", Step(f"grammar {kind}"))
    own.plan = grammar
    own.signs["alike"] = 1.0
    return list(kept.values())


# ---- what stands, as frames


def frames_in(plan: ScenarioPlan) -> list[Frame]:
    """The changes of a scenario as frames; its number of sites is one."""
    sites = [Frame("set_site_count", (("count", float(plan.sites)),))] if plan.sites else []
    return [*sites, *(frame for edit in plan.edits for frame in frames_of(edit))]


def _with(plan: ScenarioPlan, frames: Sequence[Frame]) -> ScenarioPlan:
    edits = tuple(
        edit_from(fields_of(frame)) for frame in dict.fromkeys(frames) if frame.label != "set_site_count"
    )
    counts = [frame for frame in frames if frame.label == "set_site_count"]
    sites = int(float(counts[-1].get("count") or 0)) if counts and plan.design != "plant" else None
    return plan.model_copy(update={"edits": edits, "sites": sites or None, "name": ""})


def _each(standing: Plans, frames: "list[list[Frame]]") -> Plans:
    try:
        return tuple(dict.fromkeys(_with(plan, own) for plan, own in zip(standing, frames, strict=True)))
    except InputError:
        return ()


# ---- a slot set anew, the same elsewhere


_PARTLY = {"site_outage": "site_outage_partial"}


def _set(told: Told) -> Iterator[Step]:
    standing = dict.fromkeys(frame.label for plan in told.standing for frame in frames_in(plan))
    labels = tuple(dict.fromkeys((*standing, *(_PARTLY[label] for label in standing if label in _PARTLY))))
    if not labels or not told.seen.mentions:
        return
    for given in filled(labels, told.seen.names, told.seen.scores)[:FILLINGS]:
        if not given.roles:
            continue
        signs = _signs(given) | {
            "likely": max(told.chances.get(role.label, 0.0) for _, role, _ in given.roles)
        }
        which = "+".join(sorted({f"{head(role.label)}.{role.slot}" for _, role, _ in given.roles}))
        names = any(role.slot in NAMES for _, role, _ in given.roles)
        changed = [[_changed(frame, given, plan) for frame in frames_in(plan)] for plan in told.standing]
        if after := _each(told.standing, changed):
            yield Step(f"set {which}", after, signs)
            beside = tuple(dict.fromkeys((*told.standing, *after)))
            yield Step(f"{'too beside' if names else 'beside'} {which}", beside, dict(signs))
        if names:
            both = [_too(frames_in(plan), own) for plan, own in zip(told.standing, changed, strict=True)]
            if after := _each(told.standing, both):
                yield Step(f"too {which}", after, dict(signs))


def _signs(given: Filled) -> dict[str, float]:
    return {
        "role": max(-8.0, given.score),
        "least": max(-5.0, given.least),
        "left": float(len(given.left)),
        "used": float(len(given.roles)),
        "evidence": max(-4.0, min(8.0, given.evidence / 2)),
    }


def _changed(frame: Frame, given: Filled, plan: ScenarioPlan) -> Frame:
    partly = _PARTLY.get(frame.label, "")
    if any(role.label == partly and role.slot == "share" for _, role, _ in given.roles):
        frame = Frame(partly, frame.slots)
    own: dict[str, Value] = dict(frame.slots)
    event = next((f for f in frames_in(plan) if f.label.startswith("site_outage")), None)
    for _, role, value in given.roles:
        if frame.label not in (role.label, _PARTLY.get(role.label)):
            continue
        if isinstance(value, str):
            own[role.slot] = value
            continue
        number = float(value)
        if role.how == "until":
            number -= float(own.get("start", 0.0))
        elif role.how == "after" and event is not None and frame is not event:
            number += float(event.get("start") or 0.0)
        elif role.how == "stay":
            number += float(own.get("arrives", 0.0))
        own[role.slot] = number
        if role.slot in ("value", "factor"):
            own.pop("factor" if role.slot == "value" else "value", None)
    return Frame(frame.label, tuple(sorted(own.items())))


def _too(before: list[Frame], after: list[Frame]) -> list[Frame]:
    """What stands, and beside it what was changed."""
    return [*before, *(new for old, new in zip(before, after, strict=True) if new != old)]


def _chosen(told: Told) -> Iterator[Step]:
    """Another of a network's few suppliers, lanes, modes, products or stations, by a word of its name or its description."""
    words = {word.key for word in told.seen.text.words}
    every = list(dict.fromkeys(frame for plan in told.standing for frame in frames_in(plan)))
    for frame, slot in itertools.product(every, CHOSEN):
        if slot not in slots(frame.label):
            continue
        for name in getattr(told.seen.names, f"{slot}s"):
            own = {fold(word) for word in name.split()} - {"maker", "to", "by", "and"}
            spoken, likely = float(bool(own & words)), told.chances.get(f"{slot}:{name}", 0.0)
            if name == frame.get(slot) or (not spoken and likely < 0.2):
                continue
            new = Frame(frame.label, tuple(sorted({**dict(frame.slots), slot: name}.items())))
            signs = {"named": spoken, "likely": likely}
            moved = [[new if f == frame else f for f in frames_in(plan)] for plan in told.standing]
            if after := _each(told.standing, moved):
                yield Step(f"set {slot}", after, dict(signs))
            both = [[*frames_in(plan), new] for plan in told.standing]
            if after := _each(told.standing, both):
                yield Step(f"too {slot}", after, dict(signs))


_LASTING = {"price_shock": "price", "demand_shock": "demand"}


def _loosened(told: Told) -> Iterator[Step]:
    """The same everywhere, wholly instead of in part, or for good."""
    every = list(dict.fromkeys(frame for plan in told.standing for frame in frames_in(plan)))
    for frame in every:
        held = dict(frame.slots)
        places_ = [slot for slot in ("site", "zone") if slot in held and slot not in required(frame.label)]
        options = [("everywhere", Frame(frame.label, _less(held, slot))) for slot in places_]
        if frame.label == "site_outage_partial":
            options.append(("wholly", Frame("site_outage", _less(held, "share"))))
        kind, _, item = frame.label.partition(".")
        if kind in _LASTING:
            lasting = _LASTING[kind] + (f".{item}" if item else "")
            options.append(("lasting", Frame(lasting, _less(held, "start", "days"))))
        if frame.label.startswith(("price.", "capex.")):
            options.append(("nil", Frame(frame.label, (("value", 0.0),))))
        for act, new in options:
            after = _each(
                told.standing, [[new if f == frame else f for f in frames_in(p)] for p in told.standing]
            )
            if after:
                yield Step(act, after)


def _less(held: dict[str, Value], *gone: str) -> tuple[tuple[str, Value], ...]:
    return tuple(sorted((slot, value) for slot, value in held.items() if slot not in gone))


# ---- a change added


def _added(told: Told) -> Iterator[Step]:
    around = [frame for frame in frames_in(told.standing[-1]) if frame.label.endswith(("outage", "shock"))]
    for labels, prior in label_sets(told.chances)[:ADDED]:
        if not labels:
            continue
        for given in filled(labels, told.seen.names, told.seen.scores)[:2]:
            draught = drawn(labels, given, told.seen.names, told.chances, around)
            if draught.missing:
                continue
            new = [frame for frames in draught.frames.values() for frame in frames]
            signs = {**_signs(given), "prior": max(-8.0, prior), "more": float(draught.more)}
            signs["likely"] = min(told.chances.get(label, 0.0) for label in labels)
            which = "+".join(sorted({head(label) for label in labels}))
            merged = [_merged(frames_in(plan), new) for plan in told.standing]
            if after := _each(told.standing, merged):
                yield Step(f"add {which}", after, signs)
                yield Step("add beside", tuple(dict.fromkeys((*told.standing, *after))), dict(signs))
            if after := _each(told.standing, [new for _ in told.standing]):
                yield Step("instead", after, dict(signs))


def _merged(old: list[Frame], new: Sequence[Frame]) -> list[Frame]:
    """What stands with the new changes; the same change told anew takes the old one's place."""
    kept = [frame for frame in old if not any(_same_thing(frame, other) for other in new)]
    return [*kept, *new]


def _same_thing(one: Frame, other: Frame) -> bool:
    if one.label != other.label:
        return False
    named = [slot for slot in slots(one.label) if slot in NAMES]
    return all(fold(str(one.get(slot) or "")) == fold(str(other.get(slot) or "")) for slot in named)


# ---- a change taken back


def _dropped(told: Told) -> Iterator[Step]:
    every = list(dict.fromkeys(frame for plan in told.standing for frame in frames_in(plan)))
    words = {word.key for word in told.seen.text.words}
    for frame in every:
        named = float(
            any(fold(str(value)).split()[0] in words for slot, value in frame.slots if slot in NAMES)
        )
        likely = told.chances.get(frame.label, 0.0)
        signs = {"named": named, "likely": likely}
        without = [[f for f in frames_in(plan) if f != frame] for plan in told.standing]
        if after := _each(told.standing, without):
            yield Step(f"drop {head(frame.label)}", after, dict(signs))
        only = [[f for f in frames_in(plan) if f == frame] for plan in told.standing]
        if len(every) > 1 and (after := _each(told.standing, only)):
            yield Step(f"only {head(frame.label)}", after, dict(signs))
    if len(told.standing) > 1:
        for plan in told.standing:
            yield Step("one of them", (plan,), {"named": float(plan.design in told.seen.text.raw)})


# ---- another design


def _designs(told: Told, changed: Sequence[Step]) -> Iterator[Step]:
    now = {plan.design for plan in told.standing}
    bases = [
        Step("", told.standing),
        *sorted(changed, key=lambda s: -s.signs.get("role", -9.0) - s.signs.get("used", 0.0))[:CROSSED],
    ]
    for base, design in itertools.product(bases, DESIGNS):
        spoken = {"spoken": design_chance(told.chances, design)}
        signs = {**base.signs, **spoken}
        prefix = f"{base.act.split(' ')[0]} " if base.act else ""
        moved = tuple(dict.fromkeys(_in_design(plan, design) for plan in base.plans))
        if now != {design}:
            kept = tuple(plan for plan in base.plans if plan.design == design)
            yield Step(f"{prefix}design", kept or moved, signs)
        if design not in now:
            yield Step(f"{prefix}design beside", tuple(dict.fromkeys((*base.plans, *moved))), dict(signs))
    rest = [d for d in DESIGNS if d not in now]
    if rest:
        every = tuple(dict.fromkeys(_in_design(plan, d) for d in DESIGNS for plan in told.standing))
        yield Step("all designs", every, {"spoken": dict(design_sets(told.chances)).get(DESIGNS, 0.0)})


def _in_design(plan: ScenarioPlan, design: str) -> ScenarioPlan:
    sites = None if design == "plant" else plan.sites
    return plan.model_copy(update={"design": design, "sites": sites, "name": ""})


# ---- back


def _back(thread: Thread) -> Iterator[Step]:
    line = stages(thread)
    if len(line) > 1:
        yield Step("both", tuple(dict.fromkeys((*line[-2], *line[-1]))))
    if len(thread.plans) > 1:
        yield Step("previous", focus(thread.plans[-2].scenarios))
    if len(thread.plans) > 2:
        yield Step("first", focus(thread.plans[0].scenarios))


BACK = ("previous", "first")
"""Acts that go back to an earlier answer."""

# ---- the ranking

_STEPS = (-1.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95)
_KINDS = ("run", "decline", "evidence", "describe", "why", "undo", "report", "help")


def of_step(told: Told, step: Step) -> list[str]:
    """The traits of a candidate: its act crossed with the question's, and its signs."""
    act = step.act
    verb = act.split(" ")[0]
    traits = [f"act {act}", f"verb {verb}", f"n {verb} {min(4, len(step.plans))}"]
    for trait in told.traits:
        if trait[0] in "wsp":
            traits.append(f"{verb}|{trait}")
            if act != verb:
                traits.append(f"{act}|{trait}")
    traits += [f"{name} {round(2 * value) / 2 if name in ('role', 'least', 'prior') else round(value)}|{where}"
               for name, value in step.signs.items() if name not in ("likely", "spoken") for where in ("", verb)]  # fmt: skip
    traits += [
        f"{name} >{edge}|{verb}"
        for name in ("likely", "spoken")
        if name in step.signs
        for edge in _STEPS
        if step.signs[name] > edge
    ]
    traits += [
        f"kind {kind} >{edge}|{verb}"
        for kind in _KINDS
        for edge in _STEPS
        if told.chances.get(f"kind:{kind}", 0.0) > edge
    ]
    alone = sum(1 for m in told.seen.mentions if m.must)
    traits += [f"musts {min(3, alone)}|{verb}", f"words {min(6, len(told.seen.text.words) // 3)}|{verb}"]
    traits += [f"alike|{act}", f"alike|{verb}", "alike"] if step.signs.get("alike") else [f"unlike|{verb}"]
    traits += [f"grammar {step.plan.kind}|{verb}"] if step.plan is not None else []
    if step.signs.get("left"):
        traits.append("left some")
    return traits


def ranked(told: Told, found: Sequence[Step], weights: Numbers) -> list[tuple[Step, float]]:
    """The candidates with their probabilities, the likeliest first."""
    scores = [float(weights[places(of_step(told, step), LEAN_PLACES)].sum()) for step in found]
    chances = np.exp(softmax(scores))
    return sorted(zip(found, (float(c) for c in chances), strict=True), key=lambda pair: -pair[1])

"""Every change that a question could make to what stands: a slot set anew, told relative to what it was, or given two values;
the same elsewhere too; another thing in its place; a change added or taken back; and two of these at once."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.plan.learnt.fill import Filled, drawn, filled
from assistant.plan.learnt.frames import CHOSEN, NAMES, Frame, Value, head, required, slots
from assistant.plan.learnt.lessons import Role
from assistant.plan.learnt.mentions import ways
from assistant.plan.learnt.sets import label_sets
from assistant.plan.learnt.steps import (
    Step,
    Told,
    beside,
    each,
    frames_in,
    replaced,
    set_slots,
    standing_frames,
    without_slots,
)
from assistant.plan.text.words import fold

FILLINGS, ADDED = 5, 6
"""How many ways of dealing out the mentions, and how many sets of new labels."""

CROSSED, TURNS = 3, 3
"""How many changes taken back are crossed with another, and how many ways of going on there are from each."""


def moves(told: Told) -> list[Step]:
    """Every change to what stands."""
    changed = [*_set(told), *_chosen(told), *_relative(told), *_either(told), *_added(told), *_swapped(told)]
    dropped = [*_dropped(told)]
    rest = [*_loosened(told), *_for_a_while(told), *_set_and_added(told), *_joined(told)]
    return [*changed, *rest, *dropped, *_and_then(told, dropped)]


SETTING = 0.1
"""Probability from which the words may speak of a setting of the run."""

# ---- a slot set anew, the same elsewhere

_PARTLY = {"site_outage": "site_outage_partial"}


def _labels(told: Told) -> tuple[str, ...]:
    """The labels that stand, and those that a further slot makes of them."""
    standing = dict.fromkeys(frame.label for frame in _spoken_of(told))
    return tuple(dict.fromkeys((*standing, *(_PARTLY[label] for label in standing if label in _PARTLY))))


def _spoken_of(told: Told) -> list[Frame]:
    """The changes that a number may be meant for: settings of the run only where the words speak of them, or nothing else stands."""
    every = standing_frames(told.standing)
    said = [f for f in every if not f.label.startswith("run.") or told.chances.get(f.label, 0.0) > SETTING]
    return said or every


def _set(told: Told) -> Iterator[Step]:
    labels = _labels(told)
    if not labels or not told.seen.mentions:
        return
    for given in filled(labels, told.seen.names, told.seen.scores)[:FILLINGS]:
        if not given.roles:
            continue
        which = "+".join(sorted({f"{head(role.label)}.{role.slot}" for _, role, _ in given.roles}))
        names = any(role.slot in NAMES for _, role, _ in given.roles)
        changed = [[_changed(frame, given, told) for frame in frames_in(plan)] for plan in told.standing]
        signs = _signs(given, told) | _fresh(told, changed)
        if after := each(told.standing, changed):
            yield Step(f"set {which}", after, signs)
            both = tuple(dict.fromkeys((*told.standing, *after)))
            yield Step(f"{'too beside' if names else 'beside'} {which}", both, dict(signs))
        if names:
            more = [_too(frames_in(plan), own) for plan, own in zip(told.standing, changed, strict=True)]
            if after := each(told.standing, more):
                yield Step(f"too {which}", after, dict(signs))


def _signs(given: Filled, told: Told) -> dict[str, float]:
    return {
        "role": max(-8.0, given.score),
        "least": max(-5.0, given.least),
        "left": float(len(given.left)),
        "used": float(len(given.roles)),
        "evidence": max(-4.0, min(8.0, given.evidence / 2)),
        "likely": max((told.chances.get(role.label, 0.0) for _, role, _ in given.roles), default=0.0),
    }


def _fresh(told: Told, changed: Sequence[Sequence[Frame]]) -> dict[str, float]:
    """Whether the change that was said last is among those that are changed."""
    kept = {frame for frames in changed for frame in frames}
    return {"fresh": float(any(frame not in kept for frame in told.newest))}


def _changed(frame: Frame, given: Filled, told: Told) -> Frame:
    partly = _PARTLY.get(frame.label, "")
    if any(role.label == partly and role.slot == "share" for _, role, _ in given.roles):
        frame = Frame(partly, frame.slots)
    own: dict[str, Value] = dict(frame.slots)
    stops = (f for f in standing_frames(told.standing) if f.label.startswith("site_outage"))
    event = next(stops, None)
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
    for frame, slot in itertools.product(standing_frames(told.standing), CHOSEN):
        if slot not in slots(frame.label):
            continue
        for name in getattr(told.seen.names, f"{slot}s"):
            own = {fold(word) for word in name.split()} - {"maker", "to", "by", "and"}
            spoken, likely = float(bool(own & told.words)), told.chances.get(f"{slot}:{name}", 0.0)
            if name == frame.get(slot) or (not spoken and likely < 0.2):
                continue
            new = set_slots(frame, **{slot: name})
            signs = {"named": spoken, "likely": likely}
            if after := replaced(told.standing, frame, new):
                yield Step(f"set {slot}", after, dict(signs))
            if after := beside(told.standing, [new]):
                yield Step(f"too {slot}", after, dict(signs))


# ---- told relative to what it was

_TIMES = ("days", "start", "horizon", "every", "arrives", "leaves")
_COUNTS = ("count", "queue_cap", "replications", "days_per_week", "hours_per_day")
_SCALED = ("days", "value", "count", "per_day", "per_year", "share", "horizon", "every", "queue_cap")


def _relative(told: Told) -> Iterator[Step]:
    """'Two weeks longer', 'a month later', 'half as long', 'three more', 'twice that rise'."""
    amounts = [m.amount for m in told.seen.mentions if m.amount is not None]
    every = _spoken_of(told)
    for amount, frame in itertools.product(amounts[:3], every):
        v, found = amount.value, dict[str, Frame]()
        for slot, held in frame.slots:
            if isinstance(held, str):
                continue
            if (amount.kind == "days" and slot in _TIMES) or (amount.kind == "count" and slot in _COUNTS):
                found[f"more {slot}"] = set_slots(frame, **{slot: held + v})
                found[f"less {slot}"] = set_slots(frame, **{slot: held - v})
            if amount.kind == "factor" and v > 0:
                if slot in _SCALED:
                    found[f"times {slot}"] = set_slots(frame, **{slot: held * v})
                    found[f"over {slot}"] = set_slots(frame, **{slot: held / v})
                if slot == "factor":
                    found["times change"] = set_slots(frame, factor=1 + (held - 1) * v)
                    found["over change"] = set_slots(frame, factor=1 + (held - 1) / v)
                    found["times factor"] = set_slots(frame, factor=held * v)
        signs = {"fresh": float(frame in told.newest), "sole": float(len(every) == 1)}
        for act, new in found.items():
            if all(isinstance(value, str) or value >= 0 for _, value in new.slots) and (
                after := replaced(told.standing, frame, new)
            ):
                yield Step(f"relative {act}", after, dict(signs))


# ---- two or three values for one thing


def _either(told: Told) -> Iterator[Step]:
    """'Twenty or thirty?': each number or name in turn."""
    for frame in standing_frames(told.standing):
        for slot in slots(frame.label):
            given: dict[str, list[Value]] = {}
            for mention in told.seen.mentions:
                for how, value in ways(mention, frame.label, slot, told.seen.names):
                    given.setdefault(how, []).append(value)
            for how, values in given.items():
                if not 2 <= len(dict.fromkeys(values)) <= 4:
                    continue
                sets = [replaced(told.standing, frame, set_slots(frame, **{slot: v})) for v in values]
                if all(sets):
                    after = tuple(dict.fromkeys(plan for plans in sets for plan in plans))
                    mentions = len(told.seen.mentions) - len(values)
                    signs = {"left": float(mentions), "used": float(len(values))}
                    signs["fresh"] = float(frame in told.newest)
                    yield Step(f"either {head(frame.label)}.{slot} {how}", after, signs)


# ---- another thing in its place

_FAMILIES = ("price", "price_shock", "station", "capex")
_FAINT = 0.03


def _swapped(told: Told) -> Iterator[Step]:
    """'Freight, not wages': what stands said of another thing of the same family, instead or as well."""
    likely = sorted((label for label in told.chances if ":" not in label), key=lambda k: -told.chances[k])[:8]
    for frame in standing_frames(told.standing):
        kind, _, item = frame.label.partition(".")
        if kind not in _FAMILIES:
            continue
        for label in likely:
            other, _, new_item = label.removesuffix(".zero").partition(".")
            if told.chances[label] < _FAINT or not new_item or new_item == item:
                continue
            if other not in (kind, kind.removesuffix("_shock"), f"{kind}_shock"):
                continue
            new = Frame(f"{kind}.{new_item}", frame.slots)
            if any(slot not in slots(new.label) for slot, _ in new.slots):
                continue
            signs = {"likely": told.chances[label], "fresh": float(frame in told.newest)}
            if after := replaced(told.standing, frame, new):
                yield Step("swap", after, signs)
            if after := beside(told.standing, [new]):
                yield Step("swap too", after, dict(signs))


# ---- the same everywhere, for good, for a while

_LASTING = {"price_shock": "price", "demand_shock": "demand"}
_PASSING = {lasting: passing for passing, lasting in _LASTING.items()}


def _loosened(told: Told) -> Iterator[Step]:
    """The same everywhere, wholly instead of in part, or for good."""
    for frame in standing_frames(told.standing):
        kind, _, item = frame.label.partition(".")
        options = [
            ("everywhere", without_slots(frame, frame.label, slot))
            for slot in ("site", "zone", "product", "station")
            if frame.get(slot) is not None and slot not in required(frame.label)
        ]
        if frame.label == "site_outage_partial":
            options.append(("wholly", without_slots(frame, "site_outage", "share")))
        if kind in _LASTING:
            lasting = _LASTING[kind] + (f".{item}" if item else "")
            options.append(("lasting", without_slots(frame, lasting, "start", "days")))
        if frame.label.startswith(("price.", "capex.")):
            options.append(("nil", Frame(frame.label, (("value", 0.0),))))
        for act, new in options:
            if after := replaced(told.standing, frame, new):
                yield Step(act, after, {"fresh": float(frame in told.newest)})


def _for_a_while(told: Told) -> Iterator[Step]:
    """'Only for two months from day 30': a lasting change made a passing one."""
    for frame in standing_frames(told.standing):
        kind, _, item = frame.label.partition(".")
        label = _PASSING.get(kind, "") + (f".{item}" if item else "")
        if kind not in _PASSING or frame.get("factor") is None or "days" not in slots(label):
            continue
        if item and item not in ("electricity", "freight", "material", "wage"):
            continue
        for given in filled((label,), told.seen.names, told.seen.scores)[:2]:
            if any(role.slot not in ("start", "days") for _, role, _ in given.roles) or not given.roles:
                continue
            draught = drawn(
                (label,),
                _with_factor(given, label, frame),
                told.seen.names,
                told.chances,
                near=told.seen.scores.name,
            )
            made = [frame_ for frames in draught.frames.values() for frame_ in frames]
            if draught.missing or len(made) != 1:
                continue
            kept = {slot: value for slot, value in frame.slots if slot in slots(label)}
            new = Frame(label, tuple(sorted({**dict(made[0].slots), **kept}.items())))
            if after := replaced(told.standing, frame, new):
                yield Step("for a while", after, _signs(given, told))


def _with_factor(given: Filled, label: str, frame: Frame) -> Filled:
    """The roles with the factor that stands."""
    factor = float(frame.get("factor") or 1.0)
    return replace(given, roles=(*given.roles, (-1, Role(label, "factor", "times"), factor)))


# ---- a change added


def _added(told: Told, most: int = ADDED) -> Iterator[Step]:
    for labels, prior in label_sets(told.chances)[:most]:
        if not labels:
            continue
        for given in filled(labels, told.seen.names, told.seen.scores)[:2]:
            new, signs = _drawn(told, labels, given, prior)
            if not new:
                continue
            which = "+".join(sorted({head(label) for label in labels}))
            if after := beside(told.standing, new):
                yield Step(f"add {which}", after, signs)
                both = tuple(dict.fromkeys((*told.standing, *after)))
                yield Step("add beside", both, dict(signs))
            if after := each(told.standing, [new for _ in told.standing]):
                yield Step("instead", after, dict(signs))
                if any(own.label.startswith("run.") for plan in told.standing for own in frames_in(plan)):
                    kept = [
                        [own for own in frames_in(p) if own.label.startswith("run.")] for p in told.standing
                    ]
                    if after := each(told.standing, [[*own, *new] for own in kept]):
                        yield Step("instead", after, dict(signs))


def _drawn(
    told: Told, labels: Sequence[str], given: Filled, prior: float
) -> tuple[list[Frame], dict[str, float]]:
    """The frames of new labels with the signs of their assignment; none where something is missing."""
    around = [frame for frame in frames_in(told.standing[-1]) if frame.label.endswith(("outage", "shock"))]
    draught = drawn(labels, given, told.seen.names, told.chances, around, told.seen.scores.name)
    signs = {**_signs(given, told), "prior": max(-8.0, prior), "more": float(draught.more)}
    signs["likely"] = min(told.chances.get(label, 0.0) for label in labels)
    frames = [frame for frames in draught.frames.values() for frame in frames]
    return ([] if draught.missing else frames), signs


def _set_and_added(told: Told) -> Iterator[Step]:
    """'Twenty, and wages up by a tenth': a slot set anew and a change added."""
    standing = _labels(told)
    if not standing or len(told.seen.mentions) < 2:
        return
    tried = [(new, prior) for new, prior in label_sets(told.chances) if new and not set(new) & set(standing)]
    for new, prior in tried[:TURNS]:
        for given in filled((*standing, *new), told.seen.names, told.seen.scores)[:2]:
            old = replace(given, roles=tuple(r for r in given.roles if r[1].label in standing))
            fresh = replace(given, roles=tuple(r for r in given.roles if r[1].label in new))
            if not old.roles or not fresh.roles:
                continue
            changed = [[_changed(frame, old, told) for frame in frames_in(plan)] for plan in told.standing]
            more, signs = _drawn(told, new, fresh, prior)
            after = each(told.standing, changed)
            if more and after and (last := beside(after, more)):
                yield Step("set add", last, signs)


# ---- a change taken back


def _dropped(told: Told) -> Iterator[Step]:
    every = standing_frames(told.standing)
    for frame in every:
        signs = {"named": float(_named(told, frame)), "likely": told.chances.get(frame.label, 0.0)}
        signs["same"] = float(_numbered(told, frame))
        signs["fresh"] = float(frame in told.newest)
        without = [[f for f in frames_in(plan) if f != frame] for plan in told.standing]
        if after := each(told.standing, without):
            yield Step(f"drop {head(frame.label)}", after, dict(signs))
        only = [[f for f in frames_in(plan) if f == frame] for plan in told.standing]
        if len(every) > 1 and (after := each(told.standing, only)):
            yield Step(f"only {head(frame.label)}", after, dict(signs))
    if len(told.standing) > 1:
        for at, plan in enumerate(told.standing):
            rest = tuple(other for other in told.standing if other is not plan)
            signs = {"named": float(plan.design in told.seen.text.raw), "place": float(min(at, 3))}
            said = (_named(told, frame) or _numbered(told, frame) for frame in frames_in(plan))
            signs["same"] = float(any(said))
            yield Step("one of them", (plan,), dict(signs))
            if len(rest) > 1:
                yield Step("all but one", rest, dict(signs))


def _named(told: Told, frame: Frame) -> bool:
    """Whether the first word of a name of a change is said."""
    return any(fold(str(value)).split()[0] in told.words for slot, value in frame.slots if slot in NAMES)


def _numbered(told: Told, frame: Frame) -> bool:
    """Whether a number of a change is said."""
    return any(m.amount is not None and m.amount.value in _spoken(frame) for m in told.seen.mentions)


def _spoken(frame: Frame) -> set[float]:
    """The numbers by which the values of a frame may be called: 1.2 is 20 %, 0.8 too, 0.05 is 5 %."""
    found = set()
    for slot, value in frame.slots:
        if not isinstance(value, str):
            found |= {value, round(100 * value, 6)}
            found |= {round(100 * abs(value - 1), 6)} if slot == "factor" else set()
    return found


# ---- two at once


def _and_then(told: Told, dropped: Iterable[Step]) -> Iterator[Step]:
    """'Without the box, but for five weeks': a change taken back, and another made to what is left."""
    ranked = sorted(
        (step for step in dropped if any(plan.edits or plan.sites for plan in step.plans)),
        key=lambda s: -s.signs.get("named", 0.0) - s.signs.get("likely", 0.0) - s.signs.get("same", 0.0) / 2,
    )
    if not told.seen.mentions and not any(p > 0.3 for k, p in told.chances.items() if ":" not in k):
        return
    for step in ranked[:CROSSED]:
        left = replace(told, standing=step.plans)
        on = itertools.chain(
            itertools.islice(_set(left), TURNS), itertools.islice(_relative(left), TURNS), _added(left, 2)
        )
        for more in on:
            if more.verb in ("set", "add", "relative"):
                off = {f"off {name}": value for name, value in step.signs.items()}
                yield Step(f"{step.verb} {more.verb}", more.plans, {**more.signs, **off})


def _joined(told: Told) -> Iterator[Step]:
    """'Both together': what two alternatives change, or this answer and the one before, in one scenario."""
    plans = told.standing
    apart = len({(p.case, p.design) for p in plans}) == 1 and len(plans) > 1
    if apart and (after := each(plans[:1], [standing_frames(plans)])):
        yield Step("joined", after)
    if told.before and len(told.before) == len(plans):
        pairs = zip(told.before, plans, strict=True)
        both = [list(dict.fromkeys((*frames_in(old), *frames_in(new)))) for old, new in pairs]
        if after := each(plans, both):
            yield Step("joined before", after)

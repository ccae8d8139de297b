"""Where a conversation stands: the scenarios that it talks of, and which of their edits was said last."""

from assistant.plan.changing import Plans, unique
from assistant.plan.schema import ScenarioPlan
from assistant.plan.thread import Thread
from twin.edits import AnyEdit

_FRAME = ("set_country", "run")


def focus(plans: Plans) -> Plans:
    """What is talked of: without the unedited world beside a what-if and the steps that led to it."""
    kept = tuple(p for p in plans if not any(_leads_to(p, q) for q in plans if q is not p))
    return kept or plans[-1:]


def _leads_to(one: ScenarioPlan, other: ScenarioPlan) -> bool:
    if (one.case, one.design) != (other.case, other.design):
        return False
    if one.sites == other.sites:
        return set(one.edits) < set(other.edits)
    return one.sites is None and not one.edits


def stages(thread: Thread) -> list[Plans]:
    """What each answer was about, oldest first; answers about the same thing count once."""
    found: list[Plans] = []
    for plan in thread.plans:
        now = focus(plan.scenarios)
        if not found or not _alike(found[-1], now):
            found.append(now)
    return found


def _alike(one: Plans, other: Plans) -> bool:
    return len(one) == len(other) and all(a.same_world(b) for a, b in zip(one, other, strict=True))


def newest(thread: Thread) -> list[AnyEdit]:
    """The edits that stand, the one said last first."""
    line = stages(thread)
    if not line:
        return []
    edits = list(dict.fromkeys(e for plan in line[-1] for e in plan.edits))[::-1]
    ages = {edit: _age(line, edit) for edit in edits}
    return sorted(edits, key=lambda e: ages[e])


def _age(line: list[Plans], edit: AnyEdit) -> int:
    """How many answers ago an edit was said: 0 for the last."""
    for age, stage in enumerate(reversed(line)):
        if not any(edit in plan.edits for plan in stage):
            return age - 1
    return len(line) - 1


def sites_said_last(thread: Thread) -> bool:
    """Whether the last thing said was a number of sites rather than an edit."""
    line = stages(thread)
    if not line or not any(p.sites for p in line[-1]):
        return False
    if len(line) == 1:
        return not any(p.edits for p in line[-1])
    return {p.sites for p in line[-1]} != {p.sites for p in line[-2]}


def shown(wanted: Plans, last: Plans = ()) -> Plans:
    """The scenarios wanted with what they are measured by: the unedited world, and the step just before."""
    if len({(p.case, p.design, p.sites) for p in wanted}) > 1:
        return unique(wanted)
    first = wanted[0]
    frame = tuple(e for e in first.edits if e.kind in _FRAME)
    if not any(e.kind not in _FRAME for p in wanted for e in p.edits):
        frame = tuple(e for e in frame if e.kind == "run")
    base = first.model_copy(update={"edits": frame, "name": ""})
    if base.same_world(first) and (len(last) < 2 or len(wanted) > 1):
        return unique(wanted)
    steps = tuple(
        p
        for p in last
        if len(wanted) == 1 and p.base == first.base and set(frame) < set(p.edits) < set(first.edits)
    )
    return unique((base, *steps[-1:], *wanted))

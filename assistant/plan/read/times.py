"""When an event starts and how long it lasts: as said, or the usual, said aloud."""

from assistant.plan.read.anchors import anchored
from assistant.plan.read.drafts import Draft
from assistant.plan.read.setting import Ask, Setting
from assistant.plan.text.amounts import month_days
from assistant.plan.text.lexicon import load
from twin.errors import InputError


def start_of(draft: Draft, setting: Setting) -> float:
    """The first day: as said, else the start of the event before, else the usual day, said aloud."""
    event = anchored(draft.anchor, setting.earlier) if draft.anchor else None
    if event is not None:
        first = float(getattr(event, "start", 0.0)) + float(draft.anchor.offset)
        return first + float(getattr(event, "days", 0.0)) if draft.anchor.after else first
    points = [
        p
        for p in draft.points
        if p.kind == "day" and p.lead not in ("until", "till", "to", "jusqu", "and", "-")
    ]
    later = [d for d in draft.days if d.lead in ("after", "in", "apres", "dans") and len(draft.days) > 1]
    months = [p for p in draft.points if p.kind == "month"]
    if points:
        return points[0].value
    if months:
        if "day 0 is 1 January" not in setting.assumed:
            setting.assumed.append("day 0 is 1 January")
        return month_days(months[0].value)[0]
    if later:
        return later[0].value
    for edit in reversed(setting.earlier):
        start = getattr(edit, "start", None)
        if start is not None:
            return float(start)
    usual = float(load("worlds")["event_start"])
    setting.assumed.append(f"it starts on day {usual:g}, since you did not say when")
    return usual


def length_of(draft: Draft, start: float, setting: Setting, what: str) -> float:
    """How long: as said, or up to the last day said; Ask when neither is."""
    ends = [
        p.value
        for p in draft.points
        if p.kind == "day" and p.lead in ("until", "till", "to", "jusqu", "a", "au", "and", "-", "et")
    ]
    points = [p.value for p in draft.points if p.kind == "day"]
    event = anchored(draft.anchor, setting.earlier) if draft.anchor and draft.anchor.same else None
    if event is not None:
        return float(getattr(event, "days", 0.0))
    lengths = [d for d in draft.days if d.lead not in ("after", "in", "apres", "dans")] or (
        [] if len(draft.days) != 1 else draft.days
    )
    if lengths:
        return lengths[0].value
    if ends or len(points) == 2:
        end = ends[-1] if ends else points[1]
        if end <= start:
            raise InputError(
                f"It would end on day {end:g}, before it starts on day {start:g}. Give a later end."
            )
        return end - start
    months = [p for p in draft.points if p.kind == "month"]
    if months:
        return month_days(months[0].value)[1]
    raise Ask(f"For how long {what}?", ("1 week", "3 weeks", "2 months"))

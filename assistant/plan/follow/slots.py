"""Bare amounts and places of a follow-up: each takes the slot of its kind, in the change that was said last."""

from assistant.plan.changing import Plans, changed, has, mapped
from assistant.plan.follow.counting import with_count
from assistant.plan.follow.placing import with_places
from assistant.plan.follow.resizing import swapped, with_size
from assistant.plan.read.finish import Setting
from assistant.plan.read.reading import Reading
from assistant.plan.schema import ScenarioPlan
from assistant.plan.standing import newest
from assistant.plan.text.amounts import Amount
from assistant.plan.thread import Thread
from twin.edits import AnyEdit, RunEdit, SendMobileEdit, SiteOutageEdit

_AFTER = ("after", "within", "in", "apres", "dans", "bout", "later")
_UNTIL = ("until", "till", "au", "a", "to", "jusqu")
_ARRIVING = frozenset(
    {"arrives", "arrive", "arriving", "comes", "there", "lands", "arrivee", "box", "boxes", "boite", "boites"}
)


def slots(reading: Reading, plans: Plans, setting: Setting, thread: Thread) -> Plans:
    """The scenarios with the question's bare amounts and places in their slots."""
    for piece in reading.free("amount"):
        amount = piece.amount
        if amount is None or amount.weak or _spoken_for(reading, piece.first):
            continue
        taken = _with_amount(amount, reading, plans, thread)
        if taken is not None:
            plans = taken
            reading.use(piece)
            reading.used.update(i for p in reading.pieces if p.has("dir") for i in range(p.first, p.last))
    if not reading.drafts:
        plans = with_places(reading, plans, setting, thread)
    return plans


def _spoken_for(reading: Reading, first: int) -> bool:
    """Whether an amount stands in a clause that says an operation: it is not bare."""
    at = next((i for i, c in enumerate(reading.clauses) if c.first <= first < c.last), -1)
    return any(draft.clause == at for draft in reading.drafts)


def _with_amount(amount: Amount, reading: Reading, plans: Plans, thread: Thread) -> Plans | None:
    if amount.kind == "count":
        other = with_count(amount, reading, plans, thread)
        if not isinstance(other, Amount):
            return other
        amount = other
    if amount.kind == "days":
        return _with_days(amount, reading, plans, thread)
    if amount.kind == "day":
        return (
            _until(amount, plans)
            if amount.lead in _UNTIL and _lasting(plans)
            else _moved(plans, amount, reading)
        )
    if amount.kind in ("hours_per_day", "days_per_week") and has(plans, "shifts"):
        hours = {amount.kind: amount.value}
        return mapped(plans, lambda e, p: changed(e, **hours) if e.kind == "shifts" else e)
    if amount.kind in ("percent", "factor"):
        return with_size(amount, reading, plans, thread)
    if amount.kind in ("money", "mass"):
        return _with_value(amount, plans, thread)
    return None


def _lasting(plans: Plans) -> bool:
    return any(getattr(e, "days", None) for p in plans for e in p.edits)


def _until(amount: Amount, plans: Plans) -> Plans:
    """'until day 60': the event ends there."""
    return mapped(
        plans,
        lambda e, p: (
            changed(e, days=amount.value - e.start)
            if getattr(e, "days", None) and getattr(e, "start", None) is not None
            else e
        ),
    )


def _with_days(amount: Amount, reading: Reading, plans: Plans, thread: Thread) -> Plans | None:
    if amount.lead in _AFTER and has(plans, "send_mobile"):
        return mapped(plans, lambda e, p: _arriving(e, p, amount.value))
    if amount.lead in ("every", "each", "tous", "toutes", "les") and has(plans, "common_mode"):
        return mapped(plans, lambda e, p: changed(e, every=amount.value) if e.kind == "common_mode" else e)
    if amount.lead in ("over", "sur", "across") and amount.value >= 60:
        return _over(amount, plans)
    timed = next((e for e in newest(thread) if getattr(e, "days", None)), None)
    if timed is not None:
        return swapped(plans, timed, changed(timed, days=amount.value))
    if any(getattr(e, "item", None) == "life" for e in newest(thread)):
        old = next(e for e in newest(thread) if getattr(e, "item", None) == "life")
        return swapped(plans, old, changed(old, value=round(amount.value / 365, 9)))
    if has(plans, "send_mobile"):
        return mapped(plans, lambda e, p: _arriving(e, p, amount.value))
    if amount.lead in ("over", "sur", "during") or has(plans, "run"):
        return _over(amount, plans)
    return None


def _over(amount: Amount, plans: Plans) -> Plans:
    """The length of the run, of every scenario."""
    return tuple(
        p.model_copy(
            update={"edits": (*(e for e in p.edits if e.kind != "run"), _run(p, amount.value)), "name": ""}
        )
        for p in plans
    )


def _run(plan: ScenarioPlan, days: float) -> AnyEdit:
    old = next((e for e in plan.edits if isinstance(e, RunEdit)), RunEdit(horizon=days))
    return changed(old, horizon=days)


def _arriving(edit: AnyEdit, plan: ScenarioPlan, days: float) -> AnyEdit:
    if not isinstance(edit, SendMobileEdit):
        return edit
    start = next((float(e.start) for e in plan.edits if isinstance(e, SiteOutageEdit)), edit.start)
    return changed(edit, arrives=start + days)


def _moved(plans: Plans, amount: Amount, reading: Reading) -> Plans | None:
    """Another first day: what follows the event keeps its distance from it."""
    starts = [
        float(began) for p in plans for e in p.edits if (began := getattr(e, "start", None)) is not None
    ]
    if not starts:
        return None
    words = {word.key for word in reading.text.words}
    if words & _ARRIVING and has(plans, "send_mobile"):
        return mapped(plans, lambda e, p: changed(e, arrives=amount.value) if e.kind == "send_mobile" else e)
    shift = amount.value - min(starts)

    def later(edit: AnyEdit, _plan: ScenarioPlan) -> AnyEdit:
        moves = {
            k: getattr(edit, k) + shift
            for k in ("start", "arrives", "leaves")
            if getattr(edit, k, None) is not None
        }
        return changed(edit, **moves) if moves else edit

    return mapped(plans, later)


def _with_value(amount: Amount, plans: Plans, thread: Thread) -> Plans | None:
    """Another amount of money, or of carbon, for the last change that was set to a value."""
    edit = next((e for e in newest(thread) if getattr(e, "value", None) is not None), None)
    if edit is None or (amount.kind == "money" and amount.unit != "EUR"):
        return None
    return swapped(plans, edit, changed(edit, value=amount.value))

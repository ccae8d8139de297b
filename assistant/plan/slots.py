"""Bare amounts and places of a follow-up: each takes the slot of its kind."""

from assistant.plan.amounts import Amount
from assistant.plan.changing import Plans, changed, has, in_order, mapped
from assistant.plan.finish import Setting
from assistant.plan.link import Piece
from assistant.plan.placing import with_places
from assistant.plan.reading import Reading
from assistant.plan.resizing import with_count, with_size
from assistant.plan.schema import ScenarioPlan
from twin.edits import AnyEdit, RunEdit, SendMobileEdit, SiteOutageEdit


def slots(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    for piece in reading.free("amount"):
        if piece.amount and not piece.amount.weak:
            taken = with_amount(reading, piece, plans)
            if taken is not None:
                plans = taken
                reading.use(piece)
    if not reading.drafts:
        plans = with_places(reading, plans, setting)
    return plans


def with_amount(reading: Reading, piece: Piece, plans: Plans) -> Plans | None:
    amount = piece.amount
    if amount is None:
        return None
    if reading.drafts and amount.kind != "count":
        return None
    if amount.kind == "days":
        return _with_days(amount, plans)
    if (
        amount.kind == "day"
        and amount.lead in ("until", "till", "au", "a", "to", "jusqu")
        and any(getattr(e, "days", None) for p in plans for e in p.edits)
    ):
        return mapped(
            plans,
            lambda e, p: (
                changed(e, days=amount.value - e.start)
                if getattr(e, "days", None) and getattr(e, "start", None) is not None
                else e
            ),
        )
    if amount.kind == "day":
        return _moved(plans, amount.value, arrival=amount.lead in ("arrives", "arrive", "arriving"))
    if amount.kind == "factor" and _lasting(reading, plans):
        return mapped(
            plans,
            lambda e, p: changed(e, days=round(e.days * amount.value, 9)) if getattr(e, "days", None) else e,
        )
    if amount.kind in ("percent", "factor"):
        return with_size(amount, reading, plans)
    if amount.kind == "money" and not reading.drafts:
        return _with_money(amount, plans)
    if amount.kind == "count" and not reading.drafts:
        return with_count(amount, reading, plans)
    return None


_AFTER = ("after", "within", "in", "apres", "dans")


def _with_days(amount: Amount, plans: Plans) -> Plans | None:
    if amount.lead in _AFTER and has(plans, "send_mobile"):
        return mapped(plans, lambda e, p: _arriving(e, p, amount.value))
    kinds = (
        "site_outage",
        "supplier_outage",
        "lane_outage",
        "demand_shock",
        "price_shock",
        "overtime",
        "common_mode",
    )
    present = [kind for kind in kinds if has(plans, kind)]
    if present:
        return mapped(plans, lambda e, p: changed(e, days=amount.value) if e.kind == present[0] else e)
    if has(plans, "send_mobile"):
        return mapped(plans, lambda e, p: _arriving(e, p, amount.value))
    if amount.lead in ("over", "sur", "during"):
        return tuple(p.edited(RunEdit(horizon=amount.value)) for p in plans)
    return None


def _arriving(edit: AnyEdit, plan: ScenarioPlan, days: float) -> AnyEdit:
    if not isinstance(edit, SendMobileEdit):
        return edit
    start = next((float(e.start) for e in plan.edits if isinstance(e, SiteOutageEdit)), edit.start)
    return changed(edit, arrives=start + days)


def _moved(plans: Plans, day: float, arrival: bool) -> Plans | None:
    """Another first day: what follows the event keeps its distance from it."""
    starts = [
        float(began) for p in plans for e in p.edits if (began := getattr(e, "start", None)) is not None
    ]
    if not starts:
        return None
    if arrival and has(plans, "send_mobile"):
        return mapped(plans, lambda e, p: changed(e, arrives=day) if e.kind == "send_mobile" else e)
    shift = day - min(starts)

    def later(edit: AnyEdit, _plan: ScenarioPlan) -> AnyEdit:
        moves = {
            k: getattr(edit, k) + shift
            for k in ("start", "arrives", "leaves")
            if getattr(edit, k, None) is not None
        }
        return changed(edit, **moves) if moves else edit

    return mapped(plans, later)


def _lasting(reading: Reading, plans: Plans) -> bool:
    """'if it lasts twice as long': a factor of the length of an event."""
    words = {word.key for word in reading.text.words}
    return bool(words & {"long", "longer", "lasts", "longtemps", "last"}) and any(
        getattr(e, "days", None) for p in plans for e in p.edits
    )


def _with_money(amount: Amount, plans: Plans) -> Plans | None:
    edit = next((e for e in reversed(in_order(plans)) if getattr(e, "value", None) is not None), None)
    if edit is None or amount.unit != "EUR":
        return None
    key = (edit.kind, getattr(edit, "item", None))
    return mapped(
        plans,
        lambda e, p: changed(e, value=amount.value) if (e.kind, getattr(e, "item", None)) == key else e,
    )

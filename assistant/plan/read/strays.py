"""Words left over in one clause that fill a slot of another."""

from assistant.plan.names.link import Piece
from assistant.plan.read.drafts import EVERY, LONG, PLACE_SORTS, Draft
from assistant.plan.read.said import Reading
from assistant.plan.read.setting import Ask


def strays(result: Reading) -> None:
    """Times, sizes and places of clauses without an operation go to the nearest draft that can take them."""
    for index, clause in enumerate(result.clauses):
        if any(draft.clause == index for draft in result.drafts):
            targets = [d for d in result.drafts if d.clause == index]
        elif clause.joint == "alt" and result.drafts:
            continue
        else:
            targets = _neighbours(result, index)
        if not targets:
            continue
        for piece in clause.pieces:
            apart = any(result.clauses[d.clause].joint == "alt" and d.clause > index for d in targets)
            if apart and piece.has("site", "zone") and piece.first not in result.used:
                raise Ask(
                    "Which of them do you mean, or each in a scenario of its own?",
                    tuple(result.piece_values("site")),
                )
            if piece.first not in result.used and _give(piece, targets, clause.last - clause.first <= 3):
                result.use(piece)


def _neighbours(result: Reading, index: int) -> list[Draft]:
    before = [d for d in result.drafts if d.clause < index]
    after = [d for d in result.drafts if d.clause > index]
    return [*reversed(before[-2:]), *after[:1]]


def _give(piece: Piece, targets: list[Draft], small: bool) -> bool:
    amount = piece.amount
    for draft in targets:
        if amount is None:
            if piece.has(*PLACE_SORTS) and _takes_place(draft, small):
                draft.places.insert(0, piece) if not draft.places or piece.first < draft.places[
                    0
                ].first else draft.places.append(piece)
                return True
            continue
        if amount.kind == "days" and amount.lead in ("over", "sur") and draft.param and amount.value >= LONG:
            continue
        if (
            amount.kind == "days"
            and draft.op == "resize_site"
            and amount.lead in ("for", "pendant", "during", "durant", "over")
        ):
            draft.op, draft.param = "site_outage", ""
            draft.fixed["share_of_capacity"] = True
            draft.days.append(amount)
            return True
        if amount.kind == "days" and amount.lead in EVERY and draft.op == "site_outage" and not draft.places:
            draft.op = "common_mode"
            draft.days.append(amount)
            return True
        if amount.kind == "days" and (
            _takes_days(draft) or any(abs(d.value - amount.value) <= 0.02 * d.value for d in draft.days)
        ):
            draft.days.append(amount)
            return True
        if (
            amount.kind in ("day", "month")
            and (draft.timed or draft.op in ("demand", "price"))
            and len(draft.points) < 2
        ):
            draft.points.append(amount)
            return True
        if (
            amount.kind in ("percent", "factor", "money", "rate")
            and not draft.size
            and (draft.param or draft.op in ("overtime", "resize_site"))
        ):
            draft.size.append(amount)
            return True
    return False


def _takes_place(draft: Draft, small: bool) -> bool:
    if draft.op == "move_site":
        return len(draft.places) < 2
    if draft.op == "send_mobile":
        return not draft.places
    if draft.op in ("site_outage", "add_site", "remove_site", "resize_site"):
        return small or not draft.places
    return small and draft.op in ("demand", "station", "capex", "overtime", "shifts") and not draft.places


def _takes_days(draft: Draft) -> bool:
    if draft.op in ("site_outage", "supplier_outage", "lane_outage", "overtime", "send_mobile"):
        return not draft.days
    if draft.op == "common_mode":
        return len(draft.days) < 2
    return draft.op in ("demand", "price") and not draft.days

"""Drafts that belong together: one event told in two clauses, two prices that change alike."""

from dataclasses import replace

from assistant.plan.names.link import Piece
from assistant.plan.read.clauses import Clause
from assistant.plan.read.drafts import EVERY, Draft
from assistant.plan.read.said import Reading
from assistant.plan.text.lexicon import load


def alike(result: Reading) -> None:
    """'both freight and wages drop by a tenth': a price named beside another one changes with it."""
    for piece in result.free("param"):
        if piece.has("kpi") or piece.first in result.used:
            continue
        index = next((i for i, c in enumerate(result.clauses) if c.first <= piece.first < c.last), -1)
        if index < 0 or result.clauses[index].asking:
            continue
        kinds = ("price", "station", "demand", "capex", "inventory")
        if load("params")[str(piece.get("param"))]["edit"]["kind"] not in kinds:
            continue
        near = [
            d
            for d in result.drafts
            if d.op in kinds and d.param and d.size and abs(d.clause - index) <= 1 and not d.days
        ]
        link = result.clauses[max(index, near[0].clause)].joint if near else ""
        if (
            near
            and link == "and"
            and near[0].param != piece.get("param")
            and _no_amount(result.clauses[index])
            and _only_names(result, result.clauses[index], piece)
        ):
            spec = dict(load("params")[str(piece.get("param"))]["edit"])
            op = spec.pop("kind")
            result.drafts.append(
                replace(
                    near[0],
                    op=op,
                    fixed=spec,
                    param=str(piece.get("param")),
                    clause=index,
                    size=list(near[0].size),
                    places=[],
                    days=[],
                    points=[],
                )
            )
            result.use(piece)
    result.drafts.sort(key=lambda draft: draft.clause)


def _only_names(result: Reading, clause: Clause, piece: Piece) -> bool:
    """Whether a clause says nothing but a parameter's name: 'both freight'."""
    rest = [
        result.text.words[i].key
        for i in range(clause.first, clause.last)
        if not piece.first <= i < piece.last
    ]
    return set(rest) <= {
        "both",
        "the",
        "if",
        "what",
        "and",
        "also",
        "all",
        "our",
        "suppose",
        "si",
        "les",
        "le",
        "la",
        "'s",
    }


def _no_amount(clause: Clause) -> bool:
    return not any(p.amount and not p.amount.weak for p in clause.pieces)


def one_shift(result: Reading) -> None:
    """'around the clock, seven days a week' is one way of working told twice."""
    shifts = [d for d in result.drafts if d.op == "shifts"]
    for other in shifts[1:]:
        if not other.places or not shifts[0].places:
            shifts[0].fixed = {**other.fixed, **shifts[0].fixed}
            shifts[0].places = shifts[0].places or other.places
            result.drafts.remove(other)


def borrowed(result: Reading) -> None:
    """The site of an outage named with the factory in a box that goes there; the outage comes first."""
    for draft in result.drafts:
        if (
            draft.op == "site_outage"
            and not draft.places
            and not draft.everywhere
            and not draft.fixed.get("the_plant")
        ):
            sent = next((d for d in result.drafts if d.op == "send_mobile" and d.places), None)
            if sent is not None:
                draft.places = list(sent.places)
    order = {"site_outage": 0, "send_mobile": 2, "overtime": 2}
    by_clause = sorted(result.drafts, key=lambda d: d.clause)
    for index in range(len(by_clause) - 1):
        one, other = by_clause[index], by_clause[index + 1]
        if (
            order.get(one.op, 1) > order.get(other.op, 1)
            and other.op == "site_outage"
            and other.joint not in ("new", "alt")
        ):
            one.clause, other.clause = other.clause, one.clause
    result.drafts.sort(key=lambda d: (d.clause, order.get(d.op, 1)))


def one_event(result: Reading) -> None:
    """'Dijon is flooded on day 40 and stays shut for 10 days' is one outage told in two clauses."""
    kept: list[Draft] = []
    for draft in result.drafts:
        before = next((d for d in reversed(kept) if d.op == draft.op and d.op == "site_outage"), None)
        joins = (
            before is not None
            and draft.joint in ("and", "stop")
            and not draft.negated
            and (not draft.places or not before.places)
        )
        if (
            joins
            and before is not None
            and (not before.days or not draft.days)
            and before.fixed.get("the_plant") == draft.fixed.get("the_plant")
        ):
            before.places = before.places or draft.places
            before.days, before.points, before.size = (
                [*before.days, *draft.days],
                [*before.points, *draft.points],
                [*before.size, *draft.size],
            )
            if any(d.lead in EVERY for d in before.days) and not before.places:
                before.op = "common_mode"
            continue
        kept.append(draft)
    result.drafts[:] = kept


def halves(result: Reading) -> None:
    """One thing told in two clauses, each with half of its slots."""
    common = next((d for d in result.drafts if d.op == "common_mode"), None)
    for draft in list(result.drafts):
        if draft.op == "site_outage" and common is not None and not draft.places:
            common.days, common.everywhere = [*common.days, *draft.days], True
            result.drafts.remove(draft)
        sized = [d for d in result.drafts if d is not draft and d.param and d.param == draft.param and d.size]
        if draft.param and not draft.size and sized and draft.op == sized[0].op:
            result.drafts.remove(draft)
        placed = [d for d in result.drafts if d is not draft and d.op == draft.op == "add_site" and d.places]
        counted = draft.count is not None and not draft.count.weak
        if draft.op == "add_site" and not draft.places and not counted and placed:
            result.drafts.remove(draft)

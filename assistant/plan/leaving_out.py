"""What a follow-up takes away: "without the box", "drop the wages", "leave Nantes out of it", "forget the hybrid"."""

from collections.abc import Callable
from typing import Any

from assistant.plan.changing import Plans, dropping, unique
from assistant.plan.clauses import Clause
from assistant.plan.finish import Ask
from assistant.plan.lexicon import load
from assistant.plan.link import Piece
from assistant.plan.reading import Reading
from twin.edits import AnyEdit

_AWAY = frozenset(
    {"without", "drop", "forget", "oublie", "oublions", "sans", "lose", "remove", "leave", "skip", "enleve", "supprime", "minus", "undo", "cancel",
     "no", "scrap", "ditch", "take", "annule", "retire", "kill", "normal"}
)  # fmt: skip


def without(reading: Reading, plans: Plans) -> Plans:
    """'without the factory in a box', 'drop the wage bit', 'leave Nantes out of it', 'forget the hybrid'."""
    for draft in [d for d in reading.drafts if d.negated]:
        reading.drafts.remove(draft)
        kept = tuple(dropping(plan, lambda e, op=draft.op: e.kind == op) for plan in plans)  # type: ignore[misc]
        if kept == plans:
            raise Ask(
                f"There is no {draft.op.replace('_', ' ')} in this conversation to leave out. What should change?"
            )
        plans = unique(kept)
    for index, clause in enumerate(reading.clauses):
        words = {word.key for word in reading.text.words[clause.first : clause.last]}
        sized = any(p.amount and not p.amount.weak and p.first not in reading.used for p in clause.pieces)
        if (
            not words & _AWAY
            or sized
            or any(
                d.clause == index and (d.size or d.days or d.places)
                for d in reading.drafts
                if d.op != "remove_site"
            )
        ):
            continue
        plans = _mentioned_away(reading, clause, index, plans)
    return plans


def _mentioned_away(reading: Reading, clause: Clause, index: int, plans: Plans) -> Plans:
    """Takes away what a clause mentions, when the conversation has it: names first, then operations by their verbs."""
    pieces = [p for p in clause.pieces if _mention(p) is not None]
    names = [p for p in pieces if not p.has("act")] or pieces
    if not names and reading.says("without"):
        names = [p for p in reading.pieces if p.thing("mobile") and clause.joint in ("and", "stop")]
    for piece in names:
        gone = _mention(piece)
        if gone is not None and any(gone(edit) for plan in plans for edit in plan.edits):
            plans = unique(tuple(dropping(plan, gone) for plan in plans))
            reading.use(piece, *[p for p in clause.pieces if p.has("act", "thing", "kind")])
            said = next((i for i, c in enumerate(reading.clauses) if c.first <= piece.first < c.last), index)
            reading.drafts[:] = [d for d in reading.drafts if d.clause not in (index, said)]
            reading.touched = True
    for piece in clause.pieces:
        design = piece.get("design")
        if design and len({p.design for p in plans}) > 1 and any(p.design == design for p in plans):
            plans = tuple(p for p in plans if p.design != design)
            reading.use(piece)
            reading.designs[:] = [c for c in reading.designs if c.clause != index]
            reading.touched = True
    return plans


def _mention(piece: Piece) -> Callable[[AnyEdit], bool] | None:
    """Which edits a piece of a question speaks of."""
    place = piece.get("site") or piece.get("zone") or (piece.get("city") or "").split("|")[0]
    if place:
        return lambda e: (
            place
            in (
                getattr(e, "site", None),
                getattr(e, "city", None),
                getattr(e, "to", None),
                getattr(e, "zone", None),
            )
        )
    if piece.thing("mobile"):
        return lambda e: e.kind == "send_mobile"
    supplier = piece.get("supplier")
    if supplier:
        return lambda e: getattr(e, "supplier", None) == supplier
    param = next((v for s, v in piece.means if s.startswith("param")), None)
    if param:
        spec = load("params")[param]["edit"]
        return lambda e: _speaks_of(e, spec)
    acts = {v for s, v in piece.means if s == "act"}
    kinds = {
        "outage": ("site_outage", "supplier_outage", "lane_outage"),
        "overtime": ("overtime",),
        "shifts": ("shifts",),
        "mode": ("transport_mode",),
    }
    wanted = tuple(kind for act in acts for kind in kinds.get(act, ()))
    return (lambda e: e.kind in wanted) if wanted else None


def _speaks_of(edit: AnyEdit, spec: dict[str, Any]) -> bool:
    if spec["kind"] == "demand":
        return edit.kind in ("demand", "demand_shock", "demand_growth")
    if spec["kind"] == "price" and edit.kind == "price_shock":
        return bool(edit.item == spec["item"])
    item = getattr(edit, "item", None)
    return bool(edit.kind == spec["kind"] and item == spec.get("item", item))

"""Several events in a breath: 'Paris for five weeks, Lille for ten days', each site with its own time and share."""

from dataclasses import replace

from assistant.plan.names.link import Piece
from assistant.plan.read.clauses import Clause
from assistant.plan.read.drafts import Draft
from assistant.plan.read.said import Reading

_TIMES, _SHARES = ("days", "day", "month"), ("percent",)


def several(result: Reading) -> None:
    """Gives a site that has its own time or share, in a clause without an operation, its own outage."""
    for index, clause in enumerate(result.clauses):
        outages = [d for d in result.drafts if d.op == "site_outage" and not d.negated]
        if not outages or clause.asking or any(d.clause == index for d in result.drafts):
            continue
        if clause.joint == "alt" or any(d.clause == index for d in result.designs):
            continue
        places = [p for p in clause.pieces if p.has("site") and p.first not in result.used]
        if len(places) != 1 or not _own(result, clause, (*_TIMES, *_SHARES)):
            continue
        _apart(result, index, clause, places[0], outages)


def _own(result: Reading, clause: Clause, kinds: tuple[str, ...]) -> list[Piece]:
    return [p for p in clause.pieces if p.amount and p.amount.kind in kinds and p.first not in result.used]


def _apart(result: Reading, index: int, clause: Clause, place: Piece, outages: list[Draft]) -> None:
    site = place.get("site")
    times, shares = _own(result, clause, _TIMES), _own(result, clause, _SHARES)
    days = [p.amount for p in times if p.amount and p.amount.kind == "days"]
    points = [p.amount for p in times if p.amount and p.amount.kind != "days"]
    size = [p.amount for p in shares if p.amount]
    owner = next((d for d in outages if any(p.get("site") == site for p in d.places)), None)
    if owner is not None and len(owner.places) == 1:
        owner.days, owner.points, owner.size = owner.days or days, owner.points or points, owner.size or size
    else:
        model = owner or outages[-1]
        if owner is not None:
            owner.places = [p for p in owner.places if p.get("site") != site]
        after = replace(
            model,
            clause=index,
            joint="and",
            places=[place],
            days=days or (list(model.days) if owner else []),
            points=points or (list(model.points) if owner else []),
            size=size,
            fixed={},
            anchor=None,
        )
        result.drafts.append(after)
        result.drafts.sort(key=lambda d: d.clause)
    result.use(place, *times, *shares)


def counted(result: Reading) -> None:
    """'kill three: Lyon, Paris, Toulouse': a number that only counts the sites named."""
    for draft in result.drafts:
        if draft.op not in ("site_outage", "remove_site") or len(draft.places) < 2:
            continue
        for piece in result.free("amount"):
            if piece.amount and piece.amount.kind == "count" and piece.amount.value == len(draft.places):
                result.use(piece)


_NOT = frozenset({"not", "pas", "non"})


def or_not(result: Reading) -> None:
    """'whether the neighbours help or not': both ways of one policy."""
    for index, clause in enumerate(result.clauses):
        words = {word.key for word in result.text.words[clause.first : clause.last] if word.letters}
        if clause.joint != "alt" or not words or not words <= _NOT:
            continue
        one = next((d for d in reversed(result.drafts) if d.clause < index), None)
        if one is not None and one.op == "policy" and "reroute" in one.fixed:
            flipped = "false" if one.fixed["reroute"] == "true" else "true"
            result.drafts.append(
                replace(one, clause=index, joint="and", fixed={**one.fixed, "reroute": flipped})
            )
            result.used.update(range(clause.first, clause.last))

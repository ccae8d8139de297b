"""Drafts in the scenarios that they make together: a new one at "or", "versus", "and what if"."""

from dataclasses import replace

from assistant.plan.names.link import Piece
from assistant.plan.read.drafts import Draft
from assistant.plan.read.finish import Ask
from assistant.plan.read.reading import Reading, is_comparing


def forks(result: Reading) -> list[list[Draft]]:
    """Drafts in the scenarios that they make together: a new one at 'or', 'versus', 'and what if'."""
    comparing = is_comparing(result.text, result.pieces)
    designs_compared = len({(c.design, tuple(c.counts)) for c in result.designs}) > 1
    branches: list[list[Draft]] = []
    for index, clause in enumerate(result.clauses):
        drafts = [d for d in result.drafts if d.clause == index]
        anew = clause.joint in ("alt", "new") or (
            comparing
            and not designs_compared
            and branches
            and any(d.op == branches[-1][0].op and d.param == branches[-1][0].param for d in drafts)
        )
        if drafts and branches and all(d.op == "policy" for d in drafts) and len(branches[-1]) > 1:
            anew = anew and not any(_rivals(d, new) for d in branches[-1] for new in drafts)
        if drafts and (anew or not branches):
            branches.append(drafts)
        elif drafts and (rival := [d for d in branches[-1] if any(_rivals(d, new) for new in drafts)]):
            branches.append([*(d for d in branches[-1] if d not in rival), *drafts])
        elif drafts:
            branches[-1].extend(drafts)
        elif branches and clause.joint == "alt":
            variant = _variant(result, branches[-1], clause.pieces)
            if variant:
                branches.append(variant)
    return _with_events(branches)


_ANSWERS = frozenset({"policy", "send_mobile", "overtime"})


def _with_events(branches: list[list[Draft]]) -> list[list[Draft]]:
    """'no help against overtime, Marseille out for 24 days': answers set against each other share the event."""
    events = next(([d for d in b if d.op == "site_outage" and not d.negated] for b in reversed(branches)), [])
    bare = [b for b in branches if all(d.op in _ANSWERS for d in b)]
    if not events or not bare or not any(d.op == "policy" for b in bare for d in b):
        return branches
    return [[*events, *b] if b in bare else b for b in branches]


def _rivals(one: Draft, other: Draft) -> bool:
    """Whether two drafts set one lever differently, so that they are two worlds."""
    return one.op == other.op == "policy" and any(other.fixed.get(k, v) != v for k, v in one.fixed.items())


def _variant(result: Reading, branch: list[Draft], found: tuple[Piece, ...]) -> list[Draft] | None:
    """'doubles or triples', 'two or four weeks', 'Lyon or Lille': the same operation with one slot otherwise."""
    if {word.key for word in result.text.words} & {"either", "soit"} and any(p.has("site") for p in found):
        raise Ask(
            "Which of them do you mean?", tuple(str(p.get("site")) for p in result.pieces if p.has("site"))
        )
    loose = [
        p
        for p in found
        if p.first not in result.used and ((p.amount and not p.amount.weak) or p.has("site", "zone", "city"))
    ]
    if not loose:
        return None
    drafts = [
        replace(d, places=list(d.places), days=list(d.days), points=list(d.points), size=list(d.size))
        for d in branch
    ]
    for piece in loose:
        target = next((d for d in drafts if _swap(d, piece)), None)
        if target is None:
            return None
        result.use(piece)
    return drafts


def _swap(draft: Draft, piece: Piece) -> bool:
    amount = piece.amount
    if amount is None:
        if len(draft.places) == 1:
            draft.places = [piece]
            return True
        return False
    for slots, kinds_ in (
        (draft.days, ("days",)),
        (draft.points, ("day", "month")),
        (draft.size, ("percent", "factor", "money", "rate")),
    ):
        if amount.kind in kinds_ and slots:
            slots[-1 if amount.kind != "days" else 0] = amount
            return True
    return False

"""Times told by another event: 'right after Dijon is back', 'a week after X', 'over those same days'.

An anchor says from which end of which event a start is counted; `same` says that an event lasts as long as the other.
"""

from dataclasses import dataclass

from assistant.plan.read.said import Reading
from assistant.plan.text.amounts import Amount
from assistant.plan.text.lexicon import Lexicon, Mark, load
from twin.edits import AnyEdit


@dataclass(frozen=True)
class Anchor:
    """`offset` days from the start (or, with `after`, the end) of the event of `site`, or of the one before."""

    offset: float = 0.0
    after: bool = False
    site: str = ""
    same: bool = False


def anchors(result: Reading) -> None:
    """Gives every event of the question that is told by another one its anchor."""
    lexicon = Lexicon((phrase, "anchor", sort) for sort, words in load("anchors").items() for phrase in words)
    marks = lexicon.marks(result.text)
    events = [d for d in result.drafts if d.timed and not d.negated]
    for draft in events[1:]:
        clause = result.clauses[draft.clause]
        own = [m for m in marks if clause.first <= m.first < clause.last] + _after(
            result, draft.clause, marks
        )
        for mark in own:
            sort = mark.get("anchor")
            length = _offset(result, mark.first) if sort in ("later", "back") else None
            offset = length.value if length else 0.0
            if sort == "later" and length is None:
                continue
            if draft.op == "send_mobile":
                draft.offset = draft.offset or length
                draft.arriving = draft.arriving or length is not None
                continue
            if sort == "same" and draft.points and not events[0].points:
                events[0].points, draft.points = list(draft.points), []
            draft.anchor = Anchor(offset, sort == "back", _site(result, mark.last), sort == "same")
            if draft.anchor.site:
                own_places = [p for p in draft.places if p.get("site") != draft.anchor.site]
                draft.places = own_places or draft.places
            draft.days = [d for d in draft.days if not (sort == "later" and d.value == offset)]
            result.used.update(range(mark.first, mark.last))
            break


def _after(result: Reading, index: int, marks: tuple[Mark, ...]) -> list[Mark]:
    """Marks of the next clause when it holds no event of its own."""
    later = index + 1
    if later >= len(result.clauses) or any(d.clause == later for d in result.drafts):
        return []
    clause = result.clauses[later]
    return [m for m in marks if clause.first <= m.first < clause.last]


def _offset(result: Reading, at: int) -> Amount | None:
    """The length of time right before the words of an anchor."""
    for piece in result.pieces:
        if piece.amount is None or piece.amount.lead in ("for", "pendant", "during", "durant"):
            continue
        if piece.amount.kind == "days" and 0 <= at - piece.last <= 1:
            result.use(piece)
            return piece.amount
    return None


def _site(result: Reading, at: int) -> str:
    """The site named right after the words of an anchor; it is used by being pointed at."""
    for piece in result.pieces:
        if piece.has("site") and 0 <= piece.first - at <= 2:
            return str(piece.get("site"))
    return ""


def anchored(anchor: Anchor, earlier: list[AnyEdit]) -> AnyEdit | None:
    """The event that an anchor points at: the one of its site, else the last one."""
    events = [
        e for e in earlier if getattr(e, "start", None) is not None and getattr(e, "days", None) is not None
    ]
    named = [e for e in events if anchor.site and getattr(e, "site", "") == anchor.site]
    found = named or events
    return found[-1] if found else None

"""A question read: clauses, drafts of edits in branches, designs, results asked for, and the words nobody used."""

from assistant.plan.names.link import Piece
from assistant.plan.read.anchors import anchors
from assistant.plan.read.clause_reader import ClauseReader
from assistant.plan.read.clauses import clauses
from assistant.plan.read.designs import bare_plant, described_mix, designs_of_clause, more_counts, ranges
from assistant.plan.read.drafts import REPEATED, Draft
from assistant.plan.read.guesses import by_meaning
from assistant.plan.read.joined import alike, borrowed, halves, one_event, one_shift
from assistant.plan.read.operations import drafts_of
from assistant.plan.read.said import DesignCall, Guess, Reading, is_comparing
from assistant.plan.read.several import counted, or_not, several
from assistant.plan.read.strays import strays
from assistant.plan.text.lexicon import is_filler, vocabulary
from assistant.plan.text.words import Text, stem

__all__ = ["DesignCall", "Reading", "is_comparing", "reading"]


def reading(text: Text, found: tuple[Piece, ...], guess: Guess | None = None) -> Reading:
    """Reads the pieces of a question into drafts, designs and results asked for."""
    comparing = is_comparing(text, found)
    result = Reading(text, found, clauses(text, found, comparing), guess=guess)
    result.notes.extend(piece.guess for piece in found if piece.guess)
    ranges(result)
    designs_first = sum(piece.has("design") for piece in found) >= 2
    for index, clause in enumerate(result.clauses):
        designs_of_clause(result, clause, index)
    lasting = any(p.amount and p.amount.kind == "days" for p in found)
    repeating = any(p.amount and p.amount.lead in REPEATED for p in found)
    for index, clause in enumerate(result.clauses):
        reader = ClauseReader(text, clause, index, result.used, designs_first, lasting)
        reader.repeating = repeating
        drafts = drafts_of(reader)
        result.drafts.extend(drafts)
    by_meaning(result, guess)
    one_event(result)
    halves(result)
    anchors(result)
    alike(result)
    one_shift(result)
    several(result)
    or_not(result)
    strays(result)
    counted(result)
    borrowed(result)
    more_counts(result)
    bare_plant(result)
    described_mix(result)
    _countries(result)
    _kpis(result)
    _horizon(result)
    result.counts = [p.amount for p in result.free("amount") if p.amount and p.amount.kind == "count"]
    return result


def _countries(result: Reading) -> None:
    for piece in result.free("country"):
        if _instead_of(result, piece):
            result.use(piece)
            continue
        result.countries.append(str(piece.get("country")))
        result.use(piece)


_THAN = frozenset({"than", "que", "qu", "of", "de", "d", "not"})


def _instead_of(result: Reading, piece: Piece) -> bool:
    """'in India rather than in Kenya': the country that is left."""
    before = [word.key for word in result.text.words[max(0, piece.first - 4) : piece.first]]
    return bool(set(before) & _THAN) and bool(
        set(before) & {"rather", "instead", "plutot", "lieu", "place", "not"}
    )


def _kpis(result: Reading) -> None:
    for piece in result.pieces:
        kpi = piece.get("kpi")
        if kpi and piece.first not in result.used and kpi not in result.kpis:
            result.kpis.append(kpi)


_OVER = frozenset({"over", "across", "sur", "next", "horizon", "simulate", "run"})


def _horizon(result: Reading) -> None:
    """'over two years', when no event took the time."""
    words = {word.key for word in result.text.words}
    if any(draft.timed for draft in result.drafts):
        lengths = [
            p
            for p in result.free("amount")
            if p.amount and p.amount.kind == "days" and p.amount.lead in ("over", "sur", "across", "horizon")
        ]
    else:
        lengths = [
            p
            for p in result.free("amount")
            if p.amount
            and p.amount.kind == "days"
            and (
                p.amount.lead in _OVER
                or (
                    p.amount.lead in ("for", "pendant")
                    and words & {"run", "simulate", "simulez", "lance", "lancez"}
                )
            )
        ]
    for piece in lengths[:1]:
        result.drafts.append(
            Draft(
                "run",
                0,
                "and",
                fixed={"field": "horizon"},
                param="horizon",
                size=[piece.amount] if piece.amount else [],
            )
        )
        result.use(piece)


def known(word: str) -> bool:
    """Whether the vocabulary or the fillers hold a word."""
    return stem(word) in vocabulary().words() or is_filler(word)

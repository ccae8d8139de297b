"""Clauses that the vocabulary leaves silent, read by the nearest exemplar."""

from assistant.plan.read.clause_reader import ClauseReader
from assistant.plan.read.clauses import Clause
from assistant.plan.read.drafts import Draft
from assistant.plan.read.said import Guess, Reading
from assistant.plan.text.lexicon import is_filler, load


def by_meaning(result: Reading, guess: Guess | None) -> None:
    """Clauses that the vocabulary leaves silent: the nearest exemplar says what they are about."""
    if guess is None:
        return
    for index, clause in enumerate(result.clauses):
        if any(draft.clause == index for draft in result.drafts) or any(
            d.clause == index for d in result.designs
        ):
            continue
        unknown = unknown_words(result, clause)
        loose = [
            p
            for p in clause.pieces
            if p.first not in result.used and (p.has("site", "zone") or (p.amount and not p.amount.weak))
        ]
        if not unknown or (not loose and len(unknown) < 2):
            continue
        found = guess(masked(result, clause))
        if found is None:
            continue
        draft = _guessed(result, clause, index, found[0])
        if draft is not None:
            result.drafts.append(draft)
            result.used.update(range(clause.first, clause.last))
    result.drafts.sort(key=lambda draft: draft.clause)


def unknown_words(result: Reading, clause: Clause) -> list[int]:
    covered = {i for p in clause.pieces for i in range(p.first, p.last)}
    words = result.text.words
    return [
        i for i in range(clause.first, clause.last)
        if i not in covered and words[i].letters and not is_filler(words[i].key) and len(words[i].key) > 1
    ]  # fmt: skip


def masked(result: Reading, clause: Clause) -> str:
    """The clause with names and numbers replaced by what they are, as the exemplars are written."""
    parts: list[str] = []
    at = clause.first
    by_first = {piece.first: piece for piece in clause.pieces}
    while at < clause.last:
        piece = by_first.get(at)
        if piece is not None and piece.has("site", "city"):
            parts.append("the site")
        elif piece is not None and piece.amount is not None:
            parts.append(
                {"days": "three weeks", "day": "day 60", "percent": "20 percent", "factor": "twice"}.get(
                    piece.amount.kind, "10"
                )
            )
        elif piece is not None:
            parts.append(result.text.between(piece.first, piece.last))
        else:
            parts.append(result.text.words[at].text)
        at = piece.last if piece is not None else at + 1
    return " ".join(parts)


def _guessed(result: Reading, clause: Clause, index: int, label: str) -> Draft | None:
    """A draft of the operation that an exemplar names, as 'site_outage' or 'demand:up'."""
    op, _, direction = label.partition(":")
    reader = ClauseReader(result.text, clause, index, result.used, False)
    draft = guessed_draft(reader, op, direction)
    if draft is not None:
        draft.guessed = True
    return draft


def guessed_draft(reader: ClauseReader, op: str, direction: str) -> Draft | None:
    """The draft of an operation known by meaning alone, its slots filled from the clause."""
    params = load("params")
    if op in params:
        spec = dict(params[op]["edit"])
        draft = reader.draft(spec.pop("kind"), fixed=spec, param=op, direction=direction)
        sizes = reader.amounts("percent", "factor", "money", "rate")
        draft.size = [p.amount for p in sizes if p.amount]
        reader.mark(*sizes)
        if not draft.size:
            return None
    elif op in ("site_outage", "send_mobile", "add_site", "remove_site", "move_site", "overtime"):
        draft = reader.draft(op)
    else:
        return None
    reader.times(draft)
    reader.scope(draft)
    return draft

"""The coverage rule: every number, place and clause of a question is used by some slot, or the assistant asks."""

from assistant.plan.clauses import Clause
from assistant.plan.lexicon import is_filler
from assistant.plan.reading import Reading

_STRONG = frozenset({"outage", "remove", "add", "move", "send", "overtime", "common_mode", "resize"})
_MILD = frozenset(
    {"out", "set up", "open", "build", "closed", "stop", "stops", "down", "is down", "lose", "loses", "opens", "building", "put one",
     "install", "fail", "fails", "failure", "send", "close", "idle", "move", "moves", "drop", "lost"}
)  # fmt: skip
_COMMON = frozenset(
    {"orders", "order", "commandes", "commande", "parts", "part", "products", "product", "options", "models", "interest", "runs", "power", "size",
     "life", "sales", "pieces", "pièces", "paid", "sell", "sold", "volume", "versions", "batteries", "components", "pay", "demand", "stock", "learning", "feed", "last", "lasts", "price", "prices", "prix", "energy", "platform", "kit"}
)  # fmt: skip
_FRAMES = frozenset({"start", "stop"})


def not_covered(reading: Reading) -> tuple[str, ...]:
    """What a question that runs the twin says and no slot used: numbers, places, and words that change meaning."""
    missed = [*_amounts(reading), *_places(reading)]
    for index, clause in enumerate(reading.clauses):
        acted = any(draft.clause == index for draft in reading.drafts)
        guessed = any(draft.clause == index and draft.guessed for draft in reading.drafts)
        if guessed:
            continue
        missed += _operations(reading, clause, acted)
        if not (clause.asking and (reading.drafts or reading.designs or reading.shared)):
            missed += _strange_words(
                reading, clause, acted or any(d.clause == index for d in reading.designs)
            )
    return tuple(dict.fromkeys(missed))


def _amounts(reading: Reading) -> list[str]:
    return [
        reading.text.between(p.first, p.last)
        for p in reading.free("amount")
        if p.amount and not p.amount.weak and p.amount.kind != "month"
    ]


def _places(reading: Reading) -> list[str]:
    return [
        reading.text.between(p.first, p.last)
        for p in reading.free("unknown", "site", "city", "supplier", "lane")
    ]


def _operations(reading: Reading, clause: Clause, acted: bool) -> list[str]:
    missed = []
    for piece in clause.pieces:
        if piece.first in reading.used:
            continue
        phrase = reading.text.between(piece.first, piece.last)
        acts = {value for sort, value in piece.means if sort == "act"}
        if clause.asking:
            continue
        if acts & _STRONG and phrase.lower() not in _MILD and not piece.has("kpi", "dir", "thing"):
            missed.append(phrase)
        if (
            piece.has("param")
            and not any(d.param and d.param == piece.get("param") for d in reading.drafts)
            and not piece.has("kpi", "dir", "act", "design", "thing")
            and phrase.lower() not in _COMMON
        ):
            missed.append(phrase)
        if (
            acted
            and piece.thing("without")
            and not piece.has("act", "dir")
            and phrase.lower() not in ("no", "ne")
        ):
            missed.append(phrase)
    return missed


def _strange_words(reading: Reading, clause: Clause, acted: bool) -> list[str]:
    """Content words that nothing explains. A sentence of its own that only sets the scene is let be."""
    strange = []
    covered = {i for p in clause.pieces for i in range(p.first, p.last)} | reading.used
    for index in range(clause.first, clause.last):
        word = reading.text.words[index]
        if index in covered or not word.letters or len(word.key) < 3:
            continue
        if not is_filler(word.key):
            strange.append(word.text)
    if strange and not acted and clause.joint in _FRAMES and not _conditional(reading, clause):
        return []
    return strange


def _conditional(reading: Reading, clause: Clause) -> bool:
    words = {word.key for word in reading.text.words[clause.first : clause.last]}
    return bool(words & {"if", "si", "suppose", "imagine", "when", "assume", "with", "under"})

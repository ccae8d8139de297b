"""The coverage rule: every number, place and clause of a question is used by some slot, or the assistant asks."""

from assistant.plan.names.link import Piece
from assistant.plan.read.clauses import Clause
from assistant.plan.read.guesses import masked
from assistant.plan.read.reading import Reading
from assistant.plan.text.lexicon import is_filler

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
    missed = [*_amounts(reading), *_places(reading), *_limits(reading)]
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


def left_aside(reading: Reading) -> list[str]:
    """What was left without a meaning, as a line for the answer."""
    words = list(dict.fromkeys(reading.ignored))
    return [f"I took no notice of: {', '.join(words[:6])}"] if words else []


def _amounts(reading: Reading) -> list[str]:
    return [
        reading.text.between(p.first, p.last)
        for p in reading.free("amount")
        if p.amount
        and (not p.amount.weak or p.amount.lead == "than")
        and p.amount.kind != "month"
        and not _plain_count(reading, p)
    ]


_LIMITS = frozenset(
    {"excluded", "except", "excepted", "excluding", "barring", "exclu", "exclue", "sauf", "hormis", "excepte"}
)


def _limits(reading: Reading) -> list[str]:
    """Words that leave something out, beside a place or a design: no edit knows them; and 'take ... out' without a draft."""
    missed: list[str] = []
    for index, clause in enumerate(reading.clauses):
        words = [word.key for word in reading.text.words[clause.first : clause.last]]
        named = any(p.has("site", "city", "zone", "design") for p in clause.pieces)
        if named and set(words) & _LIMITS:
            missed.append(reading.text.between(clause.first, clause.last))
        if (
            "take" in words
            and "out" in words[words.index("take") :]
            and not any(draft.clause == index for draft in reading.drafts)
        ):
            missed.append(reading.text.between(clause.first, clause.last))
    return missed


_OTHERS = frozenset({"other", "others", "left", "remaining", "autres", "rest", "restants", "restantes"})
_YEARS = range(1990, 2036)


def _plain_count(reading: Reading, piece: Piece) -> bool:
    """A number that changes nothing: 'the other two', 'the seven left', 'which of the two', 'as in 2022'."""
    amount, words = piece.amount, reading.text.words
    if amount is None or amount.kind != "count":
        return False
    beside = {words[i].key for i in (piece.first - 1, piece.last) if 0 <= i < len(words)}
    if beside & _OTHERS:
        return True
    if amount.value == len(reading.designs) > 1 and amount.lead in ("the", "les", "des", "these", "both"):
        return True
    return (
        amount.value in _YEARS
        and len(words[piece.first].text) == 4
        and amount.lead in ("in", "en", "of", "since", "de", "depuis")
    )


def _places(reading: Reading) -> list[str]:
    return [
        reading.text.between(p.first, p.last)
        for p in reading.free("unknown", "site", "city", "supplier", "lane")
    ] + [
        reading.text.between(p.first, p.last)
        for clause in reading.clauses
        if not clause.asking or not any(q.has("kpi") for q in clause.pieces)
        for p in clause.pieces
        if p.has("zone") and not p.has("site") and p.first not in reading.used
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
    """Content words that nothing explains, where they may change what is to run.

    A sentence of its own that only sets the scene is let be, and so is a clause about the speaker. In a clause whose
    operation is known, and whose numbers and names are all used, a word may be left when the nearest exemplar of the
    clause does not speak of another operation. Whatever is left is said in the answer.
    """
    strange = []
    covered = {i for p in clause.pieces for i in range(p.first, p.last)} | reading.used
    for index in range(clause.first, clause.last):
        word = reading.text.words[index]
        short = len(word.key) < 3 and not (len(word.text) == 2 and word.text.isupper())
        if index in covered or not word.letters or short:
            continue
        if not is_filler(word.key):
            strange.append(word.text)
    if not strange:
        return []
    if not acted and clause.joint in _FRAMES and not _conditional(reading, clause):
        return []
    index = reading.clauses.index(clause)
    drafted = any(draft.clause == index for draft in reading.drafts)
    if _agrees(reading, clause) if drafted else _about_the_speaker(reading, clause):
        reading.ignored.extend(strange)
        return []
    return strange


def _agrees(reading: Reading, clause: Clause) -> bool:
    """Whether the clause's words by meaning do not speak of another operation than the one that was read."""
    if reading.guess is None:
        return False
    found = reading.guess(masked(reading, clause))
    if found is None:
        return True
    name = found[0].partition(":")[0]
    index = reading.clauses.index(clause)
    own = [d for d in reading.drafts if d.clause == index]
    return any(name in (d.op, d.param) or (name == "overtime" and d.op == "shifts") for d in own)


_SPEAKER = frozenset(
    [
        "i",
        "i'm",
        "my",
        "me",
        "mine",
        "our",
        "we",
        "us",
        "myself",
        "he",
        "she",
        "his",
        "her",
        "says",
        "said",
        "told",
        "thinks",
        "argue",
        "argues",
        "claims",
        "swears",
        "je",
        "j",
        "moi",
        "mon",
        "ma",
        "mes",
        "nous",
        "notre",
        "nos",
        "on",
        "il",
        "elle",
        "dit",
        "disent",
        "pense",
        "prétend",
    ]
)


def _about_the_speaker(reading: Reading, clause: Clause) -> bool:
    """Whether a clause without an operation, a number or a name speaks of a person: 'my cousin runs a garage'."""
    if any(p.amount and not p.amount.weak for p in clause.pieces):
        return False
    if any(
        p.has("site", "zone", "city", "country", "unknown", "act", "policy", "dir") for p in clause.pieces
    ):
        return False
    if reading.guess is not None and reading.guess(masked(reading, clause)) is not None:
        return False
    return bool({word.key for word in reading.text.words[clause.first : clause.last]} & _SPEAKER)


def _conditional(reading: Reading, clause: Clause) -> bool:
    words = {word.key for word in reading.text.words[clause.first : clause.last]}
    return bool(words & {"if", "si", "suppose", "imagine", "when", "assume", "with", "under"})

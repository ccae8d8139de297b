"""From words to pieces: what each phrase of a question may mean, with misspellings forgiven and strangers marked.

Pieces come from four sources: the vocabulary, the quantities, the names of the loaded network, and places of the
gazetteer. Where two overlap, the longer wins; a name wins over a word when it is written like a name."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.plan.names.named import described_suppliers, name_pieces
from assistant.plan.names.piece import NAME_SORTS, Piece, common
from assistant.plan.names.strangers import places_of
from assistant.plan.names.world import Names, World
from assistant.plan.text.amounts import amounts
from assistant.plan.text.lexicon import Lexicon, load, vocabulary
from assistant.plan.text.numbers import spelled_at
from assistant.plan.text.words import Text, fold, stem

__all__ = ["NAME_SORTS", "Piece", "case_pieces", "mode_words", "pieces"]


def case_pieces(text: Text, world: World) -> tuple[Piece, ...]:
    """Cases that the question names, by any alias; how many sites it has ('eight workshops') names one only where nothing else does."""
    lexicon = Lexicon((alias, "case", case.key) for case in world.cases() for alias in case.aliases)
    marks = (Piece(mark.first, mark.last, mark.means) for mark in lexicon.marks(text))
    named = tuple(
        piece for piece in marks if not (piece.last - piece.first == 1 and common(text.words[piece.first]))
    )
    by_name = tuple(piece for piece in named if spelled_at(text.words, piece.first) is None)
    return tuple(_variants(text, by_name or named, {case.key for case in world.cases()}))


def _variants(text: Text, named: tuple[Piece, ...], known: set[str]) -> Iterator[Piece]:
    """A case in the variant that another word of the question makes of it: the Ulive in Kenya."""
    swaps: dict[str, str] = {}
    for key, variants in load("worlds")["variants"].items():
        for variant, words in variants.items():
            marked = {fold(word) for word in words}
            said = {word.key for word in text.words} & marked
            if not said or variant not in known or not any(piece.get("case") == key for piece in named):
                continue
            if said != {"kenya"} or not _placed_anew(text):
                swaps[key] = variant
                yield from (
                    Piece(at, at + 1, (("case", variant),))
                    for at, word in enumerate(text.words)
                    if word.key.startswith("keny") and not any(p.first <= at < p.last for p in named)
                )
    for piece in named:
        key = piece.get("case") or ""
        yield replace(piece, means=(("case", swaps[key]),)) if key in swaps else piece


def pieces(text: Text, world: World, names: Names) -> tuple[Piece, ...]:
    """Every piece of the question, in order, without overlaps."""
    found = [
        *(Piece(mark.first, mark.last, mark.means) for mark in vocabulary().marks(text)),
        *(Piece(amount.first, amount.last, (("amount", amount.kind),), amount) for amount in amounts(text)),
        *case_pieces(text, world),
        *name_pieces(text, names),
        *described_suppliers(text, names),
    ]
    chosen = _boxes(_without_overlaps(found, text), text)
    chosen = [piece for piece in chosen if not _describes(piece, chosen, text)]
    return tuple(sorted([*chosen, *places_of(text, world, names, chosen)], key=lambda piece: piece.first))


_RELATIVE = frozenset({"that", "which", "who", "where", "qui", "ou", "they", "we", "on"})


def _describes(piece: Piece, found: list[Piece], text: Text) -> bool:
    """'the workshop that builds the Ulive': a verb that only says which site is meant."""
    if piece.amount is not None or piece.last - piece.first > 1 or not piece.has("act", "dir", "param"):
        return False
    if not piece.first or text.words[piece.first - 1].key not in _RELATIVE:
        return False
    made = [p for p in found if p.has("product", "case") and 0 <= p.first - piece.last <= 3]
    return bool(made) and not any(
        p.amount and p.first <= made[0].last + 3 and p.first > piece.first
        for p in found
        if p.amount and p.amount.kind in ("percent", "factor", "money")
    )


_BOX = frozenset({"box", "container", "conteneur", "boite", "the", "a", "la", "le", "une", "un", "deux"})


def _boxes(found: list[Piece], text: Text) -> list[Piece]:
    """Where a case's own sites are boxes, 'the boxes' are its network and no help that is sent."""
    cases = {piece.get("case") for piece in found} - {None}
    if not cases & set(load("worlds")["boxed"]):
        return found
    return [
        replace(piece, means=(("design", "network"), ("act", "count")))
        if piece.thing("mobile") and {stem(word.key) for word in text.words[piece.first : piece.last]} <= _BOX
        else piece
        for piece in found
    ]


def _placed_anew(text: Text) -> bool:
    """'what if the network stands in Kenya': the case as it is, put somewhere else."""
    placing = {fold(word) for word in load("worlds")["placing"]}
    return any(word.key in placing for word in text.words)


def _without_overlaps(found: list[Piece], text: Text) -> list[Piece]:
    def rank(piece: Piece) -> tuple[int, int, int]:
        return (piece.last - piece.first, _weight(piece, text), -piece.first)

    taken: set[int] = set()
    merged: list[Piece] = []
    for piece in sorted(found, key=rank, reverse=True):
        span = set(range(piece.first, piece.last))
        twin = next(
            (other for other in merged if (other.first, other.last) == (piece.first, piece.last)), None
        )
        if twin is not None and not piece.amount and not twin.amount:
            merged[merged.index(twin)] = replace(
                twin, means=(*twin.means, *(m for m in piece.means if m not in twin.means))
            )
        elif not span & taken:
            merged.append(piece)
            taken |= span
    return merged


def _weight(piece: Piece, text: Text) -> int:
    if piece.amount is not None:
        return 0 if piece.amount.weak else 3
    if piece.has("site", "zone", "product", "supplier", "lane", "station", "case"):
        return 2 if text.words[piece.first].capital else 1
    return 1


def mode_words() -> dict[str, list[str]]:
    """Words by which a means of transport may be called, by its usual name."""
    modes: dict[str, list[str]] = load("worlds")["modes"]
    return modes

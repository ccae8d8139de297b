"""A question as it is read against one case and design, and what its words say beside the changes: results asked for, the
designs in the order in which they are spoken of, those that stay as they are, and the words that join changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.plan.learnt.fill import Scores
from assistant.plan.learnt.mentions import Mention
from assistant.plan.learnt.sets import DESIGNS
from assistant.plan.names.link import Piece
from assistant.plan.names.world import Names
from assistant.plan.text.lexicon import Lexicon, load
from assistant.plan.text.words import Text


@dataclass(frozen=True)
class Seen:
    """A question as it is read against one case and design."""

    question: str
    text: Text
    pieces: tuple[Piece, ...]
    mentions: tuple[Mention, ...]
    names: Names
    scores: Scores
    unheard: int = 0
    """How many of its words the lessons hardly had."""
    untouched: frozenset[str] = frozenset()
    """Designs that are said to stay as they are."""


def results(seen: Seen) -> tuple[str, ...]:
    """The results that are asked for: words that name one and nothing that could be changed."""
    taken = {at for mention in seen.mentions for at in range(mention.first, mention.last)}
    asked = (p.get("kpi") for p in seen.pieces if p.first not in taken and not p.has("param", "act"))
    return tuple(dict.fromkeys(kpi for kpi in asked if kpi))


JOINTS = frozenset(
    [
        "or",
        "ou",
        "versus",
        "vs",
        "against",
        "contre",
        "compare",
        "comparer",
        "both",
        "either",
        "between",
        "entre",
        "instead",
        "place",
        "without",
        "sans",
        "not",
        "pas",
        "and",
        "et",
        "also",
        "aussi",
        "plus",
        "then",
        "puis",
        "while",
        "but",
        "mais",
        "keep",
        "station",
        "poste",
        "step",
        "etape",
        "a",
        "un",
        "une",
        "one",
        "each",
        "chaque",
        "all",
        "tous",
    ]
)
"""Words that say how changes and designs belong together."""


BESIDE = 3
"""Words between a design and 'as it is' up to which it is the design that stays so."""


@lru_cache(maxsize=1)
def _as_it_is() -> Lexicon:
    return Lexicon((phrase, "untouched", "yes") for phrase in load("untouched")["untouched"])


def untouched(text: Text, pieces: Sequence[Piece]) -> frozenset[str]:
    """The designs that are said to stay as they are: the nearest one before the words that say so."""
    found = set()
    for mark in _as_it_is().marks(text):
        before = [p for p in pieces if p.has("design") and 0 <= mark.first - p.last <= BESIDE]
        if before:
            found.add(str(max(before, key=lambda p: p.last).get("design")))
    return frozenset(found & {*DESIGNS})


def spots(seen: Seen) -> list[tuple[str, int]]:
    """The designs in the order in which they are spoken of, each with the place of its word."""
    return [
        (design, piece.first)
        for piece in seen.pieces
        if (design := str(piece.get("design") or "")) in DESIGNS
    ]

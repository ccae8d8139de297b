"""Everything that was read from one question, in one value."""

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.plan.names.link import Piece
from assistant.plan.read.clauses import Clause
from assistant.plan.read.drafts import Draft
from assistant.plan.text.amounts import Amount
from assistant.plan.text.words import Text, stem

Guess = Callable[[str], tuple[str, float] | None]
"""The nearest operation to a clause by meaning, with its score, or None."""


@dataclass
class DesignCall:
    """A design that the question names, with the numbers of sites asked for (none: the case's own)."""

    design: str
    counts: list[int] = field(default_factory=list)
    clause: int = 0


@dataclass
class Reading:
    """Everything that was read from one question."""

    text: Text
    pieces: tuple[Piece, ...]
    clauses: tuple[Clause, ...] = ()
    drafts: list[Draft] = field(default_factory=list)
    designs: list[DesignCall] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    kpis: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    counts: list[Amount] = field(default_factory=list)
    spread: list[int] = field(default_factory=list)
    touched: bool = False
    ignored: list[str] = field(default_factory=list)
    guess: Guess | None = None

    @property
    def shared(self) -> bool:
        """Whether something is said that holds for every scenario: a country, a range of sites."""
        return bool(self.countries or self.spread)

    def piece_values(self, sort: str) -> list[str]:
        """The values of every piece of a sort."""
        return [value for piece in self.pieces for s, value in piece.means if s == sort]

    def says(self, *things: str) -> bool:
        """Whether the question names one of these things."""
        return any(piece.thing(*things) for piece in self.pieces)

    def free(self, *sorts: str) -> list[Piece]:
        """Pieces of these sorts that nothing has used."""
        return [p for p in self.pieces if p.has(*sorts) and p.first not in self.used]

    def use(self, *pieces: Piece) -> None:
        """Say that these pieces are used."""
        for piece in pieces:
            self.used.update(range(piece.first, piece.last))


COMPARING = frozenset(
    {"compare", "comparison", "comparing", "compared", "versus", "vs", "against", "which is better", "which one is better", "difference between",
     "comparer", "comparon", "comparez", "comparaison", "contre", "side by side", "difference", "contrast", "pit", "weigh", "weigh up",
     "what is better", "stack up", "better than", "beat", "head to head", "between", "lequel", "laquelle", "mieux", "face a", "par rapport a"}
)  # fmt: skip


def is_comparing(text: Text, found: tuple[Piece, ...]) -> bool:
    """Whether the question sets alternatives against each other."""
    for piece in found:
        if piece.thing("compare"):
            phrase = " ".join(stem(word.key) for word in text.words[piece.first : piece.last])
            if phrase in COMPARING or phrase.replace("s ", " ") in COMPARING:
                return True
    return False

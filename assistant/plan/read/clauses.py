"""A question cut into clauses, each with its pieces and how it is joined to the one before."""

from dataclasses import dataclass

from assistant.plan.names.link import Piece
from assistant.plan.text.words import Text

_SOFT = frozenset(
    {
        ",",
        "(",
        ")",
        "and",
        "et",
        "but",
        "mais",
        "then",
        "puis",
        "while",
        "whilst",
        "whereas",
        "plus",
        "because",
        "car",
        "n",
        "&",
    }
)
_OPENERS = frozenset(
    {
        "if",
        "si",
        "with",
        "avec",
        "when",
        "quand",
        "while",
        "given",
        "under",
        "should",
        "after",
        "once",
        "lorsque",
        "lorsqu",
        "sans",
        "without",
    }
)
_HARD = frozenset({".", "?", "!", ";", "\n", ":"})
_ALTERNATIVE = frozenset(
    {"versus", "vs", "against", "or", "ou", "contre", "ou bien", "face a", "compared to", "compared with",
     "relative to", "par rapport a", "next to"}
)  # fmt: skip
_ANEW = frozenset(
    {"what if", "what happens if", "what would happen if", "suppose", "suppose that", "supposing", "imagine", "imagine that",
     "et si", "que se passe t il si", "et que se passe t il si", "how about", "what about", "supposons", "imaginons",
     "supposons que", "imaginons que", "what happens when"}
)  # fmt: skip
_COMPARED = frozenset({"with", "to", "and", "avec", "et", "a", "than", "que", "from"})


@dataclass(frozen=True)
class Clause:
    """Words `first` to `last` (without it). `joint`: start, and, stop, alt (an alternative), new (what if again)."""

    first: int
    last: int
    joint: str
    pieces: tuple[Piece, ...]
    asking: bool = False


def clauses(text: Text, found: tuple[Piece, ...], comparing: bool) -> tuple[Clause, ...]:
    """The clauses of a question, cut wherever a new thought may begin; the binding step joins what belongs."""
    cuts = _cuts(text, found, comparing)
    edges = [0, *(at for at, _, _ in cuts), len(text.words)]
    starts = [0, *(after for _, after, _ in cuts)]
    joints = ["start", *(joint for _, _, joint in cuts)]
    result: list[Clause] = []
    pending = "start"
    for start, end, joint in zip(starts, edges[1:], joints, strict=True):
        pending = _stronger(pending, joint)
        if start >= end:
            continue
        inside = tuple(piece for piece in found if start <= piece.first and piece.last <= end)
        joint = pending if result else "start"
        keeps = (
            bool(result)
            and joint in ("and", "alt")
            and result[-1].asking
            and text.words[start].key not in _OPENERS
        )
        result.append(Clause(start, end, joint, inside, _asks(text, start, end) or keeps))
        pending = "and"
    return tuple(result)


_ASKING = frozenset(
    {"how", "what", "which", "who", "whose", "where", "is", "are", "do", "does", "did", "would", "will", "can", "could", "should", "am",
     "show", "tell", "give", "i", "any", "worth", "que", "qu", "quel", "quelle", "quels", "quelles", "combien", "comment", "est", "qui",
     "lequel", "laquelle", "dis", "montre", "donne", "cheaper", "dirtier", "greener", "faster", "slower", "better", "lost", "result", "cost"}
)  # fmt: skip


def _asks(text: Text, start: int, end: int) -> bool:
    """Whether a clause asks for a result rather than saying what to change: it begins like a question."""
    words = [word.key for word in text.words[start:end] if word.letters]
    while words and words[0] in ("and", "et", "so", "then", "ok", "but", "alors", "donc", "mais", "please"):
        words.pop(0)
    if not words or (
        words[:2] in (["what", "if"], ["how", "about"], ["what", "about"], ["que", "se"], ["give", "me"])
        and words[:2] != ["give", "me"]
    ):
        return False
    if start and words[0] in _AUXILIARY and text.words[start - 1].key == "," and not _ends_asking(text, end):
        return False
    return words[0] in _ASKING


_AUXILIARY = frozenset({"is", "are", "do", "does", "did", "would", "will", "can", "could", "should", "est"})


def _ends_asking(text: Text, end: int) -> bool:
    """Whether the sentence that a clause stands in ends with a question mark."""
    mark = next((word.key for word in text.words[end:] if word.key in _HARD and word.key != ":"), "")
    return mark == "?"


def _stronger(one: str, other: str) -> str:
    order = ("and", "stop", "start", "alt", "new")
    return max(one, other, key=order.index)


def _cuts(text: Text, found: tuple[Piece, ...], comparing: bool) -> list[tuple[int, int, str]]:
    """Where to cut: end of the clause before, begin of the next, joint."""
    inside = {index: piece for piece in found for index in range(piece.first, piece.last)}
    cuts: list[tuple[int, int, str]] = []
    at = 0
    while at < len(text.words):
        piece = inside.get(at)
        cut = _cut_at(text, at, piece, comparing)
        if cut:
            cuts.append(cut)
        at = piece.last if piece else at + 1
    return cuts


def _cut_at(text: Text, at: int, piece: Piece | None, comparing: bool) -> tuple[int, int, str] | None:
    key = text.words[at].key
    if piece is not None and piece.amount is None and piece.thing("compare", "whatif", "without", "also"):
        phrase = " ".join(word.key for word in text.words[piece.first : piece.last])
        if phrase in _ALTERNATIVE:
            return (at, piece.last, "alt")
        if phrase in _ANEW:
            return (at, at, "new")
    if piece is not None and piece.last - piece.first > 1 and key not in _HARD:
        return None
    if piece is not None and piece.amount is not None:
        return None
    if key in _HARD:
        return (at, at + 1, "stop")
    if (
        comparing
        and key in _COMPARED
        and (key not in ("to", "a", "from") or text.words[0].key.startswith("compar"))
    ):
        return (at, at + (0 if key in ("with", "avec") else 1), "and")
    if key in _SOFT:
        return (at, at + 1, "and")
    if key in _OPENERS:
        return (at, at, "and")
    return None

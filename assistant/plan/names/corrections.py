"""Corrections in mid-sentence: 'Strasbourg, no wait, make that Nancy'. What was taken back is left out of the text.

The speaker names a value, takes it back and names another one of the same sort; only the last is meant. 'Forget it'
and 'never mind' take back the whole thought before them.
"""

from dataclasses import replace

from assistant.plan.names.link import Piece, pieces
from assistant.plan.names.world import Names, World
from assistant.plan.text.lexicon import Lexicon, load
from assistant.plan.text.words import Text

REACH_BACK, REACH_ON = 14, 12
"""Words within which the value that was taken back, and the one that replaces it, are looked for."""

REACH_ANEW = 5
"""Words behind the new value within which another value takes the place of one that was told with the old."""

_ENDS = frozenset({".", "?", "!", ";", "\n"})
_PAUSES = frozenset({",", ".", ":", "-", "!", ";"})
_SIZES = frozenset({"percent", "factor"})


def heard(text: Text, world: World, names: Names) -> tuple[Text, tuple[Piece, ...]]:
    """The question as it was meant in the end, and its pieces."""
    found = pieces(text, world, names)
    meant = without_slips(text, found)
    return (text, found) if meant is text else (meant, pieces(meant, world, names))


def without_slips(text: Text, found: tuple[Piece, ...]) -> Text:
    """The words of a question without those that the speaker took back."""
    slips = Lexicon((phrase, "slip", sort) for sort, words in load("corrections").items() for phrase in words)
    gone: set[int] = set()
    for mark in slips.marks(text):
        sort = mark.get("slip")
        if sort == "thought":
            gone |= _thought(text, found, mark.first, mark.last)
        elif sort == "phrase" or _aside(text, found, mark.first, mark.last):
            gone |= _value(text, found, mark.first, mark.last)
    if not gone:
        return text
    return replace(text, words=tuple(word for index, word in enumerate(text.words) if index not in gone))


def _aside(text: Text, found: tuple[Piece, ...], first: int, last: int) -> bool:
    """Whether a single word ('no', 'sorry') stands between pauses, so that it takes something back."""
    if not first or text.words[first - 1].letters or text.words[first - 1].number or last >= len(text.words):
        return False
    return text.words[last].key in _PAUSES or (
        text.words[first].key not in ("no", "non") and any(p.first == last and _sort(p) for p in found)
    )


def _thought(text: Text, found: tuple[Piece, ...], first: int, last: int) -> set[int]:
    """The words back to the begin of the sentence, but for the name of the case."""
    start = first
    while start > 0 and not (_stops(text, start - 1) and start - 1 < first - 3):
        start -= 1
    kept = {i for p in found if p.has("case") for i in range(p.first, p.last)}
    return set(range(start, last)) - kept


def _stops(text: Text, at: int) -> bool:
    """Whether a sentence ends here; three dots are a pause."""
    return text.words[at].key in _ENDS and not (
        (at and text.words[at - 1].key == ".") or (at + 1 < len(text.words) and text.words[at + 1].key == ".")
    )


def _value(text: Text, found: tuple[Piece, ...], first: int, last: int) -> set[int]:
    """From the value that was taken back up to the one that takes its place."""
    after = next((p for p in found if last <= p.first < last + REACH_ON and _sort(p)), None)
    if after is None or any(_stops(text, at) for at in range(last, after.first)):
        return set()
    before = [
        p for p in found if p.last <= first and first - p.last <= REACH_BACK and _alike(text, p, after, first)
    ]
    if not before or any(_stops(text, at) for at in range(before[-1].last, first)):
        return set()
    old = before[-1]
    between = [p for p in found if old.last <= p.first < first and p.amount is not None and not p.amount.weak]
    if not between:
        return set(range(old.first, after.first))
    anew = {_sort(p) for p in found if after.first <= p.first < after.last + REACH_ANEW} - {""}
    again = [p for p in between if _sort(p) in anew]
    dropped = {at for piece in (old, *again) for at in range(piece.first, piece.last)}
    return dropped | set(range(first, after.first))  # what else stands between still holds


def _alike(text: Text, old: Piece, new: Piece, first: int) -> bool:
    """Whether one value may take the other's place; right before the slip a bare number may be of any sort ('500,000, sorry,
    800,000 EUR')."""
    if _sort(old) == _sort(new):
        return True
    close = not any(word.letters or word.number for word in text.words[old.last : first])
    return close and _sort(old) == "count" and _sort(new) in ("money", "size")


def _sort(piece: Piece) -> str:
    """Values of one sort may take each other's place."""
    if piece.amount is not None:
        if piece.amount.weak:
            return ""
        kind = piece.amount.kind
        if kind == "hours_per_day" or (kind == "days" and piece.amount.unit == "h"):
            return "hours"
        return "size" if kind in _SIZES else kind
    if piece.has("site", "city", "zone"):
        return "place"
    return "country" if piece.has("country") else ""

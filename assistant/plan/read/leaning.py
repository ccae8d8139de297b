"""Whether a question leans on the conversation, or on nothing at all."""

from assistant.plan.read.pointing import pointers
from assistant.plan.read.reading import Reading
from assistant.plan.text.words import stem

_IFS = frozenset(
    {
        "if",
        "suppose",
        "supposing",
        "imagine",
        "assume",
        "assuming",
        "simulate",
        "si",
        "supposon",
        "imaginon",
        "simule",
        "simulez",
        "simuler",
        "run",
        "lancez",
        "lance",
    }
)


def is_what_if(reading: Reading) -> bool:
    """Whether a question supposes something: 'if', 'suppose', 'simulate'."""
    return bool({stem(word.key) for word in reading.text.words} & _IFS)


def has_numbers(reading: Reading) -> bool:
    """Whether a question holds a quantity."""
    return any(p.amount and not p.amount.weak for p in reading.pieces)


_POINTING = frozenset(
    {
        "it",
        "that",
        "this",
        "them",
        "they",
        "those",
        "these",
        "other",
        "both",
        "two",
        "there",
        "same",
        "again",
        "ca",
        "cela",
        "celui",
        "celle",
        "autre",
        "deux",
        "la",
        "meme",
        "my",
        "mine",
        "ma",
        "mon",
    }
)


def leans_on_nothing(reading: Reading) -> bool:
    """Whether a short question points at something that was never spoken of: 'is it better?', 'three weeks'."""
    words = [w for w in reading.text.words if w.letters]
    if len(words) > 8 or any(p.has("site", "product", "supplier", "case") for p in reading.pieces):
        return False
    amounts_alone = bool(words) and all(
        any(p.amount and p.first <= i < p.last for p in reading.pieces)
        for i, w in enumerate(reading.text.words)
        if w.letters
    )
    first = words[0].key if words else ""
    return (
        amounts_alone
        or (first in ("and", "et", "pourquoi", "why", "combien") and len(words) <= 6)
        or (bool({w.key for w in words} & _POINTING) and len(words) <= 6)
    )


_POINTERS = (
    "both",
    "three",
    "four",
    "every",
    "together",
    "opposite",
    "whole",
    "forever",
    "normal",
    "back",
    "alone",
    "helped",
    "meanwhile",
)


def leans(reading: Reading, cases: list[str]) -> bool:
    """Whether a question in a conversation only makes sense as a follow-up: it names a slot, a result, or is short."""
    slots = [
        p
        for p in reading.pieces
        if (p.amount and not p.amount.weak)
        or p.has("site", "zone", "country", "design", "city", "unknown", "supplier", "param", "station")
    ]
    words = [w for w in reading.text.words if w.letters]
    marks = {mark.get("point") for mark in pointers(reading.text)}
    asks = bool(words) and words[0].key in ("who", "when", "where", "qui", "quand")
    if (marks & set(_POINTERS) or (marks >= {"beside"} and not cases)) and not asks:
        return len(words) <= 25
    if slots or reading.says("instead", "same", "also", "without", "mobile"):
        return len(words) <= 25
    if cases:
        return len(words) <= 7 and not asks
    return (bool(reading.kpis) and len(words) <= 14) or (0 < len(words) <= 6 and not asks)

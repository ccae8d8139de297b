"""Names in a question: companies, cases and places, misspelt or not, and the source that each belongs to."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.search.lexical import stop_words, words

CLOSE_ENOUGH = 84.0
"""Similarity (0 to 100, rapidfuzz ratio) from which a misspelt name counts; short names must be exact."""

EXACT_BELOW = 5
"""Names with fewer letters than this are never matched loosely, nor are words: 'live' is no misspelt Ulive."""


@dataclass(frozen=True)
class Name:
    """A name as people write it, the source that it belongs to, and whether it names the case or only a place."""

    text: str
    source: str
    place: bool = False


@dataclass(frozen=True)
class Mention:
    """A name found in a question: where (word positions), how sure (0 to 100)."""

    name: Name
    start: int
    end: int
    score: float


class NameFinder:
    """Finds names in questions; `common` are words that the material uses in a plain sense too."""

    def __init__(self, names: Iterable[Name], common: Collection[str] = ()) -> None:
        parts = [(name, words(name.text)) for name in names]
        self._names = [name for name, split in parts if split]
        self._wholes = ["".join(split) for _, split in parts if split]
        self._sizes = [len(split) for _, split in parts if split]
        self._longest = max(self._sizes, default=0) + 1
        self._common = frozenset(common)

    def find(self, question: str) -> tuple[Mention, ...]:
        """Mentions in order, the longest and surest first where they overlap."""
        asked = words(question)
        capital = _capitalised(question)
        found = [
            mention
            for size in range(1, min(self._longest, len(asked)) + 1)
            for start in range(len(asked) - size + 1)
            for mention in self._mentions(asked[start : start + size], start, capital)
        ]
        found.sort(key=lambda m: (-(m.end - m.start) * m.score, m.start, m.name.source))
        kept: list[Mention] = []
        for mention in found:
            rivals = [k for k in kept if k.start < mention.end and mention.start < k.end]
            if all((k.start, k.end, k.score) == (mention.start, mention.end, mention.score) for k in rivals):
                kept.append(mention)
        return tuple(sorted(kept, key=lambda m: m.start))

    def _mentions(self, window: Sequence[str], start: int, capital: frozenset[str]) -> Iterator[Mention]:
        """Names that the words of the window spell, exactly or almost; one word more or less may hide a blank."""
        from rapidfuzz import fuzz, process

        joined = "".join(window)
        if not self._meant(window, capital):
            return
        near = process.extract(joined, self._wholes, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=None)
        for whole, score, at in near:
            fits = abs(self._sizes[at] - len(window)) <= 1
            if fits and (joined == whole or self._loose(whole, window)):
                yield Mention(self._names[at], start, start + len(window), score)

    def _loose(self, whole: str, window: Sequence[str]) -> bool:
        """A loose match needs a long name, long words, and words that are not at home elsewhere in the material."""
        plain = all(word in self._common or word in stop_words() for word in window)
        edges = window[0] in stop_words() or window[-1] in stop_words()
        long = min(len(whole), len("".join(window))) >= EXACT_BELOW
        return long and not plain and not edges

    def _meant(self, window: Sequence[str], capital: frozenset[str]) -> bool:
        """One plain word, such as 'arrival', is a name only when it is written with a capital."""
        return len(window) > 1 or window[0] not in self._common or window[0] in capital


def nameless(question: str, mentions: Sequence[Mention]) -> str:
    """The question with 'it' for each name: 'Who founded it?' is asked of every company in the same words."""
    inside = {at for mention in mentions for at in range(mention.start, mention.end)}
    parts: list[str] = []
    at = 0
    for part in question.split(" "):
        after = at + len(words(part))
        if not inside & set(range(at, after)):
            parts.append(part)
        elif parts[-1:] != ["it"]:
            parts.append("it")
        at = after
    return " ".join(parts)


def _capitalised(question: str) -> frozenset[str]:
    """Words written with a capital inside the question; its first word tells nothing unless a comma sets it apart."""
    found = re.findall(r"(?<=\S)\s+[\"'(]*([A-ZÀ-Þ][\w’'-]*)", question)
    found += re.findall(r"^\W*([A-ZÀ-Þ][\w’'-]*)\s*[,:]", question)
    return frozenset(part for word in found for part in words(word))

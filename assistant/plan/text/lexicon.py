"""The vocabulary: phrases in data files, found in a question by their stems, the longest first.

A phrase may mean several things ("transport" is a result and a price); the mark then carries all of them and
the binding step decides from what stands around it.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.plan.text.words import Text, fold, read, stem

FOLDER = Path(__file__).parent / "lexicon"


@dataclass(frozen=True)
class Mark:
    """A phrase of the vocabulary in the question: the words from `first`, without `last`, and what they may mean."""

    first: int
    last: int
    means: tuple[tuple[str, str], ...]

    def get(self, what: str) -> str | None:
        """The meaning of one sort ('design', 'param', 'act', ...), or None."""
        return next((value for sort, value in self.means if sort == what), None)

    def has(self, *sorts: str) -> bool:
        """Whether it may mean one of these sorts."""
        return any(sort in sorts for sort, _ in self.means)


class Lexicon:
    """Phrases by their first stem."""

    def __init__(self, phrases: Iterable[tuple[str, str, str]]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], list[tuple[str, str]]]] = {}
        for phrase, sort, value in phrases:
            stems = stems_of(phrase)
            if not stems:
                continue
            meanings = self._by_first.setdefault(stems[0], {}).setdefault(stems, [])
            if (sort, value) not in meanings:
                meanings.append((sort, value))
        self._words = frozenset(
            part for known in self._by_first.values() for stems in known for part in stems
        )

    def words(self) -> frozenset[str]:
        """Every stem that occurs in a phrase."""
        return self._words

    def marks(self, text: Text) -> tuple[Mark, ...]:
        """The phrases of the question, left to right, the longest at each place."""
        stems = [stem(word.key) for word in text.words]
        found: list[Mark] = []
        at = 0
        while at < len(stems):
            mark = self._longest(stems, at)
            if mark is None:
                at += 1
            else:
                found.append(mark)
                at = mark.last
        return tuple(found)

    def _longest(self, stems: list[str], at: int) -> Mark | None:
        best: tuple[tuple[str, ...], list[tuple[str, str]]] | None = None
        for phrase, meanings in self._by_first.get(stems[at], {}).items():
            if tuple(stems[at : at + len(phrase)]) == phrase and (best is None or len(phrase) > len(best[0])):
                best = (phrase, meanings)
        return None if best is None else Mark(at, at + len(best[0]), tuple(best[1]))


@lru_cache(maxsize=20_000)
def stems_of(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase, as the question's words are stemmed."""
    return tuple(
        stem(word.key) for word in read(phrase).words if word.key not in (",",) or phrase.strip() == ","
    )


@lru_cache(maxsize=32)
def load(name: str) -> Any:
    """One data file of the vocabulary; every scalar is text."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - strings only


def _phrases() -> Iterator[tuple[str, str, str]]:
    for design, words in load("designs").items():
        if design != "grammar":
            yield from ((word, "design", design) for word in words)
    for design, parts in load("designs")["grammar"].items():
        for adjective in parts["adjectives"]:
            for noun in parts["nouns"]:
                yield f"{adjective} {noun}", "design", design
                yield f"{noun} {adjective}", "design", design
    for name, kpi in load("kpis").items():
        yield from ((word, "kpi", name) for word in kpi["words"])
    yield from _param_phrases()
    for direction, words in load("verbs").items():
        yield from ((word, "dir", direction) for word in words)
    for act, entry in load("acts").items():
        yield from ((word, "act", act) for word in entry["words"])
    for number, policy in enumerate(load("policies")):
        yield from ((word, "policy", str(number)) for word in policy["words"])
    for thing, words in load("things").items():
        yield from ((word, "thing", thing) for word in words)
    for kind, words in load("kinds").items():
        yield from ((word, "kind", kind) for word in words)


def _param_phrases() -> Iterator[tuple[str, str, str]]:
    for name, param in load("params").items():
        yield from ((word, "param", name) for word in param["words"])
        yield from ((word, "param_weak", name) for word in param.get("weak", ()))
        for sort in ("inverse", "up", "down"):
            yield from ((word, f"param_{sort}", name) for word in param.get(sort, ()))


def _spoken() -> Iterator[tuple[str, str, str]]:
    for sort, words in load("anchors").items():
        yield from ((word, "thing", f"anchor_{sort}") for word in words if " " in word)
    for sort, groups in load("spoken").items():
        for value, words in groups.items():
            yield from ((word, sort, value) for word in words)


@lru_cache(maxsize=1)
def plain_vocabulary() -> Lexicon:
    """The vocabulary without idiom and slang."""
    return Lexicon(_phrases())


@lru_cache(maxsize=1)
def vocabulary() -> Lexicon:
    """The whole vocabulary."""
    return Lexicon(itertools.chain(_phrases(), _spoken()))


_ENDINGS = (
    ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("d", ""), ("er", ""), ("est", ""), ("ly", ""),
    ("aient", "er"), ("ait", "er"), ("ent", "er"), ("ons", "er"), ("ez", "er"), ("era", "er"), ("erait", "er"), ("eraient", "er"), ("eront", "er"),
    ("ee", "er"), ("e", "er"), ("ees", "er"), ("es", "er"), ("ant", "er"), ("raient", "re"), ("rait", "re"), ("it", "ir"), ("issent", "ir"), ("irait", "ir"), ("s", "re"), ("ent", "re"), ("d", "dre"), ("t", "re"),
)  # fmt: skip


@lru_cache(maxsize=20_000)
def base_forms(key: str) -> tuple[str, ...]:
    """What a conjugated word may be a form of: 'sending' of 'send', 'coûtait' of 'coûter'."""
    forms = [
        key[: -len(end)] + new for end, new in _ENDINGS if key.endswith(end) and len(key) - len(end) >= 3
    ]
    doubled = [f[:-1] for f in forms if len(f) > 3 and f[-1] == f[-2]]
    return tuple(dict.fromkeys((*forms, *doubled)))


@lru_cache(maxsize=20_000)
def is_filler(key: str) -> bool:
    """Whether a word carries no instruction, in any of its forms."""
    known = fillers()
    return (
        stem(key) in known
        or key in known
        or any(form in known or stem(form) in known for form in base_forms(key))
    )


@lru_cache(maxsize=1)
def fillers() -> frozenset[str]:
    """Stems of words that carry no instruction."""
    return frozenset(stem(fold(word)) for words in load("fillers").values() for word in words.split())

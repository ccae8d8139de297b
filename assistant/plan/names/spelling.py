"""Misspelt words read as the known word that they are one or two slips away from.

Words of the vocabulary, of numbers and of the cases are what a misspelt word may become; an everyday word that is one
slip away makes it an everyday word. Idioms are known, but nothing is read as a part of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.plan.names.world import CaseNames, Names, World
from assistant.plan.text.amounts import number_vocabulary
from assistant.plan.text.lexicon import base_forms, fillers, is_filler, load, plain_vocabulary, vocabulary
from assistant.plan.text.words import Text, Word, fold, stem


@dataclass(frozen=True)
class Known:
    """Stems that may stand in a question, and those of them that a misspelt word may be read as."""

    stems: frozenset[str]
    targets: tuple[str, ...]


def corrected(text: Text, known: Known) -> tuple[Text, tuple[str, ...]]:
    """The question with misspelt words read as the nearest known one, and a note for each."""
    words, notes = [], []
    for word in text.words:
        base = _base(word, known.stems)
        if base:
            words.append(replace(word, key=base))
            continue
        near = _nearest(word, known)
        if near and not is_filler(near):
            notes.append(f"I read '{word.text}' as '{near}'")
        words.append(replace(word, key=near) if near else word)
    return Text(text.raw, tuple(words)), tuple(notes)


def _base(word: Word, stems: frozenset[str]) -> str | None:
    """The known word of which this one is a form ('sending', 'testing'), when it is not known itself."""
    if (
        not word.letters
        or len(word.key) < 5
        or stem(word.key) in stems
        or word.key in stems
        or is_filler(word.key)
    ):
        return None
    if word.capital and word.start:
        return None
    return next((form for form in base_forms(word.key) if stem(form) in stems and len(form) >= 4), None)


def _nearest(word: Word, known: Known) -> str | None:
    base = stem(word.key)
    if not word.letters or len(base) < 4 or base in known.stems or word.key in known.stems:
        return None
    if is_filler(word.key):
        return None
    named = word.capital and word.start and not word.text.isupper()
    if not named and len(base) >= 5:
        target = _one_nearest(base, known.targets)
        if target:
            return target
    if named:
        return None
    return _one_nearest(base, _everyday()) if len(base) < 8 else None


def _one_nearest(base: str, pool: tuple[str, ...]) -> str | None:
    allowed = 1 if len(base) < 8 else 2
    found = process.extract(base, pool, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=3)
    found = [item for item in found if item[0][:1] == base[:1] or (item[1] == 1 and len(base) >= 6)]
    if not found or (
        len(found) > 1 and found[0][1] == found[1][1] and stem(found[0][0]) != stem(found[1][0])
    ):
        return None
    return str(found[0][0])


@lru_cache(maxsize=1)
def _everyday() -> tuple[str, ...]:
    return tuple(sorted(word for word in fillers() if len(word) >= 4))


def known_stems(world: World, names: Names | None) -> Known:
    """Every stem that may stand in a question, for the spelling step."""
    cases = world.cases()
    own = _name_words(cases, names)
    keys = {case.key for case in cases}
    for key in load("worlds")["order"]:
        if key in keys:
            own |= _name_words((), world.names(key, "network", None))
    numbers = {stem(word) for word in number_vocabulary()}
    weak = {"score", "pair", "couple", "single"}
    targets = (plain_vocabulary().words() | numbers | own) - weak
    return Known(vocabulary().words() | numbers | own, tuple(sorted(w for w in targets if len(w) >= 4)))


def _name_words(cases: Iterable[CaseNames], names: Names | None) -> frozenset[str]:
    phrases = [alias for case in cases for alias in case.aliases]
    if names:
        phrases += [*names.sites, *names.zones, *names.products, *names.suppliers, *names.stations]
    return frozenset(stem(fold(word)) for phrase in phrases for word in phrase.replace("-", " ").split())

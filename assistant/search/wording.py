"""What a question's words may stand for: spelling mistakes, synonyms, and French words for English material.

The tables are text files that anyone can extend: corpus/words/synonyms.txt and corpus/words/french.tsv.
"""

from functools import lru_cache
from typing import Any

from assistant.countries import countries
from assistant.search.lexical import Asked, WordIndex, content_words, stem, words
from twin.paths import corpus_root

SYNONYM = 0.5
"""Weight of a synonym against the word itself."""

TRANSLATION = 0.9
"""Weight of a word's translation."""

RESPELT = 0.8
"""Weight of a word of the material that is spelt almost like the unknown word of the question."""

FIGURE = 3.0
"""Weight of a number that the question names."""

ABOUT_THE_QUESTION = 0.25
"""Weight of words such as 'case' or 'claim', which say what kind of answer is wanted (corpus/words/question_words.txt)."""

UNTRANSLATED = 0.3
"""Weight of a French word that the table does not know: nothing follows from the material not holding it."""

_CLOSE = 80.0
_FRENCH = (
    "le la les des du une est sont ce cette ces que qui quel quelle quels quelles combien pourquoi comment dans pour "
    "avec sur par aux ont fait chez plus moins faut quand entre ou et en de l d qu n s a t il elle on"
)
_SURELY_FRENCH = "quel quelle quels quelles combien pourquoi comment est sont les des une dans pour chez"
_ENGLISH = "the of and is are was were what which who how why when where does did do a an to for with"


def looks_french(question: str) -> bool:
    """True when the question's small words are French rather than English."""
    asked = words(question)
    french = _count(asked, _FRENCH) + 2 * _count(asked, _SURELY_FRENCH)
    return french > 2 * _count(asked, _ENGLISH)


def _count(asked: list[str], small_words: str) -> int:
    known = set(small_words.split())
    return sum(word in known for word in asked)


def terms(question: str, index: WordIndex) -> tuple[Asked, ...]:
    """The question's content words, each once, with what else they may mean in the indexed material."""
    french = looks_french(question)
    found: dict[str, Asked] = {}
    for word in content_words(question):
        own = stem(word)
        if own not in found:
            others = _others(word, own, french, index)
            strange = french and not others and not index.knows(own)
            found[own] = ({own: 1.0, **others}, UNTRANSLATED if strange else _weight(word))
    return tuple(found.values())


def _weight(word: str) -> float:
    """Words about the question itself weigh little, figures weigh more."""
    if word.isdigit():
        return FIGURE
    return ABOUT_THE_QUESTION if stem(word) in _question_words() else 1.0


@lru_cache(maxsize=1)
def _question_words() -> frozenset[str]:
    return frozenset(stem(word) for line in table_rows("question_words.txt") for word in line.split())


def _others(word: str, own: str, french: bool, index: WordIndex) -> dict[str, float]:
    others: dict[str, float] = {}
    translated = _translated(word) if french else ()
    for english in translated:
        others[stem(english)] = TRANSLATION
    if not translated and not index.knows(own) and own not in synonyms():
        others.update(_respelt(own, (*index.vocabulary, *synonyms())))
    for base, weight in {own: 1.0, **others}.items():
        for other in synonyms().get(base, ()):
            others[other] = max(others.get(other, 0.0), weight * SYNONYM)
    others.pop(own, None)
    return others


def _translated(word: str) -> tuple[str, ...]:
    """English words for a French one; an ending that the stemmer leaves on is cut off."""
    found = french_words()
    own = _french_stem(word)
    nearest = (own[:end] for end in range(len(own), max(5, len(own) - 4) - 1, -1))
    return next((found[part] for part in (own, *nearest) if part in found), ())


def _respelt(own: str, known: tuple[str, ...]) -> dict[str, float]:
    """The nearest spelling in the material for a stem of four letters or more."""
    from rapidfuzz import fuzz, process

    if len(own) < 4 or own.isdigit():
        return {}
    near = process.extract(own, known, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=2)
    return {match: RESPELT * score / 100 for match, score, _ in near if match[:1] == own[:1] or score > 85}


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Stem to the stems of its groups."""
    groups: dict[str, dict[str, None]] = {}
    for line in table_rows("synonyms.txt"):
        members = [stem(word) for word in line.split() if len(words(word)) == 1]
        for member in members:
            groups.setdefault(member, {}).update(dict.fromkeys(other for other in members if other != member))
    return {member: tuple(others) for member, others in groups.items()}


@lru_cache(maxsize=1)
def french_words() -> dict[str, tuple[str, ...]]:
    """French stem to English words."""
    found: dict[str, tuple[str, ...]] = {}
    for french, english in table("french.tsv"):
        if len(words(french)) == 1:
            key = _french_stem(french)
            found[key] = (*found.get(key, ()), *words(english))
    for country in countries():
        if len(words(country.french)) == 1:
            found.setdefault(_french_stem(country.french), tuple(words(country.name)))
    return found


@lru_cache(maxsize=1)
def _french() -> Any:
    import Stemmer

    return Stemmer.Stemmer("french")


def _french_stem(word: str) -> str:
    found: str = _french().stemWord("".join(words(word)))
    return found


def table(name: str) -> list[tuple[str, str]]:
    """Rows of a two-column file of corpus/words."""
    rows = (line.partition("\t") for line in table_rows(name))
    return [(left.strip(), right.strip()) for left, _, right in rows if right]


def table_rows(name: str) -> list[str]:
    """Lines of a file of corpus/words, without comments; none when the file is missing."""
    path = corpus_root() / "words" / name
    if not path.is_file():
        return []
    return [row for row in path.read_text("utf-8").splitlines() if row.strip() and not row.startswith("#")]

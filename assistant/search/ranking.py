"""Ranking the passages of one loaded index: meaning, words, page, kind and names joined into one order.

A passage's score is a weighted sum of the columns of `features.py`; the weights were fitted on the question sets
(`fitting/ranking.py`). Passages of a source that the question names come first, in turns when it names several.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.search.aspects import Stated, wanted_for
from assistant.search.encoders import Encoder, Vectors, as_question, of_questions
from assistant.search.features import COLUMNS, Rows, Shelf, Values, columns
from assistant.search.lexical import Asked, content_words, stem, words
from assistant.search.memory import Recall
from assistant.search.names import Mention, Name, NameFinder, nameless
from assistant.search.passages import Kind, Passage, carried
from assistant.search.scores import Scores
from assistant.search.store import Index
from assistant.search.weights import weights_for
from assistant.search.wording import terms
from twin.errors import InputError

LONGEST_QUESTION = 2000
"""Characters of a question that are read."""

POOL = 150
"""Candidates taken from the dense and from the word search before they are joined."""

MEANING, COSINE, WORDS = (COLUMNS.index(name) for name in ("meaning", "cosine", "words"))


@dataclass(frozen=True)
class Recipe:
    """Which parts count; the evaluation leaves parts out to see what each is worth (docs/retrieval.md)."""

    learned: bool = True
    """Weights fitted on the question sets; else words and meaning alone, joined by coverage."""
    dense: bool = True
    lexical: bool = True
    wording: bool = True
    """Synonyms, spelling and French words."""
    names: bool = True
    most_words: float = 0.9
    """Most that the words may count for without the learned weights."""
    name_words: float = 0.15
    """Weight of a name's own words: they choose the source and say nothing about the passage."""
    forgotten: tuple[str, ...] = ()
    """Question sets that are not remembered: a set is scored without its own questions."""


class Tells(Protocol):
    """Something that tells what a question asks for, as `aspects.Wanted` does."""

    def chances(self, question: str, vector: Vectors) -> Values: ...


class VectorSource(Protocol):
    """Something that ranks rows by cosine: Chroma or a matrix."""

    @property
    def name(self) -> str: ...

    def nearest(
        self, vector: Vectors, count: int, among: Sequence[str] | None = None
    ) -> list[tuple[int, float]]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, eq=False)
class Ranking:
    """Everything a search found out, for answers that must judge their support; rows best first."""

    question: str
    asked: tuple[Asked, ...]
    rows: tuple[int, ...]
    scores: tuple[float, ...]
    cosines: tuple[float, ...]
    coverage: float
    mentions: tuple[Mention, ...]
    vector: Vectors
    """Vector of the question."""
    as_asked: Vectors
    """The vector by which it is compared with other questions."""
    nameless: Vectors
    """The same without its names."""
    recall: Recall
    """Questions asked before that are near."""
    wanted: Values
    """The chance of each aspect that it asks for (`aspects.py`)."""


@dataclass(frozen=True, eq=False)
class Look:
    """A question, its candidates (rows of the index) and their columns, shape (candidates, COLUMNS)."""

    question: str
    mentions: tuple[Mention, ...]
    asked: tuple[Asked, ...]
    pool: Rows
    coverage: float
    columns: Values
    vector: Vectors
    as_asked: Vectors
    """The vector by which it is compared with other questions."""
    nameless: Vectors
    """The same without its names."""
    recall: Recall
    wanted: Values
    """The chance of each aspect that it asks for."""


class Ranker:
    """Ranks the passages of one loaded index; touches no file."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self.index = index
        self.passages = index.content.passages
        self._encoder = encoder
        self.names = name_finder(index.content.names, self.passages)
        self.wanted: Tells = wanted_for(of_questions(encoder).name)
        self.stated = Stated(self.passages)
        self._sources: npt.NDArray[Any] = np.asarray([passage.source for passage in self.passages])
        self._scores = Scores(index)
        self._shelf = Shelf(self.passages, {name.source for name in index.content.names})

    def rank(
        self,
        question: str,
        dense: VectorSource,
        recipe: Recipe,
        sources: Sequence[str] | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Ranking:
        """All candidates, best first; `sources` and `kinds` keep only passages of these."""
        found = self.look(question, dense, recipe, sources, kinds)
        joined = self._joined(found, recipe)
        order = _named_first(joined, self._sources[found.pool], found.mentions)
        return Ranking(
            found.question,
            found.asked,
            tuple(int(found.pool[at]) for at, _ in order),
            tuple(score for _, score in order),
            tuple(float(found.columns[at, COSINE]) for at, _ in order),
            found.coverage,
            found.mentions,
            found.vector,
            found.as_asked,
            found.nameless,
            found.recall,
            found.wanted,
        )

    def look(
        self,
        question: str,
        dense: VectorSource,
        recipe: Recipe,
        sources: Sequence[str] | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Look:
        """The candidates and every column of them, before they are joined into one score."""
        question = checked_question(question)
        mentions = self.names.find(question) if recipe.names else ()
        vector = self._encoder.query(question)
        asked = terms(question, self.index.words) if recipe.wording else plain_terms(question)
        asked = _quiet_names(asked, question, mentions, recipe.name_words)
        bm25 = self.index.words.scores(asked)
        allowed = self._allowed(sources, kinds)
        pool = self._pool(vector, bm25, dense, recipe, allowed, sources, mentions)
        coverage = self._coverage(asked, bm25, pool)
        traits = self._shelf.traits(pool)
        scores = self._scores.of(asked, bm25, vector, pool, coverage, self._shelf.figures(question, pool))
        as_asked = as_question(vector, self._encoder)
        bare = of_questions(self._encoder).query(nameless(question, mentions)) if mentions else as_asked
        recall = self.recall(as_asked, bare, recipe.forgotten)
        wanted = self.wanted.chances(question, bare)
        scores = np.concatenate([scores, recall.columns(pool), self.stated.columns(pool, wanted)], axis=1)
        every = columns(question, scores, traits)
        return Look(question, mentions, asked, pool, coverage, every, vector, as_asked, bare, recall, wanted)

    def recall(self, vector: Vectors, bare: Vectors, forgotten: Collection[str]) -> Recall:
        """Questions asked before that are near this one (its `as_asked`), without the sets that are to be forgotten."""
        return self.index.content.memory.recall(vector, bare, len(self.passages), forgotten)

    def _joined(self, found: Look, recipe: Recipe) -> Values:
        meaning, said = found.columns[:, MEANING], found.columns[:, WORDS]
        if recipe.learned:
            weights = weights_for(self._encoder.name)
            return weights.chances(found.columns, bool(found.mentions), self._sources[found.pool])
        if not recipe.lexical:
            return meaning
        if not recipe.dense:
            return said
        share = np.float32(recipe.most_words * found.coverage)
        return np.asarray(share * said + (1 - share) * meaning, np.float32)

    def _pool(
        self,
        vector: Vectors,
        bm25: Values,
        dense: VectorSource,
        recipe: Recipe,
        allowed: npt.NDArray[np.bool_],
        sources: Sequence[str] | None,
        mentions: Sequence[Mention],
    ) -> Rows:
        wanted = min(len(self.passages), POOL if allowed.all() else len(self.passages))
        near = [row for row, _ in dense.nearest(vector, wanted, sources)] if wanted and recipe.dense else []
        said = np.argsort(-np.where(allowed, bm25, 0), kind="stable")[:POOL] if recipe.lexical else ()
        named = self._of_named(vector, mentions)
        rows = dict.fromkeys((*near, *(int(row) for row in said if bm25[row] > 0), *named))
        return np.asarray([row for row in rows if allowed[row]], np.int64)

    def _of_named(self, vector: Vectors, mentions: Sequence[Mention]) -> list[int]:
        """Passages of the named sources, at most POOL, nearest first."""
        named = list({mention.name.source for mention in mentions})
        rows = np.flatnonzero(np.isin(self._sources, named))
        order = np.argsort(-(self.index.content.vectors[rows] @ vector), kind="stable")[:POOL]
        return [int(row) for row in rows[order]]

    def _allowed(
        self, sources: Sequence[str] | None, kinds: Collection[Kind] | None
    ) -> npt.NDArray[np.bool_]:
        allowed = np.ones(len(self.passages), bool)
        if sources is not None:
            allowed &= np.isin(self._sources, list(sources))
        if kinds is not None:
            allowed &= np.asarray([passage.kind in kinds for passage in self.passages], bool)
        return allowed

    def _coverage(self, asked: Sequence[Asked], bm25: Values, pool: Rows) -> float:
        if not len(pool) or not asked:
            return 0.0
        best = self.passages[int(pool[np.argmax(bm25[pool])])]
        return self.index.words.covered(asked, carried(best))


def checked_question(question: str) -> str:
    """The question on one line; raises InputError when it holds no word."""
    line = " ".join(question[:LONGEST_QUESTION].split())
    if not words(line):
        raise InputError(
            "The question is empty. Ask something such as: Which case claims lower capital spending?"
        )
    return line


def plain_terms(question: str) -> tuple[Asked, ...]:
    """The question's own stems, without synonyms, spelling or translation."""
    return tuple(({stem(word): 1.0}, 1.0) for word in dict.fromkeys(content_words(question)))


def _quiet_names(
    asked: Sequence[Asked], question: str, mentions: Sequence[Mention], weight: float
) -> tuple[Asked, ...]:
    line = words(question)
    named = {stem(word) for mention in mentions for word in line[mention.start : mention.end]}
    if all(next(iter(term)) in named for term, _ in asked):
        return tuple(asked)
    return tuple((term, share * weight if next(iter(term)) in named else share) for term, share in asked)


def _named_first(
    joined: Values, sources: npt.NDArray[Any], mentions: Sequence[Mention]
) -> list[tuple[int, float]]:
    """Positions by score; those of named sources first, turn by turn when several are named."""
    order = [(int(at), float(joined[at])) for at in np.argsort(-joined, kind="stable")]
    named = list(dict.fromkeys(mention.name.source for mention in mentions))
    piles = [[(at, score + 1) for at, score in order if sources[at] == source] for source in named]
    longest = max(map(len, piles), default=0)
    turns = [pile[turn] for turn in range(longest) for pile in piles if turn < len(pile)]
    return turns + [(at, score) for at, score in order if sources[at] not in named]


def name_finder(names: Iterable[Name], passages: Sequence[Passage]) -> NameFinder:
    """Finds these names in questions about these passages."""
    return NameFinder(names, _plain_words(passages))


def _plain_words(passages: Sequence[Passage]) -> frozenset[str]:
    """Words that the material writes without a capital: a name made of one of them must be meant as a name.

    A word with a hyphen counts in one piece too: 'startup' is no misspelt name.
    """
    written = {word for passage in passages for word in passage.text.split() if word[:1].islower()}
    pieces = [words(word) for word in written]
    return frozenset(part for split in pieces for part in (*split, "".join(split)))

"""Ranking the passages of one loaded index: meaning, words and names joined into one order.

    score = w * words + (1 - w) * meaning + page + kind        w = most_words * coverage

`words` and `meaning` run from 0 to 1 over the candidates; coverage is the share, by rarity, of the question's
words that the best word match holds: words are trusted as far as they cover. `page` lifts passages of pages
whose whole text fits, `kind` prefers records to remarks on gaps. Passages of a source that the question names
come first, in turns when it names several.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.encoders import Encoder, Vectors
from assistant.lexical import Asked, content_words, stem, words
from assistant.names import Mention, NameFinder
from assistant.passages import ARGUMENT_SECTION, Kind, Passage, carried
from assistant.store import Index, page_sources
from assistant.wording import terms, wants_case, wants_claim, wants_figure
from twin.errors import InputError

LONGEST_QUESTION = 2000
"""Characters of a question that are read."""

POOL = 150
"""Candidates taken from the dense and from the word search before they are joined."""

Values = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

QUIET_SECTIONS = frozenset({"What is not known", "What the twin takes from it", "Open questions"})
"""Remarks about gaps and about the model: rarely what a question asks for."""


@dataclass(frozen=True)
class Recipe:
    """Which parts count, and how much; the defaults measured best (docs/retrieval.md)."""

    dense: bool = True
    lexical: bool = True
    wording: bool = True
    """Synonyms, spelling and French words."""
    names: bool = True
    most_words: float = 0.9
    page: float = 0.2
    record: float = 0.05
    case: float = 0.3
    """Lift of case pages when the question asks for a case or a company."""
    claim: float = 0.15
    """Lift of the article's claims when the question asks what the article says."""
    fact: float = 0.05
    """Loss of bare facts when the question does not ask for a number."""
    quiet: float = 0.15
    name_words: float = 0.15
    """Weight of a name's own words: they choose the source and say nothing about the passage."""


class VectorSource(Protocol):
    """Something that ranks rows by cosine: Chroma or a matrix."""

    @property
    def name(self) -> str: ...

    def nearest(
        self, vector: Vectors, count: int, among: Sequence[str] | None = None
    ) -> list[tuple[int, float]]: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Ranking:
    """Everything a search found out, for answers that must judge their support; rows best first."""

    question: str
    asked: tuple[Asked, ...]
    rows: tuple[int, ...]
    scores: tuple[float, ...]
    cosines: tuple[float, ...]
    coverage: float
    mentions: tuple[Mention, ...]


class Ranker:
    """Ranks the passages of one loaded index; touches no file."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self.index = index
        self.passages = index.content.passages
        self._encoder = encoder
        self._names = NameFinder(index.content.names, _plain_words(self.passages))
        self._sources: npt.NDArray[Any] = np.asarray([passage.source for passage in self.passages])
        number = {source: row for row, source in enumerate(page_sources(self.passages))}
        self._page = np.asarray([number.get(passage.source, -1) for passage in self.passages], np.int64)
        self._record = np.asarray([_is_record(passage) for passage in self.passages], bool)
        cases = {name.source for name in index.content.names}
        self._case = np.asarray([passage.source in cases for passage in self.passages], bool)
        self._claim = np.asarray([passage.kind == "claim" for passage in self.passages], bool)
        self._fact = np.asarray([passage.kind == "fact" for passage in self.passages], bool)
        self._quiet = np.asarray([passage.section in QUIET_SECTIONS for passage in self.passages], bool)

    def rank(
        self,
        question: str,
        dense: VectorSource,
        recipe: Recipe,
        sources: Sequence[str] | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Ranking:
        """All candidates, best first; `sources` and `kinds` keep only passages of these."""
        question = checked_question(question)
        mentions = self._names.find(question) if recipe.names else ()
        vector = self._encoder.query(question)
        asked = terms(question, self.index.words) if recipe.wording else plain_terms(question)
        asked = _quiet_names(asked, question, mentions, recipe.name_words)
        bm25 = self.index.words.scores(asked)
        pool = self._pool(vector, bm25, dense, recipe, sources, kinds)
        cosines = np.asarray(self.index.content.vectors[pool] @ vector, np.float32)
        coverage = self._coverage(asked, bm25, pool)
        joined = self._joined(asked, bm25, cosines, pool, coverage, recipe)
        if wants_case(question):
            joined += np.float32(recipe.case) * self._case[pool]
        if wants_claim(question):
            joined += np.float32(recipe.claim) * self._claim[pool]
        if not wants_figure(question):
            joined -= np.float32(recipe.fact) * self._fact[pool]
        order = _named_first(joined, self._sources[pool], mentions)
        return Ranking(
            question,
            asked,
            tuple(int(pool[at]) for at, _ in order),
            tuple(score for _, score in order),
            tuple(float(cosines[at]) for at, _ in order),
            coverage,
            mentions,
        )

    def _pool(
        self,
        vector: Vectors,
        bm25: Values,
        dense: VectorSource,
        recipe: Recipe,
        sources: Sequence[str] | None,
        kinds: Collection[Kind] | None,
    ) -> Rows:
        allowed = self._allowed(sources, kinds)
        wanted = min(len(self.passages), POOL if kinds is None else len(self.passages))
        near = [row for row, _ in dense.nearest(vector, wanted, sources)] if wanted and recipe.dense else []
        said = np.argsort(-np.where(allowed, bm25, 0), kind="stable")[:POOL] if recipe.lexical else ()
        rows = dict.fromkeys((*near, *(int(row) for row in said if bm25[row] > 0)))
        return np.asarray([row for row in rows if allowed[row]], np.int64)

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

    def _joined(
        self,
        asked: Sequence[Asked],
        bm25: Values,
        cosines: Values,
        pool: Rows,
        coverage: float,
        recipe: Recipe,
    ) -> Values:
        word_scores, meaning = spread(bm25[pool]), spread(cosines)
        if not recipe.lexical:
            return meaning
        if not recipe.dense:
            return word_scores
        share = recipe.most_words * coverage
        joined = share * word_scores + (1 - share) * meaning
        joined += recipe.page * self._page_scores(asked, word_scores, pool)
        joined += recipe.record * self._record[pool] - recipe.quiet * self._quiet[pool]
        return np.asarray(joined, np.float32)

    def _page_scores(self, asked: Sequence[Asked], word_scores: Values, pool: Rows) -> Values:
        """How well the whole page fits, 0 to 1; a fact stands for itself."""
        pages = spread(self.index.pages.scores(asked))
        on = self._page[pool]
        return np.where(on >= 0, pages[np.maximum(on, 0)] if len(pages) else 0, word_scores).astype(
            np.float32
        )


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


def spread(values: Values) -> Values:
    """Values from 0 (the least) to 1 (the most); all 0 when they are equal."""
    if not len(values) or float(values.max()) <= float(values.min()):
        return np.zeros(len(values), np.float32)
    return np.asarray((values - values.min()) / (values.max() - values.min()), np.float32)


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


def _is_record(passage: Passage) -> bool:
    """Claims and evidence; a theme's argument mostly repeats a claim of a case."""
    return passage.kind == "evidence" or (passage.kind == "claim" and passage.section != ARGUMENT_SECTION)


def _plain_words(passages: Sequence[Passage]) -> frozenset[str]:
    """Words that the material writes without a capital: a name made of one of them must be meant as a name."""
    written = {word for passage in passages for word in passage.text.split() if word[:1].islower()}
    return frozenset(part for word in written for part in words(word))

"""Aspects: what kind of thing a question asks for (a price, a founder, a delay), and what each passage states.

The kinds stand in `corpus/words/aspects.tsv`; `corpus/words/stated.tsv` marks every passage of the pages and facts with those
that it states. What a question asks for is told by weights over its words and its vector, fitted on questions marked in the
same way (`fitting/aspects.py`). So 'who is behind it' finds the passage that names the founders, whatever words it uses, and a
page none of whose passages states a price does not answer what something costs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.hashing import key_places
from assistant.search.encoders import Vectors
from assistant.search.lexical import stem, words
from assistant.search.passages import Passage, sentences
from assistant.search.weights import family
from assistant.search.wording import table_rows

FILE = Path(__file__).with_name("aspects.npz")

OTHER = "other"
"""The aspect of what no page speaks of."""

COMPARE = "compare"
"""The aspect of a comparison that does not say what is compared."""

UNMARKED = 0.5
"""How well a source that nobody has marked is taken to state what is asked: about as passages that answer do."""

LONGEST = 4
"""Sentences of an unmarked passage that are looked at, so that a question to thousands of passages stays quick."""

NEVER = -30.0
"""Score of an aspect that no question was marked with when the weights were fitted."""

Values = npt.NDArray[np.float32]


@lru_cache(maxsize=1)
def aspects() -> tuple[str, ...]:
    """The names of the kinds, in the order of `aspects.tsv`."""
    return tuple(row.partition("\t")[0] for row in table_rows("aspects.tsv"))


@lru_cache(maxsize=1)
def marked() -> Mapping[str, tuple[str, ...]]:
    """The aspects that each marked passage states, by the passage's id."""
    rows = (row.partition("\t") for row in table_rows("stated.tsv"))
    return {passage: tuple(codes.split()) for passage, _, codes in rows}


def traits(question: str) -> list[str]:
    """What is looked at in a question's words: stems, and pairs of stems that follow each other."""
    stems = [stem(word) for word in words(question)]
    return [*stems, *(f"{one} {other}" for one, other in pairwise(stems))]


@dataclass(frozen=True, eq=False)
class Wanted:
    """Weights that tell what a question asks for: a row for each trait (by `keys`), and for each number of its vector.

    The last columns score the aspects at once; the first, as many as `turned` has rows, feed them through one hidden layer.
    """

    keys: npt.NDArray[np.int64]
    words: npt.NDArray[Any]
    scale: Values
    vector: Values
    bias: Values
    turned: Values

    def chances(self, question: str, vector: Vectors) -> Values:
        """The chance of each aspect, adding up to 1; `vector` is that of the question without its names.

        All equal when nothing was learnt. An encoder that was never measured is judged by words alone.
        """
        score = self.bias + (vector @ self.vector if len(self.vector) else 0.0)
        at = key_places(traits(question), self.keys)
        if len(at):
            score = score + self.words[at].astype(np.float32).sum(0) * self.scale / np.sqrt(len(at))
        hidden = len(self.turned)
        told = score[hidden:] + np.maximum(score[:hidden], 0) @ self.turned
        raised = np.exp(told - told.max())
        return np.asarray(raised / raised.sum(), np.float32)


@lru_cache(maxsize=4)
def wanted_for(encoder: str) -> Wanted:
    """The weights fitted for an encoder of questions: those of `use`, or those by words alone for one never measured.

    They are fitted to aspects by name: one that came into `aspects.tsv` later is never asked for, until they are fitted again.
    """
    name = "use" if family(encoder) == "use" else "other"
    with np.load(FILE, allow_pickle=False) as held:
        parts = {
            part: held[f"{name}_{part}"] for part in ("keys", "words", "scale", "vector", "bias", "turned")
        }
        fitted = str(held["names"]).split()
    at = np.asarray([fitted.index(aspect) if aspect in fitted else -1 for aspect in aspects()])
    hidden, known = len(parts["turned"]), at >= 0
    columns, kept = np.r_[:hidden, hidden + at], np.r_[np.ones(hidden, bool), known]
    bias = parts["bias"].astype(np.float32)[columns]
    bias[~kept] = NEVER
    scale, vector = (parts[part].astype(np.float32)[..., columns] * kept for part in ("scale", "vector"))
    turned = parts["turned"].astype(np.float32)[:, at] * known
    return Wanted(parts["keys"].astype(np.int64), parts["words"][:, columns], scale, vector, bias, turned)


class Stated:
    """Which aspects the passages of an index state."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        at = {name: place for place, name in enumerate(aspects())}
        held = marked()
        self.known = np.asarray([passage.id in held for passage in passages], bool)
        """Passages that were marked; the user's own documents are not."""
        self.table = np.zeros((len(passages), len(at)), np.float32)
        for row, passage in enumerate(passages):
            self.table[row, [at[code] for code in held.get(passage.id, ()) if code in at]] = 1
        self._sources: npt.NDArray[Any] = np.asarray([passage.source for passage in passages])
        self._passages = passages
        self._guessed: dict[int, Values] = {}

    def fits(self, rows: npt.NDArray[np.int64], chances: Values) -> Values:
        """How likely each of these passages states what is asked, 0 to 1."""
        return np.asarray(np.where(self.known[rows], self.table[rows] @ chances, UNMARKED), np.float32)

    def columns(self, rows: npt.NDArray[np.int64], chances: Values) -> Values:
        """Two columns: how well each passage fits, and how far it stays behind the best one of its page.

        What an unmarked passage states is guessed from its words, which tells it from others of its source alone.
        """
        own = self.fits(rows, chances)
        _, page = np.unique(self._sources[rows], return_inverse=True)
        told, unmarked = own.copy(), np.flatnonzero(~self.known[rows])
        if len(unmarked):
            guessed = np.asarray([self._guess(int(row)) @ chances for row in rows[unmarked]], np.float32)
            told[unmarked] = UNMARKED * guessed / np.maximum(_best(guessed, page[unmarked]), 1e-9)
        return np.stack([own, told - _best(told, page)], axis=1)

    def _guess(self, row: int) -> Values:
        """What a passage states, as far as its sentences speak like questions that ask for it; kept for the next question."""
        if row not in self._guessed:
            told, blank = wanted_for("words"), np.zeros(0, np.float32)
            parts = sentences(self._passages[row].plain)[:LONGEST]
            each = [told.chances(part, blank) for part in parts] or [np.zeros(len(aspects()), np.float32)]
            self._guessed[row] = np.asarray(np.max(each, axis=0), np.float32)
        return self._guessed[row]

    def of_page(self, source: str, chances: Values) -> float:
        """How likely some passage of a page states what is asked."""
        rows = np.flatnonzero(self._sources == source)
        if not len(rows) or not self.known[rows].all():
            return UNMARKED
        return float(self.table[rows].max(0) @ chances)


def _best(values: Values, page: npt.NDArray[np.int64]) -> Values:
    """For each value the highest one of its page."""
    best = np.zeros(int(page.max(initial=-1)) + 1, np.float32)
    np.maximum.at(best, page, values)
    return np.asarray(best[page], np.float32)

"""Word search: BM25 over stemmed words, and how much of a question's rare words a passage holds."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

Asked = tuple[Mapping[str, float], float]
"""A term of a question: stems with their share (the word itself first, share 1), and the term's weight."""

CLOSE_MEANING = 0.6
"""Share from which an alternative (a translation, a spelling) tells how rare the asked word is."""

_WORD = re.compile(r"[a-z]+|\d+")
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u202f](?=\d{3}(?!\d))")
_MORE_STOP_WORDS = (
    "tell please would could may might much many lot say says said give gives know get got want "
    "est ce que qu quoi quel quelle quels quelles combien pourquoi comment dit peut ont fait faire selon "
    "entre plus moins chez avec dont aussi tout toute tous toutes"
)


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words of English and French that carry no content, without accents."""
    from bm25s.stopwords import STOPWORDS_EN_PLUS, STOPWORDS_FRENCH

    return frozenset(_folded(word) for word in (*STOPWORDS_EN_PLUS, *STOPWORDS_FRENCH)) | frozenset(
        _MORE_STOP_WORDS.split()
    )


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def words(text: str) -> list[str]:
    """Words and whole numbers of a text, folded: no accents, `1,500` is `1500`, `%` is `percent`."""
    folded = (
        _THOUSANDS.sub("", _folded(text))
        .replace("%", " percent ")
        .replace("€", " euro ")
        .replace("$", " usd ")
    )
    return _WORD.findall(folded)


def content_words(text: str) -> list[str]:
    """The words that carry content, not yet stemmed."""
    return [word for word in words(text) if word not in stop_words() and (len(word) > 1 or word.isdigit())]


def stem(word: str) -> str:
    """The English stem of one word, folded."""
    found: str = _stemmer().stemWord("".join(words(word)))
    return found


def stems(text: str) -> list[str]:
    """Stemmed content words, in order and with repeats."""
    found: list[str] = _stemmer().stemWords(content_words(text))
    return found


class WordIndex:
    """BM25 (Lucene's variant) of a list of texts; rows are positions in that list."""

    def __init__(self, index: Any, rows: int) -> None:
        self._index = index
        self.rows = rows
        self._counts = np.diff(np.asarray(index.scores["indptr"])) if rows else np.zeros(0)

    @classmethod
    def build(cls, texts: Sequence[str]) -> "WordIndex":
        """Index of the texts; an empty list gives an index that finds nothing."""
        import bm25s

        index = bm25s.BM25(method="lucene")
        if texts:
            index.index([stems(text) or ["-"] for text in texts], show_progress=False)
        return cls(index, len(texts))

    def save(self, folder: Path) -> None:
        """Write the index as plain arrays and JSON (no pickle)."""
        if self.rows:
            self._index.save(str(folder), show_progress=False, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, rows: int) -> "WordIndex":
        """Read what `save` wrote; the caller has checked the files' digests."""
        import bm25s

        if not rows:
            return cls.build([])
        return cls(bm25s.BM25.load(str(folder), show_progress=False, allow_pickle=False), rows)

    def scores(self, asked: Sequence[Asked]) -> Scores:
        """BM25 of every row; of a term and its alternatives the best one counts, so synonyms never add up."""
        total = np.zeros(self.rows, np.float32)
        for term, weight in asked:
            best = np.zeros(self.rows, np.float32)
            own = self.rarity(term)
            for word, share in term.items():
                rows, values = self._postings(word)
                fair = (
                    min(1.0, own / self.weight(word)) if len(rows) else 0.0
                )  # a rare synonym of a plain word is plain
                best[rows] = np.maximum(best[rows], share * fair * values)
            total += weight * best
        return total

    def _postings(self, term: str) -> tuple[Any, Any]:
        at = self._vocabulary.get(term)
        if at is None:
            return _NO_ROWS, _NO_VALUES
        scores = self._index.scores
        first, last = int(scores["indptr"][at]), int(scores["indptr"][at + 1])
        return scores["indices"][first:last], scores["data"][first:last]

    def weight(self, term: str) -> float:
        """Rarity of a term: ln(1 + (N - n + 0.5) / (n + 0.5)); a term that no text holds weighs most."""
        at = self._vocabulary.get(term)
        held = float(self._counts[at]) if at is not None else 0.0
        return float(np.log(1 + (self.rows - held + 0.5) / (held + 0.5)))

    def knows(self, term: str) -> bool:
        """True when at least one text holds the stemmed term."""
        return term in self._vocabulary

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Every stemmed term of the texts."""
        return tuple(self._vocabulary)

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        """Row of postings by term; the library's own empty term has none."""
        return {term: at for term, at in self._index.vocab_dict.items() if term} if self.rows else {}

    def covered(self, asked: Sequence[Asked], text: str) -> float:
        """Share, by rarity, of the terms that the text holds (an alternative counts by its share); 0 for none."""
        return self.covering(asked, frozenset(stems(text)))

    def covering(self, asked: Sequence[Asked], held: Collection[str]) -> float:
        """`covered` for a text whose stems are known."""
        total = found = 0.0
        for term, weight in asked:
            rarity = weight * self.rarity(term)
            total += rarity
            found += rarity * max((share for word, share in term.items() if word in held), default=0.0)
        return found / total if total else 0.0

    def held(self, asked: Sequence[Asked], plainly: bool = False) -> Scores:
        """`covered` for every row at once; `plainly` counts the words themselves and no alternatives."""
        found = np.zeros(self.rows, np.float32)
        total = 0.0
        for term, weight in asked:
            rarity = weight * self.rarity(term)
            total += rarity
            best = np.zeros(self.rows, np.float32)
            for word, share in list(term.items())[: 1 if plainly else None]:
                rows, _ = self._postings(word)
                best[rows] = np.maximum(best[rows], share)
            found += np.float32(rarity) * best
        return found / np.float32(total) if total else found

    def rarity(self, term: Mapping[str, float]) -> float:
        """Rarity of the word itself; a word that no text holds takes that of its best known alternative."""
        own = next(iter(term))
        near = [word for word, share in term.items() if share > CLOSE_MEANING and self.knows(word)]
        return self.weight(own) if self.knows(own) or not near else min(self.weight(word) for word in near)


_NO_ROWS = np.zeros(0, np.int32)
_NO_VALUES = np.zeros(0, np.float32)

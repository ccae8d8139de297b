"""What a search says of each candidate passage: the first columns of `features.py`, each about 0 to 1."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.search.encoders import Vectors
from assistant.search.features import Rows, Values
from assistant.search.lexical import Asked, stems
from assistant.search.store import Index, page_sources

BEST_OF_PAGE = 3
"""Passages of a page whose mean cosine tells how well the page fits."""


class Scores:
    """Scores the candidates of a question against one loaded index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        number = {source: row for row, source in enumerate(page_sources(index.content.passages))}
        self.page = np.asarray(
            [number.get(passage.source, -1) for passage in index.content.passages], np.int64
        )
        """Row of each passage's page; -1 for a fact, which stands for itself."""

    def of(
        self,
        asked: Sequence[Asked],
        bm25: Values,
        vector: Vectors,
        pool: Rows,
        coverage: float,
        figures: Values,
    ) -> Values:
        """The columns SCORES of the passages in the pool, in that order, but for what is remembered."""
        words, pages = self.index.words, self.index.pages
        cosines = np.asarray(self.index.content.vectors[pool] @ vector, np.float32)
        meaning, said = spread(cosines), spread(bm25[pool])
        held = words.held(asked)[pool]
        called = spread(np.asarray(self.index.content.called @ vector, np.float32))
        parts = (
            meaning,
            cosines,
            first_places(cosines),
            said,
            first_places(said),
            coverage * said,
            coverage * meaning,
            held,
            words.held(asked, plainly=True)[pool],
            self.on_page(spread(pages.scores(asked)), pool, said),
            self._page_meaning(meaning, pool),
            self.on_page(pages.held(asked), pool, held),
            self.on_page(called, pool, np.zeros(len(pool), np.float32)),
            self._titled(asked, pool),
            figures,
        )
        return np.stack(parts, axis=1).astype(np.float32)

    def on_page(self, values: Values, pool: Rows, alone: Values) -> Values:
        """The value of each passage's page; `alone` for passages without one."""
        on = self.page[pool]
        found = np.where(on >= 0, values[np.maximum(on, 0)] if len(values) else 0, alone)
        return np.asarray(found, np.float32)

    def _page_meaning(self, meaning: Values, pool: Rows) -> Values:
        """Mean of the best few passages of the page; where there are fewer, as if the missing ones said little."""
        on = self.page[pool]
        means = np.zeros(len(self.page) and int(self.page.max()) + 1, np.float32)
        for page in np.unique(on[on >= 0]):
            best = np.sort(meaning[on == page])[::-1][:BEST_OF_PAGE]
            few = 0.8 * best.sum() / BEST_OF_PAGE + 0.2 * best[0]
            means[page] = best.mean() if len(best) == BEST_OF_PAGE else few
        return self.on_page(means, pool, meaning)

    def _titled(self, asked: Sequence[Asked], pool: Rows) -> Values:
        """How much of the question title and section hold."""
        covered = {
            at: self.index.words.covering(asked, self._headings[at])
            for at in {self._heading[row] for row in pool}
        }
        return np.asarray([covered[self._heading[row]] for row in pool], np.float32)

    @cached_property
    def _heading(self) -> list[int]:
        numbers: dict[tuple[str, str], int] = {}
        return [numbers.setdefault((p.title, p.section), len(numbers)) for p in self.index.content.passages]

    @cached_property
    def _headings(self) -> list[frozenset[str]]:
        texts = dict.fromkeys((p.title, p.section) for p in self.index.content.passages)
        return [frozenset(stems(f"{title}. {section}")) for title, section in texts]


def spread(values: Values) -> Values:
    """Values from 0 (the least) to 1 (the most); all 0 when they are equal."""
    if not len(values) or float(values.max()) <= float(values.min()):
        return np.zeros(len(values), np.float32)
    return np.asarray((values - values.min()) / (values.max() - values.min()), np.float32)


def first_places(values: Values) -> Values:
    """1 for the highest value, then 2/3, 1/2, 2/5, ...: near the top a place counts for more."""
    places: npt.NDArray[np.float32] = np.empty(len(values), np.float32)
    places[np.argsort(-values, kind="stable")] = np.arange(len(values), dtype=np.float32)
    return np.asarray(2 / (2 + places), np.float32)

"""Questions asked before: a new question that is near an old one is answered where the old one was.

Two sources: the question sets that have been scored, and what one may ask of each record and section of the pages
(`corpus/questions/asked.tsv` and `asked_more.tsv`). A build keeps the vectors of each, with its names and without, and the
rows of the passages that answer it; it needs no text.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.encoders import Vectors
from assistant.passages import Passage
from assistant.questions import MORE, Question

FAR = 0.9
"""Share of the remembered questions that count as far from the one asked: nearness begins above their cosines."""

STEEP = 5.0
"""How fast a remembered question counts for less with its distance, where many are counted together."""

FEW = 20.0
"""Scale of the count before its logarithm is taken."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Remembered:
    """A question of a set and the rows of the passages that answer it; without rows it was asked in vain."""

    set: str
    rows: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Recall:
    """What is remembered for one question: `near` and `much` a passage, and how near the nearest questions are.

    `near` is the nearness of the nearest question that the passage answers, 0 to 1; `much` counts all of them.
    """

    near: Vectors
    much: Vectors
    nameless_near: Vectors
    """The same between the questions without their names: what is asked, of whatever company."""
    nameless_much: Vectors
    answered: float = 0.0
    """Cosine of the nearest question that the material answers."""
    vain: float = 0.0
    """Cosine of the nearest question that was asked in vain."""
    often_answered: float = 0.0
    """The same for several of the nearest: a soft maximum."""
    often_vain: float = 0.0
    nameless_answered: float = 0.0
    """The same four without the names."""
    nameless_vain: float = 0.0
    nameless_often_answered: float = 0.0
    nameless_often_vain: float = 0.0

    def columns(self, pool: Rows) -> Vectors:
        """Four columns for the passages in the pool."""
        parts = (self.near, self.much, self.nameless_near, self.nameless_much)
        return np.stack([part[pool] for part in parts], axis=1)


@dataclass(frozen=True, eq=False)
class Memory:
    """Row n of `vectors`, and of `nameless`, the vectors of the questions without their names, belongs to `held[n]`."""

    held: tuple[Remembered, ...]
    vectors: Vectors
    nameless: Vectors

    def recall(
        self, vector: Vectors, nameless: Vectors, passages: int, without: Collection[str] = ()
    ) -> Recall:
        """What is near this question, the sets in `without` left out; nothing is near when nothing is held."""
        kept = ~np.isin(self._sets, list(without))
        if not kept.any():
            return Recall(*np.zeros((4, passages), np.float32))
        cosines = np.asarray(self.vectors @ vector, np.float32)
        bare = np.asarray(self.nameless @ nameless, np.float32)
        told, vain = kept & self._answered & (self._sets != MORE), kept & ~self._answered
        return Recall(
            *self._near_and_much(cosines, kept, passages),
            *self._near_and_much(bare, kept, passages),
            *(
                how(found[which])
                for found in (cosines, bare)
                for how in (_highest, _softly)
                for which in (told, vain)
            ),
        )

    def _near_and_much(
        self, cosines: Vectors, kept: npt.NDArray[np.bool_], passages: int
    ) -> tuple[Vectors, Vectors]:
        nearness = _nearness(cosines, kept)
        owner, rows, share = self._pairs
        counted = nearness[owner] > 0
        owner, rows, share = owner[counted], rows[counted], share[counted]
        near = np.zeros(passages, np.float32)
        np.maximum.at(near, rows, nearness[owner])
        much = np.bincount(rows, np.exp(STEEP * (nearness[owner] - 1)) * share, passages)
        return near, np.log1p(FEW * much).astype(np.float32)

    @cached_property
    def _sets(self) -> npt.NDArray[np.str_]:
        return np.asarray([one.set for one in self.held], np.str_)

    @cached_property
    def _answered(self) -> npt.NDArray[np.bool_]:
        return np.asarray([bool(one.rows) for one in self.held], bool)

    @cached_property
    def _pairs(self) -> tuple[Rows, Rows, Vectors]:
        """Question, passage, and the question's share: one that many passages answer says less of each."""
        sizes = np.asarray([len(one.rows) for one in self.held], np.int64)
        owner = np.repeat(np.arange(len(self.held)), sizes)
        rows = np.asarray([row for one in self.held for row in one.rows], np.int64)
        return owner, rows, np.asarray(1 / np.sqrt(np.maximum(1, sizes))[owner], np.float32)


def nothing(dim: int) -> Memory:
    """A memory that holds no question."""
    return Memory((), *np.zeros((2, 0, dim), np.float32))


def remembered(questions: Sequence[Question], passages: Sequence[Passage]) -> tuple[Remembered, ...]:
    """The questions with the rows of the passages that answer them; one whose place is gone is left out."""
    by_source: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        by_source.setdefault(passage.source, []).append(row)
    found = []
    for question in questions:
        rows = tuple(
            row
            for source in dict.fromkeys(answer.source for answer in question.answers)
            for row in by_source.get(source, ())
            if any(answer.fits(passages[row]) for answer in question.answers)
        )
        found.append(Remembered(question.set, rows))
    return tuple(found)


def _nearness(cosines: Vectors, kept: npt.NDArray[np.bool_]) -> Vectors:
    """Cosines counted from where most of the remembered questions lie, 0 to 1; what is left out is far."""
    far = float(np.quantile(cosines[kept], FAR))
    return np.asarray(np.where(kept, np.maximum(0, cosines - far) / max(1 - far, 1e-6), 0), np.float32)


def _highest(cosines: Vectors) -> float:
    return float(cosines.max(initial=0.0))


def _softly(cosines: Vectors, steep: float = 12.0, many: int = 12) -> float:
    """Near the highest cosine, and above it when several come close."""
    best = np.sort(cosines)[::-1][:many]
    return float(np.log(np.exp(steep * (best - 1)).sum()) / steep + 1) if len(best) else 0.0

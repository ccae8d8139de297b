"""Questions asked before: a new question that is near an old one is answered where the old one was.

Two sources: the question sets that have been scored, and what one may ask of each record and section of the pages
(`corpus/questions/asked.tsv`, `asked_more.tsv` and `asked_whether.tsv`; the last only says whether a question can be
answered). A build keeps the vectors of each, with its names and without, the rows of the passages that answer it, and the
pages that it is about; it needs no text.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.search.encoders import Vectors
from assistant.search.passages import Passage
from assistant.search.questions import WHETHER, Question

FAR = 0.9
"""Share of the remembered questions that count as far from the one asked: nearness begins above their cosines."""

STEEP = 5.0
"""How fast a remembered question counts for less with its distance, where many are counted together."""

FEW = 20.0
"""Scale of the count before its logarithm is taken."""

Rows = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Remembered:
    """A question of a set and the rows of the passages that answer it; without rows it was asked in vain."""

    set: str
    rows: tuple[int, ...]
    pages: tuple[str, ...] = ()
    """The pages that answer it, or that it was asked of in vain."""


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
    asked: "Asked | None" = None
    """The remembered questions with their nearness; None when nothing is held."""

    def signs(self, page: str) -> dict[str, float]:
        """How near the nearest questions are, those answered and those asked in vain: of all, and of the page alone."""
        near = self.asked.signs(page) if self.asked else [0.0] * len(SIGNS)
        return dict(zip(SIGNS, near, strict=True))

    def columns(self, pool: Rows) -> Vectors:
        """Four columns for the passages in the pool."""
        parts = (self.near, self.much, self.nameless_near, self.nameless_much)
        return np.stack([part[pool] for part in parts], axis=1)


SIGNS = tuple(
    f"{page}{names}{how}{end}"
    for page in ("", "page_")
    for names in ("", "nameless_")
    for how in ("", "often_")
    for end in ("answered", "vain")
)
"""Names of the signs that `Recall.signs` tells, in its order: `often_` counts several of the nearest together."""


@dataclass(frozen=True, eq=False)
class Asked:
    """The questions of a memory as one question sees them: cosines with its names and without, and which are kept."""

    memory: "Memory"
    cosines: Vectors
    nameless: Vectors
    kept: Marks

    def signs(self, page: str) -> list[float]:
        """The values of SIGNS; `page` is the page that answers best."""
        sides = [self.kept & side for side in (self.memory.answered, ~self.memory.answered)]
        return [
            how(cosines[side & where])
            for where in (self.kept, self.memory.about(page))
            for cosines in (self.cosines, self.nameless)
            for how in (_highest, _softly)
            for side in sides
        ]


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
        finds = kept & (self._sets != WHETHER)
        if not finds.any():
            return Recall(*np.zeros((4, passages), np.float32))
        cosines = np.asarray(self.vectors @ vector, np.float32)
        bare = np.asarray(self.nameless @ nameless, np.float32)
        return Recall(
            *self._near_and_much(cosines, finds, passages),
            *self._near_and_much(bare, finds, passages),
            Asked(self, cosines, bare, kept),
        )

    def about(self, page: str) -> Marks:
        """The questions that this page answers, and those asked in vain of it."""
        found = np.zeros(len(self.held), bool)
        found[self._of_page.get(page, [])] = True
        return found

    @cached_property
    def answered(self) -> Marks:
        """The questions that the material answers."""
        return np.asarray([bool(one.rows) for one in self.held], bool)

    def _near_and_much(self, cosines: Vectors, kept: Marks, passages: int) -> tuple[Vectors, Vectors]:
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
    def _of_page(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self.held):
            for page in one.pages:
                found.setdefault(page, []).append(at)
        return found

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
        pages = tuple(dict.fromkeys(passages[row].source for row in rows)) or question.about
        found.append(Remembered(question.set, rows, pages))
    return tuple(found)


def _nearness(cosines: Vectors, kept: Marks) -> Vectors:
    """Cosines counted from where most of the remembered questions lie, 0 to 1; what is left out is far."""
    far = float(np.quantile(cosines[kept], FAR))
    return np.asarray(np.where(kept, np.maximum(0, cosines - far) / max(1 - far, 1e-6), 0), np.float32)


def _highest(cosines: Vectors) -> float:
    return float(cosines.max(initial=0.0))


def _softly(cosines: Vectors, steep: float = 12.0, many: int = 12) -> float:
    """Near the highest cosine, and above it when several come close."""
    best = np.sort(cosines)[::-1][:many]
    return float(np.log(np.exp(steep * (best - 1)).sum()) / steep + 1) if len(best) else 0.0

"""Fit the weights of the ranking on every question set that has been scored: python -m assistant.fitting.ranking [ENCODER ...]

For each question the candidates get a chance (softmax of their scores); the weights make the chance of an answering
passage as high as they can, with a ridge that keeps them small. Questions that name a source have a second set of
weights on top, with a stronger ridge, and only the passages of the named sources as candidates. A third set is fitted on
the passages of the answering pages alone, and on what one may ask of each page (asked_whether.tsv) too: it tells which
passage of a page answers. A question never remembers its own set, and what it asks for is told by weights that have not seen it. Prints cross-validation by set (each set scored by
weights and a memory that have not seen it), then writes ranking.json.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.evaluation.retrieval import answers, unremembered
from assistant.fitting import aspects as fit_aspects
from assistant.retrieve import Retriever, retriever
from assistant.search.features import COLUMNS, REMEMBERED
from assistant.search.questions import WHETHER, Question, asked_file, load_asked, load_questions
from assistant.search.weights import FILE, Weights
from assistant.settings import settings

RIDGE = 10.0
"""Of 1, 3, 10 and 30 the best in cross-validation; shares of it fall on each question."""

RIDGE_NAMED = 40.0
RIDGE_PAGE = 20.0
DEPTH = 50
NAMELESS = [COLUMNS.index(name) for name in ("nameless_near", "nameless_much")]
"""Columns that know no name: they tell the passages of a page apart, and not the pages."""

AT_REMEMBERED = [COLUMNS.index(name) for name in REMEMBERED]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lesson:
    """A question and its vectors, the candidates and their columns, which of them answer, and what sources it names."""

    question: Question
    columns: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]
    sources: npt.NDArray[Any]
    named: tuple[str, ...]
    pool: npt.NDArray[np.int64]
    vector: npt.NDArray[np.float32]
    nameless: npt.NDArray[np.float32]

    @property
    def open(self) -> npt.NDArray[np.bool_]:
        """Candidates that compete for the first place: those of named sources when there are any."""
        own = np.isin(self.sources, self.named)
        return own if own.any() else np.ones(len(own), bool)


def lessons(found: Retriever, questions: Sequence[Question], without_cosine: bool = False) -> list[Lesson]:
    """One lesson an answerable question."""
    told = []
    for question in (question for question in questions if question.answerable):
        with unremembered(found, question):
            look = found.look(question.question)
        columns = look.columns.copy()
        if without_cosine:
            columns[:, [COLUMNS.index("cosine"), *AT_REMEMBERED]] = 0
        passages = [found.passages[row] for row in look.pool]
        right = np.asarray([answers(question, passage) for passage in passages], bool)
        sources = np.asarray([passage.source for passage in passages])
        named = tuple(dict.fromkeys(mention.name.source for mention in look.mentions))
        told.append(Lesson(question, columns, right, sources, named, look.pool, look.as_asked, look.nameless))
    return told


def forgetting(found: Retriever, lesson: Lesson, name: str) -> Lesson:
    """The lesson as it would be if the set of that name were not remembered either."""
    if not lesson.columns[:, AT_REMEMBERED].any():
        return lesson
    recall = found.ranker.recall(lesson.vector, lesson.nameless, (lesson.question.set, name))
    columns = lesson.columns.copy()
    columns[:, AT_REMEMBERED] = recall.columns(lesson.pool)
    return replace(lesson, columns=columns)


def fit(taught: Sequence[Lesson]) -> Weights:
    """Weights of the columns; what one may ask of each page teaches only those within a page."""
    whole = [(lesson, np.flatnonzero(lesson.open)) for lesson in taught if lesson.question.set != WHETHER]
    both = _solved(
        [(_both(lesson)[rows], lesson.right[rows]) for lesson, rows in whole], (RIDGE, RIDGE_NAMED)
    )
    paged = [(lesson, rows) for lesson in taught for rows in _pages(lesson)]
    page = _solved(
        [(lesson.columns[rows], _by_itself(lesson)[rows]) for lesson, rows in paged], (RIDGE_PAGE,)
    )
    plain = len(COLUMNS)
    return Weights(_documents_as_prose(both[:plain]), both[plain:], page)


def _by_itself(lesson: Lesson) -> npt.NDArray[np.bool_]:
    """Candidates that answer, but for lists of all claims of a page: they hold any claim, and answer by luck."""
    prose, *of_claims = (
        lesson.columns[:, COLUMNS.index(name)] > 0 for name in ("prose", "claims", "argument")
    )
    return np.asarray(lesson.right & ~(prose & np.any(of_claims, axis=0)), bool)


def _pages(lesson: Lesson) -> list[npt.NDArray[np.int64]]:
    """Places of the candidates of each page that answers."""
    answering = dict.fromkeys(lesson.sources[lesson.right])
    return [np.flatnonzero(lesson.sources == source) for source in answering]


def _solved(
    rounds: Sequence[tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]], ridges: Sequence[float]
) -> npt.NDArray[np.float32]:
    """Weights of the columns, each ridge for an equal part of them; a round is the rows that compete, and which answer."""
    from scipy.optimize import minimize

    usable = [(rows, right) for rows, right in rounds if 0 < right.sum() < len(right)]
    table = np.concatenate([rows for rows, _ in usable]).astype(np.float64)
    part = table.shape[1] // len(ridges)
    spread = table[:, :part].std(0)
    width = np.tile(np.where(spread > 1e-6, spread, 1e9), len(ridges))
    ridge = np.repeat(ridges, part) / len(usable)
    right = np.concatenate([right for _, right in usable])
    lengths = np.asarray([len(rows) for rows, _ in usable])
    found = minimize(
        _loss(table / width, right, lengths, ridge), np.zeros(len(width)), jac=True, method="L-BFGS-B"
    )
    return np.asarray(found.x / width, np.float32)


def _both(lesson: Lesson) -> npt.NDArray[np.float32]:
    """The columns twice: for every question, and again (else zero) for one that names a source."""
    columns = lesson.columns.copy()
    columns[:, NAMELESS] = 0
    return np.concatenate([columns, columns * bool(lesson.named)], axis=1)


def _loss(
    table: Numbers, right: npt.NDArray[np.bool_], lengths: npt.NDArray[np.int64], ridge: Numbers
) -> Callable[[Numbers], tuple[float, Numbers]]:
    """Minus the mean log chance of an answering passage, and its slope."""
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = table @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
        every, good = np.add.reduceat(raised, starts), np.add.reduceat(raised * right, starts) + 1e-12
        slope = raised / np.repeat(every, lengths) - raised * right / np.repeat(good, lengths)
        value = float(np.log(every / good).mean() + ridge @ weights**2)
        return value, table.T @ slope / len(lengths) + 2 * ridge * weights

    return loss


def _documents_as_prose(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """No question set knows the user's documents: they stand as prose of the section on later evidence."""
    at = {name: place for place, name in enumerate(COLUMNS)}
    own = weights.copy()
    own[at["document"]] = weights[at["prose"]] + weights[at["later"]] + weights[at["case"]]
    return own


def rank(lesson: Lesson, weights: Weights) -> int:
    """Rank of the first answering candidate, named sources first in turns; 0 beyond DEPTH."""
    scores = weights.chances(lesson.columns, bool(lesson.named), lesson.sources)
    order = np.argsort(-scores, kind="stable")
    piles = [[at for at in order if lesson.sources[at] == source] for source in lesson.named]
    turns = [
        pile[turn] for turn in range(max(map(len, piles), default=0)) for pile in piles if turn < len(pile)
    ]
    rest = [at for at in order if lesson.sources[at] not in lesson.named]
    right = lesson.right[[*turns, *rest]][:DEPTH]
    return int(np.argmax(right)) + 1 if right.any() else 0


def crossed(found: Retriever, taught: Sequence[Lesson]) -> list[int]:
    """Rank of each question's answer by weights and a memory that have not seen the question's set."""
    ranks = [0] * len(taught)
    for name in _scored(taught):
        weights = fit([forgetting(found, lesson, name) for lesson in taught if lesson.question.set != name])
        for at, lesson in enumerate(taught):
            if lesson.question.set == name:
                ranks[at] = rank(lesson, weights)
    return ranks


def told(taught: Sequence[Lesson], ranks: Sequence[int]) -> str:
    """Recall and MRR by set and language."""
    lines = []
    for name in _scored(taught):
        for group in ("en", "fr", "named"):
            own = [
                found
                for lesson, found in zip(taught, ranks, strict=True)
                if lesson.question.set == name and group in (lesson.question.lang, lesson.question.type)
            ]
            shares = [sum(0 < found <= k for found in own) / len(own) for k in (1, 3, 5)]
            mrr = sum(1 / found for found in own if found) / len(own)
            shown = "  ".join(f"{value:.3f}" for value in (*shares, mrr))
            lines.append(f"  {name:8} {group:6} n={len(own):<4} recall@1,3,5, MRR: {shown}")
    return "\n".join(lines)


def _scored(taught: Sequence[Lesson]) -> list[str]:
    """The question sets among what is taught."""
    return [name for name in dict.fromkeys(lesson.question.set for lesson in taught) if name != WHETHER]


def main(names: Sequence[str]) -> None:
    """Fit for the named encoders (all built-in ones by default) and for encoders unknown."""
    record: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    questions = (*load_questions(), *load_asked(asked_file(WHETHER)))
    for name in names or ("use", "quality", "other"):
        found = retriever(settings(encoder="use" if name == "other" else name, store="numpy"))
        found.ranker.wanted = fit_aspects.apart(found, name == "other")
        taught = lessons(found, questions, name == "other")
        print(f"{name}, each set by the others\n{told(taught, crossed(found, taught))}", flush=True)
        weights = fit(taught)
        record[name] = {part: _named_row(getattr(weights, part)) for part in ("plain", "named", "page")}
        FILE.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def _named_row(weights: npt.NDArray[np.float32]) -> dict[str, float]:
    return {
        name: round(float(weight), 4)
        for name, weight in zip(COLUMNS, weights, strict=True)
        if abs(weight) > 5e-5
    }


if __name__ == "__main__":
    main(sys.argv[1:])

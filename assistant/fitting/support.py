"""Fit the rule of `support.py` on every question set that has been scored: python -m assistant.fitting.support [ENCODER ...]

Logistic regression with a small ridge, answerable and unanswerable questions weighing the same, over the signs, the chances
of what is asked for, and the first principal components of the vectors of the questions without their names. A question never
remembers its own set, and what it asks for is told by weights that have not seen it. The threshold is the
score that FALSE_DECLINES of the answerable questions of the blind waves fall below, each judged by weights fitted
without its fifth. Prints what each set declines by a rule, a threshold and a memory that have not seen it, then writes
support.json.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.evaluation.retrieval import unremembered
from assistant.fitting import aspects as fit_aspects
from assistant.retrieve import Retriever, retriever
from assistant.search.aspects import aspects
from assistant.search.memory import SIGNS
from assistant.search.questions import ASKED, Question, load_asked, load_questions
from assistant.search.support import FILE, OF_ASPECTS, Signs, best_page, signs, values
from assistant.settings import settings

FALSE_DECLINES = 0.05
"""Share of answerable questions that may fall below the threshold."""

RIDGE = 40.0
"""Of 5, 10, 20, 40 and 80 the best in cross-validation on waves 4 and 5, by a little."""

COMPONENTS = 120
"""Directions of the questions' vectors that are weighed; 60 to 200 do as well in cross-validation."""

FOLDS = 5
COSINES = ("meaning", "called", *SIGNS)
NOT_BLIND = ("dev", ASKED)

Numbers = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Fitted:
    """Weights of the signs and aspects, and a direction in the encoder's space (empty for an encoder never measured)."""

    signs: Numbers
    topic: Numbers
    border: float = 0.0
    """Where the fit itself would part them: scores of different fits are compared from here."""

    def scores(self, table: Numbers, vectors: Numbers) -> Numbers:
        """One score a question, counted from the border."""
        return np.asarray(
            table @ self.signs + (vectors @ self.topic if len(self.topic) else 0.0) - self.border, np.float64
        )


@dataclass(frozen=True, eq=False)
class Seen:
    """What the search found out for each question: its signs and the chances of its aspects, its vectors with and without the
    names, its best page."""

    table: Numbers
    vectors: Numbers
    nameless: Numbers
    pages: tuple[str, ...]


def seen(found: Retriever, questions: Sequence[Question], without_meaning: bool) -> Seen:
    """The signs and vectors of each question; no cosine and no vector when `without_meaning`."""
    rows, vectors, bare, pages = [], [], [], []
    for question in questions:
        with unremembered(found, question):
            ranking = found.rank(question.question)
        rows.append((*values(signs(ranking, found.ranker.index, found.ranker.stated)), *ranking.wanted))
        vectors.append(ranking.as_asked)
        bare.append(ranking.nameless)
        pages.append(best_page(ranking, found.passages))
    table = np.asarray(rows, np.float64)
    if without_meaning:
        table[:, _places(COSINES)] = 0
        none = np.zeros((len(rows), 0))
        return Seen(table, none, none, tuple(pages))
    return Seen(table, np.asarray(vectors, np.float64), np.asarray(bare, np.float64), tuple(pages))


def _places(names: Sequence[str]) -> list[int]:
    """Columns of these signs."""
    return [at for at, field in enumerate(fields(Signs)) if field.name in names]


def forgetting(found: Retriever, name: str, known: Seen, questions: Sequence[Question]) -> Numbers:
    """The signs as they would be if the set of that name were not remembered either."""
    if not known.vectors.shape[1]:
        return known.table
    own = known.table.copy()
    at = _places(SIGNS)
    for row, question in enumerate(questions):
        vector, bare = (np.asarray(rows[row], np.float32) for rows in (known.vectors, known.nameless))
        recall = found.ranker.recall(vector, bare, (question.set, name))
        near = recall.signs(known.pages[row])
        own[row, at] = [near[field.name] for field in fields(Signs) if field.name in SIGNS]
    return own


def fit(table: Numbers, vectors: Numbers, answerable: Marks) -> Fitted:
    """Weights of the signs and the topic."""
    from scipy.optimize import minimize

    axes = _axes(vectors)
    joined = np.concatenate([table, vectors @ axes.T], axis=1)
    width = np.where(joined.std(0) > 1e-6, joined.std(0), 1e9)
    scaled = np.c_[(joined - joined.mean(0)) / width, np.ones(len(table))]
    balance = np.where(answerable, 0.5 / answerable.mean(), 0.5 / (1 - answerable.mean()))
    side = np.where(answerable, 1.0, -1.0)
    ridge = np.r_[np.full(joined.shape[1], RIDGE / len(table)), 0.0]

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        margin = side * (scaled @ weights)
        slope = balance * side / (1 + np.exp(margin))
        value = float((balance * np.logaddexp(0, -margin)).mean() + ridge @ weights**2)
        return value, -(scaled.T @ slope) / len(table) + 2 * ridge * weights

    start = np.zeros(scaled.shape[1])
    solved = minimize(loss, start, jac=True, method="L-BFGS-B").x
    found = solved[:-1] / width
    border = float(found @ joined.mean(0) - solved[-1])
    return Fitted(found[: table.shape[1]], found[table.shape[1] :] @ axes, border)


def _axes(vectors: Numbers) -> Numbers:
    """Principal directions of the vectors, shape (at most COMPONENTS, dim)."""
    if not vectors.shape[1]:
        return np.zeros((0, 0))
    return np.asarray(
        np.linalg.svd(vectors - vectors.mean(0), full_matrices=False)[2][:COMPONENTS], np.float64
    )


def crossed(table: Numbers, vectors: Numbers, answerable: Marks) -> Numbers:
    """Each question's score by a rule fitted without that question's fifth."""
    fold = np.random.default_rng(20240607).integers(0, FOLDS, len(table))
    scores = np.zeros(len(table))
    for part in range(FOLDS):
        own = fold == part
        rule = fit(table[~own], vectors[~own], answerable[~own])
        scores[own] = rule.scores(table[own], vectors[own])
    return scores


def threshold(scores: Numbers, questions: Sequence[Question], answerable: Marks) -> float:
    """The score that FALSE_DECLINES of the answerable questions of the blind waves fall below."""
    blind = np.asarray([question.set not in NOT_BLIND for question in questions], bool)
    return float(np.quantile(scores[answerable & blind], FALSE_DECLINES))


def told(scores: Numbers, least: float, questions: Sequence[Question]) -> str:
    """Shares declined, by set."""
    lines = []
    for name in dict.fromkeys(question.set for question in questions):
        shares = []
        for kinds in (("near_miss",), ("unanswerable",), ("near_miss", "unanswerable"), ()):
            own = np.asarray(
                [
                    question.set == name and (question.type in kinds if kinds else question.answerable)
                    for question in questions
                ],
                bool,
            )
            shares.append(f"{(scores[own] < least).mean():.3f}")
        lines.append(
            f"  {name:8} declined: near misses {shares[0]}, others {shares[1]}, both {shares[2]}; wrongly {shares[3]}"
        )
    return "\n".join(lines)


def by_the_others(found: Retriever, known: Seen, questions: Sequence[Question]) -> str:
    """Each set declined by a rule, a threshold and a memory that have not seen it."""
    answerable = np.asarray([question.answerable for question in questions], bool)
    lines = []
    for name in dict.fromkeys(question.set for question in questions if question.set != ASKED):
        signs_, vectors = forgetting(found, name, known, questions), known.nameless
        last = np.asarray([question.set == name for question in questions], bool)
        older = [question for question, own in zip(questions, last, strict=True) if not own]
        scores = crossed(signs_[~last], vectors[~last], answerable[~last])
        least = threshold(scores, older, answerable[~last])
        own_scores = fit(signs_[~last], vectors[~last], answerable[~last]).scores(signs_[last], vectors[last])
        lines.append(told(own_scores, least, [q for q, own in zip(questions, last, strict=True) if own]))
    return "\n".join(lines)


def main(names: Sequence[str]) -> None:
    """Fit for the named encoders (all built-in ones by default) and for encoders unknown."""
    record: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {"rules": {}}
    questions = (*load_questions(), *load_asked())
    for name in names or ("use", "quality", "other"):
        found = retriever(settings(encoder="use" if name == "other" else name, store="numpy"))
        found.ranker.wanted = fit_aspects.apart(found, name == "other")
        known = seen(found, questions, name == "other")
        print(f"{name}, each set by the others\n{by_the_others(found, known, questions)}", flush=True)
        record["rules"][name] = _fitted(known.table, known.nameless, questions)
    FILE.write_text(json.dumps(record) + "\n", "utf-8")


def _fitted(table: Numbers, vectors: Numbers, questions: Sequence[Question]) -> dict[str, Any]:
    """The rule as `support.json` holds it; on own documents the mean of topic and memory stands for both."""
    answerable = np.asarray([question.answerable for question in questions], bool)
    least = threshold(crossed(table, vectors, answerable), questions, answerable)
    rule = fit(table, vectors, answerable)
    count = len(fields(Signs))
    asked = [*_places((*SIGNS, *OF_ASPECTS)), *range(count, table.shape[1])]
    home = table[answerable][:, asked] @ rule.signs[asked]
    if len(rule.topic):
        home = home + vectors[answerable] @ rule.topic
    return {
        "weights": {
            field.name: round(float(w), 4) for field, w in zip(fields(Signs), rule.signs[:count], strict=True)
        },
        "wanted": {name: round(float(w), 4) for name, w in zip(aspects(), rule.signs[count:], strict=True)},
        "threshold": round(least + rule.border, 4),
        "at_home": round(float(home.mean()), 4),
        "topic": [round(float(weight), 3) for weight in rule.topic],
        "questions": len(questions),
    }


if __name__ == "__main__":
    main(sys.argv[1:])

"""Fit the rule of `support.py` on every question set that has been scored: python -m assistant.fit_support [ENCODER ...]

Logistic regression with a small ridge, answerable and unanswerable questions weighing the same, over the signs and
the first principal components of the questions' vectors. The threshold is the score that 5% of the answerable
questions of the blind waves fall below, each judged by weights fitted without its fifth. Prints what that declines,
and the fit on the older sets scored on the newest one, then writes support.json.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.questions import Question, load_questions
from assistant.retrieve import Retriever, retriever
from assistant.settings import settings
from assistant.support import FILE, Signs, signs, values

FALSE_DECLINES = 0.05
"""Share of answerable questions that may fall below the threshold."""

RIDGE = 20.0
"""Of 5, 20 and 40 there is no difference in cross-validation."""

COMPONENTS = 60
"""Directions of the questions' vectors that are weighed; 30 to 200 do as well in cross-validation."""

FOLDS = 5
COSINES = ("meaning", "called")
DEVELOPED_ON = "dev"

Numbers = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Fitted:
    """Weights of the signs, and a direction in the encoder's space (empty for an encoder never measured)."""

    signs: Numbers
    topic: Numbers
    border: float = 0.0
    """Where the fit itself would part them: scores of different fits are compared from here."""

    def scores(self, table: Numbers, vectors: Numbers) -> Numbers:
        """One score a question, counted from the border."""
        return np.asarray(
            table @ self.signs + (vectors @ self.topic if len(self.topic) else 0.0) - self.border, np.float64
        )


def sign_table(
    found: Retriever, questions: Sequence[Question], without_meaning: bool
) -> tuple[Numbers, Numbers]:
    """Signs of each question, shape (questions, signs), and its vector; no cosine when `without_meaning`."""
    rows, vectors = [], []
    for question in questions:
        ranking = found.rank(question.question)
        rows.append(values(signs(ranking, found.ranker.index)))
        vectors.append(ranking.vector)
    table = np.asarray(rows, np.float64)
    if without_meaning:
        table[:, [field.name in COSINES for field in fields(Signs)]] = 0
        return table, np.zeros((len(rows), 0))
    return table, np.asarray(vectors, np.float64)


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
    blind = np.asarray([question.set != DEVELOPED_ON for question in questions], bool)
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


def main(names: Sequence[str]) -> None:
    """Fit for the named encoders (all built-in ones by default) and for encoders unknown."""
    record: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {"rules": {}}
    questions = load_questions()
    answerable = np.asarray([question.answerable for question in questions], bool)
    for name in names or ("use", "quality", "other"):
        found = retriever(settings(encoder="use" if name == "other" else name, store="numpy"))
        table, vectors = sign_table(found, questions, name == "other")
        scores = crossed(table, vectors, answerable)
        least = threshold(scores, questions, answerable)
        print(f"{name}, five-fold cross-validation\n{told(scores, least, questions)}")
        print(
            f"{name}, fitted on the older sets, scored on the newest\n{_newest(table, vectors, questions)}",
            flush=True,
        )
        rule = fit(table, vectors, answerable)
        home = float((vectors @ rule.topic)[answerable].mean()) if len(rule.topic) else 0.0
        record["rules"][name] = {
            "weights": {
                field.name: round(float(w), 4) for field, w in zip(fields(Signs), rule.signs, strict=True)
            },
            "threshold": round(least + rule.border, 4),
            "at_home": round(home, 4),
            "topic": [round(float(weight), 3) for weight in rule.topic],
            "questions": len(questions),
        }
    FILE.write_text(json.dumps(record) + "\n", "utf-8")


def _newest(table: Numbers, vectors: Numbers, questions: Sequence[Question]) -> str:
    last = np.asarray([question.set == questions[-1].set for question in questions], bool)
    answerable = np.asarray([question.answerable for question in questions], bool)
    older = [question for question, own in zip(questions, last, strict=True) if not own]
    least = threshold(crossed(table[~last], vectors[~last], answerable[~last]), older, answerable[~last])
    scores = fit(table[~last], vectors[~last], answerable[~last]).scores(table[last], vectors[last])
    newest = [question for question, own in zip(questions, last, strict=True) if own]
    return told(scores, least, newest)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Fit the rule of `support.py` on every question set that has been scored: python -m assistant.fit_support [ENCODER ...]

Logistic regression with a small ridge, answerable and unanswerable questions weighing the same; the threshold is
the score that 5% of the answerable questions of the development set fall below. Writes support.json.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.questions import Question, load_questions
from assistant.retrieve import Retriever, retriever
from assistant.settings import settings
from assistant.support import Signs, signs, values

FALSE_DECLINES = 0.05
"""Share of answerable development questions that may fall below the threshold."""

RIDGE = 0.3

Numbers = npt.NDArray[np.float64]


def sign_table(found: Retriever, questions: Sequence[Question], without_meaning: bool = False) -> Numbers:
    """Signs of each question, shape (questions, signs)."""
    rows = []
    for question in questions:
        sign = signs(found.rank(question.question), found.passages, found.ranker.index.words)
        rows.append(values(replace(sign, meaning=0.0, meaning_named=0.0) if without_meaning else sign))
    return np.asarray(rows, np.float64)


def fit(table: Numbers, answerable: npt.NDArray[np.bool_]) -> tuple[Numbers, float]:
    """Weights of the signs and the threshold."""
    from scipy.optimize import minimize

    mean, width = table.mean(0), table.std(0) + 1e-9
    scaled = np.c_[(table - mean) / width, np.ones(len(table))]
    balance = np.where(answerable, 0.5 / answerable.mean(), 0.5 / (1 - answerable.mean()))
    side = np.where(answerable, 1.0, -1.0)

    def loss(weights: Numbers) -> float:
        ridge = RIDGE / len(table) * float(weights[:-1] @ weights[:-1])
        return float((balance * np.log1p(np.exp(-side * (scaled @ weights)))).mean()) + ridge

    found = minimize(loss, np.zeros(scaled.shape[1])).x
    weights = np.where(width > 1e-8, found[:-1] / width, 0.0)
    return weights, float(np.quantile(table[answerable] @ weights, FALSE_DECLINES))


def main(names: Sequence[str]) -> None:
    """Fit for the named encoders (all built-in ones by default) and for encoders unknown."""
    path = Path(__file__).with_name("support.json")
    record: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"rules": {}}
    questions = load_questions()
    answerable = np.asarray([question.answerable for question in questions], bool)
    for name in names or ("use", "quality", "other"):
        found = retriever(settings(encoder="use" if name == "other" else name, store="numpy"))
        weights, threshold = fit(sign_table(found, questions, name == "other"), answerable)
        named = {field.name: round(float(w), 4) for field, w in zip(fields(Signs), weights, strict=True)}
        record["rules"][name] = {
            "weights": named,
            "threshold": round(threshold, 4),
            "questions": len(questions),
        }
    path.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

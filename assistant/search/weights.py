"""The weights of the ranking: one for each column of `features.py`, a second set for questions that name a source, and
a third one by which the passages of one page are told apart.

`ranking.json` is written by `python -m assistant.fitting.ranking`.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.search.features import COLUMNS

Values = npt.NDArray[np.float32]

FILE = Path(__file__).with_name("ranking.json")


@dataclass(frozen=True, eq=False)
class Weights:
    """Linear scores: `plain` for every question, plus `named` when the question names a source; `page` within a page."""

    plain: Values
    named: Values
    page: Values | None = None
    """None where it was not measured: then passages of a page are told apart as all others are."""

    def score(self, columns: Values, named: bool) -> Values:
        """One score a row of columns; only differences between rows mean anything."""
        return np.asarray(columns @ (self.plain + self.named if named else self.plain), np.float32)

    def chances(self, columns: Values, named: bool, sources: npt.NDArray[Any]) -> Values:
        """How likely each row is the one that answers: the chance of its page, shared out by the scores within it."""
        chance = chances(self.score(columns, named))
        return chance if self.page is None else shared(chance, columns @ self.page, sources)


def chances(scores: Values) -> Values:
    """Scores as chances that add up to 1: how likely each candidate is the one that answers."""
    raised = np.exp(scores - scores.max(initial=-np.inf)) if len(scores) else scores
    return np.asarray(raised / max(float(raised.sum()), 1e-9), np.float32)


def shared(chance: Values, scores: Values, sources: npt.NDArray[Any]) -> Values:
    """The chance of each source, shared out among its rows by their scores."""
    _, page = np.unique(sources, return_inverse=True)
    highest = np.full(len(scores), -np.inf)
    np.maximum.at(highest, page, scores)
    raised = np.exp(scores - highest[page])
    every = np.bincount(page, chance)
    return np.asarray(every[page] * raised / np.bincount(page, raised)[page], np.float32)


def family(encoder: str) -> str:
    """Encoders whose cosines were measured have weights of their own; any other is `other`."""
    name = "quality" if "+e5-" in encoder else encoder.split("-")[0]
    return name if name in ("use", "quality") else "other"


REMEMBERING = ("use", "quality")
"""Families whose weights count what was asked before; for the others a build spends no time on it."""


def remembers(encoder: str) -> bool:
    """True when an index of this encoder keeps the questions asked before."""
    return family(encoder) in REMEMBERING


@lru_cache(maxsize=4)
def weights_for(encoder: str) -> Weights:
    """The weights fitted for an encoder; one never measured borrows those of `use`."""
    rows = json.loads(FILE.read_text("utf-8"))
    row = rows.get(family(encoder), rows["use"])
    page = _column(row["page"]) if "page" in row else None
    return Weights(_column(row["plain"]), _column(row["named"]), page)


def _column(row: dict[str, float]) -> Values:
    return np.asarray([row.get(name, 0.0) for name in COLUMNS], np.float32)

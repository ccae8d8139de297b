"""The weights of the ranking: one for each column of `features.py`, and a second set for questions that name a source.

`ranking.json` is written by `python -m assistant.fit_ranking`.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.features import COLUMNS

Values = npt.NDArray[np.float32]

FILE = Path(__file__).with_name("ranking.json")


@dataclass(frozen=True, eq=False)
class Weights:
    """A linear score: `plain` for every question, plus `named` when the question names a source."""

    plain: Values
    named: Values

    def score(self, columns: Values, named: bool) -> Values:
        """One score a row of columns; only differences between rows mean anything."""
        return np.asarray(columns @ (self.plain + self.named if named else self.plain), np.float32)


def family(encoder: str) -> str:
    """Encoders whose cosines were measured have weights of their own; any other is `other`."""
    name = "quality" if "+e5-" in encoder else encoder.split("-")[0]
    return name if name in ("use", "quality") else "other"


REMEMBERING = ("use",)
"""Families whose weights count what was asked before; for the others a build spends no time on it."""


def remembers(encoder: str) -> bool:
    """True when an index of this encoder keeps the questions asked before."""
    return family(encoder) in REMEMBERING


@lru_cache(maxsize=4)
def weights_for(encoder: str) -> Weights:
    """The weights fitted for an encoder; one never measured borrows those of `use`."""
    rows = json.loads(FILE.read_text("utf-8"))
    row = rows.get(family(encoder), rows["use"])
    return Weights(_column(row["plain"]), _column(row["named"]))


def _column(row: dict[str, float]) -> Values:
    return np.asarray([row.get(name, 0.0) for name in COLUMNS], np.float32)

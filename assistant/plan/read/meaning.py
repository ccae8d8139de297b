"""The nearest exemplars of a text: what a clause or a question is about where the vocabulary is silent.

Exemplars are lines of a data file; the encoder turns them into vectors once and keeps them in the user's folder.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.plan.text.lexicon import load
from assistant.search.encoders import Encoder, encoder_for
from assistant.settings import Settings
from twin.paths import data_home

OPERATION_LEAST, OPERATION_MARGIN = 0.52, 0.03
KIND_LEAST, KIND_MARGIN = 0.45, 0.02
NEIGHBOURS = 3


@dataclass
class Exemplars:
    """Labelled lines and their vectors."""

    encoder: Encoder
    group: str
    _labels: list[str] = field(default_factory=list)
    _vectors: Any = None

    def nearest(self, text: str, least: float, margin: float) -> tuple[str, float] | None:
        """The label whose exemplars are nearest, when near enough and clearly before the next label."""
        if self._vectors is None:
            self._labels, self._vectors = _encoded(self.encoder, self.group)
        cosines = self._vectors @ self.encoder.query(text)
        best: dict[str, list[float]] = {}
        for index in np.argsort(-cosines)[:40]:
            scores = best.setdefault(self._labels[int(index)], [])
            if len(scores) < NEIGHBOURS:
                scores.append(float(cosines[int(index)]))
        ranked = sorted(((_score(scores), label) for label, scores in best.items()), reverse=True)
        if not ranked or ranked[0][0] < least or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < margin):
            return None
        return ranked[0][1], ranked[0][0]


def _score(scores: list[float]) -> float:
    """The best cosine, with a little of the mean of the next ones."""
    return 0.8 * scores[0] + 0.2 * sum(scores) / len(scores)


class Meaning:
    """Exemplars of operations and of kinds of question."""

    def __init__(self, encoder: Encoder) -> None:
        self._operations = Exemplars(encoder, "operations")
        self._kinds = Exemplars(encoder, "kinds")

    def operation(self, clause: str) -> tuple[str, float] | None:
        """The operation that a clause is about; None when none is near enough, or it is only scenery."""
        found = self._operations.nearest(clause, OPERATION_LEAST, OPERATION_MARGIN)
        return None if found is None or found[0] == "none" else found

    def kind(self, question: str) -> tuple[str, float] | None:
        """The kind of a question; None when none is near enough."""
        return self._kinds.nearest(question, KIND_LEAST, KIND_MARGIN)


@lru_cache(maxsize=4)
def _meaning(encoder: str) -> Meaning:
    return Meaning(encoder_for(encoder))


def meaning(chosen: Settings) -> Meaning:
    """The exemplars under the chosen encoder; the model loads with the first question that needs it."""
    return _meaning(chosen.encoder)


def _encoded(encoder: Encoder, group: str) -> tuple[list[str], Any]:
    pairs = [(label, line) for label, lines in load("exemplars")[group].items() for line in lines]
    lines = [line for _, line in pairs]
    file = _file(encoder, group, lines)
    if file.exists():
        vectors = np.fromfile(file, dtype="<f4")
        if vectors.size == len(lines) * encoder.dim:
            return [label for label, _ in pairs], vectors.reshape(len(lines), encoder.dim)
    vectors = encoder.passages(lines)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(np.asarray(vectors, "<f4").tobytes())
    except OSError:
        pass  # a folder that cannot be written only costs the time of encoding again
    return [label for label, _ in pairs], vectors


def _file(encoder: Encoder, group: str, lines: list[str]) -> Path:
    key = hashlib.sha256("\n".join([encoder.name, group, *lines]).encode()).hexdigest()[:16]
    return data_home() / "exemplars" / f"{group}-{key}.f32"

"""A learnt reading that has learnt nothing, or only what a test tells it."""

from typing import Any

import numpy as np

from assistant.plan.learnt.choose import CHOICE_PLACES
from assistant.plan.learnt.lean import LEAN_PLACES
from assistant.plan.learnt.weights import NOTHING, Near, Weights


def blank_weights(told: dict[str, float]) -> Weights:
    """Weights in which the mentions of a question like the parts of roles that are told."""
    parts = (NOTHING, *told)
    last = np.array([0.0, 0.0, *told.values()], np.float32)
    near = Near(parts=parts, turned=np.zeros((0, 1 + len(parts)), np.float32), last=last)
    blank = np.zeros((0, 0), np.float32)
    return Weights(
        (),
        np.zeros(0, np.int64),
        blank,
        blank,
        blank,
        blank,
        np.zeros(CHOICE_PLACES, np.float32),
        np.zeros(LEAN_PLACES, np.float32),
        near=near,
    )


class Mute:
    """An encoder that says nothing."""

    name, dim = "mute", 0

    def passages(self, texts: Any) -> Any:
        return np.zeros((len(texts), 0), np.float32)

    def query(self, text: str) -> Any:
        return np.zeros(0, np.float32)

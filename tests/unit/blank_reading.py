"""A learnt reading that has learnt nothing, or only what a test tells it."""

from typing import Any

import numpy as np

from assistant.hashing import PLACES, places
from assistant.plan.learnt.choose import CHOICE_PLACES
from assistant.plan.learnt.lean import LEAN_PLACES
from assistant.plan.learnt.weights import Weights


def blank_weights(told: dict[str, float]) -> Weights:
    """Weights of roles in which the mentions of a question like the roles that are told."""
    roles = np.zeros(PLACES, np.float32)
    for trait, value in told.items():
        roles[places([trait])] = value
    blank = np.zeros((0, 0), np.float32)
    return Weights(
        (),
        np.zeros(0, np.int64),
        blank,
        blank,
        blank,
        blank,
        roles,
        np.zeros(CHOICE_PLACES, np.float32),
        np.zeros(LEAN_PLACES, np.float32),
    )


class Mute:
    """An encoder that says nothing."""

    name, dim = "mute", 0

    def passages(self, texts: Any) -> Any:
        return np.zeros((len(texts), 0), np.float32)

    def query(self, text: str) -> Any:
        return np.zeros(0, np.float32)

"""The learnt weights: how likely each label is for a question, and what each mention is for.

Kept in `weights.npz` beside this file, in eight or sixteen bits a weight: hashed traits, so no list of words is needed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.hashing import key_places, packed

FILE = Path(__file__).with_name("weights.npz")
TRAITS, VECTOR = 6.0, 3.0
"""How much the traits of a question and its vector weigh against each other."""

AROUND = 6.0
"""How much the traits of a mention weigh."""

Numbers = npt.NDArray[np.float32]


NOTHING = "none"
"""What a mention is for that is for nothing."""


@dataclass(frozen=True)
class Near:
    """What the words around a mention say, by one hidden layer: what they speak of, which of a network's few names goes with
    it, and what the mention is for."""

    labels: tuple[str, ...] = (NOTHING,)
    """Operations and nothing first, then names such as 'station:test'."""
    parts: tuple[str, ...] = (NOTHING,)
    """Nothing, and the parts of which the score of a role is the sum (see `traits.parts_of`)."""
    keys: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    traits: npt.NDArray[Any] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    scale: Numbers = field(default_factory=lambda: np.ones(0, np.float32))
    bias: Numbers = field(default_factory=lambda: np.zeros(0, np.float32))
    turned: Numbers = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    """From the hidden layer to the labels and the parts."""
    last: Numbers = field(default_factory=lambda: np.zeros(2, np.float32))

    @property
    def operations(self) -> int:
        """How many labels are operations or nothing."""
        return self.labels.index(NOTHING) + 1

    def of(self, traits: Iterable[str]) -> tuple[dict[str, float], dict[str, float]]:
        """The log probability of each operation and of nothing with the probability of each name; and the score of each part."""
        at = key_places(traits, self.keys)
        raised = self.bias.copy()
        if len(at):
            raised += self.traits[at].astype(np.float32).sum(0) * self.scale * (AROUND / np.sqrt(len(at)))
        score = np.maximum(raised, 0) @ self.turned + self.last
        few, known = self.operations, len(self.labels)
        told = [*softmax(score[:few]), *(1 / (1 + np.exp(-np.clip(score[few:known], -30, 30))))]
        return (
            dict(zip(self.labels, map(float, told), strict=True)),
            dict(zip(self.parts, score[known:].tolist(), strict=True)),
        )


@dataclass(frozen=True)
class Weights:
    """Weights of labels (keys, one row a trait; vector; bias), of the choice of a reading, of a follow-up's, and of mentions."""

    labels: tuple[str, ...]
    keys: npt.NDArray[np.int64]
    traits: npt.NDArray[Any]
    scale: Numbers
    vector: Numbers
    bias: Numbers
    choice: Numbers
    lean: Numbers
    acts: tuple[str, ...] = ()
    act_vector: Numbers = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    near: Near = field(default_factory=Near)

    def of_labels(self, traits: Iterable[str], vector: Numbers) -> dict[str, float]:
        """The probability of each label, each apart from the others."""
        at = key_places(traits, self.keys)
        score = self.bias + VECTOR * (vector @ self.vector)
        if len(at):
            score = score + self.traits[at].astype(np.float32).sum(0) * self.scale * (
                TRAITS / np.sqrt(len(at))
            )
        chance = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
        return dict(zip(self.labels, (float(p) for p in chance), strict=True))

    def unheard(self, words: Iterable[str]) -> int:
        """How many of the words of a question's shape no lesson, or hardly any, had."""
        own = [word for word in dict.fromkeys(words) if not word.startswith("<")]
        return len(own) - len(key_places([f"s {word}" for word in own], self.keys))

    def of_acts(self, vector: Numbers) -> dict[str, float]:
        """What the encoder's vector of a follow-up says for each act."""
        if not self.acts:
            return {}
        return dict(zip(self.acts, (float(s) for s in self.act_vector @ vector), strict=True))


def softmax(scores: Sequence[float] | Numbers) -> Numbers:
    """Log probabilities of scores.

    >>> softmax([0.0, 0.0]).round(3).tolist()
    [-0.6930000185966492, -0.6930000185966492]
    """
    held = np.array(scores, np.float32)
    top = held.max()
    return np.asarray(held - top - np.log(np.exp(held - top).sum()), np.float32)


def save(path: Path, found: Weights) -> None:
    """Writes the weights."""
    lean, lean_size = packed(found.lean[:, None])
    np.savez_compressed(
        path,
        labels=np.array("\n".join(found.labels)),
        keys=found.keys.astype(np.uint32),
        traits=found.traits,
        scale=found.scale,
        vector=found.vector.astype(np.float16),
        bias=found.bias,
        choice=found.choice.astype(np.float16),
        lean=lean[:, 0],
        lean_scale=lean_size,
        acts=np.array("\n".join(found.acts)),
        act_vector=found.act_vector.astype(np.float16),
        near_labels=np.array("\n".join(found.near.labels)),
        near_parts=np.array("\n".join(found.near.parts)),
        near_keys=found.near.keys.astype(np.uint32),
        near_traits=found.near.traits,
        near_scale=found.near.scale,
        near_bias=found.near.bias,
        near_turned=found.near.turned.astype(np.float16),
        near_last=found.near.last,
    )


@lru_cache(maxsize=4)
def load(path: Path = FILE) -> Weights:
    """The weights that a file holds; nothing in it is executed."""
    with np.load(path, allow_pickle=False) as held:
        return Weights(
            tuple(str(held["labels"]).split("\n")),
            held["keys"].astype(np.int64),
            held["traits"],
            held["scale"],
            held["vector"].astype(np.float32),
            held["bias"],
            held["choice"].astype(np.float32),
            held["lean"].astype(np.float32) * held["lean_scale"],
            tuple(filter(None, str(held["acts"]).split("\n"))) if "acts" in held else (),
            held["act_vector"].astype(np.float32) if "acts" in held else np.zeros((0, 0), np.float32),
            Near(
                tuple(str(held["near_labels"]).split("\n")),
                tuple(str(held["near_parts"]).split("\n")),
                held["near_keys"].astype(np.int64),
                held["near_traits"],
                held["near_scale"],
                held["near_bias"],
                held["near_turned"].astype(np.float32),
                held["near_last"],
            ),
        )

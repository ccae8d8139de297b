"""What a question is about, learnt from sentences that strangers wrote: operations and kinds, each with a probability.

A linear classifier over words, pairs of words, word beginnings to ends (four letters each) and the sentence encoder's
vector; `assistant/fit_sense.py` fits it on the phrase bank and on every question set that has been scored. It only
advises: slots are still bound by their types, and nothing runs that the words do not cover.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.encoders import Encoder
from assistant.plan.words import cleaned, read, stem

WEIGHTS = Path(__file__).with_name("sense.npz")
ENCODER = "use"
GRAM = 4
WORDS, VECTOR = 6.0, 3.0  # how much the two halves of the features weigh

Numbers = npt.NDArray[np.float32]

KINDS = frozenset(
    {"compare_designs", "run_plain", "evidence", "describe", "help", "why", "undo", "report", "explain_kpi", "optimise", "off_topic", "vague"}
)  # fmt: skip
"""Labels that are kinds of question; every other label is an operation."""


@dataclass(frozen=True)
class Sense:
    """Probabilities by label, the likeliest first."""

    ranked: tuple[tuple[str, float], ...]

    def of(self, label: str) -> float:
        """The probability of a label; 0 for one that was never learnt."""
        return dict(self.ranked).get(label, 0.0)

    @property
    def operations(self) -> tuple[tuple[str, float], ...]:
        """Operations only, the likeliest first."""
        return tuple((label, p) for label, p in self.ranked if label not in KINDS)

    @property
    def acting(self) -> float:
        """How likely it is that something is to be run: the likeliest operation or comparison."""
        return max((p for label, p in self.ranked if label not in KINDS or label in RUNNING), default=0.0)


RUNNING = frozenset({"compare_designs", "run_plain"})
_POLICIES = ("dispatch", "reroute", "queue_cap", "sequencing", "sourcing_radius")


def label_of(edit: dict[str, Any]) -> str:
    """The label of an edit: its kind, with the item where the kind has several."""
    kind = str(edit["kind"])
    if kind in ("price", "station", "capex"):
        return f"{kind}.{edit.get('item')}"
    if kind == "policy":
        return "policy." + next((name for name in _POLICIES if name in edit), "dispatch")
    if kind == "site_outage" and edit.get("share", 1) != 1:
        return "site_outage_partial"
    return {"run": "run_settings"}.get(kind, kind)


def features(text: str) -> Iterator[str]:
    """The words of a question (numbers as one), their pairs, and their runs of four letters."""
    words = [
        "0" if word.number else stem(word.key)
        for word in read(cleaned(text)).words
        if word.letters or word.number
    ]
    yield from words
    yield from (f"{a}_{b}" for a, b in itertools.pairwise(words))
    for word in words:
        if len(word) > GRAM:
            yield from (f"#{word[i : i + GRAM]}" for i in range(len(word) - GRAM + 1))


class Classifier:
    """The fitted weights over one encoder; without the encoder it goes by the words alone."""

    def __init__(self, encoder: Encoder | None, weights: Path = WEIGHTS) -> None:
        self._encoder = encoder
        with np.load(weights, allow_pickle=False) as held:
            self.labels: tuple[str, ...] = tuple(str(held["labels"]).split("\n"))
            self._place = {word: n for n, word in enumerate(str(held["vocabulary"]).split("\n"))}
            self._words: Numbers = held["words"].astype(np.float32) * held["scale"]
            self._vector: Numbers = held["vector"].astype(np.float32)
            self._bias: Numbers = held["bias"].astype(np.float32)

    def sense(self, text: str) -> Sense:
        """Every label with its probability."""
        score = self._bias.copy()
        held = sorted({self._place[f] for f in features(text) if f in self._place})
        if held:
            score += self._words[held].sum(0) * np.float32(WORDS / np.sqrt(len(held)))
        if self._encoder is not None:
            score += VECTOR * (np.asarray(self._encoder.passages([text]), np.float32)[0] @ self._vector)
        likely: Any = 1 / (1 + np.exp(-score))
        order = np.argsort(-likely, kind="stable")
        return Sense(tuple((self.labels[int(n)], float(likely[int(n)])) for n in order))


@lru_cache(maxsize=1)
def classifier() -> Classifier:
    """The classifier with the encoder that it was fitted with, whichever one searches the evidence."""
    from assistant.encoders import encoder_for

    return Classifier(encoder_for(ENCODER))


SURE, MOST = 0.7, 0.8
"""Probability, and share of all probability, from which a kind is taken from the sense of the whole question."""

_RATHER = {
    "help": "help",
    "describe": "describe",
    "optimise": "optimise",
    "off_topic": "refuse",
    "vague": "vague",
}


def rather(kind: str, sense: Sense, named: bool) -> str:
    """The kind that a question has by its sense, where its words alone said `kind`; `kind` when that is not sure.

    `named`: whether it names a case, without which nothing can be described.
    """
    label, p = sense.ranked[0]
    sure = p >= SURE and p / sum(q for _, q in sense.ranked) >= MOST
    return _RATHER.get(label, kind) if sure and (named or label != "describe") else kind


def sensed(text: str) -> Sense:
    """The sense of a question under the kept weights, which load with the first question that needs them."""
    return classifier().sense(text)

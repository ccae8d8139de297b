"""Fit what a question asks for: python -m assistant.fitting.aspects [use|other ...]

A softmax over the words of a question and its vector without its names, at once and through one hidden layer, on the questions
of `corpus/questions/wanted.tsv`, each marked with the aspects that it asks for. Prints how often an aspect so marked comes
first for questions that the weights have not seen, then writes aspects.npz.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from assistant.fitting.descent import adam
from assistant.hashing import WIDE, known_places, packed, places
from assistant.retrieve import Retriever, retriever
from assistant.search.aspects import COMPARE, FILE, Wanted, aspects, traits
from assistant.search.encoders import Vectors, of_questions
from assistant.search.names import nameless
from assistant.settings import settings
from twin.paths import corpus_root

SHARES = (1.0, 0.6, 0.4)
"""How much the first, second and third aspect of a question count."""

MEANING, WORDS = 2.0, 3.0
"""How much the vector and the words weigh against each other."""

LEAST = 2
"""Questions that a trait must stand in to be kept."""

HIDDEN = 128
DROPPED = 0.3
"""Share of the hidden layer that each step leaves out (Srivastava and others, 2014)."""

EPOCHS, BATCH, RATE, RIDGE = 16, 512, 0.0015, 1e-5
FEWEST = 300
"""Steps that are made however few the questions are."""

SEED = 20261130
FOLDS = 4

Numbers = npt.NDArray[np.float32]
Question = tuple[str, tuple[str, ...]]
"""A question and what it asks for, the most central first."""


def questions() -> tuple[Question, ...]:
    """The marked questions."""
    file = corpus_root() / "questions" / "wanted.tsv"
    rows = (
        row.split("\t") for row in file.read_text("utf-8").splitlines() if row and not row.startswith("#")
    )
    return tuple((question, tuple(codes.split())) for codes, question in rows)


def vectors_of(found: Retriever, marked: Sequence[Question]) -> Vectors:
    """The vectors of the questions without their names, shape (questions, dim)."""
    texts = [text for text, _ in marked]
    bare = [nameless(text, found.ranker.names.find(text)) for text in texts]
    return np.stack([of_questions(found.encoder).query(text) for text in bare])


def fit(marked: Sequence[Question], vectors: Vectors) -> Wanted:
    """Weights of words and vector; no vector is looked at where its length is 0."""
    rows = [places(traits(text), WIDE) for text, _ in marked]
    counts = Counter(int(key) for row in rows for key in row)
    keys = np.array(sorted(key for key, count in counts.items() if count >= LEAST), np.int64)
    held = [known_places(row, keys) for row in rows]
    said = sparse.csr_matrix(
        (
            np.concatenate([np.full(len(row), WORDS / np.sqrt(max(1, len(row)))) for row in held]),
            np.concatenate(held),
            np.cumsum([0, *map(len, held)]),
        ),
        shape=(len(held), len(keys)),
        dtype=np.float32,
    )
    words, vector, bias, turned = _solved(said, (vectors * MEANING).astype(np.float32), _targets(marked))
    table, scale = packed(WORDS * words)
    return Wanted(keys, table, scale, (MEANING * vector).astype(np.float16).astype(np.float32), bias, turned)


def _targets(marked: Sequence[Question]) -> Numbers:
    """What each question asks for, in shares; that it compares is no matter where it says what."""
    at = {name: place for place, name in enumerate(aspects())}
    table = np.zeros((len(marked), len(at)), np.float32)
    for row, (_, codes) in enumerate(marked):
        told = [code for code in codes if code != COMPARE] or codes
        for share, code in zip(SHARES, told, strict=False):
            table[row, at[code]] += share
    return np.asarray(table / table.sum(1, keepdims=True), np.float32)


def _solved(said: sparse.csr_matrix, meant: Numbers, targets: Numbers) -> list[Numbers]:
    """Weights of words and of vectors, shape (traits or dim, hidden + aspects), the bias, and those behind the hidden layer."""
    luck, aspects_ = np.random.default_rng(SEED), targets.shape[1]
    vector = np.zeros((meant.shape[1], HIDDEN + aspects_), np.float32)
    vector[:, :HIDDEN] = luck.normal(0, np.sqrt(2 / max(1, meant.shape[1])), (meant.shape[1], HIDDEN))
    words = np.zeros((said.shape[1], HIDDEN + aspects_), np.float32)
    if not meant.shape[1]:
        words[:, :HIDDEN] = luck.normal(0, 0.1, (said.shape[1], HIDDEN))
    turned = luck.normal(0, 0.1 / np.sqrt(HIDDEN), (HIDDEN, aspects_)).astype(np.float32)
    parts = [words, vector, np.zeros(HIDDEN + aspects_, np.float32), turned]
    order: list[int] = []

    def slopes() -> list[Numbers]:
        if len(order) < BATCH:
            order.extend(luck.permutation(len(targets)).tolist())
        batch = [order.pop() for _ in range(min(BATCH, len(order)))]
        own, sense = said[batch], meant[batch]
        score = own @ parts[0] + sense @ parts[1] + parts[2]
        kept = (luck.random((len(batch), HIDDEN)) > DROPPED) / np.float32(1 - DROPPED)
        hidden = np.maximum(score[:, :HIDDEN], 0) * kept
        told = score[:, HIDDEN:] + hidden @ parts[3]
        raised = np.exp(told - told.max(1, keepdims=True))
        wrong = (raised / raised.sum(1, keepdims=True) - targets[batch]) / len(batch)
        back = (wrong @ parts[3].T) * kept * (score[:, :HIDDEN] > 0)
        both = np.concatenate([back, wrong], axis=1).astype(np.float32)
        found = [own.T @ both, sense.T @ both, both.sum(0), hidden.T @ wrong]
        return [slope.astype(np.float32) + RIDGE * part for slope, part in zip(found, parts, strict=True)]

    adam(parts, slopes, max(FEWEST, EPOCHS * len(targets) // BATCH), RATE)
    return parts


class Apart:
    """Tells what a question asks for by weights that have not seen it, so that what is fitted on it stays honest."""

    def __init__(self, marked: Sequence[Question], vectors: Vectors) -> None:
        self.marked, self.vectors = marked, vectors

    @cached_property
    def _folds(self) -> list[Wanted]:
        fold = np.asarray([_fold(text) for text, _ in self.marked])
        kept = [np.flatnonzero(fold != part) for part in range(FOLDS)]
        return [fit([self.marked[int(at)] for at in rows], self.vectors[rows]) for rows in kept]

    def chances(self, question: str, vector: Vectors) -> npt.NDArray[np.float32]:
        """As `Wanted.chances`."""
        return self._folds[_fold(question)].chances(question, vector)


def _fold(question: str) -> int:
    return crc32(" ".join(question.split()).lower().encode()) % FOLDS


def apart(found: Retriever, without_meaning: bool = False) -> Apart:
    """`Apart` for the encoder of a retriever; by words alone for an encoder never measured."""
    marked = questions()
    vectors = np.zeros((len(marked), 0), np.float32) if without_meaning else vectors_of(found, marked)
    return Apart(marked, vectors)


def told(
    tell: Callable[[str, Vectors], npt.NDArray[np.float32]], marked: Sequence[Question], vectors: Vectors
) -> str:
    """How often the likeliest aspect, or one of the three likeliest, is one that the question asks for."""
    names = aspects()
    orders = [np.argsort(-tell(text, vector)) for (text, _), vector in zip(marked, vectors, strict=True)]
    shares = [
        sum(
            any(names[at] in codes for at in order[:first])
            for order, (_, codes) in zip(orders, marked, strict=True)
        )
        / len(marked)
        for first in (1, 3)
    ]
    return f"{len(marked)} questions, unseen: an aspect asked for comes first in {shares[0]:.3f}, among three in {shares[1]:.3f}"


def main(names: Sequence[str]) -> None:
    """Fit for `use`, and by words alone for encoders unknown (`other`); both unless one is named."""
    record: dict[str, Any] = {}
    if FILE.exists():
        with np.load(FILE, allow_pickle=False) as held:
            record = dict(held)
    for name in names or ("use", "other"):
        found = retriever(settings(encoder="use", store="numpy"))
        own = apart(found, name == "other")
        print(f"{name}: {told(own.chances, own.marked, own.vectors)}", flush=True)
        whole = fit(own.marked, own.vectors)
        record |= {
            f"{name}_keys": whole.keys.astype(np.uint32),
            f"{name}_words": whole.words,
            f"{name}_scale": whole.scale,
            f"{name}_vector": whole.vector.astype(np.float16),
            f"{name}_bias": whole.bias,
            f"{name}_turned": whole.turned.astype(np.float16),
        }
    record["names"] = np.array(" ".join(aspects()))
    np.savez_compressed(FILE, **record)


if __name__ == "__main__":
    main(sys.argv[1:])

"""An encoder for tests: hashed words, no model, deterministic."""

import hashlib
from collections.abc import Sequence

import numpy as np

from assistant.search.encoders import Vectors, unit
from assistant.search.lexical import stems


class WordEncoder:
    """Each stem has its own direction; `calls` counts the texts that were encoded."""

    dim = 96

    def __init__(self, name: str = "words-1") -> None:
        self.name = name
        self.calls = 0

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.calls += len(texts)
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        row = np.full(self.dim, 1e-3, np.float32)
        for word in stems(text):
            row[int.from_bytes(hashlib.sha256(word.encode()).digest()[:2], "big") % self.dim] += 1
        return unit(row)

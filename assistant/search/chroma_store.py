"""Chroma as the vector store: built from our own vectors, opened only as a private copy of a sealed folder.

Chroma changes its files as soon as it opens them and does not allow two processes in one folder. So the built
folder is never opened: each process copies it, opens the copy and deletes it at the end. No embedding function
is ever stored or read back: the default one downloads, and rehydrating a stored one is an open vulnerability.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.search.encoders import Vectors
from assistant.search.passages import Passage
from twin.errors import RunError

_SEARCH_WIDTH = 400
"""Candidates that Chroma's graph keeps while it searches; wide, so that its answer is all but exact."""

_COPY = "open-"

Ranked = list[tuple[int, float]]
"""Rows with their cosine, best first."""


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, allow_reset=False)


def write_collection(folder: Path, name: str, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Make a Chroma folder with one collection; the id of a vector is the passage's row."""
    import chromadb

    client: Any = chromadb.PersistentClient(str(folder), settings=_settings())
    width = {"space": "cosine", "ef_construction": 200, "ef_search": _SEARCH_WIDTH}
    collection = client.create_collection(name, embedding_function=None, configuration={"hnsw": width})
    step = min(client.get_max_batch_size(), 1000)
    for start in range(0, len(passages), step):
        part = passages[start : start + step]
        collection.add(
            ids=[str(start + row) for row in range(len(part))],
            embeddings=vectors[start : start + step],
            metadatas=[
                {"source": p.source, "kind": p.kind, "section": p.section, "passage": p.id} for p in part
            ],
            documents=[p.text for p in part],
        )
    client.close()


class ChromaVectors:
    """A collection opened from a private copy of its folder; `close` deletes the copy."""

    name = "chroma"

    def __init__(self, folder: Path, collection: str, copies: Path) -> None:
        import chromadb

        sweep(copies)
        self._client: Any = None
        self._copy = Path(tempfile.mkdtemp(prefix=f"{_COPY}{os.getpid()}-", dir=copies))
        atexit.register(self.close)
        shutil.copytree(folder, self._copy / "chroma")
        self._client = chromadb.PersistentClient(str(self._copy / "chroma"), settings=_settings())
        self._collection: Any = self._client.get_collection(collection, embedding_function=None)

    def nearest(self, vector: Vectors, count: int, among: Sequence[str] | None = None) -> Ranked:
        """Rows nearest to the vector; `among` keeps only passages of these sources."""
        where: Any = {"source": {"$in": list(among)}} if among else None
        found = self._collection.query(
            query_embeddings=[vector], n_results=count, where=where, include=["distances"]
        )
        distances = found["distances"]
        if distances is None:
            raise RunError("Chroma returned no distances.")
        return [(int(row), 1 - float(gap)) for row, gap in zip(found["ids"][0], distances[0], strict=True)]

    def check(self, vectors: Vectors, rows: Sequence[int]) -> str | None:
        """None when count and probes hold, else what is wrong. Each probed vector must find itself first."""
        if self._collection.count() != len(vectors):
            return f"it holds {self._collection.count()} of {len(vectors)} passages"
        if not rows:
            return None
        found = self._collection.query(
            query_embeddings=vectors[list(rows)], n_results=1, include=["distances"]
        )
        lost = sum(1 for gaps in found["distances"] or [] if not gaps or gaps[0] > 1e-3)
        return f"{lost} of {len(rows)} probe queries do not find their passage" if lost else None

    def close(self) -> None:
        """Close the collection and delete the private copy; may be called twice."""
        atexit.unregister(self.close)
        if self._copy.exists():
            if self._client is not None:
                self._client.close()
            shutil.rmtree(self._copy, ignore_errors=True)


class MatrixVectors:
    """The same vectors as one matrix: exact, needs nothing but numpy."""

    name = "numpy"

    def __init__(self, vectors: Vectors, sources: Sequence[str]) -> None:
        self._vectors = vectors
        self._sources: npt.NDArray[Any] = np.asarray(sources)

    def nearest(self, vector: Vectors, count: int, among: Sequence[str] | None = None) -> Ranked:
        """Rows nearest to the vector; `among` keeps only passages of these sources."""
        cosines = self._vectors @ vector
        rows = np.arange(len(cosines)) if not among else np.flatnonzero(np.isin(self._sources, list(among)))
        best = rows[np.argsort(-cosines[rows], kind="stable")[:count]]
        return [(int(row), float(cosines[row])) for row in best]

    def close(self) -> None:
        """Nothing to close."""


def sweep(copies: Path) -> None:
    """Delete private copies whose process has ended."""
    for folder in copies.glob(f"{_COPY}*"):
        number = folder.name.removeprefix(_COPY).split("-")[0]
        if number.isdigit() and not _alive(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    if os.name == "nt":  # signal 0 would end the process there; such copies are left to the user
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

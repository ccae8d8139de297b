"""The library: the user's documents as passages, and every vector ever computed, in one SQLite file.

Each row carries a keyed seal, so a damaged or planted row is noticed and never served. Vectors are kept by
encoder and text: an unchanged text is never encoded twice, and an interrupted build goes on where it stopped.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.search.encoders import Encoder, Vectors
from assistant.search.passages import Passage, as_json, from_json
from assistant.search.seal import seal
from twin.errors import RunError

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are."""

BATCH = 64
"""Texts encoded between two commits; an interruption loses at most these."""

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, path TEXT, digest TEXT, passages TEXT, seal TEXT);
CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, text TEXT, vector BLOB, seal TEXT, PRIMARY KEY (encoder, text));
"""


@dataclass(frozen=True)
class Document:
    """One document of the user: its name here, where it was read, the digest of its bytes, its passages."""

    name: str
    path: str
    digest: str
    passages: tuple[Passage, ...]


class LibraryDamaged(RunError):
    """SQLite cannot read the library's file."""


class Library:
    """Documents and vectors on disk; safe for several processes (SQLite's write-ahead log)."""

    def __init__(self, file: Path, key: bytes) -> None:
        self.file = file
        self._key = key
        self.damaged: tuple[str, ...] = ()
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._open() as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.executescript(_TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            base = sqlite3.connect(self.file, timeout=30)
            try:
                with base:
                    yield base
            finally:
                base.close()
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged(
                f"The library {self.file} cannot be read or written ({error}). "
                "'frugal-twin index build' sets a damaged one aside; then add your documents again."
            ) from error

    def check(self) -> None:
        """Read the whole file once; raises LibraryDamaged when SQLite finds a fault."""
        with self._open() as base:
            verdict = base.execute("PRAGMA quick_check(1)").fetchone()
            if not verdict or verdict[0] != "ok":
                raise sqlite3.DatabaseError(str(verdict[0] if verdict else "no verdict"))

    def documents(self) -> tuple[Document, ...]:
        """Documents in order of name; rows whose seal does not hold are left out and named in `damaged`."""
        with self._open() as base:
            rows = base.execute(
                "SELECT name, path, digest, passages, seal FROM documents ORDER BY name"
            ).fetchall()
        good = [row for row in rows if row[4] == seal(self._key, _row(*row[:4]))]
        self.damaged = tuple(str(row[0]) for row in rows if row not in good)
        return tuple(_document(*row[:4]) for row in good)

    def listing(self) -> tuple[tuple[str, str], ...]:
        """Name and digest of each document, without reading the passages."""
        with self._open() as base:
            rows = base.execute("SELECT name, digest FROM documents ORDER BY name").fetchall()
        return tuple((str(name), str(digest)) for name, digest in rows)

    def put(self, document: Document) -> None:
        """Add a document or replace the one of that name."""
        passages = json.dumps([as_json(passage) for passage in document.passages], ensure_ascii=False)
        fields = (document.name, document.path, document.digest, passages)
        with self._open() as base:
            base.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)",
                (*fields, seal(self._key, _row(*fields))),
            )

    def remove(self, name: str) -> bool:
        """Forget a document; False when there is none of that name."""
        with self._open() as base:
            return base.execute("DELETE FROM documents WHERE name = ?", (name,)).rowcount > 0

    def vectors(self, texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> Vectors:
        """One vector a text, shape (n, dim); only texts not seen before are encoded."""
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        known = self._known(encoder)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        done = len(texts) - len(missing)
        for batch in _batches(list(missing)):
            rows = encoder.passages([missing[key] for key in batch])
            self._keep(encoder, batch, rows)
            known.update(zip(batch, rows, strict=True))
            done += len(batch)
            if progress:
                progress(done, len(texts))
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, encoder.dim), np.float32)

    def _known(self, encoder: Encoder) -> dict[str, Vectors]:
        with self._open() as base:
            rows = base.execute("SELECT text, vector, seal FROM vectors WHERE encoder = ?", (encoder.name,))
            return {
                text: np.frombuffer(blob, "<f4")
                for text, blob, found in rows
                if len(blob) == 4 * encoder.dim and found == seal(self._key, _row(encoder.name, text) + blob)
            }

    def _keep(self, encoder: Encoder, keys: Sequence[str], rows: Vectors) -> None:
        blobs = [np.asarray(row, "<f4").tobytes() for row in rows]
        with self._open() as base:
            base.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)",
                [
                    (encoder.name, key, blob, seal(self._key, _row(encoder.name, key) + blob))
                    for key, blob in zip(keys, blobs, strict=True)
                ],
            )

    def forget_vectors(self, kept: Sequence[str]) -> int:
        """Drop vectors of every other text; how many went."""
        keys = {hashlib.sha256(text.encode()).hexdigest() for text in kept}
        with self._open() as base:
            gone = [
                (name, text)
                for name, text in base.execute("SELECT encoder, text FROM vectors")
                if text not in keys
            ]
            base.executemany("DELETE FROM vectors WHERE encoder = ? AND text = ?", gone)
        return len(gone)


def _row(*fields: str) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def _document(name: str, path: str, digest: str, passages: str) -> Document:
    return Document(name, path, digest, tuple(from_json(row) for row in json.loads(passages)))


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]

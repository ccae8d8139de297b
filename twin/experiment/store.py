"""Results kept between questions: one row per run in SQLite, keyed by everything that the run depends on.

Numbers lie there as raw little-endian float64 with a checksum, never as code or pickled objects. A row whose
checksum does not fit is thrown away and the run made again; a file that is no database is set aside. When
the file cannot be written (a full disk, no rights), a warning says so and the experiment goes on.
"""

import hashlib
import sqlite3
import struct
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from twin.experiment.job import Measured
from twin.paths import data_home
from twin.records import Floats

FILE = "results.sqlite"
MAX_BYTES = 500_000_000
KEPT_SHARE = 0.7  # of the bound, after old rows were dropped
_LARGEST_ROW = 20_000_000
_MAGIC = b"FTR1"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    key TEXT PRIMARY KEY, body BLOB NOT NULL, checksum BLOB NOT NULL, size INTEGER NOT NULL, used REAL NOT NULL
)
"""
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Status:
    """What the store holds."""

    path: Path
    runs: int
    bytes: int
    limit: int


class Store:
    """Kept results. Every method works on a file that may be missing, damaged or shared with other processes."""

    def __init__(self, path: Path | None = None, limit: int = MAX_BYTES) -> None:
        self.path = path or data_home() / FILE
        self.limit = limit

    def get(self, keys: Sequence[str]) -> dict[str, Measured]:
        """The results that are kept and whole."""
        return self._with(lambda db: _get(db, keys), {}) if self.path.exists() else {}

    def put(self, results: dict[str, Measured]) -> None:
        """Keeps results; one that is very large is not kept."""
        rows = [(key, packed(value)) for key, value in results.items()]
        now = time.time()
        kept = [
            (k, b, checksum(k, b), len(b), now) for k, b in rows if len(b) <= min(_LARGEST_ROW, self.limit)
        ]
        self._with(lambda db: _put(db, kept, self.limit), None)

    def status(self) -> Status:
        """How many runs are kept and how many bytes they take."""
        runs, size = self._with(_count, (0, 0)) if self.path.exists() else (0, 0)
        return Status(self.path, runs, size, self.limit)

    def clear(self) -> int:
        """Forgets everything; returns how many runs were kept."""
        return self._with(_clear, 0) if self.path.exists() else 0

    def _with(self, use: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        """What `use` gives on an open database; a damaged file is set aside and a new one begun."""
        try:
            return self._used(use)
        except sqlite3.OperationalError as error:
            warnings.warn(f"Results are not kept: {self.path.name}: {error}.", stacklevel=4)
            return otherwise
        except sqlite3.DatabaseError:
            aside = self.path.with_name(f"{self.path.name}.damaged")
            self.path.replace(aside)
            warnings.warn(f"{self.path.name} was damaged; it is set aside as {aside.name}.", stacklevel=4)
            return self._used(use)
        except OSError as error:
            warnings.warn(f"Results are not kept: {error.strerror}.", stacklevel=4)
            return otherwise

    def _used(self, use: Callable[[sqlite3.Connection], Answer]) -> Answer:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=30.0, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(_SCHEMA)
            return use(db)


def store_status() -> Status:
    """What the store in the user's data folder holds."""
    return Store().status()


def clear_store() -> int:
    """Forgets the results in the user's data folder; returns how many runs there were."""
    return Store().clear()


def _get(db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, Measured]:
    found: dict[str, Measured] = {}
    damaged: list[str] = []
    for key in keys:
        row = db.execute("SELECT body, checksum FROM results WHERE key = ?", (key,)).fetchone()
        if row is not None:
            value = unpacked(row[0]) if row[1] == checksum(key, row[0]) else None
            if value is None:
                damaged.append(key)
            else:
                found[key] = value
    if found or damaged:
        now = time.time()
        db.execute("BEGIN IMMEDIATE")
        db.executemany("UPDATE results SET used = ? WHERE key = ?", [(now, key) for key in found])
        db.executemany("DELETE FROM results WHERE key = ?", [(key,) for key in damaged])
        db.execute("COMMIT")
    return found


def _put(db: sqlite3.Connection, rows: Sequence[tuple[str, bytes, bytes, int, float]], limit: int) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)", rows)
    _trim(db, limit)
    db.execute("COMMIT")


def _trim(db: sqlite3.Connection, limit: int) -> None:
    """Drops the rows that were used longest ago until the store keeps to its bound."""
    _, total = _count(db)
    if total <= limit:
        return
    for key, size in db.execute("SELECT key, size FROM results ORDER BY used, key").fetchall():
        db.execute("DELETE FROM results WHERE key = ?", (key,))
        total -= size
        if total <= limit * KEPT_SHARE:
            return


def _count(db: sqlite3.Connection) -> tuple[int, int]:
    runs, size = db.execute("SELECT COUNT(*), COALESCE(SUM(size), 0) FROM results").fetchone()
    return int(runs), int(size)


def _clear(db: sqlite3.Connection) -> int:
    runs, _ = _count(db)
    db.execute("DELETE FROM results")
    db.execute("VACUUM")
    return runs


def checksum(key: str, body: bytes) -> bytes:
    """SHA-256 of a row: a body moved under another key does not fit either."""
    return hashlib.sha256(key.encode() + b"\0" + body).digest()


def packed(value: Measured) -> bytes:
    """Arrays as bytes: for each its shape, then its numbers as little-endian float64."""
    parts = [_MAGIC]
    for array in value:
        parts.append(struct.pack(f"<B{array.ndim}q", array.ndim, *array.shape))
        parts.append(np.ascontiguousarray(array, dtype="<f8").tobytes())
    return b"".join(parts)


def unpacked(body: bytes) -> Measured | None:
    """The arrays of a body; None when it is not one."""
    if body[:4] != _MAGIC:
        return None
    arrays: list[Floats] = []
    place = len(_MAGIC)
    try:
        for _ in Measured._fields:
            (depth,) = struct.unpack_from("<B", body, place)
            shape = struct.unpack_from(f"<{depth}q", body, place + 1)
            place += 1 + 8 * depth
            count = int(np.prod(shape))
            arrays.append(np.frombuffer(body, "<f8", count, place).astype(np.float64).reshape(shape))
            place += 8 * count
    except (struct.error, ValueError):
        return None
    return Measured(*arrays) if place == len(body) else None

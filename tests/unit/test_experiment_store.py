"""The store: what was put is given back bit for bit, and what is damaged is never served."""

import sqlite3
import struct
from pathlib import Path

import numpy as np
import pytest

from twin.experiment.job import Measured
from twin.experiment.store import Store, packed, unpacked

VALUE = Measured(np.array([[1.5, np.nan], [1 / 3, -0.0]]), np.arange(6.0).reshape(3, 2), np.zeros(0))


def same(a: Measured, b: Measured) -> bool:
    """Whether two results have the same bits."""
    return all(x.shape == y.shape and x.tobytes() == y.tobytes() for x, y in zip(a, b, strict=True))


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Store:
    return Store(tmp_path / "results.sqlite")


def test_what_is_kept_comes_back_to_the_bit(store: Store) -> None:
    assert store.get(["a"]) == {}
    store.put({"a": VALUE, "b": Measured(np.ones((1, 1)), np.zeros(0), np.zeros(0))})
    found = store.get(["a", "b", "c"])
    assert set(found) == {"a", "b"}
    assert same(found["a"], VALUE)
    assert store.status().runs == 2


def test_numbers_lie_there_as_little_endian_floats() -> None:
    body = packed(VALUE)
    assert body[:4] == b"FTR1"
    assert struct.unpack_from("<d", body, 4 + 1 + 16)[0] == 1.5


@pytest.mark.parametrize("place", range(0, len(packed(VALUE)), 7))
def test_any_changed_byte_is_found_and_the_row_thrown_away(store: Store, place: int) -> None:
    store.put({"a": VALUE})
    body = bytearray(packed(VALUE))
    body[place] ^= 0x10
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE results SET body = ? WHERE key = 'a'", (bytes(body),))
    db.close()
    assert store.get(["a"]) == {}
    assert store.status().runs == 0


def test_a_row_under_another_key_is_not_served(store: Store) -> None:
    store.put({"a": VALUE})
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE results SET key = 'b'")
    db.close()
    assert store.get(["b"]) == {}


@pytest.mark.parametrize("cut", [0, 3, 5, 20, 30])
def test_a_short_body_is_no_result(cut: int) -> None:
    assert unpacked(packed(VALUE)[:cut]) is None


def test_a_file_that_is_no_database_is_set_aside_aloud(store: Store) -> None:
    store.path.write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.warns(UserWarning, match="damaged; it is set aside"):
        assert store.get(["a"]) == {}
    assert store.path.with_name("results.sqlite.damaged").exists()
    store.put({"a": VALUE})
    assert same(store.get(["a"])["a"], VALUE)


def test_a_folder_that_cannot_be_written_is_said_and_does_not_stop_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = Store(tmp_path / "file" / "results.sqlite")
    with pytest.warns(UserWarning, match="Results are not kept"):
        store.put({"a": VALUE})


def test_the_store_keeps_to_its_bound_and_drops_what_was_used_longest_ago(tmp_path: Path) -> None:
    size = len(packed(VALUE))
    store = Store(tmp_path / "results.sqlite", limit=10 * size)
    for n in range(10):
        store.put({f"k{n}": VALUE})
    assert set(store.get(["k0"])) == {"k0"}  # used just now
    store.put({"new": VALUE})
    kept = store.get([f"k{n}" for n in range(10)] + ["new"])
    assert store.status().bytes <= 10 * size
    assert {"k0", "new"} <= set(kept)
    assert "k1" not in kept


def test_clearing_forgets_everything_and_says_how_much(store: Store) -> None:
    assert store.clear() == 0
    store.put({"a": VALUE, "b": VALUE})
    assert store.clear() == 2
    assert store.status().runs == 0

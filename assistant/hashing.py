"""Traits as numbers: a stable hash into a fixed number of places, so that weights need no list of words.

A table of weights keeps only the places that its lessons had (`keys`), in eight bits a weight.
"""

import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

WIDE = 1 << 32
"""Places of traits that are kept by their keys: so many that hardly two share one."""

Numbers = npt.NDArray[np.float32]


def places(traits: Iterable[str], size: int) -> npt.NDArray[np.int64]:
    """The places of traits, each once, in order.

    >>> places(["a", "b"], 8).tolist() == sorted({zlib.crc32(b"a") % 8, zlib.crc32(b"b") % 8})
    True
    """
    return np.array(sorted({zlib.crc32(trait.encode()) % size for trait in traits}), np.int64)


def key_places(traits: Iterable[str], keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where the traits that were learnt stand among the keys."""
    return known_places(places(traits, WIDE), keys)


def known_places(own: npt.NDArray[np.int64], keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where hashed traits stand among the keys; what is not there is left out."""
    at = np.searchsorted(keys, own)
    at[at == len(keys)] = 0
    return at[keys[at] == own] if len(keys) else at[:0]


def packed(table: Numbers) -> tuple[npt.NDArray[Any], Numbers]:
    """A table in eight bits, with a scale for each column; what is a hundredth of the largest or less becomes nothing."""
    scale = (np.abs(table).max(0, initial=0) / 127 + 1e-12).astype(np.float32)
    return np.round(table / scale).astype(np.int8), scale

"""Traits as numbers: a stable hash into a fixed number of places, so that weights need no list of words."""

import zlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

PLACES = 1 << 21


def places(traits: Iterable[str], size: int = PLACES) -> npt.NDArray[np.int64]:
    """The places of traits, each once, in order.

    >>> places(["a", "b"], 8).tolist() == sorted({zlib.crc32(b"a") % 8, zlib.crc32(b"b") % 8})
    True
    """
    return np.array(sorted({zlib.crc32(trait.encode()) % size for trait in traits}), np.int64)

"""Chance has names: every source of randomness has its own stream of numbers.

A stream is keyed by seed, replication and the name of what it belongs to (a zone's orders, a machine's
failures), never by the order in which things are created: adding a site moves nobody else's luck. The
generator is numpy's Philox, which is counter-based: a position in a stream is one integer, so the luck of a
run in the middle of a year is saved as plain numbers.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

SCHEME = "philox-sha256-1"
_BLOCK = 64  # uniforms kept at a time
_PER_COUNTER = 4  # uniforms that one step of Philox's counter gives
_SMALLEST = 2.0**-53
_WORD = 2**64 - 1


def key(seed: int, replication: int, *names: object) -> int:
    """128-bit key of a stream: SHA-256 of seed, replication and names."""
    text = "\x1f".join(str(part) for part in (SCHEME, seed, replication, *names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")


def generator(stream: int) -> np.random.Generator:
    """A numpy generator at the start of a stream."""
    return np.random.Generator(np.random.Philox(key=stream))


def uniforms(stream: int, rows: int, columns: int) -> NDArray[np.float64]:
    """The first rows of a stream laid out in rows: row k never depends on how many rows are asked for."""
    drawn: NDArray[np.float64] = generator(stream).random((rows, columns))
    return np.maximum(drawn, _SMALLEST)


class Filler:
    """Writes the starts of many streams: one generator set to each key in turn, a sixth of the cost of a new one."""

    __slots__ = ("_bits", "_generator", "_state")

    def __init__(self) -> None:
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state

    def fill(self, stream: int, block: NDArray[np.float64]) -> None:
        """The first rows of a stream, written into a contiguous block of as many columns."""
        self._state["state"]["key"] = np.array([stream & _WORD, stream >> 64], dtype=np.uint64)
        self._bits.state = self._state
        self._generator.random(out=block)
        np.maximum(block, _SMALLEST, out=block)


class Tape:
    """A stream read by position: `tape.at(n)` is the n-th uniform number (0 to 1, ends excluded)."""

    __slots__ = ("_block", "_numbers", "_stream")

    def __init__(self, stream: int) -> None:
        self._stream = stream
        self._block = -1
        self._numbers: list[float] = []

    def at(self, position: int) -> float:
        """The uniform number at a position, whatever was read before."""
        block, offset = divmod(position, _BLOCK)
        if block != self._block:
            counter = block * (_BLOCK // _PER_COUNTER)
            drawn = np.random.Generator(np.random.Philox(key=self._stream, counter=counter)).random(_BLOCK)
            self._numbers = np.maximum(drawn, _SMALLEST).tolist()
            self._block = block
        return self._numbers[offset]


def uniform(stream: int, *numbers: int) -> float:
    """One uniform number (0 to 1, ends excluded) for rare things, hashed from a stream and some integers."""
    text = f"{stream}:{':'.join(map(str, numbers))}".encode()
    word = int.from_bytes(hashlib.sha256(text).digest()[:8], "little")
    return ((word >> 11) + 0.5) * _SMALLEST

"""Adam: the one way in which the weights of this assistant's planner are fitted."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
SLOW, SLOWER = 0.9, 0.99
"""How much of the past the means of slopes and of their squares keep."""


def adam(parts: Sequence[Numbers], slopes: Callable[[], Sequence[Numbers]], steps: int, rate: float) -> None:
    """Moves the parts, in place, against their slopes (Kingma and Ba, 2015).

    >>> part = np.array([4.0], np.float32)
    >>> adam([part], lambda: [2 * part], 300, 0.1)
    >>> bool(abs(part[0]) < 0.05)
    True
    """
    means, squares = [np.zeros_like(p) for p in parts], [np.zeros_like(p) for p in parts]
    for step in range(1, steps + 1):
        for part, slope, mean, square in zip(parts, slopes(), means, squares, strict=True):
            mean += (1 - SLOW) * (slope - mean)
            square += (1 - SLOWER) * (slope * slope - square)
            part -= rate * (mean / (1 - SLOW**step)) / (np.sqrt(square / (1 - SLOWER**step)) + 1e-6)

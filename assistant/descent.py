"""Adam, and a softmax over candidates fitted by it: how the weights of this assistant's planner are fitted."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

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
    spares = [np.empty_like(p) for p in parts]  # tables are large: nothing is made anew in a step
    for step in range(1, steps + 1):
        for part, slope, mean, square, spare in zip(parts, slopes(), means, squares, spares, strict=True):
            mean *= SLOW
            mean += np.multiply(slope, 1 - SLOW, out=spare)
            square *= SLOWER
            np.multiply(slope, slope, out=spare)
            spare *= 1 - SLOWER
            square += spare
            np.sqrt(np.divide(square, 1 - SLOWER**step, out=spare), out=spare)
            spare += 1e-6
            np.divide(mean, spare, out=spare)
            spare *= rate / (1 - SLOW**step)
            part -= spare


Choice = Sequence[tuple[npt.NDArray[np.int64], bool]]
"""The candidates of one question: the places of their traits, and whether each is right."""


def chooser(questions: Sequence[Choice], size: int, ridge: float, steps: int, rate: float) -> Numbers:
    """Weights, one a place, by which a softmax gives those candidates all probability that are right.

    A question none of whose candidates is right teaches nothing and is left out.

    >>> own, other = np.array([0]), np.array([1])
    >>> weights = chooser([[(own, True), (other, False)]], 2, 0.01, 100, 0.1)
    >>> bool(weights[0] > weights[1] + 1)
    True
    """
    kept = [one for one in questions if any(right for _, right in one)]
    rows = [places for one in kept for places, _ in one]
    owner = np.array([at for at, one in enumerate(kept) for _ in one])
    good = np.array([right for one in kept for _, right in one], np.float32)
    held = sparse.csr_matrix(
        (np.ones(sum(map(len, rows)), np.float32), np.concatenate(rows), np.cumsum([0, *map(len, rows)])),
        shape=(len(rows), size),
    )
    turned, weights, count = held.T.tocsr(), np.zeros(size, np.float32), len(kept)

    def slopes() -> list[Numbers]:
        score = held @ weights
        top = np.full(count, -np.inf, np.float32)
        np.maximum.at(top, owner, score)
        raised = np.exp(score - top[owner])
        every = raised / np.bincount(owner, raised, count)[owner]
        wanted = raised * good
        wanted = wanted / (np.bincount(owner, wanted, count)[owner] + 1e-12)
        return [(turned @ (every - wanted)).astype(np.float32) + ridge * weights]

    adam([weights], slopes, steps, rate)
    return weights

"""Adam, and what is fitted by it: a softmax over candidates, and weights with one hidden layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

Numbers = npt.NDArray[np.float32]
SLOW, SLOWER = 0.9, 0.99
"""How much of the past the means of slopes and of their squares keep."""


def adam(
    parts: Sequence[Numbers],
    slopes: Callable[[], Sequence[Numbers]],
    steps: int,
    rate: float,
    fading: bool = False,
) -> None:
    """Moves the parts, in place, against their slopes (Kingma and Ba, 2015); a fading rate goes to nothing, evenly.

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
            spare *= rate * ((1 - step / (steps + 1)) if fading else 1.0) / (1 - SLOW**step)
            part -= spare


BATCH, SEED = 512, 20261201
"""Examples that a step of `Layers` looks at; the luck of its beginning and of what it leaves out."""


@dataclass(frozen=True)
class Layers:
    """How weights with one hidden layer are fitted."""

    hidden: int
    epochs: int
    rate: float
    ridge: float
    dropped: float
    """Share of the hidden layer that each step leaves out (Srivastava and others, 2014)."""
    fewest: int = 300
    """Steps that are made however few the examples are."""

    def fit(
        self,
        said: sparse.csr_matrix,
        outputs: int,
        slope: Callable[[npt.NDArray[np.int64], Numbers], Numbers],
    ) -> list[Numbers]:
        """Weights of traits, shape (traits, hidden), their bias, weights of the hidden layer, shape (hidden, outputs), their bias.

        `said` holds one row an example; `slope` tells how the loss of some examples changes with their scores, in both the
        numbers of the examples and shape (examples, outputs).

        >>> either = sparse.csr_matrix(np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32))
        >>> wanted = np.array([[0], [1], [1], [0]], np.float32)
        >>> words, bias, out, last = Layers(8, 1, 0.05, 0.0, 0.0, fewest=400).fit(
        ...     either, 1, lambda rows, score: 1 / (1 + np.exp(-score)) - wanted[rows]
        ... )
        >>> (np.maximum(either @ words + bias, 0) @ out + last > 0).ravel().tolist()
        [False, True, True, False]
        """
        luck = np.random.default_rng(SEED)
        parts = [
            luck.normal(0, 0.02, (said.shape[1], self.hidden)).astype(np.float32),
            np.full(self.hidden, 0.01, np.float32),
            luck.normal(0, 0.05, (self.hidden, outputs)).astype(np.float32),
            np.zeros(outputs, np.float32),
        ]
        order: list[int] = []

        def slopes() -> list[Numbers]:
            if len(order) < BATCH:
                order.extend(luck.permutation(said.shape[0]).tolist())
            batch = np.array([order.pop() for _ in range(min(BATCH, len(order)))])
            own = said[batch]
            raised = own @ parts[0] + parts[1]
            kept = (luck.random(raised.shape) >= self.dropped) / np.float32(1 - self.dropped)
            hidden = np.maximum(raised, 0) * kept
            wrong = slope(batch, hidden @ parts[2] + parts[3]) / np.float32(len(batch))
            back = (wrong @ parts[2].T) * kept * (raised > 0)
            return [
                (own.T @ back).astype(np.float32) + self.ridge * parts[0],
                back.sum(0),
                hidden.T @ wrong + self.ridge * parts[2],
                wrong.sum(0),
            ]

        steps = max(self.fewest, self.epochs * said.shape[0] // BATCH)
        adam(parts, slopes, steps, self.rate, fading=True)
        return parts


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
    blank = [np.zeros(1, np.float32)] * len(questions)
    return chooser_by(questions, blank, [[()] * len(one) for one in questions], size, ridge, steps, rate)[0]


def chooser_by(
    questions: Sequence[Choice],
    vectors: Sequence[Numbers],
    acts: Sequence[Sequence[Sequence[int]]],
    size: int,
    ridge: float,
    steps: int,
    rate: float,
) -> tuple[Numbers, Numbers]:
    """The same where each question has a vector too, and each candidate some acts: a row of weights an act besides.

    >>> own = np.array([0])
    >>> both = [[(own, True), (own, False)], [(own, False), (own, True)]]
    >>> seen = [np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)]
    >>> _, rows = chooser_by(both, seen, [[(0,), (1,)]] * 2, 1, 0.01, 100, 0.1)
    >>> bool(rows[0, 0] > rows[1, 0]), bool(rows[0, 1] < rows[1, 1])
    (True, True)
    """
    kept = [at for at, one in enumerate(questions) if any(right for _, right in one)]
    rows = [places for at in kept for places, _ in questions[at]]
    owner = np.array([new for new, at in enumerate(kept) for _ in questions[at]])
    good = np.array([right for at in kept for _, right in questions[at]], np.float32)
    named = [own for at in kept for own in acts[at]]
    doer = np.array([at for at, own in enumerate(named) for _ in own], np.int64)
    does = np.array([act for own in named for act in own], np.int64)
    count, highest = len(kept), int(does.max(initial=0)) + 1
    at_act = owner[doer] * highest + does if len(doer) else does
    held, seen = _signs(rows, size), np.array([vectors[at] for at in kept])
    turned = held.T.tocsr()
    parts = [np.zeros(size, np.float32), np.zeros((highest, seen.shape[1]), np.float32)]

    def slopes() -> list[Numbers]:
        by_act = (seen @ parts[1].T).ravel()[at_act]
        score = held @ parts[0] + np.bincount(doer, by_act, len(owner))
        top = np.full(count, -np.inf)
        np.maximum.at(top, owner, score)
        raised = np.exp(score - top[owner])
        every = raised / np.bincount(owner, raised, count)[owner]
        wanted = raised * good
        wanted = wanted / (np.bincount(owner, wanted, count)[owner] + 1e-12)
        wrong = (every - wanted).astype(np.float32)
        of_acts = np.bincount(at_act, wrong[doer], count * highest).reshape(count, highest).astype(np.float32)
        return [(turned @ wrong).astype(np.float32) + ridge * parts[0], of_acts.T @ seen + ridge * parts[1]]

    adam(parts, slopes, steps, rate)
    return parts[0], parts[1]


def _signs(rows: Sequence[Sequence[int] | npt.NDArray[np.int64]], size: int) -> sparse.csr_matrix:
    """One row a candidate, a one in each of its places."""
    ends = np.cumsum([0, *map(len, rows)])
    held = np.concatenate([np.asarray(row, np.int64) for row in rows]) if len(rows) else np.zeros(0, np.int64)
    return sparse.csr_matrix((np.ones(len(held), np.float32), held, ends), shape=(len(rows), size))

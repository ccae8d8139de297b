"""Intervals: what luck and what not knowing leave open.

Luck is shown by the Student interval over replications, not knowing by the middle 90 % of the draws. Sums are
correctly rounded (`math.fsum`) in replication order, so the digits are the same on every machine.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

CONFIDENCE = 0.95
MIDDLE = 0.90


class Interval(NamedTuple):
    """A mean or an estimate with the ends of its interval."""

    mean: float
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Whether zero lies inside, ends included."""
        return self.low <= 0.0 <= self.high


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean.

    >>> mean([1.0, 2.0, 6.0])
    3.0
    """
    return math.fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """Sample variance (n - 1); 0 for a single value."""
    if len(values) < 2:
        return 0.0
    centre = mean(values)
    return math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)


@lru_cache(maxsize=256)
def student(freedom: int, probability: float) -> float:
    """Quantile of Student's t with so many degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, probability))


def luck(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Mean over replications with its t interval: mean +- t(n - 1) s / sqrt(n).

    A single value has no interval of its own: its ends are the value.
    """
    centre, count = mean(values), len(values)
    if count < 2:
        return Interval(centre, centre, centre)
    half = student(count - 1, 0.5 + confidence / 2) * math.sqrt(variance(values) / count)
    return Interval(centre, centre - half, centre + half)


def paired(a: Sequence[float], b: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Mean of b - a with its t interval; row k of both comes from the same luck."""
    return luck([y - x for x, y in zip(a, b, strict=True)], confidence)


def quantile(values: Iterable[float], level: float) -> float:
    """Quantile with linear interpolation (Hyndman-Fan type 7).

    >>> quantile([4.0, 1.0, 3.0, 2.0], 0.5)
    2.5
    """
    ordered = sorted(values)
    position = level * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def knowledge(values: Sequence[float], share: float = MIDDLE) -> tuple[float, float]:
    """The middle share of the draws: from the 5 % to the 95 % quantile by default."""
    ordered = sorted(values)
    return quantile(ordered, (1 - share) / 2), quantile(ordered, (1 + share) / 2)


def controlled(values: Sequence[float], controls: Sequence[float], centre: float) -> list[float]:
    """Values with the luck taken out that their controls share: v + b (centre - c), b = cov(v, c) / var(c).

    `centre` is the expected value of the controls; b is kept between 0 and 1, and 1 where they do not vary.
    No result lies beyond the values and controls that were seen (a fill rate stays below 1).
    """
    middle, at = mean(controls), mean(values)
    spread = math.fsum((c - middle) ** 2 for c in controls)
    cross = math.fsum((v - at) * (c - middle) for v, c in zip(values, controls, strict=True))
    weight = min(max(cross / spread, 0.0), 1.0) if spread > 0.0 else 1.0
    weight = 1.0 if weight > 1.0 - 1e-9 else weight
    low, high = min(*values, *controls), max(*values, *controls)
    found = ((v - weight * c) + weight * centre for v, c in zip(values, controls, strict=True))
    return [min(max(value, low), high) for value in found]


def variance_ratio(a: Sequence[float], b: Sequence[float]) -> float | None:
    """What common random numbers are worth: variance of a difference of independent runs over that of the pairs.

    It is the factor by which replications would have to grow without them. None when the pairs do not vary.
    """
    together = variance([y - x for x, y in zip(a, b, strict=True)])
    apart = variance(a) + variance(b)
    return apart / together if together > apart * 1e-12 and together > 0 else None


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share their mean rank."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    found = [0.0] * len(values)
    starts = [0, *(i + 1 for i, (p, q) in enumerate(pairwise(order)) if values[p] != values[q]), len(order)]
    for start, end in pairwise(starts):
        for position in order[start:end]:
            found[position] = (start + 1 + end) / 2
    return found


def rank_correlation(a: Sequence[float], b: Sequence[float]) -> float:
    """Spearman's rank correlation, -1 to 1; 0 when one side does not vary."""
    x, y = ranks(a), ranks(b)
    centre = (len(x) + 1) / 2
    cross = math.fsum((p - centre) * (q - centre) for p, q in zip(x, y, strict=True))
    spread = math.sqrt(math.fsum((p - centre) ** 2 for p in x) * math.fsum((q - centre) ** 2 for q in y))
    return cross / spread if spread > 0 else 0.0

"""Which sets of designs and of operations a question may mean, by the probability of each of its labels."""

import itertools
import math
from collections.abc import Sequence

DESIGNS = ("plant", "network", "hybrid")
MOST_LABELS, MOST_SETS, FAINT = 4, 8, 0.02


def odds(p: float) -> float:
    """A probability kept away from none and all, so that its logarithm stays small."""
    return min(max(p, 1e-4), 1 - 1e-4)


def design_sets(
    chances: dict[str, float], known: Sequence[str] = DESIGNS
) -> list[tuple[tuple[str, ...], float]]:
    """Sets of designs with their probability, which add up to 1, the likeliest first."""
    designs = [d for d in DESIGNS if d in known]
    sets = [some for size in range(1, len(designs) + 1) for some in itertools.combinations(designs, size)]
    raw = [chances.get(f"design:{'+'.join(sorted(some))}", 0.0) + 1e-6 for some in sets]
    return sorted(((some, p / sum(raw)) for some, p in zip(sets, raw, strict=True)), key=lambda s: -s[1])


def design_chance(chances: dict[str, float], design: str) -> float:
    """The probability that a design is meant, alone or beside others."""
    return sum(p for some, p in design_sets(chances) if design in some)


def label_sets(chances: dict[str, float]) -> list[tuple[tuple[str, ...], float]]:
    """Sets of labels with their log probability, the likeliest few."""
    ranked = sorted((label for label in chances if ":" not in label), key=lambda label: -chances[label])
    faint = [label for label in ranked[:7] if chances[label] > FAINT] or ranked[:1]
    rest = sum(math.log(1 - odds(chances[label])) for label in ranked if label not in faint)
    sets = []
    for size in range(min(MOST_LABELS, len(faint)) + 1):
        for some in itertools.combinations(faint, size):
            score = rest + sum(
                math.log(odds(chances[label]) if label in some else 1 - odds(chances[label]))
                for label in faint
            )
            sets.append((some, score))
    return sorted(sets, key=lambda s: -s[1])[:MOST_SETS]

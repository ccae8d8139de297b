"""Whether the intervals can be believed: five cases, 2,000 times each; random networks, ten thousand of them."""

import dataclasses
import math
from collections.abc import Callable

from twin import stats
from twin.experiment.driver import drive
from twin.run import simulate_network
from twin.spec import RunSettings
from twin.validate.case import Result, replicate
from twin.validate.catalogue import BY_NAME, REPEATED
from twin.validate.conservation import violations
from twin.validate.networks import DAYS, Seeded, random_network

REPETITIONS, SAMPLE = 2_000, 10
NOMINAL_SHARE, LOW, HIGH = 0.95, 0.93, 0.97
NETWORKS = 10_000
Progress = Callable[[int, int], None]


def repeated(
    repetitions: int = REPETITIONS, workers: int | None = None, progress: Progress | None = None
) -> list[Result]:
    """Share of the 95 % intervals (ten replications each) that hold the truth; it must lie in 93 to 97 %."""
    tasks = [(name, k) for name in REPEATED for k in range(repetitions)]
    held = drive(_holds, tasks, workers=workers, progress=progress)
    return [
        _share(name, sum(held[n * repetitions : (n + 1) * repetitions]), repetitions)
        for n, name in enumerate(REPEATED)
    ]


def _holds(task: tuple[str, int]) -> bool:
    name, repetition = task
    days, warm_up = REPEATED[name]
    case = dataclasses.replace(BY_NAME[name], days=days, warm_up=warm_up)
    # beyond the replications of the comparison itself
    first = case.most + repetition * SAMPLE
    interval = stats.luck([replicate(case, first + k) for k in range(SAMPLE)], NOMINAL_SHARE)
    return interval.low <= case.expected <= interval.high


def _share(name: str, held: int, repetitions: int) -> Result:
    share = held / repetitions
    low, high = wilson(held, repetitions)
    return Result(
        f"95 % intervals that hold the truth: {name}", NOMINAL_SHARE, share, low, high,
        "pass" if LOW <= share <= HIGH else "fail", "share", "93 to 97 % wanted", 0.0, repetitions,
    )  # fmt: skip


def wilson(successes: int, trials: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927).

    >>> [round(x, 4) for x in wilson(95, 100)]
    [0.8882, 0.9785]
    """
    share, square = successes / trials, z * z / trials
    middle = (share + square / 2) / (1 + square)
    half = z * math.sqrt(share * (1 - share) / trials + square / (4 * trials)) / (1 + square)
    return middle - half, middle + half


def balanced(
    networks: int = NETWORKS, workers: int | None = None, progress: Progress | None = None
) -> Result:
    """Rules of conservation broken in random networks: none may be."""
    broken = drive(_broken, range(networks), workers=workers, progress=progress)
    total = float(sum(broken))
    return Result(
        f"Conservation in {networks:,} random networks: rules broken", 0.0, total, total, total,
        "pass" if total == 0 else "fail", "rules", "orders, units, shipments and stocks balance", 0.0, networks,
    )  # fmt: skip


def _broken(seed: int) -> int:
    network = random_network(Seeded(seed))
    return len(
        violations(simulate_network(network, RunSettings(horizon=DAYS, warm_up=3, seed=seed)), network)
    )

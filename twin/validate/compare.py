"""Runs every comparison with theory: replications until each interval is as narrow as it must be.

The intervals are simultaneous: with n cases under luck each has confidence 1 - 0.01 / n (Bonferroni), so that all of
them hold their true values together with 99 %. A case starts with `PILOT` replications; from their spread follows how
many it needs, and more are added until the half-width is at most the case's aim. It fails when the interval does not
hold the expected value, and also when it cannot be made narrow enough.
"""

import math
from collections.abc import Callable, Sequence

from twin import stats
from twin.experiment.driver import drive
from twin.validate.case import Case, Check, Result, checked, replicate
from twin.validate.catalogue import BY_NAME, CASES, CHECKS

TOGETHER = 0.99
PILOT = 20
QUICK_PILOT = 8
QUICK_AIM = 3.0  # the tests allow intervals three times as wide: a ninth of the work
_MARGIN = 1.05  # replications beyond the estimate, so that one round more is seldom needed
Progress = Callable[[int, int], None]


def compare(
    cases: Sequence[Case] = CASES,
    checks: Sequence[Check] = CHECKS,
    *,
    quick: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """One result for every case and check, in their order: first those without luck."""
    exact = [checked(check) for check in checks]
    confidence = 1.0 - (1.0 - TOGETHER) / max(len(cases), 1)
    samples: dict[str, list[float]] = {case.name: [] for case in cases}
    wide = QUICK_AIM if quick else 1.0
    todo = {case.name: QUICK_PILOT if quick else PILOT for case in cases}
    while any(todo.values()):
        tasks = [(name, len(samples[name]) + k) for name, more in todo.items() for k in range(more)]
        for (name, _), value in zip(
            tasks, drive(_run, tasks, workers=workers, progress=progress), strict=True
        ):
            samples[name].append(value)
        todo = {case.name: _more(case, samples[case.name], confidence, wide) for case in cases}
    return exact + [judged(case, samples[case.name], confidence, wide) for case in cases]


def _run(task: tuple[str, int]) -> float:
    name, replication = task
    return replicate(BY_NAME[name], replication)


def _more(case: Case, values: Sequence[float], confidence: float, wide: float) -> int:
    """Replications still to add, 0 when the interval is narrow enough or may have no more."""
    if half_width(values, confidence) <= case.aim * wide or len(values) >= case.most:
        return 0
    freedom = len(values) - 1
    spread = math.sqrt(stats.variance(values))
    needed = (stats.student(freedom, 0.5 + confidence / 2) * spread / (case.aim * wide)) ** 2
    # at most fourfold at a time: the spread of a few replications is itself uncertain
    return min(max(math.ceil(needed * _MARGIN) - len(values), 1), 3 * len(values), case.most - len(values))


def half_width(values: Sequence[float], confidence: float) -> float:
    """Half the width of the Student interval."""
    interval = stats.luck(values, confidence)
    return interval.mean - interval.low


def judged(case: Case, values: Sequence[float], confidence: float, wide: float = 1.0) -> Result:
    """The interval of a case beside the expected value."""
    interval = stats.luck(values, confidence)
    narrow = interval.mean - interval.low <= case.aim * wide and stats.variance(values) > 0
    holds = interval.low <= case.expected <= interval.high
    return Result(
        case.name, case.expected, interval.mean, interval.low, interval.high,
        "fail" if not holds else "pass" if narrow else "too wide",
        case.unit, case.source, case.aim * wide, len(values),
    )  # fmt: skip

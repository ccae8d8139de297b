"""Every comparison with theory, by family."""

from twin.validate import lines, places, queues, shelves
from twin.validate.by_hand import CHECKS
from twin.validate.case import Case

CASES: tuple[Case, ...] = (*queues.CASES, *lines.CASES, *shelves.CASES, *places.CASES)
BY_NAME = {case.name: case for case in CASES}

# Five cases of different kinds, with runs so short that 2,000 repetitions of 20 replications can be had.
REPEATED: dict[str, float] = {  # name: days of a run
    "M/M/5, load 0.5: mean wait": 12.0,
    "M/M/5/5, offered 4: share turned away": 6.0,
    "Machine repair, five machines and a crew of 1: mean number down": 5.0,
    "(s, S) = (4, 10), Poisson demand, fixed lead time: cost": 3.0,
    "Demand with a season: orders a day in February": 65.0,
}

__all__ = ["BY_NAME", "CASES", "CHECKS", "REPEATED"]

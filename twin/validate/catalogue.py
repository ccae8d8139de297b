"""Every comparison with theory, by family."""

from twin.validate import lines, places, queues, shelves
from twin.validate.by_hand import CHECKS
from twin.validate.case import Case

CASES: tuple[Case, ...] = (*queues.CASES, *lines.CASES, *shelves.CASES, *places.CASES)
BY_NAME = {case.name: case for case in CASES}

# Five cases of different kinds, with runs so short that 2,000 repetitions of ten replications can be had.
REPEATED: dict[str, tuple[float, float]] = {  # name: days of a run, days of its warm-up
    "Overflow to a neighbour, offered 4 to 3 + 2 servers: its share": (1.5, 0.3),
    "Saturated line of two machines, buffer 2: throughput": (2.0, 0.3),
    "Machine repair, five machines and a crew of 1: mean number down": (2.0, 0.2),
    "Base stock 8, demand 6 over the fixed lead time: fill rate": (1.0, 0.1),
    "(s, S) = (4, 10), Poisson demand, fixed lead time: cost": (1.0, 0.2),
}

__all__ = ["BY_NAME", "CASES", "CHECKS", "REPEATED"]

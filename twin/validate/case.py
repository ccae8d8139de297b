"""What a comparison with theory is: a network, what is read from its run, and the number that theory gives."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from twin import streams
from twin.records import RunLog
from twin.run import simulate_network
from twin.spec.network import Network
from twin.spec.scenario import RunSettings

Verdict = Literal["pass", "fail", "too wide"]
Luck = np.random.Generator


@dataclass(frozen=True)
class Case:
    """A comparison under luck: the mean over independent replications must hold the expected value.

    A replication runs `network` (fixed, or made anew with its own luck) for `days` after `warm_up`, and `value`
    gives one number of it. `aim` is the largest half-width that the interval may have, in the unit of the value.
    """

    name: str
    expected: float
    unit: str
    aim: float
    source: str
    network: Callable[[], Network] | Callable[[Luck], Network]
    value: Callable[[RunLog], float]
    days: float
    warm_up: float = 0.0
    fresh: bool = False  # the network is made anew for each replication
    most: int = 20_000  # replications

    @property
    def seed(self) -> int:
        """Seed of the case, from its name."""
        return int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:7], "little")


@dataclass(frozen=True)
class Check:
    """A comparison without luck: equal as integers (`whole`) or to 1e-9 of the expected value."""

    name: str
    expected: float
    unit: str
    source: str
    got: Callable[[], float]
    whole: bool = False


RELATIVE = 1e-9


@dataclass(frozen=True)
class Result:
    """What a comparison gave; `low` and `high` are the ends of its interval (equal without luck)."""

    case: str
    expected: float
    got: float
    low: float
    high: float
    verdict: Verdict
    unit: str
    source: str
    aim: float = 0.0
    replications: int = 0


def replicate(case: Case, replication: int) -> float:
    """The value of one replication."""
    settings = RunSettings(horizon=case.days, warm_up=case.warm_up, seed=case.seed)
    if case.fresh:
        luck = streams.generator(streams.key(case.seed, replication, "network"))
        network = case.network(luck)  # type: ignore[call-arg]
    else:
        network = _kept(case.network)
    return case.value(simulate_network(network, settings, replication))


@cache
def _kept(build: Callable[[], Network]) -> Network:
    return build()


def checked(check: Check) -> Result:
    """Runs a comparison without luck."""
    got = check.got()
    near = (
        got == check.expected if check.whole else abs(got - check.expected) <= RELATIVE * abs(check.expected)
    )
    verdict: Verdict = "pass" if near else "fail"
    return Result(check.name, check.expected, got, got, got, verdict, check.unit, check.source)

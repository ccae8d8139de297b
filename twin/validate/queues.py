"""Queues: waits, customers turned away and customers who leave.

The start is empty; the warm-up is twelve or more relaxation times, 1 / (c mu (1 - sqrt(rho))^2) in units of a
service, so that what is left of the start is below e^-12. Orders of the last `TAIL` units are not counted, so
that every counted order has been served.
"""

from collections.abc import Callable

import numpy as np

from twin import theory
from twin.records import Outcome, RunLog
from twin.spec import Policy
from twin.validate.case import Case
from twin.validate.textbook import counted, flows, per_order, queue, time, waits

TAIL = 400.0
_PK = "Pollaczek 1930, Khinchine 1932"
_ERLANG = "Erlang 1917"


def mean_wait(expected: float, arrivals: float, tail: float = TAIL) -> Callable[[RunLog], float]:
    """Mean wait of the orders before their work begins."""
    return lambda log: per_order(log, waits(log, counted(log, tail)), expected, arrivals, tail)


def mean_flow(expected: float, arrivals: float, tail: float = TAIL) -> Callable[[RunLog], float]:
    """Mean time of the orders from placing to made."""
    return lambda log: per_order(log, flows(log, counted(log, tail)), expected, arrivals, tail)


def share_waiting(expected: float, arrivals: float) -> Callable[[RunLog], float]:
    """Share of the orders that wait at all."""

    def value(log: RunLog) -> float:
        return per_order(log, (waits(log, counted(log, TAIL)) > 0).astype(float), expected, arrivals, TAIL)

    return value


def share_lost(expected: float, arrivals: float) -> Callable[[RunLog], float]:
    """Share of the orders that are turned away or leave."""

    def value(log: RunLog) -> float:
        rows = counted(log, TAIL)
        gone: np.ndarray = log.orders.outcome[rows] == Outcome.LOST
        return per_order(log, gone.astype(float), expected, arrivals, TAIL)

    return value


def _single(name: str, arrivals: float, process: str, cv: float, aim: float, days: float) -> Case:
    second = 1.0 + (1.0 if process == "exponential" else cv * cv)
    expected = theory.mg1_wait(arrivals, 1.0, second)
    law = time(1, process, cv)  # type: ignore[arg-type]
    return Case(
        name=name, expected=expected, unit="services", aim=aim, source=_PK,
        network=queue(arrivals, law), value=mean_wait(expected, arrivals), days=days, warm_up=30,
    )  # fmt: skip


def _many(servers: int, rho: float, aim: float, days: float) -> Case:
    arrivals = servers * rho
    expected = theory.mmc_wait(arrivals, 1.0, servers)
    return Case(
        name=f"M/M/{servers}, load {rho:g}: mean wait", expected=expected, unit="services", aim=aim, source=_ERLANG,
        network=queue(arrivals, servers=servers), value=mean_wait(expected, arrivals), days=days, warm_up=15,
    )  # fmt: skip


def _bank() -> Case:
    expected = theory.erlang_c(2.0, 3)
    return Case(
        name="M/M/3, the bank of Ciw's tutorial: share that waits", expected=expected, unit="1", aim=0.01,
        source="Ciw, tutorial I; Erlang 1917", network=queue(2.0, servers=3), value=share_waiting(expected, 2.0),
        days=100, warm_up=10,
    )  # fmt: skip


def _four_tellers() -> Case:
    expected = theory.mmc_wait(0.2, 0.1, 4)
    return Case(
        name="M/M/4, the bank with four tellers: mean wait", expected=expected, unit="minutes", aim=0.06,
        source="Ciw, tutorial I; Erlang 1917", network=queue(0.2, time(10), servers=4),
        value=mean_wait(expected, 0.2), days=500, warm_up=30,
    )  # fmt: skip


def _lost(name: str, expected: float, arrivals: float, aim: float, source: str, **more: object) -> Case:
    return Case(
        name=name, expected=expected, unit="1", aim=aim, source=source, network=queue(arrivals, **more),  # type: ignore[arg-type]
        value=share_lost(expected, arrivals), days=40, warm_up=5,
    )  # fmt: skip


CASES = (
    _single("M/M/1, load 0.5: mean wait", 0.5, "exponential", 1, 0.04, 300),
    _single("M/M/1, load 0.8: mean wait", 0.8, "exponential", 1, 0.25, 300),
    _many(5, 0.5, 0.006, 40),
    _many(5, 0.75, 0.025, 60),
    _many(5, 0.9, 0.15, 100),
    _bank(),
    _four_tellers(),
    _single("M/D/1, load 0.5: mean wait", 0.5, "fixed", 0, 0.012, 120),
    _single("M/D/1, load 0.8: mean wait", 0.8, "fixed", 0, 0.08, 250),
    _single("M/G/1, uniform work (cv 0.5), load 0.8: mean wait", 0.8, "uniform", 0.5, 0.12, 200),
    _single("M/G/1, Erlang-4 work (cv 0.5), load 0.8: mean wait", 0.8, "gamma", 0.5, 0.12, 200),
    _single("M/G/1, Weibull work (cv 0.7), load 0.7: mean wait", 0.7, "weibull", 0.7, 0.07, 150),
    _single("M/G/1, lognormal work (cv 1.5), load 0.6: mean wait", 0.6, "lognormal", 1.5, 0.2, 200),
    _single("M/G/1, gamma work (cv 2), load 0.8: mean wait", 0.8, "gamma", 2, 1.0, 400),
    _lost("M/M/5/5, offered 4: share turned away", theory.erlang_b(4, 5), 4.0, 0.005, "Erlang 1917",
          servers=5, buffer=0, demand_unmet="lost"),
    _lost("M/G/5/5, lognormal work (cv 1.5), offered 4: share turned away", theory.erlang_b(4, 5), 4.0, 0.005,
          "Erlang 1917; insensitive to the law of the work (Sevastyanov 1957)",
          process=time(1, "lognormal", 1.5), servers=5, buffer=0, demand_unmet="lost"),
    _lost("M/M/1/4, load 0.9: share turned away", theory.mm1k_lost(0.9, 4), 0.9, 0.006, "Erlang 1917",
          buffer=3, demand_unmet="lost"),
    _lost("M/M/1/3 by the dispatcher's queue cap, load 1.2: share turned away", theory.mm1k_lost(1.2, 3), 1.2, 0.006,
          "Erlang 1917", demand_unmet="lost", policy=Policy(queue_cap=2)),
    _lost("M/M/3+M, offered 3.3, patience 2: share that leaves", theory.erlang_a_lost(3.3, 1, 3, 0.5), 3.3, 0.006,
          "Palm 1957", servers=3, demand_patience=time(2)),
)  # fmt: skip

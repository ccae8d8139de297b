"""One run, from its plan: the parts are built, wired together, started, and stepped to the end."""

import math
from typing import Self

import numpy as np
from numpy.typing import NDArray

from twin.engine import (
    arrivals,
    collect,
    dispatch,
    failures,
    loads,
    outages,
    patience,
    replenish,
    rollout,
    shipping,
    speed,
    stock,
)
from twin.engine.batches import BatchStation
from twin.engine.fork import put_into
from twin.engine.kernel import Kernel
from twin.engine.log import run_log
from twin.engine.orders import OrderBook, order_book
from twin.engine.plan import Plan
from twin.engine.quick import is_quick, one_way, quickener
from twin.engine.snapshot import Snapshot, go_on, put_back, take
from twin.engine.state import State
from twin.engine.stations import FullStation
from twin.engine.wiring import VARIANTS, Wiring
from twin.engine.work import Worktime
from twin.laws import ticks
from twin.records import RunLog


class Engine:
    """A run that can be stepped to any tick.

    >>> engine = Engine(plan, seed=1, replication=0)          # doctest: +SKIP
    >>> engine.run(until=plan.end); log = engine.log()        # doctest: +SKIP
    """

    def __init__(self, plan: Plan, seed: int, replication: int, quick: bool = True) -> None:
        self.plan = plan
        self._quick = quick
        self.wiring = _wired(plan, order_book(plan, seed, replication), seed, replication, quick, 0)
        _start(self.wiring)

    @property
    def now(self) -> int:
        """The tick that the run has reached."""
        reached: float = self.wiring.kernel.env.now
        return math.ceil(reached)

    def run(self, until: int | None = None) -> None:
        """Goes on to a tick (the end of the run when none is given); what is due at that tick is left."""
        self.wiring.kernel.run(self.plan.end if until is None else min(until, self.plan.end))

    def to_day(self, day: float) -> None:
        """Goes on to a day after the warm-up (negative: within it); what is due at that moment is left."""
        self.run(until=self.plan.warm_up + ticks(day))

    def to_end(self) -> RunLog:
        """Goes on to the end of the run; its log."""
        self.run()
        return self.log()

    def log(self) -> RunLog:
        """What has been recorded so far."""
        return run_log(self.wiring)

    def snapshot(self) -> Snapshot:
        """The run as plain data; the run itself goes on from there."""
        snapshot = take(self.wiring, self.now)
        self._go_on_from(snapshot, self.wiring.book)
        return snapshot

    @classmethod
    def restore(cls, plan: Plan, snapshot: Snapshot, quick: bool = True) -> Self:
        """The run that was saved; InputError when the plan has other sites, stations or stocks."""
        engine = cls.__new__(cls)
        engine.plan, engine._quick = plan, quick
        engine._go_on_from(snapshot, order_book(plan, snapshot.seed, snapshot.replication))
        return engine

    @classmethod
    def fork(cls, plan: Plan, snapshot: Snapshot) -> Self:
        """The run that was saved, with another future; InputError when the plan has another past."""
        engine = cls.__new__(cls)
        engine.plan, engine._quick = plan, True
        book = order_book(plan, snapshot.seed, snapshot.replication)
        wiring = _wired(plan, book, snapshot.seed, snapshot.replication, True, snapshot.tick)
        rollout.close_what_is_not_open(wiring)
        go_on(wiring, snapshot.tick, put_into(wiring, snapshot))
        engine.wiring = wiring
        return engine

    def _go_on_from(self, snapshot: Snapshot, book: OrderBook) -> None:
        wiring = _wired(self.plan, book, snapshot.seed, snapshot.replication, self._quick, snapshot.tick)
        put_back(wiring, snapshot)
        self.wiring = wiring


def _wired(plan: Plan, book: OrderBook, seed: int, replication: int, quick: bool, tick: int) -> Wiring:
    """A run's parts, built and not started."""
    state = State(plan, book)
    wiring = Wiring(
        plan=plan,
        book=book,
        state=state,
        kernel=Kernel(state, tick),
        seed=seed,
        replication=replication,
        product=_listed(book.product),
        variant=_listed(book.variant),
        units=_listed(book.units),
        zone=_listed(book.zone),
        placed=book.placed.tolist(),
    )
    _build(wiring, quick)
    return wiring


def _listed(column: NDArray[np.int64]) -> list[int]:
    """A column as a list; one that is the same all along is quick to make."""
    if column.size and column[0] == column[-1] and (column == column[0]).all():
        return [int(column[0])] * column.size
    values: list[int] = column.tolist()
    return values


def _build(wiring: Wiring, quick: bool) -> None:
    """Parts in the order in which they lean on each other."""
    plan = wiring.plan
    wiring.station_of = [s.index for s in plan.stations for _ in range(s.servers)]
    wiring.events, wiring.timers = [None] * plan.servers, [None] * plan.servers
    failures.open_tapes(wiring)
    outages.open_tapes(wiring)
    wiring.stations = []
    shipping.connect(wiring)
    loads.connect(wiring)
    stores = stock.connect(wiring)
    if stores is not None:
        replenish.open_tapes(wiring)
        replenish.connect(wiring, stores)
        collect.connect(wiring, stores)
    dispatch.connect(wiring)
    patience.connect(wiring)
    failures.connect(wiring)
    wiring.work, speeds = Worktime(wiring), speed.speeds(plan, wiring.state.rate)
    wiring.kinds = _listed(wiring.book.product * VARIANTS + wiring.book.variant)
    wiring.simple_end = shipping.is_simple(wiring)
    wiring.marks = shipping.asks_who_has_begun(plan)
    for station in plan.stations:
        kind = BatchStation if station.batch > 1 else FullStation
        wiring.stations.append(kind(station, wiring, wiring.work, speeds[station.site]))
    if quick:
        _quicken(wiring)
    wiring.kernel.handlers["batch_due"] = lambda q, job: wiring.stations[q].due(job)
    outages.connect(wiring)
    speed.connect(wiring)
    rollout.connect(wiring)
    arrivals.connect(wiring)


def _quicken(wiring: Wiring) -> None:
    """Last stations of the routes first, so that each finds the quick form of those after it."""
    plan, work = wiring.plan, wiring.work
    fit = {s.index for s in plan.stations if is_quick(plan, s, work.column(s)) and one_way(plan, s)}
    wiring.straight = {site.index for site in plan.sites if fit.issuperset(site.stations)}
    quicken = quickener(wiring)
    depth = {q: step for row in plan.routes for route in row for step, q in enumerate(route)}
    for station in sorted(plan.stations, key=lambda s: -depth.get(s.index, 0)):
        column = wiring.work.column(station)
        if column is not None and is_quick(plan, station, column):
            quicken(wiring.stations[station.index], column)


def _start(wiring: Wiring) -> None:
    """Files what is known when the run begins; at the same tick, the world changes before orders come."""
    rollout.start(wiring)
    outages.start(wiring)
    speed.start(wiring)
    failures.start(wiring)
    if wiring.stores is not None:
        replenish.start(wiring)
        wiring.stores.start()
    arrivals.start(wiring)

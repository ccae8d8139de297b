"""One run, from its plan: the parts are built, wired together, started, and stepped to the end."""

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
from twin.engine.kernel import Kernel
from twin.engine.log import run_log
from twin.engine.orders import order_book
from twin.engine.plan import Plan
from twin.engine.state import State
from twin.engine.stations import FullStation
from twin.engine.wiring import Wiring
from twin.engine.work import Worktime
from twin.records import RunLog


class Engine:
    """A run that can be stepped to any tick.

    >>> engine = Engine(plan, seed=1, replication=0)          # doctest: +SKIP
    >>> engine.run(until=plan.end); log = engine.log()        # doctest: +SKIP
    """

    def __init__(self, plan: Plan, seed: int, replication: int) -> None:
        book = order_book(plan, seed, replication)
        state = State(plan, book)
        self.plan = plan
        self.wiring = Wiring(
            plan=plan,
            book=book,
            state=state,
            kernel=Kernel(state),
            seed=seed,
            replication=replication,
            product=book.product.tolist(),
            variant=book.variant.tolist(),
            units=book.units.tolist(),
        )
        _build(self.wiring)
        _start(self.wiring)

    def run(self, until: int | None = None) -> None:
        """Goes on to a tick (the end of the run when none is given); what is due at that tick is left."""
        self.wiring.kernel.run(self.plan.end if until is None else min(until, self.plan.end))

    def log(self) -> RunLog:
        """What has been recorded so far."""
        return run_log(self.wiring)


def _build(wiring: Wiring) -> None:
    """Parts in the order in which they lean on each other."""
    plan = wiring.plan
    wiring.station_of = [s.index for s in plan.stations for _ in range(s.servers)]
    wiring.events = [None] * plan.servers
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
    for station in plan.stations:
        kind = BatchStation if station.batch > 1 else FullStation
        wiring.stations.append(kind(station, wiring, wiring.work, speeds[station.site]))
    wiring.kernel.handlers["batch_due"] = lambda q, job: wiring.stations[q].due(job)
    outages.connect(wiring)
    speed.connect(wiring)
    rollout.connect(wiring)
    arrivals.connect(wiring)


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

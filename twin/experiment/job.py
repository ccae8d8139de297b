"""One run as a task: simulate, count, price under some draws; what comes back is a few rows of numbers."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from twin.knowledge import NOMINAL, Draw
from twin.kpi.measure import pricing
from twin.kpi.registry import RUN_KPIS
from twin.kpi.tally import tally
from twin.kpi.windows import Watch, daily, served_by_site, table
from twin.records import Floats
from twin.run import simulate
from twin.scenario import Scenario
from twin.siting import fitted

KPI_NAMES = tuple(kpi.key for kpi in RUN_KPIS)
_EMPTY: Floats = np.zeros(0)


@dataclass(frozen=True)
class Job:
    """A replication of a scenario in the world of some event levels, priced under some draws.

    `prices` are whole draws (event levels included); the first row of the result is always the run priced at
    its own event levels, which for a nominal run is `NOMINAL`. `watch` asks for the event window's records,
    `who_served_whom` for the table of sites and zones instead of KPIs.
    """

    scenario: Scenario
    replication: int
    levels: tuple[tuple[str, float], ...] = ()
    prices: tuple[Draw, ...] = ()
    watch: Watch | None = None
    who_served_whom: bool = False
    label: str = field(default="", compare=False)

    def __str__(self) -> str:
        world = "stated values" if not self.levels else "a draw of the parameters"
        return f"replication {self.replication} of {self.label or self.scenario.name} at {world}"

    @property
    def draw(self) -> Draw:
        """The world of the run."""
        return Draw(dict(self.levels)) if self.levels else NOMINAL


class Measured(NamedTuple):
    """Rows of KPIs in the order of `KPI_NAMES` (NaN: undefined), daily series, window table, or served table."""

    kpis: Floats
    daily: Floats
    windows: Floats


def work(job: Job) -> Measured:
    """Carries a job out. The same job gives the same numbers, to the last bit, wherever it runs."""
    scenario, draw = _known(job.scenario), job.draw
    if job.levels:
        scenario = Scenario(name="run", base=fitted(scenario.network, draw), settings=scenario.run_settings)
    network = scenario.network
    log = simulate(scenario, job.replication, draw)
    if job.who_served_whom:
        return Measured(served_by_site(log).astype(np.float64), _EMPTY, _EMPTY)
    priced = pricing(tally(log, network, draw=draw), network)
    kpis = np.array([_row(priced(world)) for world in (draw, *job.prices)])
    if job.watch is None:
        return Measured(kpis, _EMPTY, _EMPTY)
    return Measured(kpis, daily(log, job.watch), table(log, network, job.watch, draw))


_last: list[Scenario] = []


def _known(scenario: Scenario) -> Scenario:
    """The scenario as it was seen last: each chunk brings a copy of its own, and a plan belongs to one network."""
    if not _last or _last[0].digest != scenario.digest:
        _last[:] = [scenario]
    return _last[0]


def _row(values: dict[str, float]) -> list[float]:
    return [values.get(name, math.nan) for name in KPI_NAMES]

"""Runs scenarios under luck and under what is not known, and keeps the rows of numbers that come back.

Luck: replications 0 to R - 1 at the stated values. Knowledge: D draws of every uncertain source, of which the
levels that change events come in E = 16 sets. Draw k lives in event set e = k mod E and replication j = e mod R:

    x_k = KPI(replication j, event levels e, priced at draw k) - b (KPI(replication j, stated) - mean KPI(stated))

with b between 0 and 1, the regression of the first on the second over the draws (a control variate): luck that
both share cancels, luck that they do not (an outage that another mtbf moves) stays and widens the interval. A
difference of two scenarios is formed first, draw by draw, and controlled as a whole. A set whose levels a network does not have needs no run: it is
priced over the recorded replication. Designs are fitted to the event levels (`twin.siting.fitted`).
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from twin.experiment.driver import Progress, drive
from twin.experiment.job import KPI_NAMES, Job, Measured, work
from twin.experiment.keys import job_key
from twin.experiment.relevant import in_use, relevant
from twin.experiment.store import Store
from twin.knowledge import Draw, draws
from twin.kpi.resilience import pooled, recovery, resilience
from twin.kpi.windows import (
    SCOPES,
    WINDOW_NAMES,
    Watch,
    first_event,
    last_day,
    planned,
    touched_zones,
    undisturbed,
)
from twin.records import Floats
from twin.scenario import Scenario
from twin.spec.network import Network
from twin.spec.scenario import RunSettings
from twin.stats import controlled, mean

EVENT_DRAWS = 16
Levels = tuple[tuple[str, float], ...]
Row = dict[str, float]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class World:
    """One draw as a scenario sees it: its replication, its event levels, and the whole draw."""

    replication: int
    levels: Levels
    draw: Draw


@dataclass(frozen=True)
class Plan:
    """A scenario to measure: what is run (named alike for all, so that equal networks share runs) and its worlds."""

    name: str
    scenario: Scenario
    worlds: tuple[World, ...]
    replications: int

    @property
    def disturbed(self) -> bool:
        """Whether it has planned events."""
        return bool(planned(self.scenario.network))

    def jobs(self, watch: Watch | None) -> tuple[Job, ...]:
        """Every run it needs: the replications at stated values, then the event sets."""
        priced: dict[tuple[int, Levels], list[Draw]] = {(j, ()): [] for j in range(self.replications)}
        for world in self.worlds:
            priced.setdefault((world.replication, world.levels), []).append(world.draw)
        return tuple(
            Job(self.scenario, j, levels, tuple(prices), watch, label=self.name)
            for (j, levels), prices in priced.items()
        )


@dataclass(frozen=True)
class Sample:
    """What a scenario gave: a row of KPIs for each replication and for each draw, in their order."""

    name: str
    scenario: Scenario
    replications: tuple[Row, ...]
    draws: tuple[Row, ...]
    worlds: tuple[World, ...]
    series: tuple[
        Floats, ...
    ] = ()  # by replication: orders, lead times and losses by day, where there is an event

    def luck(self, kpi: str) -> list[float] | None:
        """The KPI in every replication; None when it is undefined in one."""
        values = [row.get(kpi, math.nan) for row in self.replications]
        return None if any(math.isnan(value) for value in values) else values

    def drawn(self, kpi: str) -> list[float] | None:
        """The KPI in every draw, as priced; None without draws or where it is undefined in one."""
        values = [row.get(kpi, math.nan) for row in self.draws]
        return None if not values or any(math.isnan(value) for value in values) else values

    def knowledge(self, kpi: str) -> list[float] | None:
        """The KPI in every draw, shared luck cancelled; None where it is undefined."""
        stated, drawn = self.luck(kpi), self.drawn(kpi)
        if stated is None or drawn is None:
            return None
        controls = [stated[world.replication] for world in self.worlds]
        return controlled(drawn, controls, mean(stated))


@dataclass(frozen=True)
class Samples:
    """Samples of all scenarios, the window they share, and the work that they took."""

    samples: tuple[Sample, ...]
    watch: Watch | None
    window_end: float
    runs: int
    stored: int
    seconds: float
    event_draws: int = 0


@dataclass
class Runner:
    """Runs jobs through the driver, taking those from the store that are kept there."""

    store: Store | None
    workers: int | None
    cancelled: Stop | None = None
    runs: int = 0
    stored: int = 0
    known: dict[str, Measured] = field(default_factory=dict)

    def measure(self, jobs: Sequence[Job], *, progress: Progress | None = None) -> list[Measured]:
        """The numbers of every job; equal jobs run once."""
        keys = [job_key(job) for job in jobs]
        missing = {key: job for key, job in zip(keys, jobs, strict=True) if key not in self.known}
        kept = self.store.get(list(missing)) if self.store is not None else {}
        self.known |= kept
        fresh = [key for key in missing if key not in kept]
        self.stored += len(kept)
        self.runs += len(fresh)
        drive(
            work,
            [missing[key] for key in fresh],
            workers=self.workers,
            progress=progress,
            cancelled=self.cancelled,
            landed=lambda index, value: self._landed(fresh[index], value),
        )
        return [self.known[key] for key in keys]

    def _landed(self, key: str, value: Measured) -> None:
        self.known[key] = value
        if self.store is not None:
            self.store.put({key: value})


def measure(
    scenarios: Sequence[Scenario],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Store | None = None,
    cancelled: Stop | None = None,
) -> Samples:
    """Runs every scenario under the same luck and the same draws, over one event window."""
    began = time.perf_counter()
    runner = Runner(store, workers, cancelled)
    plans = _plans(scenarios)
    watch = _watch(plans, runner)
    twins = _twins(plans) if watch is not None else {}
    every = [*plans, *(twin for twin in twins.values() if twin not in plans)]
    jobs = [plan.jobs(watch) for plan in every]
    measured = iter(runner.measure([job for group in jobs for job in group], progress=progress))
    outcomes = {
        plan.scenario.digest: _Outcome(plan, group, [next(measured) for _ in group])
        for plan, group in zip(every, jobs, strict=True)
    }
    end = _window_end(plans, twins, outcomes, watch)
    samples = tuple(_sample(plan, outcomes, twins, watch, end) for plan in plans)
    sets = len({world.levels for plan in plans for world in plan.worlds if world.levels})
    return Samples(samples, watch, end, runner.runs, runner.stored, time.perf_counter() - began, sets)


def _plans(scenarios: Sequence[Scenario]) -> list[Plan]:
    networks = [in_use(scenario.network) for scenario in scenarios]
    sources = [relevant(network) for network in networks]
    events = {item.source for found in sources for item in found if item.events}
    return [
        _plan(scenario, {item.source for item in found}, events, networks)
        for scenario, found in zip(scenarios, sources, strict=True)
    ]


def _plan(scenario: Scenario, mine: set[str], events: set[str], networks: Sequence[Network]) -> Plan:
    settings = scenario.run_settings
    worlds: list[World] = []
    if mine and settings.draws:
        price = draws(networks, settings.draws, settings.seed)
        event = draws(networks, min(EVENT_DRAWS, settings.draws), settings.seed)
        for k, draw in enumerate(price):
            e = k % len(event)
            levels = {s: (event[e] if s in events else draw).levels[s] for s in sorted(mine)}
            shown = tuple((s, level) for s, level in levels.items() if s in events)
            worlds.append(World(e % settings.replications, shown, Draw(levels)))
    return Plan(scenario.name, _as_run(scenario.network, settings), tuple(worlds), settings.replications)


def _as_run(network: Network, settings: RunSettings) -> Scenario:
    """What a run depends on: the edited network, horizon, warm-up and seed."""
    plain = RunSettings(horizon=settings.horizon, warm_up=settings.warm_up, seed=settings.seed, draws=0)
    return Scenario(name="run", base=network, settings=plain)


def _watch(plans: Sequence[Plan], runner: Runner) -> Watch | None:
    """The event window's start and zones; None when no scenario has a planned event."""
    start = first_event(plan.scenario.network for plan in plans)
    if start is None:
        return None
    disturbed = [plan for plan in plans if plan.disturbed]
    asked = [
        Job(_undisturbed(plan).scenario, 0, who_served_whom=True, label=f"{plan.name} undisturbed")
        for plan in disturbed
    ]
    zones: list[tuple[str, ...]] = []
    for plan, answer in zip(disturbed, runner.measure(asked), strict=True):
        zones.append(touched_zones(plan.scenario.network, answer.kpis.astype("int64")))
    horizon = max(plan.scenario.settings.horizon for plan in plans)
    named = () if not all(zones) else tuple(sorted({zone for found in zones for zone in found}))
    return Watch(start, horizon, named)


def _undisturbed(plan: Plan) -> Plan:
    network = undisturbed(plan.scenario.network)
    mine = {item.source for item in relevant(network)}
    worlds = tuple(
        World(
            w.replication,
            tuple((s, x) for s, x in w.levels if s in mine),
            Draw({s: x for s, x in w.draw.levels.items() if s in mine}),
        )
        for w in plan.worlds
    )
    return Plan(
        f"{plan.name} undisturbed", _as_run(network, plan.scenario.settings), worlds, plan.replications
    )


def _twins(plans: Sequence[Plan]) -> dict[str, Plan]:
    """The undisturbed twin of every disturbed scenario, by the digest of the scenario."""
    known = {plan.scenario.digest: plan for plan in plans}
    found: dict[str, Plan] = {}
    for plan in plans:
        if plan.disturbed:
            twin = _undisturbed(plan)
            found[plan.scenario.digest] = known.setdefault(twin.scenario.digest, twin)
    return found


@dataclass(frozen=True)
class _Outcome:
    """The numbers of a plan's jobs, by replication and event levels."""

    plan: Plan
    jobs: Sequence[Job]
    values: Sequence[Measured]

    @property
    def by_world(self) -> dict[tuple[int, Levels], Measured]:
        """Numbers by replication and event levels."""
        return {
            (job.replication, job.levels): value for job, value in zip(self.jobs, self.values, strict=True)
        }

    @property
    def series(self) -> list[Floats]:
        """Daily series of the replications at stated values."""
        return [value.daily for job, value in zip(self.jobs, self.values, strict=True) if not job.levels]


def _window_end(
    plans: Sequence[Plan], twins: Mapping[str, Plan], outcomes: Mapping[str, _Outcome], watch: Watch | None
) -> float:
    """End of the window, the same for all: the longest recovery among the scenarios, and no event left out."""
    if watch is None:
        return 0.0
    ends = [last_day(plan.scenario.network for plan in plans)]
    for digest, twin in twins.items():
        disturbed, normal = pooled(outcomes[digest].series), pooled(outcomes[twin.scenario.digest].series)
        ends.append(watch.start + recovery(disturbed, normal, watch.start).time_to_recover)
    return watch.ends[watch.end_at(max(ends))]


def _sample(
    plan: Plan, outcomes: Mapping[str, _Outcome], twins: Mapping[str, Plan], watch: Watch | None, end: float
) -> Sample:
    digest = plan.scenario.digest
    mine = outcomes[digest].by_world
    twin = twins.get(digest)
    other = outcomes[twin.scenario.digest].by_world if twin is not None else {}
    other_worlds = twin.worlds if twin is not None else plan.worlds
    nominal = tuple(
        _full(mine[j, ()].kpis[0], mine[j, ()], other[j, ()] if other else None, watch, end)
        for j in range(plan.replications)
    )
    drawn: list[Row] = []
    places: Counter[tuple[int, Levels]] = Counter()
    for world, world_of_twin in zip(plan.worlds, other_worlds, strict=True):
        key = (world.replication, world.levels)
        places[key] += 1
        value = mine[key]
        row = value.kpis[places[key]]  # row 0 is the run at its own levels, then its draws in their order
        beside = other[world_of_twin.replication, world_of_twin.levels] if other else None
        drawn.append(_full(row, value, beside, watch, end))
    series = tuple(outcomes[digest].series) if watch is not None else ()
    return Sample(plan.name, plan.scenario, nominal, tuple(drawn), plan.worlds, series)


def _full(row: Floats, value: Measured, beside: Measured | None, watch: Watch | None, end: float) -> Row:
    """A row of KPIs with those of the window and, for a disturbed scenario, of resilience."""
    found = dict(zip(KPI_NAMES, row.tolist(), strict=True))
    if watch is not None:
        at = watch.end_at(end)
        measures = [x for scope in range(len(SCOPES)) for x in value.windows[scope, at].tolist()]
        found |= dict(zip(WINDOW_NAMES, measures, strict=True))
    if watch is not None and beside is not None:
        found |= resilience(value.daily, beside.daily, watch.start, end)
    return {name: x for name, x in found.items() if not math.isnan(x)}

"""Runs one scenario, or compares several under the same luck and the same draws."""

from collections.abc import Callable, Sequence
from itertools import combinations

from twin import stats
from twin.errors import InputError
from twin.experiment.driver import Progress
from twin.experiment.influence import assumptions, influences
from twin.experiment.replicate import Sample, Samples, measure
from twin.experiment.store import Store
from twin.experiment.values import Comparison, Difference, Estimate, Influence, Result, Window
from twin.experiment.weeks import weekly
from twin.kpi.registry import KPIS
from twin.scenario import Scenario

HEADLINES = ("cost.landed", "service.lead_time_mean", "footprint.total", "capital.total")
EVENT_HEADLINES = ("touched.service.lead_time_mean", "window.service.lead_time_mean")
ALL_PAIRS = 4  # up to so many scenarios every pair is compared, beyond it each with the base
MAX_SCENARIOS = 50
_ROUNDING = 1e-12


def run(
    scenario: Scenario,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Store | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Estimates of every KPI of one scenario, with both intervals.

    `progress(done, total)` is called after each run; `store` keeps the runs for the next question; `cancelled()`
    is asked between runs and stops the work with `Cancelled` (what has run is kept).
    """
    found = measure([scenario], workers=workers, progress=progress, store=store, cancelled=cancelled)
    return _result(scenario, found.samples[0], found)


def compare(
    scenarios: Sequence[Scenario],
    *,
    base: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Store | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Comparison:
    """Estimates of several scenarios and their differences; the base is the first unless it is named.

    Raises InputError for fewer than two scenarios, names that repeat, an unknown base, or run settings that
    differ: only runs over the same days and the same luck can be compared.
    """
    reference = _checked(scenarios, base)
    ordered = sorted(scenarios, key=lambda scenario: scenario.name != reference)
    found = measure(ordered, workers=workers, progress=progress, store=store, cancelled=cancelled)
    by_name = dict(zip([scenario.name for scenario in ordered], found.samples, strict=True))
    results = tuple(_result(scenario, by_name[scenario.name], found) for scenario in scenarios)
    pairs = [(by_name[a], by_name[b]) for a, b in _pairs([scenario.name for scenario in ordered])]
    differences = tuple(d for a, b in pairs for kpi in KPIS if (d := difference(kpi, a, b)) is not None)
    moved = tuple(i for a, b in pairs if a.name == reference for i in _moved(a, b, found))
    networks = [scenario.network for scenario in scenarios]
    listed = assumptions(networks)
    return Comparison(
        base=reference,
        results=results,
        differences=differences,
        influences=moved,
        assumptions=listed,
        crn_ratio=_crn_ratio(*pairs[0]),
        illustrative=any(row.unsourced for row in listed),
        window=_window(found),
        runs=found.runs,
        stored_runs=found.stored,
        seconds=found.seconds,
    )


def _checked(scenarios: Sequence[Scenario], base: str | None) -> str:
    names = [scenario.name for scenario in scenarios]
    if not 2 <= len(names) <= MAX_SCENARIOS:
        raise InputError(f"{len(names)} scenarios cannot be compared; give 2 to {MAX_SCENARIOS}.")
    if len(set(names)) < len(names):
        again = sorted({name for name in names if names.count(name) > 1})
        raise InputError(f"Two scenarios are named {again[0]!r}. Give each its own name.")
    if base is not None and base not in names:
        raise InputError(f"No scenario named {base!r} to compare with. Known: {', '.join(names)}.")
    settings = {scenario.run_settings for scenario in scenarios}
    if len(settings) > 1:
        raise InputError(
            "The scenarios differ in horizon, warm-up, replications, draws or seed. Give all the same run settings."
        )
    return base or names[0]


def _pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs (subtracted, other), the base first: all of them for a few scenarios."""
    if len(names) <= ALL_PAIRS:
        return list(combinations(names, 2))
    return [(names[0], name) for name in names[1:]]


def _result(scenario: Scenario, sample: Sample, found: Samples) -> Result:
    estimates = {kpi: e for kpi in KPIS if (e := estimate(kpi, sample)) is not None}
    listed = assumptions([scenario.network])
    return Result(
        scenario=scenario.name,
        digest=scenario.digest,
        settings=scenario.run_settings,
        estimates=estimates,
        draws=len(sample.draws),
        event_draws=len({world.levels for world in sample.worlds if world.levels}),
        window=_window(found),
        weeks=weekly(sample.series, found.watch.start, found.window_end) if found.watch is not None else (),
        influences=tuple(
            i
            for kpi in _headlines(found)
            if (values := sample.knowledge(kpi))
            for i in influences(kpi, values, [sample])
        ),
        assumptions=listed,
        illustrative=any(row.unsourced for row in listed),
        runs=found.runs,
        stored_runs=found.stored,
        seconds=found.seconds,
    )


def _window(found: Samples) -> Window | None:
    if found.watch is None:
        return None
    return Window(start=found.watch.start, end=found.window_end, zones=found.watch.zones)


def _headlines(found: Samples) -> tuple[str, ...]:
    return (*EVENT_HEADLINES, *HEADLINES) if found.watch is not None else HEADLINES


def estimate(kpi: str, sample: Sample) -> Estimate | None:
    """One KPI of a scenario with both intervals; None when a replication leaves it undefined."""
    values = sample.luck(kpi)
    if values is None:
        return None
    drawn = sample.knowledge(kpi)
    centre, (least, most) = stats.luck(values), KPIS[kpi].bounds
    return Estimate(
        mean=centre.mean,
        low=max(centre.low, least),
        high=min(centre.high, most),
        knowledge=stats.knowledge(drawn) if drawn else None,
        unit=KPIS[kpi].unit,
    )


def difference(kpi: str, a: Sample, b: Sample) -> Difference | None:
    """A KPI of `b` less that of `a`, replication by replication and draw by draw; None where undefined."""
    luck_a, luck_b = a.luck(kpi), b.luck(kpi)
    if luck_a is None or luck_b is None:
        return None
    found = stats.luck(_settled(luck_a, luck_b))
    spread = _spread(kpi, a, b)
    return Difference(
        kpi=kpi,
        a=a.name,
        b=b.name,
        base=a.name,
        difference=found.mean,
        low=found.low,
        high=found.high,
        knowledge=stats.knowledge(spread) if spread else None,
        unit=KPIS[kpi].unit,
        better=_better(kpi, found, stats.knowledge(spread) if spread else None, a.name, b.name),
    )


def _spread(kpi: str, a: Sample, b: Sample) -> list[float] | None:
    """The difference in every draw, shared luck cancelled; a scenario that nothing is drawn for stays as stated."""
    luck_a, luck_b = a.luck(kpi), b.luck(kpi)
    worlds = a.worlds or b.worlds
    if luck_a is None or luck_b is None or not worlds:
        return None
    lucky = [world.replication for world in worlds]
    drawn_a = a.drawn(kpi) if a.worlds else [luck_a[j] for j in lucky]
    drawn_b = b.drawn(kpi) if b.worlds else [luck_b[j] for j in lucky]
    if drawn_a is None or drawn_b is None:
        return None
    stated = _settled(luck_a, luck_b)
    return stats.controlled(_settled(drawn_a, drawn_b), [stated[j] for j in lucky], stats.mean(stated))


def _settled(a: Sequence[float], b: Sequence[float]) -> list[float]:
    """b - a, pair by pair; what is no more than rounding beside the numbers themselves is zero."""
    return [
        0.0 if abs(y - x) <= _ROUNDING * max(abs(x), abs(y)) else y - x for x, y in zip(a, b, strict=True)
    ]


def _better(
    kpi: str, luck: stats.Interval, knowledge: tuple[float, float] | None, a: str, b: str
) -> str | None:
    """The scenario that is better for sure: neither interval of the difference holds zero."""
    direction = KPIS[kpi].better
    low, high = knowledge if knowledge is not None else (luck.low, luck.high)
    if direction is None or luck.holds_zero or low <= 0.0 <= high or (low > 0.0) != (luck.low > 0.0):
        return None
    return b if (luck.mean > 0.0) == (direction == "higher") else a


def _moved(a: Sample, b: Sample, found: Samples) -> tuple[Influence, ...]:
    """What moves the headline differences."""
    rows: list[Influence] = []
    for kpi in _headlines(found):
        values = _spread(kpi, a, b)
        if values:
            rows += influences(kpi, values, [a, b])
    return tuple(rows)


def _crn_ratio(a: Sample, b: Sample) -> dict[str, float]:
    ratios: dict[str, float] = {}
    for kpi in KPIS:
        left, right = a.luck(kpi), b.luck(kpi)
        ratio = stats.variance_ratio(left, right) if left and right else None
        if ratio is not None:
            ratios[kpi] = ratio
    return ratios

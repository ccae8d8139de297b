"""What an experiment gives: estimates, differences and influences, as frozen values that go to JSON and back."""

from typing import NamedTuple

from pydantic import Field

from twin.spec.quantity import Frozen
from twin.spec.scenario import RunSettings

Span = tuple[float, float]


class Estimate(Frozen):
    """A KPI of a scenario: mean over replications, 95 % interval of luck, middle 90 % of knowledge.

    `knowledge` is None when no parameter was drawn.
    """

    mean: float
    low: float
    high: float
    knowledge: Span | None
    unit: str


class Difference(Frozen):
    """A KPI of scenario `b` less that of scenario `a`, pair by pair under the same luck and the same draws.

    `base` is the one subtracted (always `a`). `better` names a scenario only when the KPI has a good direction
    and neither interval of the difference holds zero.
    """

    kpi: str
    a: str
    b: str
    base: str
    difference: float
    low: float
    high: float
    knowledge: Span | None
    unit: str
    better: str | None


class Influence(Frozen):
    """How much one uncertain source moves a KPI or a difference of it.

    `share` is its squared rank correlation with the result over the draws, as a part of the sum over all
    sources; `correlation` has the sign. `unsourced` marks assumptions and facts of which no page was seen.
    """

    kpi: str
    source: str
    share: float
    correlation: float
    unsourced: bool
    value: float
    low: float
    high: float
    unit: str
    paths: tuple[str, ...]


class Assumption(Frozen):
    """An uncertain parameter of the compared networks, as it is listed under an answer."""

    fact: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    unsourced: bool


class Window(Frozen):
    """The event window: days from `start` to `end`, and the zones touched (none named: all)."""

    start: float
    end: float
    zones: tuple[str, ...]


class Week(Frozen):
    """Mean lead time (days) of the orders that the zones touched placed in the week from `day`, 95 % of luck."""

    day: float
    mean: float
    low: float
    high: float


class Result(Frozen):
    """One scenario's estimates, and how they came about."""

    scenario: str
    digest: str
    settings: RunSettings
    estimates: dict[str, Estimate]
    draws: int = Field(description="draws of the uncertain parameters")
    event_draws: int = Field(description="sets of them that needed runs of their own")
    window: Window | None = None
    weeks: tuple[Week, ...] = Field(default=(), description="around the event, for the zones touched")
    influences: tuple[Influence, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    illustrative: bool = False
    runs: int = 0
    stored_runs: int = 0
    seconds: float = 0.0

    @property
    def weakest(self) -> tuple[Influence, ...]:
        """The three unsourced parameters that matter most."""
        return weakest(self.influences)


class Comparison(Frozen):
    """Several scenarios under the same luck and the same draws.

    `crn_ratio` gives, for each KPI of the first pair, how many times more replications independent runs would
    need. `illustrative` says that the result rests on unsourced parameters; `weakest` names them.
    """

    base: str
    results: tuple[Result, ...]
    differences: tuple[Difference, ...]
    influences: tuple[Influence, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    crn_ratio: dict[str, float] = Field(default_factory=dict)
    illustrative: bool = False
    window: Window | None = None
    runs: int = 0
    stored_runs: int = 0
    seconds: float = 0.0

    @property
    def weakest(self) -> tuple[Influence, ...]:
        """The three unsourced parameters that matter most: for the differences, else for the scenarios."""
        first = weakest(self.influences)
        named = {influence.source for influence in first}
        others = tuple(i for result in self.results for i in result.influences if i.source not in named)
        return (*first, *weakest(others, 3 - len(first)))

    def result(self, name: str) -> Result:
        """The result of a scenario by name; KeyError when it is not part of the comparison."""
        return {result.scenario: result for result in self.results}[name]

    def rows(self) -> tuple["Row", ...]:
        """One row per scenario and KPI, for tables and figures."""
        return tuple(
            Row(result.scenario, kpi, e.mean, e.low, e.high, *_ends(e.knowledge), unit=e.unit)
            for result in self.results
            for kpi, e in result.estimates.items()
        )

    def difference(self, kpi: str, b: str, a: str | None = None) -> Difference:
        """The difference of `b` from `a` (the base when not given); KeyError when it was not taken."""
        wanted = (kpi, a or self.base, b)
        return {(d.kpi, d.a, d.b): d for d in self.differences}[wanted]


class Row(NamedTuple):
    """A tidy row: one KPI of one scenario with both intervals."""

    scenario: str
    kpi: str
    mean: float
    low: float
    high: float
    knowledge_low: float | None
    knowledge_high: float | None
    unit: str


def _ends(span: Span | None) -> tuple[float | None, float | None]:
    return (None, None) if span is None else span


def weakest(influences: tuple[Influence, ...], count: int = 3) -> tuple[Influence, ...]:
    """The unsourced sources that matter most, each once, by their largest share."""
    best: dict[str, Influence] = {}
    for influence in influences:
        known = best.get(influence.source)
        if influence.unsourced and (known is None or influence.share > known.share):
            best[influence.source] = influence
    return tuple(sorted(best.values(), key=lambda i: (-i.share, i.source))[:count])

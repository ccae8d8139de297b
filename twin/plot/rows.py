"""The tidy rows that figures are drawn from."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Protocol

from twin.errors import InputError

MOST_ROWS = 20_000


class Kpi(Protocol):
    """What a row of KPIs has, whoever made it; the columns of `KpiRow`."""

    @property
    def scenario(self) -> str: ...
    @property
    def kpi(self) -> str: ...
    @property
    def mean(self) -> float: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def knowledge_low(self) -> float | None: ...
    @property
    def knowledge_high(self) -> float | None: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True)
class KpiRow:
    """One KPI of one scenario: mean, 95 % interval of luck, 90 % range of knowledge (None: not drawn)."""

    scenario: str
    kpi: str
    mean: float
    low: float | None = None
    high: float | None = None
    knowledge_low: float | None = None
    knowledge_high: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class SiteRow:
    """A place that makes or keeps goods; degrees north and east; `note` is shown beside the pointer."""

    name: str
    kind: str
    lat: float
    lon: float
    note: str = ""


@dataclass(frozen=True)
class ZoneRow:
    """A place where customers live; `share` of all demand, 0 to 1, sets the size of its mark."""

    name: str
    lat: float
    lon: float
    share: float


@dataclass(frozen=True)
class FlowRow:
    """Goods from one point to another; `amount` in `unit` sets the width of the line."""

    origin: str
    target: str
    from_lat: float
    from_lon: float
    to_lat: float
    to_lon: float
    amount: float
    unit: str = "units"
    rerouted: bool = False


@dataclass(frozen=True)
class WeekRow:
    """Lead time of the orders placed in one week; `day` is its first day, day 0 the end of the warm-up."""

    scenario: str
    day: float
    mean: float
    low: float | None = None
    high: float | None = None


def kpi_rows(rows: Iterable[Kpi]) -> tuple[KpiRow, ...]:
    """The rows, checked; `InputError` for a value that is not finite, or too many rows."""
    read = tuple(KpiRow(*(getattr(row, column.name) for column in fields(KpiRow))) for row in rows)
    if len(read) > MOST_ROWS:
        raise InputError(f"A figure of {len(read)} rows cannot be read. Allowed: {MOST_ROWS}. Compare fewer.")
    for row in read:
        for value in (row.mean, row.low, row.high, row.knowledge_low, row.knowledge_high):
            if value is not None and not math.isfinite(value):
                raise InputError(f"{row.kpi} of '{row.scenario}' is {value}, which cannot be drawn.")
    return read

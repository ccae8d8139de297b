"""A number with parents: value, range, unit and where it comes from.

Every number of a network is a `Quantity`. A file may write it in these ways:

    "3 weeks"                                        given: exact, typed by the user
    {fact: vehicle_price_ulive}                      a row of the facts table, with its range and source
    {fact: ice_energy, as: kWh/t, times: 1.5}        the same, for 1.5 t: the row read in kWh/t, times 1.5
    {assumed: "40 h", low: "10 h", high: "80 h"}     nobody published it: our judgement and its range
    {value: 40, low: 10, high: 80, unit: h, source: given}   the canonical form, as written back

`Unit` is the annotation that names a field's base unit and bounds, and says whether the number changes
what happens in a run (`events=True`: times, failures, demand) or only what it costs.
"""

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from twin import units
from twin.errors import InputError
from twin.facts import load_facts

GIVEN = "given"


class Frozen(BaseModel):
    """Base of every specification value: immutable, unknown keys and non-finite numbers refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Quantity(Frozen):
    """A value in its base unit, with the range that knowledge leaves open and its source.

    `source` is `given`, `fact:ID` or `assumed:ID`; quantities that share a source share every draw.
    `spread` is how a draw falls in [low, high]: triangular around the value, uniform, or log-uniform
    (for a vendor's claim, sampled from no effect up to the claimed value).
    """

    value: float
    low: float | None = None
    high: float | None = None
    unit: str = "1"
    source: str = GIVEN
    note: str = ""
    spread: Literal["triangular", "uniform", "loguniform"] = "triangular"

    def __float__(self) -> float:
        return self.value

    @property
    def uncertain(self) -> bool:
        """Whether a range is known and not empty."""
        return self.low is not None and self.high is not None and self.low < self.high

    def scaled(self, factor: float) -> Self:
        """The same knowledge times a factor, for 'freight 20 % dearer'."""
        low, high = self.low, self.high
        return self.model_copy(
            update={
                "value": self.value * factor,
                "low": None if low is None else low * factor,
                "high": None if high is None else high * factor,
                "note": f"{self.note} (times {factor:g})".strip(),
            }
        )

    def at(self, value: float) -> Self:
        """The quantity set to an exact value by the user; its range and parent no longer apply."""
        return self.model_copy(update={"value": value, "low": None, "high": None, "source": GIVEN})

    def drawn(self, value: float) -> Self:
        """One draw from the range; the source stays."""
        return self.model_copy(update={"value": value, "low": None, "high": None})


@dataclass(frozen=True)
class Unit:
    """Field annotation: base unit, bounds, and whether the number changes events."""

    unit: str
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    events: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        checked = core_schema.no_info_after_validator_function(self._check, handler(source))
        return core_schema.no_info_before_validator_function(self._read, checked)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> Any:
        return {
            "description": f"A number with unit ({self.unit}), e.g. '3 {self.unit}', or {{fact: ID}}, or "
            "{assumed: ..., low: ..., high: ...}",
            "anyOf": [{"type": "string"}, {"type": "number"}, {"type": "object"}],
            "x-unit": self.unit,
        }

    def _read(self, raw: object) -> object:
        if raw is None or isinstance(raw, Quantity):
            return raw
        try:
            return (
                self._from_mapping(raw)
                if isinstance(raw, dict)
                else {"value": self._number(raw), "unit": self.unit}
            )
        except InputError as error:
            raise ValueError(str(error)) from error

    def _number(self, raw: object) -> float:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise InputError(f"{raw!r} is not a number with a unit. Write e.g. '3 {self.unit}'.")
        return units.quantity(raw, self.unit, usd_per_eur=load_facts().usd_per_eur)

    def _from_mapping(self, raw: dict[str, object]) -> dict[str, object]:
        if "fact" in raw:
            return self._from_fact(raw)
        if "assumed" in raw:
            return self._from_assumption(raw)
        if "value" not in raw:
            raise InputError(f"{raw!r} needs one of: value, fact, assumed.")
        if raw.get("unit", self.unit) != self.unit:
            raise InputError(
                f"unit {raw['unit']!r} does not fit here; the canonical form is in {self.unit!r}."
            )
        return {**raw, "unit": self.unit}

    def _from_fact(self, raw: dict[str, object]) -> dict[str, object]:
        _only(raw, {"fact", "as", "times", "spread", "note"})
        times = raw.get("times", 1)
        if isinstance(times, bool) or not isinstance(times, int | float) or not 0 < times < math.inf:
            raise InputError(f"times: {times!r} is not a number above 0.")
        row = load_facts().value(str(raw["fact"]), str(raw.get("as", self.unit)))
        value, low, high = (number * times for number in row)
        rest: dict[str, object] = {key: raw[key] for key in ("spread", "note") if key in raw}
        return {
            "value": value,
            "low": low,
            "high": high,
            "unit": self.unit,
            "source": f"fact:{raw['fact']}",
            **rest,
        }

    def _from_assumption(self, raw: dict[str, object]) -> dict[str, object]:
        _only(raw, {"assumed", "low", "high", "id", "spread", "note"})
        if "low" not in raw or "high" not in raw:
            raise InputError("an assumed number needs its range: {assumed: ..., low: ..., high: ...}.")
        numbers = {
            key: self._number(raw[name])
            for key, name in (("value", "assumed"), ("low", "low"), ("high", "high"))
        }
        rest: dict[str, object] = {key: raw[key] for key in ("spread", "note") if key in raw}
        return {**numbers, "unit": self.unit, "source": f"assumed:{raw.get('id', 'unnamed')}", **rest}

    def _check(self, quantity: Quantity) -> Quantity:
        if quantity.unit != self.unit:
            raise ValueError(f"a quantity in {quantity.unit!r} does not fit a field in {self.unit!r}")
        low = quantity.value if quantity.low is None else quantity.low
        high = quantity.value if quantity.high is None else quantity.high
        if not low <= quantity.value <= high:
            raise ValueError(f"the value {quantity.value:g} lies outside its range {low:g} to {high:g}")
        bounds = (
            (self.ge is not None and low < self.ge, f"at least {self.ge}"),
            (self.gt is not None and low <= self.gt, f"more than {self.gt}"),
            (self.le is not None and high > self.le, f"at most {self.le}"),
        )
        for broken, rule in bounds:
            if broken or not math.isfinite(quantity.value):
                shown = low if rule.startswith(("at least", "more")) else high
                raise ValueError(f"{shown:g} {self.unit} cannot be; it must be {rule} {self.unit}")
        return quantity


def _only(raw: dict[str, object], allowed: set[str]) -> None:
    unknown = sorted(set(raw) - allowed)
    if unknown:
        raise InputError(f"unknown key {unknown[0]!r}; allowed: {', '.join(sorted(allowed))}.")


# What a field of the specification may measure. Times, rates and shares that change events say so.
Time = Annotated[Quantity, Unit("day", ge=0, events=True)]
Money = Annotated[Quantity, Unit("EUR", ge=0)]
MoneyPerYear = Annotated[Quantity, Unit("EUR/year", ge=0)]
MoneyPerHour = Annotated[Quantity, Unit("EUR/h", ge=0)]
MoneyPerKg = Annotated[Quantity, Unit("EUR/kg", ge=0)]
MoneyPerKwh = Annotated[Quantity, Unit("EUR/kWh", ge=0)]
MoneyPerTonneKm = Annotated[Quantity, Unit("EUR/t.km", ge=0)]
Mass = Annotated[Quantity, Unit("kg", ge=0)]
Distance = Annotated[Quantity, Unit("km", ge=0, events=True)]
Speed = Annotated[Quantity, Unit("km/h", gt=0, events=True)]
Energy = Annotated[Quantity, Unit("kWh", ge=0)]
Carbon = Annotated[Quantity, Unit("kg CO2e", ge=0)]
CarbonPerKg = Annotated[Quantity, Unit("kg CO2e/kg", ge=0)]
CarbonPerKwh = Annotated[Quantity, Unit("kg CO2e/kWh", ge=0)]
CarbonPerTonneKm = Annotated[Quantity, Unit("kg CO2e/t.km", ge=0)]
Share = Annotated[Quantity, Unit("fraction", ge=0, le=1)]
EventShare = Annotated[Quantity, Unit("fraction", ge=0, le=1, events=True)]
Rate = Annotated[Quantity, Unit("fraction", ge=0)]
PerYear = Annotated[Quantity, Unit("1/year", ge=0)]
Ratio = Annotated[Quantity, Unit("1", ge=0)]
EventRatio = Annotated[Quantity, Unit("1", ge=0, events=True)]
PerDay = Annotated[Quantity, Unit("1/day", ge=0, events=True)]
Litres = Annotated[Quantity, Unit("L", ge=0)]
Years = Annotated[Quantity, Unit("year", gt=0)]
People = Annotated[Quantity, Unit("person", ge=0)]


def given(value: float, unit: str) -> Quantity:
    """A plain number in a base unit, e.g. `given(0.5, "day")`."""
    return Quantity(value=value, unit=unit)


class Variable(Frozen):
    """A random amount of time: mean, shape, and coefficient of variation (1).

    Shapes: `fixed`, `exponential` (cv 1), `gamma` (cv), `lognormal` (cv), `uniform` (cv up to 0.577),
    `weibull` (cv). A bare number or text in a file means `fixed`.
    """

    mean: Time
    shape: Literal["fixed", "exponential", "gamma", "lognormal", "uniform", "weibull"] = "fixed"
    cv: float = 0.0

    def model_post_init(self, _context: object) -> None:
        spreads = self.shape in ("gamma", "lognormal", "uniform", "weibull")
        if spreads and not 0 < self.cv <= 10:
            raise ValueError(
                f"shape {self.shape!r} needs a coefficient of variation (cv) above 0 and up to 10"
            )
        if self.shape == "uniform" and self.cv > 1 / math.sqrt(3):
            raise ValueError("a uniform time cannot have a cv above 0.577: it would reach below zero")


def _as_variable(raw: object) -> object:
    plain = isinstance(raw, str | int | float | Quantity) or (
        isinstance(raw, dict) and not {"mean", "shape", "cv"} & set(raw)
    )
    return {"mean": raw} if plain else raw


class _FixedIsPlain:
    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_as_variable, handler(source))


Duration = Annotated[Variable, _FixedIsPlain()]

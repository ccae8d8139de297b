"""A plain number with a unit, for edits: written '3 weeks' or 21, kept as a float in the base unit."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import core_schema

from twin import units
from twin.errors import InputError


@dataclass(frozen=True)
class InUnit:
    """Reads text with a unit into the base unit; numbers are in the base unit already."""

    unit: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._read, handler(source))

    def _read(self, raw: object) -> object:
        if not isinstance(raw, str):
            return raw
        try:
            return units.quantity(raw, self.unit)
        except InputError as error:
            raise ValueError(str(error)) from error


Days = Annotated[float, InUnit("day"), Field(ge=0, le=36_525, allow_inf_nan=False)]
PositiveDays = Annotated[float, InUnit("day"), Field(gt=0, le=36_525, allow_inf_nan=False)]
Factor = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
Fraction = Annotated[float, InUnit("fraction"), Field(ge=0, le=1, allow_inf_nan=False)]
OrdersPerDay = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
Kilometres = Annotated[float, InUnit("km"), Field(ge=0, le=20_100, allow_inf_nan=False)]

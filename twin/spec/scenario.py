"""A scenario: a base network, typed edits, and how to run it."""

from pydantic import Field

from twin.spec.quantity import Frozen

MAX_REPLICATIONS = 10_000
MAX_HORIZON = 36_525


class RunSettings(Frozen):
    """Run control: horizon and warm-up in days, replications for luck, draws for knowledge, seed.

    Day 0 is the end of the warm-up; KPIs cover day 0 to `horizon`.
    """

    horizon: float = Field(default=365.0, gt=0, le=MAX_HORIZON, allow_inf_nan=False)
    warm_up: float = Field(default=60.0, ge=0, le=MAX_HORIZON, allow_inf_nan=False)
    replications: int = Field(default=20, ge=2, le=MAX_REPLICATIONS)
    draws: int = Field(default=200, ge=0, le=10_000, description="draws of the parameters from their ranges")
    seed: int = Field(default=20241, ge=0, lt=2**63)

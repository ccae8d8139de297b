"""How a scenario is run: horizon, warm-up, replications, draws, seed."""

from typing import Literal

from pydantic import Field

from twin.edits.base import Edit
from twin.errors import InputError
from twin.spec.amount import Days, PositiveDays
from twin.spec.scenario import MAX_REPLICATIONS, RunSettings
from twin.told import days


class RunEdit(Edit):
    """Changes the run settings that are given."""

    kind: Literal["run"] = "run"
    horizon: PositiveDays | None = None
    warm_up: Days | None = None
    replications: int | None = Field(default=None, ge=2, le=MAX_REPLICATIONS)
    draws: int | None = Field(default=None, ge=0, le=10_000)
    seed: int | None = Field(default=None, ge=0, lt=2**63)

    def apply_settings(self, settings: RunSettings) -> RunSettings:
        given = {k: v for k, v in self.model_dump(exclude={"kind"}).items() if v is not None}
        if not given:
            raise InputError(
                "The run edit changes nothing. Name horizon, warm_up, replications, draws or seed."
            )
        return RunSettings.model_validate({**settings.model_dump(), **given})

    def describe(self) -> str:
        words = {
            "horizon": f"over {days(self.horizon or 0)}",
            "warm_up": f"after a warm-up of {days(self.warm_up or 0)}",
            "replications": f"{self.replications} replications",
            "draws": f"{self.draws} draws",
            "seed": f"seed {self.seed}",
        }
        return ", ".join(text for key, text in words.items() if getattr(self, key) is not None)

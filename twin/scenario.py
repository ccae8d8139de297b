"""A scenario: a base network, typed edits, and how to run it."""

from functools import cached_property
from typing import Self

from pydantic import Field

from twin.edits import AnyEdit
from twin.errors import InputError
from twin.spec.load import digest
from twin.spec.network import Network
from twin.spec.product import Name
from twin.spec.quantity import Frozen
from twin.spec.scenario import RunSettings

MAX_ORDERS = 5_000_000


class Scenario(Frozen):
    """A world to run: base + edits + settings. Frozen; an edit gives a new scenario."""

    name: Name
    base: Network
    edits: tuple[AnyEdit, ...] = Field(default=(), max_length=200)
    settings: RunSettings = RunSettings()

    @cached_property
    def network(self) -> Network:
        """The base with every edit applied, in order; InputError when an edit cannot be."""
        network = self.base
        for edit in self.edits:
            network = edit.apply(network)
        _within_bounds(network, self.run_settings)
        return network

    @cached_property
    def run_settings(self) -> RunSettings:
        """The settings with every edit applied."""
        settings = self.settings
        for edit in self.edits:
            settings = edit.apply_settings(settings)
        return settings

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is run: the edited network and settings, whatever the scenario is called."""
        return digest(Scenario(name="run", base=self.network, settings=self.run_settings))

    def edited(self, *edits: AnyEdit, name: str | None = None) -> Self:
        """This scenario with further edits."""
        return type(self)(
            name=name or self.name, base=self.base, edits=(*self.edits, *edits), settings=self.settings
        )

    def undone(self, steps: int = 1) -> Self:
        """This scenario without its last edits; InputError when there are not that many."""
        if not 0 < steps <= len(self.edits):
            raise InputError(f"{self.name} has {len(self.edits)} edits; {steps} cannot be undone.")
        return type(self)(name=self.name, base=self.base, edits=self.edits[:-steps], settings=self.settings)

    def describe(self) -> str:
        """The edits in one line, or 'as it stands'."""
        return "; ".join(edit.describe() for edit in self.edits) or "as it stands"


def _within_bounds(network: Network, settings: RunSettings) -> None:
    days = settings.horizon + settings.warm_up
    orders = sum(demand.per_day.value for demand in network.demand) * days
    if orders > MAX_ORDERS:
        raise InputError(
            f"{orders:,.0f} orders in one run are more than {MAX_ORDERS:,}. Shorten the horizon, lower the demand, "
            "or let one order stand for several units."
        )
    for event in (*network.disruptions, *network.responses):
        start = getattr(event, "start", None)
        if start is not None and start.value >= settings.horizon:
            raise InputError(
                f"{event.kind.replace('_', ' ')} starts on day {start.value:g}, past the horizon of {settings.horizon:g} days. "
                "Start it earlier or lengthen the horizon."
            )

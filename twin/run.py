"""A run: the same scenario, replication and draw give the same log, to the last bit.

`simulate` runs to the end. `begin` gives a run that can be stepped to any day, saved as plain data, gone on with
(`resume`) and sent into another future (`fork`):

    running = begin(scenario)
    running.to_day(100)
    saved = running.snapshot()
    log = fork(scenario.edited(outage), saved).to_end()
"""

from typing import Protocol

from twin.engine import Engine, Plan, Snapshot, compiled
from twin.knowledge import NOMINAL, Draw
from twin.records import RunLog
from twin.spec.network import Network
from twin.spec.scenario import RunSettings

__all__ = [
    "Engine",
    "Runnable",
    "Snapshot",
    "begin",
    "fork",
    "plan_of",
    "resume",
    "simulate",
    "simulate_network",
]


class Runnable(Protocol):
    """What a run needs of a scenario: the edited network and the edited settings."""

    @property
    def network(self) -> Network:
        """The network with every edit applied."""

    @property
    def run_settings(self) -> RunSettings:
        """The settings with every edit applied."""


def simulate(scenario: Runnable, replication: int = 0, draw: Draw = NOMINAL) -> RunLog:
    """Runs a scenario once.

    Raises InputError when the network cannot be run (a zone that no lane reaches, too many orders), RunError
    when the run does not end within its budget of events.
    """
    return simulate_network(scenario.network, scenario.run_settings, replication, draw)


def simulate_network(
    network: Network, settings: RunSettings, replication: int = 0, draw: Draw = NOMINAL
) -> RunLog:
    """Runs a network once under run settings."""
    engine = Engine(plan_of(network, settings, draw), settings.seed, replication)
    engine.run()
    return engine.log()


def begin(scenario: Runnable, replication: int = 0, draw: Draw = NOMINAL) -> Engine:
    """A run of a scenario that has not begun: step it with `to_day` or `to_end`."""
    settings = scenario.run_settings
    return Engine(plan_of(scenario.network, settings, draw), settings.seed, replication)


def resume(scenario: Runnable, saved: Snapshot, draw: Draw = NOMINAL) -> Engine:
    """The saved run of a scenario, at the moment at which it was saved.

    Raises InputError when the scenario is another one in its sites, stations or stocks.
    """
    return Engine.restore(plan_of(scenario.network, scenario.run_settings, draw), saved)


def fork(scenario: Runnable, saved: Snapshot, draw: Draw = NOMINAL) -> Engine:
    """A saved run in another future: the scenario may differ in what begins after the moment of saving.

    Raises InputError when it differs in what has happened before.
    """
    return Engine.fork(plan_of(scenario.network, scenario.run_settings, draw), saved)


_last: list[tuple[Network, RunSettings, Draw, Plan]] = []


def plan_of(network: Network, settings: RunSettings, draw: Draw = NOMINAL) -> Plan:
    """The plan of a run; the last one is kept, since replications of one scenario share it."""
    for known, how, drawn, plan in _last:
        if (
            known is network
            and drawn is draw
            and (how.horizon, how.warm_up) == (settings.horizon, settings.warm_up)
        ):
            return plan
    plan = compiled(network, settings, draw)
    _last[:] = [(network, settings, draw, plan)]
    return plan

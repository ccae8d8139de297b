"""A run: the same scenario, replication and draw give the same log, to the last bit."""

from typing import Protocol

from twin.engine import Engine, Plan, compiled
from twin.knowledge import NOMINAL, Draw
from twin.records import RunLog
from twin.spec.network import Network
from twin.spec.scenario import RunSettings


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

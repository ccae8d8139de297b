"""The digital twin of a manufacturing network: the front door.

>>> from twin import Scenario, load_case
>>> case = load_case("avatar")
>>> plant = Scenario(name="plant", base=case.network("plant"), settings=case.settings)
>>> plant.describe()
'as it stands'

`simulate(scenario, replication)` gives one run's records; `compare(scenarios)`, and `run(scenario)` of
`twin.experiment`, give KPIs with their intervals. Names are loaded when they are first used, so that importing the
package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.cases import load_case as load_case
    from twin.experiment import compare as compare
    from twin.run import simulate as simulate
    from twin.scenario import Scenario as Scenario
    from twin.spec import Network as Network
    from twin.spec import RunSettings as RunSettings
    from twin.spec.load import load_network as load_network

_HOMES = {
    "Network": "twin.spec",
    "RunSettings": "twin.spec",
    "Scenario": "twin.scenario",
    "load_case": "twin.cases",
    "load_network": "twin.spec.load",
    "simulate": "twin.run",
    "compare": "twin.experiment",
}

__all__ = ["Network", "RunSettings", "Scenario", "compare", "load_case", "load_network", "simulate"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'twin' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

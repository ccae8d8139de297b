"""The quick station is only quick: its log is the full station's, byte by byte."""

import pytest

from tests.unit.busy_network import busy
from twin.engine import Engine
from twin.records import fingerprint
from twin.run import plan_of
from twin.spec import Policy, RunSettings

SETTINGS = RunSettings(horizon=60, warm_up=5)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"policy": Policy(queue_cap=2)},
        {"policy": Policy(dispatch="fastest")},
        {"policy": Policy(dispatch="least_loaded", reroute=False)},
        {"setup": True},
        {"setup": True, "policy": Policy(queue_cap=3)},
        {"steel": True, "setup": True},
        {"work": "scrap"},
        {"work": "restart", "patience": True},
        {"machine_failures": True},
        {"two_products": True, "setup": True},
        {"to_stock": True},
    ],
    ids=str,
)
def test_quick_and_full_stations_write_the_same_log(options):
    plan = plan_of(busy(**options), SETTINGS)
    logs = []
    for quick in (True, False):
        engine = Engine(plan, seed=3, replication=1, quick=quick)
        engine.run()
        logs.append(engine.log())
    assert logs[0].orders.placed.size > 300
    assert fingerprint(logs[0]) == fingerprint(logs[1])

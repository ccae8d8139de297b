"""A run that is saved and gone on with writes the same bytes as one that was never stopped."""

import pytest

from tests.unit.busy_network import busy
from twin.engine import Engine, Snapshot
from twin.errors import InputError
from twin.records import TICKS_PER_DAY, fingerprint
from twin.run import plan_of
from twin.spec import Policy, RunSettings

SETTINGS = RunSettings(horizon=40, warm_up=5)
OPTIONS = [
    {},
    {"policy": Policy(queue_cap=2), "setup": True},
    {"steel": True, "setup": True},
    {"work": "scrap", "patience": True},
    {"machine_failures": True, "two_products": True},
    {"to_stock": True},
]


def whole(plan):
    engine = Engine(plan, seed=3, replication=1)
    engine.run()
    return fingerprint(engine.log())


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_saved_and_restored_in_the_middle(options):
    plan = plan_of(busy(**options), SETTINGS)
    expected = whole(plan)
    engine = Engine(plan, seed=3, replication=1)
    for day in (7.3, 20.0, 33.33):
        engine.run(until=int(day * TICKS_PER_DAY))
        saved = Snapshot.from_bytes(engine.snapshot().to_bytes())
        fork = Engine.restore(plan, saved)
        fork.run()
        assert fingerprint(fork.log()) == expected
    engine.run()
    assert fingerprint(engine.log()) == expected


def test_restoring_a_restored_run_is_the_same_again():
    plan = plan_of(busy(steel=True), SETTINGS)
    engine = Engine(plan, seed=3, replication=1)
    engine.run(until=10 * TICKS_PER_DAY)
    once = engine.snapshot()
    assert Engine.restore(plan, once).snapshot() == once


def test_another_network_or_a_broken_file_is_refused():
    engine = Engine(plan_of(busy(), SETTINGS), seed=3, replication=1)
    saved = engine.snapshot()
    other = busy()
    other = other.model_copy(update={"sites": other.sites[:2]})
    with pytest.raises(InputError, match="another network"):
        Engine.restore(plan_of(other, SETTINGS), saved)
    with pytest.raises(InputError, match="no saved run"):
        Snapshot.from_bytes(b"nothing")

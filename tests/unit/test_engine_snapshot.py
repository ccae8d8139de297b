"""A run that is saved and gone on with writes the same bytes as one that was never stopped."""

import pytest

from tests.unit.busy_network import busy
from twin.engine import Engine, Snapshot
from twin.errors import InputError
from twin.records import TICKS_PER_DAY, fingerprint
from twin.run import begin, fork, plan_of, resume, simulate
from twin.scenario import Scenario
from twin.spec import (
    DemandShock,
    Overtime,
    Policy,
    RunSettings,
    SendMobile,
    SiteOutage,
    SupplierOutage,
    Template,
    given,
)
from twin.validate.worlds import by_name

SETTINGS = RunSettings(horizon=40, warm_up=5)
OPTIONS = [
    {},
    {"policy": Policy(queue_cap=2), "setup": True},
    {"steel": True, "setup": True},
    {"work": "scrap", "patience": True},
    {"machine_failures": True, "two_products": True},
    {"to_stock": True},
]


def days(number):
    return given(number, "day")


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


def at(day, engine):
    engine.run(until=int(day * TICKS_PER_DAY) + engine.plan.warm_up)
    return engine.snapshot()


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_fork_under_the_same_plan_is_the_same_run(options):
    plan = plan_of(busy(**options), SETTINGS)
    fork = Engine.fork(plan, at(15, Engine(plan, seed=3, replication=1)))
    fork.run()
    assert fingerprint(fork.log()) == whole(plan)


FUTURES = {
    "outage": {"disruptions": (SiteOutage(site="a", start=days(20), length=days(5)),)},
    "half an outage": {
        "disruptions": (SiteOutage(site="a", start=days(20), length=days(5), share=given(0.5, "fraction")),)
    },
    "more demand": {"disruptions": (DemandShock(start=days(20), length=days(5), factor=given(3, "1")),)},
    "less demand": {"disruptions": (DemandShock(start=days(20), length=days(5), factor=given(0.2, "1")),)},
    "overtime": {"responses": (Overtime(start=days(20), length=days(5), factor=given(1.5, "1")),)},
    "supplier": {"disruptions": (SupplierOutage(supplier="mill", start=days(20), length=days(5)),)},
}


@pytest.mark.parametrize("what", FUTURES)
@pytest.mark.parametrize("options", [{}, {"to_stock": True}, {"steel": True, "setup": True}], ids=str)
def test_a_fork_into_another_future_is_the_run_that_knew_it_from_the_start(options, what):
    before, after = busy(**options), busy(**options).model_copy(update=FUTURES[what])
    fork = Engine.fork(
        plan_of(after, SETTINGS), at(15, Engine(plan_of(before, SETTINGS), seed=3, replication=1))
    )
    fork.run()
    straight = Engine(plan_of(after, SETTINGS), seed=3, replication=1)
    straight.run()
    assert by_name(fork.log()) == by_name(straight.log())


def test_a_fork_can_send_a_mobile_factory():
    template = Template(
        **{name: getattr(busy().sites[0], name) for name in ("kind", "stations", "crews")}, name="box"
    )
    send = SendMobile(
        template="box", place=busy().sites[0].place, start=days(20), arrives=days(20), beside="a"
    )
    after = busy().model_copy(update={"templates": (template,), "responses": (send,)})
    fork = Engine.fork(
        plan_of(after, SETTINGS), at(15, Engine(plan_of(busy(), SETTINGS), seed=3, replication=1))
    )
    fork.run()
    straight = Engine(plan_of(after, SETTINGS), seed=3, replication=1)
    straight.run()
    assert (straight.log().orders.site == 3).sum() > 10
    assert by_name(fork.log()) == by_name(straight.log())


def test_a_fork_cannot_change_the_past():
    saved = at(15, Engine(plan_of(busy(), SETTINGS), seed=3, replication=1))
    early = SiteOutage(site="a", start=days(10), length=days(2))
    with pytest.raises(InputError, match="before day 15"):
        Engine.fork(plan_of(busy().model_copy(update={"disruptions": (early,)}), SETTINGS), saved)
    fewer = busy().model_copy(update={"sites": busy().sites[:2]})
    with pytest.raises(InputError, match="cannot take any away"):
        Engine.fork(plan_of(fewer, SETTINGS), saved)


def test_begin_save_resume_and_fork_by_scenario():
    scenario = Scenario(name="s", base=busy(steel=True), settings=SETTINGS)
    worse = Scenario(name="s", base=busy(steel=True).model_copy(update=FUTURES["outage"]), settings=SETTINGS)
    running = begin(scenario, replication=2)
    running.to_day(-3)
    running.to_day(15)
    saved = running.snapshot()
    assert running.now == saved.tick == 20 * TICKS_PER_DAY
    assert fingerprint(resume(scenario, saved).to_end()) == fingerprint(simulate(scenario, 2))
    assert by_name(fork(worse, saved).to_end()) == by_name(simulate(worse, 2))

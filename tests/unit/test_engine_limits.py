"""What cannot be run is refused in one clear line, and nothing hangs."""

import pytest

from tests.unit.busy_network import busy
from tests.unit.small_network import fixed, network, place, run, site
from twin.errors import InputError, RunError
from twin.records import fingerprint
from twin.run import simulate, simulate_network
from twin.scenario import Scenario
from twin.spec import (
    Collection,
    CommonMode,
    Failures,
    Lane,
    RunSettings,
    SendMobile,
    Shift,
    Station,
    Stock,
    Template,
    Variable,
    Zone,
    given,
)


def refused(net, text, days=10):
    with pytest.raises(InputError, match=text):
        run(net, days=days)


def test_a_zone_that_no_lane_reaches():
    zones = (Zone(name="z", place=place("z"), population=1), Zone(name="y", place=place("y"), population=1))
    lane = Lane(name="out", origin="*", destination="z", mode="van")
    base = network(((0, "y"),), zones=zones)
    refused(base.model_copy(update={"lanes": (lane,)}), "No lane leads from a site that has 'p' to zone 'y'")


def test_too_many_orders_or_servers():
    net = network(())
    demand = net.demand[0].model_copy(update={"arrivals": "poisson", "per_day": given(1e9, "1/day")})
    refused(net.model_copy(update={"demand": (demand,)}), "orders in one run are more than")
    crowd = (Station(name="make", process_time=fixed(1), servers=100_000),)
    sites = tuple(site(f"s{n}", stations=crowd) for n in range(3))
    refused(network((), sites=sites), "servers are more than")


@pytest.mark.parametrize(
    "change",
    [
        {"sites": (site("a", outages=Failures(mtbf=fixed(0), mttr=fixed(0))),)},
        {"disruptions": (CommonMode(mtbf=fixed(0), mttr=fixed(0)),)},
        {
            "sites": (
                site(
                    "a",
                    stations=(
                        Station(
                            name="make",
                            process_time=fixed(1),
                            failures=Failures(mtbf=fixed(0), mttr=fixed(0)),
                        ),
                    ),
                ),
            )
        },
    ],
)
def test_stops_that_take_no_time(change):
    refused(network(((0, "z"),)).model_copy(update=change), "times in one run")


def test_work_that_fails_for_ever_in_no_time(monkeypatch):
    monkeypatch.setattr("twin.engine.kernel._SLICE", 500)
    never = (Station(name="make", process_time=fixed(0), good=given(0, "fraction"), on_fail="rework"),)
    with pytest.raises(RunError, match="stands still on day"):
        run(network(((1, "z"),), sites=(site("a", stations=never),)))


def test_shifts_without_a_day():
    refused(network((), sites=(site("a", shifts=(Shift(days=(), start=8, end=16),)),)), "never opens")


def test_stocks_that_nothing_fills():
    net = network((), sites=(site("a", stock=(Stock(item="p", order_up_to=2, source="b"),)), site("b", 52.0)))
    lane = Lane(name="out", origin="*", destination="zones", mode="van")
    refused(net.model_copy(update={"lanes": (lane,)}), "No lane leads from 'b' to site 'a'")
    collection = Collection(material="rags", per_person=given(1, "kg"), radius=given(10, "km"))
    refused(network((), sites=(site("a", collections=(collection,)),)), "has no stock of it")


def test_a_mobile_factory_without_a_way_to_move():
    box = Template(name="box", kind="mobile_factory", stations=(Station(name="make", process_time=fixed(1)),))
    send = SendMobile(template="box", place=place("z"), start=given(1, "day"))
    refused(network((), templates=(box,), responses=(send,)), "has no 'move'")


def test_times_beyond_all_bounds_are_only_long():
    ages = (Station(name="make", process_time=Variable(mean=given(1e300, "day"), shape="exponential")),)
    log = run(network(((0, "z"), (1, "z")), sites=(site("a", stations=ages),)))
    assert log.orders.made.tolist() == [-1, -1]


def test_no_orders_at_all():
    log = run(network(()))
    assert log.orders.placed.size == log.operations.order.size == log.shipments.amount.size == 0


def test_a_scenario_runs_with_its_edited_network_and_settings():
    settings = RunSettings(horizon=20, warm_up=2, seed=9)
    scenario = Scenario(name="s", base=busy(), settings=settings)
    assert fingerprint(simulate(scenario, 3)) == fingerprint(simulate_network(busy(), settings, 3))
    assert fingerprint(simulate(scenario, 3)) != fingerprint(simulate(scenario, 4))

"""What must hold in every run: balances, causes before effects, and that only what matters matters."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twin.engine import Engine, Snapshot
from twin.records import TICKS_PER_DAY, fingerprint
from twin.run import plan_of, simulate_network
from twin.spec import Lane, Place, RunSettings, Site, Station, Variable
from twin.spec import given as quantity
from twin.validate.conservation import violations
from twin.validate.networks import DAYS, Seeded, random_network
from twin.validate.worlds import by_name, renamed, reordered, site_names

RUN = RunSettings(horizon=DAYS, warm_up=3, seed=11)


class Drawn:
    """Choices by Hypothesis, which can shrink them."""

    def __init__(self, data):
        self._data = data

    def integer(self, low, high):
        return self._data.draw(st.integers(low, high))

    def pick(self, options):
        return options[self._data.draw(st.integers(0, len(options) - 1))]


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_balances_hold_in_any_network(data):
    network = random_network(Drawn(data))
    engine = Engine(plan_of(network, RUN), RUN.seed, 0)
    engine.run()
    assert violations(engine.log(), network) == []
    assert idle_beside_work(engine) == []


def idle_beside_work(engine):
    """Stations where a free server stands beside a waiting piece (batches may wait to be filled)."""
    state, plan = engine.wiring.state, engine.plan
    return [
        station.name
        for station in plan.stations
        if station.batch == 1
        and state.idle[station.index]
        and (state.queue[station.index] or state.blocked[station.index])
    ]


@pytest.mark.parametrize("seed", range(25))
def test_same_seed_same_bytes_and_other_names_or_order_the_same_run(seed):
    network = random_network(Seeded(1000 + seed))
    log = simulate_network(network, RUN)
    assert fingerprint(log) == fingerprint(simulate_network(network, RUN))
    told = by_name(log)
    other = renamed(network)
    assert by_name(simulate_network(other, RUN), site_names(network.sites, other.sites)) == told
    assert by_name(simulate_network(reordered(network), RUN)) == told


@pytest.mark.parametrize("seed", range(10))
def test_a_site_that_nobody_reaches_changes_nobodys_luck(seed):
    network = random_network(Seeded(2000 + seed))
    stranger = Site(
        name="stranger",
        kind="warehouse",
        place=Place(name="far", country="GB", lat=58, lon=-3),
        stations=(Station(name="cut", process_time=Variable(mean=quantity(1, "day"))),),
    )
    ways = tuple(
        Lane(
            name=f"{lane.name} from {site.name}",
            origin=site.name,
            **lane.model_dump(exclude={"name", "origin"}),
        )
        for lane in network.lanes
        for site in (*network.sites, *network.suppliers)
    )
    bound = network.model_copy(update={"lanes": ways, "responses": (), "disruptions": ()})
    with_stranger = bound.model_copy(update={"sites": (stranger, *bound.sites)})
    alone, beside = by_name(simulate_network(bound, RUN)), by_name(simulate_network(with_stranger, RUN))
    assert beside == alone


@pytest.mark.parametrize("seed", range(25))
def test_a_run_saved_anywhere_goes_on_with_the_same_bytes(seed):
    network = random_network(Seeded(3000 + seed))
    plan = plan_of(network, RUN)
    whole = Engine(plan, RUN.seed, 0)
    whole.run()
    engine = Engine(plan, RUN.seed, 0)
    engine.run(until=int((1 + seed % 20) * TICKS_PER_DAY))
    saved = Snapshot.from_bytes(engine.snapshot().to_bytes())
    again = Engine.restore(plan, saved)
    again.run()
    assert fingerprint(again.log()) == fingerprint(whole.log())


@pytest.mark.parametrize("seed", range(40))
def test_quick_stations_are_only_quick(seed):
    plan = plan_of(random_network(Seeded(4000 + seed)), RUN)
    logs = []
    for quick in (True, False):
        engine = Engine(plan, RUN.seed, 0, quick=quick)
        engine.run()
        logs.append(fingerprint(engine.log()))
    assert logs[0] == logs[1]


def doctored(log, table, **columns):
    part = getattr(log, table)
    return dataclasses.replace(log, **{table: dataclasses.replace(part, **columns)})


def test_the_checks_see_what_is_wrong():
    for seed in range(200):
        network = random_network(Seeded(seed))
        log = simulate_network(network, RUN)
        orders, work = log.orders, log.operations
        if (orders.outcome == 1).sum() > 20 and log.shipments.amount.size > 20 and work.order.size > 20:
            break
    assert violations(log, network) == []
    first = int(np.nonzero(orders.outcome == 1)[0][0])
    late = orders.made.copy()
    late[first] = orders.delivered[first] + 1
    vanished = orders.outcome.copy()
    vanished[first] = 7
    twice = work.start.copy() - TICKS_PER_DAY
    wrongs = {
        "is shipped before it is made": doctored(log, "orders", made=late),
        "orders in are not": doctored(log, "orders", outcome=vanished),
        "more pieces in work than servers": doctored(
            log, "operations", setup_start=twice * 0, start=twice * 0
        ),
        "units on the road": doctored(log, "shipments", amount=log.shipments.amount * 2),
        "the road carries": doctored(log, "shipments", kg=log.shipments.kg + 1),
        "arrives before it departs": doctored(log, "shipments", arrived=log.shipments.departed - 1),
    }
    for text, wrong in wrongs.items():
        assert any(text in line for line in violations(wrong, network)), text

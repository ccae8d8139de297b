"""Exact traces on a few orders, worked out by hand."""

from tests.unit.small_network import HOUR, engine, fixed, hours, in_hours, network, place, run, site
from twin.records import OperationResult, Outcome
from twin.spec import (
    CommonMode,
    Crew,
    Failures,
    Move,
    Overtime,
    Policy,
    RampUp,
    SendMobile,
    Shift,
    SiteOutage,
    Station,
    Template,
    Variable,
    Variants,
    Zone,
    given,
)


def test_one_server_first_come_first_served():
    log = run(network(((1, "z"), (2, "z"), (9, "z"))))
    assert in_hours(log.orders.placed) == [1, 2, 9]
    assert in_hours(log.operations.start) == [1, 3, 9]
    assert in_hours(log.orders.made) == [3, 5, 11]
    assert in_hours(log.orders.shipped) == [3, 5, 11]
    assert in_hours(log.orders.delivered) == [4, 6, 12]
    assert log.orders.outcome.tolist() == [Outcome.DELIVERED] * 3
    assert log.shipments.km.tolist() == [0, 0, 0]
    assert log.events == 6


def test_what_lies_behind_the_horizon_has_not_happened():
    log = run(network(((22, "z"), (23, "z"))), days=1.02)
    assert in_hours(log.orders.made) == [24, -1]
    assert in_hours(log.orders.delivered) == [-1, -1]
    assert log.orders.outcome.tolist() == [Outcome.IN_SYSTEM] * 2


def test_two_stations_and_two_servers():
    stations = (
        Station(name="cut", process_time=fixed(2), servers=2),
        Station(name="press", process_time=fixed(3)),
    )
    log = run(
        network(
            ((0, "z"), (0, "z"), (0, "z")),
            sites=(site("a", stations=stations),),
            product={"route": ("cut", "press")},
        )
    )
    assert in_hours(log.orders.made) == [5, 8, 11]
    assert in_hours(log.operations.start) == [0, 0, 2, 2, 5, 8]


def test_setup_when_the_variant_changes_and_the_server_that_is_set_up_is_chosen():
    stations = (Station(name="make", process_time=fixed(2), setup_time=fixed(1)),)
    net = network(
        ((0, "z"), (0, "z")), sites=(site("a", stations=stations),), product={"variants": Variants(count=1)}
    )
    log = run(net)
    assert in_hours(log.operations.setup_start) == [0, 3]
    assert in_hours(log.operations.start) == [1, 3]
    assert in_hours(log.orders.made) == [3, 5]


def test_nearest_site_and_queue_cap():
    sites = (site("near", 50.0), site("far", 52.0))
    net = network(((0, "z"), (0, "z"), (0, "z"), (0, "z")), sites=sites, policy=Policy(queue_cap=1))
    log = run(net)
    # near works on one and lets one wait; far does the same
    assert log.orders.site.tolist() == [0, 0, 1, 1]
    assert in_hours(log.orders.made) == [2, 4, 2, 4]


def test_held_order_goes_to_the_first_site_with_room():
    net = network(((0, "z"), (0, "z"), (0.5, "z")), policy=Policy(queue_cap=1))
    log = run(net)
    assert in_hours(log.orders.released) == [0, 0, 2]
    assert in_hours(log.orders.made) == [2, 4, 6]


def test_lost_when_no_site_can_take_it():
    net = network(((0, "z"), (0, "z"), (0.5, "z")), policy=Policy(queue_cap=1), demand={"unmet": "lost"})
    log = run(net)
    assert log.orders.outcome.tolist() == [Outcome.DELIVERED, Outcome.DELIVERED, Outcome.LOST]


def test_outage_work_resumes_and_waiting_orders_go_elsewhere():
    sites = (site("near", 50.0), site("far", 52.0))
    outage = SiteOutage(site="near", start=hours(1), length=hours(10))
    log = run(network(((0, "z"), (0.5, "z"), (2, "z")), sites=sites, disruptions=(outage,)))
    assert log.orders.site.tolist() == [0, 1, 1]
    assert in_hours(log.orders.made) == [12, 3, 5]
    assert log.orders.reroutes.tolist() == [0, 1, 0]
    assert (in_hours(log.downtime.start), in_hours(log.downtime.end)) == ([1], [11])
    rows = log.operations.result.tolist()
    assert sorted(rows) == [OperationResult.GOOD] * 3 + [OperationResult.INTERRUPTED]


def test_waiting_orders_are_held_when_there_is_no_neighbour():
    outage = SiteOutage(site="a", start=hours(1), length=hours(10))
    log = run(network(((0, "z"), (0.5, "z")), disruptions=(outage,)))
    assert in_hours(log.orders.made) == [12, 14]
    assert in_hours(log.orders.released) == [0, 11]


def test_half_an_outage_halves_the_speed():
    outage = SiteOutage(site="a", start=hours(1), length=hours(2), share=given(0.5, "fraction"))
    log = run(network(((0, "z"), (0, "z")), disruptions=(outage,)))
    # 1 h done by 1:00, one more hour of work takes two; then at full speed
    assert in_hours(log.orders.made) == [3, 5]


def test_overtime_is_faster():
    overtime = Overtime(start=hours(1), length=hours(24), factor=given(2, "1"))
    log = run(network(((0, "z"), (0, "z")), responses=(overtime,)))
    assert in_hours(log.orders.made) == [1.5, 2.5]


def test_shift_work_pauses_at_night():
    shifts = (Shift(days=(0, 1, 2, 3, 4), start=8, end=16),)
    sites = (site("a", shifts=shifts, stations=(Station(name="make", process_time=fixed(5)),)),)
    log = run(network(((9, "z"), (10, "z")), sites=sites))
    # Monday 9-14; 14-16 and Tuesday 8-11
    assert in_hours(log.orders.made) == [14, 35]
    log = run(network(((4 * 24 + 15, "z"),), sites=sites))
    # Friday 15-16, then Monday 8-12
    assert in_hours(log.orders.made) == [7 * 24 + 12]


def failing(**more: object) -> Station:
    failures = Failures(mtbf=fixed(5), mttr=fixed(2), **more)
    return Station(name="make", process_time=fixed(3), failures=failures)


def test_calendar_failures_resume_restart_scrap():
    orders = ((0, "z"), (0, "z"))
    made = {}
    for work in ("resume", "restart", "scrap"):
        log = run(network(orders, sites=(site("a", stations=(failing(work=work),)),)), days=1)
        made[work] = in_hours(log.orders.made)
    # down 5-7, 12-14, ...: the second order has had two of its three hours
    assert made == {"resume": [3, 8], "restart": [3, 10], "scrap": [3, 10]}


def test_operating_failures_age_by_work():
    log = run(
        network(((0, "z"), (10, "z"), (20, "z")), sites=(site("a", stations=(failing(clock="operating"),)),)),
        days=2,
    )
    # 3 h of life used by the first, breakdown 2 h into the second, then 1 h + 3 h of the third
    assert in_hours(log.orders.made) == [3, 15, 23]
    assert (in_hours(log.downtime.start), in_hours(log.downtime.end)) == ([12], [14])


def test_one_crew_mends_one_machine_at_a_time():
    failures = Failures(mtbf=fixed(5), mttr=fixed(2), crew="fitters")
    stations = (Station(name="make", process_time=fixed(1), servers=2, failures=failures),)
    log = run(
        network(((0, "z"),), sites=(site("a", stations=stations, crews=(Crew(name="fitters", size=1),)),)),
        days=0.5,
    )
    assert in_hours(log.downtime.start) == [5, 5]
    assert in_hours(log.downtime.end) == [7, 9]


def test_a_site_opens_and_ramps_up():
    sites = (site("a", opens=hours(5), ramp_up=RampUp(length=hours(24), start=given(0.0, "fraction"))),)
    log = run(network(((0, "z"), (0, "z")), sites=sites))
    # held until 5:00; one step of a day at half speed
    assert in_hours(log.orders.released) == [5, 5]
    assert in_hours(log.orders.made) == [9, 13]


def test_a_site_closes_and_finishes_what_it_has_begun():
    sites = (site("near", closes=hours(1)), site("far", 52.0))
    log = run(network(((0, "z"), (0, "z"), (3, "z")), sites=sites))
    assert log.orders.site.tolist() == [0, 1, 1]
    assert in_hours(log.orders.made) == [2, 3, 5]


def test_a_mobile_factory_travels_sets_up_helps_and_leaves():
    box = Template(name="box", kind="mobile_factory", stations=(Station(name="make", process_time=fixed(2)),))
    move = Move(
        home=place("home", 51.0),
        loading=hours(1),
        speed=given(111.19492664455873 * 1.3, "km"),
        setup=hours(2),
    )
    send = SendMobile(template="box", place=place("z"), start=hours(1), leaves=hours(40))
    outage = SiteOutage(site="a", start=hours(0.5), length=hours(100))
    net = network(
        ((1, "z"), (29, "z"), (41, "z")),
        sites=(site("a"),),
        templates=(box,),
        move=move,
        responses=(send,),
        disruptions=(outage,),
    )
    log = run(net)
    assert log.sites == ("a", "box at z")
    # loading 1 h, one day on the road, set-up 2 h: ready at 28:00
    assert [round(h, 3) for h in in_hours(log.mobiles.ready)] == [28]
    assert [round(h, 3) for h in in_hours(log.orders.made)] == [30, 32, 102.5]
    assert log.orders.site.tolist() == [1, 1, 0]
    assert in_hours(log.mobiles.left) == [40]


def test_customers_leave_when_work_has_not_begun():
    net = network(((0, "z"), (0, "z"), (0, "z")), demand={"patience": fixed(3)})
    log = run(net)
    assert log.orders.outcome.tolist() == [Outcome.DELIVERED, Outcome.DELIVERED, Outcome.LOST]
    assert in_hours(log.orders.made) == [2, 4, -1]


def test_rework_and_scrap_take_another_turn():
    poor = (Station(name="make", process_time=fixed(1), good=given(0.5, "fraction"), on_fail="rework"),)
    net = network(tuple((10.0 * k, "z") for k in range(20)), sites=(site("a", stations=poor),))
    log = run(net)
    rework = log.operations.result == OperationResult.REWORK
    assert 5 < rework.sum() < 60
    first = log.operations.order == 0
    assert in_hours(log.orders.made)[0] == first.sum()


def test_a_full_buffer_blocks_the_station_before():
    stations = (
        Station(name="cut", process_time=fixed(1)),
        Station(name="press", process_time=fixed(4), buffer=1),
    )
    net = network(
        tuple((0, "z") for _ in range(4)),
        sites=(site("a", stations=stations),),
        product={"route": ("cut", "press")},
    )
    log = run(net)
    assert in_hours(log.orders.made) == [5, 9, 13, 17]
    cut = log.operations.station == 0
    # the third piece is cut by 3:00 and keeps the server until the press takes the second at 5:00
    assert in_hours(log.operations.start[cut]) == [0, 1, 2, 5]


def test_without_a_buffer_the_piece_waits_on_its_machine():
    stations = (
        Station(name="cut", process_time=fixed(1)),
        Station(name="press", process_time=fixed(4), buffer=0),
    )
    net = network(
        tuple((0, "z") for _ in range(3)),
        sites=(site("a", stations=stations),),
        product={"route": ("cut", "press")},
    )
    log = run(net)
    assert in_hours(log.orders.made) == [5, 9, 13]
    assert in_hours(log.operations.start) == [0, 1, 5, 1, 5, 9]


def test_no_waiting_room_at_the_first_station_turns_orders_away():
    stations = (Station(name="make", process_time=fixed(2), buffer=0),)
    lost = run(
        network(
            ((0, "z"), (1, "z"), (2.5, "z")), sites=(site("a", stations=stations),), demand={"unmet": "lost"}
        )
    )
    assert lost.orders.outcome.tolist() == [Outcome.DELIVERED, Outcome.LOST, Outcome.DELIVERED]
    held = run(network(((0, "z"), (1, "z")), sites=(site("a", stations=stations),)))
    assert in_hours(held.orders.made) == [2, 4]


def test_a_common_cause_stops_every_site_of_its_kind():
    cause = CommonMode(mtbf=fixed(1), mttr=fixed(4), site_kind="micro_factory")
    log = run(
        network(((0, "z"), (0, "z")), sites=(site("a"), site("b", 52.0)), disruptions=(cause,)), days=0.25
    )
    assert sorted(log.downtime.site.tolist()) == [0, 1]
    assert in_hours(log.downtime.start)[:2] == [1, 1]


def test_fastest_goes_where_the_wait_is_short_and_least_loaded_balances():
    sites = (site("near", 50.0), site("far", 50.1))
    orders = tuple((0, "z") for _ in range(4))
    for policy in ("fastest", "least_loaded"):
        log = run(network(orders, sites=sites, policy=Policy(dispatch=policy)))
        assert sorted(log.orders.site.tolist()) == [0, 0, 1, 1], policy


def test_random_transit_belongs_to_the_order():
    net = network(((0, "z"), (5, "z")), lane={"transit": Variable(mean=given(1, "day"), shape="exponential")})
    log = run(net, days=60)
    other = run(net.model_copy(update={"sites": (site("other", 52.0),)}), days=60)
    assert (log.shipments.arrived - log.shipments.departed).tolist() == (
        other.shipments.arrived - other.shipments.departed
    ).tolist()


def test_a_run_in_two_parts_is_the_same_run():
    net = network(tuple((float(k), "z") for k in range(20)))
    whole, parts = engine(net), engine(net)
    whole.run()
    parts.run(until=7 * HOUR)
    parts.run()
    assert whole.log().orders.made.tolist() == parts.log().orders.made.tolist()
    assert whole.log().events == parts.log().events


def test_poisson_orders_of_a_zone_do_not_depend_on_other_zones():
    zones = (Zone(name="z", place=place("z"), population=1000), Zone(name="y", place=place("y"), weight=0))
    base = network((), zones=zones, demand=None)
    demand = base.demand[0].model_copy(update={"arrivals": "poisson", "per_day": given(5, "1/day")})
    one = base.model_copy(update={"demand": (demand,)})
    two = one.model_copy(update={"zones": (*zones, Zone(name="x", place=place("x"), weight=1000))})
    two = two.model_copy(update={"demand": (demand.model_copy(update={"per_day": given(10, "1/day")}),)})
    a, b = run(one), run(two)
    assert a.orders.placed.tolist() == b.orders.placed[b.orders.zone == 0].tolist()

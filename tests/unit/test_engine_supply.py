"""Exact traces of stocks, suppliers, lots, batches, loads and collections, worked out by hand."""

from tests.unit.small_network import HOUR, fixed, hours, in_hours, network, place, run, site
from twin.records import MoveKind, Outcome
from twin.spec import (
    BillItem,
    Collection,
    Consolidation,
    CoProduct,
    LaneOutage,
    Material,
    Product,
    SiteOutage,
    Station,
    Stock,
    Supplier,
    SupplierOutage,
    given,
)

ONE_SERVER = (Station(name="make", process_time=fixed(2)),)


def moves(log, kind):
    chosen = log.moves.kind == kind
    return list(zip(in_hours(log.moves.time[chosen]), log.moves.amount[chosen].tolist(), strict=True))


def with_material(orders, stock, supplier=None, **more):
    return network(
        orders,
        sites=(site("a", stock=(stock,)),),
        product={"bill": (BillItem(material="steel", amount=given(3, "kg")),)},
        materials=(Material(name="steel", price=given(1, "EUR/kg"), suppliers=("mill",)),),
        suppliers=(supplier or Supplier(name="mill", place=place("mill"), lead_time=fixed(3)),),
        **more,
    )


def test_made_to_stock_sells_from_the_shelf_and_makes_what_was_sold():
    sites = (site("a", stock=(Stock(item="p", order_up_to=2),)),)
    log = run(network(((0, "z"), (0, "z"), (0, "z")), sites=sites, product={"fulfilment": "make_to_stock"}))
    # two from the shelf; the third waits for the first lot; three lots one after the other
    assert in_hours(log.orders.made) == [0, 0, 2]
    assert in_hours(log.orders.delivered) == [1, 1, 3]
    assert moves(log, MoveKind.INITIAL) == [(0, 2)]
    assert moves(log, MoveKind.MADE) == [(2, 1), (4, 1), (6, 1)]
    assert moves(log, MoveKind.SHIPPED) == [(0, -1), (0, -1), (2, -1)]
    assert log.operations.order.tolist() == [-1, -1, -1]


def test_lost_when_the_shelf_is_empty():
    sites = (site("a", stock=(Stock(item="p", order_up_to=1),)),)
    net = network(
        ((0, "z"), (0, "z")), sites=sites, product={"fulfilment": "make_to_stock"}, demand={"unmet": "lost"}
    )
    assert run(net).orders.outcome.tolist() == [Outcome.DELIVERED, Outcome.LOST]


def test_material_by_base_stock_waits_for_the_supplier():
    net = with_material(((0, "z"), (0, "z"), (0, "z")), Stock(item="steel", order_up_to=6))
    log = run(net)
    # two orders take the 6 kg; the third gets what was ordered at 0:00, 3 h of lead time and 1 h of road later
    assert moves(log, MoveKind.ISSUE) == [(0, -3), (0, -3), (4, -3)]
    assert moves(log, MoveKind.RECEIPT) == [(4, 3), (4, 3), (4, 3)]
    assert in_hours(log.operations.start) == [0, 2, 4]
    inbound = log.shipments.origin_kind == 1
    assert in_hours(log.shipments.departed[inbound]) == [3, 3, 3]
    assert log.shipments.kg[inbound].tolist() == [3, 3, 3]


def test_s_S_orders_up_to_S_when_the_position_reaches_s():
    stock = Stock(item="steel", policy="s_S", reorder_point=3, order_up_to=10)
    log = run(with_material(((0, "z"), (1, "z"), (2, "z")), stock))
    # 10 -> 7 -> 4 -> 1: below 3 at 2:00, so 9 kg are ordered
    assert moves(log, MoveKind.RECEIPT) == [(6, 9)]


def test_r_Q_orders_as_many_lots_as_it_takes():
    stock = Stock(item="steel", policy="r_Q", reorder_point=4, order_quantity=2, initial=6)
    log = run(with_material(((0, "z"), (5, "z")), stock))
    # 3 kg left: 2 more bring the position to 5; then 2 left and 2 more bring it to 4, which is not above 4
    assert moves(log, MoveKind.RECEIPT) == [(4, 2), (9, 4)]


def test_a_supplier_that_stands_still_ships_when_it_is_back():
    outage = SupplierOutage(supplier="mill", start=hours(1), length=hours(9))
    log = run(with_material(((0, "z"), (0, "z")), Stock(item="steel", order_up_to=3), disruptions=(outage,)))
    assert moves(log, MoveKind.RECEIPT) == [(11, 3), (11, 3)]
    assert in_hours(log.orders.made) == [2, 13]


def test_a_warehouse_is_filled_by_the_plant_that_makes_the_product():
    plant = site("plant", 52.0)
    depot = site("depot", stations=(), stock=(Stock(item="p", order_up_to=1, source="plant"),)).model_copy(
        update={"kind": "warehouse", "stations": ()}
    )
    log = run(network(((0, "z"), (0, "z")), sites=(plant, depot), product={"fulfilment": "make_to_stock"}))
    # first from the shelf; the plant makes two, and drives each for an hour
    assert log.orders.site.tolist() == [1, 1]
    assert in_hours(log.orders.made) == [0, 3]
    assert moves(log, MoveKind.RECEIPT) == [(3, 1), (5, 1)]
    assert (log.shipments.target_kind == 0).sum() == 2


def test_orders_waiting_for_material_go_elsewhere_when_the_site_stops():
    stock = Stock(item="steel", order_up_to=3)
    net = with_material(((0, "z"), (0, "z")), stock)
    sites = (*net.sites, site("far", 52.0))
    outage = SiteOutage(site="a", start=hours(1), length=hours(20))
    log = run(net.model_copy(update={"sites": sites, "disruptions": (outage,)}))
    assert log.orders.site.tolist() == [0, 1]
    assert in_hours(log.orders.made) == [22, 3]


def test_a_batch_goes_when_it_is_full_or_the_first_has_waited_long_enough():
    oven = (Station(name="make", process_time=fixed(2), batch=2, batch_wait=hours(3)),)
    log = run(network(((0, "z"), (1, "z"), (10, "z")), sites=(site("a", stations=oven),)))
    assert in_hours(log.orders.made) == [3, 3, 15]
    assert log.operations.units.tolist() == [2, 1]


def test_a_lane_with_loads():
    lane = {"consolidation": Consolidation(load=given(20, "kg"), wait=hours(5))}
    log = run(network(((0, "z"), (0, "z"), (0, "z")), lane=lane))
    # made at 2, 4, 6; two of 10 kg make a load; the third waits five hours
    assert in_hours(log.orders.shipped) == [4, 4, 11]
    assert in_hours(log.orders.delivered) == [5, 5, 12]
    assert log.shipments.kg.tolist() == [20, 10]
    assert log.orders.shipment.tolist() == [0, 0, 1]


def test_a_lane_with_one_vehicle():
    servers = (Station(name="make", process_time=fixed(2), servers=3),)
    log = run(
        network(((0, "z"), (0, "z"), (0, "z")), sites=(site("a", stations=servers),), lane={"vehicles": 1})
    )
    assert in_hours(log.orders.shipped) == [2, 4, 6]


def test_a_closed_lane():
    closure = LaneOutage(lane="out", start=hours(1), length=hours(9))
    log = run(network(((0, "z"), (10, "z")), disruptions=(closure,)))
    assert in_hours(log.orders.made) == [2, 12]
    assert in_hours(log.orders.shipped) == [10, 12]


def test_collection_within_the_radius_by_season():
    season = (2.0, *(1.0,) * 11)
    collection = Collection(
        material="textiles",
        per_person=given(0.365, "kg"),
        radius=given(100, "km"),
        interval=hours(24 * 10),
        season=season,
    )
    net = network(
        ((24 * 35, "z"),),
        sites=(site("a", stock=(Stock(item="textiles"),), collections=(collection,)),),
        product={"bill": (BillItem(material="textiles", amount=given(50, "kg")),)},
        materials=(Material(name="textiles", price=given(0, "EUR/kg")),),
    )
    log = run(net, days=60)
    # 1000 people x 0.001 kg a day x 10 days, twice that in January
    assert moves(log, MoveKind.COLLECTED) == [(240, 20), (480, 20), (720, 20), (960, 10), (1200, 10)]
    assert in_hours(log.orders.made) == [24 * 35 + 2]


def test_co_products_come_with_the_main_product():
    sites = (site("a", stock=(Stock(item="q", order_up_to=0, initial=1),)),)
    beside = Product(
        name="q", mass=given(1, "kg"), price=given(5, "EUR"), route=("make",), fulfilment="make_to_stock"
    )
    co_products = (CoProduct(product="q", per_unit=given(0.5, "1")),)
    log = run(
        network(
            ((0, "z"), (5, "z")), sites=sites, product={"co_products": co_products}, more_products=(beside,)
        )
    )
    assert moves(log, MoveKind.MADE) == [(2, 0.5), (7, 0.5)]


def test_scrap_takes_material_again():
    poor = (Station(name="make", process_time=fixed(1), good=given(0.5, "fraction")),)
    net = with_material(tuple((10.0 * k, "z") for k in range(20)), Stock(item="steel", order_up_to=30))
    net = net.model_copy(update={"sites": (net.sites[0].model_copy(update={"stations": poor}),)})
    log = run(net, days=30)
    assert len(moves(log, MoveKind.ISSUE)) == log.operations.order.size > 20
    assert (log.orders.outcome == Outcome.DELIVERED).all()


def test_impatient_customers_leave_the_queue_for_the_shelf():
    sites = (site("a", stock=(Stock(item="p", order_up_to=1),)),)
    net = network(
        ((0, "z"), (0, "z"), (0, "z")),
        sites=sites,
        product={"fulfilment": "make_to_stock"},
        demand={"patience": fixed(3)},
    )
    log = run(net)
    assert log.orders.outcome.tolist() == [Outcome.DELIVERED, Outcome.DELIVERED, Outcome.LOST]
    assert HOUR * 2 in log.orders.made.tolist()

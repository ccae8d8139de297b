"""A network of one workshop and the record of five orders, small enough to price with pencil and paper."""

import numpy as np

from twin.records import (
    TICKS_PER_DAY,
    Downtime,
    Ints,
    Mobiles,
    Operations,
    Orders,
    RunLog,
    Shipments,
    StockMoves,
)
from twin.spec.load import read_network
from twin.spec.network import Network

NETWORK = """
name: workshop
products:
  - name: frame
    mass: 10 kg
    price: 1000 EUR
    route: [make]
    bill:
      - {material: steel, amount: 12 kg, waste: 0.25}
materials:
  - {name: steel, price: 2 EUR/kg, carbon: 1.5 kg CO2e/kg, plastic: 0.5, suppliers: [mill]}
suppliers:
  - {name: mill, place: {name: Lille, country: FR, lat: 50.63, lon: 3.06}, lead_time: 2 days}
sites:
  - name: Lyon
    kind: micro_factory
    place: {name: Lyon, country: FR, lat: 45.76, lon: 4.84}
    stations:
      - {name: make, servers: 2, process_time: 6 h, setup_time: 3 h, energy: 5 kWh, operators: 2, water: 3 L}
    capex:
      cost: 100000 EUR
      reference_capacity: 2920
      exponent: 0.6
      life: 10 years
      wacc: 0.08
      carbon: 3650 kg CO2e
    fixed_cost: 365 EUR/year
    staff: 1 person
zones:
  - {name: Lyon, place: {name: Lyon, country: FR, lat: 45.76, lon: 4.84}, population: 500000}
demand:
  - {product: frame, per_day: 1}
modes:
  - {name: van, speed: 60 km/h, cost: 0.5 EUR/t.km, cost_per_shipment: 3 EUR, carbon: 0.2 kg CO2e/t.km}
lanes:
  - {name: out, origin: "*", destination: zones, mode: van, duty: 0.1, margin: 0.2}
  - {name: in, origin: suppliers, destination: "*", mode: van, distance: 100 km}
economies:
  - {country: FR, electricity: 0.2 EUR/kWh, labour: 40 EUR/h, grid: 0.05 kg CO2e/kWh}
policy: {holding_rate: 0.365}
development: {cost: 36500 EUR, life: 10 years, wacc: 0}
carbon_price: 100 EUR
"""


def network(text: str = NETWORK) -> Network:
    """The workshop."""
    return read_network(text)


def days(*values: float) -> Ints:
    """Ticks of days of the run; -1 stays."""
    return np.array([-1 if v < 0 else round(v * TICKS_PER_DAY) for v in values], dtype=np.int64)


def whole(*values: int) -> Ints:
    """A column of integers."""
    return np.array(values, dtype=np.int64)


def log() -> RunLog:
    """Ten days after a warm-up of ten: order 0 lies before day 0, 3 is not done at the end, 4 is lost."""
    none = whole()
    return RunLog(
        sites=("Lyon",),
        stations=(("make",),),
        zones=("Lyon",),
        products=("frame",),
        materials=("steel",),
        suppliers=("mill",),
        lanes=("out", "in"),
        orders=Orders(
            zone=whole(0, 0, 0, 0, 0),
            product=whole(0, 0, 0, 0, 0),
            variant=whole(0, 0, 0, 0, 0),
            units=whole(1, 2, 1, 1, 1),
            placed=days(9, 10, 12, 19.5, 15),
            site=whole(0, 0, 0, 0, -1),
            released=days(9, 10, 12, 19.5, -1),
            made=days(9.5, 10.25, 12.5, -1, -1),
            shipped=days(9.5, 10.25, 12.5, -1, -1),
            delivered=days(10.5, 11, 13, -1, -1),
            outcome=whole(1, 1, 1, 0, 2),
            reroutes=whole(0, 0, 0, 0, 0),
            shipment=whole(0, 1, 2, -1, -1),
        ),
        operations=Operations(
            order=whole(0, 1, 2, 2),
            site=whole(0, 0, 0, 0),
            station=whole(0, 0, 0, 0),
            product=whole(0, 0, 0, 0),
            units=whole(1, 2, 1, 1),
            setup_start=days(9, 10, 12, 12.25),
            start=days(9, 10.125, 12, 12.25),
            end=days(9.5, 10.25, 12.25, 12.5),
            result=whole(0, 0, 1, 0),
        ),
        downtime=Downtime(none, none, none, none),
        shipments=Shipments(
            lane=whole(0, 0, 0),
            origin_kind=whole(0, 0, 0),
            origin=whole(0, 0, 0),
            target_kind=whole(1, 1, 1),
            target=whole(0, 0, 0),
            product=whole(0, 0, 0),
            material=whole(-1, -1, -1),
            amount=np.array([1.0, 2.0, 1.0]),
            kg=np.array([10.0, 20.0, 10.0]),
            km=np.array([50.0, 50.0, 50.0]),
            departed=days(9.5, 10.25, 12.5),
            arrived=days(10.5, 11, 13),
        ),
        moves=StockMoves(
            site=whole(0, 0),
            item=whole(0, 0),
            time=days(5, 15),
            amount=np.array([4.0, -1.0]),
            kind=whole(0, 2),
        ),
        mobiles=Mobiles(none, none, none, none, none, np.zeros(0)),
        warm_up=int(days(10)[0]),
        end=int(days(20)[0]),
        seed=1,
        replication=0,
        events=0,
    )

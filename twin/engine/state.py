"""The state of a run: columns of plain numbers, and nothing else.

What happens changes these columns; a snapshot copies them. Columns that are read are lists, because a list is
the fastest thing that Python can index. What is only written down (work done, changes of stock) goes to arrays of
machine integers: a fifth of the memory, which keeps large runs fast, and no conversion when the run is over.
"""

from array import array
from collections import deque

import numpy as np
from numpy.typing import NDArray

from twin.engine.orders import OrderBook
from twin.engine.plan import Plan


class State:
    """Columns by order, job, server, station, site and stock.

    Jobs are numbered like orders: the first `orders` are customer orders, further ones are lots made for
    stock. Site columns: `takes` says whether a site accepts orders now, `stopped` counts the reasons for
    which it stands still, `waiting` the orders in its queues, `rate` its speed.
    """

    def __init__(self, plan: Plan, book: OrderBook) -> None:
        orders, sites, stations = book.count, len(plan.sites), len(plan.stations)
        # orders
        self.site = [-1] * orders
        self.made = [-1] * orders
        self.outcome = bytearray(orders)
        # what only some orders have, by order; `released` when it is not the moment of placing
        self.released: dict[int, int] = {}
        self.shipped: dict[int, int] = {}
        self.delivered: dict[int, int] = {}
        self.shipment: dict[int, int] = {}
        self.reroutes: dict[int, int] = {}
        self.timer: dict[int, int] = {}  # 1: its patience is on the agenda
        # jobs: orders, then lots for stock
        self.step = [0] * orders
        self.begun = bytearray(orders)
        self.stock_job: list[int] = []  # stock that a lot is made for
        self.lot_number: list[int] = []
        self.lot_units: list[int] = []
        self.lot_product: list[int] = []
        self.tries: dict[int, int] = {}  # times a job was begun again after scrap or rework
        # servers
        self.job = [-1] * plan.servers
        self.set_at = [0] * plan.servers
        self.start_at = [0] * plan.servers
        self.due_at = [0] * plan.servers
        self.stops = [0] * plan.servers
        self.setup_for = [-1] * plan.servers
        self.ran_from = [0] * plan.servers  # since when an ageing machine has run without a stop
        self.keeps = [0] * plan.servers  # 1: finished work waits for room at the next station
        self.left_setup = [0] * plan.servers
        self.left_work = [0] * plan.servers
        self.life = [-1] * plan.servers  # work left until an operating failure; -1: none drawn
        self.group: dict[int, tuple[int, ...]] = {}  # the other orders of a batch, by server
        # stations
        self.queue: list[deque[int]] = [deque() for _ in range(stations)]
        self.idle: list[list[int]] = [
            list(range(s.first + s.servers - 1, s.first - 1, -1)) for s in plan.stations
        ]
        self.blocked: list[deque[int]] = [deque() for _ in range(stations)]  # servers that wait for room here
        self.operations = [array("q") for _ in range(stations)]  # order, [setup start,] start, end
        self.results: list[dict[int, int]] = [{} for _ in range(stations)]  # row: result, where not good
        self.sizes: list[dict[int, int]] = [{} for _ in range(stations)]  # row: units, where not the order's
        # sites
        self.takes = [True] * sites
        self.open = [True] * sites
        self.stopped = [0] * sites
        self.stopped_since = [-1] * sites
        self.waiting = [0] * sites
        self.wip = [0] * sites
        self.rate = [1.0] * sites
        # crews
        self.crew_free = list(plan.crews)
        self.crew_wait: list[deque[int]] = [deque() for _ in plan.crews]
        # orders that no site could take, by product
        self.held: list[deque[int]] = [deque() for _ in plan.products]
        # stocks, in grains
        stocks = len(plan.stocks)
        self.on_hand = [0] * stocks
        self.on_order = [0] * stocks
        self.backorders = [0] * stocks
        self.requests: list[deque[tuple[int, int, int]]] = [deque() for _ in range(stocks)]
        self.replenished: list[int] = []  # stock of each replenishment order
        self.replenished_amount: list[int] = []
        self.lots = [0] * stocks  # lots begun for each stock
        self.lot_for: list[int] = []  # replenishment order that a lot is made for
        self.lot_site: list[int] = []
        self.overdue: dict[int, int] = {}  # jobs that have waited long enough for their batch
        # suppliers
        self.supplier_stops = [0] * len(plan.suppliers)
        self.supplier_wait: list[deque[int]] = [deque() for _ in plan.suppliers]
        # lanes: loads are numbered; a parcel is (0 order or 1 replenishment, number)
        self.load_pair: list[tuple[int, int, int, int]] = []
        self.load_parcels: list[list[tuple[int, int]]] = []
        self.load_grains: list[int] = []
        self.open_loads: dict[tuple[int, int, int, int], int] = {}
        self.lane_wait: list[deque[int]] = [deque() for _ in plan.lanes]
        self.vehicles_out = [0] * len(plan.lanes)
        self.holding = [0]  # how many are held
        # records and positions in the streams of luck
        self.downtime: list[int] = []  # site, station, start, end
        self.mobiles: list[int] = []  # site, sent, arrived, ready, left
        self.down_since = [-1] * plan.servers
        self.shipments: list[int] = []  # 9 numbers each: see log.py
        self.shipment_amounts: list[float] = []  # amount, kg, km
        self.moves = [array("q") for _ in plan.stocks]  # time, amount in grains, kind
        self.positions: dict[str, int] = {}
        self.next_order = 0
        self.next_entry = 0
        self.stale = 0
        self.events = 0

    def jobs_product(self, book: OrderBook) -> NDArray[np.int64]:
        """Product of every job: orders, then lots for stock."""
        return np.concatenate((book.product, np.array(self.lot_product, dtype=np.int64)))

    def jobs_units(self, book: OrderBook) -> NDArray[np.int64]:
        """Units of every job: orders, then lots for stock."""
        return np.concatenate((book.units, np.array(self.lot_units, dtype=np.int64)))

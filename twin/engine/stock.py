"""Stocks: issued first come first served, reordered by continuous review, filled by suppliers, sites or lots.

Amounts are whole grains (millionths of a kg or unit), so balances are exact. A request that cannot be met whole
waits; nobody passes it. Inventory position = on hand + on order - backorders. A stock of a stopped site issues
nothing until the site is back.

Requests are (kind, id, amount): a customer order for a product made to stock, an order or lot that needs
material, or the replenishment of another stock.
"""

from collections.abc import Callable
from struct import Struct

from twin.engine.plan import GRAIN, StockPlan
from twin.engine.state import State
from twin.engine.wiring import Door, Wiring
from twin.records import MoveKind, Outcome

FOR_CUSTOMER, FOR_WORK, FOR_STOCK = 0, 1, 2
_ISSUE = int(MoveKind.ISSUE)
_ROW = Struct("3q").pack  # time, amount, kind


class Issue:
    """What an order takes of one material at one site before it enters the first station."""

    __slots__ = ("each", "enter", "moves", "number", "post", "requests", "site", "threshold")

    def __init__(self, number: int, each: int, threshold: int, state: State, site: int, door: Door) -> None:
        self.number, self.each, self.threshold, self.site = number, each, threshold, site
        self.requests, self.moves = state.requests[number], state.moves[number]
        self.enter, self.post = door


class Stores:
    """All stocks of a run."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._plan = wiring.plan
        self._state = wiring.state
        self._env = wiring.kernel.env
        self._at_site: list[list[int]] = [[] for _ in wiring.plan.sites]
        for stock in wiring.plan.stocks:
            self._at_site[stock.site].append(stock.index)
        self.needs = [
            [
                tuple(
                    (wiring.plan.stock_of[site, item], amount)
                    for item, amount in bill
                    if (site, item) in wiring.plan.stock_of
                )
                for site in range(len(wiring.plan.sites))
            ]
            for bill in wiring.plan.bill
        ]

    # -- balances

    def move(self, stock: StockPlan, amount: int, kind: MoveKind) -> None:
        """Changes what is on hand and writes it down."""
        if amount == 0:
            return
        self._state.on_hand[stock.index] += amount
        self._state.moves[stock.index].fromlist([self._env.now, amount, int(kind)])

    def position(self, stock: int) -> int:
        """On hand + on order - backorders."""
        state = self._state
        return state.on_hand[stock] + state.on_order[stock] - state.backorders[stock]

    def review(self, number: int) -> None:
        """Reorders by the stock's policy."""
        stock = self._plan.stocks[number]
        if stock.source[0] == "none":
            return
        position = self.position(number)
        if stock.policy == "base_stock":
            amount = stock.order_up_to - position
        elif position > stock.reorder_point:
            return
        elif stock.policy == "s_S":
            amount = stock.order_up_to - position
        else:
            amount = ((stock.reorder_point - position) // stock.order_quantity + 1) * stock.order_quantity
        if stock.whole:
            amount = -(-amount // GRAIN) * GRAIN
        if amount > 0:
            self._state.on_order[number] += amount
            self._wiring.replenish(number, amount)

    def add(self, number: int, amount: int, kind: MoveKind, ordered: bool = False) -> None:
        """Something comes in; who waits is served, oldest first."""
        if ordered:
            self._state.on_order[number] -= amount
        self.move(self._plan.stocks[number], amount, kind)
        self.serve(number)

    def can_issue(self, number: int, amount: int) -> bool:
        """Whether a request can be met now without passing another one."""
        return not self._state.requests[number] and self._state.on_hand[number] >= amount

    def wait(self, number: int, kind: int, ident: int, amount: int) -> None:
        """A request joins the queue of a stock."""
        self._state.requests[number].append((kind, ident, amount))
        self._state.backorders[number] += amount
        self.review(number)

    def serve(self, number: int) -> None:
        """Meets waiting requests in order as far as the stock reaches."""
        state, stock = self._state, self._plan.stocks[number]
        requests = state.requests[number]
        while requests and not state.stopped[stock.site] and state.on_hand[number] >= requests[0][2]:
            kind, ident, amount = requests.popleft()
            state.backorders[number] -= amount
            if kind == FOR_CUSTOMER:
                self.sell(ident, number, amount)
            elif kind == FOR_STOCK:
                self.move(stock, -amount, MoveKind.SHIPPED)
                self._wiring.send_replenishment(ident)
                self.review(number)
            else:
                self.prepare(ident, self._site_of(ident), self._env.now, granted=number)

    def _site_of(self, job: int) -> int:
        count = self._wiring.book.count
        return self._state.site[job] if job < count else self._state.lot_site[job - count]

    # -- customers of products made to stock

    def sell(self, job: int, number: int, amount: int) -> None:
        """A customer's order is taken from the shelf and leaves."""
        state = self._state
        self.move(self._plan.stocks[number], -amount, MoveKind.SHIPPED)
        state.begun[job] = 1
        state.made[job] = self._env.now
        self._wiring.ship(job)
        self.review(number)

    def place(self, job: int, lost: bool, sites: tuple[int, ...]) -> bool:
        """A new order: the first site that has it, else a backorder at the first that is open; False: none is."""
        state, product = self._state, self._wiring.product[job]
        amount = self._wiring.units[job] * GRAIN
        for site in sites:
            number = self._plan.stock_of[site, product]
            if state.takes[site] and self.can_issue(number, amount):
                self._assign(job, site)
                self.sell(job, number, amount)
                return True
        if lost:
            state.outcome[job] = Outcome.LOST
            return True
        return self.backorder(job, amount, sites)

    def _assign(self, job: int, site: int) -> None:
        now = self._env.now
        self._state.site[job] = site
        if now != self._wiring.placed[job]:
            self._state.released[job] = now

    def backorder(self, job: int, amount: int, sites: tuple[int, ...]) -> bool:
        """The order waits at the first site that is open."""
        state, product = self._state, self._wiring.product[job]
        for site in sites:
            if state.takes[site]:
                self._assign(job, site)
                self.wait(self._plan.stock_of[site, product], FOR_CUSTOMER, job, amount)
                if self._wiring.wait_begins is not None:
                    self._wiring.wait_begins(job)
                return True
        return False

    # -- material for work

    def prepare(self, job: int, site: int, now: int, granted: int = -1) -> None:
        """An order or lot takes its material and goes to the first station, or waits for what is missing.

        `granted` is the stock whose queue the job has just left: there it is its turn.
        """
        product, units = self._wiring.product[job], self._wiring.units[job]
        needs = self.needs[product][site]
        for number, each in needs:
            free = (
                self._state.on_hand[number] >= each * units
                if number == granted
                else self.can_issue(number, each * units)
            )
            if not free:
                self.wait(number, FOR_WORK, job, each * units)
                if self._wiring.wait_begins is not None:
                    self._wiring.wait_begins(job)
                return
        for number, each in needs:
            self.move(self._plan.stocks[number], -each * units, MoveKind.ISSUE)
        for number, _ in needs:
            self.review(number)
        self._wiring.stations[self._plan.routes[product][site][0]].enter(job, now)

    def doors(self, product: int, stations: list[Door | None]) -> list[Door | None]:
        """`prepare` for one product as a door of each site, quick where the material is there.

        `stations` are the doors behind. All sites share the closures; what differs is an `Issue`.
        """
        take, take_one = self._take(), self._take_one()
        doors: list[Door | None] = []
        for site, door in enumerate(stations):
            needs = self.needs[product][site]
            if door is None or not needs:
                doors.append(door)
                continue
            parts = [
                Issue(number, each, self._threshold(number), self._state, site, door)
                for number, each in needs
            ]
            doors.append((take_one, parts[0]) if len(parts) == 1 else (take, parts))
        return doors

    def _take(self) -> Callable[[list[Issue], int, int], None]:
        state, units, prepare, review = self._state, self._wiring.units, self.prepare, self.review
        on_hand, on_order, backorders = state.on_hand, state.on_order, state.backorders

        def take(parts: list[Issue], job: int, now: int) -> None:
            count = units[job]
            for part in parts:
                if on_hand[part.number] < part.each * count or part.requests:
                    prepare(job, part.site, now)
                    return
            for part in parts:
                amount = part.each * count
                on_hand[part.number] -= amount
                part.moves.frombytes(_ROW(now, -amount, _ISSUE))
            for part in parts:
                number = part.number
                if on_hand[number] + on_order[number] - backorders[number] <= part.threshold:
                    review(number)
            parts[0].enter(parts[0].post, job, now)

        return take

    def _take_one(self) -> Callable[[Issue, int, int], None]:
        """The same for a bill of one material."""
        state, units, prepare, review = self._state, self._wiring.units, self.prepare, self.review
        on_hand, on_order, backorders = state.on_hand, state.on_order, state.backorders

        def take(part: Issue, job: int, now: int) -> None:
            number = part.number
            amount = part.each * units[job]
            left = on_hand[number] - amount
            if left < 0 or part.requests:
                prepare(job, part.site, now)
                return
            on_hand[number] = left
            part.moves.frombytes(_ROW(now, -amount, _ISSUE))
            if left + on_order[number] - backorders[number] <= part.threshold:
                review(number)
            part.enter(part.post, job, now)

        return take

    def _threshold(self, number: int) -> int:
        """The inventory position at or below which a review does something."""
        stock = self._plan.stocks[number]
        if stock.source[0] == "none":
            return -(1 << 62)
        return stock.order_up_to - 1 if stock.policy == "base_stock" else stock.reorder_point

    def give_back(self, job: int, site: int) -> None:
        """A withdrawn order's material returns to the shelf."""
        product, units = self._wiring.product[job], self._wiring.units[job]
        for number, each in self.needs[product][site]:
            self.add(number, each * units, MoveKind.ISSUE)

    def waiting(self, site: int) -> list[int]:
        """Customer orders at a site that wait for a product or for material."""
        count, begun = self._wiring.book.count, self._state.begun
        return [
            ident
            for number in self._at_site[site]
            for kind, ident, _ in self._state.requests[number]
            if kind != FOR_STOCK and ident < count and not begun[ident]
        ]

    def leave(self, job: int, site: int) -> bool:
        """Takes an order out of the queue of a stock; False when it waits for none."""
        for number in self._at_site[site]:
            for place, (kind, ident, amount) in enumerate(self._state.requests[number]):
                if kind != FOR_STOCK and ident == job:
                    del self._state.requests[number][place]
                    self._state.backorders[number] -= amount
                    self.serve(number)
                    return True
        return False

    def reopened(self, site: int) -> None:
        """A site is back: its stocks serve who has waited."""
        for number in self._at_site[site]:
            self.serve(number)

    def start(self) -> None:
        """What lies on the shelves when the run begins, and the first orders."""
        for stock in self._plan.stocks:
            self.move(stock, stock.initial, MoveKind.INITIAL)
        for stock in sorted(self._plan.stocks, key=lambda s: (self._plan.sites[s.site].luck, s.item)):
            self.review(stock.index)


def connect(wiring: Wiring) -> Stores | None:
    """Builds the stores when the network keeps stock."""
    plan = wiring.plan
    if not plan.stocks:
        return None
    stores = Stores(wiring)
    wiring.stores = stores
    wiring.give_back = stores.give_back
    wiring.waiting_for_material = stores.waiting
    wiring.leave_material_queue = stores.leave
    wiring.reopened = stores.reopened
    if any(any(row) for row in stores.needs):
        wiring.prepare = stores.prepare
    return stores

"""What the parts of the engine share: plan, orders, state, kernel, and the functions they offer each other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from twin.engine.kernel import Kernel
from twin.engine.orders import OrderBook
from twin.engine.plan import Plan
from twin.engine.state import State
from twin.streams import Tape, key, uniform

Door = tuple[Callable[[Any, int, int], None], Any]  # the first is called with the second, a job and the time


class Station(Protocol):
    """What others may ask of a station."""

    index: int
    door: Door  # how a job enters, for those who let many in

    def enter(self, job: int, now: int) -> None:
        """A job arrives: it is worked on or waits."""

    def room(self) -> bool:
        """Whether one more job may wait here."""

    def pull(self, server: int, now: int) -> None:
        """A free server takes the next job, or stands idle."""

    def stop(self, server: int, mode: str) -> None:
        """A server stops for one more reason; `mode` says what becomes of its work."""

    def go(self, server: int) -> None:
        """One reason to stand still is gone."""

    def retime(self, server: int, rate: float) -> None:
        """The site's speed changes from `rate` to the current one: work in hand ends at another time."""

    def done(self, event: Any) -> None:
        """Work on a server ends: the callback of its timeout."""


def _not_wired(*_arguments: object) -> Any:
    raise AssertionError("a part of the engine was used before it was built")


def _nothing(*_arguments: object) -> None:
    """What is done where there is no stock."""


VARIANTS = 1 << 20  # more than any product has: product and variant make one number


@dataclass(eq=False)
class Wiring:
    """One run's parts. The functions are filled in as the parts are built."""

    plan: Plan
    book: OrderBook
    state: State
    kernel: Kernel
    seed: int
    replication: int
    product: list[int]
    variant: list[int]
    units: list[int]
    zone: list[int]
    placed: list[int]
    kinds: list[int] = field(default_factory=list)  # product and variant of each job in one number
    tapes: dict[str, Tape] = field(default_factory=dict)
    stations: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)  # the timer of each server that works, else None
    timers: list[Any] = field(default_factory=list)  # the timer of each server, set or not
    ramps: dict[int, tuple[int, float]] = field(default_factory=dict)
    station_of: list[int] = field(default_factory=list)  # by server
    place: Callable[..., Any] = _not_wired  # a new order: a site takes it, or it is held or lost
    dispatch: Callable[..., Any] = _not_wired  # the policy's site takes an order; False: none can
    take: Callable[..., Any] = _not_wired  # this site takes an order
    prepare: Callable[..., Any] = _not_wired  # a taken order gets its material and goes to the first station
    hold: Callable[..., Any] = _not_wired  # an order waits for the first site that can take it
    release: Callable[..., Any] = _not_wired  # held orders are offered to a site
    accepts: Callable[..., Any] = _not_wired  # whether a site takes an order of a product now
    complete: Callable[..., Any] = _not_wired  # a job has left the last station of its route
    remake: Callable[..., Any] = _not_wired  # a job is lost in the works and begun anew
    ship: Callable[..., Any] = _not_wired  # a made order leaves for its customer
    withdraw: Callable[..., Any] = _not_wired  # takes an order that has not been begun out of its site
    give_back: Callable[..., Any] = _not_wired  # material of a withdrawn order returns to stock
    waiting_for_material: Callable[..., Any] = _not_wired  # orders at a site that wait for material
    leave_material_queue: Callable[..., Any] = (
        _not_wired  # takes an order out of the queue for material; False: it is not there
    )
    pass_on: Callable[..., Any] = _not_wired  # orders leave a site for the next one
    waiting_orders: Callable[..., Any] = _not_wired  # orders that wait at a site for their first operation
    stop_site: Callable[..., Any] = _not_wired  # a site stops for one more reason
    go_site: Callable[..., Any] = _not_wired  # one reason to stand still is gone
    refresh: Callable[..., Any] = _not_wired  # whether a site takes orders now
    break_down: Callable[..., Any] = _not_wired  # a machine that ages while it works breaks down
    replenish: Callable[..., Any] = _not_wired  # a stock orders an amount
    send_replenishment: Callable[..., Any] = _not_wired  # a replenishment leaves its source
    send: Callable[..., Any] = _not_wired  # a parcel is ready at its origin
    reopened: Callable[..., Any] = _nothing  # a site is back: its stocks serve who has waited
    file_supplier: Callable[..., Any] = _not_wired  # files the next stop of a supplier
    marks: bool = True  # somebody asks whether an order has been begun
    straight: set[int] = field(default_factory=set)  # sites where nobody asks at which step a job is
    simple_end: bool = False  # a made order needs nothing but the time written down
    work: Any = None  # how long each piece of work takes
    stores: Any = None  # the stocks, when there are any
    lot_made: Callable[..., Any] = _not_wired  # a lot for stock is made
    begin_failures: Callable[..., Any] = _not_wired  # files the next breakdown of a server
    file_outage: Callable[..., Any] = _not_wired  # files the next random outage of a site
    file_common: Callable[..., Any] = _not_wired  # files the next stroke of a common cause
    arrive: Callable[..., Any] = _not_wired  # callback of an arrival
    wait_begins: Callable[[int], None] | None = None  # an order begins to wait
    arrival: Any = None  # the timer of the next arrival, when one is due
    upcoming: list[int] = field(default_factory=lambda: [0])  # the order that arrives next

    def add_lot(self, product: int, units: int) -> None:
        """A lot for stock becomes the next job; the state knows it already."""
        self.product.append(product)
        self.variant.append(0)
        self.kinds.append(product * VARIANTS)
        self.units.append(units)
        self.work.add_lot(len(self.product) - 1)

    def tape(self, *names: object) -> str:
        """Opens a stream that is read number by number; returns the name under which its position is kept."""
        label = "/".join(map(str, names))
        if label not in self.tapes:
            self.tapes[label] = Tape(key(self.seed, self.replication, *names))
            self.state.positions.setdefault(label, 0)
        return label

    def luck(self, label: str) -> float:
        """The next uniform number of a stream."""
        positions = self.state.positions
        position = positions[label]
        positions[label] = position + 1
        return self.tapes[label].at(position)

    def order_luck(self, job: int, *numbers: int) -> float:
        """A uniform number that belongs to an order and to some integers (a step, a try)."""
        book = self.book
        return uniform(book.keys[book.source[job]], int(book.row[job]), *numbers)

    def parcel_luck(self, ident: int) -> float:
        """The uniform number for the journey of a replenishment."""
        stock = self.plan.stocks[self.state.replenished[ident]]
        return self.luck(self.tape("transit", self.plan.sites[stock.site].luck, self.plan.item(stock.item)))

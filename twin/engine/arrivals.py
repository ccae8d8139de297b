"""Orders arrive one after the other: one event each, and only the next one is on the agenda."""

from collections.abc import Callable
from typing import Any

from twin.engine.kernel import NORMAL
from twin.engine.wiring import Wiring

Arrival = Callable[[int, int], None]


def connect(wiring: Wiring) -> None:
    """Offers `arrive`, the callback of an order's arrival."""
    placed = wiring.placed
    count = wiring.book.count
    schedule, upcoming = wiring.kernel.env.schedule, wiring.upcoming
    receive = _receiver(wiring)

    def arrive(timer: Any) -> None:
        job = upcoming[0]
        now = placed[job]
        following = upcoming[0] = job + 1
        if following < count:
            timer.callbacks = ring
            schedule(timer, NORMAL, placed[following] - now)
        else:
            wiring.arrival = None
        receive(job, now)

    ring = [arrive]
    wiring.arrive = arrive


def _receiver(wiring: Wiring) -> Arrival:
    """Who takes a new order in. Where sites are tried in a fixed order and one product is made, without a detour."""
    plan, state = wiring.plan, wiring.state
    place = wiring.place
    fixed_order = plan.dispatch in ("nearest", "cheapest", "greenest")
    if (
        not fixed_order
        or plan.helpers
        or any(plan.to_stock)
        or len(plan.products) > 1
        or _first_buffer(wiring)
    ):
        return lambda job, now: place(job)
    choices: list[tuple[int, ...]] = [plan.choices[0][zone] for zone in wiring.zone]
    takes, waiting, site_of = state.takes, state.waiting, state.site
    enter = [wiring.stations[path[0]].enter if path else None for path in plan.routes[0]]
    if wiring.stores is not None:
        enter = [wiring.stores.taker(0, site, gate) if gate else None for site, gate in enumerate(enter)]
    cap = plan.queue_cap or wiring.book.count + 1

    def receive(job: int, now: int) -> None:
        for site in choices[job]:
            if takes[site] and waiting[site] < cap:
                site_of[job] = site
                enter[site](job, now)  # type: ignore[misc]
                return
        place(job)

    return receive


def _first_buffer(wiring: Wiring) -> bool:
    plan = wiring.plan
    return any(path and plan.stations[path[0]].buffer is not None for path in plan.routes[0])


def start(wiring: Wiring) -> None:
    """Files the first arrival."""
    book = wiring.book
    if book.count:
        wiring.arrival = wiring.kernel.env.timeout(int(book.placed[0]))
        wiring.arrival.callbacks.append(wiring.arrive)

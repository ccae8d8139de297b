"""Orders arrive one after the other: one event each, and only the next one is on the agenda."""

from typing import Any

from twin.engine.wiring import Wiring


def connect(wiring: Wiring) -> None:
    """Offers `arrive`, the callback of an order's arrival."""
    state, env = wiring.state, wiring.kernel.env
    placed: list[int] = wiring.book.placed.tolist()
    count = wiring.book.count
    timeout, place = env.timeout, wiring.place

    def arrive(event: Any) -> None:
        job = event.value
        following = job + 1
        state.next_order = following
        if following < count:
            wiring.arrival = upcoming = timeout(placed[following] - placed[job], following)
            upcoming.callbacks.append(arrive)
        place(job)

    wiring.arrive = arrive


def start(wiring: Wiring) -> None:
    """Files the first arrival."""
    book = wiring.book
    if book.count:
        wiring.arrival = wiring.kernel.env.timeout(int(book.placed[0]), 0)
        wiring.arrival.callbacks.append(wiring.arrive)

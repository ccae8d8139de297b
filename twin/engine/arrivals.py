"""Orders arrive one after the other: one event each, and only the next one is on the agenda."""

from collections.abc import Sequence
from typing import Any

from twin.engine.kernel import NORMAL
from twin.engine.wiring import Door, Wiring


def connect(wiring: Wiring) -> None:
    """Offers `arrive`, the callback of an order's arrival."""
    plan, state, book = wiring.plan, wiring.state, wiring.book
    placed, zone, count, place = wiring.placed, wiring.zone, book.count, wiring.place
    schedule, upcoming = wiring.kernel.env.schedule, wiring.upcoming
    takes, waiting, site_of = state.takes, state.waiting, state.site
    choices: Sequence[tuple[int, ...]] = [()] * len(plan.zones)
    doors: Sequence[Door | None] = ()
    if _fixed_order(wiring):
        choices, doors = plan.choices[0], _doors(wiring)
    cap = plan.queue_cap or count + 1

    def arrive(timer: Any) -> None:
        job = upcoming[0]
        now = placed[job]
        following = upcoming[0] = job + 1
        if following < count:
            timer.callbacks = ring
            schedule(timer, NORMAL, placed[following] - now)
        else:
            wiring.arrival = None
        for site in choices[zone[job]]:
            if takes[site] and waiting[site] < cap:
                site_of[job] = site
                enter, post = doors[site]  # type: ignore[misc]
                enter(post, job, now)
                return
        place(job)

    ring = [arrive]
    wiring.arrive = arrive


def _fixed_order(wiring: Wiring) -> bool:
    """Whether one product's sites are tried in a fixed order, by nothing but their queues: then without a detour."""
    plan = wiring.plan
    return (
        plan.dispatch in ("nearest", "cheapest", "greenest")
        and len(plan.products) == 1
        and not (plan.helpers or any(plan.to_stock) or _first_buffer(wiring))
    )


def _doors(wiring: Wiring) -> Sequence[Door | None]:
    """How an order enters each site: past the stock of its material to the first station."""
    doors = [wiring.stations[path[0]].door if path else None for path in wiring.plan.routes[0]]
    if wiring.stores is None:
        return doors
    past_stock: list[Door | None] = wiring.stores.doors(0, doors)
    return past_stock


def _first_buffer(wiring: Wiring) -> bool:
    plan = wiring.plan
    return any(path and plan.stations[path[0]].buffer is not None for path in plan.routes[0])


def start(wiring: Wiring) -> None:
    """Files the first arrival."""
    book = wiring.book
    if book.count:
        wiring.arrival = wiring.kernel.env.timeout(int(book.placed[0]))
        wiring.arrival.callbacks.append(wiring.arrive)

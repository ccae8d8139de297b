"""Customers who wait only so long: an order that is not begun by then leaves. Only waiting orders get a timer."""

import numpy as np

from twin.engine.orders import PATIENCE
from twin.engine.wiring import Wiring
from twin.records import Outcome


def connect(wiring: Wiring) -> None:
    """Offers `wait_begins` when some customer can lose patience."""
    plan, book, state, kernel = wiring.plan, wiring.book, wiring.state, wiring.kernel
    if all(demand.patience is None for demand in plan.demand):
        return
    until = _until(wiring)
    product = wiring.product

    def wait_begins(job: int) -> None:
        if job < book.count and not state.begun[job] and until[job] >= 0 and job not in state.timer:
            state.timer[job] = 1
            kernel.at(until[job], "impatient", job)

    def impatient(job: int, _b: int) -> None:
        if state.begun[job] or state.outcome[job]:
            return
        site = state.site[job]
        if site < 0:
            state.held[product[job]].remove(job)
            state.holding[0] -= 1
        else:
            wiring.withdraw(job)
        state.outcome[job] = Outcome.LOST
        if site >= 0 and plan.limited and state.holding[0]:
            wiring.release(site)

    wiring.wait_begins = wait_begins
    kernel.handlers["impatient"] = impatient


def _until(wiring: Wiring) -> list[int]:
    """The tick at which each order leaves if it has not been begun; -1: never."""
    book = wiring.book
    until = np.full(book.count, -1, dtype=np.int64)
    for number, demand in enumerate(wiring.plan.demand):
        if demand.patience is not None:
            mine = book.demand == number
            until[mine] = book.placed[mine] + demand.patience.ticks(book.luck(PATIENCE)[mine])
    result: list[int] = until.tolist()
    return result

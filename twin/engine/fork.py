"""Another future: a saved run goes on under a plan that differs in what begins after the moment of saving.

What has begun cannot be changed: the orders placed so far, sites, stations and stocks, and every outage, closing,
shock or response that has started must be the same in both plans. Mobile factories of the new plan stand behind
the known sites, so positions hold. Lots for stock are numbered behind the orders and move up or down with them.
"""

from array import array
from collections import deque
from collections.abc import Iterator
from typing import Any

from twin.engine.planned import KINDS, planned, planned_before
from twin.engine.snapshot import Entry, Snapshot, replace, value_of
from twin.engine.wiring import Wiring
from twin.errors import InputError
from twin.records import TICKS_PER_DAY

_BY_ORDER = ("site", "made", "outcome")
_BY_JOB = ("step", "begun")
_JOB_ENTRIES = ("impatient",)


def put_into(wiring: Wiring, snapshot: Snapshot) -> tuple[Entry, ...]:
    """Fills a new plan's state with a saved run; gives the agenda, with the plan's own later events in it."""
    saved = {name: value_of(plain) for name, plain in snapshot.state.items()}
    done = _placed_before(wiring, snapshot)
    _same_past(wiring, saved, snapshot, done)
    old, new = len(saved["site"]), wiring.book.count

    def job(number: int) -> int:
        return number if number < old else number - old + new

    for name, value in _renumbered(saved, job).items():
        _fill(wiring, name, value, done, old)
    _count_load(wiring, done)
    return tuple(sorted(_agenda(wiring, snapshot, job), key=lambda entry: entry[0]))


def _count_load(wiring: Wiring, done: int) -> None:
    """Orders in each site: the saved run may not have counted them."""
    plan, state = wiring.plan, wiring.state
    state.wip[:] = [0] * len(plan.sites)
    for order in range(done):
        in_works = state.site[order] >= 0 and state.made[order] < 0 and not state.outcome[order]
        if plan.counts_load and in_works and not plan.to_stock[wiring.product[order]]:
            state.wip[state.site[order]] += 1


def _placed_before(wiring: Wiring, snapshot: Snapshot) -> int:
    """How many orders have been placed."""
    arrival = [a for _, kind, _, a, _ in snapshot.agenda if kind == "arrival"]
    return arrival[0] if arrival else len(snapshot.state["site"])


def _same_past(wiring: Wiring, saved: dict[str, Any], snapshot: Snapshot, done: int) -> None:
    plan, day = wiring.plan, (snapshot.tick - wiring.plan.warm_up) / TICKS_PER_DAY
    shapes = (
        ("servers", len(saved["job"]), plan.servers),
        ("stations", len(saved["queue"]), len(plan.stations)),
        ("sites", len(saved["takes"]), len(plan.sites)),
    )
    for what, before, after in shapes:
        if after < before:
            raise InputError(
                f"The saved run has {before} {what}, the new plan {after}: a fork cannot take any away."
            )
    for what, before, after in (
        ("stocks", len(saved["on_hand"]), len(plan.stocks)),
        ("lanes", len(saved["lane_wait"]), len(plan.lanes)),
        ("suppliers", len(saved["supplier_stops"]), len(plan.suppliers)),
    ):
        if after != before:
            raise InputError(
                f"The saved run has {before} {what}, the new plan {after}: a fork cannot change them."
            )
    placed = wiring.book.placed
    if int((placed < snapshot.tick).sum()) != done or list(planned_before(plan, snapshot.tick)) != list(
        snapshot.begun
    ):
        raise InputError(
            f"The new plan differs in what happened before day {day:g} (orders, outages, shocks or responses). "
            "A fork can change only what begins later."
        )


def _renumbered(saved: dict[str, Any], job: Any) -> dict[str, Any]:
    """The saved columns with the numbers of lots moved behind the orders of the new plan."""
    moved = dict(saved)
    moved["job"] = [job(j) if j >= 0 else j for j in saved["job"]]
    moved["queue"] = [deque(job(j) for j in queue) for queue in saved["queue"]]
    moved["requests"] = [
        deque((kind, job(i) if kind == 1 else i, amount) for kind, i, amount in queue)
        for queue in saved["requests"]
    ]
    moved["group"] = {server: tuple(job(j) for j in jobs) for server, jobs in saved["group"].items()}
    moved["tries"] = {job(j): tries for j, tries in saved["tries"].items()}
    moved["overdue"] = {job(j): due for j, due in saved["overdue"].items()}
    return moved


def _fill(wiring: Wiring, name: str, value: Any, done: int, old: int) -> None:
    """One saved column into the longer one of the new plan."""
    state = wiring.state
    target = getattr(state, name)
    if name in _BY_ORDER:
        target[:done] = value[:done]
    elif name in _BY_JOB:
        target[:done] = value[:done]
        target.extend(value[old:])
    elif name == "operations":
        for station, rows in enumerate(value):
            width = 3 if wiring.plan.stations[station].setup is None else 4
            shift = wiring.book.count - old
            rows[::width] = [j if j < old else j + shift for j in rows[::width]]
            target[station][:] = array("q", rows)
    elif isinstance(target, list) and target and isinstance(target[0], list | deque | dict | array):
        for inner, column in zip(target, value, strict=False):
            replace(inner, column)
    elif isinstance(target, dict):
        target.update(value)
    elif isinstance(target, list):
        target[: len(value)] = value
    else:
        setattr(state, name, value)


def _agenda(wiring: Wiring, snapshot: Snapshot, job: Any) -> Iterator[Entry]:
    """What the saved run had on its agenda, planned events taken from the new plan instead."""
    for due, kind, number, a, b in snapshot.agenda:
        if kind == "arrival" or kind in KINDS:
            continue
        if kind in _JOB_ENTRIES:
            a = job(a)
        elif kind == "batch_due":
            b = job(b)
        yield due, kind, number, a, b
    state, book = wiring.state, wiring.book
    done = _placed_before(wiring, snapshot)
    if done < book.count:
        yield int(book.placed[done]), "arrival", 0, done, 0
    for due, kind, a in planned(wiring.plan):
        if due >= snapshot.tick:
            yield due, kind, state.next_entry, a, 0
            state.next_entry += 1

"""Which site takes an order: the first that may in the policy's order, or the best by its load now.

An order that no site can take is lost at once or is held, as its demand says; held orders are offered again,
oldest first, to a site that opens, restarts or has room.
"""

from collections.abc import Callable

from twin.engine.plan import Plan
from twin.engine.state import State
from twin.engine.wiring import Wiring
from twin.records import Outcome


def connect(wiring: Wiring) -> None:
    """Offers `take`, `dispatch`, `place`, `hold` and `release`."""
    plan, book, state, kernel = wiring.plan, wiring.book, wiring.state, wiring.kernel
    product, units, env = wiring.product, wiring.units, kernel.env
    zone = wiring.zone
    lost, placed, demand = [d.lost for d in plan.demand], wiring.placed, book.demand
    first = [[path[0] if path else -1 for path in row] for row in plan.routes]
    accepts = _acceptance(plan, state, wiring, first)

    counted = plan.counts_load

    def take(job: int, site: int) -> None:
        now = env.now
        state.site[job] = site
        if now != placed[job]:
            state.released[job] = now
        state.step[job] = 0
        if counted:
            state.wip[site] += 1
        wiring.prepare(job, site, now)

    choose = _chooser(plan, state, accepts, product, units, zone)
    from_stock, choices = plan.to_stock, plan.choices

    def dispatch(job: int) -> bool:
        if from_stock[product[job]]:
            return bool(wiring.stores.place(job, False, choices[product[job]][zone[job]]))
        site = choose(job)
        if site < 0:
            return False
        take(job, site)
        return True

    def place(job: int) -> None:
        """A new order: a site takes it, or it is held or lost."""
        if from_stock[product[job]] and lost[demand[job]]:
            wiring.stores.place(job, True, choices[product[job]][zone[job]])
        elif dispatch(job):
            return
        elif lost[demand[job]]:
            state.outcome[job] = Outcome.LOST
        else:
            hold(job)

    def hold(job: int) -> None:
        """No site can take the order now: it waits for the first that can."""
        state.site[job] = -1
        state.held[product[job]].append(job)
        state.holding[0] += 1
        if wiring.wait_begins is not None:
            wiring.wait_begins(job)

    def release(site: int) -> None:
        """A site can take orders (again): held ones are offered, oldest first."""
        for number, waiting in enumerate(state.held):
            while waiting and accepts(site, number):
                job = next((j for j in waiting if site in plan.choices[number][zone[j]]), -1)
                if job < 0:
                    break
                waiting.remove(job)
                state.holding[0] -= 1
                if from_stock[number]:
                    wiring.stores.place(job, False, (site,))
                else:
                    take(job, site)

    wiring.take, wiring.dispatch, wiring.place = take, dispatch, place
    wiring.hold, wiring.release, wiring.accepts = hold, release, accepts


def _acceptance(
    plan: Plan, state: State, wiring: Wiring, first: list[list[int]]
) -> Callable[[int, int], bool]:
    """Whether a site takes an order of a product now."""
    takes, waiting, cap, stations = state.takes, state.waiting, plan.queue_cap, wiring.stations
    if not plan.limited:
        return lambda site, product: takes[site]

    def accepts(site: int, product: int) -> bool:
        if not takes[site] or (cap and waiting[site] >= cap):
            return False
        station = first[product][site]
        return station < 0 or bool(stations[station].room())

    return accepts


def _chooser(
    plan: Plan,
    state: State,
    accepts: Callable[[int, int], bool],
    product: list[int],
    units: list[int],
    zone: list[int],
) -> Callable[[int], int]:
    choices, waiting, wip, pace, promise = plan.choices, state.waiting, state.wip, plan.pace, plan.promise

    def in_order(job: int) -> int:
        number = product[job]
        for site in choices[number][zone[job]]:
            if accepts(site, number):
                return site
        return -1

    helpers = plan.helpers

    def shared(job: int) -> int:
        """In order, but a site and the mobile factories that stand by it share: the least loaded of them."""
        number = product[job]
        for site in choices[number][zone[job]]:
            if accepts(site, number):
                group = [
                    s for s in (site, *helpers.get(site, ())) if accepts(s, number) and pace[number][s] > 0
                ]
                return min(group, key=lambda s: wip[s] * pace[number][s]) if len(group) > 1 else site
        return -1

    def fastest(job: int) -> int:
        number = product[job]
        best, least = -1, 0.0
        promised = promise[number][zone[job]]
        for site in choices[number][zone[job]]:
            if accepts(site, number):
                expected = promised[site] + waiting[site] * pace[number][site] * units[job]
                if best < 0 or expected < least:
                    best, least = site, expected
        return best

    def least_loaded(job: int) -> int:
        number = product[job]
        best, least = -1, 0.0
        for site in choices[number][zone[job]]:
            if accepts(site, number):
                load = wip[site] * pace[number][site]
                if best < 0 or load < least:
                    best, least = site, load
        return best

    by_order = shared if helpers else in_order
    return {"fastest": fastest, "least_loaded": least_loaded}.get(plan.dispatch, by_order)

"""From the works to the customer: orders leave when they are made.

On a plain lane nothing waits for the journey, so it needs no event: departure and arrival are filled in when
the run is over. Lanes with loads, vehicles or closures are in `loads.py`.
"""

from twin.engine.plan import Plan
from twin.engine.wiring import Wiring
from twin.records import MoveKind


def connect(wiring: Wiring) -> None:
    """Offers `complete` for customer orders, and `remake`."""
    plan, state, book = wiring.plan, wiring.state, wiring.book

    counted = plan.counts_load

    def complete(job: int, now: int) -> None:
        if job >= book.count:
            appears(job, state.lot_site[job - book.count])
            wiring.lot_made(job)
            return
        state.made[job] = now
        if counted:
            state.wip[state.site[job]] -= 1
        appears(job, state.site[job])
        wiring.ship(job)

    def appears(job: int, site: int) -> None:
        """Co-products go into the site's stock, when it keeps one."""
        for item, each in plan.co_products[wiring.product[job]]:
            stock = plan.stock_of.get((site, item))
            if stock is not None:
                wiring.stores.add(stock, each * wiring.units[job], MoveKind.MADE)

    def remake(job: int, now: int) -> None:
        state.step[job] = 0
        wiring.prepare(job, state.site[job] if job < book.count else state.lot_site[job - book.count], now)

    def prepare(job: int, site: int, now: int) -> None:
        route = plan.routes[wiring.product[job]][site]
        wiring.stations[route[0]].enter(job, now)

    wiring.complete, wiring.remake, wiring.prepare = complete, remake, prepare
    wiring.give_back = lambda job, site: None
    wiring.waiting_for_material = lambda site: []
    wiring.leave_material_queue = lambda job, site: False


def is_simple(wiring: Wiring) -> bool:
    """Whether nothing follows when a job is made: plain lanes, no lots for stock, co-products or load to count."""
    plan = wiring.plan
    watched = any(not lane.plain for lane in plan.lanes)
    counted = plan.counts_load
    kept = any(stock.whole for stock in plan.stocks)
    return not (watched or counted or kept or any(plan.co_products))


def asks_who_has_begun(plan: Plan) -> bool:
    """Whether a waiting order may have been begun before, or somebody leaves who has not been begun."""
    scrap = any(s.good < 1 or (s.failures is not None and s.failures.work == "scrap") for s in plan.stations)
    ruined = any(site.outages is not None and site.outages.work == "scrap" for site in plan.sites)
    twice = any(len(set(route)) < len(route) for row in plan.routes for route in row)
    impatient = any(demand.patience is not None for demand in plan.demand)
    return (
        scrap
        or ruined
        or twice
        or impatient
        or _later_first(plan)
        or any(stock.whole for stock in plan.stocks)
    )


def _later_first(plan: Plan) -> bool:
    """Whether a station is first on one product's route and later on another's."""
    first = {route[0] for row in plan.routes for route in row if route}
    return any(q in first for row in plan.routes for route in row for q in route[1:])

"""From the works to the customer: orders leave when they are made.

On a plain lane nothing waits for the journey, so it needs no event: departure and arrival are filled in when
the run is over. Lanes with loads, vehicles or closures are in `loads.py`.
"""

from twin.engine.wiring import Wiring
from twin.records import MoveKind


def connect(wiring: Wiring) -> None:
    """Offers `complete` for customer orders, and `remake`."""
    plan, state, book, env = wiring.plan, wiring.state, wiring.book, wiring.kernel.env

    def complete(job: int) -> None:
        if job >= book.count:
            appears(job, state.lot_site[job - book.count])
            wiring.lot_made(job)
            return
        state.made[job] = env.now
        state.wip[state.site[job]] -= 1
        appears(job, state.site[job])
        wiring.ship(job)

    def appears(job: int, site: int) -> None:
        """Co-products go into the site's stock, when it keeps one."""
        for item, each in plan.co_products[wiring.product[job]]:
            stock = plan.stock_of.get((site, item))
            if stock is not None:
                wiring.stores.add(stock, each * wiring.units[job], MoveKind.MADE)

    def remake(job: int) -> None:
        state.step[job] = 0
        wiring.prepare(job, state.site[job] if job < book.count else state.lot_site[job - book.count])

    def prepare(job: int, site: int) -> None:
        route = plan.routes[wiring.product[job]][site]
        wiring.stations[route[0]].enter(job)

    wiring.complete, wiring.remake, wiring.prepare = complete, remake, prepare
    wiring.give_back = lambda job, site: None
    wiring.waiting_for_material = lambda site: []
    wiring.leave_material_queue = lambda job, site: False

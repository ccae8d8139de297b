"""From the works to the customer: orders leave when they are made.

On a plain lane nothing waits for the journey, so it needs no event: departure and arrival are filled in when
the run is over. Lanes with loads, vehicles or closures are in `loads.py`.
"""

from twin.engine.wiring import Wiring


def connect(wiring: Wiring) -> None:
    """Offers `complete` for customer orders, and `remake`."""
    plan, state, book, env = wiring.plan, wiring.state, wiring.book, wiring.kernel.env

    def complete(job: int) -> None:
        if job >= book.count:
            wiring.lot_made(job)
            return
        state.made[job] = env.now
        state.wip[state.site[job]] -= 1

    def remake(job: int) -> None:
        state.step[job] = 0
        route = plan.routes[wiring.product[job]][state.site[job]]
        wiring.stations[route[0]].enter(job)

    def prepare(job: int, site: int) -> None:
        route = plan.routes[wiring.product[job]][site]
        wiring.stations[route[0]].enter(job)

    wiring.complete, wiring.remake, wiring.prepare = complete, remake, prepare
    wiring.give_back = lambda job, site: None
    wiring.waiting_for_material = lambda site: []
    wiring.leave_material_queue = lambda job, site: False

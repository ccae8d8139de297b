"""Sites that stop: planned outages, random ones, common causes. Work in hand stops; waiting orders go elsewhere.

A site may be stopped for several reasons at once; it starts again when the last one is gone. Orders that
wait for their first operation are passed to the next site (`Policy.reroute`), or are held until some site can
take them; orders in the middle of their route stay.
"""

from twin.engine.plan import FailurePlan, Window, required
from twin.engine.wiring import Wiring


def connect(wiring: Wiring) -> None:
    """Offers `stop_site`, `go_site`, `pass_on`, `withdraw`, `refresh`; handles the events of outages."""
    plan, state, kernel = wiring.plan, wiring.state, wiring.kernel
    counted = plan.counts_load
    first_stations = [
        sorted({row[site][0] for row in plan.routes if row[site]}) for site in range(len(plan.sites))
    ]
    modes = ["resume" if site.outages is None else site.outages.work for site in plan.sites]

    def servers(site: int) -> list[int]:
        return [
            server
            for q in plan.sites[site].stations
            for server in range(plan.stations[q].first, plan.stations[q].first + plan.stations[q].servers)
        ]

    def refresh(site: int) -> None:
        """Whether a site takes orders: it is open and nothing stops it."""
        before = state.takes[site]
        state.takes[site] = state.open[site] and state.stopped[site] == 0
        if state.takes[site] and not before:
            wiring.release(site)

    def stop_site(site: int) -> None:
        state.stopped[site] += 1
        if state.stopped[site] > 1:
            return
        state.stopped_since[site] = kernel.env.now
        refresh(site)
        # idle servers first: work that is lost is begun anew and must find none of them
        for server in sorted(servers(site), key=lambda v: state.job[v] >= 0):
            wiring.stations[wiring.station_of[server]].stop(server, modes[site])
        if plan.reroute:
            pass_on(site, waiting_orders(site))

    def go_site(site: int) -> None:
        state.stopped[site] -= 1
        if state.stopped[site] > 0:
            return
        state.downtime.extend((site, -1, state.stopped_since[site], kernel.env.now))
        state.stopped_since[site] = -1
        for server in servers(site):
            wiring.stations[wiring.station_of[server]].go(server)
        wiring.reopened(site)
        refresh(site)

    def waiting_orders(site: int) -> list[int]:
        """Orders that wait at a site for their first operation, oldest first."""
        count = wiring.book.count
        jobs = [j for q in first_stations[site] for j in state.queue[q] if j < count and not state.begun[j]]
        return sorted([*jobs, *wiring.waiting_for_material(site)])

    def pass_on(site: int, jobs: list[int]) -> None:
        """Orders leave a site for the next one that can take them, else they are held."""
        for job in jobs:
            withdraw(job)
            state.reroutes[job] = state.reroutes.get(job, 0) + 1
            if not wiring.dispatch(job):
                wiring.hold(job)

    def withdraw(job: int) -> None:
        """Takes an order that has not been begun out of its site."""
        site = state.site[job]
        if counted and not plan.to_stock[wiring.product[job]]:
            state.wip[site] -= 1
        if wiring.leave_material_queue(job, site):
            return
        route = plan.routes[wiring.product[job]][site]
        state.queue[route[0]].remove(job)
        state.waiting[site] -= 1
        wiring.give_back(job, site)

    wiring.stop_site, wiring.go_site, wiring.refresh = stop_site, go_site, refresh
    wiring.pass_on, wiring.withdraw, wiring.waiting_orders = pass_on, withdraw, waiting_orders
    _random_stops(wiring)


def _random_stops(wiring: Wiring) -> None:
    """Random outages of sites and common causes: up time, down time, up time and so on."""
    plan, kernel = wiring.plan, wiring.kernel

    def strike(site: int, _b: int) -> None:
        outages = _outages(wiring, site)
        wiring.stop_site(site)
        kernel.after(
            outages.mttr.tick(wiring.luck(f"site repairs/{plan.sites[site].luck}")), "site_back", site
        )

    def site_back(site: int, _b: int) -> None:
        file_next(site, 0)
        wiring.go_site(site)

    def file_next(site: int, _b: int) -> None:
        law = _outages(wiring, site).mtbf
        kernel.after(law.tick(wiring.luck(f"site failures/{plan.sites[site].luck}")), "site_strike", site)

    def common_strike(index: int, _b: int) -> None:
        cause = plan.common[index]
        kernel.after(cause.mttr.tick(wiring.luck(f"common repairs/{cause.luck}")), "common_back", index)
        for site in cause.sites:
            wiring.stop_site(site)

    def common_back(index: int, _b: int) -> None:
        file_common(index, 0)
        for site in plan.common[index].sites:
            wiring.go_site(site)

    def file_common(index: int, _b: int) -> None:
        cause = plan.common[index]
        kernel.after(cause.mtbf.tick(wiring.luck(f"common failures/{cause.luck}")), "common_strike", index)

    kernel.handlers |= {
        "outage_begins": lambda site, _b: wiring.stop_site(site),
        "outage_ends": lambda site, _b: wiring.go_site(site),
        "site_strike": strike,
        "site_back": site_back,
        "common_strike": common_strike,
        "common_back": common_back,
    }
    wiring.file_outage, wiring.file_common = file_next, file_common


def _outages(wiring: Wiring, site: int) -> FailurePlan:
    return required(wiring.plan.sites[site].outages)


def open_tapes(wiring: Wiring) -> None:
    """Opens the streams of site outages and common causes."""
    for site in wiring.plan.sites:
        if site.outages is not None:
            wiring.tape("site failures", site.luck)
            wiring.tape("site repairs", site.luck)
    for cause in wiring.plan.common:
        wiring.tape("common failures", cause.luck)
        wiring.tape("common repairs", cause.luck)


def start(wiring: Wiring) -> None:
    """Files planned outages and the first random ones, in the order of the sites' luck."""
    plan, kernel = wiring.plan, wiring.kernel
    for window in sorted(full_stops(wiring), key=lambda w: (w.start, plan.sites[w.target].luck, w.end)):
        kernel.at(window.start, "outage_begins", window.target)
        kernel.at(window.end, "outage_ends", window.target)
    for site in sorted(plan.sites, key=lambda s: s.luck):
        if site.outages is not None:
            wiring.file_outage(site.index, 0)
    for index in range(len(plan.common)):
        wiring.file_common(index, 0)


def full_stops(wiring: Wiring) -> list[Window]:
    """Planned outages of whole sites that last."""
    return [w for w in wiring.plan.outages if w.size >= 1 and w.end > w.start]

"""Sites that open or close during a run, and mobile factories that come, help and leave.

A site takes orders from the moment it opens; ramp-up then raises its speed step by step. When it closes (or a
mobile factory leaves) waiting orders go elsewhere and work in hand is finished.
"""

from twin.engine.plan import NEVER
from twin.engine.wiring import Wiring


def connect(wiring: Wiring) -> None:
    """Handles 'opens', 'closes' and 'stands_by'."""
    plan, state, kernel = wiring.plan, wiring.state, wiring.kernel
    for site in plan.sites:
        if site.ramp is not None:
            wiring.ramps[site.index] = site.ramp
    for mission in plan.missions:
        if mission.ramp is None:
            wiring.ramps.pop(mission.site, None)
        else:
            wiring.ramps[mission.site] = mission.ramp

    def opens(site: int, _b: int) -> None:
        state.open[site] = True
        if site in wiring.ramps:
            kernel.handlers["ramp"](site, 0)
        wiring.refresh(site)

    def closes(site: int, _b: int) -> None:
        state.open[site] = False
        wiring.refresh(site)
        wiring.pass_on(site, wiring.waiting_orders(site))

    def stands_by(mission: int, _b: int) -> None:
        """A mobile factory is ready: it opens, and shares the orders that wait at the site it helps."""
        site, beside = plan.missions[mission].site, plan.missions[mission].beside
        opens(site, 0)
        if beside < 0 or not state.takes[site]:
            return
        jobs = wiring.waiting_orders(beside)
        if state.takes[beside]:
            mine, theirs = capacity(site), capacity(beside)
            jobs = jobs[len(jobs) - int(len(jobs) * mine / (mine + theirs)) :]
        for job in jobs:
            number = wiring.product[job]
            if state.takes[site] and plan.routes[number][site] and not plan.to_stock[number]:
                wiring.withdraw(job)
                state.reroutes[job] = state.reroutes.get(job, 0) + 1
                wiring.take(job, site)

    def capacity(site: int) -> int:
        return sum(plan.stations[q].servers for q in plan.sites[site].stations[:1]) or 1

    kernel.handlers |= {"opens": opens, "closes": closes, "stands_by": stands_by}


def close_what_is_not_open(wiring: Wiring) -> None:
    """Sites that open later, and mobile factories, take no orders yet."""
    plan, state = wiring.plan, wiring.state
    mobile = {mission.site for mission in plan.missions}
    for site in plan.sites:
        if site.opens > 0 or site.index in mobile:
            state.open[site.index] = state.takes[site.index] = False


def start(wiring: Wiring) -> None:
    """Closes what is not open yet and files openings, closings and missions."""
    plan, kernel = wiring.plan, wiring.kernel
    close_what_is_not_open(wiring)
    for site in sorted(plan.sites, key=lambda s: s.luck):
        if site.opens > 0:
            kernel.at(site.opens, "opens", site.index)
        if site.closes != NEVER:
            kernel.at(site.closes, "closes", site.index)
    for index, mission in enumerate(plan.missions):
        if mission.left == NEVER or mission.left > mission.ready:
            kernel.at(mission.ready, "stands_by", index)
            if mission.left != NEVER:
                kernel.at(mission.left, "closes", mission.site)

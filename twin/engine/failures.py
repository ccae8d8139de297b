"""Breakdowns of machines, by the calendar or by work done, and the repair crews that mend them."""

from twin.engine.plan import FailurePlan, required
from twin.engine.wiring import Wiring


def connect(wiring: Wiring) -> None:
    """Offers `break_down`; handles 'fail' and 'repaired'."""
    plan, state, kernel = wiring.plan, wiring.state, wiring.kernel

    def failures_of(server: int) -> FailurePlan:
        return required(plan.stations[wiring.station_of[server]].failures)

    def break_down(server: int, _b: int = 0) -> None:
        failures = failures_of(server)
        state.down_since[server] = kernel.env.now
        wiring.stations[wiring.station_of[server]].stop(server, failures.work)
        state.life[server] = -1
        if failures.crew >= 0 and state.crew_free[failures.crew] == 0:
            state.crew_wait[failures.crew].append(server)
        else:
            repair(server, failures)

    def repair(server: int, failures: FailurePlan) -> None:
        if failures.crew >= 0:
            state.crew_free[failures.crew] -= 1
        kernel.after(failures.mttr.tick(wiring.luck(label(server, "repairs"))), "repaired", server)

    def repaired(server: int, _b: int) -> None:
        failures = failures_of(server)
        station = plan.stations[wiring.station_of[server]]
        state.downtime.extend((station.site, station.index, state.down_since[server], kernel.env.now))
        state.down_since[server] = -1
        if failures.crew >= 0:
            state.crew_free[failures.crew] += 1
            if state.crew_wait[failures.crew]:
                following = state.crew_wait[failures.crew].popleft()
                repair(following, failures_of(following))
        if not failures.operating:
            next_failure(server, failures)
        wiring.stations[station.index].go(server)

    def next_failure(server: int, failures: FailurePlan) -> None:
        kernel.after(failures.mtbf.tick(wiring.luck(label(server, "failures"))), "fail", server)

    def label(server: int, what: str) -> str:
        station = plan.stations[wiring.station_of[server]]
        return "/".join((what, plan.sites[station.site].luck, station.name, str(server - station.first)))

    def begin(server: int, _b: int) -> None:
        next_failure(server, failures_of(server))

    wiring.break_down = break_down
    kernel.handlers |= {"fail": break_down, "repaired": repaired}
    wiring.begin_failures = begin


def start(wiring: Wiring) -> None:
    """Files the first failure of every machine that ages by the calendar, in the order of the sites' luck."""
    plan = wiring.plan
    stations = [s for s in plan.stations if s.failures is not None and not s.failures.operating]
    for station in sorted(stations, key=lambda s: (plan.sites[s.site].luck, s.name)):
        for server in range(station.first, station.first + station.servers):
            wiring.begin_failures(server, 0)


def open_tapes(wiring: Wiring) -> None:
    """Opens the streams of failures and repairs: one each for every machine."""
    for station in wiring.plan.stations:
        if station.failures is not None:
            luck = wiring.plan.sites[station.site].luck
            for number in range(station.servers):
                wiring.tape("failures", luck, station.name, number)
                wiring.tape("repairs", luck, station.name, number)

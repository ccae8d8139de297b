"""How fast a site works: its working hours, and a rate that ramp-up, overtime and partial outages change.

Work is measured in ticks at rate 1 in open hours. The rate changes at single moments; work in hand is then
timed anew.
"""

from twin.calendars import Calendar
from twin.engine.plan import Plan, Window
from twin.engine.wiring import Wiring
from twin.records import TICKS_PER_DAY

_RAMP_STEPS = 60


class Speed:
    """Clock arithmetic of one site. `matters` is false when it works at rate 1 around the clock."""

    __slots__ = ("_calendar", "_rates", "_site", "matters")

    def __init__(self, calendar: Calendar | None, rates: list[float], site: int, matters: bool) -> None:
        self._calendar = calendar
        self._rates = rates
        self._site = site
        self.matters = matters

    def opening(self, now: int) -> int:
        """Now, or the next opening hour."""
        return now if self._calendar is None else self._calendar.next_open(now)

    def finish(self, now: int, work: int) -> int:
        """When work that starts now ends."""
        rate = self._rates[self._site]
        span = work if rate == 1.0 else int(work / rate + 0.5)
        return now + span if self._calendar is None else self._calendar.finish(now, span)

    def times(self, now: int, setup: int, work: int) -> tuple[int, int, int]:
        """When a set-up that may start now begins, when the work begins, and when it ends."""
        calendar, rate = self._calendar, self._rates[self._site]
        if rate != 1.0:
            setup, work = int(setup / rate + 0.5), int(work / rate + 0.5)
        if calendar is None:
            return now, now + setup, now + setup + work
        begin = calendar.next_open(now)
        start = calendar.finish(begin, setup) if setup else begin
        return begin, start, calendar.finish(start, work)

    def between(self, start: int, end: int, rate: float | None = None) -> int:
        """Work that can be done from one tick to another."""
        span = (
            end - start
            if self._calendar is None
            else self._calendar.worked(end) - self._calendar.worked(start)
        )
        rate = self._rates[self._site] if rate is None else rate
        return span if rate == 1.0 else int(span * rate + 0.5)


def speeds(plan: Plan, rates: list[float]) -> list[Speed]:
    """One per site."""
    changing = {w.target for w in plan.overtime} | {w.target for w in plan.outages if w.size < 1}
    changing |= {site.index for site in plan.sites if site.ramp is not None}
    changing |= {mission.site for mission in plan.missions if mission.ramp is not None}
    return [
        Speed(site.calendar, rates, site.index, site.calendar is not None or site.index in changing)
        for site in plan.sites
    ]


def connect(wiring: Wiring) -> None:
    """Files the moments at which a rate changes, and handles them."""
    plan, kernel = wiring.plan, wiring.kernel
    factors = [(w, w.size) for w in plan.overtime]
    factors += [(w, 1.0 - w.size) for w in plan.outages if w.size < 1]

    def change(site: int, old: float, new: float) -> None:
        rates = wiring.state.rate
        before = rates[site]
        rates[site] = before / old * new if abs(before / old * new - 1.0) > 1e-12 else 1.0
        for q in plan.sites[site].stations:
            station = plan.stations[q]
            for server in range(station.first, station.first + station.servers):
                wiring.stations[q].retime(server, before)

    def begins(index: int, _b: int) -> None:
        change(factors[index][0].target, 1.0, factors[index][1])

    def ends(index: int, _b: int) -> None:
        change(factors[index][0].target, factors[index][1], 1.0)

    def rises(site: int, step: int) -> None:
        length, start = wiring.ramps[site]
        steps = ramp_steps(length)
        old = 1.0 if step == 0 else ramp_rate(start, step - 1, steps)
        new = 1.0 if step == steps else ramp_rate(start, step, steps)
        change(site, old, new)
        if step < steps:
            kernel.after(length // steps, "ramp", site, step + 1)

    kernel.handlers |= {"rate_begins": begins, "rate_ends": ends, "ramp": rises}


def start(wiring: Wiring) -> None:
    """Files overtime and partial outages at the start of a run."""
    plan, kernel = wiring.plan, wiring.kernel
    windows: list[Window] = [*plan.overtime, *(w for w in plan.outages if w.size < 1)]
    for index, window in enumerate(windows):
        if window.end > window.start:
            kernel.at(window.start, "rate_begins", index)
            kernel.at(window.end, "rate_ends", index)


def ramp_steps(length: int) -> int:
    """A ramp-up goes by steps of a day, 60 at most."""
    return max(1, min(_RAMP_STEPS, -(-length // TICKS_PER_DAY)))


def ramp_rate(start: float, step: int, steps: int) -> float:
    """Share of capacity in the middle of a step of a straight ramp-up."""
    return start + (1.0 - start) * (step + 0.5) / steps

"""The quick station: the same rules as `FullStation`, for stations whose pieces are always good and that hand
over at once. Set-ups of fixed length and working hours are in; a stop of the site is rare and goes the long way.

One closure for each thing that happens, over local columns: in a year of orders nearly all time is spent in
`enter` and `done`. A test holds every log of a quick station against that of a full one, byte by byte.
"""

from collections.abc import Callable
from typing import Any

from twin.engine.kernel import NORMAL
from twin.engine.plan import Plan, StationPlan
from twin.engine.stations import FullStation
from twin.engine.wiring import Wiring

Enter = Callable[[int, int], None]
Closures = tuple[Enter, Enter, Callable[[Any], None]]  # enter, pull, done
Builder = Callable[[FullStation, list[int], bool, Enter], Closures]


def is_quick(plan: Plan, station: StationPlan, column: list[int] | None) -> bool:
    """Whether a station needs none of what only `FullStation` can do."""
    plain = station.good >= 1.0 and station.batch == 1 and station.buffer is None
    ageing = station.failures is not None and station.failures.operating
    random_setup = station.setup is not None and not station.setup.fixed
    sorted_queue = plan.same_variant_first and station.setup is not None
    hands_over = all(plan.stations[q].buffer is None for q in _followers(plan, station))
    return (
        plain and hands_over and not ageing and not random_setup and not sorted_queue and column is not None
    )


def _followers(plan: Plan, station: StationPlan) -> set[int]:
    """Stations that come right after this one on some route."""
    return {
        route[step + 1]
        for row in plan.routes
        for route in (row[station.site],)
        for step, q in enumerate(route[:-1])
        if q == station.index
    }


def one_way(plan: Plan, station: StationPlan) -> bool:
    """Whether every piece goes the same way from here."""
    routes = [row[station.site] for row in plan.routes]
    ends = sum(1 for route in routes if route and route[-1] == station.index)
    followers = _followers(plan, station)
    return len(followers) + (ends > 0) <= 1


def quickener(wiring: Wiring) -> Callable[[FullStation, list[int]], None]:
    """Replaces what happens often at a station by closures; the stations after it must be quick already.

    What all stations share is captured once, one level further out: a station's own closures stay small, and
    with hundreds of stations more of them fit the processor's cache.
    """
    build = _builder(wiring)

    def quicken(station: FullStation, column: list[int]) -> None:
        last, following = _onward(station, wiring)
        closures = build(station, column, last, following)
        for name, closure in zip(("enter", "pull", "done"), closures, strict=True):
            setattr(station, name, closure)

    return quicken


def _onward(station: FullStation, wiring: Wiring) -> tuple[bool, Enter]:
    """What becomes of a good piece: `last` when this is always the end of the route, else who takes it."""
    nexts = set()
    for route in station.routes:
        for step, q in enumerate(route):
            if q == station.index:
                nexts.add(route[step + 1] if step + 1 < len(route) else -1)
    if nexts == {-1}:
        return True, wiring.complete
    if len(nexts) != 1:
        return False, station.onward
    enter: Enter = wiring.stations[nexts.pop()].enter
    steps = wiring.state.step
    if station.plan.site in wiring.straight:
        return False, enter

    def hand_over(job: int, now: int) -> None:
        steps[job] += 1
        enter(job, now)

    return False, hand_over


def _builder(wiring: Wiring) -> Builder:
    """One set of closures for every quick station; what a station has not (set-ups, hours) costs it one question."""
    state, limited, marks, simple = wiring.state, wiring.plan.limited, wiring.marks, wiring.simple_end
    jobs, start_at, due_at, set_at = state.job, state.start_at, state.due_at, state.set_at
    setup_for, kinds, made = state.setup_for, wiring.kinds, state.made
    events, waiting, begun, holding = wiring.events, state.waiting, state.begun, state.holding
    timeout, schedule, timers = wiring.kernel.env.timeout, wiring.kernel.env.schedule, wiring.timers
    wait_begins, release = wiring.wait_begins, wiring.release

    def build(station: FullStation, column: list[int], last: bool, onward: Enter) -> Closures:
        site, pick = station.plan.site, station.pick
        queue, idle, log = station.queue, station.idle, station.operations.fromlist
        times = station.speed.times if station.timed else None
        changes = station.plan.setup is not None
        setup = 0 if station.plan.setup is None else station.plan.setup.tick(0.5)
        ends_here = last and simple

        def begin(job: int, server: int, now: int) -> None:
            jobs[server] = job
            if marks:
                begun[job] = 1
            lost = 0
            if changes:
                set_at[server] = now
                if setup_for[server] != kinds[job]:
                    setup_for[server] = kinds[job]
                    lost = setup
            if times is None:
                start_at[server] = now + lost
                work = column[job] + lost
            else:
                set_at[server], start_at[server], due = times(now, lost, column[job])
                work = due - now
            due_at[server] = now + work
            timer = timers[server]
            if timer is None:
                timers[server] = timer = timeout(work)
                timer.server = server
                timer.callbacks.append(done)
            else:
                timer.callbacks = ring
                schedule(timer, NORMAL, work)
            events[server] = timer

        def enter(job: int, now: int) -> None:
            if idle:
                begin(job, pick(job) if changes else idle.pop(), now)
                return
            queue.append(job)
            waiting[site] += 1
            if wait_begins is not None:
                wait_begins(job)

        def pull(server: int, now: int) -> None:
            if queue:
                waiting[site] -= 1
                begin(queue.popleft(), server, now)
                if limited and holding[0]:
                    release(site)
            else:
                jobs[server] = -1
                events[server] = None
                idle.append(server)

        def done(event: Any) -> None:
            server = event.server
            job, now = jobs[server], due_at[server]
            if changes:
                log([job, set_at[server], start_at[server], now])
            else:
                log([job, start_at[server], now])
            if ends_here:
                made[job] = now
            else:
                onward(job, now)
            pull(server, now)

        ring = [done]
        return enter, pull, done

    return build

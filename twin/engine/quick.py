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
    plain, changing, timed = _without_setup(wiring), _with_setup(wiring), _timed(wiring)

    def quicken(station: FullStation, column: list[int]) -> None:
        last, following = _onward(station, wiring)
        if station.timed:
            build = timed
        else:
            build = plain if station.plan.setup is None else changing
        for name, closure in zip(
            ("enter", "pull", "done"), build(station, column, last, following), strict=True
        ):
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


def _without_setup(wiring: Wiring) -> Builder:
    """Without set-ups, at one speed."""
    state, limited, marks, simple = wiring.state, wiring.plan.limited, wiring.marks, wiring.simple_end
    jobs, start_at, due_at, made = state.job, state.start_at, state.due_at, state.made
    events, waiting, begun, holding = wiring.events, state.waiting, state.begun, state.holding
    timeout, schedule, timers = wiring.kernel.env.timeout, wiring.kernel.env.schedule, wiring.timers
    wait_begins, release = wiring.wait_begins, wiring.release

    def build(station: FullStation, column: list[int], last: bool, onward: Enter) -> Closures:
        site = station.plan.site
        queue, idle, log = station.queue, station.idle, station.operations.fromlist
        simple_end = last and simple

        def begin(job: int, server: int, now: int) -> None:
            jobs[server] = job
            if marks:
                begun[job] = 1
            work = column[job]
            start_at[server] = now
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
                server = idle.pop()
                jobs[server] = job
                if marks:
                    begun[job] = 1
                work = column[job]
                start_at[server] = now
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
                return
            queue.append(job)
            waiting[site] += 1
            if wait_begins is not None:
                wait_begins(job)

        def pull(server: int, now: int) -> None:
            if not queue:
                jobs[server] = -1
                events[server] = None
                idle.append(server)
                return
            waiting[site] -= 1
            begin(queue.popleft(), server, now)
            if limited and holding[0]:
                release(site)

        def done(event: Any) -> None:
            server = event.server
            job, now = jobs[server], due_at[server]
            log([job, start_at[server], now])
            if simple_end:
                made[job] = now
            else:
                onward(job, now)
            if queue:
                waiting[site] -= 1
                job = queue.popleft()
                jobs[server] = job
                if marks:
                    begun[job] = 1
                work = column[job]
                start_at[server] = now
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
                if limited and holding[0]:
                    release(site)
            else:
                jobs[server] = -1
                events[server] = None
                idle.append(server)

        ring = [done]
        return enter, pull, done

    return build


def _with_setup(wiring: Wiring) -> Builder:
    """With set-ups of fixed length, at one speed."""
    state, limited, marks, simple = wiring.state, wiring.plan.limited, wiring.marks, wiring.simple_end
    jobs, start_at, due_at, set_at = state.job, state.start_at, state.due_at, state.set_at
    setup_for, kinds, made = state.setup_for, wiring.kinds, state.made
    events, waiting, begun, holding = wiring.events, state.waiting, state.begun, state.holding
    timeout, schedule, timers = wiring.kernel.env.timeout, wiring.kernel.env.schedule, wiring.timers
    wait_begins, release = wiring.wait_begins, wiring.release

    def build(station: FullStation, column: list[int], last: bool, onward: Enter) -> Closures:
        site = station.plan.site
        queue, idle, log = station.queue, station.idle, station.operations.fromlist
        simple_end = last and simple
        setup = 0 if station.plan.setup is None else station.plan.setup.tick(0.5)

        def begin(job: int, server: int, now: int) -> None:
            jobs[server] = job
            if marks:
                begun[job] = 1
            set_at[server] = now
            work = column[job]
            if setup_for[server] != kinds[job]:
                setup_for[server] = kinds[job]
                start_at[server] = now + setup
                work += setup
            else:
                start_at[server] = now
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
                if len(idle) > 1:
                    kind = kinds[job]
                    for place, server in enumerate(idle):
                        if setup_for[server] == kind:
                            del idle[place]
                            begin(job, server, now)
                            return
                begin(job, idle.pop(), now)
                return
            queue.append(job)
            waiting[site] += 1
            if wait_begins is not None:
                wait_begins(job)

        def pull(server: int, now: int) -> None:
            if not queue:
                jobs[server] = -1
                events[server] = None
                idle.append(server)
                return
            waiting[site] -= 1
            begin(queue.popleft(), server, now)
            if limited and holding[0]:
                release(site)

        def done(event: Any) -> None:
            server = event.server
            job, now = jobs[server], due_at[server]
            log([job, set_at[server], start_at[server], now])
            if simple_end:
                made[job] = now
            else:
                onward(job, now)
            if queue:
                waiting[site] -= 1
                job = queue.popleft()
                jobs[server] = job
                if marks:
                    begun[job] = 1
                set_at[server] = now
                work = column[job]
                if setup_for[server] != kinds[job]:
                    setup_for[server] = kinds[job]
                    start_at[server] = now + setup
                    work += setup
                else:
                    start_at[server] = now
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
                if limited and holding[0]:
                    release(site)
            else:
                jobs[server] = -1
                events[server] = None
                idle.append(server)

        ring = [done]
        return enter, pull, done

    return build


def _timed(wiring: Wiring) -> Builder:
    """With working hours or a speed that changes."""
    state, limited, marks = wiring.state, wiring.plan.limited, wiring.marks
    jobs, start_at, due_at, set_at = state.job, state.start_at, state.due_at, state.set_at
    setup_for, kinds = state.setup_for, wiring.kinds
    events, waiting, begun, holding = wiring.events, state.waiting, state.begun, state.holding
    timeout, schedule, timers = wiring.kernel.env.timeout, wiring.kernel.env.schedule, wiring.timers
    wait_begins, release = wiring.wait_begins, wiring.release

    def build(station: FullStation, column: list[int], _last: bool, onward: Enter) -> Closures:
        site, times, pick = station.plan.site, station.speed.times, station.pick
        queue, idle, log = station.queue, station.idle, station.operations.fromlist
        length = None if station.plan.setup is None else station.plan.setup.tick(0.5)

        def begin(job: int, server: int, now: int) -> None:
            jobs[server] = job
            if marks:
                begun[job] = 1
            setup = 0
            if length is not None and setup_for[server] != kinds[job]:
                setup_for[server] = kinds[job]
                setup = length
            set_at[server], start_at[server], due = times(now, setup, column[job])
            due_at[server] = due
            timer = timers[server]
            if timer is None:
                timers[server] = timer = timeout(due - now)
                timer.server = server
                timer.callbacks.append(done)
            else:
                timer.callbacks = ring
                schedule(timer, NORMAL, due - now)
            events[server] = timer

        def enter(job: int, now: int) -> None:
            if idle:
                begin(job, pick(job), now)
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
            if length is None:
                log([job, start_at[server], now])
            else:
                log([job, set_at[server], start_at[server], now])
            onward(job, now)
            pull(server, now)

        ring = [done]
        return enter, pull, done

    return build

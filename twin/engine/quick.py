"""The quick station: the same rules as `FullStation`, for stations whose pieces are always good and that hand
over at once. Set-ups of fixed length and working hours are in; a stop of the site is rare and goes the long way.

In a year of orders nearly all time is spent in `enter` and `done`. All quick stations of a run share them, as
closures over the run's columns; what differs from station to station is a `Post`, a small record that each timer
carries. With hundreds of stations the processor's cache holds the posts where it would not hold hundreds of
closures. A test holds every log of a quick station against that of a full one, byte by byte.
"""

from collections.abc import Callable
from functools import partial
from struct import Struct
from typing import Any

from twin.engine.kernel import NORMAL
from twin.engine.plan import Plan, StationPlan
from twin.engine.stations import FullStation
from twin.engine.wiring import Door, Wiring


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


class Post:
    """What the shared closures need to know of one station."""

    __slots__ = (
        "column",
        "ends",
        "following",
        "idle",
        "onward",
        "operations",
        "plain",
        "queue",
        "setup",
        "site",
        "times",
    )

    def __init__(self, station: FullStation, column: list[int], onward: Door | None) -> None:
        setup = station.plan.setup
        self.idle = station.idle
        self.queue = station.queue
        self.operations = station.operations
        self.column = column  # work by job
        self.site = station.plan.site
        self.setup = -1 if setup is None else setup.tick(0.5)  # ticks; -1: there are none
        self.times = station.speed.times if station.timed else None
        self.plain = setup is None and not station.timed
        self.ends = onward is None  # a made order needs nothing but the time written down
        self.onward: Callable[[Any, int, int], None]
        self.following: Any
        self.onward, self.following = onward or (_complete, None)


def quickener(wiring: Wiring) -> Callable[[FullStation, list[int]], None]:
    """Makes a station quick; the stations after it must be quick already."""
    enter, pull, done = _shared(wiring)

    def quicken(station: FullStation, column: list[int]) -> None:
        post = Post(station, column, _onward(station, wiring))
        station.door, station.post = (enter, post), post
        quick: Any = station
        quick.enter, quick.pull, quick.done = partial(enter, post), partial(pull, post), done

    return quicken


def _onward(station: FullStation, wiring: Wiring) -> Door | None:
    """Where a good piece goes; None when its order is made and nothing else has to happen."""
    nexts = {
        route[step + 1] if step + 1 < len(route) else -1
        for route in station.routes
        for step, q in enumerate(route)
        if q == station.index
    }
    if nexts == {-1}:
        return None if wiring.simple_end else (_complete, wiring)
    if len(nexts) != 1:
        return FullStation.onward, station
    door: Door = wiring.stations[nexts.pop()].door
    if station.plan.site in wiring.straight:
        return door
    return _hand_over, (wiring.state.step, *door)


def _complete(wiring: Wiring, job: int, now: int) -> None:
    wiring.complete(job, now)


def _hand_over(door: tuple[list[int], Callable[[Any, int, int], None], Any], job: int, now: int) -> None:
    """Somebody asks at which step a job is: it is written down."""
    steps, enter, post = door
    steps[job] += 1
    enter(post, job, now)


Closures = tuple[
    Callable[[Any, int, int], None], Callable[[Any, int, int], None], Callable[[Any], None]
]  # enter, pull, done


def _shared(wiring: Wiring) -> Closures:
    """What happens at every quick station; what a station has not (set-ups, hours) costs it one question."""
    state, limited, marks = wiring.state, wiring.plan.limited, wiring.marks
    jobs, start_at, due_at, set_at = state.job, state.start_at, state.due_at, state.set_at
    setup_for, kinds, made = state.setup_for, wiring.kinds, state.made
    events, waiting, begun, holding = wiring.events, state.waiting, state.begun, state.holding
    timeout, schedule, timers = wiring.kernel.env.timeout, wiring.kernel.env.schedule, wiring.timers
    wait_begins, release = wiring.wait_begins, wiring.release
    three, four = Struct("3q").pack, Struct("4q").pack

    def begin(post: Post, job: int, server: int, now: int) -> None:
        jobs[server] = job
        if marks:
            begun[job] = 1
        if post.plain:
            start_at[server] = now
            work = post.column[job]
        else:
            work = set_up(post, job, server, now)
        due_at[server] = now + work
        timer = timers[server]
        if timer is None:
            timers[server] = timer = timeout(work)
            timer.server, timer.post = server, post
            timer.callbacks.append(done)
        else:
            timer.callbacks = ring
            schedule(timer, NORMAL, work)
        events[server] = timer

    def set_up(post: Post, job: int, server: int, now: int) -> int:
        """Ticks until the piece is done, with its set-up and outside working hours."""
        lost = 0
        if post.setup >= 0:
            set_at[server] = now
            if setup_for[server] != kinds[job]:
                setup_for[server] = kinds[job]
                lost = post.setup
        if post.times is None:
            start_at[server] = now + lost
            return post.column[job] + lost
        set_at[server], start_at[server], due = post.times(now, lost, post.column[job])
        return due - now

    def pick(post: Post, job: int) -> int:
        """An idle server, best one that is set up for this job."""
        idle = post.idle
        if post.setup >= 0 and len(idle) > 1:
            wish = kinds[job]
            for place, server in enumerate(idle):
                if setup_for[server] == wish:
                    del idle[place]
                    return server
        return idle.pop()

    def enter(post: Post, job: int, now: int) -> None:
        if post.idle:
            begin(post, job, post.idle.pop() if post.plain else pick(post, job), now)
            return
        post.queue.append(job)
        waiting[post.site] += 1
        if wait_begins is not None:
            wait_begins(job)

    def pull(post: Post, server: int, now: int) -> None:
        if post.queue:
            waiting[post.site] -= 1
            begin(post, post.queue.popleft(), server, now)
            if limited and holding[0]:
                release(post.site)
        else:
            rest(post, server)

    def rest(post: Post, server: int) -> None:
        jobs[server] = -1
        events[server] = None
        post.idle.append(server)

    def done(timer: Any) -> None:
        server, post = timer.server, timer.post
        job, now = jobs[server], due_at[server]
        if post.setup < 0:
            post.operations.frombytes(three(job, start_at[server], now))
        else:
            post.operations.frombytes(four(job, set_at[server], start_at[server], now))
        if post.ends:
            made[job] = now
        else:
            post.onward(post.following, job, now)
        if post.queue:
            pull(post, server, now)
        else:
            rest(post, server)

    ring = [done]
    return enter, pull, done

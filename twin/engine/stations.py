"""Stations: jobs wait in order, servers set up, work, and pass on what is good.

A station is a handful of closures over its own columns: the queue, the idle servers, the timeout of each
busy server. `done` is the callback of work that ends. Rules:

- a set-up is due when the variant (or product) differs from the server's last one; a server that is set up
  for a job takes it before others, and with `same_variant_first` it looks for such a job in the queue;
- a failed piece is worked again at once (`rework`) or begun again from the first station (`scrap`);
- when the next station's buffer is full, the server keeps the finished piece until there is room;
- work that is stopped goes on (`resume`), begins again (`restart`) or is lost and begun anew (`scrap`).
"""

from typing import Any

from twin.engine.kernel import NORMAL
from twin.engine.plan import StationPlan, required
from twin.engine.speed import Speed
from twin.engine.wiring import Door, Wiring
from twin.engine.work import Worktime
from twin.records import OperationResult


class FullStation:
    """A station with every mechanism; `plain.py` holds the shortcut for stations that need none of them."""

    def __init__(self, station: StationPlan, wiring: Wiring, work: Worktime, speed: Speed) -> None:
        plan, state = wiring.plan, wiring.state
        self.plan = station
        self.index = station.index
        self.wiring = wiring
        self.door: Door = (type(self).enter, self)
        self.post: Any = None  # the record of a quick station
        self.state = state
        self.work = work
        self.speed = speed
        self.queue = state.queue[station.index]
        self.idle = state.idle[station.index]
        self.blocked = state.blocked[station.index]
        self.operations = state.operations[station.index]
        self.results = state.results[station.index]
        self.timed = speed.matters
        self.column = work.column(station)
        self.routes = [row[station.site] for row in plan.routes]
        self.limited = plan.limited
        self.sorted_work = plan.same_variant_first
        self.operating = station.failures is not None and station.failures.operating
        self.life_label = (
            [
                wiring.tape("failures", plan.sites[station.site].luck, station.name, n)
                for n in range(station.servers)
            ]
            if station.failures is not None
            else []
        )

    # -- jobs come in

    def room(self) -> bool:
        """Whether one more job may wait here: a buffer limits the waiting jobs, idle servers need none."""
        buffer = self.plan.buffer
        return buffer is None or len(self.queue) < buffer or bool(self.idle)

    def enter(self, job: int, now: int) -> None:
        """A job arrives: an idle server takes it, or it waits."""
        if self.idle:
            self._begin(job, self.pick(job), now)
            return
        self.queue.append(job)
        self.state.waiting[self.plan.site] += 1
        begins = self.wiring.wait_begins
        if begins is not None:
            begins(job)

    def pick(self, job: int) -> int:
        """An idle server, best one that is set up for this job."""
        idle = self.idle
        if self.plan.setup is None or len(idle) == 1:
            return idle.pop()
        wish = self._kind(job)
        for place, server in enumerate(idle):
            if self.state.setup_for[server] == wish:
                del idle[place]
                return server
        return idle.pop()

    def _kind(self, job: int) -> int:
        return self.wiring.kinds[job]

    def pull(self, server: int, now: int) -> None:
        """A free server takes the next job, or stands idle."""
        queue = self.queue
        if not queue:
            self.idle.append(server)
            if self.blocked:
                self._admit(now)
            if self.limited and self.state.holding[0]:
                self.wiring.release(self.plan.site)
            return
        state = self.state
        job = self._next(server)
        state.waiting[self.plan.site] -= 1
        self._begin(job, server, now)
        if self.blocked:
            self._admit(now)
        if self.limited and state.holding[0]:
            self.wiring.release(self.plan.site)

    def _next(self, server: int) -> int:
        if self.sorted_work and self.plan.setup is not None:
            wish = self.state.setup_for[server]
            for place, job in enumerate(self.queue):
                if self._kind(job) == wish:
                    del self.queue[place]
                    return job
        return self.queue.popleft()

    def _admit(self, now: int) -> None:
        """Room has come: a server before this station hands over the piece that it kept."""
        while self.blocked and self.room():
            server = self.blocked.popleft()
            state = self.state
            job = state.job[server]
            state.job[server] = -1
            state.keeps[server] = 0
            self.enter(job, now)
            if state.stops[server] == 0:
                self.wiring.stations[self.wiring.station_of[server]].pull(server, now)

    # -- work

    def _begin(self, job: int, server: int, now: int) -> None:
        state = self.state
        state.job[server] = job
        state.begun[job] = 1
        setup = 0
        if self.plan.setup is not None:
            wish = self._kind(job)
            if state.setup_for[server] != wish:
                setup = self.work.setup(job, self.plan)
                state.setup_for[server] = wish
        self.schedule(server, setup, self.work_of(job, server), now)

    def work_of(self, job: int, server: int) -> int:
        """Work of a job at this station."""
        if self.column is not None:
            return self.column[job]
        return self.work.ticks(job, self.state.step[job], self.plan)

    def schedule(self, server: int, setup: int, work: int, now: int) -> None:
        """Starts set-up and work on a server now."""
        state = self.state
        if self.timed:
            begin, start, due = self.speed.times(now, setup, work)
        else:
            begin, start = now, now + setup
            due = start + work
        state.set_at[server], state.start_at[server], state.due_at[server] = begin, start, due
        state.ran_from[server] = begin
        if self.operating:
            due = self._wear(server, setup + work, due, begin)
        self._wind(server, due - now)

    def _wind(self, server: int, delay: int) -> None:
        """Sets the server's timer; a new one is made when it has none."""
        wiring = self.wiring
        timer = wiring.timers[server]
        if timer is None:
            self.wind_new(server, delay)
            return
        timer.callbacks = [self.done]
        wiring.kernel.env.schedule(timer, NORMAL, delay)
        wiring.events[server] = timer

    def wind_new(self, server: int, delay: int) -> None:
        """Gives the server a new timer, set."""
        wiring = self.wiring
        wiring.events[server] = wiring.timers[server] = timer = wiring.kernel.env.timeout(delay)
        timer.server, timer.post = server, self.post
        timer.callbacks.append(self.done)

    def _unwind(self, server: int) -> None:
        """The timer goes off for nothing."""
        wiring = self.wiring
        wiring.timers[server].callbacks = [wiring.kernel.stale]
        wiring.timers[server] = wiring.events[server] = None

    def _wear(self, server: int, work: int, due: int, begin: int) -> int:
        """A machine that ages while it works: due earlier when it breaks down on this job."""
        state = self.state
        if state.life[server] < 0:
            failures = required(self.plan.failures)
            state.life[server] = failures.mtbf.tick(
                self.wiring.luck(self.life_label[server - self.plan.first])
            )
        if state.life[server] < work:
            return self.speed.finish(begin, state.life[server]) if self.timed else begin + state.life[server]
        return due

    def done(self, event: Any) -> None:
        """Work on a server ends, or its machine breaks down (when it ages while it works)."""
        server = event.server
        wiring, state = self.wiring, self.state
        job, now = state.job[server], wiring.kernel.env.now
        if self.operating:
            if now < state.due_at[server]:
                wiring.break_down(server)  # the timer has gone off: `_unwind` gives the server a new one
                return
            state.life[server] -= self._worked(state.ran_from[server], now)
        wiring.events[server] = None
        self.log(server, job, now, OperationResult.GOOD)
        if self.plan.good < 1.0 and not self.work.passes(job, state.step[job], self.plan.good):
            self.failed(server, job, now)
        else:
            self.finished(server, job, now)

    def finished(self, server: int, job: int, now: int) -> None:
        """A good piece goes on, or stays on the server until the next station has room."""
        state = self.state
        route, step = self.routes[self.wiring.product[job]], state.step[job] + 1
        if step < len(route):
            following = self.wiring.stations[route[step]]
            if not following.room():
                state.step[job] = step
                state.keeps[server] = 1
                following.blocked.append(server)
                return
        state.job[server] = -1
        self.onward(job, now)
        self.pull(server, now)

    def onward(self, job: int, now: int) -> None:
        """A piece goes to the next station of its route, or is made."""
        state = self.state
        route, step = self.routes[self.wiring.product[job]], state.step[job] + 1
        if step == len(route):
            self.wiring.complete(job, now)
        else:
            state.step[job] = step
            self.wiring.stations[route[step]].enter(job, now)

    def log(self, server: int, job: int, now: int, result: int) -> None:
        """One row: order, start of set-up, start and end of work."""
        state = self.state
        if result:
            self.results[self.rows()] = int(result)
        if self.plan.setup is None:
            self.operations.fromlist([job, state.start_at[server], now])
        else:
            self.operations.fromlist([job, state.set_at[server], min(state.start_at[server], now), now])

    def rows(self) -> int:
        """Pieces of work written down so far."""
        return len(self.operations) // (3 if self.plan.setup is None else 4)

    def failed(self, server: int, job: int, now: int) -> None:
        """A piece that is not good: worked again on the same server, or begun again from the start."""
        state = self.state
        self.work.draw_again(job)
        row = self.rows() - 1
        if self.plan.rework:
            self.results[row] = int(OperationResult.REWORK)
            self.schedule(server, 0, self.work_of(job, server), now)
            return
        self.results[row] = int(OperationResult.SCRAP)
        state.job[server] = -1
        self.wiring.remake(job, now)
        self.pull(server, now)

    # -- stops

    def stop(self, server: int, mode: str) -> None:
        """A server stops for one more reason; `mode` says what becomes of the work in it."""
        state = self.state
        state.stops[server] += 1
        if state.stops[server] > 1:
            return
        job = state.job[server]
        if job < 0:
            self.idle.remove(server)
        elif self.wiring.events[server] is not None:
            self._interrupt(server, job, mode)

    def _interrupt(self, server: int, job: int, mode: str) -> None:
        state, now = self.state, self.wiring.kernel.env.now
        self._unwind(server)
        setup, work = self._left(server, now)
        if self.operating:
            state.life[server] -= self._worked(min(state.ran_from[server], now), now)
        began = state.start_at[server] if self.plan.setup is None else state.set_at[server]
        if began < now:
            lost = mode == "scrap" and state.start_at[server] < now
            self.log(server, job, now, OperationResult.SCRAP if lost else OperationResult.INTERRUPTED)
        if mode == "scrap" and state.start_at[server] < now:
            self.scrapped(server, job, now)
            return
        if mode == "restart":
            work = self.work_of(job, server)
        state.left_setup[server], state.left_work[server] = setup, work

    def scrapped(self, server: int, job: int, now: int) -> None:
        """A stop has ruined the piece: it is begun again from the first station."""
        state = self.state
        self.work.draw_again(job)
        state.job[server] = -1
        self.wiring.remake(job, now)

    def _worked(self, start: int, end: int, rate: float | None = None) -> int:
        return self.speed.between(start, end, rate) if self.timed else end - start

    def _left(self, server: int, now: int, rate: float | None = None) -> tuple[int, int]:
        """Set-up and work still to do on a server."""
        state = self.state
        start, due = state.start_at[server], state.due_at[server]
        if now < start:
            return self._worked(max(now, state.set_at[server]), start, rate), self._worked(start, due, rate)
        return 0, self._worked(now, due, rate)

    def go(self, server: int) -> None:
        """One reason to stand still is gone; with the last one work goes on."""
        state = self.state
        state.stops[server] -= 1
        if state.stops[server] > 0:
            return
        if state.job[server] < 0:
            self.pull(server, self.wiring.kernel.env.now)
        elif not state.keeps[server]:
            self.schedule(
                server, state.left_setup[server], state.left_work[server], self.wiring.kernel.env.now
            )

    def retime(self, server: int, rate: float) -> None:
        """The site's speed has changed from `rate`: the work in hand ends at another time."""
        if self.wiring.events[server] is None:
            return
        state, now = self.state, self.wiring.kernel.env.now
        self._unwind(server)
        began, start = state.set_at[server], state.start_at[server]
        setup, work = self._left(server, now, rate)
        if self.operating:
            state.life[server] -= self._worked(min(state.ran_from[server], now), now, rate)
        self.schedule(server, setup, work, now)
        if began < now:
            state.set_at[server] = began
            if start <= now:
                state.start_at[server] = start

"""Stations that work on several units at once: an oven, a bath, a printer's tray.

Waiting jobs of one product gather until they fill the batch or the first of them has waited `batch_wait`; then
one free server takes them all for one process time (as many as it takes for a job larger than a batch). The
batch is set up for its first job, and handed over whole, each piece going its own way.
"""

from twin.engine.stations import FullStation
from twin.records import OperationResult


class BatchStation(FullStation):
    """A station whose servers take batches."""

    def enter(self, job: int, now: int) -> None:
        """A job waits for its batch; the batch starts when it is full and a server is free."""
        self.queue.append(job)
        self.state.waiting[self.plan.site] += 1
        if self.wiring.wait_begins is not None:
            self.wiring.wait_begins(job)
        if self.plan.batch_wait is not None:
            self.wiring.kernel.after(self.plan.batch_wait, "batch_due", self.index, job)
        self.start_batches(now)

    def pull(self, server: int, now: int) -> None:
        """A free server takes the next batch, or stands idle."""
        self.idle.append(server)
        self.start_batches(now)

    def due(self, job: int) -> None:
        """A job has waited long enough: its batch goes as it is."""
        if job in self.queue:
            self.state.overdue[job] = 1
            self.start_batches(self.wiring.kernel.env.now)

    def start_batches(self, now: int) -> None:
        """Starts batches while there are both a ready one and a free server."""
        while self.idle:
            jobs = self._ready()
            if not jobs:
                return
            for job in jobs:
                self.queue.remove(job)
                self.state.overdue.pop(job, None)
            self.state.waiting[self.plan.site] -= len(jobs)
            server = self.pick(jobs[0])
            self.state.group[server] = tuple(jobs)
            for job in jobs:
                self.state.begun[job] = 1
            self._begin(jobs[0], server, now)
            if self.blocked:
                self._admit(now)
            if self.limited and self.state.holding[0]:
                self.wiring.release(self.plan.site)

    def _ready(self) -> list[int]:
        """The jobs of the first product whose batch is full or due, oldest first."""
        groups: dict[int, list[int]] = {}
        product, units = self.wiring.product, self.wiring.units
        for job in self.queue:
            group = groups.setdefault(product[job], [])
            if sum(units[j] for j in group) < self.plan.batch:
                group.append(job)
        for group in groups.values():
            full = sum(units[j] for j in group) >= self.plan.batch
            if full or any(job in self.state.overdue for job in group):
                return group
        return []

    def work_of(self, job: int, server: int) -> int:
        """One process time of the first job's luck, as often as the units need it."""
        units = self._units(server)
        alone = self.work.alone(job, self.state.step[job], self.plan)
        return alone * -(-units // self.plan.batch)

    def _units(self, server: int) -> int:
        return sum(self.wiring.units[job] for job in self.state.group[server])

    def log(self, server: int, job: int, now: int, result: int) -> None:
        """One row for the batch, with its units."""
        super().log(server, job, now, result)
        self.state.sizes[self.index][self.rows() - 1] = self._units(server)

    def finished(self, server: int, job: int, now: int) -> None:
        """Every piece of the batch goes its own way."""
        state = self.state
        jobs = state.group.pop(server)
        state.job[server] = -1
        for piece in jobs:
            self.onward(piece, now)
        self.pull(server, now)

    def failed(self, server: int, job: int, now: int) -> None:
        """The batch is not good: all of it is worked again, or begun again from the start."""
        state = self.state
        for piece in state.group[server]:
            self.work.draw_again(piece)
        row = self.rows() - 1
        if self.plan.rework:
            self.results[row] = int(OperationResult.REWORK)
            self.schedule(server, 0, self.work_of(job, server), now)
            return
        self.results[row] = int(OperationResult.SCRAP)
        state.job[server] = -1
        for piece in state.group.pop(server):
            self.wiring.remake(piece, now)
        self.pull(server, now)

    def scrapped(self, server: int, job: int, now: int) -> None:
        """A stop has ruined the batch: every piece is begun again."""
        state = self.state
        state.job[server] = -1
        for piece in state.group.pop(server):
            self.work.draw_again(piece)
            self.wiring.remake(piece, now)

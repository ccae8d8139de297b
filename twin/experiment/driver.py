"""Runs many tasks and survives what goes wrong: small, over any `concurrent.futures.Executor`.

The first task runs here and tells how long one takes. Little work stays in this process; more goes to a warm
pool in chunks of about a second, a bounded number at a time. When a worker dies, the chunks it may have held
run again one task at a time; a task that kills its worker twice on its own is set aside and named at the end,
when all others are done. Results do not depend on the number of workers or on who finishes first.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, TypeVar

from twin.errors import FrugalTwinError, RunError
from twin.experiment.pool import POOL, Pool, usable_workers

Task = TypeVar("Task")
Value = TypeVar("Value")
Progress = Callable[[int, int], None]

CHUNK_SECONDS = 1.0
POOL_PAYS = 1.5  # seconds of work left from which starting workers pays
WARM_POOL_PAYS = 0.3  # the same when they are up already
CHUNKS_A_WORKER = 4  # chunks in flight for each worker
POLL_SECONDS = 0.25
PATIENCE_SECONDS = 60.0  # without any result, at least
PATIENCE_CHUNKS = 30.0  # or so many times what a chunk should take
LONE_TRIES = 2


class Cancelled(RunError):
    """The caller stopped the work."""


def drive(
    work: Callable[[Task], Value],
    tasks: Sequence[Task],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    landed: Callable[[int, Value], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    pool: Pool = POOL,
) -> list[Value]:
    """The value of every task, in their order.

    `work` must be a module's function; it runs in this process when `workers` is 1. `landed` is called here
    with each value as it arrives, so that nothing done is lost. Raises what `work` raises on purpose
    (`InputError`, `RunError`), `RunError` for any other failure and for tasks that end their worker, and
    `Cancelled` when `cancelled()` says so.
    """
    drive = _Drive(work, tasks, progress, landed, cancelled)
    count = usable_workers() if workers is None else workers
    try:
        if drive.here(count, pool):
            _Away(drive, count, pool).run()
    except BaseException:
        if pool.ready() and drive.away:
            pool.renew()
        raise
    return [drive.values[index] for index in range(len(tasks))]


class _Drive(Generic[Task, Value]):
    """What is done and what is left."""

    def __init__(
        self,
        work: Callable[[Task], Value],
        tasks: Sequence[Task],
        progress: Progress | None,
        landed: Callable[[int, Value], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.work, self.tasks = work, tasks
        self._progress, self._landed, self._cancelled = progress, landed, cancelled
        self.values: dict[int, Value] = {}
        self.left = deque(range(len(tasks)))
        self.seconds = 0.0  # what one task takes
        self.away = False

    def here(self, workers: int, pool: Pool) -> bool:
        """Works in this process until nothing is left (False) or until a pool is ready and pays (True)."""
        while self.left:
            self.check()
            pays = workers > 1 and bool(self.values)
            if pays and pool.ready() and self.seconds * len(self.left) > WARM_POOL_PAYS:
                return True
            if pays and not pool.ready() and self.seconds * len(self.left) > POOL_PAYS:
                pool.warm(workers)
            index = self.left.popleft()
            start = time.perf_counter()
            self.land(index, attempt(self.work, self.tasks[index]))
            self.seconds = time.perf_counter() - start
        return False

    def land(self, index: int, value: Value) -> None:
        """Takes a value in."""
        self.values[index] = value
        if self._landed is not None:
            self._landed(index, value)
        if self._progress is not None:
            self._progress(len(self.values), len(self.tasks))

    def check(self) -> None:
        """Raises Cancelled when the caller wants to stop."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled(f"Stopped after {len(self.values)} of {len(self.tasks)} runs.")


class _Away(Generic[Task, Value]):
    """The part of the work that goes to a pool."""

    def __init__(self, drive: _Drive[Task, Value], workers: int, pool: Pool) -> None:
        self.drive, self.workers, self.pool = drive, workers, pool
        self.flying: dict[Future[list[Value]], list[int]] = {}
        self.suspects: deque[int] = deque()
        self.tries: Counter[int] = Counter()
        self.set_aside: list[int] = []
        self.moved = time.monotonic()
        drive.away = True

    def run(self) -> None:
        """Sends chunks until nothing is left, then runs suspects alone."""
        while self.drive.left or self.flying or self.suspects:
            self.drive.check()
            self._send()
            done, _ = wait(self.flying, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(future)
            if not done and time.monotonic() - self.moved > self._patience():
                self._broken()
        if self.set_aside:
            names = ", ".join(str(self.drive.tasks[index]) for index in sorted(self.set_aside)[:3])
            raise RunError(
                f"{len(self.set_aside)} of {len(self.drive.tasks)} runs end their worker process each time "
                f"({names}). The others are done and kept. Check the memory, or run with one worker to see the error."
            )

    def _send(self) -> None:
        while self.drive.left and len(self.flying) < CHUNKS_A_WORKER * self.workers:
            self._submit([self.drive.left.popleft() for _ in range(self._chunk())])
        if not self.flying and not self.drive.left and self.suspects:
            self._submit([self.suspects.popleft()])

    def _chunk(self) -> int:
        """Tasks in the next chunk: about a second of work, less towards the end, so that all workers end together."""
        by_time = CHUNK_SECONDS / max(self.drive.seconds, 1e-6)
        return max(1, min(int(by_time), len(self.drive.left) // (2 * self.workers) or 1))

    def _submit(self, chunk: list[int]) -> None:
        tasks = [self.drive.tasks[index] for index in chunk]
        try:
            future = self.pool.executor(self.workers).submit(work_through, self.drive.work, tasks)
        except BrokenProcessPool:
            self.pool.renew()
            future = self.pool.executor(self.workers).submit(work_through, self.drive.work, tasks)
        if not self.flying:
            self.moved = time.monotonic()
        self.flying[future] = chunk

    def _take(self, future: "Future[list[Value]]") -> None:
        if future not in self.flying:
            return
        try:
            values = future.result()
        except BrokenProcessPool:
            self._broken()
            return
        self.moved = time.monotonic()
        for index, value in zip(self.flying.pop(future), values, strict=True):
            self.drive.land(index, value)

    def _patience(self) -> float:
        return max(PATIENCE_SECONDS, PATIENCE_CHUNKS * max(CHUNK_SECONDS, self.drive.seconds))

    def _broken(self) -> None:
        """A worker died or hangs: what was in flight runs again alone; two lone failures set a task aside."""
        self.pool.renew()
        lost = sorted(index for chunk in self.flying.values() for index in chunk)
        alone = len(lost) == 1
        self.flying.clear()
        self.moved = time.monotonic()
        for index in lost:
            self.tries[index] += 1 if alone else 0
            (self.set_aside if self.tries[index] >= LONE_TRIES else self.suspects).append(index)


def work_through(work: Callable[[Task], Value], tasks: Sequence[Task]) -> list[Value]:
    """Runs in a worker: the values of a chunk."""
    return [attempt(work, task) for task in tasks]


def attempt(work: Callable[[Task], Value], task: Task) -> Value:
    """The value of one task; a failure that was not raised on purpose becomes a RunError that names the task."""
    try:
        return work(task)
    except FrugalTwinError:
        raise
    except Exception as error:
        raise RunError(f"{task} failed: {type(error).__name__}: {error}") from error

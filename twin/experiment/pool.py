"""A warm pool of worker processes, kept between questions, that dies with its parent.

Workers come from a fork server that has the twin imported already (spawn where there is none), so that a
conversation pays for starting them once, about a second, and that in the background. They never import the
caller's main module: a script needs no `if __name__ == "__main__"`.
"""

import atexit
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import Protocol

_STARTING_SECONDS = 0.2
_PRELOADED = ["twin.experiment.job"]


class Pool(Protocol):
    """Where the driver sends its chunks: any executor of `concurrent.futures` that can be renewed."""

    def ready(self) -> bool:
        """Whether the workers are up."""

    def warm(self, workers: int) -> None:
        """Starts the workers in the background."""

    def executor(self, workers: int) -> Executor:
        """The executor, with so many workers."""

    def renew(self) -> None:
        """Ends the workers at once; the next call starts new ones."""


class WarmPool:
    """One process pool, made when first asked for and replaced when it broke."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None
        self._workers = 0
        self._starting: threading.Thread | None = None
        self._lock = threading.Lock()

    def ready(self) -> bool:
        """Whether the workers are up."""
        return self._executor is not None

    def warm(self, workers: int) -> None:
        """Starts the workers in the background, if they are not up or starting."""
        if self._executor is None and (self._starting is None or not self._starting.is_alive()):
            self._starting = threading.Thread(target=self.executor, args=(workers,), daemon=True)
            self._starting.start()

    def executor(self, workers: int) -> ProcessPoolExecutor:
        """The pool, with so many workers; another number makes a new pool."""
        with self._lock:
            if self._executor is None or self._workers != workers:
                self._kill()
                self._executor, self._workers = _started(workers), workers
            return self._executor

    def renew(self) -> None:
        """Ends the workers at once; the next call starts new ones."""
        with self._lock:
            self._kill()

    def _kill(self) -> None:
        executor, self._executor = self._executor, None
        if executor is None:
            return
        processes = list((getattr(executor, "_processes", None) or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            if process.is_alive():
                process.kill()


POOL = WarmPool()
atexit.register(POOL.renew)


def warm(workers: int | None = None) -> None:
    """Starts the workers in the background, for a conversation in which a run is likely."""
    POOL.warm(workers or usable_workers())


def usable_workers() -> int:
    """Processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _started(workers: int) -> ProcessPoolExecutor:
    with _without_main():
        executor = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_start)
        for future in [executor.submit(time.sleep, _STARTING_SECONDS) for _ in range(workers)]:
            future.result()
    return executor


def _context() -> BaseContext:
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        return context
    return multiprocessing.get_context("spawn")


@contextmanager
def _without_main() -> Iterator[None]:
    """Hides the caller's main module while workers start, so that none of them runs it again."""
    main = sys.modules.get("__main__")
    if main is None or (getattr(main, "__file__", None) is None and getattr(main, "__spec__", None) is None):
        yield
        return
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _start() -> None:
    """Runs first in each worker: it leaves Ctrl-C to the parent and ends when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Waits for the death of the process that made the pool (the fork server between them outlives it)."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)

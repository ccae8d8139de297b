"""The driver: order, errors, killed workers, poison, stopping."""

import importlib
import os
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from twin.errors import InputError, RunError
from twin.experiment.driver import Cancelled, drive
from twin.experiment.pool import POOL

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # workers import the tasks by this name
by_hand = importlib.import_module("tasks_by_hand")
LOCAL = 1


def test_values_come_in_the_order_of_the_tasks_whoever_works() -> None:
    expected = [n * n for n in range(24)]
    assert drive(by_hand.square, range(24), workers=LOCAL) == expected
    assert drive(by_hand.slow_square, range(24), workers=2) == expected


def test_nothing_to_do_is_nothing_done() -> None:
    assert drive(by_hand.square, []) == []


def test_progress_and_landing_are_told_for_every_task() -> None:
    told: list[tuple[int, int]] = []
    landed: dict[int, int] = {}
    drive(
        by_hand.square,
        range(5),
        workers=LOCAL,
        progress=lambda d, t: told.append((d, t)),
        landed=landed.__setitem__,
    )
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert landed == {n: n * n for n in range(5)}


def test_little_work_stays_in_this_process() -> None:
    assert set(drive(by_hand.square, range(200), workers=2)) == {n * n for n in range(200)}
    assert drive(by_hand.worker, range(2), workers=2)[0] == os.getpid()


class _Recorded(Executor):
    """Does all work at once, and writes down how many tasks each chunk had."""

    def __init__(self) -> None:
        self.chunks: list[int] = []

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.chunks.append(len(args[1]))
        future: Future[object] = Future()
        future.set_result(fn(*args))
        return future


class _RecordedPool:
    def __init__(self) -> None:
        self.work = _Recorded()

    def ready(self) -> bool:
        return True

    def warm(self, workers: int) -> None:
        """Nothing to start."""

    def renew(self) -> None:
        """Nothing to end."""

    def executor(self, workers: int) -> Executor:
        return self.work


def test_chunks_get_smaller_towards_the_end_so_that_workers_end_together() -> None:
    pool = _RecordedPool()
    assert drive(by_hand.slow_square, range(24), workers=2, pool=pool) == [n * n for n in range(24)]
    chunks = pool.work.chunks
    assert sum(chunks) == 23  # the first task ran here
    assert chunks == sorted(chunks, reverse=True)
    assert chunks[0] > chunks[-1] == 1


def test_what_is_raised_on_purpose_comes_through_and_a_mistake_names_its_task() -> None:
    with pytest.raises(InputError, match="task 3 cannot be"):
        drive(by_hand.refuses, [3], workers=LOCAL)
    with pytest.raises(RunError, match="4 failed: ZeroDivisionError"):
        drive(by_hand.breaks, [4], workers=LOCAL)


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    marker.write_text("not yet")  # the first task runs here and must not kill the test
    tasks = [(n, str(marker)) for n in range(40)]
    POOL.executor(2)  # workers are up
    marker.unlink()
    landed: list[int] = []
    values = drive(by_hand.killed_once, tasks, workers=2, landed=lambda index, _: landed.append(index))
    assert values == list(range(40))
    assert sorted(landed) == list(range(40))  # once each
    assert marker.exists()


@pytest.mark.slow
def test_a_task_that_always_kills_is_named_and_the_others_are_done() -> None:
    POOL.executor(2)
    landed: dict[int, int] = {}
    tasks = [(n, os.getpid()) for n in range(24)]
    with pytest.raises(RunError, match=r"1 of 24 runs end their worker process each time \(\(7, "):
        drive(by_hand.poison, tasks, workers=2, landed=landed.__setitem__)
    assert sorted(landed) == [n for n in range(24) if n != 7]


def test_stopping_keeps_what_has_landed() -> None:
    landed: list[int] = []
    with pytest.raises(Cancelled, match="Stopped after 3 of 50"):
        drive(
            by_hand.square,
            range(50),
            workers=LOCAL,
            landed=lambda index, _: landed.append(index),
            cancelled=lambda: len(landed) >= 3,
        )
    assert landed == [0, 1, 2]


SCRIPT = """
import sys, time
import tasks_by_hand as by_hand
from twin.experiment.driver import drive
print("main runs", flush=True)
print(sorted(set(drive(by_hand.worker, range(150), workers=2))), flush=True)
time.sleep(60)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_script_without_a_guard_runs_once_and_its_workers_die_with_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    path = os.pathsep.join((str(HERE), str(HERE.parents[1])))
    child = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "main runs\n"
    workers = [int(word) for word in child.stdout.readline().strip("[]\n").split(",")]
    child.kill()
    child.wait()
    away = [pid for pid in workers if pid != child.pid]
    assert away
    assert _all_gone(away, seconds=10)


def _all_gone(pids: list[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(_alive(pid) for pid in pids):
            return True
        time.sleep(0.2)
    return False


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False

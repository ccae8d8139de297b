"""Tasks for the driver: they must be functions of a module, because workers import them."""

import os
import signal
import time
from pathlib import Path

from twin.errors import InputError


def square(number: int) -> int:
    """Plain work."""
    return number * number


def slow_square(number: int) -> int:
    """Work of a tenth of a second, so that a pool pays."""
    time.sleep(0.1)
    return number * number


def killed_once(task: tuple[int, str]) -> int:
    """Kills its worker the first time that task 5 runs."""
    number, marker = task
    time.sleep(0.05)
    if number == 5 and not Path(marker).exists():
        Path(marker).write_text("killed")
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def poison(task: tuple[int, int]) -> int:
    """Kills every worker that takes task 7, but not the process that asks."""
    number, parent = task
    time.sleep(0.05)
    if number == 7 and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def refuses(number: int) -> int:
    """Raises on purpose."""
    raise InputError(f"task {number} cannot be")


def breaks(number: int) -> int:
    """Raises by mistake."""
    return 1 // (number - number)


def worker(number: int) -> int:
    """Tells who works."""
    time.sleep(0.1)
    return os.getpid()

"""The clock and the agenda: SimPy's environment through its public interface, and nothing of SimPy beyond.

Things that happen often (an order arrives, a piece of work ends) have a timer of their own: a timeout that is
wound up again by `Environment.schedule` when it has gone off, which saves the making of a new one. A timer whose
work is stopped is left to go off for nothing (`stale`), and the next piece gets a new one. Everything else goes through `after`, which files an
entry (kind, two integers) that a handler of that kind takes up when it is due.
"""

from collections.abc import Callable
from typing import Any

from simpy import Environment

from twin.engine.state import State
from twin.errors import RunError
from twin.records import TICKS_PER_DAY

Handler = Callable[[int, int], None]

_SLICE = 15_000  # events between two looks at the budgets
_SAME_INSTANT = 20  # slices in which the clock may stand still
_HALF = 0.5
NORMAL = 1  # SimPy's ordinary priority
MAX_EVENTS = 200_000_000


class Paused(Exception):
    """The clock has reached the moment at which the run was to pause."""


class Kernel:
    """Clock, agenda of rare events, and handlers by kind."""

    def __init__(self, state: State, start: int = 0) -> None:
        self.env: Any = Environment(initial_time=start)
        self.state = state
        self.pending: dict[int, Any] = {}
        self.handlers: dict[str, Handler] = {}

    def after(self, delay: int, kind: str, a: int = 0, b: int = 0) -> int:
        """Files an entry; returns its number, with which it can be cancelled."""
        number = self.state.next_entry
        self.state.next_entry = number + 1
        self.file(delay, number, kind, a, b)
        return number

    def file(self, delay: int, number: int, kind: str, a: int, b: int) -> None:
        """Files an entry under a number that it has already."""
        event = self.env.timeout(delay, (number, kind, a, b))
        event.callbacks.append(self._fire)
        self.pending[number] = event

    def at(self, tick: int, kind: str, a: int = 0, b: int = 0) -> int:
        """Files an entry for a tick that is not past."""
        return self.after(max(0, tick - self.env.now), kind, a, b)

    def cancel(self, number: int) -> None:
        """Takes an entry off the agenda; nothing happens when it has been taken up already."""
        self.pending.pop(number, None)

    def _fire(self, event: Any) -> None:
        number, kind, a, b = event.value
        if self.pending.pop(number, None) is None:
            self.state.stale += 1
            return
        self.handlers[kind](a, b)

    def stale(self, _event: Any) -> None:
        """The callback of a timer whose work was stopped: nothing happens."""
        self.state.stale += 1

    def run(self, until: int) -> None:
        """Steps up to a tick; what is due at that very tick is left for later.

        Raises RunError when the clock stands still or the events are too many.
        """
        # Half a tick early: then no event of that tick can come first, whenever it was filed.
        stop = self.env.timeout(max(0.0, until - _HALF - self.env.now))
        stop.callbacks.append(_pause)
        step, env, state = self.env.step, self.env, self.state
        still, before, done = 0, -1, 0
        try:
            while True:
                for done in range(1, _SLICE + 1):  # noqa: B007 (read when the pause breaks the loop)
                    step()
                state.events += _SLICE
                done = 0
                still = still + 1 if env.now == before else 0
                before = env.now
                self._within_budget(still)
        except Paused:
            state.events += max(0, done - 1)

    def _within_budget(self, still: int) -> None:
        day = self.env.now / TICKS_PER_DAY
        if still > _SAME_INSTANT:
            raise RunError(
                f"The clock stands still on day {day:.3f} of the run: something happens again and again in no time. "
                "Give process times, mtbf and intervals above zero."
            )
        if self.state.events > MAX_EVENTS:
            raise RunError(
                f"More than {MAX_EVENTS:,} events by day {day:.1f}. Shorten the horizon or lower demand and failure rates."
            )


def _pause(_event: Any) -> None:
    raise Paused

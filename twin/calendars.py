"""Working hours as arithmetic: when a piece of work ends, and how much of a span was open.

Weeks are all alike and day 0 (the end of the warm-up) is a Monday. Times are ticks.
"""

from bisect import bisect_right
from collections.abc import Sequence

from twin.capacity import open_spans
from twin.records import TICKS_PER_DAY
from twin.spec.site import Shift

_HOUR = TICKS_PER_DAY // 24
WEEK = 7 * TICKS_PER_DAY


class Calendar:
    """Weekly working hours, with ticks counted from the start of the run.

    `origin` is the tick of a Monday 0:00 (the end of the warm-up).
    """

    __slots__ = ("_ends", "_open", "_origin", "_starts", "_sums")

    def __init__(self, shifts: Sequence[Shift], origin: int) -> None:
        spans = [(round(start * _HOUR), round(end * _HOUR)) for start, end in open_spans(shifts)]
        self._origin = origin % WEEK
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._sums = [0]
        for start, end in spans:
            self._sums.append(self._sums[-1] + end - start)
        self._open = self._sums[-1]

    @property
    def always_open(self) -> bool:
        """Whether there is no closed hour."""
        return self._open == WEEK

    @property
    def never_open(self) -> bool:
        """Whether there is no open hour."""
        return self._open == 0

    def worked(self, tick: int) -> int:
        """Open ticks from a fixed Monday up to a tick: a difference of two gives the open time between."""
        week, rest = divmod(tick - self._origin, WEEK)
        index = bisect_right(self._starts, rest) - 1
        inside = self._sums[index] + min(rest, self._ends[index]) - self._starts[index] if index >= 0 else 0
        return week * self._open + inside

    def at(self, worked: int) -> int:
        """The earliest tick at which so much open time has passed (inverse of `worked`)."""
        week, rest = divmod(worked, self._open)
        if rest == 0:
            week, rest = week - 1, self._open
        index = bisect_right(self._sums, rest - 1) - 1
        return self._origin + week * WEEK + self._starts[index] + rest - self._sums[index]

    def finish(self, now: int, work: int) -> int:
        """The tick at which work that starts now is done; no work is done at once, also when closed."""
        rest = (now - self._origin) % WEEK
        index = bisect_right(self._starts, rest) - 1
        if index >= 0 and rest + work <= self._ends[index]:
            return now + work
        return now if work == 0 else self.at(self.worked(now) + work)

    def next_open(self, now: int) -> int:
        """Now when open, else the next opening."""
        rest = (now - self._origin) % WEEK
        index = bisect_right(self._starts, rest) - 1
        if index >= 0 and rest < self._ends[index]:
            return now
        following = self._starts[index + 1] if index + 1 < len(self._starts) else WEEK + self._starts[0]
        return now - rest + following

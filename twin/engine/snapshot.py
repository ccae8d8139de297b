"""A run saved as plain data, and gone on with: the same bytes as if it had never stopped.

SimPy's agenda is private, so the pending events are found by letting the clock run empty with every valid
timeout's callback replaced by one that only writes down what was due: they come out in SimPy's own order.
Together with the state's columns (positions in the streams of luck included) that is the whole run; the orders
themselves are drawn again, being a function of plan, seed and replication.
"""

import json
import zlib
from array import array
from collections import deque
from dataclasses import dataclass
from typing import Any

from twin.engine.planned import planned_before
from twin.engine.state import State
from twin.engine.wiring import Wiring
from twin.errors import InputError
from twin.streams import SCHEME

_ARRIVAL, _WORK = "arrival", "work"
_MAX_BYTES = 2_000_000_000
Entry = tuple[int, str, int, int, int]  # due, kind, entry number, two integers


@dataclass(frozen=True)
class Snapshot:
    """A run at a moment: nothing but numbers, texts and lists of them."""

    tick: int
    seed: int
    replication: int
    state: dict[str, Any]
    agenda: tuple[Entry, ...]
    begun: tuple[str, ...] = ()  # planned events that have begun, in words

    def to_bytes(self) -> bytes:
        """Compressed JSON."""
        body = {
            "scheme": SCHEME,
            "tick": self.tick,
            "seed": self.seed,
            "replication": self.replication,
            "state": self.state,
            "agenda": self.agenda,
            "begun": self.begun,
        }
        return zlib.compress(json.dumps(body, separators=(",", ":"), allow_nan=False).encode())

    @classmethod
    def from_bytes(cls, data: bytes) -> "Snapshot":
        """Reads what `to_bytes` wrote; InputError when it is something else."""
        try:
            text = zlib.decompressobj().decompress(data, _MAX_BYTES)
            body = json.loads(text)
            agenda = tuple((int(e[0]), str(e[1]), int(e[2]), int(e[3]), int(e[4])) for e in body["agenda"])
            begun = tuple(str(line) for line in body["begun"])
            found = cls(
                int(body["tick"]),
                int(body["seed"]),
                int(body["replication"]),
                dict(body["state"]),
                agenda,
                begun,
            )
        except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
            raise InputError("This is no saved run: it cannot be read. Save the run again.") from error
        if body.get("scheme") != SCHEME:
            raise InputError(
                f"This run was saved with streams of luck {body.get('scheme')!r}; this version has {SCHEME!r}."
            )
        return found


def take(wiring: Wiring, tick: int) -> Snapshot:
    """Saves a paused run. The wiring's clock has run empty afterwards: build a new one from the snapshot."""
    saved = {name: _plain(value) for name, value in vars(wiring.state).items()}
    begun = tuple(planned_before(wiring.plan, tick))
    return Snapshot(tick, wiring.seed, wiring.replication, saved, tuple(_pending(wiring)), begun)


def _pending(wiring: Wiring) -> list[Entry]:
    """Everything that is due, in the order in which SimPy would take it up."""
    found: list[Entry] = []
    kernel = wiring.kernel

    def note(event: Any, kind: str, number: int, a: int, b: int) -> None:
        event.callbacks = [lambda _event: found.append((kernel.env.now, kind, number, a, b))]

    if wiring.arrival is not None:
        note(wiring.arrival, _ARRIVAL, 0, wiring.upcoming[0], 0)
    for server, event in enumerate(wiring.events):
        if event is not None:
            note(event, _WORK, 0, server, 0)
    for number, event in kernel.pending.items():
        _, kind, a, b = event.value
        note(event, kind, number, a, b)
    while kernel.env.peek() != float("inf"):
        kernel.env.step()
    return found


def put_back(wiring: Wiring, snapshot: Snapshot) -> None:
    """Fills a wiring that was built but not started, whose clock stands at the snapshot's tick."""
    state = wiring.state
    for name, value in snapshot.state.items():
        _fill(state, name, value)
    go_on(wiring, snapshot.tick, snapshot.agenda)


def go_on(wiring: Wiring, tick: int, agenda: tuple[Entry, ...]) -> None:
    """Rebuilds what follows from the state, and files the agenda."""
    state = wiring.state
    for lot, product in enumerate(state.lot_product):
        wiring.add_lot(product, state.lot_units[lot])
    for job in state.tries:
        wiring.work.restore(job)
    for due, kind, number, a, b in agenda:
        if kind == _ARRIVAL:
            wiring.upcoming[0] = a
            wiring.arrival = timer = wiring.kernel.env.timeout(due - tick)
            timer.callbacks.append(wiring.arrive)
        elif kind == _WORK:
            wiring.stations[wiring.station_of[a]].wind_new(a, due - tick)
        else:
            wiring.kernel.file(due - tick, number, kind, a, b)


def _plain(value: Any) -> Any:
    """A column as lists, numbers and texts; what JSON has no word for gets one."""
    if isinstance(value, deque):
        return {"deque": [_plain(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[_plain(key), _plain(item)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [_plain(item) for item in value]}
    if isinstance(value, bytearray):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, array):
        return value.tolist()
    if isinstance(value, list):
        return (
            list(value)
            if not value or isinstance(value[0], int | float)
            else [_plain(item) for item in value]
        )
    return value


def value_of(plain: Any) -> Any:
    """The inverse of `_plain`."""
    if isinstance(plain, list):
        return [value_of(item) for item in plain]
    if not isinstance(plain, dict):
        return plain
    ((kind, items),) = plain.items()
    if kind == "deque":
        return deque(value_of(item) for item in items)
    if kind == "tuple":
        return tuple(value_of(item) for item in items)
    if kind == "bytes":
        return bytearray.fromhex(items)
    return {value_of(key): value_of(item) for key, item in items}


def _fill(state: State, name: str, plain: Any) -> None:
    """Puts a saved column into the state, in place: the engine's closures hold on to the lists themselves."""
    target, value = getattr(state, name), value_of(plain)
    if isinstance(target, list) and target and isinstance(target[0], list | deque | dict | array):
        if len(target) != len(value):
            raise InputError("This run was saved with another network: sites, stations or stocks differ.")
        for inner, saved in zip(target, value, strict=True):
            replace(inner, saved)
    elif isinstance(target, list | deque | dict | bytearray):
        replace(target, value)
    else:
        setattr(state, name, value)


def replace(target: Any, value: Any) -> None:
    """Puts saved values into a column, in place."""
    if isinstance(target, array):
        target[:] = array(target.typecode, value)
        return
    target.clear()
    if isinstance(target, dict):
        target.update(value)
    else:
        target.extend(value)

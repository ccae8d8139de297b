"""Fit what the words around a mention speak of: one softmax over the operations and nothing, and each name apart.

Taught on the mentions of the lessons whose part is known. `reading` fits it with the rest.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from assistant.fitting.descent import adam
from assistant.hashing import WIDE, known_places, packed, places
from assistant.plan.learnt.frames import CHOSEN
from assistant.plan.learnt.lessons import Lesson
from assistant.plan.learnt.traits import of_mention
from assistant.plan.learnt.weights import AROUND, NOTHING, Near

RIDGE, STEPS, RATE = 1.0, 80, 0.15

LEAST = 3
"""Mentions that a trait must stand beside to be kept."""

Numbers = npt.NDArray[np.float32]
Told = tuple[npt.NDArray[np.int64], str, dict[str, str]]
"""The traits of a mention, hashed; its operation, or nothing; and the names that go with it by slot, '' for none."""


def mentions_of(own: Lesson) -> Iterator[Told]:
    """The mentions of a lesson whose part is known."""
    if not own.labels or own.kinds & {"clarify", "refuse"}:
        return
    names: dict[tuple[str, str], set[str]] = {}
    for label, slot, value in own.named:
        names.setdefault((label, slot), set()).add(value)
    for at in range(len(own.mentions)):
        role = own.roles.get(at)
        if role is None and not own.whole:
            continue
        traits = places(of_mention(own.text, own.mentions, at, own.pieces), WIDE)
        label = role.label if role else NOTHING
        sole = {
            slot: next(iter(held))
            for slot in CHOSEN
            if role and len(held := names.get((label, slot), set())) == 1
        }
        yield traits, label, sole


def fit(taught: Sequence[Lesson]) -> Near:
    """The weights of what the words around a mention speak of."""
    told = [one for own in taught for one in mentions_of(own)]
    if not told:
        return Near()
    operations = sorted({label for _, label, _ in told} - {NOTHING})
    named = sorted({f"{slot}:{value}" for _, _, sole in told for slot, value in sole.items() if value})
    labels = (*operations, NOTHING, *named)
    where = {label: at for at, label in enumerate(labels)}
    few = len(operations) + 1
    counts = Counter(int(key) for traits, _, _ in told for key in traits)
    keys = np.array(sorted(key for key, count in counts.items() if count >= LEAST), np.int64)
    held = _held([known_places(traits, keys) for traits, _, _ in told], len(keys))
    right = np.array([where[label] for _, label, _ in told])
    wanted, known = _of_names(told, named)
    parts = [np.zeros((len(keys), len(labels)), np.float32), np.zeros(len(labels), np.float32)]
    turned = held.T.tocsr()
    every = np.arange(len(told))

    def slopes() -> list[Numbers]:
        score = held @ parts[0] + parts[1]
        top = score[:, :few] - score[:, :few].max(1, keepdims=True)
        chance = np.exp(top)
        chance /= chance.sum(1, keepdims=True)
        chance[every, right] -= 1
        alone = known * (1 / (1 + np.exp(-np.clip(score[:, few:], -30, 30))) - wanted)
        wrong = np.concatenate([chance, alone], axis=1)
        return [turned @ wrong + RIDGE * parts[0], wrong.sum(0)]

    adam(parts, slopes, STEPS, RATE)
    table, scale = packed(parts[0])
    return Near(labels, keys, table, scale, parts[1])


def _of_names(told: Sequence[Told], named: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Which names go with each mention, and for which names that is known, shape (mentions, names)."""
    wanted, known = (np.zeros((len(told), len(named)), np.float32) for _ in range(2))
    of_slot = {slot: [at for at, name in enumerate(named) if name.startswith(f"{slot}:")] for slot in CHOSEN}
    for row, (_, _, sole) in enumerate(told):
        for slot, value in sole.items():
            known[row, of_slot[slot]] = 1
            if value:
                wanted[row, named.index(f"{slot}:{value}")] = 1
    return wanted, known


def _held(rows: Sequence[npt.NDArray[np.int64]], width: int) -> Any:
    """One row a mention: its traits, all of one weight, which is the smaller the more there are."""
    return sparse.csr_matrix(
        (
            np.concatenate([np.full(len(row), AROUND / np.sqrt(max(1, len(row)))) for row in rows]),
            np.concatenate(rows),
            np.cumsum([0, *(len(row) for row in rows)]),
        ),
        shape=(len(rows), width),
        dtype=np.float32,
    )

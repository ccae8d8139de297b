"""Fit what the words around a mention say: `reading` fits it with the rest.

One hidden layer, on the mentions of the lessons whose part is known, three things at once: which operation they speak of, or
nothing; which of a network's few names goes with them; and what the mention is for, among all that it could be for given the
operations of its question.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from assistant.fitting.descent import Layers
from assistant.hashing import WIDE, known_places, packed, places
from assistant.plan.learnt.frames import CHOSEN, slots
from assistant.plan.learnt.lessons import Lesson, Role, read_with
from assistant.plan.learnt.mentions import ways
from assistant.plan.learnt.traits import of_mention, parts_of
from assistant.plan.learnt.weights import AROUND, NOTHING, Near
from assistant.plan.names.world import Names, World

LAYERS = Layers(hidden=256, epochs=8, rate=0.003, ridge=1e-5, dropped=0.5)

LEAST = 3
"""Mentions that a trait must stand beside to be kept."""

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Told:
    """A mention whose part is known."""

    traits: npt.NDArray[np.int64]
    """Hashed."""
    role: Role | None
    names: dict[str, str]
    """The names that go with it by slot, '' for none."""
    roles: tuple[Role, ...]
    """What it could be for, given the operations of its question."""

    @property
    def label(self) -> str:
        """Its operation, or nothing."""
        return self.role.label if self.role else NOTHING


def mentions_of(own: Lesson, world: World) -> Iterator[Told]:
    """The mentions of a lesson whose part is known."""
    if not own.labels or own.kinds & {"clarify", "refuse"}:
        return
    named: dict[tuple[str, str], set[str]] = {}
    for label, slot, value in own.named:
        named.setdefault((label, slot), set()).add(value)
    known = world.names(own.case or "resilience", read_with(own.designs), None)
    for at in range(len(own.mentions)):
        role = own.roles.get(at)
        if role is None and not own.whole:
            continue
        sole = {
            slot: next(iter(held))
            for slot in CHOSEN
            if role and len(held := named.get((role.label, slot), set())) == 1
        }
        traits = places(of_mention(own.text, own.mentions, at, own.pieces), WIDE)
        yield Told(traits, role, sole, tuple(roles_of(sorted(own.labels), own, at, known)))


def roles_of(labels: Sequence[str], own: Lesson, at: int, names: Names) -> list[Role]:
    """What a mention could be, given the labels, each once."""
    every = (
        Role(label, slot, how)
        for label in labels
        for slot in slots(label)
        for how, _ in ways(own.mentions[at], label, slot, names)
    )
    return list(dict.fromkeys(every))


def fit(taught: Sequence[Lesson], world: World) -> Near:
    """The weights of what the words around a mention say."""
    told = [one for own in taught for one in mentions_of(own, world)]
    if not told:
        return Near()
    operations = sorted({one.label for one in told} - {NOTHING})
    named = sorted({f"{slot}:{value}" for one in told for slot, value in one.names.items() if value})
    labels = (*operations, NOTHING, *named)
    roles = sorted({role for one in told for role in one.roles}, key=lambda r: (r.label, r.slot, r.how))
    parts = (NOTHING, *sorted({part for r in roles for part in parts_of(r.label, r.slot, r.how)}))
    counts = Counter(int(key) for one in told for key in one.traits)
    keys = np.array(sorted(key for key, count in counts.items() if count >= LEAST), np.int64)
    held = _held([known_places(one.traits, keys) for one in told], len(keys))
    slope = _Slope(told, labels, named, roles, parts)
    words, bias, turned, last = LAYERS.fit(held, len(labels) + len(parts), slope.of)
    table, scale = packed(words)
    return Near(labels, parts, keys, table, scale, bias, turned, last)


class _Slope:
    """How the loss changes with the scores of labels and parts: a softmax over the operations and nothing, each name apart, and
    a softmax over what each mention could be for."""

    def __init__(
        self,
        told: Sequence[Told],
        labels: Sequence[str],
        named: Sequence[str],
        roles: Sequence[Role],
        parts: Sequence[str],
    ) -> None:
        self.few, self.known = len(labels) - len(named), len(labels)
        where = {label: at for at, label in enumerate(labels)}
        self.right = np.array([where[one.label] for one in told])
        self.wanted, self.sure = _of_names(told, named)
        at_part = {part: at for at, part in enumerate(parts)}
        self.sums = np.zeros((len(roles) + 1, len(parts)), np.float32)
        self.sums[0, 0] = 1
        for row, role in enumerate(roles, 1):
            self.sums[row, [at_part[part] for part in parts_of(role.label, role.slot, role.how)]] = 1
        at_role = {role: row for row, role in enumerate(roles, 1)}
        could = [[0, *(at_role[role] for role in one.roles)] for one in told]
        self.could = _ones(could, len(roles) + 1)
        self.role = np.array([at_role.get(one.role, -1) if one.role else 0 for one in told])
        self.dealt = np.array(
            [len(own) > 1 and role in own for own, role in zip(could, self.role, strict=True)]
        )

    def of(self, rows: npt.NDArray[np.int64], score: Numbers) -> Numbers:
        """The slope for these mentions, shape (mentions, labels and parts)."""
        every = np.arange(len(rows))
        spoken = _softmax(score[:, : self.few])
        spoken[every, self.right[rows]] -= 1
        of_names = 1 / (1 + np.exp(-np.clip(score[:, self.few : self.known], -30, 30)))
        alone = self.sure[rows] * (of_names - self.wanted[rows])
        may = self.could[rows].toarray() > 0
        role = _softmax(np.where(may, score[:, self.known :] @ self.sums.T, -1e9))
        role[every, self.role[rows]] -= 1
        role *= self.dealt[rows][:, None]
        return np.concatenate([spoken, alone, role @ self.sums], axis=1).astype(np.float32)


def _softmax(score: Numbers) -> Numbers:
    raised = np.exp(score - score.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), np.float32)


def _of_names(told: Sequence[Told], named: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Which names go with each mention, and for which names that is known, shape (mentions, names)."""
    wanted, known = (np.zeros((len(told), len(named)), np.float32) for _ in range(2))
    of_slot = {slot: [at for at, name in enumerate(named) if name.startswith(f"{slot}:")] for slot in CHOSEN}
    for row, one in enumerate(told):
        for slot, value in one.names.items():
            known[row, of_slot[slot]] = 1
            if value:
                wanted[row, named.index(f"{slot}:{value}")] = 1
    return wanted, known


def _held(rows: Sequence[npt.NDArray[np.int64]], width: int) -> sparse.csr_matrix:
    """One row a mention: its traits, all of one weight, which is the smaller the more there are."""
    held = _ones(rows, width)
    count = np.diff(held.indptr)
    held.data *= np.repeat(AROUND / np.sqrt(np.maximum(1, count)), count)
    return held


def _ones(rows: Sequence[Sequence[int] | npt.NDArray[np.int64]], width: int) -> sparse.csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    at = np.concatenate([np.asarray(row, np.int64) for row in rows])
    return sparse.csr_matrix((np.ones(len(at), np.float32), at, ends), shape=(len(rows), width))

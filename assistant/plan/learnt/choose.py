"""Which reading is meant, and how sure that is: one softmax over the readings of a question, the grammar's, and none of them.

A candidate is a world that would run. The words have been weighed when the readings were composed; here it is learnt what
their probabilities are worth, which changes go together, and when the grammar is to be believed. Fitted on questions that
neither reading had seen, so the probability of a candidate is the trust in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.hashing import places
from assistant.plan.learnt.compose import Composed
from assistant.plan.learnt.weights import Numbers, softmax
from assistant.plan.learnt.worlds import world_of
from assistant.plan.schema import Plan, ScenarioPlan

CHOICE_PLACES = 1 << 18

SMALL = (-0.02, -0.05, -0.1, -0.2, -0.35, -0.5, -0.75, -1.0, -1.5, -2.0, -3.0, -4.0, -6.0)
"""Edges of log probabilities."""

SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Edges of probabilities."""

_EDGES = {
    "in": SMALL, "out": SMALL, "case": SMALL, "role": SMALL, "least": SMALL,
    "around": SMALL, "around least": SMALL, "unmeant": SMALL,
    "design": SHARES, "evidence": (-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0, 11.0, 14.0, 18.0),
}  # fmt: skip
_COUNTS = (
    "left",
    "idle",
    "bare",
    "more",
    "mentions",
    "named",
    "guessed",
    "lent",
    "side",
    "unheard",
)
_KINDS = ("run", "decline", "evidence", "describe", "why", "undo", "report", "help")


@dataclass
class Candidate:
    """A world that would run: the likeliest reading that makes it, the grammar's plan if it makes it too; neither means none."""

    reading: Composed | None = None
    grammar: Plan | None = None
    at: int = 0
    """How many likelier worlds there are."""
    mass: float = 0.0
    """The share of the readings' probability that makes this world."""


def candidates(found: Sequence[Composed], grammar: Plan) -> list[Candidate]:
    """Every world that a reading or the grammar would run, and none of them, which comes last."""
    worlds: dict[object, Candidate] = {}
    raised = np.exp(softmax([reading.score for reading in found])) if found else np.zeros(0)
    for reading, share in zip(found, raised, strict=True):
        if reading.scenarios:
            own = worlds.setdefault(world_of(reading.scenarios), Candidate(reading, at=len(worlds)))
            own.mass += float(share)
    if grammar.runs:
        own = worlds.setdefault(world_of(grammar.scenarios), Candidate(at=len(worlds)))
        own.grammar = grammar
    return [*worlds.values(), Candidate()]


def of_candidate(
    one: Candidate, found: Sequence[Composed], chances: dict[str, float], grammar: Plan, words: int
) -> list[str]:
    """The traits of a candidate."""
    if one.reading is None and one.grammar is None:
        return [f"none {trait}" for trait in _of_none(found, chances, grammar, words)]
    spoken = _spoken(grammar)
    alike = "alike" if one.grammar is not None else f"unlike {spoken}"
    if one.reading is None:
        touched = _touched(grammar.scenarios, found[0].untouched) if found else "touched none"
        return [
            "grammar alone",
            f"grammar alone {touched}",
            *(f"grammar alone {trait}" for trait in _of_question(chances, words)),
        ]
    own = one.reading
    traits = ["any", alike, f"at {min(4, one.at)}", *_steps("mass", one.mass, SHARES)]
    traits.append(_touched(own.scenarios, own.untouched))
    traits += _steps("behind", own.score - found[0].score, SMALL)
    for name, edges in _EDGES.items():
        traits += _steps(name, own.signs.get(name, 0.0), edges)
    traits += [f"{name} {min(3, round(own.signs.get(name, 0.0)))}" for name in _COUNTS]
    traits += [f"{trait}|{alike}" for trait in traits[2:]]
    traits += _of_changes(own, chances)
    return traits


def _touched(plans: Sequence[ScenarioPlan], untouched: frozenset[str]) -> str:
    """Whether a comparison of designs changes one that is said to stay as it is."""
    if not untouched or len({plan.design for plan in plans}) < 2:
        return "touched none"
    changed = {plan.design for plan in plans if plan.edits or plan.sites}
    return f"touched {'said' if changed & untouched else 'others' if changed else 'nothing'}"


def _of_changes(own: Composed, chances: dict[str, float]) -> Iterator[str]:
    """What a reading changes: its labels, alone and in pairs, its designs, and how several changes are taken."""
    designs = "+".join(sorted({plan.design for plan in own.scenarios}))
    way, count = round(own.signs.get("way", 0.0)), len(own.labels)
    yield f"designs {designs} {min(2, count)}"
    yield f"case {own.case}"
    yield f"case {own.case} designs {designs}"
    yield f"count {count} way {way} scenarios {min(5, len(own.scenarios))}"
    yield f"way {way} side {own.signs.get('side', 0.0)}"
    yield from _steps(f"parted way {way}", chances.get("parted:yes", 0.0), SHARES)
    for said in own.said:
        yield f"says {said} designs {designs}"
        yield f"says {said} way {way} scenarios {min(5, len(own.scenarios))}"
        yield f"says {said} count {count}"
        yield from (
            f"says {said} label {label} guessed {own.signs.get('guessed', 0.0)}" for label in own.labels
        )
    yield from (f"assumed {len(own.assumed)} {label}" for label in own.labels)
    for at, label in enumerate(own.labels):
        yield f"label {label}"
        yield f"label {label} way {way}"
        yield f"label {label} unheard {min(2, round(own.signs.get('unheard', 0.0)))}"
        yield f"label {label} designs {designs}"
        yield from _steps(f"label {label}", chances.get(label, 0.0), (0.1, 0.3, 0.5, 0.8, 0.95))
        yield from (f"labels {a} {b}" for a, b in (sorted((label, other)) for other in own.labels[at + 1 :]))
    passed = sorted(
        (p for p in chances.items() if ":" not in p[0] and p[0] not in own.labels), key=lambda p: -p[1]
    )
    yield from (f"passed {label}" for label, p in passed[:3] if p > 0.1)
    yield from _steps("passed", passed[0][1] if passed else 0.0, SHARES)


def _of_none(
    found: Sequence[Composed], chances: dict[str, float], grammar: Plan, words: int
) -> Iterator[str]:
    """What speaks for none of the readings: a slot that nothing fills, a question that runs nothing."""
    yield "any"
    yield f"grammar {_spoken(grammar)}"
    yield from _of_question(chances, words)
    if not found:
        return
    best = found[0]
    yield f"missing {best.missing}"
    yield f"problem {bool(best.problem)} left {min(2, len(best.left))} missing {bool(best.missing)}"
    yield f"{_spoken(grammar)} missing {bool(best.missing)}"
    for name, edges in _EDGES.items():
        yield from _steps(name, best.signs.get(name, 0.0), edges)
    yield from (f"{name} {min(3, round(best.signs.get(name, 0.0)))}" for name in _COUNTS)
    yield from (f"says {said}" for said in best.said)
    top = sorted((p for p in chances.items() if ":" not in p[0]), key=lambda p: -p[1])[:2]
    yield from (f"label {label}" for label, p in top if p > 0.1)


def _of_question(chances: dict[str, float], words: int) -> Iterator[str]:
    yield f"words {min(8, words // 5)}"
    for kind in _KINDS:
        yield from _steps(f"kind {kind}", chances.get(f"kind:{kind}", 0.0), SHARES)


def _spoken(grammar: Plan) -> str:
    """What the grammar says: a run, a question back of which sort, or another answer."""
    if grammar.runs:
        return "runs"
    if grammar.kind != "clarify":
        return grammar.kind
    return "lost" if grammar.not_understood else "asks"


def _steps(name: str, value: float, edges: Iterable[float]) -> list[str]:
    """A number as the edges that it passes."""
    return [f"{name} >{edge}" for edge in edges if value > edge]


def ranked(
    found: Sequence[Composed], chances: dict[str, float], grammar: Plan, words: int, weights: Numbers
) -> list[tuple[Candidate, float]]:
    """The candidates with their probabilities, the likeliest first."""
    every = candidates(found, grammar)
    scores = [
        float(weights[places(of_candidate(one, found, chances, grammar, words), CHOICE_PLACES)].sum())
        for one in every
    ]
    chance = np.exp(softmax(scores))
    return sorted(zip(every, (float(c) for c in chance), strict=True), key=lambda pair: -pair[1])

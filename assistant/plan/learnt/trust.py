"""How likely a reading is right: a logistic rule over the signs of the learnt reading and of the grammar beside it.

Fitted on questions that neither reading had seen. A reading is run where the chance is high enough; else the assistant asks.
"""

import math
from collections.abc import Sequence

import numpy as np

from assistant.plan.learnt.compose import Composed
from assistant.plan.learnt.weights import Numbers
from assistant.plan.scenarios import canonical
from assistant.plan.schema import Plan, ScenarioPlan
from twin import places
from twin.edits import AnyEdit

SIGNS = (
    "one", "prior", "role", "least", "left", "margin", "parted", "run", "decline", "evidence", "case", "named",
    "labels", "designs", "scenarios", "assumed", "words", "alike", "unlike", "asked", "aside",
    "weakest", "passed", "design", "kind", "mentions",
)  # fmt: skip


def world_of(plans: Sequence[ScenarioPlan]) -> frozenset[tuple[object, ...]]:
    """What scenarios would run, whatever they are called and in whatever order their edits stand; bases left out."""
    told = [canonical(plan) for plan in plans]
    edited = [p for p in told if p.edits or p.sites]
    return frozenset((p.case, p.design, p.sites, frozenset(map(told_alike, p.edits))) for p in edited or told)


def told_alike(edit: AnyEdit) -> AnyEdit:
    """An edit told one way: a country by its code."""
    if edit.kind != "set_country":
        return edit
    found = places.find_country(edit.country)
    return edit.model_copy(update={"country": found.code}) if found else edit


def signs(
    found: Sequence[Composed], at: int, chances: dict[str, float], grammar: Plan, words: int
) -> Numbers:
    """The signs of one of the readings, in the order of SIGNS."""
    own = found[at]
    world = world_of(own.scenarios)
    rival = max(
        (r.score for r in found if r is not own and world_of(r.scenarios) != world), default=own.score - 8
    )
    same = grammar.runs and world_of(grammar.scenarios) == world
    values = {
        "one": 1.0,
        "prior": max(-8.0, own.signs["prior"]),
        "role": max(-8.0, own.signs["role"]),
        "least": max(-5.0, own.signs["least"]),
        "left": own.signs["left"],
        "margin": max(-4.0, min(6.0, own.score - rival)),
        "parted": own.signs["parted"],
        "run": chances.get("kind:run", 0.0),
        "decline": chances.get("kind:decline", 0.0),
        "evidence": chances.get("kind:evidence", 0.0),
        "case": chances.get(f"case:{own.case}", 0.0),
        "named": own.signs.get("named", 0.0),
        "labels": float(len(own.labels)),
        "designs": float(len({p.design for p in own.scenarios})),
        "scenarios": float(len(own.scenarios)),
        "assumed": float(len(own.assumed)),
        "words": math.log(1 + words),
        "alike": float(same),
        "unlike": float(grammar.runs and not same),
        "asked": float(grammar.kind == "clarify"),
        "aside": float(not grammar.runs and grammar.kind != "clarify"),
        "weakest": min((chances.get(label, 0.0) for label in own.labels), default=0.5),
        "passed": max(
            (p for label, p in chances.items() if ":" not in label and label not in own.labels), default=0.0
        ),
        "design": own.signs.get("design", 0.0),
        "kind": max(
            (p for label, p in chances.items() if label.startswith("kind:") and label != "kind:run"),
            default=0.0,
        ),
        "mentions": own.signs.get("mentions", 0.0),
    }
    return np.array([values[name] for name in SIGNS], np.float32)


def chance(weights: Numbers, of: Numbers) -> float:
    """The probability that a reading with these signs is right."""
    return float(1 / (1 + np.exp(-np.clip(weights @ of, -30, 30))))


def fit(rows: Numbers, right: Numbers, ridge: float = 1.0, steps: int = 60) -> Numbers:
    """Weights of the signs (Newton's method with a ridge)."""
    scale = rows.std(0) + 1e-6
    held, weights = rows / scale, np.zeros(rows.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-held @ weights))
        slope = held.T @ (p - right) + ridge * weights
        curve = (held * (p * (1 - p))[:, None]).T @ held + ridge * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return np.asarray(weights / scale, np.float32)

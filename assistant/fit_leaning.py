"""Fit the ranking of what a follow-up means: used by `assistant.fit_reading`, which writes the weights.

Each later turn of the conversations is read against the conversation as it should stand; a softmax over its candidates is
fitted so that those that give the wanted scenarios have all the probability. A turn none of whose candidates is right teaches
nothing about the ranking, and counts as missed when it is measured.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sparse

from assistant.descent import adam
from assistant.evaluate_plan import ANY, RUNS, as_expected, judge
from assistant.plan.learnt.compose import Composer
from assistant.plan.learnt.frames import Frame, frames_of_fields
from assistant.plan.learnt.hashing import places
from assistant.plan.learnt.lean import BACK, LEAN_PLACES, Step, Told, frames_in, of_step, steps
from assistant.plan.learnt.lessons import same_name
from assistant.plan.learnt.weights import Numbers
from assistant.plan.planner import Planner
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.thread import Thread
from twin.errors import InputError

RIDGE, STEPS, RATE = 2.0, 120, 0.1
Turn = tuple[str, dict[str, Any], Told, list[Step], list[bool]]
"""A turn: the conversation it stands in, its gold, and its candidates with which of them are right."""


def turns(rows: Sequence[dict[str, Any]], composer: Composer, grammar: Planner) -> Iterator[Turn]:
    """Every later turn of the conversations, each in the conversation as it should stand."""
    for row in rows:
        thread = as_expected(row["turns"][0], Thread())
        for turn in row["turns"][1:]:
            if thread.plans:
                told, found = steps(
                    str(turn["q"]), thread, planned(grammar, str(turn["q"]), thread), composer
                )
                yield str(row["id"]), turn, told, found, [right(turn, step) for step in found]
            thread = as_expected(turn, thread)


def planned(grammar: Planner, question: str, thread: Thread) -> Plan:
    """The grammar's plan, a refusal where the words cannot be taken."""
    try:
        return grammar.plan(question, thread)
    except InputError as error:
        return Plan(kind="refuse", question=question[:200], message=str(error))


def right(turn: dict[str, Any], step: Step) -> bool:
    """Whether a candidate gives what was wanted; its scenarios are compared as frames, without building a network."""
    wanted = set(str(turn["kind"]).split("|"))
    if step.plan is not None:
        kind = {"list": "describe"}.get(step.plan.kind, step.plan.kind)
        return judge(turn, step.plan, kind)[0] == "exact"
    if step.aside:
        return step.aside in wanted or bool({step.aside, *wanted} <= {"clarify", "refuse"})
    if not wanted & ({"undo"} if step.act in BACK else {*RUNS}):
        return False
    left = list(step.plans)
    for gold in turn.get("scenarios", []):
        match = next((plan for plan in left if _is(gold, plan)), None)
        if match is None:
            return False
        left.remove(match)
    cases = {gold["case"] for gold in turn.get("scenarios", [])}
    return bool(cases) and all(not frames_in(plan) and plan.case in cases for plan in left)


def _is(gold: dict[str, Any], plan: ScenarioPlan) -> bool:
    if (gold["case"], gold.get("design", "network")) != (plan.case, plan.design):
        return False
    left = frames_in(plan)
    for edit in gold.get("edits", []):
        open_slots = {slot for slot, value in edit.items() if value == ANY} | _OPEN.get(
            str(edit["kind"]), set()
        )
        for frame in frames_of_fields(edit):
            match = next((other for other in left if _alike(frame, other, open_slots)), None)
            if match is None:
                return False
            left.remove(match)
    return not left


_OPEN = {"send_mobile": {"arrives", "leaves"}, "shifts": {"hours_per_day", "days_per_week"}}


def _alike(gold: Frame, other: Frame, open_slots: set[str]) -> bool:
    if gold.label != other.label:
        return False
    extra = {slot for slot, _ in other.slots} - {slot for slot, _ in gold.slots}
    if extra - open_slots:
        return False
    for slot, value in gold.slots:
        own = other.get(slot)
        if own is None:
            return False
        if isinstance(value, str) or isinstance(own, str):
            if not same_name(str(value), str(own)):
                return False
        elif abs(value - own) > 2e-3 * max(1e-9, abs(value)):
            return False
    return True


def fit(taught: Sequence[Turn]) -> Numbers:
    """Weights of the ranking, one a place (Adam, all turns at once)."""
    rows, owners, good = [], [], []
    count = 0
    for _, _, told, found, fits in taught:
        if not any(fits):
            continue
        for step, fit_ in zip(found, fits, strict=True):
            rows.append(places(of_step(told, step), LEAN_PLACES))
            owners.append(count)
            good.append(fit_)
        count += 1
    held = sparse.csr_matrix(
        (np.ones(sum(map(len, rows)), np.float32), np.concatenate(rows), np.cumsum([0, *map(len, rows)])),
        shape=(len(rows), LEAN_PLACES),
    )
    owner, fits_ = np.array(owners), np.array(good, np.float32)
    turned, weights = held.T.tocsr(), np.zeros(LEAN_PLACES, np.float32)

    def slopes() -> list[Numbers]:
        score = held @ weights
        top = np.full(count, -np.inf, np.float32)
        np.maximum.at(top, owner, score)
        raised = np.exp(score - top[owner])
        every = raised / np.bincount(owner, raised, count)[owner]
        wanted = raised * fits_
        wanted = wanted / (np.bincount(owner, wanted, count)[owner] + 1e-12)
        return [(turned @ (every - wanted)).astype(np.float32) + RIDGE * weights]

    adam([weights], slopes, STEPS, RATE)
    return weights

"""Fit the ranking of what a follow-up means: used by `assistant.fitting.reading`, which writes the weights.

Each later turn of the conversations is read against the conversation as it should stand; a softmax over its candidates is
fitted so that those that give the wanted scenarios have all the probability. A turn none of whose candidates is right teaches
nothing about the ranking, and counts as missed when it is measured.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.plan import ANY, RUNS, as_expected, judge, planned
from assistant.fitting.descent import Choice, chooser_by
from assistant.hashing import places
from assistant.plan.learnt.compose import Composer
from assistant.plan.learnt.frames import Frame, frames_of_fields
from assistant.plan.learnt.lean import BACK, LEAN_PLACES, acts_of, of_step, steps
from assistant.plan.learnt.lessons import same_name
from assistant.plan.learnt.steps import Step, Told, frames_in, plain_frame
from assistant.plan.learnt.weights import Numbers
from assistant.plan.planner import Planner
from assistant.plan.schema import ScenarioPlan
from assistant.plan.thread import Thread

RIDGE, STEPS, RATE = 2.0, 120, 0.1
VECTOR, LEAST = 3.0, 20
"""How much the encoder's vector weighs against the traits; in how many turns an act must be possible to have its own weights."""
Turn = tuple[str, dict[str, Any], Told, list[Step], list[bool]]
"""A turn: the conversation it stands in, its gold, and its candidates with which of them are right."""


def turns(rows: Sequence[dict[str, Any]], composer: Composer, grammar: Planner) -> Iterator[Turn]:
    """Every later turn of the conversations, each in the conversation as it should stand."""
    for row in rows:
        thread = as_expected(row["turns"][0], Thread())
        for turn in row["turns"][1:]:
            if thread.plans:
                told, found = steps(
                    str(turn["q"]), thread, planned(str(turn["q"]), thread, grammar), composer
                )
                yield str(row["id"]), turn, told, found, [right(turn, step) for step in found]
            thread = as_expected(turn, thread)


@dataclass(frozen=True)
class Sight:
    """A follow-up as the ranking sees it: its candidates, what each does, and the encoder's vector."""

    choice: Choice
    acts: tuple[tuple[str, ...], ...]
    vector: Numbers


def sights(rows: Sequence[dict[str, Any]], composer: Composer, grammar: Planner) -> list[Sight]:
    """Every later turn of the conversations, as the ranking sees it."""
    return [
        Sight(
            [(places(of_step(told, step), LEAN_PLACES), fits) for step, fits in zip(found, fit, strict=True)],
            tuple(map(acts_of, found)),
            told.vector,
        )
        for _, _, told, found, fit in turns(rows, composer, grammar)
    ]


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
    return bool(cases) and all(_base(plan) and plan.case in cases for plan in left)


def _base(plan: ScenarioPlan) -> bool:
    return all(frame.label.startswith("run.") for frame in frames_in(plan))


def _is(gold: dict[str, Any], plan: ScenarioPlan) -> bool:
    if (gold["case"], gold.get("design", "network")) != (plan.case, plan.design):
        return False
    left = frames_in(plan)
    for edit in gold.get("edits", []):
        open_slots = {slot for slot, value in edit.items() if value == ANY} | _OPEN.get(
            str(edit["kind"]), set()
        )
        for frame in map(plain_frame, frames_of_fields(edit)):
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


def fit(taught: Sequence[Sight]) -> tuple[Numbers, tuple[str, ...], Numbers]:
    """Weights of the ranking: one a place; and the acts, with the weights of the encoder's vector for each."""
    seen = Counter(act for one in taught for act in {act for own in one.acts for act in own})
    acts = tuple(sorted(act for act, count in seen.items() if count >= LEAST))
    known = {act: at for at, act in enumerate(acts)}
    does = [[[known[act] for act in own if act in known] for own in one.acts] for one in taught]
    vectors = [VECTOR * one.vector for one in taught]
    lean, rows = chooser_by([one.choice for one in taught], vectors, does, LEAN_PLACES, RIDGE, STEPS, RATE)
    return lean, acts, VECTOR * rows

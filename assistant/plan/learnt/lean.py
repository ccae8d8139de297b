"""A question that leans on the conversation: everything that it could make of what stands, ranked by what was learnt.

Candidates are whole next steps: a change to what stands (`moves`), another design or case instead of or beside it, back to an
earlier answer, a question afresh, the grammar's own reading. Each says what it does (its act) and how well the words fit it;
the ranking is a softmax over all of them, and its probability is the trust.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.hashing import places
from assistant.plan.learnt.compose import Composer
from assistant.plan.learnt.moves import moves
from assistant.plan.learnt.sets import DESIGNS, design_chance, design_sets
from assistant.plan.learnt.steps import Step, Told, frames_in
from assistant.plan.learnt.traits import of_question
from assistant.plan.learnt.weights import Weights, softmax
from assistant.plan.learnt.worlds import world_of
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.standing import focus, newest, stages
from assistant.plan.thread import Thread

LEAN_PLACES = 1 << 19
CROSSED, ELSEWHERE = 3, 2
"""How many of the best changes are crossed with a design, and with a case."""

LIKELY_CASE = 0.3
"""Probability from which a description is taken to tell another case."""


def steps(question: str, thread: Thread, grammar: Plan, composer: Composer) -> tuple[Told, list[Step]]:
    """Every candidate, each world once; the grammar's plan is always among them."""
    standing, line = focus(thread.last), stages(thread)
    seen = composer.seen(question, standing[-1].case, standing[-1].design)
    vector = composer.vector(seen)
    traits = of_question(seen.text, seen.pieces, seen.mentions)
    chances = composer.weights.of_labels(traits, vector)
    last = standing[-1].model_copy(update={"sites": None, "edits": tuple(newest(thread)[:1])})
    before = line[-2] if len(line) > 1 else ()
    told = Told(seen, chances, standing, traits, vector, before, tuple(frames_in(last)))
    changed = moves(told)
    found = [Step("same", standing), *changed, *_designs(told, changed), *_back(thread)]
    found += _elsewhere(told, composer.named(question), changed)
    found += [*_afresh(question, told, composer), *(Step(f"aside {kind}") for kind in ASIDES)]
    return told, _once(found, grammar)


def _afresh(question: str, told: Told, composer: Composer) -> Iterator[Step]:
    """A question that names a case may stand on its own."""
    named = composer.named(question)
    if not named:
        return
    reading = next(
        (r for r in composer.compose(question)[1] if r.scenarios and not r.missing and not r.left), None
    )
    if reading is not None:
        where = "same" if reading.case == told.standing[-1].case else "other"
        signs = {"role": max(-8.0, reading.signs["role"]), "prior": max(-8.0, reading.signs["prior"])}
        yield Step(f"afresh {where}", focus(reading.scenarios), signs)


ASIDES = ("clarify", "evidence", "describe", "why", "report", "refuse", "help")
"""Kinds of answer that run nothing."""


def _once(found: Sequence[Step], grammar: Plan) -> list[Step]:
    """Each world once; the one that the grammar means too is marked, and is a step of its own where nobody else means it."""
    kept: dict[object, Step] = {}
    for step in found:
        kept.setdefault((step.aside or (step.act in BACK and step.act)) or world_of(step.plans), step)
    kind = {"list": "describe"}.get(grammar.kind, grammar.kind)
    key = world_of(focus(grammar.scenarios)) if grammar.runs else kind
    if grammar.runs or kind in ASIDES:
        own = kept.setdefault(key, Step("grammar alone", focus(grammar.scenarios)))
    else:
        own = kept.setdefault("grammar", Step(f"grammar {kind}"))
    own.plan = grammar
    own.signs["alike"] = 1.0
    return list(kept.values())


# ---- another design


def _designs(told: Told, changed: Sequence[Step]) -> Iterator[Step]:
    now = {plan.design for plan in told.standing}
    bases = [Step("", told.standing), *_best(changed)[:CROSSED]]
    for base, design in itertools.product(bases, DESIGNS):
        spoken = {"spoken": design_chance(told.chances, design)}
        signs = {**base.signs, **spoken}
        prefix = f"{base.verb} " if base.act else ""
        moved = tuple(dict.fromkeys(_in_design(plan, design) for plan in base.plans))
        if now != {design}:
            kept = tuple(plan for plan in base.plans if plan.design == design)
            yield Step(f"{prefix}design", kept or moved, signs)
        if design not in now:
            yield Step(f"{prefix}design beside", tuple(dict.fromkeys((*base.plans, *moved))), dict(signs))
    rest = [d for d in DESIGNS if d not in now]
    if rest:
        every = tuple(dict.fromkeys(_in_design(plan, d) for d in DESIGNS for plan in told.standing))
        yield Step("all designs", every, {"spoken": dict(design_sets(told.chances)).get(DESIGNS, 0.0)})


def _in_design(plan: ScenarioPlan, design: str) -> ScenarioPlan:
    sites = None if design == "plant" else plan.sites
    return plan.model_copy(update={"design": design, "sites": sites, "name": ""})


def _elsewhere(told: Told, named: Sequence[str], changed: Sequence[Step]) -> Iterator[Step]:
    """The same in another case that is named or described."""
    here = {plan.case for plan in told.standing}
    keys = [label.removeprefix("case:") for label in told.chances if label.startswith("case:")]
    likely = [key for key in keys if told.chances[f"case:{key}"] > LIKELY_CASE]
    for case in list(dict.fromkeys((*named, *likely)))[:ELSEWHERE]:
        if case in here:
            continue
        signs = {"named": float(case in named), "likely": told.chances.get(f"case:{case}", 0.0)}
        for base in [Step("", told.standing), *_best(changed)[:ELSEWHERE]]:
            plans = tuple(plan.model_copy(update={"case": case, "name": ""}) for plan in base.plans)
            act = f"case {base.verb}" if base.act else "case"
            yield Step(act, tuple(dict.fromkeys(plans)), {**base.signs, **signs})
            design = design_sets(told.chances)[0][0]
            moved = tuple(dict.fromkeys(_in_design(plan, one) for plan in plans for one in design))
            yield Step(f"{act} design", moved, {**base.signs, **signs})


def _best(changed: Sequence[Step]) -> list[Step]:
    """Changes to what stands, those that the mentions fit best first."""
    dealt = [step for step in changed if "role" in step.signs]
    return sorted(dealt, key=lambda step: -step.signs["role"] - step.signs.get("used", 0.0))


# ---- back


def _back(thread: Thread) -> Iterator[Step]:
    line = stages(thread)
    if len(line) > 1:
        yield Step("both", tuple(dict.fromkeys((*line[-2], *line[-1]))))
    if len(thread.plans) > 1:
        yield Step("previous", focus(thread.plans[-2].scenarios))
    if len(thread.plans) > 2:
        yield Step("first", focus(thread.plans[0].scenarios))


BACK = ("previous", "first")
"""Acts that go back to an earlier answer."""

# ---- the ranking

_STEPS = (-1.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95)
_KINDS = ("run", "decline", "evidence", "describe", "why", "undo", "report", "help")


def of_step(told: Told, step: Step) -> list[str]:
    """The traits of a candidate: its act crossed with the question's, and its signs."""
    act, verb = step.act, step.verb
    traits = [f"act {act}", f"verb {verb}", f"n {verb} {min(4, len(step.plans))}"]
    for trait in told.traits:
        if trait[0] in "wsp":
            traits.append(f"{verb}|{trait}")
            if act != verb:
                traits.append(f"{act}|{trait}")
    traits += [f"{name} {round(2 * value) / 2 if name in ('role', 'least', 'prior') else round(value)}|{where}"
               for name, value in step.signs.items() if name not in ("likely", "spoken") for where in ("", verb)]  # fmt: skip
    traits += [
        f"{name} >{edge}|{verb}"
        for name in ("likely", "spoken")
        if name in step.signs
        for edge in _STEPS
        if step.signs[name] > edge
    ]
    traits += [
        f"kind {kind} >{edge}|{verb}"
        for kind in _KINDS
        for edge in _STEPS
        if told.chances.get(f"kind:{kind}", 0.0) > edge
    ]
    traits.append(f"unheard {min(3, told.seen.unheard)}|{verb}")
    alone = sum(1 for m in told.seen.mentions if m.must)
    traits += [f"musts {min(3, alone)}|{verb}", f"words {min(6, len(told.seen.text.words) // 3)}|{verb}"]
    traits += [f"alike|{act}", f"alike|{verb}", "alike"] if step.signs.get("alike") else [f"unlike|{verb}"]
    traits += [f"grammar {step.plan.kind}|{verb}"] if step.plan is not None else []
    if step.signs.get("left"):
        traits.append("left some")
    return traits


def acts_of(step: Step) -> tuple[str, ...]:
    """What a candidate does, whole and by its verb."""
    return tuple(dict.fromkeys((step.act, step.verb)))


def ranked(told: Told, found: Sequence[Step], weights: Weights) -> list[tuple[Step, float]]:
    """The candidates with their probabilities, the likeliest first."""
    by_vector = weights.of_acts(told.vector)
    scores = [
        float(weights.lean[places(of_step(told, step), LEAN_PLACES)].sum())
        + sum(by_vector.get(act, 0.0) for act in acts_of(step))
        for step in found
    ]
    chances = np.exp(softmax(scores))
    return sorted(zip(found, (float(c) for c in chances), strict=True), key=lambda pair: -pair[1])

"""The learnt reading beside the grammar's: whichever can be trusted is run; where neither can, the assistant asks.

The grammar is exact where its words fit and silent or wrong where they do not; the learnt reading holds for any wording and
knows how sure it is. A reading that both share is nearly always right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.plan.learnt import lean
from assistant.plan.learnt.alternatives import EACH_ITS_OWN, PLAINLY
from assistant.plan.learnt.choose import Candidate, ranked
from assistant.plan.learnt.compose import Composed, Composer
from assistant.plan.learnt.lean import BACK, steps
from assistant.plan.learnt.seen import Seen, results
from assistant.plan.learnt.sets import design_sets
from assistant.plan.learnt.steps import Step
from assistant.plan.learnt.weights import Weights, load
from assistant.plan.names.world import TwinWorld, World
from assistant.plan.read.answers import GO_ON
from assistant.plan.reply import kinds
from assistant.plan.reply.aside import undone
from assistant.plan.reply.statement import changes, named, statement
from assistant.plan.scenarios import canonical, scenario_of
from assistant.plan.schema import MAX_SCENARIOS, Plan, ScenarioPlan
from assistant.plan.standing import shown
from assistant.plan.thread import Thread
from assistant.search.encoders import Encoder, encoder_for
from twin.errors import InputError

SURE = 0.7
"""Chance of being right from which a reading is run without asking."""

SURE_TOGETHER = 0.4
"""The same for a reading that the grammar shares: what both say in plain words is not asked about."""

SURE_LEANING = 0.65
"""Probability from which what a follow-up means is run without asking."""

TO_BE_ASKED = 0.65
"""The highest chance of a reading that goes by how the words stand alone."""

WORTH = 0.3
"""Chance from which a reading is worth being asked about."""

LONGEST = 200
"""Words of a question up to which it is read a second time: the lessons are shorter, and time is bounded."""

TOLD_CASE = 0.5
"""Probability from which a description tells the case."""

_EVENTS = frozenset(
    {"site_outage", "send_mobile", "common_mode", "policy", "overtime", "supplier_outage", "lane_outage"}
)

NEXT_BEST = 6
"""How many readings are tried until one can be run."""

SURELY = 0.7
"""Probability from which a question that runs nothing is taken for another kind than the grammar says."""

LIKELY = 0.4
"""Chance from which a reading is told and asked about rather than the grammar's own question back."""

TO_RUN = 0.5
"""Probability that anything is to be run at all, from which the learnt reading may overrule the grammar's other answer."""


@dataclass(frozen=True)
class Judged:
    """A plan and the chance that it is right."""

    plan: Plan
    chance: float
    shared: bool = False
    """Whether the grammar and the learnt reading both say so."""
    idle: bool = False
    """Whether a number of the question was given no part in it."""


class Reader:
    """Reads questions beside the grammar: those that stand on their own, and those that lean on the conversation."""

    def __init__(self, world: World, encoder: Encoder, weights: Weights | None = None) -> None:
        self.weights = weights or load()
        self.composer = Composer(world, self.weights, encoder)

    def plan(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        """The grammar's plan, the learnt one, or a question back, whichever can be trusted."""
        if len(question.split()) > LONGEST:
            return grammar
        if thread.plans:
            return self._leaning(question, thread, grammar)
        chances, found = self.composer.compose(question)
        if _to_look_up(chances):
            return Plan(kind="evidence", question=question, query=question)
        if not grammar.runs and chances["kind:run"] < TO_RUN:
            other = self._other(question, grammar, chances)
            if grammar.kind != "clarify" or other is not grammar:
                return other
        best = next(self.judged(question, grammar, chances, found), None)
        if best is not None and _fuller(grammar, best):
            both = best.chance + self._of_grammar(question, grammar, chances, found)
            best = Judged(grammar, both, shared=True)
        if best is not None and self._baseless(best.plan, found[0], chances):
            return self._asking(question, grammar, found, None)
        if best is not None and best.chance >= (SURE_TOGETHER if best.shared else SURE):
            return best.plan
        return self._asking(question, grammar, found, best)

    def _baseless(self, plan: Plan, reading: Composed, chances: dict[str, float]) -> bool:
        """Whether nothing in the words says which case is meant: no name, no description, no event in the usual one."""
        case = plan.scenarios[0].case
        eventful = any(edit.kind in _EVENTS for each in plan.scenarios for edit in each.edits)
        told = chances.get(f"case:{case}", 0.0) >= TOLD_CASE
        if reading.signs.get("named"):  # 'eight workshops' names the usual case, or only counts
            return case == "resilience" and not (told or eventful)
        return not told or (case == "resilience" and not eventful)

    def _other(self, question: str, grammar: Plan, chances: dict[str, float]) -> Plan:
        """What runs nothing: the grammar's answer, unless the words surely ask for something else, or for nothing."""
        if grammar.kind not in ("evidence", "refuse", "clarify"):
            return grammar
        if grammar.kind == "evidence" and chances.get("kind:decline", 0.0) >= SURELY:
            return Plan(kind="clarify", question=question, query=question, message=kinds.message("lost"))
        if chances.get("kind:help", 0.0) >= SURELY:
            return Plan(kind="help", question=question, query=question, message=kinds.message("help"))
        cases = [case.key for case in self.composer.world.cases()]
        case = max(cases, key=lambda key: chances.get(f"case:{key}", 0.0))
        if chances.get("kind:describe", 0.0) >= SURELY and chances.get(f"case:{case}", 0.0) >= SURELY:
            design = design_sets(chances)[0][0][0]
            asked = named((ScenarioPlan(case=case, design=design),))
            return Plan(kind="describe", question=question, query=question, scenarios=asked)
        return grammar

    def confirmed(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        """The likeliest reading, whether it can be trusted or not: the user said that it is meant."""
        if thread.plans:
            return next((plan for plan, _ in self._steps(question, thread, grammar)), grammar)
        chances, found = self.composer.compose(question)
        best = next(self.judged(question, grammar, chances, found), None)
        return best.plan if best is not None else grammar

    def judged(
        self, question: str, grammar: Plan, chances: dict[str, float], found: list[Composed]
    ) -> Iterator[Judged]:
        """The plans that can be run, the likeliest first, each with its chance."""
        words = len(question.split())
        order = ranked(found, chances, grammar, words, self.weights.choice)
        case = found[0].case if found else "resilience"
        untouched = self.composer.seen(question, case, "network").untouched
        for one, chance in _as_said(order, untouched)[:NEXT_BEST]:
            plan = one.grammar or (self._plan(question, one.reading) if one.reading is not None else None)
            if plan is not None:
                idle = one.reading is not None and one.reading.signs.get("idle", 0.0) > 0
                yield Judged(plan, chance, None not in (one.grammar, one.reading), idle)

    def _of_grammar(
        self, question: str, grammar: Plan, chances: dict[str, float], found: list[Composed]
    ) -> float:
        """The chance of the grammar's own plan."""
        order = ranked(found, chances, grammar, len(question.split()), self.weights.choice)
        return sum(chance for one, chance in order if one.grammar is not None)

    def _plan(self, question: str, reading: Composed) -> Plan | None:
        """The plan of a reading; None when it cannot be run."""
        if not reading.scenarios or reading.missing:
            return None
        try:
            scenarios = named(tuple(dict.fromkeys(canonical(plan) for plan in reading.scenarios)))
            for each in scenarios:
                scenario_of(each)
        except InputError:
            return None
        plan = Plan(
            kind="compare" if len(scenarios) > 1 else "run",
            question=question,
            scenarios=scenarios,
            kpis=reading.kpis,
            query=question,
            assumed=(
                *reading.assumed,
                *(f"'{words}' changes nothing, as I read it" for words in reading.left),
            ),
        )
        return plan.model_copy(update={"statement": statement(plan)})

    def _asking(self, question: str, grammar: Plan, found: list[Composed], best: Judged | None) -> Plan:
        """The question back: what is missing, what does not fit, or whether the likeliest reading is meant."""
        plain = grammar.kind == "clarify" and not grammar.not_understood
        if plain and (best is None or best.chance < LIKELY):
            return grammar
        if best is not None and best.chance >= WORTH:
            message = f"I am not sure that I understand. {best.plan.statement} Is that what you mean?"
            return Plan(kind="clarify", question=question, message=message, choices=(GO_ON,))
        if not grammar.runs:
            return grammar
        reading = found[0] if found else None
        told = reading.problem if reading is not None else ""
        left = f"What does '{reading.left[0]}' stand for?" if reading is not None and reading.left else ""
        return Plan(
            kind="clarify",
            question=question,
            message=told
            or left
            or f"I am not sure that I understand. {grammar.statement} Is that what you mean?",
            choices=() if told or left else (GO_ON,),
        )

    # ---- questions that lean on the conversation

    def _leaning(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        """What a follow-up makes of what stands, when it can be trusted; else a question back."""
        found = self._steps(question, thread, grammar)
        plan, chance = next(found, (grammar, 0.0))
        if grammar.kind == "assumptions" and not plan.runs:
            return grammar  # a kind of answer that no lesson has
        if chance >= SURE_LEANING or not plan.runs:
            return plan
        if grammar.kind in ("clarify", "assumptions"):
            return grammar
        message = f"I am not sure that I understand. {plan.statement} Is that what you mean?"
        return Plan(kind="clarify", question=question, message=message, choices=(GO_ON,))

    def _steps(self, question: str, thread: Thread, grammar: Plan) -> Iterator[tuple[Plan, float]]:
        """The plans of the likeliest steps that can be taken, each with its probability."""
        told, found = steps(question, thread, grammar, self.composer)
        for step, chance in lean.ranked(told, found, self.weights)[:NEXT_BEST]:
            plan = step.plan or self._step_plan(question, thread, step, told.seen)
            if plan is not None:
                yield plan, chance

    def _step_plan(self, question: str, thread: Thread, step: Step, seen: Seen) -> Plan | None:
        if step.aside:
            return _aside(step.aside, question, thread)
        if step.act in BACK:
            return undone(question, thread, 1 if step.act == "previous" else len(thread.plans) - 1)
        try:
            scenarios = named(tuple(canonical(plan) for plan in shown(step.plans, thread.last)))[
                :MAX_SCENARIOS
            ]
            for each in scenarios:
                scenario_of(each)
        except (InputError, IndexError):
            return None
        plan = Plan(
            kind="compare" if len(scenarios) > 1 else "run",
            question=question,
            scenarios=scenarios,
            kpis=results(seen) or thread.plans[-1].kpis,
            query=question,
            changed=changes(thread.last, scenarios),
        )
        return plan.model_copy(update={"statement": statement(plan)})


def _to_look_up(chances: dict[str, float]) -> bool:
    """Whether a question surely asks what the material says, and nothing that could be run."""
    evidence, others = (
        chances.get("kind:evidence", 0.0),
        ("kind:decline", "kind:describe", "kind:help", "kind:report"),
    )
    surely = evidence >= SURELY and chances.get("kind:run", 0.0) < TO_RUN
    return surely and all(chances.get(kind, 0.0) < TO_RUN for kind in others)


def _aside(kind: str, question: str, thread: Thread) -> Plan:
    """An answer that runs nothing."""
    if kind == "clarify":
        words = "I did not understand that. Can you say in one sentence what should change?"
        return Plan(kind="clarify", question=question, message=words)
    if kind in ("why", "report", "describe"):
        return Plan.model_validate(
            {"kind": kind, "question": question, "scenarios": thread.last, "query": question}
        )
    told = kinds.message(kind)
    return Plan.model_validate({"kind": kind, "question": question, "query": question, "message": told})


def _as_said(
    order: list[tuple[Candidate, float]], untouched: frozenset[str]
) -> list[tuple[Candidate, float]]:
    """The candidates that leave alone what is said to stay as it is, and that deal out changes as the words plainly do, with their
    chances among each other."""

    def plainly(one: Candidate) -> bool:
        return (
            one.reading is not None
            and one.reading.signs.get("side") == PLAINLY
            and one.reading.signs.get("way") == EACH_ITS_OWN
        )

    dealt = {one.reading.labels for one, _ in order if one.reading is not None and plainly(one)}
    kept = []
    for one, chance in order:
        plans = one.grammar.scenarios if one.grammar else one.reading.scenarios if one.reading else ()
        designs = {plan.design for plan in plans}
        touched = any(plan.design in untouched and (plan.edits or plan.sites) for plan in plans)
        alone = one.reading is None or (one.reading.labels in dealt and not plainly(one))
        if (touched and len(designs) > 1) or (plans and dealt and alone):
            continue
        kept.append((one, chance))
    if dealt:  # no lesson speaks so: the likeliest is told, and asked about
        kept = [(one, chance) for one, chance in kept if one.reading is not None]
    whole = sum(chance for _, chance in kept) or 1.0
    most = TO_BE_ASKED if dealt else 1.0
    return [(one, min(most, chance / whole)) for one, chance in kept]


def _fuller(grammar: Plan, best: Judged) -> bool:
    """Whether the grammar says all that the likeliest reading says and more: settings of the run, which are said in few ways,
    or what a number stands for that the reading gave no part."""
    if best.plan is grammar or not grammar.runs or len(grammar.scenarios) != len(best.plan.scenarios):
        return False
    more: set[str] = set()
    for own, other in zip(
        map(canonical, grammar.scenarios), map(canonical, best.plan.scenarios), strict=True
    ):
        same = (own.case, own.design) == (other.case, other.design) and other.sites in (None, own.sites)
        if not same or not set(other.edits) <= set(own.edits):
            return False
        more |= {edit.kind for edit in set(own.edits) - set(other.edits)}
        more |= {"sites"} if own.sites != other.sites else set()
    return bool(more) and (best.idle or more == {"run"})


ENCODER = "use"
"""The encoder that the weights were fitted with."""


class WhenNeeded:
    """The reader of the twin's own cases, loaded with the first question that needs it."""

    def plan(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        """See `Reader.plan`."""
        return _reader().plan(question, thread, grammar)

    def confirmed(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        """See `Reader.confirmed`."""
        return _reader().confirmed(question, thread, grammar)


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader(TwinWorld(), encoder_for(ENCODER))

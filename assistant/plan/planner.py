"""The embedded planner: from a question and the conversation to a plan, without a language model.

Pipeline: read the words, link what they name, cut into clauses, draft operations, decide what kind of question it
is, bind and finish the edits, merge with the conversation, and let nothing run that the question's words do not cover.
"""

from pydantic import ValidationError

from assistant.plan import kinds
from assistant.plan.aside import aside
from assistant.plan.bases import bases_of
from assistant.plan.branches import branched
from assistant.plan.changing import unique
from assistant.plan.corrections import heard
from assistant.plan.coverage import not_covered
from assistant.plan.finish import Ask, Setting
from assistant.plan.ground import ground
from assistant.plan.link import case_pieces
from assistant.plan.merge import follow
from assistant.plan.reading import Reading, reading
from assistant.plan.results_only import no_hidden_change
from assistant.plan.scenarios import canonical, scenario_of
from assistant.plan.schema import MAX_SCENARIOS, Plan, ScenarioPlan, first_problem
from assistant.plan.spelling import corrected, known_stems
from assistant.plan.statement import changes, named, statement
from assistant.plan.thread import Thread
from assistant.plan.words import LONGEST_QUESTION, cleaned, read
from assistant.plan.world import Names, TwinWorld, World
from twin.errors import InputError


class Planner:
    """Plans questions over a world of cases. `meaning` finds the nearest exemplar; None leaves that step out."""

    def __init__(self, world: World | None = None, meaning: kinds.Meaning | None = None) -> None:
        self.world = world or TwinWorld()
        self.meaning = meaning

    def plan(self, question: str, thread: Thread = Thread()) -> Plan:  # noqa: B008 - a frozen value
        """The plan of a question; InputError when it is empty or longer than 10 kB."""
        text = checked(question)
        plan = self._planned(text, thread)
        if plan.kind == "clarify" and thread.open_question and not plan.scenarios:
            joined = self._planned(f"{thread.open_question.rstrip(' ?.')}, {text}", Thread(thread.plans))
            plan = joined if joined.kind != "clarify" else plan
        elif (
            thread.open_question
            and plan.kind in ("evidence", "list", "help", "describe")
            and len(read(text).words) <= 6
        ):
            joined = self._planned(f"{thread.open_question.rstrip(' ?.')}, {text}", Thread(thread.plans))
            plan = joined if joined.runs else plan
        return plan.model_copy(
            update={"question": text if plan.kind != "clarify" or not thread.open_question else plan.question}
        )

    def _planned(self, question: str, thread: Thread) -> Plan:
        task = _Task(self, question, thread)
        try:
            return task.plan()
        except Ask as ask:
            return Plan(
                kind="clarify",
                question=question,
                message=ask.message,
                choices=ask.choices,
                not_understood=task.missed,
            )
        except InputError as error:
            return Plan(kind="clarify", question=question, message=str(error), not_understood=task.missed)
        except ValidationError as error:
            return Plan(
                kind="clarify",
                question=question,
                message=first_problem(error, "That cannot be run"),
                not_understood=task.missed,
            )


def checked(question: str) -> str:
    """The question cleaned of control characters; InputError when nothing is left or it is too long."""
    if len(question.encode("utf-8", "replace")) > LONGEST_QUESTION:
        raise InputError(
            f"The question is longer than {LONGEST_QUESTION // 1000} kB. Ask one thing in a few sentences."
        )
    text = cleaned(question)
    if not any(char.isalnum() for char in text):
        raise InputError(
            "The question is empty. Ask for example: Compare one big plant with ten micro-factories for the Ulive in France."
        )
    return text


class _Task:
    """One question being planned."""

    def __init__(self, planner: Planner, question: str, thread: Thread) -> None:
        self.world, self.meaning, self.thread = planner.world, planner.meaning, thread
        self.question = question
        self.missed: tuple[str, ...] = ()
        self.assumed: list[str] = []
        self.followed = False

    def plan(self) -> Plan:
        """The plan, or Ask and InputError for what stands in its way."""
        text = read(self.question)
        text, spelt = corrected(text, known_stems(self.world, self._thread_names()))
        named_cases = list(dict.fromkeys(str(p.get("case")) for p in case_pieces(text, self.world)))
        case, design, names = ground(text, named_cases, self.thread.last, self.world)
        text, found = heard(text, self.world, names)
        result = reading(text, found, self._guess)
        kind = kinds.kind_of(result, named_cases, bool(self.thread.last), self.meaning)
        if kind == "lost":
            raise Ask(
                "About what? Nothing has been run in this conversation yet. Name a case and what should change.",
                tuple(c.key for c in self.world.cases()),
            )
        if kind not in ("run", "compare", "simulate"):
            return aside(kind, self.question, result, self.thread, self.world)
        self.assumed += [*spelt, *result.notes]
        setting = Setting(self.world, names, case or "")
        scenarios = self._scenarios(result, case, design, setting, named_cases)
        return self._finished(result, scenarios, setting)

    def _thread_names(self) -> Names | None:
        last = self.thread.last
        return self.world.names(last[-1].case, last[-1].design, last[-1].sites) if last else None

    def _guess(self, clause: str) -> tuple[str, float] | None:
        return self.meaning.operation(clause) if self.meaning else None

    def _scenarios(
        self, result: Reading, case: str | None, design: str, setting: Setting, named_cases: list[str]
    ) -> tuple[ScenarioPlan, ...]:
        last = self.thread.last
        if last and case == last[0].case and not _fresh(result, last):
            drafted = bool(result.drafts)
            followed = follow(result, last, setting)
            if followed is not None and not drafted and _only_renamed(followed, last):
                no_hidden_change(result)
            if followed is not None:
                self.assumed += setting.assumed
                self.followed = True
                return followed
            if result.kpis and not result.drafts and not not_covered(result):
                no_hidden_change(result)
                return last
            if not result.drafts and not result.designs and not result.spread:
                self.missed = not_covered(result)
                raise Ask(
                    "I did not understand what should change. Name it with a number or a place, or ask anew."
                )
        if case is None:
            case = self._assumed_case(result)
            setting.names = self.world.names(case, design, None)
        setting.case = case
        if len(named_cases) > 1:
            raise Ask("I run one case at a time. Which one shall I take first?", tuple(named_cases[:6]))
        bases = bases_of(result, case, self.world, self.assumed)
        scenarios = branched(result, bases, setting)
        self.assumed += setting.assumed
        return unique(scenarios)

    def _assumed_case(self, result: Reading) -> str:
        eventful = {draft.op for draft in result.drafts} & {"site_outage", "send_mobile", "common_mode"}
        keys = tuple(case.key for case in self.world.cases())
        if "resilience" in keys and eventful:
            self.assumed.append("the case is 'resilience', since you named none")
            return "resilience"
        raise Ask("For which case?", keys)

    def _finished(self, result: Reading, scenarios: tuple[ScenarioPlan, ...], setting: Setting) -> Plan:
        self.missed = not_covered(result)
        if self.missed:
            words = ", ".join(f"'{word}'" for word in self.missed[:4])
            raise Ask(f"I did not understand {words}. Can you say it in other words, or leave it out?")
        if len(scenarios) > MAX_SCENARIOS:
            raise Ask(
                f"That makes {len(scenarios)} scenarios; I compare up to {MAX_SCENARIOS}. Which matter most?"
            )
        scenarios = named(tuple(canonical(plan) for plan in scenarios))
        for each in scenarios:
            scenario_of(each)
        plan = Plan(
            kind="compare" if len(scenarios) > 1 else "run",
            question=self.question,
            scenarios=scenarios,
            kpis=tuple(result.kpis) or (self.thread.plans[-1].kpis if self.followed else ()),
            query=self.question,
            assumed=tuple(dict.fromkeys(self.assumed)),
            changed=changes(self.thread.last, scenarios) if self.thread.last else "",
        )
        return plan.model_copy(update={"statement": statement(plan)})


def _only_renamed(after: tuple[ScenarioPlan, ...], before: tuple[ScenarioPlan, ...]) -> bool:
    return len(after) == len(before) and all(a.same_world(b) for a, b in zip(after, before, strict=True))


def _fresh(result: Reading, last: tuple[ScenarioPlan, ...]) -> bool:
    """Whether a question in a conversation stands on its own: it names two designs, or a design and a comparison."""
    designs = {(call.design, tuple(call.counts)) for call in result.designs}
    return len(designs) >= 2

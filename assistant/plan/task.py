"""One question being planned: read, placed in its case and conversation, finished, and checked for what was not understood."""

from typing import Protocol

from assistant.plan.changing import unique
from assistant.plan.follow.carrying import carried, carries
from assistant.plan.follow.going_back import before_change, steps_back, to_the_beginning
from assistant.plan.follow.leaving_out import without
from assistant.plan.follow.merge import follow
from assistant.plan.names.corrections import heard
from assistant.plan.names.link import Piece, case_pieces
from assistant.plan.names.spelling import corrected, known_stems
from assistant.plan.names.world import Names, World
from assistant.plan.read.agreement import traced, unplaced
from assistant.plan.read.answers import Answering, direction_of, left_over
from assistant.plan.read.bases import bases_of
from assistant.plan.read.branches import branched
from assistant.plan.read.coverage import left_aside, not_covered
from assistant.plan.read.finish import Ask, Setting
from assistant.plan.read.ground import ground
from assistant.plan.read.pointing import no_counts
from assistant.plan.read.reading import Reading, reading
from assistant.plan.read.results_only import no_hidden_change
from assistant.plan.reply import kinds
from assistant.plan.reply.aside import aside, undone
from assistant.plan.reply.asking import example, no_change_read, nothing_to_run
from assistant.plan.reply.statement import changes, named, statement
from assistant.plan.scenarios import canonical, scenario_of
from assistant.plan.schema import MAX_SCENARIOS, Plan, ScenarioPlan
from assistant.plan.text.words import Text, read
from assistant.plan.thread import Thread


class Mind(Protocol):
    """What a question is read with: the world of cases, and the encoder's help where there is one."""

    world: World
    meaning: kinds.Meaning | None


class Task:
    """One question being planned, with the answers to questions back about it."""

    def __init__(self, mind: Mind, lines: tuple[str, ...], thread: Thread) -> None:
        self.world, self.meaning, self.thread = mind.world, mind.meaning, thread
        self.question, self.answers = lines[0], lines[1:]
        self.text: Text = read(lines[0])
        self.found: tuple[Piece, ...] = ()
        self.names = Names()
        self.missed: tuple[str, ...] = ()
        self.assumed: list[str] = []
        self.followed = False

    def plan(self) -> Plan:
        """The plan, or Ask and InputError for what stands in its way."""
        text = read(self.question)
        text, spelt = corrected(text, known_stems(self.world, self._thread_names()))
        named_cases = list(dict.fromkeys(str(p.get("case")) for p in self._cases(text))) or self._topic()
        case, design, self.names = ground(text, named_cases, self.thread.last, self.world)
        self.text, self.found = heard(text, self.world, self.names)
        result, kind = self._read(named_cases)
        if kind == "lost":
            raise Ask(
                "About what? Nothing has been run in this conversation yet. Name a case and what should change.",
                tuple(c.key for c in self.world.cases()),
            )
        spare = [piece for answer in self.answers for piece in self.pieces_of(answer)]
        setting = Answering(
            self.world, self.names, case or "", spare=spare, direction=direction_of(self.answers)
        )
        if kind == "undo" and self.thread.last:
            return self._undone(result, setting)
        if kind not in ("run", "compare", "simulate"):
            return aside(kind, self.question, result, self.thread, self.world)
        self.assumed += [*spelt, *result.notes]
        scenarios = self._scenarios(result, case, design, setting, named_cases)
        if left_over(setting):
            raise Ask("I cannot use that answer. Say the whole thing once more.")
        return self._finished(result, scenarios, setting)

    def _read(self, named_cases: list[str]) -> tuple[Reading, str]:
        """The question read by its clauses, and its kind."""
        result = reading(self.text, self.found, self._guess)
        kind = kinds.kind_of(result, named_cases, bool(self.thread.last), self.meaning)
        if kind == "vague":
            raise Ask(
                f"What exactly should change, and by how much? {example(named_cases[0] if named_cases else '', self.names)}"
            )
        return result, kind

    def pieces_of(self, answer: str) -> list[Piece]:
        """What an answer may mean, read with the names of the open question."""
        text, _ = corrected(read(answer), known_stems(self.world, self.names))
        return list(heard(text, self.world, self.names)[1])

    def _cases(self, text: Text) -> list[Piece]:
        lines = [text, *(read(answer) for answer in self.answers)]
        return [piece for line in lines for piece in case_pieces(line, self.world)]

    def _topic(self) -> list[str]:
        """The case that the last question was about, when nothing has been run yet."""
        if self.thread.last or not self.thread.topic:
            return []
        spoken = {str(p.get("case")) for p in case_pieces(read(self.thread.topic), self.world)}
        return list(spoken) if len(spoken) == 1 else []

    def _thread_names(self) -> Names | None:
        last = self.thread.last
        return self.world.names(last[-1].case, last[-1].design, last[-1].sites) if last else None

    def _guess(self, clause: str) -> tuple[str, float] | None:
        return self.meaning.operation(clause) if self.meaning else None

    def _undone(self, result: Reading, setting: Setting) -> Plan:
        """Back by a step or several, to the very start, or without the one change that is named."""
        last = self.thread.last
        less = without(result, last)
        if less != last:
            self.followed = True
            return self._finished(result, less, setting)
        start = to_the_beginning(result, self.thread)
        if start is not None:
            self.followed = True
            result.clauses = ()
            result.use(*result.pieces)
            return self._finished(result, start, setting)
        return undone(self.question, self.thread, steps_back(result, self.thread))

    def _scenarios(
        self, result: Reading, case: str | None, design: str, setting: Setting, named_cases: list[str]
    ) -> tuple[ScenarioPlan, ...]:
        followed = self._followed(result, case, setting, named_cases)
        if followed is not None:
            self.assumed += setting.assumed
            self.followed = True
            return followed
        if case is None:
            case = self._assumed_case(result)
            setting.names = self.world.names(case, design, None)
        setting.case = case
        if len(named_cases) > 1:
            raise Ask("I run one case at a time. Which one shall I take first?", tuple(named_cases[:6]))
        nothing_to_run(result, case, setting.names)
        bases = bases_of(result, case, self.world, self.assumed)
        scenarios = branched(result, bases, setting)
        self.assumed += setting.assumed
        return unique(scenarios)

    def _followed(
        self, result: Reading, case: str | None, setting: Setting, named_cases: list[str]
    ) -> tuple[ScenarioPlan, ...] | None:
        """What a follow-up makes of the scenarios that stand; None when the question stands on its own."""
        thread = before_change(result, self.thread)
        last = thread.last
        if not last or case is None:
            return None
        if case != last[0].case:
            return (
                carried(result, thread, case, self.world, self.assumed)
                if carries(result, thread, case)
                else None
            )
        no_counts(result)
        if _fresh(result, named_cases):
            return None
        drafted = bool(result.drafts)
        followed = follow(result, thread, setting)
        if followed is not None:
            numbered = any(p.amount and p.first in result.used for p in result.pieces)
            if not drafted and not result.touched and not numbered and _only_renamed(followed, last):
                no_hidden_change(result)
            return followed
        if result.kpis and not result.drafts and not not_covered(result):
            no_hidden_change(result)
            return last
        if not result.drafts and not result.designs and not result.spread:
            self.missed = not_covered(result)
            raise no_change_read(case, setting.names)
        return None

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
        self.assumed += left_aside(result)
        if len(scenarios) > MAX_SCENARIOS:
            raise Ask(
                f"That makes {len(scenarios)} scenarios; I compare up to {MAX_SCENARIOS}. Which matter most?"
            )
        scenarios = named(tuple(canonical(plan) for plan in scenarios))
        for each in scenarios:
            scenario_of(each)
        self._sure(result, scenarios)
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

    def _sure(self, result: Reading, scenarios: tuple[ScenarioPlan, ...]) -> None:
        """Ask where a number of the question stands in no scenario."""
        if self.followed or self.thread.last:
            return
        left = unplaced(traced(piece.amount for piece in result.pieces), scenarios)
        if left is not None:
            raise Ask(f"What does '{result.text.between(left.first, left.last)}' stand for?")


def _only_renamed(after: tuple[ScenarioPlan, ...], before: tuple[ScenarioPlan, ...]) -> bool:
    return len(after) == len(before) and all(a.same_world(b) for a, b in zip(after, before, strict=True))


def _fresh(result: Reading, named_cases: list[str]) -> bool:
    """Whether a question in a conversation stands on its own: it names two designs, or case, design and a change."""
    designs = {(call.design, tuple(call.counts)) for call in result.designs}
    if len(designs) >= 2:
        return True
    leaning = result.says("same", "also", "instead") or result.text.words[0].key in ("and", "et", "now", "ok")
    return bool(named_cases and designs and result.drafts) and not leaning

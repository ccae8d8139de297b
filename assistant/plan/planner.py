"""The embedded planner: from a question and the conversation to a plan, without a language model.

Pipeline: read the words, link what they name, cut into clauses, draft operations, decide what kind of question it
is, bind and finish the edits, merge with the conversation, and let nothing run that the question's words do not cover.
"""

from typing import Protocol

from pydantic import ValidationError

from assistant.plan.names.world import TwinWorld, World
from assistant.plan.read.answers import (
    GO_ON,
    NOT_MEANT,
    NOTHING_DONE,
    chosen,
    confirms,
    core,
    denies,
    direction_of,
    gives_up,
    like_an_answer,
    one_of,
    rewritten,
)
from assistant.plan.read.finish import Ask
from assistant.plan.reply import kinds
from assistant.plan.schema import Plan, first_problem
from assistant.plan.task import Task
from assistant.plan.text.words import LONGEST_QUESTION, cleaned
from assistant.plan.thread import Thread
from twin.errors import InputError


class Learnt(Protocol):
    """The learnt reading beside the grammar's plan (`learnt.reader`)."""

    def plan(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        """Whichever plan can be trusted, or a question back."""
        ...

    def confirmed(self, question: str, thread: Thread, grammar: Plan) -> Plan:
        """The likeliest plan, which the user has confirmed."""
        ...


class Planner:
    """Plans questions over a world of cases.

    `meaning` finds the nearest exemplar of a clause, `learnt` reads a question that stands on its own a second time; None
    leaves that out.
    """

    def __init__(
        self, world: World | None = None, meaning: kinds.Meaning | None = None, learnt: Learnt | None = None
    ) -> None:
        self.world = world or TwinWorld()
        self.meaning, self.learnt = meaning, learnt

    def plan(self, question: str, thread: Thread = Thread()) -> Plan:  # noqa: B008 - a frozen value
        """The plan of a question; InputError when it is empty or longer than 10 kB."""
        text = checked(question)
        if thread.open_question:
            answered = self._confirmed(text, thread) or self._answered(text, thread)
            if answered is not None:
                return answered
        return self._alone(text, Thread(thread.plans, topic=thread.topic))

    def _alone(self, text: str, thread: Thread) -> Plan:
        """A question read by the grammar and by what was learnt."""
        first = self._planned((text,), thread)[0]
        return first if self.learnt is None else self.learnt.plan(text, thread, first)

    def _confirmed(self, text: str, thread: Thread) -> Plan | None:
        """The doubtful reading of the open question, when the user says whether it is meant."""
        if self.learnt is None or not (confirms(text) or denies(text)):
            return None
        pending, before = thread.open_question.split("\n")[0], Thread(thread.plans, topic=thread.topic)
        grammar = self._planned((pending,), before)[0]
        doubtful = GO_ON in self.learnt.plan(pending, before, grammar).choices
        if doubtful and denies(text):
            return Plan(kind="help", question=text, message=NOT_MEANT)
        return self.learnt.confirmed(pending, before, grammar) if doubtful else None

    def _answered(self, text: str, thread: Thread) -> Plan | None:
        """The open question completed by its answer; None when the text is no answer to it."""
        before, pending = Thread(thread.plans, topic=thread.topic), tuple(thread.open_question.split("\n"))
        if gives_up(text):
            return Plan(kind="help", question=text, message=NOTHING_DONE)
        asked, task = self._planned(pending, before)
        answer = chosen(text, asked.choices)
        if not like_an_answer(answer, asked.choices):
            return None
        given = task.pieces_of(answer)
        tries = [
            (line, *pending[1:])
            for line in rewritten(
                pending[0], task.text, task.found, asked.not_understood, core(answer, given), given
            )
        ]
        tries += [(line, *pending[1:]) for line in one_of(pending[0], asked.choices, answer)]
        whole = pending[0].rstrip(" ?.!")
        tries += [
            (*pending, answer),
            (f"{whole}, {answer}", *pending[1:]),
            (f"{whole} {answer}", *pending[1:]),
        ]
        plans = [self._planned(lines, before)[0] for lines in tries]
        if given or asked.not_understood or answer in asked.choices or direction_of((answer,)):
            done = next((p for p in plans if p.runs), None)
            further = next(
                (
                    p
                    for p in plans
                    if p.kind == "clarify" and p.message != asked.message and not p.not_understood
                ),
                None,
            )
            if done is None and self.learnt is not None:
                again = self._alone(f"{whole}, {answer}", before)
                done = again if again.runs else None
            if done or (further and len(answer.split()) <= 6):
                return done or further
        return asked if answer in asked.choices else None

    def _planned(self, lines: tuple[str, ...], thread: Thread) -> tuple[Plan, "Task"]:
        """The plan of a question and the answers given to questions back about it."""
        task = Task(self, lines, thread)
        question = "\n".join(lines)
        choices: tuple[str, ...] = ()
        try:
            return task.plan().model_copy(update={"question": question}), task
        except Ask as ask:
            message, choices = ask.message, ask.choices
        except InputError as error:
            message = str(error)
        except ValidationError as error:
            message = first_problem(error, "That cannot be run")
        plan = Plan(
            kind="clarify", question=question, message=message, choices=choices, not_understood=task.missed
        )
        return plan, task


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

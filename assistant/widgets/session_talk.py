"""The assistant's session as the chat needs it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.widgets.talk import Hooks, Reply, Stopped
from twin.errors import InputError

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.session import Session

SUGGESTIONS = (
    "Compare one big plant with ten micro-factories for the Ulive in France",
    "What happens to lead times if Lyon is down for three weeks from day 60, "
    "and what if a factory in a box arrives after five days?",
    "Which case supports the claim of 40 percent lower capital spending?",
)
_AFTER_A_RUN = ("Why?", "Which assumptions matter most?", "And with twenty?")


class SessionTalk:
    """A conversation of the assistant, kept in memory, or under a name."""

    def __init__(self, session: "Session | None" = None) -> None:
        self._session = session
        self._answer: Answer | None = None

    @property
    def suggestions(self) -> Sequence[str]:
        """Questions to begin with."""
        return SUGGESTIONS

    @property
    def session(self) -> "Session":
        """The session, begun with the first question, so that showing the chat costs nothing."""
        if self._session is None:
            from assistant.session import Session

            self._session = Session()
        return self._session

    def ask(self, question: str, hooks: Hooks) -> Reply:
        """Answers; `Stopped` between two runs when the reader pressed Stop."""

        def progress(done: int, total: int) -> None:
            if hooks.stop.is_set():
                raise Stopped(f"Stopped after {done} of {total} runs.")
            hooks.progress(done, total)

        self._answer = self.session.ask(question, say=hooks.say, progress=progress)
        return self._reply(self._answer)

    def save(self, name: str) -> str:
        """Writes the report of the last answer beside the notebook."""
        from assistant.report_answer import answer_page, write_page

        if self._answer is None:
            raise InputError("Nothing has been answered yet.")
        return str(write_page(Path(name), answer_page(self.session, self._answer)))

    def _reply(self, answer: "Answer") -> Reply:
        from assistant.replay import places
        from assistant.report_answer import blocks

        bench = self.session.bench
        ran = next((result for result in reversed(bench.results) if result.scenarios), None)
        simulated = answer.kind == "simulation"
        return Reply(
            blocks(answer.answer, answer.citations, places(bench), ran if simulated else None),
            undoable=simulated and bool(self.session.thread().plans),
            suggestions=self._next(answer),
        )

    def _next(self, answer: "Answer") -> tuple[str, ...]:
        """What may be asked next: the choices of a question back, or how to look closer."""
        plan = self.session.bench.plan
        if answer.kind == "clarify" and plan is not None and plan.choices:
            return plan.choices
        return _AFTER_A_RUN if answer.kind == "simulation" else SUGGESTIONS

"""A chat with the twin inside a notebook: the work runs beside, the page stays alive, Stop stops."""

import asyncio
import threading
import time
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from assistant.widgets.composer import Composer
from assistant.widgets.show import PLOTLY, pieces
from assistant.widgets.talk import Hooks, Reply, Stopped, Talk
from twin.errors import FrugalTwinError

LONGEST_QUESTION = 4_000
UNDO = "Undo"
_REDRAW = 0.2  # seconds between two looks of the progress bar


class Chat(w.VBox):  # type: ignore[misc]
    """The thread of questions and answers, and under it the box to type in.

    `talk` is the conversation; without one, a new session of the assistant starts with the first question.
    """

    def __init__(self, talk: Talk | None = None) -> None:
        self.talk = talk or _new_talk()
        self.thread = w.VBox()
        self.thread.add_class("ft-thread")
        self.task: asyncio.Task[None] | None = None
        self._stop = threading.Event()
        self.composer = Composer(self.ask, self.stop, self.undo, suggestions=list(self.talk.suggestions))
        super().__init__([self.thread, self.composer])
        self.add_class("ft-chat")

    def ask(self, question: str) -> None:
        """Puts a question into the thread and answers it beside the notebook's own work."""
        question = question.strip()
        if not question or self.composer.busy:
            return
        self._show_question(question)
        if len(question) > LONGEST_QUESTION:
            self._append(
                _problem(f"A question has at most {LONGEST_QUESTION} characters; yours has {len(question)}.")
            )
            return
        self.composer.busy = True
        self._stop = threading.Event()
        self.task = asyncio.get_running_loop().create_task(self._answer(question))

    def stop(self) -> None:
        """Asks the running answer to stop; what was finished is kept in the store."""
        self._stop.set()

    def undo(self) -> None:
        """Takes the scenario's last change back and shows what stood before."""
        self.ask(UNDO)

    async def _answer(self, question: str) -> None:
        waiting = _Waiting(asyncio.get_running_loop())
        self._append(waiting.box)
        hooks = Hooks(waiting.say, waiting.progress, self._stop)
        try:
            reply = await asyncio.to_thread(self.talk.ask, question, hooks)
            waiting.box.children = self._widgets(reply)
            self.composer.undoable = reply.undoable
            self.composer.suggestions = list(reply.suggestions)
        except Stopped:
            waiting.box.children = (
                _html("<p>Stopped. What was finished is kept, so asking again goes on from there.</p>"),
            )
        except FrugalTwinError as error:
            waiting.box.children = (_problem(str(error)),)
        except Exception as error:  # the thread must show it; the notebook would swallow an error of a task
            waiting.box.children = (
                _problem(f"This failed and should not have: {type(error).__name__}: {error}"),
            )
        finally:
            self.composer.busy = False

    def _widgets(self, reply: Reply) -> tuple[w.Widget, ...]:
        shown = tuple(
            _html(piece) if isinstance(piece, str) else figure_output(piece) for piece in pieces(reply.blocks)
        )
        return (*shown, self._actions()) if reply.blocks else shown

    def _actions(self) -> w.Widget:
        """Save the report, and where it went."""
        save = w.Button(
            description="Save report", tooltip="One HTML page that anyone can open and check", icon="download"
        )
        where = w.HTML()

        def saved(_: object) -> None:
            save.disabled = True
            where.value = self._said(
                lambda: f"Saved as {self.talk.save(time.strftime('report-%Y%m%d-%H%M%S.html'))}"
            )

        save.on_click(saved)
        row = w.HBox([save, where])
        row.add_class("ft-actions")
        return row

    @staticmethod
    def _said(act: Callable[[], str]) -> str:
        """What an act says, or why it could not be done."""
        try:
            return f"<p>{escape(act())}</p>"
        except FrugalTwinError as error:
            return f"<p>{escape(str(error))}</p>"

    def _show_question(self, question: str) -> None:
        self._append(w.HTML(f'<div class="ft-you" role="article" aria-label="You">{escape(question)}</div>'))

    def _append(self, *widgets: w.Widget) -> None:
        self.thread.children = (*self.thread.children, *widgets)


class _Waiting:
    """The place of an answer that is still being made: first words, then a bar with a count."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._words, self._bar = "", ""
        self._drawn = 0.0
        self._html = _html('<p class="ft-wait">Reading the question ...</p>')
        self.box = w.VBox([self._html])
        self.box.add_class("ft-message")

    def say(self, text: str) -> None:
        """More words of the answer, from any thread."""
        self._words += text
        self._later()

    def progress(self, done: int, total: int) -> None:
        """So many of so many runs are done, from any thread."""
        self._bar = (
            f'<progress value="{done:d}" max="{max(total, 1):d}"></progress> {done:,d} of {total:,d} runs'
        )
        if done >= total or time.monotonic() - self._drawn > _REDRAW:
            self._drawn = time.monotonic()
            self._later()

    def _later(self) -> None:
        words = f"<p>{escape(self._words)}</p>" if self._words else ""
        bar = f'<p class="ft-wait">{self._bar}</p>' if self._bar else ""
        self._loop.call_soon_threadsafe(self._draw, words + bar)

    def _draw(self, html: str) -> None:
        self._html.value = _answer_html(html)


def figure_output(figure: dict[str, Any]) -> w.Output:
    """A Plotly figure by its mimetype: small on the wire, drawn by the notebook, kept when it is saved."""
    data = {PLOTLY: figure, "text/plain": "figure"}
    return w.Output(outputs=({"output_type": "display_data", "metadata": {}, "data": data},))


def _html(inner: str) -> w.HTML:
    return w.HTML(_answer_html(inner))


def _answer_html(inner: str) -> str:
    return f'<div class="ft-answer" role="article" aria-label="Frugal Twin">{inner}</div>'


def _problem(message: str) -> w.HTML:
    return _html(f'<p class="ft-problem" role="alert">{escape(message)}</p>')


def _new_talk() -> Talk:
    from assistant.widgets.session_talk import SessionTalk

    return SessionTalk()

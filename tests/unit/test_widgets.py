"""The chat without a browser: what is asked, what is shown, what Stop does, and that nobody's words are markup."""

import asyncio
import re
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from twin.errors import InputError
from twin.report.content import Citation, Citations, Figure, Heading, Notice, Paragraph, Specs, Table

pytest.importorskip("anywidget")

from assistant.answer import Answer
from assistant.widgets.chat import LONGEST_QUESTION, Chat
from assistant.widgets.composer import Composer
from assistant.widgets.show import PLOTLY, block_html, mimebundle, pieces
from assistant.widgets.talk import Hooks, Reply, Stopped

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>"
FIGURE = Figure(caption="Costs", alt="Costs of both", figure={"data": [], "layout": {}})


class FakeTalk:
    """A conversation with a queue of replies; a reply may be an exception or a function of the hooks."""

    suggestions: Sequence[str] = ("Compare one big plant with ten micro-factories",)

    def __init__(self, *replies: Reply | Exception | Callable[[Hooks], Reply]) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []
        self.saved: list[str] = []

    def ask(self, question: str, hooks: Hooks) -> Reply:
        self.asked.append(question)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, Reply) else reply(hooks)

    def save(self, name: str) -> str:
        self.saved.append(name)
        return name


def shown(widget: Any) -> str:
    """All HTML of a widget and its children."""
    inner = "".join(shown(child) for child in getattr(widget, "children", ()))
    return str(getattr(widget, "value", "")) + inner


def figures(widget: Any) -> list[Any]:
    inner = [figure for child in getattr(widget, "children", ()) for figure in figures(child)]
    return [output["data"][PLOTLY] for output in getattr(widget, "outputs", ())] + inner


def conversation(talk: FakeTalk, *questions: str) -> Chat:
    """Asks the questions as the browser would, waits for each answer."""

    async def talked() -> Chat:
        chat = Chat(talk)
        for question in questions:
            chat.composer._handle_custom_msg({"kind": "ask", "text": question}, [])
            if chat.task:
                await asyncio.wait_for(chat.task, 5)
            await asyncio.sleep(0)
        return chat

    return asyncio.run(talked())


def test_a_question_is_answered_with_text_figure_and_citation() -> None:
    reply = Reply(
        (
            Paragraph(markdown="The **plant** wins [1](#cite-1)."),
            FIGURE,
            Citations(items=(Citation(source="avatar", passage="p3", text="4 million", title="Avatar"),)),
        ),
        undoable=True,
        suggestions=("And with twenty?",),
    )
    chat = conversation(FakeTalk(reply), "Who wins?")
    html = shown(chat.thread)
    assert chat.talk.asked == ["Who wins?"]  # type: ignore[attr-defined]
    assert "<strong>plant</strong>" in html
    assert 'data-cite="1"' in html
    assert "4 million" in html
    assert figures(chat.thread) == [FIGURE.figure]
    assert "Figure: Costs of both" in html
    assert chat.composer.undoable
    assert chat.composer.suggestions == ["And with twenty?"]
    assert not chat.composer.busy


def test_first_words_and_progress_are_seen_while_it_runs() -> None:
    seen: list[str] = []

    async def talked() -> None:
        release = threading.Event()

        def slow(hooks: Hooks) -> Reply:
            hooks.say("I compare one plant with ten <b>sites</b> over 365 days ...")
            hooks.progress(40, 40)
            release.wait(5)
            return Reply((Paragraph(markdown="Done."),))

        chat = Chat(FakeTalk(slow))
        chat.ask("Compare")
        for _ in range(100):
            await asyncio.sleep(0.01)
            if "40 of 40 runs" in shown(chat.thread):
                break
        seen.append(shown(chat.thread))
        assert chat.composer.busy
        release.set()
        assert chat.task is not None
        await chat.task
        seen.append(shown(chat.thread))

    asyncio.run(talked())
    assert "I compare one plant with ten &lt;b&gt;sites&lt;/b&gt; over 365 days" in seen[0]
    assert '<progress value="40" max="40">' in seen[0]
    assert "progress" not in seen[1]
    assert "Done." in seen[1]


def test_stop_stops_and_the_next_question_runs() -> None:
    def until_stopped(hooks: Hooks) -> Reply:
        if not hooks.stop.wait(5):
            raise AssertionError("Stop did not arrive")
        raise Stopped

    async def talked() -> Chat:
        chat = Chat(FakeTalk(until_stopped, Reply((Paragraph(markdown="Again."),))))
        chat.ask("Compare")
        await asyncio.sleep(0.05)
        chat.composer._handle_custom_msg({"kind": "stop"}, [])
        assert chat.task is not None
        await asyncio.wait_for(chat.task, 2)
        assert "Stopped." in shown(chat.thread)
        chat.ask("Compare")
        await asyncio.wait_for(chat.task, 2)
        return chat

    assert "Again." in shown(asyncio.run(talked()).thread)


def test_while_it_runs_a_second_question_waits_for_the_reader() -> None:
    async def talked() -> Chat:
        release = threading.Event()
        chat = Chat(FakeTalk(lambda hooks: (release.wait(5) and Reply(())) or Reply(())))
        chat.ask("one")
        chat.ask("two")
        release.set()
        assert chat.task is not None
        await chat.task
        return chat

    assert asyncio.run(talked()).talk.asked == ["one"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (InputError("Outage of 'Lyon' starts after the horizon <b>."), "starts after the horizon &lt;b&gt;."),
        (ValueError("<img src=x>"), "should not have: ValueError: &lt;img src=x&gt;"),
    ],
)
def test_an_error_is_one_readable_line(error: Exception, words: str) -> None:
    chat = conversation(FakeTalk(error), "What?")
    assert words in shown(chat.thread)
    assert not chat.composer.busy


def test_too_long_and_empty_questions_never_reach_the_assistant() -> None:
    talk = FakeTalk()
    chat = conversation(talk, "x" * (LONGEST_QUESTION + 1), "   ")
    assert talk.asked == []
    assert f"at most {LONGEST_QUESTION} characters" in shown(chat.thread)


@pytest.mark.parametrize(
    "content", [None, [], {"kind": "ask"}, {"kind": "ask", "text": 5}, {"kind": "run", "text": "x"}]
)
def test_a_message_that_is_not_ours_is_dropped(content: object) -> None:
    asked: list[str] = []
    composer = Composer(asked.append, lambda: None, lambda: None)
    composer._heard(composer, content, [])
    assert asked == []


def test_undo_is_a_turn_of_the_conversation() -> None:
    async def talked() -> Chat:
        chat = Chat(FakeTalk(Reply((Paragraph(markdown="Without the outage of Lyon again."),))))
        chat.composer._handle_custom_msg({"kind": "undo"}, [])
        assert chat.task is not None
        await asyncio.wait_for(chat.task, 5)
        return chat

    chat = asyncio.run(talked())
    assert chat.talk.asked == ["Undo"]  # type: ignore[attr-defined]
    assert "Without the outage of Lyon again." in shown(chat.thread)


def test_save_says_where_the_report_went() -> None:
    chat = conversation(FakeTalk(Reply((Paragraph(markdown="x"),))), "one")
    button = chat.thread.children[1].children[-1].children[0]
    button.click()
    assert re.search(r"Saved as report-\d{8}-\d{6}\.html", shown(chat.thread))
    assert chat.talk.saved  # type: ignore[attr-defined]


def test_no_words_of_anyone_become_markup() -> None:
    blocks = (
        Heading(text=EVIL),
        Paragraph(markdown=EVIL),
        Notice(markdown=EVIL),
        Table(caption=EVIL, columns=(EVIL,), rows=((EVIL,),)),
        Table(caption=EVIL, columns=(EVIL,), rows=((EVIL,),), folded=True),
        Figure(caption=EVIL, alt=EVIL, figure={}),
        Citations(items=(Citation(source=EVIL, passage=EVIL, text=EVIL, title=EVIL),)),
        Specs(name=EVIL, digest=EVIL, text=EVIL),
    )
    for html in (
        *(block_html(block) for block in blocks),
        shown(conversation(FakeTalk(Reply(blocks)), EVIL).thread),
    ):
        assert "<img" not in html
        assert "<script" not in html
        assert "&lt;img" in html


def test_pieces_keep_the_order() -> None:
    made = list(pieces((Paragraph(markdown="a"), FIGURE, Paragraph(markdown="b"))))
    assert isinstance(made[1], dict)
    assert "a" in str(made[0])
    assert "b" in str(made[2])


def test_mimebundle_has_three_forms() -> None:
    bundle = mimebundle((Paragraph(markdown="**a**"), FIGURE), "**a**")
    assert set(bundle) == {"text/html", "text/markdown", "text/plain"}
    assert "<strong>a</strong>" in bundle["text/html"]


def test_the_composer_minds_the_keyboard() -> None:
    code = Composer._esm._contents if hasattr(Composer._esm, "_contents") else str(Composer._esm)
    for part in ("stopPropagation", "isComposing", "shiftKey", '"log"', "aria-live"):
        assert part in code
    assert "innerHTML" not in code


def test_an_answer_shows_itself_in_a_notebook_without_markup_of_its_own() -> None:
    shown_as = Answer(question="x", kind="evidence", answer=f"**a** {EVIL}")._repr_mimebundle_()
    assert "<strong>a</strong>" in shown_as["text/html"]
    assert "<img" not in shown_as["text/html"]
    assert shown_as["text/markdown"] == f"**a** {EVIL}"

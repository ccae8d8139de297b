"""`frugal-twin chat`: a conversation in the terminal."""

import sys
from typing import TYPE_CHECKING

import click

from twin.errors import FrugalTwinError

if TYPE_CHECKING:
    from assistant.session import Session


@click.command()
@click.option("--session", metavar="NAME", help="Go on with the conversation of this name.")
@click.option("--model", metavar="PROVIDER:NAME", help="Another language model than the embedded planner.")
def chat(session: str | None, model: str | None) -> None:
    """Talk with the twin. An empty line or Ctrl-D ends; 'go back' undoes; 'help' says what can be asked."""
    from assistant.session import Session

    talk = Session(session, model)
    click.echo("Ask about one big plant or many micro-factories. An empty line ends. Try: help", err=True)
    talk.warm()
    while True:
        try:
            question = _line()
        except (EOFError, KeyboardInterrupt):
            break
        if not question.strip():
            break
        _answer(talk, question)
    talk.close()


def _line() -> str:
    if sys.stdin.isatty():
        return input("\n> ")
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line if line.strip() else ""


def _answer(talk: "Session", question: str) -> None:
    from assistant.cli.progress import bar
    from assistant.cli.telling import Telling

    telling = Telling()
    try:
        with bar("Running the twin") as progress, bar("Reading the corpus") as reading:
            answer = talk.ask(
                question, say=telling.say, step=telling.step, words=telling.words,
                progress=progress, reading=reading,
            )  # fmt: skip
    except FrugalTwinError as error:
        click.echo(" ".join(str(error).split()))
        return
    except KeyboardInterrupt:
        click.echo("Stopped; nothing was changed.")
        return
    telling.finish(answer, talk.tokens_said())
